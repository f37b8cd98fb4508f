"""Loading: reports into the lake, loads taken back, customers erased."""

from services.load.account import FileReport, LoadReport
from services.load.loading import load_files
from services.load.progress import Progress

__all__ = ["FileReport", "LoadReport", "Progress", "load_files"]
