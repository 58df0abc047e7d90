"""Build a net step by step."""

from collections.abc import Callable
from typing import Generic, Self, TypeVar

from ..errors import NetError
from .document import FORMAT

N = TypeVar("N")


class NetBuilder(Generic[N]):
    """Collects neurons and synapses; every method but ``net`` returns the builder itself.

    >>> import psychon
    >>> net = psychon.Net.build().afferent("p", "q").neuron("OUT", threshold=2)
    >>> net.synapse("p", "OUT").synapse("q", "OUT").net()
    <Net: 2 afferents, 1 neurons, 2 synapses>
    """

    def __init__(self, make: Callable[[dict[str, object]], N]) -> None:
        self._make = make
        self._neurons: dict[str, dict[str, object]] = {}
        self._synapses: list[dict[str, object]] = []
        self._lists: dict[str, list[str]] = {"initial": [], "assume": [], "expect": []}

    def afferent(self, *names: str) -> Self:
        """Add afferents."""
        for name in names:
            self._add(name, {})
        return self

    def neuron(self, name: str, threshold: int = 1, *, initial: bool = False) -> Self:
        """Add a neuron; ``initial`` lets it fire at t = 0."""
        self._add(name, {"threshold": threshold})
        if initial:
            self._lists["initial"].append(name)
        return self

    def synapse(self, source: str, target: str, weight: int = 1, delay: int = 1) -> Self:
        """Add a synapse; a negative weight is relative inhibition."""
        row = {"source": source, "target": target, "weight": weight, "delay": delay}
        self._synapses.append(dict(row))
        return self

    def veto(self, source: str, target: str, delay: int = 1) -> Self:
        """Add an absolutely inhibitory synapse."""
        row: dict[str, object] = {"source": source, "target": target, "veto": True, "delay": delay}
        self._synapses.append(row)
        return self

    def assume(self, *formulas: str) -> Self:
        """Add assumptions over afferents."""
        self._lists["assume"] += formulas
        return self

    def expect(self, *properties: str) -> Self:
        """Add properties the net should have."""
        self._lists["expect"] += properties
        return self

    def net(self) -> N:
        """Check all and return the net.

        Raises:
            NetError: with place, value and fix.
        """
        neurons = {name: dict(fields) for name, fields in self._neurons.items()}
        return self._make(
            {"format": FORMAT, "neurons": neurons, "synapses": self._synapses, **self._lists}
        )

    def _add(self, name: str, fields: dict[str, object]) -> None:
        if name in self._neurons:
            raise NetError(f"neurons.{name}", "it is added twice", "give it another name")
        self._neurons[name] = fields
