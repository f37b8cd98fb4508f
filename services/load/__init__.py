"""Loading: reports into the lake, loads taken back, customers erased."""

from services.load.account import FileReport, LoadReport
from services.load.erasure import ErasedKeys, erase_from_lake
from services.load.load import load_files
from services.load.progress import Progress
from services.load.unloading import unload

__all__ = ["ErasedKeys", "FileReport", "LoadReport", "Progress", "erase_from_lake", "load_files", "unload"]
