"""What is counted of truth values along many runs, by word operations alone."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .counters import Counters, popcount, unpack

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

    def tick(self, truths: Words) -> None:
        """Count a tick, [formulas, words]."""
        self._held.add(truths)
        self._always &= truths
        self._once |= truths
        self._before.add(~self._once)

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

    For each of the last ticks a plane tells in which runs it held then and not since. Where it
    holds again, the planes say how long ago that was.

    Args:
        longest: intervals up to this are told apart.
    """

    def __init__(self, formulas: int, words: int, longest: int) -> None:
        self._since = np.zeros((longest, formulas, words), np.uint64)
        self._older = np.zeros((formulas, words), np.uint64)
        self._tick = 0
        self.counts = np.zeros((longest, formulas), np.int64)
        """[longest, formulas] how many intervals there were of 1, 2, ... ticks."""
        self.longer = np.zeros(formulas, np.int64)
        """[formulas] how many there were beyond."""

    def tick(self, truths: Words) -> None:
        """Look at a tick, [formulas, words]; bits beyond the runs must be 0."""
        slots, slot = len(self._since), self._tick % len(self._since)
        # slot t % slots was filled at tick t, and ``slot`` itself a full round ago
        self.counts[(slot - np.arange(slots) - 1) % slots] += popcount(self._since & truths)
        self.longer += popcount(self._older & truths)
        silent = ~truths
        self._since &= silent
        self._older &= silent
        self._older |= self._since[slot]
        self._since[slot] = truths
        self._tick += 1
