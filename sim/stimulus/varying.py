"""Afferents whose rate changes with time."""

import numpy as np
from numpy.typing import ArrayLike

from ...formal.errors import InputError
from ..arguments import reals
from .bernoulli import PRECISION, Words
from .chance import Bits, Player, one_afferent


class Varying:
    """Independent firing at every tick, at that tick's rate.

    Args:
        rates: [steps] in [0, 1].

    Raises:
        InputError: no sequence of numbers in [0, 1].
    """

    def __init__(self, rates: ArrayLike) -> None:
        self.rates = reals("", rates)
        if self.rates.ndim != 1:
            problem = f"the rates' shape is {self.rates.shape}"
            raise InputError("", problem, "give one rate, or one a tick")
        wrong = np.flatnonzero(~((self.rates >= 0) & (self.rates <= 1)))
        if len(wrong):
            problem = f"the rate at tick {wrong[0]} is {self.rates[wrong[0]]}"
            raise InputError("", problem, "give numbers from 0 to 1")
        self._bits = np.rint(self.rates * 2.0**PRECISION).astype(np.uint64)

    def check(self, afferents: int, steps: int) -> None:
        """Refuse another number of ticks.

        Raises:
            InputError: there are more afferents than one, or other than ``steps`` rates.
        """
        one_afferent(afferents, "Varying")
        if len(self.rates) != steps:
            problem = f"there are {len(self.rates)} rates for {steps} ticks"
            raise InputError("", problem, f"give {steps}, or one for all")

    def bits(self, afferents: int, tick: int) -> Bits:  # noqa: ARG002
        """Return the tick's chance."""
        return self._bits[tick : tick + 1]

    def player(self) -> Player:
        """Return the plane as it is."""
        return _same


def _same(planes: Words) -> Words:
    return planes
