"""Changes one thing in services/ at a time and asks the tests: a mutant that no test notices is a gap in them.

Asked are the tests of the file's room and a part of the roads: fewer than `make test` runs, so that the share is a lower bound.

`python scripts/mutants.py --seed 1 --count 100` prints a line per mutant and the share killed; exits 1 below --at-least.
"""

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
KEPT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".mypy_cache", ".hypothesis")
COMPARISONS = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
}
COMPARISONS |= {ast.In: "not in", ast.NotIn: "in"}
ARITHMETIC = {ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*", ast.Div: "*", ast.Mod: "+"}
OPERATORS = {
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    "is",
    "is not",
    "in",
    "not in",
    "+",
    "-",
    "*",
    "//",
    "/",
    "%",
    "and",
    "or",
}
GUARDS = {"frozen", "slots", "strict"}
SQL = (
    (r"(?<![<>=!])<=", "<"), (r"(?<![<>=!])>=", ">"), (r"(?<![<>=!])<(?![>=])", "<="), (r"(?<![<>=!])>(?!=)", ">="),
    (r"(?<![<>=!])=(?!=)", "<>"), (r"<>", "="), (r" \+ ", " - "), (r" - ", " + "), (r" \* ", " + "), (r" // ", " * "),
    (r"\band\b", "or"), (r"\bor\b", "and"), (r"\bmin\(", "max("), (r"\bmax\(", "min("), (r"\bleft join\b", "join"),
    (r"\bcount\(distinct ", "count("), (r"\bis not null\b", "is null"), (r"\bis null\b", "is not null"), (r"\bdesc\b", "asc"),
    (r"\bsum\(", "max("), (r"\bunion all\b", "union"), (r"\bnot exists\b", "exists"),
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """Characters start..end of a file replaced."""

    path: str
    start: int
    end: int
    replacement: str
    line: int
    was: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.was.strip()!r} -> {self.replacement.strip()!r}"


class PythonFile:
    """A Python file as bytes, with the offsets that its syntax tree speaks of."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text, self.raw = path, text, text.encode()
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line.encode()))

    def start(self, node: ast.expr) -> int:
        """The offset of a node's first byte."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr) -> int:
        """The offset after a node's last byte."""
        return self._starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)

    def between(self, left: ast.expr, right: ast.expr, replacement: str | None) -> Iterator[Mutant]:
        """The operator between two operands replaced; nothing where more than an operator stands there (a parenthesis)."""
        start, end = self.end(left), self.start(right)
        was = self.raw[start:end].decode()
        if replacement and was.strip() in OPERATORS:
            yield Mutant(self.path, start, end, f" {replacement} ", left.lineno, was)

    def whole(self, node: ast.expr, end: int, replacement: str) -> Iterator[Mutant]:
        """The text from a node's start to an offset replaced."""
        start = self.start(node)
        yield Mutant(self.path, start, end, replacement, node.lineno, self.raw[start:end].decode())

    def mutants(self) -> Iterator[Mutant]:
        """Comparisons, arithmetic, and/or, not, numbers, truth values; not what only guards the program (frozen, slots, strict)."""
        tree = ast.parse(self.text)
        guards = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.keyword) and each.arg in GUARDS}
        for node in ast.walk(tree):
            if id(node) in guards:
                continue
            if isinstance(node, ast.Compare):
                yield from self.between(node.left, node.comparators[0], COMPARISONS.get(type(node.ops[0])))
            elif isinstance(node, ast.BinOp):
                yield from self.between(node.left, node.right, ARITHMETIC.get(type(node.op)))
            elif isinstance(node, ast.BoolOp):
                yield from self.between(node.values[0], node.values[1], "or" if isinstance(node.op, ast.And) else "and")
            elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
                yield from self.whole(node, self.start(node.operand), "")
            elif isinstance(node, ast.Constant) and isinstance(node.value, int):
                changed = (not node.value) if isinstance(node.value, bool) else node.value + 1
                yield from self.whole(node, self.end(node), str(changed))


def sql_mutants(path: str, text: str) -> Iterator[Mutant]:
    """Mutants of a SQL file: the same kinds, and joins, aggregates and orders."""
    code = re.sub(r"--[^\n]*|'[^']*'", lambda found: " " * len(found.group()), text)
    for pattern, replacement in SQL:
        for found in re.finditer(pattern, code, re.IGNORECASE):
            start, end = len(text[: found.start()].encode()), len(text[: found.end()].encode())
            yield Mutant(path, start, end, replacement, text.count("\n", 0, found.start()) + 1, found.group())


def all_mutants() -> list[Mutant]:
    """Every mutant of services/, in a fixed order."""
    found: list[Mutant] = []
    for path in sorted((ROOT / "services").rglob("*")):
        if path.suffix in {".py", ".sql"}:
            text, name = path.read_text(), str(path.relative_to(ROOT))
            found.extend(PythonFile(name, text).mutants() if path.suffix == ".py" else sql_mutants(name, text))
    return found


def tests_of(path: str) -> list[list[str]]:
    """What to run for a mutant of a file, the likeliest to notice first."""
    room = Path("tests") / Path(path).parent
    while not (ROOT / room).exists():
        room = room.parent
    own = sorted(str(each.relative_to(ROOT)) for each in (ROOT / room).glob(f"test_*{Path(path).stem}*.py"))
    asked = [own, [str(room)], ["tests/roads"]]
    return [each for each in asked if each]


def environment_of(copy: Path) -> dict[str, str]:
    """What the tests of a copy run in."""
    return {**os.environ, "PYTHONPATH": str(copy), "HOLDFAST_MUTANTS": "1"}


def require_green(copy: Path, python: str, workers: int) -> None:
    """Stops where the tests fail without any mutant: then nothing could be told by them."""
    command = [python, "-m", "pytest", "-x", "-q", "-n", str(workers), "tests/services", "tests/roads"]
    done = subprocess.run(command, cwd=copy, env=environment_of(copy), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"the tests fail without a mutant; mend them first:\n{done.stdout[-4000:]}")


def killed(copy: Path, mutant: Mutant, python: str) -> bool:
    """Whether a test fails on the mutant in a copy of the tree."""
    target = copy / mutant.path
    good = target.read_bytes()
    target.write_bytes(good[: mutant.start] + mutant.replacement.encode() + good[mutant.end :])
    try:
        for wanted in tests_of(mutant.path):
            command = [python, "-m", "pytest", "-x", "-q", *[each for each in wanted if (copy / each).exists()]]
            try:
                done = subprocess.run(
                    command, cwd=copy, env=environment_of(copy), capture_output=True, timeout=900, check=False
                )
            except subprocess.TimeoutExpired:
                return True
            if done.returncode != 0:
                return True
        return False
    finally:
        target.write_bytes(good)


def main() -> int:
    """Runs the mutants on as many copies of the tree as there are workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--at-least", type=int, default=90)
    parser.add_argument("--only", default="", help="paths that begin so")
    given = parser.parse_args()
    chosen = [mutant for mutant in all_mutants() if mutant.path.startswith(given.only)]
    chosen = random.Random(given.seed).sample(chosen, min(given.count, len(chosen)))
    copies: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.workers):
            copies.put(Path(shutil.copytree(ROOT, Path(folder) / str(number), ignore=KEPT_OUT, symlinks=True)))
        require_green(Path(folder) / "0", sys.executable, given.workers)

        def judge(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                dead = killed(copy, mutant, sys.executable)
            finally:
                copies.put(copy)
            print("killed  " if dead else "SURVIVED", mutant, flush=True)
            return dead

        with ThreadPoolExecutor(given.workers) as pool:
            dead = sum(pool.map(judge, chosen))
    print(f"{dead} of {len(chosen)} mutants killed, seed {given.seed}")
    return 0 if dead * 100 >= given.at_least * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
