"""Installs a lock of requirements/ into an environment; one process at a time, stamped last, so that a cut run is made good by the next."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def install(kind: str, lock: str, environment: Path) -> int:
    """Brings an environment to the lock of a kind (runtime, development, a tool's); gives the exit code."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        return fail("this Python has no venv; on Debian and Ubuntu: apt-get install python3-venv")
    environment.mkdir(exist_ok=True)
    python = environment / "bin" / "python"
    with (environment / "holdfast.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        stamp = environment / f"holdfast-{kind}.lock"
        if stamp.exists() and stamp.read_text().strip() == lock and os.access(python, os.X_OK):
            return 0
        print(f"holdfast: preparing {environment} ({kind}); this takes a minute or two, once", file=sys.stderr)
        stamp.unlink(missing_ok=True)
        return make_environment(environment, python) or install_lock(kind, python) or finish(stamp, lock)


def make_environment(environment: Path, python: Path) -> int:
    """Makes the environment where its Python does not run or is too old."""
    check = [str(python), "-m", "pip", "--version"]
    if os.access(python, os.X_OK) and subprocess.run(check, capture_output=True).returncode == 0:
        return 0
    for stale in ("bin", "include", "lib", "lib64", "pyvenv.cfg"):
        path = environment / stale
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return run("could not make the environment", sys.executable, "-m", "venv", str(environment))


def install_lock(kind: str, python: Path) -> int:
    """Installs exactly the locked versions, each checked against its hash."""
    pip = (str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q")
    options = ("--root-user-action=ignore", "--require-hashes", "-r", str(ROOT / "requirements" / f"{kind}.txt"))
    return run("could not install the packages", *pip, "install", *options)


def finish(stamp: Path, lock: str) -> int:
    """Stamps the environment as good."""
    stamp.write_text(f"{lock}\n")
    return 0


def run(failure: str, *command: str) -> int:
    """Runs a step quietly; says what it said where it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode == 0:
        return 0
    print(done.stdout, file=sys.stderr)
    return fail(f"{failure} (see above)")


def fail(message: str) -> int:
    """Says what is wrong and gives the exit code."""
    print(f"holdfast: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(install(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
