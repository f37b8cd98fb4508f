"""Which version of the program this is."""

import tomllib
from functools import cache

from app.settings import ROOT


@cache
def version() -> str:
    """As the project's own file says."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
