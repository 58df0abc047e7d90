"""Draw the curves of a claim's figure as SVG."""

from collections.abc import Iterator, Sequence
from math import floor, inf, log10
from typing import Final

from ....formal.draw.svg import frame, group, text
from .findings import Line, Plot

WIDTH: Final = 560.0
HEIGHT: Final = 300.0
LEFT: Final = 64.0
TOP: Final = 14.0
ROW: Final = 20.0
"""Of the legend, in pixels."""

STYLES: Final = (
    ("#0072b2", ""),
    ("#d55e00", "7 4"),
    ("#009e73", "2 3"),
    ("#cc79a7", "9 3 2 3"),
    ("#e69f00", "14 4"),
)
"""Colours of Okabe and Ito, each with dashes of its own for those who do not tell them apart."""


class _Scale:
    """From numbers to pixels along one axis."""

    def __init__(self, numbers: Sequence[float], start: float, end: float) -> None:
        low, high = min([*numbers, 0.0]), max(numbers, default=1.0)
        self.low, self.high = low, high if high > low else low + 1.0
        self._start, self._step = start, (end - start) / (self.high - self.low)

    def __call__(self, number: float) -> float:
        """Return where a number stands."""
        return self._start + (number - self.low) * self._step

    def ticks(self) -> list[float]:
        """Return four to nine round numbers."""
        size = 10.0 ** floor(log10(self.high - self.low))
        step = next(size * part for part in (0.1, 0.2, 0.5, 1, 2) if self._count(size * part) <= 8)
        first = -floor(-self.low / step + 1e-9)
        return [(first + k) * step for k in range(self._count(step) + 1)]

    def _count(self, step: float) -> int:
        return floor((self.high - self.low) / step + 1e-9)


def picture(plot: Plot) -> str:
    """Return a figure as SVG, with a legend below; its description gives some values."""
    limit = inf if plot.limit is None else plot.limit
    values = [y for line in plot.lines for y in line.ys if y is not None]
    across = _Scale([x for line in plot.lines for x in line.xs], LEFT, WIDTH - 14)
    up = _Scale([min(y, limit) for y in values], TOP + HEIGHT, TOP)
    bottom = TOP + HEIGHT
    body = [f'<path d="M{LEFT} {TOP}V{bottom}H{WIDTH - 14}"/>']
    for x in across.ticks():
        body.append(f'<path d="M{across(x):.1f} {bottom}v5"/>')
        body.append(text((across(x), bottom + 19), f"{x:.6g}", size=12))
    for y in up.ticks():
        body.append(f'<path d="M{LEFT} {up(y):.1f}h-5"/>')
        body.append(text((LEFT - 9, up(y) + 4), f"{y:.6g}", anchor="end", size=12))
    body.append(text(((LEFT + WIDTH) / 2, bottom + 40), plot.axes[0], size=13))
    middle = (TOP + bottom) / 2
    turned = f' transform="rotate(-90 14 {middle:.1f})"'
    body.append(text((14, middle), plot.axes[1], size=13, more=turned))
    said = [f"{plot.axes[1]} over {plot.axes[0]}"]
    for k, line in enumerate(plot.lines):
        colour, dash = STYLES[k % len(STYLES)]
        style = f'color="{colour}" stroke="currentColor" stroke-width="2"'
        more = f' stroke-dasharray="{dash}"' if dash else ""
        places = [[(across(x), up(y)) for x, y in run] for run in _runs(line, limit)]
        y = bottom + 64 + ROW * k
        if line.points:
            every = [point for place in places for point in place]
            dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.6"/>' for a, b in every)
            sample = f'<circle cx="{LEFT + 16}" cy="{y - 4}" r="2.6"/>'
            drawn = f'<g {style} fill="currentColor">{dots}{sample}</g>'
        else:
            path = "".join("M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in place) for place in places)
            path += f"M{LEFT} {y - 4}h32"
            drawn = f'<path {style} d="{path}"{more}/>'
        body.append(group(line.label, drawn, text((LEFT + 40, y), line.label, anchor="start")))
        said.append(f"{line.label}: {_values(line)}")
    height = bottom + 64 + ROW * len(plot.lines)
    widest = max([WIDTH, *(LEFT + 60 + 8.2 * len(line.label) for line in plot.lines)])
    return frame(widest, height, plot.caption, "; ".join(said), body)


def _runs(line: Line, limit: float) -> Iterator[list[tuple[float, float]]]:
    """Yield the unbroken parts of a line below the limit, each cut where it crosses it."""
    run: list[tuple[float, float]] = []
    points = list(zip(line.xs, line.ys, strict=True))
    for k, (x, y) in enumerate(points):
        if y is not None and y <= limit:
            run.append((x, y))
            continue
        if run and y is not None and not line.points:
            (a, b) = run[-1]
            run.append((a + (x - a) * (limit - b) / (y - b), limit))
        if run:
            yield run
        run = []
        following = points[k + 1] if k + 1 < len(points) else (x, None)
        if y is not None and following[1] is not None and following[1] <= limit < y:
            share = (y - limit) / (y - following[1])
            run = [] if line.points else [(x + (following[0] - x) * share, limit)]
    if run:
        yield run


def _values(line: Line) -> str:
    """Say some values of a line: the first, the last and a few between."""
    known = [(x, y) for x, y in zip(line.xs, line.ys, strict=True) if y is not None]
    chosen = sorted({round(k * (len(known) - 1) / 4) for k in range(5)}) if known else []
    return ", ".join(f"{known[k][1]:.3g} at {known[k][0]:.3g}" for k in chosen) or "nothing"
