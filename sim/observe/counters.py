"""Count firings of each run without unpacking: counters of bit planes, one carry chain apart."""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]


class Counters:
    """How often each bit of some words was set, over ticks.

    Level k holds a plane worth 2^k and at most one plane that waits for a partner; adding two
    waiting planes to the held one carries one to the next level, so a tick costs about five word
    operations whatever the count.
    """

    def __init__(self) -> None:
        self._levels: list[tuple[Words, Words | None]] = []

    def add(self, words: Words) -> None:
        """Count the set bits of ``words``; the array is copied."""
        plane, level = words.copy(), 0
        while True:
            if level == len(self._levels):
                self._levels.append((plane, None))
                return
            held, waiting = self._levels[level]
            if waiting is None:
                self._levels[level] = (held, plane)
                return
            mixed = held ^ waiting
            waiting &= held
            held = mixed ^ plane
            mixed &= plane
            waiting |= mixed
            self._levels[level] = (held, None)
            plane, level = waiting, level + 1

    def planes(self) -> Iterator[Words]:
        """Yield the counts as bit planes, the lowest first."""
        return resolved(self._levels)

    def totals(self, rows: slice, runs: int) -> NDArray[np.int64]:
        """Return the counts, [rows, runs]."""
        total = np.zeros((0, runs), np.int64)
        for level, planes in enumerate(self._levels):
            for plane in planes:
                if plane is not None:
                    bits = unpack(plane[rows], runs).astype(np.int64) << level
                    total = bits if not len(total) else total + bits
        return total


def resolved(levels: Iterable[tuple[Words, Words | None]]) -> Iterator[Words]:
    """Add what waits at each level to what is held there; yield the sums' bit planes."""
    carry: Words | None = None
    for held, waiting in levels:
        total, carried = held, None
        for part in (waiting, carry):
            if part is not None:
                both, total = total & part, total ^ part
                carried = both if carried is None else carried | both
        yield total
        carry = carried
    if carry is not None:
        yield carry


class Counts:
    """How often each row fired in each run: [rows, runs] numbers, kept as bit planes.

    Args:
        planes: [planes, rows, words], the lowest first.
        runs: how many of the words' bits count.
    """

    def __init__(self, planes: Words, runs: int) -> None:
        self._planes, self.runs = planes, runs

    def totals(self, rows: slice | NDArray[np.intp] = slice(None)) -> NDArray[np.int64]:
        """Return the counts of some rows, [rows, runs]."""
        part = self._planes[:, rows]
        total = np.zeros((part.shape[1], self.runs), np.int64)
        for level, plane in enumerate(part):
            total += unpack(plane, self.runs).astype(np.int64) << level
        return total

    def sums(self) -> NDArray[np.int64]:
        """Return the counts of all runs together, [rows]."""
        last, rest = divmod(self.runs, 64)
        total = np.zeros(self._planes.shape[1], np.int64)
        for level, plane in enumerate(self._planes):
            total += popcount(plane[:, :last]) << level
            if rest:
                total += popcount(plane[:, last : last + 1] & np.uint64(2**rest - 1)) << level
        return total


_ONES: Final = np.array([k.bit_count() for k in range(256)], np.uint8)


def popcount(words: Words) -> NDArray[np.int64]:
    """Return how many bits are set, [...] of [..., words]."""
    counts: NDArray[np.int64]
    if hasattr(np, "bitwise_count"):  # numpy 2
        counts = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)
    else:
        counts = _ONES[np.ascontiguousarray(words).view(np.uint8)].sum(axis=-1, dtype=np.int64)
    return counts


def unpack(words: Words, runs: int) -> NDArray[np.uint8]:
    """Unpack [..., words] to [..., runs] of 0 and 1."""
    little = np.ascontiguousarray(words.astype("<u8", copy=False))
    bits = np.unpackbits(little.view(np.uint8), axis=-1, bitorder="little")
    return bits[..., :runs]
