"""The graph of a closed net's states: each basin round its cycle, as far out as it takes ticks."""

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from ...formal.errors import BudgetError
from ...formal.net.model import Net
from ..explore.states import States
from .style import COLOURS, GREY, MARKERS, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LARGEST: Final = 12
"""The most variables of a state that is drawn: 4,096 states."""

NAMED: Final = 32
"""Up to this many states are written beside their dots."""

BASINS: Final = 25
"""The most basins that are drawn, the largest first."""


def states(net: Net) -> "Figure":
    """Draw where every state of a closed net leads.

    A dot is a state, an arrow a tick. Cycles are rings of large dots; whatever leads there stands
    as many steps outside as it takes ticks. Each basin has a colour and a shape of dots.

    Raises:
        InputError: the net has afferents, or matplotlib is missing.
        BudgetError: it has too many states to be drawn.
    """
    space = States(net)
    if len(space.variables) > LARGEST:
        raise BudgetError(
            f"the net has 2^{len(space.variables)} states, more than a picture shows, 2^{LARGEST};"
            " psychon attractors counts them"
        )
    after = space.successors().tolist()
    basins = _basins(after)
    shown = basins[:BASINS]
    columns = math.ceil(math.sqrt(len(shown)))
    rows = math.ceil(len(shown) / columns)
    words = [", ".join(sorted(firing)) or "silent" for firing in space.firing(range(len(after)))]
    with styled(min(3.2 * columns, 12), min(3.2 * rows, 12)) as figure:
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in grid:
            axes.set_axis_off()
            axes.set_aspect("equal")
        for k, (axes, (cycle, members)) in enumerate(zip(grid, shown, strict=False)):
            place = _places(cycle, after, members)
            colour, marker = COLOURS[k % len(COLOURS)], MARKERS[k % len(MARKERS)]
            on = set(cycle)
            start = np.array([place[s] for s in members])
            way = np.array([place[after[s]] for s in members]) - start
            far = np.hypot(*way.T)
            moves = far > 0
            small = len(members) <= 64
            way[moves] *= (1 - 0.13 * small / far[moves])[:, None]  # the heads stay in sight
            reach = max(1.2, 0.5 + float(np.hypot(*start.T).max()))
            axes.set_xlim(-reach, reach)
            axes.set_ylim(-reach, reach)
            axes.quiver(
                *start[moves].T, *way[moves].T, angles="xy", scale_units="xy", scale=1,
                width=0.006 if small else 0.003, headwidth=4 if small else 3, color=GREY,
                alpha=0.6, zorder=1,
            )  # fmt: skip
            size = max(2.0, min(7.0, 60 / math.sqrt(len(members))))
            for inside in (False, True):
                dots = np.array([place[s] for s in members if (s in on) is inside]).reshape(-1, 2)
                axes.plot(
                    *dots.T, marker, color=colour, markersize=size * (1.5 if inside else 1),
                    markeredgecolor="black" if inside else colour, markeredgewidth=0.8, zorder=2,
                )  # fmt: skip
            if len(after) <= NAMED:
                led_to = {after[s] for s in members if s not in on}
                for s in members:
                    x, y = _beside(*place[s], s in led_to)
                    side = "center" if abs(x) < 0.4 else "left" if x > 0 else "right"
                    axes.annotate(
                        words[s], place[s], xytext=(9 * x, 10 * y), textcoords="offset points",
                        ha=side, va="center", fontsize=6.5, color="#222222",
                    )  # fmt: skip
            kind = "fixed point" if len(cycle) == 1 else f"cycle of {len(cycle)}"
            share = len(members) / len(after)
            axes.set_title(f"{kind}: {len(members):,} of {len(after):,} states ({share:.1%})",
                           fontsize=8)  # fmt: skip
        if len(basins) > len(shown):
            figure.suptitle(f"the largest {len(shown)} of {len(basins):,} basins", fontsize=9)
    return figure


def _beside(x: float, y: float, led_to: bool) -> tuple[float, float]:
    """Return the way from a dot to its label: outwards, or aslant of an arrow from there."""
    out = math.hypot(x, y)
    if not out:
        return 0.0, 1.0
    x, y = x / out, y / out
    return ((x - y) * math.sqrt(0.5), (x + y) * math.sqrt(0.5)) if led_to else (x, y)


def _basins(after: list[int]) -> list[tuple[list[int], list[int]]]:
    """Return each cycle, and all states that lead to it, the largest basin first."""
    end: dict[int, int] = {}
    cycles: list[list[int]] = []
    for state in range(len(after)):
        path: list[int] = []
        s = state
        seen: dict[int, int] = {}
        while s not in end and s not in seen:
            seen[s] = len(path)
            path.append(s)
            s = after[s]
        if s not in end:
            cycles.append(path[seen[s] :])
            end[s] = len(cycles) - 1
        for one in path:
            end[one] = end[s]
    members: list[list[int]] = [[] for _ in cycles]
    for state, k in sorted(end.items()):
        members[k].append(state)
    return sorted(zip(cycles, members, strict=True), key=lambda basin: -len(basin[1]))


def _places(
    cycle: list[int], after: list[int], members: list[int]
) -> dict[int, tuple[float, float]]:
    """Return where each state of a basin stands: its depth is its radius, its subtree its angle."""
    on = set(cycle)
    before: dict[int, list[int]] = {s: [] for s in members}
    for s in members:
        if s not in on:
            before[after[s]].append(s)
    # from the outermost states in: how many ends a subtree has is the angle that it takes
    order = list(cycle)
    for s in order:
        order += before[s]
    leaves: dict[int, int] = {}
    for s in reversed(order):
        leaves[s] = sum(leaves[child] for child in before[s]) or 1
    total = sum(leaves[s] for s in cycle)
    depth = dict.fromkeys(cycle, 0)
    begin: dict[int, float] = {}
    angle = 0.0
    for s in cycle:
        begin[s] = angle
        angle += leaves[s] / total
    for s in order:
        at = begin[s]
        for child in before[s]:
            begin[child], depth[child] = at, depth[s] + 1
            at += leaves[child] / total
    ring = 0.0 if len(cycle) == 1 else max(0.6, 0.16 * len(cycle))
    found = {}
    for s in order:
        turn = 2 * math.pi * (begin[s] + leaves[s] / total / 2)
        radius = ring + depth[s]
        found[s] = (radius * math.sin(turn), radius * math.cos(turn))
    return found
