"""An export on a disk that is full, and the next one when there is room again: a small file system in memory, where one may be mounted."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.results import Result
from bench.serving import serve_home
from bench.soak.asking import data_of, download
from bench.soak.figures import judge_fact
from bench.soak.files import Counted
from bench.soak.following import follow
from bench.soak.questions import Question
from bench.soak.stage import Stage
from bench.soak.wire import Wire

_ROOM = 6
"""Times the file: it is written, and its rows are put in order, beside each other."""
_LEFT = 0.4
"""Of the file fits while the disk counts as full."""
_LEAST = 1 << 20
_REASON = "there is no space left for the file; free some, then ask for it again"
_ORDERING = "more space than there is for ordering its rows"
_NAME = "export: on a full disk"


def soak_full_disk(stage: Stage, question: Question, made: Counted) -> list[Result]:
    """The same export as was made before, first without the room for it."""
    with _mounting(stage.exports, _ROOM * made.bytes + _LEAST) as mounted:
        if not mounted:
            return [judge_fact(_NAME, 1, "FAILED with a reason", False, "no file system may be mounted here")]
        filler = stage.exports / "filler"
        _fill(filler, int(_LEFT * made.bytes))
        with serve_home(stage.given) as served:
            return asyncio.run(_ask_twice(served.address, stage, question, made, filler))


async def _ask_twice(address: str, stage: Stage, question: Question, made: Counted, filler: Path) -> list[Result]:
    async with Wire(address) as wire:
        failed = await _ask(wire, question)
        left = [path.name for path in stage.exports.rglob("*") if path.name not in (".writing", filler.name)]
        filler.unlink()
        ready = await _ask(wire, question)
        same = ready["status"] == "READY"
        same = same and await download(wire, question.token, ready["downloadUrl"]) == made.sha256
    error = str(failed["error"])
    holds = failed["status"] == "FAILED" and (error == _REASON or _ORDERING in error) and not left
    return [
        judge_fact(
            _NAME, not holds, "FAILED with a reason, nothing left", holds, f"{failed['status']}: {error} {left}"
        ),
        judge_fact("export: the next one, with room", not same, "ready, the same file", same, ready["status"]),
    ]


async def _ask(wire: Wire, question: Question) -> Mapping[str, Any]:
    payload = (await data_of(wire, question))["requestExport"]
    return await follow(wire, question.token, payload["export"]["id"])


def _fill(filler: Path, left: int) -> None:
    free = os.statvfs(filler.parent)
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(free.f_bavail * free.f_frsize - left, 1))


@contextmanager
def _mounting(folder: Path, size: int) -> Iterator[bool]:
    """Whether a file system of so many bytes is mounted on a folder, which is what it was afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    words = ["-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)]
    mounted = mount is not None and subprocess.run([mount, *words], capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
