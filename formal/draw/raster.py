"""Show traces: as a table in a terminal, as an SVG raster, as HTML in a notebook."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from .svg import breadth, frame, group, safe, shorten, text

WIDEST: Final = 64
"""A table or raster shows this many ticks; a longer trace shows its first and last ones."""

TALLEST: Final = 80
"""A raster shows this many rows; of more, those that fire first."""

CELL: Final = 15.0

COLOURS: Final = {"proved": "#00805c", "refuted": "#b84d00", "unknown": "#6b6b6b"}
"""Paper of a status, dark enough for white ink."""


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


def table(trace: Trace, sides: str = "") -> str:
    """Draw a trace as text: a row a neuron, a column a tick, ``|`` where it fires.

    Args:
        sides: what is to be seen at its last tick, if not how two sides differ.
    """
    ticks = _ticks(trace)
    digits = max(len(str(t)) for t in (*ticks, 0) if t is not None)
    rows = _rows(trace)
    width = max((len(name) for name, _ in rows), default=0)
    lines = [
        "  ".join(
            [
                ("t" if place == digits - 1 else "").rjust(width),
                "".join(" " if t is None else str(t).rjust(digits)[place] for t in ticks),
            ]
        )
        for place in range(digits)
    ]
    for name, firing in rows:
        fired = set(firing)
        signs = "".join("…" if t is None else "|" if t in fired else "." for t in ticks)
        lines.append(f"{name.rjust(width)}  {signs}")
    mark = _column(trace, ticks) + 1
    lines.append(f"{'':{width}}  {'^':>{mark}} t = {trace.at}: {sides or _sides(trace)}")
    return "\n".join(lines)


def picture(trace: Trace, *, title: str = "", mark: bool = True) -> str:
    """Draw a trace as an SVG raster: a row a neuron, a bar where it fires.

    Args:
        title: what the run is; without one, that two sides disagree.
        mark: whether the tick of disagreement is marked.
    """
    ticks = _ticks(trace)
    column = {t: k for k, t in enumerate(ticks) if t is not None}
    every = _rows(trace)
    rows = every if len(every) <= TALLEST else sorted(every, key=lambda row: not row[1])[:TALLEST]
    left = 18 + max((breadth(shorten(name), 12) for name, _ in rows), default=0.0)
    width, height = left + CELL * len(ticks) + 8, CELL * len(rows) + 24
    at = _column(trace, ticks)
    body = []
    if mark:
        body.append(
            f'<rect x="{left + CELL * at:.1f}" y="4" width="{CELL}" height="{height - 8:.1f}"'
            ' fill="#e69f00" fill-opacity="0.35" stroke="none"/>'
        )
    step = 1 if len(str(trace.steps - 1)) <= 2 else 4
    for t, k in column.items():
        # the tick of disagreement has its number even where its neighbours must give way
        if t == trace.at or (t % step == 0 and (step == 1 or abs(k - at) > 2)):
            body.append(text((left + CELL * (k + 0.5), 15), str(t), size=10))
    for row, (name, firing) in enumerate(rows):
        y = 20 + CELL * row
        label = text((left - 7, y + 11), shorten(name), anchor="end", size=12)
        line = (
            f'<path d="M{left:.1f} {y + CELL - 1:.1f}H{width - 8:.1f}" stroke-width="1"'
            ' stroke-opacity="0.25"/>'
        )
        fired = "".join(
            f"M{left + CELL * (column[t] + 0.5):.1f} {y + CELL - 2:.1f}v{4 - CELL:.0f}"
            for t in firing
            if t in column
        )
        bars = f'<path d="{fired}" stroke-width="3.6"/>' if fired else ""
        body.append(group(_firing(name, firing), label, line, bars))
    if None in ticks:
        gap = left + CELL * (ticks.index(None) + 0.5)
        body.append(f'<path d="M{gap:.1f} 20V{height - 4:.1f}" stroke-dasharray="1 4"/>')
    if len(rows) < len(every):
        height += 16
        words = f"… and {len(every) - len(rows):,} rows more"
        body.append(text((left, height - 6), words, anchor="start", size=11))
    title = title or f"Trace of {trace.steps} ticks, to t = {trace.at}: {_sides(trace)}"
    described = "; ".join(_firing(name, firing) for name, firing in rows)
    return frame(width, height, title, described, body)


def html(question: str, status: str, method: str, reason: str, trace: Trace | None) -> str:
    """Show a verdict with its evidence as a block of HTML."""
    colour = COLOURS.get(status, COLOURS["unknown"])
    shown = "" if trace is None else f"<div>{picture(trace)}</div>"
    return (
        '<div class="psychon-verdict" style="line-height:1.6">'
        f'<div><span style="background:{colour};color:#fff;border-radius:4px;padding:1px 7px">'
        f"{safe(status)}</span> <code>{safe(question)}</code></div>"
        f"<div><small>{safe(method)}: {safe(reason)}</small></div>{shown}</div>"
    )


def _ticks(trace: Trace) -> list[int | None]:
    """List the ticks shown; None stands for those left out in the middle."""
    first = min([0, *(t for ticks in trace.firing.values() for t in ticks)])
    if trace.steps - first <= WIDEST:
        return list(range(first, trace.steps))
    return [
        *range(first, first + WIDEST // 4), None, *range(trace.steps - WIDEST // 2, trace.steps)
    ]  # fmt: skip


def _column(trace: Trace, ticks: Sequence[int | None]) -> int:
    """Return where the tick of disagreement is shown: the cut in the middle if it is left out."""
    for sought in (trace.at, None):
        if sought in ticks:
            return ticks.index(sought)
    return max(len(ticks) - 1, 0)


def _rows(trace: Trace) -> list[tuple[str, tuple[int, ...]]]:
    second = trace.firing2 or {}
    shared = {name for name in second if trace.firing.get(name) == second[name]}
    rows = list(trace.firing.items())
    return rows + [(f"{name} (second)", f) for name, f in second.items() if name not in shared]


def _firing(name: str, firing: tuple[int, ...]) -> str:
    if not firing:
        return f"{name} is silent"
    shown = ", ".join(str(t) for t in firing[:20])
    more = f" and {len(firing) - 20:,} times more" if len(firing) > 20 else ""
    return f"{name} fires at t = {shown}{more}"


def _sides(trace: Trace) -> str:
    return f"left {trace.left}, right {trace.right}"
