"""Count firings of each run without unpacking: counters of bit planes, one carry chain apart."""

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

    def totals(self, rows: slice, runs: int) -> NDArray[np.int64]:
        """Return the counts, [rows, runs]."""
        total = np.zeros((0, runs), np.int64)
        for level, planes in enumerate(self._levels):
            for plane in planes:
                if plane is not None:
                    bits = unpack(plane[rows], runs).astype(np.int64) << level
                    total = bits if not len(total) else total + bits
        return total


def unpack(words: Words, runs: int) -> NDArray[np.uint8]:
    """Unpack [..., words] to [..., runs] of 0 and 1."""
    little = np.ascontiguousarray(words.astype("<u8", copy=False))
    bits = np.unpackbits(little.view(np.uint8), axis=-1, bitorder="little")
    return bits[..., :runs]
