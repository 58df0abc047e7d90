"""A net made to do what was asked, with the delay at which it does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .model import Net


@dataclass(frozen=True)
class Realization:
    """A net that realizes formulae, an event, or another net.

    Args:
        net: the net; made of formulae, it expects what it realizes, so far as that can be written.
        delay: by neuron, how many ticks later it does what was asked, silent before.
    """

    net: Net
    delay: Mapping[str, int]

    @property
    def sense(self) -> dict[str, Literal["narrow", "extended"]]:
        """By neuron: narrow where the delay is 0, else extended."""
        return {name: "extended" if d else "narrow" for name, d in self.delay.items()}
