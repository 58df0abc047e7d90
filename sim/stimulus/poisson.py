"""A Poisson number of spikes a tick, told by one afferent or spread over several."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np

from ...formal.errors import InputError
from ..arguments import is_real, shown, whole
from .bernoulli import Words, rate_bits
from .chance import MOST, Bits, Player


class Poisson:
    """A count of spikes, independent at every tick, with a Poisson law.

    The kth of its afferents fires iff the count is k or more: one afferent says whether there was a
    spike, several of them count up to their number.

    Args:
        mean: spikes a tick, above 0 and up to 700.

    Raises:
        InputError: another mean.
    """

    def __init__(self, mean: float | Fraction) -> None:
        if not (is_real(mean) or isinstance(mean, Fraction)) or not 0 < mean <= 700:
            raise InputError("mean", f"it is {shown(mean)}", "give a number above 0, up to 700")
        self.mean = float(mean)
        self._bits: dict[int, Bits] = {}

    def at_least(self, count: int) -> float:
        """Return the probability of ``count`` spikes or more: the rate of that afferent.

        Raises:
            InputError: ``count`` is no whole number from 0 on.
        """
        count = whole("count", count, 0)
        if not count:
            return 1.0
        log = math.log(self.mean)
        if count <= self.mean:  # the sum of what is missing keeps its digits there
            terms = [math.exp(k * log - self.mean - math.lgamma(k + 1)) for k in range(count)]
            return 1 - math.fsum(terms)
        # from here on the terms fall, faster and faster
        term = math.exp(count * log - self.mean - math.lgamma(count + 1))
        total, k = 0.0, count
        while term > total * 1e-18:
            total, k = total + term, k + 1
            term *= self.mean / k
        return total

    def check(self, afferents: int, steps: int) -> None:  # noqa: ARG002
        """Refuse more afferents than ``MOST``.

        Raises:
            InputError: there are.
        """
        whole("afferents", afferents, most=MOST)

    def bits(self, afferents: int, tick: int) -> Bits:  # noqa: ARG002
        """Return the chances that a count of k - 1 or more is k or more."""
        if afferents not in self._bits:
            self.check(afferents, 1)
            tails = [self.at_least(k) for k in range(afferents + 1)]
            shares = [b / a if a else 0.0 for a, b in pairwise(tails)]
            known = [rate_bits(min(share, 1.0), "mean") for share in shares]
            self._bits[afferents] = np.array(known, np.uint64)
        return self._bits[afferents]

    def player(self) -> Player:
        """Return the count, one afferent after another."""

        def play(planes: Words) -> Words:
            return np.bitwise_and.accumulate(planes, axis=0)

        return play
