"""All states of a closed net at once, and where each leads.

A state says what fires now and, where synapses have delays, what fired before. State s has
variable k iff bit k of s is set; one big integer holds a variable's value in all states.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import BudgetError, InputError
from ...formal.net.bits import run_bits
from ...formal.net.model import Net

LARGEST: Final = 22
"""The most variables of a state: some 4 million states, 200 MB."""


def tonic(net: Net) -> tuple[str, ...]:
    """Name the neurons that nothing but themselves keeps firing from the start on."""
    return tuple(
        name
        for name in net.initial
        if all(s.source == name and s.delay == 1 and s.weight for s in net.incoming(name))
        and sum(s.weight or 0 for s in net.incoming(name)) >= (net.threshold(name) or 0)
    )


class States:
    """The states of a closed net.

    Args:
        net: without afferents; its tonic neurons fire in every state and are not counted.

    Raises:
        InputError: the net has afferents.
        BudgetError: it has too many states, before any memory is taken.
    """

    def __init__(self, net: Net) -> None:
        self.net = net
        self.tonic = closed(net)
        deepest = {name: 1 for name in net.neurons if name not in self.tonic}
        for synapse in net.synapses:
            if synapse.source in deepest:
                deepest[synapse.source] = max(deepest[synapse.source], synapse.delay)
        self.variables = [(name, ago) for name, most in deepest.items() for ago in range(most)]
        if len(self.variables) > LARGEST:
            size = len(self.variables)
            raise BudgetError(
                f"the net has {size:,} neurons and delays to remember, thus 2^{size} states, about"
                f" {48 * 2.0 ** min(size, 1000):.0e} bytes or more; all states are looked at up to"
                f" {LARGEST};"
                " fixed points alone (psychon attractors --fixed-points) can be had"
            )

    def __len__(self) -> int:
        return 1 << len(self.variables)

    def firing(self, states: Iterable[int]) -> Iterator[frozenset[str]]:
        """Yield the neurons that fire now in each state, the tonic ones left out."""
        low, high = self._named
        for state in states:
            yield low[state % len(low)] | high[state // len(low)]

    @cached_property
    def _named(self) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
        """Return who fires now by the values of the first and of the last variables."""
        half = len(self.variables) // 2
        tables: tuple[list[frozenset[str]], list[frozenset[str]]] = ([frozenset()], [frozenset()])
        for k, (name, ago) in enumerate(self.variables):
            table = tables[k >= half]
            table += [one if ago else one | {name} for one in table]
        return tables

    def successors(self) -> NDArray[np.uint32]:
        """Return for each state the one that follows it."""
        after = np.zeros(len(self), np.uint32)
        for k, plane in enumerate(self._planes()):
            raw = plane.to_bytes(max(1, len(self) // 8), "little")
            bits = np.unpackbits(np.frombuffer(raw, np.uint8), bitorder="little")[: len(self)]
            after |= bits.astype(np.uint32) << np.uint32(k)
        return after

    def _planes(self) -> Iterator[int]:
        """Yield for each variable its value in what follows each state.

        Every variable becomes an afferent of a net of one step.
        """
        labels = {variable: f"v{k}" for k, variable in enumerate(self.variables)}
        # one afferent for each tonic synapse of a neuron: sums of their weights are no weight
        incoming = [self.net.incoming(name) for name in self.net.neurons]
        tonics = max((sum(s.source in self.tonic for s in some) for some in incoming), default=0)
        step = Net.build().afferent(*labels.values(), *(f"on{k}" for k in range(tonics)))
        for name in self.net.neurons:
            if name in self.tonic:
                continue
            target = f"{labels[name, 0]}_next"
            step.neuron(target, self.net.threshold(name) or 1)
            ons = (f"on{k}" for k in range(tonics))
            for s in self.net.incoming(name):
                source = next(ons) if s.source in self.tonic else labels[s.source, s.delay - 1]
                if s.weight is None:
                    step.veto(source, target)
                else:
                    step.synapse(source, target, s.weight)
        made = step.net()
        now = {label: _alternating(k, len(self)) for k, label in enumerate(labels.values())}
        now |= {f"on{k}": (1 << len(self)) - 1 for k in range(tonics)}
        inputs = {made.row(label): [plane, 0] for label, plane in now.items()}
        _, after = run_bits(made.program, inputs, 2, len(self))
        for name, ago in self.variables:
            label = labels[name, max(0, ago - 1)]
            yield now[label] if ago else after[made.row(f"{label}_next")]


def closed(net: Net) -> tuple[str, ...]:
    """Return the tonic neurons of a net.

    Raises:
        InputError: the net has afferents.
    """
    if net.afferents:
        raise InputError(
            "attractors",
            f"the net has afferents, {', '.join(net.afferents[:5])}, so what follows a state is not"
            " given by it",
            "give each afferent a threshold, so that it stays silent, or make it tonic: a"
            " synapse onto itself and initial firing",
        )
    return tonic(net)


def _alternating(k: int, states: int) -> int:
    """Return the integer whose bit s is bit k of s."""
    plane, width = ((1 << (1 << k)) - 1) << (1 << k), 2 << k
    while width < states:
        plane |= plane << width
        width *= 2
    return plane
