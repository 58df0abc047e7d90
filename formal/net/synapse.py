"""One connection between two neurons, and the ranges of its numbers."""

from typing import Final, NamedTuple

MAX_WEIGHT: Final = 2**31
"""Weights and thresholds lie within plus or minus this, so that sums stay exact in 64 bits."""

MAX_DELAY: Final = 1_000_000
"""The longest delay, in ticks."""


class Synapse(NamedTuple):
    """A connection from ``source`` to ``target``.

    Args:
        weight: a nonzero integer; negative is relative inhibition; None is a veto, the absolute
            inhibition of 1943.
        delay: ticks from the source's firing to its effect, at least 1.
    """

    source: str
    target: str
    weight: int | None = 1
    delay: int = 1

    def __str__(self) -> str:
        kind = "veto" if self.weight is None else f"weight {self.weight}"
        return f"{self.source} -> {self.target} ({kind}, delay {self.delay})"
