"""Afferents that fire by chance, independently at every tick, from raw Philox words.

Runs come in blocks of 512. A block's words are keyed by (seed, block), and are spent in one order,
so neither the number of runs nor the way they are cut into pieces changes a bit.

Source: Salmon, Moraes, Dror & Shaw 2011, Proc. SC '11 (Philox).
"""

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import InputError

Words = NDArray[np.uint64]

BLOCK_RUNS: Final = 512
BLOCK_WORDS: Final = BLOCK_RUNS // 64
PRECISION: Final = 53
"""Rates are rounded to multiples of 2^-53, as a float holds them."""

_FULL: Final = np.uint64(2**64 - 1)


def rate_bits(rate: float | Fraction, place: str) -> int:
    """Return ``rate`` * 2^53 as an integer.

    Raises:
        InputError: it is no number in [0, 1].
    """
    number = isinstance(rate, int | float | Fraction | np.integer | np.floating)
    if isinstance(rate, bool) or not number or not 0 <= rate <= 1:
        raise InputError(place, f"the rate is {rate!r:.80}", "give a number from 0 to 1")
    exact: Fraction = Fraction(rate) * 2**PRECISION
    return round(exact)


class Bernoulli:
    """One block of runs of some afferents.

    Args:
        bits: by afferent, its rate as an integer in 0..2^53.
    """

    def __init__(self, bits: list[int], seed: int, block: int) -> None:
        self._source = np.random.Philox(key=np.array([seed, block], np.uint64))
        rates = np.array(bits, np.uint64).reshape(-1, 1)
        self._certain = rates == np.uint64(1 << PRECISION)
        self._rates = np.broadcast_to(rates, (len(bits), BLOCK_WORDS)).ravel()
        # a rate's digits after its last 1 decide nothing
        self._digits = np.array(
            [PRECISION - (b & -b).bit_length() + 1 if b else 0 for b in bits], np.int64
        ).repeat(BLOCK_WORDS)

    def tick(self) -> Words:
        """Return the next tick, [afferents, 8] words of 64 runs each."""
        fires = np.zeros(len(self._rates), np.uint64)
        # lanes whose random digits have equalled the rate's so far are still undecided
        undecided = np.full(len(self._rates), _FULL)
        active = np.flatnonzero(self._digits > 0)
        for digit in range(1, PRECISION + 1):
            if not len(active):
                break
            random = self._source.random_raw(len(active))
            one = (self._rates[active] >> np.uint64(PRECISION - digit)) & np.uint64(1)
            ones = np.uint64(0) - one
            here = undecided[active]
            fires[active] |= here & ~random & ones
            here &= ~(random ^ ones)
            undecided[active] = here
            active = active[(here != 0) & (self._digits[active] > digit)]
        shaped = fires.reshape(-1, BLOCK_WORDS)
        shaped[self._certain[:, 0]] = _FULL
        return shaped
