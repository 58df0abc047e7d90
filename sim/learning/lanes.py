"""Replicas as lanes: bits packed 64 a word, numbers laid 64 side by side."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Reals = NDArray[np.float64]

LANES: Final = 64
BIT: Final[Words] = np.uint64(1) << np.arange(LANES, dtype=np.uint64)
"""[64] the bit of each lane."""


def words_of(replicas: int) -> int:
    """Return how many words hold a bit of each replica."""
    return -(-replicas // LANES)


def packed(ones: NDArray[np.bool_]) -> Words:
    """Pack [..., lanes] to [..., words]."""
    bits = np.packbits(np.ascontiguousarray(ones), axis=-1, bitorder="little")
    words: Words = bits.view("<u8").astype(np.uint64)
    return words


def side_by_side(weights: Reals) -> Reals:
    """Return [replicas, inputs] as [words, inputs, 64], so that loops over replicas are vectors."""
    replicas, inputs = weights.shape
    full = np.zeros((LANES * words_of(replicas), inputs))
    full[:replicas] = weights
    return np.ascontiguousarray(full.reshape(-1, LANES, inputs).transpose(0, 2, 1))


def apart(laid: Reals, replicas: int) -> Reals:
    """Return [words, inputs, 64] as [replicas, inputs]."""
    return laid.transpose(0, 2, 1).reshape(-1, laid.shape[1])[:replicas].copy()
