"""Afferents that fire by chance, independently at every tick.

A run fires iff a random number of 53 digits is below the rate. Digits 2 j + 1 and 2 j + 2, j < 4,
of the 64 runs of a word are what Philox4x32-10 makes of the counter (8 j + word, afferent, tick,
block) under the key seed. The others, which decide once in 256 times, are of each run the first 45
of what it makes of (32 + run, afferent, tick, block). No bit depends on how runs are cut into
pieces, nor on the order in which they are drawn or whether others are drawn at all.

Source: Salmon, Moraes, Dror & Shaw 2011, Proc. SC '11 (Philox).
"""

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import InputError
from ..arguments import is_real, shown

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
    if not (is_real(rate) or isinstance(rate, Fraction)) or not 0 <= rate <= 1:
        raise InputError(place, f"the rate is {shown(rate)}", "give a number from 0 to 1")
    exact = rate if isinstance(rate, Fraction) else Fraction(float(rate))
    scaled: Fraction = exact * 2**PRECISION
    return round(scaled)


MULTIPLIERS: Final = 0xD2511F53, 0xCD9E8D57
WEYL: Final = 0x9E3779B9, 0xBB67AE85
ROUNDS: Final = 10

TOGETHER: Final = 8
"""So many digits are drawn for all runs of a word at once."""

APART: Final = BLOCK_WORDS * TOGETHER // 2
"""The counter of the first run that goes on by itself."""

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


def below(bits: Words, counter: tuple[Words, Words, Words, Words], seed: int) -> Words:
    """Return words whose bits are 1 with the chances ``bits`` * 2^-53.

    Args:
        bits: [...]
        counter: of the first, of shapes that go together with ``bits``.

    Returns:
        [..., 8]
    """
    chances, *parts = np.broadcast_arrays(bits, *counter)
    left = (chances << np.uint64(64 - PRECISION)).ravel()  # the digits, highest first
    first, *rest = (part.ravel() for part in parts)
    fires = np.zeros((left.size, BLOCK_WORDS), np.uint64)
    fires[(chances >> np.uint64(PRECISION) != 0).ravel()] = _FULL
    # runs whose random digits have equalled the chance's so far are still undecided
    undecided = np.full(fires.shape, _FULL)
    word = np.arange(BLOCK_WORDS, dtype=np.uint64)
    active = np.flatnonzero(left)
    for pair in range(TOGETHER // 2):
        here, more, fired = undecided[active], left[active], fires[active]
        start = first[active, None] + np.uint64(BLOCK_WORDS * pair) + word
        a, b, c, d = np.broadcast_arrays(start, *(part[active, None] for part in rest))
        for random in philox((a, b, c, d), seed):
            digit = (np.uint64(0) - (more >> np.uint64(63)))[:, None]
            fired |= here & digit & ~random
            here &= ~(random ^ digit)
            more <<= np.uint64(1)
        fires[active], undecided[active], left[active] = fired, here, more
        active = active[more != 0]
    which, place = np.nonzero(undecided[active])
    lanes = undecided[active[which], place, None] >> np.arange(64, dtype=np.uint64)
    chosen, lane = np.nonzero(lanes & np.uint64(1))
    row, place = active[which[chosen]], place[chosen]
    run = (64 * place + lane).astype(np.uint64)
    b, c, d = (part[row] for part in rest)
    random, _ = philox((first[row] + np.uint64(APART) + run, b, c, d), seed)
    one = random < left[row]
    bits = np.uint64(1) << lane[one].astype(np.uint64)
    np.bitwise_or.at(fires, (row[one], place[one]), bits)
    return fires.reshape(*chances.shape, BLOCK_WORDS)


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
        tick, afferent = np.indices((ticks, len(self._bits)), np.uint64, sparse=True)
        start, block = np.zeros(1, np.uint64), np.full(1, self._block, np.uint64)
        counter = start, self._numbers[afferent], tick + np.uint64(first), block
        return below(self._bits, counter, self._seed)
