"""Count firings of each run without unpacking: counters of bit planes, one carry chain apart."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import counted
from ..arguments import affordable

Words = NDArray[np.uint64]

Level = tuple[Words, Words | None]
"""A plane worth a power of two, and one that waits for a partner."""

TOGETHER: Final = 4096
"""Rows added up at once, to bound memory."""

MEMORY: Final = 8 * 2**30
"""How many bytes those that are asked for may take."""

PIECE: Final = 2**21
"""Counts that are numbers at a time, to bound memory."""


class Counters:
    """How often each bit of some words was set, over ticks.

    Level k holds a plane worth 2^k and at most one plane that waits for a partner; adding two
    waiting planes to the held one carries one to the next level, so a tick costs about five word
    operations whatever the count.
    """

    def __init__(self) -> None:
        self._levels: list[Level] = []

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

    def add_all(self, planes: Words) -> None:
        """Count the set bits of several planes, [planes, ...], three of them at a time."""
        level = 0
        while len(planes):
            if level == len(self._levels):
                self._levels.append((np.zeros_like(planes[0]), None))
            kept = [plane for plane in self._levels[level] if plane is not None]
            left = np.concatenate([np.stack(kept), planes])
            carries = [planes[:0]]
            while len(left) > 2:
                third = len(left) // 3
                a, b, c = left[:third], left[third : 2 * third], left[2 * third : 3 * third]
                mixed = a ^ b
                carries.append((a & b) | (mixed & c))
                left = np.concatenate([mixed ^ c, left[3 * third :]])
            self._levels[level] = left[0].copy(), left[1].copy() if len(left) > 1 else None
            planes, level = np.concatenate(carries), level + 1

    @property
    def levels(self) -> list[Level]:
        """What is held at each level, and what waits there."""
        return self._levels

    def totals(self, rows: slice, runs: int) -> NDArray[np.int64]:
        """Return the counts, [rows, runs]."""
        total = np.zeros((0, runs), np.int64)
        for level, planes in enumerate(self._levels):
            for plane in planes:
                if plane is not None:
                    bits = unpack(plane[rows], runs).astype(np.int64) << level
                    total = bits if not len(total) else total + bits
        return total


def add_up(levels: Sequence[Level], order: NDArray[np.int64], planes: Words) -> None:
    """Add what waits at each level to what is held there.

    Args:
        order: [rows] where the sums of each row go.
        planes: [planes, rows, words] the sums, as many planes as they need, zeros before.
    """
    for start in range(0, len(order), TOGETHER):
        part = slice(start, start + TOGETHER)
        carry: Words | None = None
        for plane, (held, waiting) in zip(planes, levels, strict=False):
            total, carried = held[part], None
            for more in (None if waiting is None else waiting[part], carry):
                if more is not None:
                    both, total = total & more, total ^ more
                    carried = both if carried is None else carried | both
            plane[order[part]] = total
            carry = carried
        if carry is not None and len(levels) < len(planes):
            planes[len(levels), order[part]] = carry


class Counts:
    """How often each row fired in each run: [rows, runs] numbers, kept as bit planes.

    Args:
        planes: [planes, rows, words], the lowest first.
        runs: how many of the words' bits count.
    """

    def __init__(self, planes: Words, runs: int) -> None:
        self._planes, self.runs = planes, runs

    def totals(self, rows: slice | NDArray[np.intp] = slice(None)) -> NDArray[np.int64]:
        """Return the counts of some rows, [rows, runs].

        Raises:
            BudgetError: they would take too much memory.
        """
        part = self._planes[:, rows]
        what = f"{counted(part.shape[1], 'row')} of {counted(self.runs, 'run')}"
        affordable(24 * part.shape[1] * self.runs, MEMORY, what, "ask for fewer rows at once")
        return _numbers(part, self.runs)

    def pieces(self, rows: slice, size: int = PIECE) -> Iterator[NDArray[np.int64]]:
        """Yield the counts of some rows, [rows, runs], of some runs after others.

        Args:
            size: about how many numbers at once.
        """
        part = self._planes[:, rows]
        words = max(1, size // (64 * max(1, part.shape[1])))
        for first in range(0, -(-self.runs // 64), words):
            runs = min(self.runs - 64 * first, 64 * words)
            yield _numbers(part[:, :, first : first + words], runs)

    def sums(self) -> NDArray[np.int64]:
        """Return the counts of all runs together, [rows]."""
        last, rest = divmod(self.runs, 64)
        total = np.zeros(self._planes.shape[1], np.int64)
        for level, plane in enumerate(self._planes):
            total += popcount(plane[:, :last]) << level
            if rest:
                total += popcount(plane[:, last : last + 1] & np.uint64(2**rest - 1)) << level
        return total


def _numbers(planes: Words, runs: int) -> NDArray[np.int64]:
    """Return what planes count, [rows, runs]."""
    total = np.zeros((planes.shape[1], runs), np.int64)
    for level, plane in enumerate(planes):
        total += unpack(plane, runs).astype(np.int64) << level
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
