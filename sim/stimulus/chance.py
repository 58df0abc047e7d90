"""Bit planes whose bits are 1 with given chances, and how stimuli are made of them.

Each stimulus draws from a stream of its own: the counter of its Philox generator, keyed by (seed,
block), begins at a multiple of 2^192 that no other stimulus of the net has. So no bit depends on
what else drives the net, nor on how runs are cut into pieces.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import InputError
from .bernoulli import BLOCK_WORDS, PRECISION, Words, rate_bits

Bits = NDArray[np.uint64]
Player = Callable[[Words], Words]

_FULL: Final = np.uint64(2**64 - 1)


@runtime_checkable
class Stimulus(Protocol):
    """A law of firing for one afferent or several.

    At every tick planes of independent bits are drawn, and a player makes of them what the
    afferents do.
    """

    def check(self, afferents: int, steps: int) -> None:
        """Refuse what this law cannot drive.

        Raises:
            InputError: it is made for another number of afferents or ticks.
        """
        ...

    def bits(self, afferents: int, tick: int) -> Bits:
        """Return the chances of the planes drawn at a tick, [planes] in units of 2^-53."""
        ...

    def player(self) -> Player:
        """Return what makes [afferents, words] of [planes, words], tick after tick."""
        ...


def source(seed: int, block: int, stream: int) -> np.random.Philox:
    """Return the generator of one stimulus in one block of runs; ``stream`` counts from 1."""
    counter = np.array([0, 0, 0, stream], np.uint64)
    return np.random.Philox(counter=counter, key=np.array([seed, block], np.uint64))


def planes(generator: np.random.Philox, bits: Bits) -> Words:
    """Draw planes, [planes, 8], whose bits are 1 with the chances ``bits``.

    Digit after digit of a random number is drawn and compared with the chance's, until none of a
    word's 64 comparisons is open.
    """
    chances = np.repeat(bits, BLOCK_WORDS)
    fires = np.where(chances >> np.uint64(PRECISION) != 0, _FULL, np.uint64(0))
    open_ = np.where(fires == 0, _FULL, np.uint64(0))
    left = chances << np.uint64(64 - PRECISION)  # the digits not yet compared, highest first
    active = np.flatnonzero((left != 0) & (open_ != 0))
    while len(active):
        digit = np.uint64(0) - (left[active] >> np.uint64(63))
        random = generator.random_raw(len(active))
        here = open_[active]
        fires[active] |= here & ~random & digit
        here &= ~(random ^ digit)
        open_[active] = here
        left[active] <<= np.uint64(1)
        active = active[(here != 0) & (left[active] != 0)]
    return fires.reshape(-1, BLOCK_WORDS)


def chance(value: float | Fraction, label: str) -> int:
    """Return a probability in units of 2^-53.

    Raises:
        InputError: it is none.
    """
    return rate_bits(value, label)


def one_afferent(afferents: int, law: str) -> None:
    """Refuse several afferents.

    Raises:
        InputError: there are several.
    """
    if afferents != 1:
        problem = f"{law} drives one afferent, not {afferents}"
        raise InputError("", problem, "give each afferent one of its own")
