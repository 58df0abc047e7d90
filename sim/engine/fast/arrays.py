"""Memory that compiled code works on."""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

LINE = 8
"""Words of a cache line."""


def rows(*shape: int) -> Words:
    """Return zeros, [..., 8], each row in a cache line of its own."""
    size = int(np.prod(shape)) * LINE
    room = np.zeros(size + LINE, np.uint64)
    start = -room.ctypes.data // 8 % LINE
    return room[start : start + size].reshape(*shape, LINE)


def address(array: NDArray[np.generic]) -> int:
    """Return where an array starts; it must be kept for as long as that is used."""
    assert array.flags.c_contiguous
    return array.ctypes.data
