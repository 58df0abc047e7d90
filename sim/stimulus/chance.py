"""Bit planes whose bits are 1 with given chances, and how stimuli are made of them.

Like those of an afferent with a rate, bits are a function of seed, block, tick and afferent, here
the first that the stimulus drives; plane k has the counters from 1024 (k + 1) on, of which the
digits of a chance use 544 at most. So no bit depends on what else drives the net.
"""

from collections.abc import Callable
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import InputError
from .bernoulli import Words, below

Bits = NDArray[np.uint64]
Player = Callable[[Words], Words]

PLANE: Final = np.uint64(1024)
"""How many counters a plane has."""

MOST: Final = 10**6
"""How many afferents one law may drive, so that counters of all planes stay below 2^32."""


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


def planes(bits: Bits, seed: int, blocks: range, number: int, tick: int) -> Words:
    """Draw planes, [planes, words of all blocks], whose bits are 1 with the chances ``bits``.

    Args:
        number: of the first afferent that the stimulus drives.
    """
    plane, block = np.indices((len(bits), len(blocks)), np.uint64, sparse=True)
    counter = (
        (plane + np.uint64(1)) * PLANE,
        np.full((1, 1), number, np.uint64),
        np.full((1, 1), tick, np.uint64),
        block + np.uint64(blocks.start),
    )
    return below(bits[:, None], counter, seed).reshape(len(bits), -1)


def one_afferent(afferents: int, law: str) -> None:
    """Refuse several afferents.

    Raises:
        InputError: there are several.
    """
    if afferents != 1:
        problem = f"{law} drives one afferent, not {afferents}"
        raise InputError("", problem, "give each afferent one of its own")
