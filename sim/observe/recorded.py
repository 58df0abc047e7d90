"""The truth of past-time formulae along one recorded run, all its ticks at once.

One integer holds a value at every tick, bit t at tick t: S shifts it, the connectives are those of
integers, and ``since`` is the carry chain of one addition. With g where e2 holds and p where e1
does, adding g and g | p carries out of tick t iff g(t), or p(t) and it carried out of t - 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...formal.formula.fold import postorder
from ...formal.formula.kinds import Kind, Node


def truth(formula: Node, columns: Mapping[str, int], ticks: int) -> int:
    """Return when ``formula`` is true, one bit a tick.

    Args:
        columns: when each of its atoms fires, bit t at tick t.
        ticks: how many ticks there are, at least 1.
    """
    full = (1 << ticks) - 1
    values: dict[int, int] = {}
    for node in postorder(formula):
        args = [values[id(arg)] for arg in node.args]
        values[id(node)] = _value(node, args, columns, full)
    return values[id(formula)]


def _value(node: Node, args: list[int], columns: Mapping[str, int], full: int) -> int:
    kind = node.kind
    if kind is Kind.ATOM:
        return columns[node.name]
    if kind in (Kind.FALSE, Kind.TRUE, Kind.ORIGIN):
        return full if kind is Kind.TRUE else int(kind is Kind.ORIGIN)
    if kind is Kind.S:
        # what is shifted out of all ticks is not formed
        return args[0] << node.ticks & full if node.ticks < full.bit_length() else 0
    if kind is Kind.NOT:
        return full ^ args[0]
    if kind is Kind.AND:
        return args[0] & args[1]
    if kind is Kind.OR:
        return args[0] | args[1]
    if kind is Kind.IMPLIES:
        return full ^ args[0] | args[1]
    if kind is Kind.IFF:
        return full ^ args[0] ^ args[1]
    if kind is Kind.SINCE:
        return _carries(args[1], args[0], full)
    if kind is Kind.ONCE:
        return _carries(args[0], full, full)
    return full ^ _carries(full ^ args[0], full, full)


def _carries(generate: int, propagate: int, full: int) -> int:
    wide = generate | propagate
    return (generate + wide ^ generate ^ wide) >> 1 & full


@dataclass(frozen=True)
class Seen:
    """When a formula was true in a recording.

    Args:
        count: at how many ticks it was true.
        fraction: of all ticks.
        first, failed: the first tick at which it was true, and was false; None if there is none.
        spans: [first, last] ticks of each stretch at which it was true without a break, as an
            array [stretches, 2].
    """

    count: int
    fraction: float
    first: int | None
    failed: int | None
    spans: NDArray[np.int64]


def observed(truths: int, ticks: int) -> Seen:
    """Sum up what ``truth`` returned."""
    count = truths.bit_count()
    raw = truths.to_bytes(ticks // 8 + 1, "little")
    bits = np.unpackbits(np.frombuffer(raw, np.uint8), bitorder="little")[:ticks].astype(np.int8)
    edges = np.diff(np.concatenate([[0], bits, [0]]))
    spans = np.stack([np.flatnonzero(edges > 0), np.flatnonzero(edges < 0) - 1], axis=1)
    first = None if not count else int(bits.argmax())
    failed = None if count == ticks else int(bits.argmin())
    return Seen(count, count / ticks, first, failed, spans.astype(np.int64))


def integers(names: Iterable[str], fires: NDArray[np.bool_]) -> dict[str, int]:
    """Return by name when it fires, bit t at tick t.

    Args:
        fires: [ticks, names].
    """
    packed = np.packbits(np.ascontiguousarray(fires.T), axis=1, bitorder="little")
    return {
        name: int.from_bytes(row.tobytes(), "little")
        for name, row in zip(names, packed, strict=True)
    }
