"""Memory that compiled code works on."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...stimulus.bernoulli import BLOCK_WORDS

Words = NDArray[np.uint64]

ROW: Final = BLOCK_WORDS
"""Words of a row: a cache line, one block of runs."""


def rows(*shape: int) -> Words:
    """Return zeros, [..., 8], each row in a cache line of its own."""
    size = int(np.prod(shape)) * ROW
    room = np.zeros(size + ROW, np.uint64)
    start = -room.ctypes.data // 8 % ROW
    return room[start : start + size].reshape(*shape, ROW)


def address(array: NDArray[np.generic]) -> int:
    """Return where an array starts; it must be kept for as long as that is used."""
    assert array.flags.c_contiguous
    return array.ctypes.data
