"""A picture of measured curves: both axes logarithmic, since what grows tenfold is asked whether it takes ten times as long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

_WIDTH, _HEIGHT = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 250, 30, 60
_COLORS = ("#2f6fab", "#c2571a", "#3d8b4e", "#7b4fa3")


@dataclass(frozen=True, slots=True)
class Curve:
    """Milliseconds by rows of usage."""

    name: str
    points: Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Powers of ten that the axes span."""

    rows: tuple[int, int]
    times: tuple[int, int]

    def x(self, rows: float) -> float:
        low, high = self.rows
        return _LEFT + (log10(rows) - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, time: float) -> float:
        low, high = self.times
        return _HEIGHT - _BOTTOM - (log10(time) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)


def draw(curves: Sequence[Curve]) -> str:
    """The curves as SVG text."""
    points = [point for curve in curves for point in curve.points]
    frame = _Frame(_span([rows for rows, _ in points]), _span([time for _, time in points]))
    body = [*_draw_axes(frame), *(line for place, curve in enumerate(curves) for line in _draw(frame, curve, place))]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>', *body, "</svg>", ""])


def _span(values: Sequence[float]) -> tuple[int, int]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _draw_axes(frame: _Frame) -> Iterator[str]:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    for power in range(frame.rows[0], frame.rows[1] + 1):
        x = frame.x(10**power)
        yield f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10**power:,}</text>'
    for power in range(frame.times[0], frame.times[1] + 1):
        y = frame.y(10**power)
        yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>'
    yield f'<text x="{(_LEFT + right) / 2:.1f}" y="{_HEIGHT - 16}" text-anchor="middle">rows of usage</text>'


def _draw(frame: _Frame, curve: Curve, place: int) -> Iterator[str]:
    color = _COLORS[place % len(_COLORS)]
    spots = [(frame.x(rows), frame.y(time)) for rows, time in curve.points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    yield f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>'
    for (x, y), (_, time) in zip(spots, curve.points, strict=True):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>'
        yield f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{time:.0f}</text>'
    x, y = spots[-1]
    yield f'<text x="{_WIDTH - _RIGHT + 12}" y="{y + 4:.1f}" fill="{color}">{escape(curve.name)}</text>'
