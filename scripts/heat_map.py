"""Draws the picture of the README: an offer's retention heat map as SVG, from the answer of the API on standard input.

./holdfast query scripts/heat_map.graphql --publisher 1 --role contributor | .venv/bin/python scripts/heat_map.py > docs/heat-map.svg
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

CELL, HIGH, LEFT, TOP = 38, 22, 122, 46
LIGHT, DARK = (239, 244, 251), (16, 62, 130)


def shade(score: float) -> str:
    """From white to dark blue."""
    return "#" + "".join(f"{round(low + (high - low) * score):02x}" for low, high in zip(LIGHT, DARK, strict=True))


def text(x: float, y: float, words: str, anchor: str = "middle", color: str = "#24324a", size: int = 11) -> str:
    """A label, centred on its place."""
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{color}">{words}</text>'


def draw(offer: dict[str, Any]) -> Iterator[str]:
    """The lines of the picture."""
    rows = offer["retention"]["heatMap"]["rows"]
    width, height = LEFT + 18 * CELL + 12, TOP + len(rows) * HIGH + 12
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    yield text(12, 18, f"{offer['name']}: accounts that used it again, by month of first use", "start", size=13)
    yield text(12, TOP - 8, "Month", "start")
    yield text(LEFT - 14, TOP - 8, "Cohort", "end")
    yield from (text(LEFT + (month + 0.5) * CELL, TOP - 8, f"{month}M") for month in range(18))
    for index, row in enumerate(rows):
        y = TOP + index * HIGH
        yield text(12, y + 15, row["month"][:7], "start")
        yield text(LEFT - 14, y + 15, f"{row['size']}", "end")
        for cell in row["cells"]:
            x = LEFT + cell["offset"] * CELL
            dash = ' stroke="#7a8699" stroke-dasharray="3 2"' if cell["partial"] else ""
            yield f'<rect x="{x + 1}" y="{y + 1}" width="{CELL - 2}" height="{HIGH - 2}" rx="2" fill="{shade(cell["score"])}"{dash}/>'
            color = "#ffffff" if cell["score"] > 0.5 else "#24324a"
            yield text(x + CELL / 2, y + 15, f"{round(100 * cell['score'])}%", color=color, size=10)
    yield "</svg>"


if __name__ == "__main__":
    print("\n".join(draw(json.load(sys.stdin)["data"]["offers"]["nodes"][0])))
