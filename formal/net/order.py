"""Cycles and the order of a net, evaluation order, and how far a neuron looks back."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .feedback import BUDGET, feedback
from .program import Program


@dataclass(frozen=True)
class Order:
    """How many neurons at the least have to be removed so that no cycle is left.

    Args:
        low, high: bounds; equal where the budget sufficed.
        witness: ``high`` neurons whose removal leaves no cycle.

    Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:124.
    """

    low: int
    high: int
    witness: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether the order is known."""
        return self.low == self.high

    def __int__(self) -> int:
        """Return the order.

        Raises:
            ValueError: only bounds are known.
        """
        if not self.exact:
            raise ValueError(f"the order is only known to be from {self.low} to {self.high}")
        return self.low

    def __str__(self) -> str:
        return str(self.low) if self.exact else f"{self.low} to {self.high}"


def order_of(
    program: Program,
    names: Sequence[str],
    roots: Iterable[int] | None = None,
    budget: int = BUDGET,
) -> Order:
    """Return the order of the part of a net that leads to ``roots`` (default: all).

    Args:
        budget: see ``feedback``.
    """
    part = part_before(program, range(program.rows) if roots is None else roots)
    local = {row: k for k, row in enumerate(part)}
    sources = [[local[source] for source, _, _ in program.incoming(row)] for row in part]
    low, chosen = feedback(sources, budget)
    return Order(low, len(chosen), tuple(names[part[k]] for k in chosen))


def evaluation_order(
    program: Program, roots: Iterable[int], given: Container[int] = ()
) -> list[int] | None:
    """List ``roots`` and all rows that lead to them, sources before targets; None on a cycle.

    Args:
        given: rows behind which nothing is looked for.
    """
    found = _search(program, roots, given)
    return found[0] if found[1] is None else None


def find_cycle(program: Program, roots: Iterable[int] | None = None) -> list[int] | None:
    """Return the rows of a cycle that leads to ``roots`` (default: any), in firing order."""
    return _search(program, range(program.rows) if roots is None else roots)[1]


def part_before(program: Program, roots: Iterable[int]) -> list[int]:
    """List ``roots`` and all rows that lead to them, rising."""
    part, open_ = set(roots), list(roots)
    while open_:
        new = {source for source, _, _ in program.incoming(open_.pop())} - part
        part |= new
        open_ += new
    return sorted(part)


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


def _search(
    program: Program, roots: Iterable[int], given: Container[int] = ()
) -> tuple[list[int], list[int] | None]:
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
            if row in given or following[-1] == starts[row + 1]:
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
