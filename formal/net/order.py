"""Cycles, evaluation order, and how far a neuron looks back."""

from collections.abc import Iterable

import numpy as np

from ..errors import CycleError
from .program import Program


def evaluation_order(program: Program, roots: Iterable[int]) -> list[int] | None:
    """List ``roots`` and all rows that lead to them, sources before targets; None on a cycle."""
    found = _search(program, roots)
    return found[0] if found[1] is None else None


def find_cycle(program: Program, roots: Iterable[int] | None = None) -> list[int] | None:
    """Return the rows of a cycle that leads to ``roots`` (default: any), in firing order."""
    return _search(program, range(program.rows) if roots is None else roots)[1]


def require_order_0(
    program: Program, names: tuple[str, ...], roots: Iterable[int], place: str
) -> list[int]:
    """Return the evaluation order of ``roots``.

    Raises:
        CycleError: naming a cycle that leads to them.
    """
    order, cycle = _search(program, roots)
    if cycle is not None:
        raise CycleError(place, [names[row] for row in cycle])
    return order


def look_back(program: Program, order: Iterable[int]) -> dict[int, int]:
    """Return for each row of an evaluation order the longest delay of a path to it, in ticks."""
    reach: dict[int, int] = {}
    for row in order:
        part = slice(program.starts[row], program.starts[row + 1])
        reach[row] = max(
            (
                reach[source] + delay
                for source, delay in zip(
                    program.source[part].tolist(), program.delay[part].tolist(), strict=True
                )
            ),
            default=0,
        )
    return reach


def _search(program: Program, roots: Iterable[int]) -> tuple[list[int], list[int] | None]:
    """Search depth first against the synapses: (post-order, None) or (_, a cycle)."""
    starts, source = program.starts.tolist(), program.source
    state = np.zeros(program.rows, np.int8)  # 0 new, 1 on the path, 2 done
    order: list[int] = []
    for root in roots:
        if state[root]:
            continue
        path = [root]
        state[root] = 1
        following = [starts[root]]
        while path:
            row = path[-1]
            if following[-1] == starts[row + 1]:
                state[row] = 2
                order.append(row)
                path.pop()
                following.pop()
                continue
            below = int(source[following[-1]])
            following[-1] += 1
            if state[below] == 1:
                return order, path[path.index(below) :][::-1]
            if state[below] == 0:
                state[below] = 1
                path.append(below)
                following.append(starts[below])
    return order, None
