"""Which part of a simulation is kept bit by bit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import InputError, UnknownNameError, nearest
from ..arguments import several, shown
from .counters import unpack

Words = NDArray[np.uint64]
Bits = NDArray[np.bool_]


@dataclass(frozen=True)
class Window:
    """Some names, ticks and runs.

    Args:
        names: all by default.
        ticks: the first, and the one after the last; all by default.
        runs: how many, from the first on; all by default.
    """

    names: tuple[str, ...] | None = None
    ticks: tuple[int, int] | None = None
    runs: int | None = None

    def within(self, names: Sequence[str], steps: int, runs: int) -> "Window":
        """Return it with what was left open filled in.

        Raises:
            InputError: it reaches beyond the simulation.
        """
        wanted = tuple(names) if self.names is None else tuple(
            several("raster: names", self.names, "give a tuple of names"))  # fmt: skip
        have = set(names)
        for name in wanted:
            if not isinstance(name, str) or name not in have:
                problem = f"no neuron is called {shown(name)}"
                raise UnknownNameError("raster: names", problem, nearest(str(name), names))
        fix = f"give (first, after) within 0 and {steps}"
        ends = (0, steps) if self.ticks is None else several("raster: ticks", self.ticks, fix)
        whole = all(isinstance(t, int | np.integer) and not isinstance(t, bool) for t in ends)
        if len(ends) != 2 or not whole or not 0 <= ends[0] < ends[1] <= steps:
            raise InputError("raster: ticks", f"they are {shown(self.ticks)}", fix)
        count = runs if self.runs is None else self.runs
        if isinstance(count, bool) or not isinstance(count, int | np.integer) or not (
            0 < count <= runs):  # fmt: skip
            fix = f"give a whole number from 1 to {runs}"
            raise InputError("raster: runs", f"it is {shown(count)}", fix)
        return Window(wanted, (int(ends[0]), int(ends[1])), int(count))

    @property
    def size(self) -> int:
        """How many bytes it takes, once it is filled in."""
        assert self.names is not None
        assert self.ticks is not None
        assert self.runs is not None
        return len(self.names) * self.runs * (self.ticks[1] - self.ticks[0])

    def room(self) -> Bits:
        """Return room for it, [names, runs, ticks], once it is filled in."""
        assert self.names is not None
        assert self.ticks is not None
        assert self.runs is not None
        return np.zeros((len(self.names), self.runs, self.ticks[1] - self.ticks[0]), np.bool_)


class Raster:
    """The bits of a window in some blocks of runs.

    Args:
        window: filled in, see ``Window.within``.
        bits: [names, runs, ticks] where they go, of those runs of these blocks that it has.
    """

    def __init__(self, window: Window, bits: Bits) -> None:
        assert window.names is not None
        assert window.ticks is not None
        self.names = window.names
        """The names that ``ticks`` wants to know of."""
        self._first, self._tick, self._bits = window.ticks[0], 0, bits

    def ticks(self, states: Words) -> None:
        """Keep which of ``names`` fire at the next ticks, [ticks, names, words], in the window."""
        place = self._tick - self._first
        _, runs, ticks = self._bits.shape
        first, last = max(0, -place), min(len(states), ticks - place)
        if runs and first < last:
            bits = unpack(states[first:last], runs).transpose(1, 2, 0)
            self._bits[:, :, place + first : place + last] = bits
        self._tick += len(states)
