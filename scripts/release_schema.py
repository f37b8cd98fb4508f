"""Keeps the present definition as that of a release, against which later changes are checked: part of releasing.

.venv/bin/python -m scripts.release_schema
"""

from app.compatibility import RELEASED, write_release
from resolvers.assembly import sdl

if __name__ == "__main__":
    RELEASED.write_text(write_release(sdl()), encoding="utf-8")
