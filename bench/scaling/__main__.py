"""Measures a deployment: `python -m bench.scaling --publishers 10000 --rows 2000 --large 50000000`. Figures as they come.

It is made below var/bench/scaling and used again; to make it anew, delete the folder.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from shutil import rmtree
from time import perf_counter
from typing import Any

from bench.homes import HOMES, measure
from bench.scaling.lake import LARGE, Figure, make_large, make_small
from bench.scaling.serving import count_cores, etags, make_tokens, measure_serving
from bench.serving import environment, serve_home

_ADDED = "used_on,customer_id,offer_id,raw_hours\n2026-06-01,c-new,o-new,1\n"
_OTHERS = 200


def tell(what: str, value: float, unit: str) -> None:
    """Prints a figure."""
    print(f"{what:48} {value:>14,.1f} {unit}", flush=True)


def run(given: dict[str, str], *words: str) -> tuple[Any, float]:
    """What a command prints as JSON, and how long it took."""
    began = perf_counter()
    done = subprocess.run([sys.executable, "-P", "-m", "app", *words], env=given, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return (json.loads(done.stdout) if "--json" in words else done.stdout), perf_counter() - began


def add(given: dict[str, str], source: Path, making: Iterator[Figure]) -> None:
    """Makes a lake and puts it into the storage."""
    for figure in making:
        tell(*figure)
    tell("putting it into a storage", run(given, "adopt", str(source))[1], "s")
    rmtree(source / "lake")


def build(given: dict[str, str], rows: int, large: int, *words: str) -> Any:
    """Builds what is missing, of publishers with so many rows of usage each and of the large one."""
    before = getrusage(RUSAGE_CHILDREN)
    built, seconds = run(given, "build", "--json", *words)
    after = getrusage(RUSAGE_CHILDREN)
    fresh = [part["publisher"] for part in built["parts"] if not part["reused"]]
    tell(f"build of {len(fresh)} of {len(built['parts'])} publishers", seconds, "s")
    if fresh and not words:  # a crew is not waited for by this process
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        made = sum(large if name == LARGE else rows for name in fresh)
        tell("processor of that, for a million rows", spent / made * 1e6, "s")
    return built


def main() -> None:
    """Makes the lake, puts it into a storage, builds, serves and loads once more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishers", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--large", type=int, default=50_000_000)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--cache", default="200MB")
    parser.add_argument("--engine", default=f"spark://local[{count_cores()}]")
    asked = parser.parse_args()
    folder = HOMES / "scaling"
    home, storage = folder / "home", folder / "storage"
    home.mkdir(parents=True, exist_ok=True)
    given = environment(home, folder) | {
        "HOLDFAST_STORAGE": storage.absolute().as_uri(),
        "HOLDFAST_STORAGE_CACHE": asked.cache,
        "HOLDFAST_MEMORY_LIMIT": asked.memory,
        "HOLDFAST_SECRET": "a secret of the benchmark, 32 characters",
        "HOLDFAST_EXPORT_WORKERS": "0",
        "HOLDFAST_LOADING": "off",
    }
    if asked.large and not (folder / "large").exists():
        add(given, folder / "large", make_large(folder / "large", asked.large))
        build(given, asked.rows, asked.large)
    if asked.publishers and not (folder / "small").exists():
        add(given, folder / "small", make_small(folder / "small", asked.publishers, asked.rows))
    built = build(given, asked.rows, asked.large, "--engine", asked.engine)
    tell("bytes of the lake in the storage", measure(storage / "lake") / 1e6, "MB")
    tell("bytes of the parts in the storage", measure(storage / "parts") / 1e6, "MB")
    measure_replica(given, home, [part["publisher"] for part in built["parts"]])


def measure_replica(given: dict[str, str], home: Path, names: list[str]) -> None:
    """What serving takes, and what one more load changes."""
    began = perf_counter()
    tokens = asyncio.run(make_tokens(given, names))
    tell("making a token for each", perf_counter() - began, "s")
    for figure in measure_serving(given, tokens, home):
        tell(*figure)
    others, own = list(tokens.values())[:-1][:_OTHERS], [tokens[names[-1]]]
    with serve_home(given) as served:
        before, was = asyncio.run(etags(served.address, others)), asyncio.run(etags(served.address, own))
        added = home / "added.csv"
        added.write_text(_ADDED)
        loaded, seconds = run(given, "load", "--publisher", names[-1], "--build", "--json", str(added))
        fresh = [part["publisher"] for part in loaded["build"]["parts"] if not part["reused"]]
        tell(f"load and build of one of {len(names)} ({', '.join(fresh)})", seconds, "s")
        began = perf_counter()
        while asyncio.run(etags(served.address, own)) == was:
            pass
        tell("until the replica shows it", perf_counter() - began, "s")
        after = asyncio.run(etags(served.address, others))
        changed = sum(a != b for a, b in zip(before, after, strict=True))
        tell("ETags of others that changed", changed, f"of {len(others)}")


if __name__ == "__main__":
    main()
