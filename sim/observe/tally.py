"""What is counted of truth values along many runs, by word operations alone."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .counters import Counters, unpack

Words = NDArray[np.uint64]
Integers = NDArray[np.int64]

_FULL: Final = np.uint64(2**64 - 1)


class Tally:
    """At how many ticks formulae held in each run, whether always, whether once, and when first.

    The first time is a count, too: of the ticks at which one had not held yet.
    """

    def __init__(self, formulas: int, words: int) -> None:
        self._held, self._before = Counters(), Counters()
        self._always = np.full((formulas, words), _FULL)
        self._once = np.zeros((formulas, words), np.uint64)

    def ticks(self, truths: Words) -> None:
        """Count some ticks, [ticks, formulas, words]."""
        self._held.add_all(truths)
        self._always &= np.bitwise_and.reduce(truths, axis=0)
        once = np.bitwise_or.accumulate(truths, axis=0)
        once |= self._once
        self._once = once[-1].copy()
        self._before.add_all(~once)

    def counts(self, runs: int) -> Integers:
        """Return at how many ticks they held, [formulas, runs]."""
        return self._held.totals(slice(None), runs)

    def waited(self, runs: int) -> Integers:
        """Return how many ticks went by before they held, all where never, [formulas, runs]."""
        return self._before.totals(slice(None), runs)

    def throughout(self, runs: int) -> NDArray[np.uint8]:
        """Return which runs they held in at every tick, [formulas, runs]."""
        return unpack(self._always, runs)

    def once(self, runs: int) -> NDArray[np.uint8]:
        """Return which runs they held in at one tick at least, [formulas, runs]."""
        return unpack(self._once, runs)


class SpikeIntervals:
    """How many ticks pass from one time that a formula holds to the next.

    Args:
        longest: intervals up to this are told apart.
    """

    def __init__(self, formulas: int, words: int, longest: int) -> None:
        self._last = np.full(formulas * 64 * words, -1)  # when each run was last, by formula
        self._tick, self._lanes = 0, 64 * words
        self._seen = np.zeros((formulas, longest + 2), np.int64)

    @property
    def counts(self) -> Integers:
        """[longest, formulas] how many intervals there were of 1, 2, ... ticks."""
        return self._seen[:, 1:-1].T

    @property
    def longer(self) -> Integers:
        """[formulas] how many there were beyond."""
        return self._seen[:, -1]

    def ticks(self, truths: Words) -> None:
        """Look at some ticks, [ticks, formulas, words]; bits beyond the runs must be 0."""
        _, columns = self._seen.shape
        cells = []
        for bits in unpack(truths, self._lanes).reshape(len(truths), -1):
            held = np.flatnonzero(bits)
            before = self._last[held]
            self._last[held] = self._tick
            again = before >= 0
            gaps = np.minimum(self._tick - before[again], columns - 1)
            cells.append(held[again] // self._lanes * columns + gaps)
            self._tick += 1
        found = np.bincount(np.concatenate(cells), minlength=self._seen.size)
        self._seen += found.reshape(self._seen.shape)
