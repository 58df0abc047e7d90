"""A circuit covered by functions of three planes, which AVX-512 computes in one operation.

Each gate is a function of some sets of at most three other planes, its *cuts*. Going through the
gates in order, the cut is kept that costs least, a plane's cost being shared by those that read it;
then those gates stay that the last one needs by way of their cuts.

Source: Mishchenko, Cho, Chatterjee & Brayton 2007, Proc. ICCAD (priority cuts, area flow).
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from ..circuit import Gate, Op

WIDEST: Final = 3
KEPT: Final = 8
"""Cuts of a gate that are tried for the gates that read it."""

TURNS: Final = 3
"""How often all is chosen anew, knowing who read what."""

COLUMNS: Final = 0b11110000, 0b11001100, 0b10101010
"""The first, second and third plane of a table, by the values that they take together."""

FUNCTIONS: Final[dict[Op, Callable[..., int]]] = {
    Op.AND: lambda a, b: a & b,
    Op.OR: lambda a, b: a | b,
    Op.XOR: lambda a, b: a ^ b,
    Op.NOT: lambda a: ~a & 0xFF,
}


class Lookup(NamedTuple):
    """A plane as a function of others.

    Args:
        plane: the gate's number.
        inputs: numbers of gates, three at most.
        table: bit 4 a + 2 b + c is the value where the inputs are a, b and c.
    """

    plane: int
    inputs: tuple[int, ...]
    table: int


def covered(gates: Sequence[Gate]) -> list[Lookup]:
    """Return what is to be computed, in order; inputs and masks are not."""
    last = len(gates) - 1
    readers = [0] * len(gates)
    for gate in gates:
        for plane in gate.planes:
            readers[plane] += 1
    chosen: dict[int, tuple[int, ...]] = {}
    for _ in range(TURNS):
        best = _choices(gates, readers)
        chosen = dict(sorted(_needed(gates, best, last)))
        readers = [0] * len(gates)
        for inputs in chosen.values():
            for plane in inputs:
                readers[plane] += 1
    return [Lookup(plane, inputs, _table(gates, plane, inputs)) for plane, inputs in chosen.items()]


def _choices(gates: Sequence[Gate], readers: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the cut chosen for each gate."""
    cuts: list[list[tuple[int, ...]]] = []
    cost: list[float] = []
    best: list[tuple[int, ...]] = []
    for number, gate in enumerate(gates):
        if not gate.planes:
            cuts.append([(number,)])
            cost.append(0.0)
            best.append(())
            continue
        found = {
            cut
            for parts in product(*(cuts[plane] for plane in gate.planes))
            if len(cut := tuple(sorted(set().union(*parts)))) <= WIDEST
        }
        ranked = sorted(found, key=lambda cut: (sum(cost[plane] for plane in cut), len(cut), cut))
        best.append(ranked[0])
        cost.append((1 + sum(cost[plane] for plane in ranked[0])) / max(1, readers[number]))
        cuts.append([(number,), *ranked[: KEPT - 1]])
    return best


def _needed(
    gates: Sequence[Gate], best: Sequence[tuple[int, ...]], last: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the gates that are computed, and their cuts."""
    waiting, seen = [last], {last}
    while waiting:
        plane = waiting.pop()
        if gates[plane].planes:
            yield plane, best[plane]
            fresh = set(best[plane]) - seen
            seen |= fresh
            waiting.extend(fresh)


def _table(gates: Sequence[Gate], plane: int, inputs: tuple[int, ...]) -> int:
    """Return what a gate is as a function of its cut."""
    values = dict(zip(inputs, COLUMNS, strict=False))
    waiting = [plane]
    while waiting:
        gate = gates[waiting[-1]]
        missing = [other for other in gate.planes if other not in values]
        if missing:
            waiting.extend(missing)
        else:
            values[waiting.pop()] = FUNCTIONS[gate.op](*(values[k] for k in gate.planes))
    return values[plane]
