"""Show traces: as a table in a terminal, as an SVG raster, as HTML in a notebook."""

from collections.abc import Mapping
from html import escape
from typing import Protocol

WIDEST = 64
"""A table shows this many ticks; a longer trace shows its first and last ones."""

CELL = 14


class Trace(Protocol):
    """What is read of a trace: see ``formal.verify.verdict``."""

    @property
    def steps(self) -> int:
        """How many ticks it has."""

    @property
    def firing(self) -> Mapping[str, tuple[int, ...]]:
        """Ticks fired by name."""

    @property
    def firing2(self) -> Mapping[str, tuple[int, ...]] | None:
        """The same for a second net."""

    @property
    def at(self) -> int:
        """The tick of disagreement."""

    @property
    def left(self) -> int:
        """The value of the left side there."""

    @property
    def right(self) -> int:
        """The value of the right side there."""


def table(trace: Trace) -> str:
    """Draw a trace as text: a row a neuron, a column a tick, ``|`` where it fires."""
    ticks = list(range(trace.steps))
    if trace.steps > WIDEST:
        ticks = [*range(WIDEST // 4), -1, *range(trace.steps - WIDEST // 2, trace.steps)]
    digits = len(str(trace.steps - 1))
    rows = _rows(trace)
    width = max(len(name) for name, _ in rows) if rows else 0
    lines = [
        "  ".join(
            [
                ("t" if place == digits - 1 else "").rjust(width),
                "".join(" " if t < 0 else str(t).rjust(digits)[place] for t in ticks),
            ]
        )
        for place in range(digits)
    ]
    for name, firing in rows:
        fired = set(firing)
        signs = "".join("…" if t < 0 else "|" if t in fired else "." for t in ticks)
        lines.append(f"{name.rjust(width)}  {signs}")
    lines.append(f"{'':{width}}  {'^':>{len(ticks)}} t = {trace.at}: {_sides(trace)}")
    return "\n".join(lines)


def picture(trace: Trace) -> str:
    """Draw a trace as an SVG raster: a row a neuron, a bar where it fires."""
    rows = _rows(trace)
    left = 12 + 7 * max((len(name) for name, _ in rows), default=0)
    width, height = left + CELL * trace.steps + 10, CELL * (len(rows) + 2)
    at = left + CELL * trace.at
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="11"'
        ' fill="currentColor">',
        f"<title>Trace of {trace.steps} ticks, to t = {trace.at}: {_sides(trace)}</title>",
        f'<rect x="{at}" y="0" width="{CELL}" height="{height}" fill="#e69f00" opacity="0.35"/>',
    ]
    stride = 1 if trace.steps <= 20 else 5 if trace.steps <= 100 else 50
    for t in range(0, trace.steps, stride):
        x = left + CELL * t + CELL // 2
        parts.append(f'<text x="{x}" y="11" text-anchor="middle" opacity="0.7">{t}</text>')
    for k, (name, firing) in enumerate(rows, 1):
        y = CELL * k
        parts.append(f'<text x="{left - 6}" y="{y + 12}" text-anchor="end">{escape(name)}</text>')
        parts.append(
            f'<line x1="{left}" x2="{width - 10}" y1="{y + CELL}" y2="{y + CELL}"'
            ' stroke="currentColor" opacity="0.2"/>'
        )
        parts += [
            f'<rect x="{left + CELL * t + 5}" y="{y + 2}" width="4" height="{CELL - 3}">'
            f"<title>{escape(name)} fires at t = {t}</title></rect>"
            for t in firing
        ]
    return "".join(parts) + "</svg>"


def html(question: str, status: str, method: str, reason: str, trace: Trace | None) -> str:
    """Show a verdict with its evidence as a block of HTML."""
    colour = {"proved": "#009e73", "refuted": "#d55e00"}.get(status, "#767676")
    shown = "" if trace is None else picture(trace)
    return (
        f'<div><code>{escape(question)}</code> <b style="color:{colour}">'
        f"{escape(status)}</b> <small>({escape(method)})</small>"
        f"<br><small>{escape(reason)}</small><br>{shown}</div>"
    )


def _rows(trace: Trace) -> list[tuple[str, tuple[int, ...]]]:
    second: Mapping[str, tuple[int, ...]] = trace.firing2 or {}
    if not second:
        return list(trace.firing.items())
    shared = {name for name in second if trace.firing.get(name) == second[name]}
    rows = list(trace.firing.items())
    return rows + [(f"{name} (second)", f) for name, f in second.items() if name not in shared]


def _sides(trace: Trace) -> str:
    return f"left {trace.left}, right {trace.right}"
