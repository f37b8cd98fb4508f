"""Runs a soak on a home, prints a table, and ends with 1 where something is missed.

`python -m bench.soak load --size medium [--steady 600]`: mixed load, overload, and what is left of it.
`python -m bench.soak export --size large [--kills 20]`: an export of millions of rows beside clients, its worker killed, its disk full.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from bench.homes import EDITIONS, home_of
from bench.results import Result, show
from bench.soak.interrupted import Killing, soak_exports
from bench.soak.mixed import Plan, soak


def main() -> int:
    """Soaks; 0 where all holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for name, plan in (("load", Plan), ("export", Killing)):
        kind = kinds.add_parser(name)
        kind.add_argument("--size", choices=list(EDITIONS), default="medium" if name == "load" else "large")
        kind.add_argument("--home", type=Path, help="a built home in place of that of a size")
        for each in fields(plan):
            kind.add_argument(f"--{each.name}", type=type(each.default), default=each.default)
    given = parser.parse_args()
    home = given.home or home_of(given.size)
    found: Sequence[Result]
    if given.kind == "load":
        found = soak(home, Plan(**{each.name: getattr(given, each.name) for each in fields(Plan)}), _tell)
    else:
        found = soak_exports(home, Killing(**{each.name: getattr(given, each.name) for each in fields(Killing)}), _tell)
    for result in found:
        print(show(result), flush=True)
    return 0 if all(result.holds for result in found) else 1


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
