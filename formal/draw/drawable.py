"""What the drawings read of nets and synapses, so that they import neither."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Synapse(Protocol):
    """What is read of a synapse: see ``formal.net.synapse``."""

    @property
    def source(self) -> str:
        """Who sends."""

    @property
    def target(self) -> str:
        """Who receives."""

    @property
    def weight(self) -> int | None:
        """None for a veto."""

    @property
    def delay(self) -> int:
        """In ticks."""


class Program(Protocol):
    """What is read of a net's flat arrays: see ``formal.net.program``."""

    @property
    def thresholds(self) -> "NDArray[np.int64]":
        """[rows], 0 for an afferent."""

    @property
    def source(self) -> "NDArray[np.int64]":
        """[synapses] rows."""

    @property
    def target(self) -> "NDArray[np.int64]":
        """[synapses] rows."""

    @property
    def weight(self) -> "NDArray[np.int64]":
        """[synapses], 0 for a veto."""

    @property
    def longest_delay(self) -> int:
        """In ticks."""


class Net(Protocol):
    """What is read of a net: see ``formal.net.model``."""

    @property
    def names(self) -> Sequence[str]:
        """All of them."""

    @property
    def afferents(self) -> Sequence[str]:
        """Those without a threshold."""

    @property
    def neurons(self) -> Sequence[str]:
        """Those with one."""

    @property
    def initial(self) -> Sequence[str]:
        """Those that fire at t = 0."""

    @property
    def synapses(self) -> Sequence[Synapse]:
        """All synapses."""

    @property
    def program(self) -> Program:
        """The flat arrays."""

    def incoming(self, name: str) -> Sequence[Synapse]:
        """Return the synapses onto a neuron."""

    def threshold(self, name: str) -> int | None:
        """Return a threshold."""
