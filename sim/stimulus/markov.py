"""Bursty afferents: firing begets firing."""

from fractions import Fraction
from typing import Self

import numpy as np

from ...formal.errors import InputError
from ..arguments import SIZE, is_real, shown
from .bernoulli import PRECISION, Words, rate_bits
from .chance import Bits, Player, one_afferent


class Markov:
    """A two-state chain: silent, then firing with chance ``start``; firing, then with ``stay``.

    It is stationary from the first tick on: that one fires with chance ``rate``.

    Args:
        start, stay: chances, floats or Fractions in [0, 1].

    Raises:
        InputError: a chance out of range, or start = 0 and stay = 1, which has no rate.
    """

    def __init__(self, start: float | Fraction, stay: float | Fraction) -> None:
        on, kept = rate_bits(start, "start"), rate_bits(stay, "stay")
        one = 1 << PRECISION
        if on == 0 and kept == one:
            raise InputError("stay", "what fires never stops, what is silent never fires", (
                "give a start above 0 or a stay below 1"))  # fmt: skip
        self.start, self.stay = start, stay
        self.rate = Fraction(on, on + one - kept)
        """The fraction of ticks fired, exactly."""
        self._first = np.array([rate_bits(self.rate, "rate"), 0], np.uint64)
        self._later = np.array([on, kept], np.uint64)

    @classmethod
    def bursts(cls, rate: float | Fraction, length: float | Fraction) -> Self:
        """Return the chain with a rate and a mean number of ticks that firing goes on.

        Raises:
            InputError: ``rate`` not in [0, 1), a length below 1, or bursts too short for the rate.
        """
        rate_bits(rate, "rate")
        if not (is_real(length) or isinstance(length, Fraction)) or not (
            1 <= length < SIZE) or rate == 1:  # fmt: skip
            problem = f"it is {shown(length)} at the rate {rate}"
            raise InputError("length", problem, "give 1 or more ticks, and a rate below 1")
        # numpy's short numbers would lose digits on the way
        p, mean = (x if isinstance(x, Fraction) else float(x) for x in (rate, length))
        start = p / (1 - p) / mean
        if start > 1:
            problem = f"bursts of {length} ticks cannot fill {rate} of the time"
            raise InputError("length", problem, f"give {float(p / (1 - p)):.6g} ticks or more")
        return cls(start, 1 - 1 / mean)

    def check(self, afferents: int, steps: int) -> None:  # noqa: ARG002
        """Refuse several afferents.

        Raises:
            InputError: there are several.
        """
        one_afferent(afferents, "Markov")

    def bits(self, afferents: int, tick: int) -> Bits:  # noqa: ARG002
        """Return the chances of firing after silence and after firing."""
        return self._later if tick else self._first

    def player(self) -> Player:
        """Return the chain."""
        fires: list[Words] = []

        def play(planes: Words) -> Words:
            last = fires.pop() if fires else np.zeros_like(planes[0])
            fires.append((last & planes[1]) | (~last & planes[0]))
            return fires[0][None]

        return play
