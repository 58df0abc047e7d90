"""Afferents that are correlated because they listen to one source."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ...formal.errors import InputError
from ..arguments import several, whole
from .bernoulli import PRECISION, Words, rate_bits
from .chance import MOST, Bits, Player

Chance = float | Fraction


class CommonSource:
    """Afferent i fires iff the source fires and is copied to it, or it fires by itself.

    Source, copying and own firing are all independent, and at every tick anew.

    Args:
        rate: of the source.
        copies: [afferents] the chance that afferent i takes over a firing of the source.
        own: [afferents] the chance that it fires by itself; 0 by default.

    Raises:
        InputError: a chance out of range, or another number of them.
    """

    def __init__(
        self, rate: Chance, copies: Sequence[Chance], own: Sequence[Chance] | None = None
    ) -> None:
        copies = several("copies", copies, "give one for each afferent")
        self.afferents = len(copies)
        alone = [0] * self.afferents
        if own is not None:
            alone = several("own", own, "give one for each afferent")
        if not self.afferents:
            raise InputError("copies", "there are none", "give one for each afferent")
        whole("copies", self.afferents, most=MOST)
        if len(alone) != self.afferents:
            problem = f"there are {len(alone)} for {self.afferents} copies"
            raise InputError("own", problem, "give one for each afferent")
        self._bits = np.array(
            [rate_bits(rate, "rate")]
            + [rate_bits(c, f"copies[{k}]") for k, c in enumerate(copies)]
            + [rate_bits(c, f"own[{k}]") for k, c in enumerate(alone)],
            np.uint64,
        )

    @property
    def rates(self) -> tuple[Fraction, ...]:
        """The rate of each afferent, exactly."""
        r, copies, own = self._parts()
        return tuple(1 - (1 - r * c) * (1 - a) for c, a in zip(copies, own, strict=True))

    def correlation(self, i: int, j: int) -> float:
        """Return the correlation of two different afferents at one tick; nan if one is constant.

        Raises:
            InputError: there are no two such afferents.
        """
        for label, k in (("i", i), ("j", j)):
            whole(label, k, 0, self.afferents - 1)
        if i == j:
            raise InputError("j", f"it is {j}, as i is", "give two different afferents")
        r, copies, own = self._parts()
        covariance = r * (1 - r) * copies[i] * copies[j] * (1 - own[i]) * (1 - own[j])
        spread = math.prod(p * (1 - p) for p in (self.rates[i], self.rates[j]))
        return float(covariance) / math.sqrt(spread) if spread else math.nan

    def _parts(self) -> tuple[Fraction, list[Fraction], list[Fraction]]:
        first, *rest = (Fraction(b, 1 << PRECISION) for b in self._bits.tolist())
        return first, rest[: self.afferents], rest[self.afferents :]

    def check(self, afferents: int, steps: int) -> None:  # noqa: ARG002
        """Refuse another number of afferents.

        Raises:
            InputError: there are more or fewer than it was made for.
        """
        if afferents != self.afferents:
            problem = f"it has {self.afferents} copies for {afferents} afferents"
            raise InputError("", problem, "name as many")

    def bits(self, afferents: int, tick: int) -> Bits:  # noqa: ARG002
        """Return the chances of the source, of copying and of own firing."""
        return self._bits

    def player(self) -> Player:
        """Return what the afferents make of the source."""
        count = self.afferents

        def play(planes: Words) -> Words:
            fires: Words = (planes[0] & planes[1 : count + 1]) | planes[count + 1 :]
            return fires

        return play
