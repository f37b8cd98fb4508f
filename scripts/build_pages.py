"""Builds web/dist where its sources are others than those it was built of, as a stamp in it says; `scripts/with_node` brings Node."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
STAMP = WEB / "dist" / "built-of"
_MADE = frozenset({"node_modules", "dist", "dist.old", "build", "public", "generated"})


def list_sources() -> Iterator[Path]:
    """What the pages are built of, in a fixed order."""
    yield ROOT / "schema.graphql"
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(set(folders) - _MADE)
        yield from (Path(folder) / name for name in sorted(files))


def digest_of(paths: Iterator[Path]) -> str:
    """One hash over names and contents."""
    whole = sha256()
    for path in paths:
        content = sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return whole.hexdigest()


def run(*command: str) -> int:
    """Runs a step in web/, quietly; says what it said where it fails."""
    done = subprocess.run(command, cwd=WEB, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        print(f"holdfast: `{' '.join(command)}` in web/ failed (see above)", file=sys.stderr)
    return done.returncode


def build() -> int:
    """Installs what the lock names and builds, unless that was done of these sources; gives the exit code."""
    with (WEB / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        sources = digest_of(list_sources())
        if STAMP.exists() and STAMP.read_text() == sources:
            return 0
        print("holdfast: building the pages; this takes a minute, once", file=sys.stderr)
        code = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") or run("npm", "run", "--silent", "build")
        if code == 0:
            STAMP.write_text(sources)
        return code


if __name__ == "__main__":
    sys.exit(build())
