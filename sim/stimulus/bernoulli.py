"""Afferents that fire by chance, independently at every tick.

A run fires iff the first digits of a random number, drawn as far as need be, fall below those of
the rate. Digits 2 j + 1 and 2 j + 2 of the 64 runs of a word are what Philox4x32-10 makes of the
counter (8 j + word, afferent, tick, block) under the key seed: no bit depends on how runs are cut
into pieces, nor on the order in which they are drawn or whether others are drawn at all.

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
_HALF: Final = np.uint64(2**32 - 1)
_32: Final = np.uint64(32)


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


MULTIPLIERS: Final = 0xD2511F53, 0xCD9E8D57
WEYL: Final = 0x9E3779B9, 0xBB67AE85
ROUNDS: Final = 10

BATCH: Final = 2**14
"""Words drawn ahead, which spares numpy many short calls."""


def philox(counter: tuple[Words, Words, Words, Words], seed: int) -> tuple[Words, Words]:
    """Return Philox4x32-10 of counters.

    Args:
        counter: below 2^32 each, of shapes that go together.
        seed: the key, below 2^64.

    Returns:
        Its first two numbers and its last two, as words, lower half first.
    """
    a, b, c, d = counter
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(ROUNDS):
        first, second = a * np.uint64(MULTIPLIERS[0]), c * np.uint64(MULTIPLIERS[1])
        a = second >> _32
        a ^= b
        a ^= np.uint64(key[0])
        c = first >> _32
        c ^= d
        c ^= np.uint64(key[1])
        b, d = second & _HALF, first & _HALF
        key = [(k + w) & 0xFFFFFFFF for k, w in zip(key, WEYL, strict=True)]
    return a | b << _32, c | d << _32


def below(bits: Words, counter: tuple[Words, Words, Words, np.uint64 | Words], seed: int) -> Words:
    """Return words whose bits are 1 with the chances ``bits`` * 2^-53.

    Args:
        bits, counter: of shapes that go together; ``counter`` of the first digits.
    """
    chances, *parts = (part.copy() for part in np.broadcast_arrays(bits, *counter))
    shape = chances.shape
    left = (chances << np.uint64(64 - PRECISION)).ravel()  # the digits, highest first
    fires = np.where(chances >> np.uint64(PRECISION) != 0, _FULL, np.uint64(0)).ravel()
    # runs whose random digits have equalled the chance's so far are still undecided
    undecided = np.full(fires.shape, _FULL)
    a, b, c, d = (part.ravel() for part in parts)
    active = np.flatnonzero(left)
    while len(active):
        here, more, fired = undecided[active], left[active], fires[active]
        for random in philox((a[active], b[active], c[active], d[active]), seed):
            digit = np.uint64(0) - (more >> np.uint64(63))
            fired |= here & digit & ~random
            here &= ~(random ^ digit)
            more <<= np.uint64(1)
        fires[active], undecided[active], left[active] = fired, here, more
        a[active] += np.uint64(BLOCK_WORDS)
        active = active[(here != 0) & (more != 0)]
    return fires.reshape(shape)


class Bernoulli:
    """One block of runs of some afferents.

    Args:
        bits: by afferent, its rate as an integer in 0..2^53.
        numbers: what their counters have; 0, 1, ... by default.
    """

    def __init__(
        self, bits: list[int], seed: int, block: int, numbers: list[int] | None = None
    ) -> None:
        self._seed, self._block = seed, block
        self._bits = np.array(bits, np.uint64)
        self._numbers = np.array(range(len(bits)) if numbers is None else numbers, np.uint64)
        self._tick, self._ahead = 0, 1
        self._ready = iter(np.zeros((0, 0, 0), np.uint64))

    def tick(self) -> Words:
        """Return the next tick, [afferents, 8] words of 64 runs each."""
        ready = next(self._ready, None)
        if ready is None:
            self._ready = iter(self._draw(self._tick, self._ahead))
            self._tick += self._ahead
            if self._ahead * len(self._bits) * BLOCK_WORDS < BATCH:
                self._ahead *= 2
            ready = next(self._ready)
        return ready

    def _draw(self, first: int, ticks: int) -> Words:
        """Return some ticks, [ticks, afferents, 8]."""
        shape = ticks, len(self._bits), BLOCK_WORDS
        tick, afferent, word = np.indices(shape, np.uint64, sparse=True)
        counter = word, self._numbers[afferent], tick + np.uint64(first), np.uint64(self._block)
        return below(self._bits[:, None], counter, self._seed)
