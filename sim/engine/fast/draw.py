"""The afferents of one block that fire by chance, as compiled code reads them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...stimulus.bernoulli import PRECISION, TOGETHER
from .arrays import ROW, address
from .records import Chance


class Draw:
    """What ``stimulus.bernoulli.Bernoulli`` is, compiled.

    Args:
        rows: each afferent's number, which is its row in a slot.
        bits: its rate as an integer in 0..2^53.
    """

    def __init__(self, rows: Sequence[int], bits: Sequence[int], seed: int, block: int) -> None:
        rates, numbers = np.array(bits, np.uint64), np.array(rows, np.int64)
        self.certain = numbers[rates == 1 << PRECISION] * ROW
        """Where those stand that always fire."""
        drawn = (rates > 0) & (rates < 1 << PRECISION)
        self._kept = {
            Chance.PLACES: numbers[drawn] * ROW,
            Chance.NUMBERS: numbers[drawn],
            Chance.RATES: rates[drawn],
            Chance.PAIRS: _pairs(rates[drawn]),
        }
        self.rows = len(numbers[drawn])
        self.record = np.zeros(len(Chance), np.uint64)
        for field, array in self._kept.items():
            self.record[field] = address(array)
        self.record[Chance.ROWS] = self.rows
        self.record[Chance.SEED], self.record[Chance.BLOCK] = seed, block


def _pairs(rates: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return how many pairs of digits are not 0, nor drawn for each run apart."""
    lowest = rates & (np.uint64(0) - rates)
    digits = np.minimum(PRECISION - np.log2(lowest.astype(np.float64)), TOGETHER)
    pairs: NDArray[np.uint64] = np.ceil(digits / 2).astype(np.uint64)
    return pairs
