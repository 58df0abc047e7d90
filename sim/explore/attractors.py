"""Attractors of closed nets: the cycles that every run ends in, with their exact basins."""

from dataclasses import dataclass

import numpy as np

from ...formal.net.model import Net
from .states import States


@dataclass(frozen=True)
class Attractor:
    """A cycle of states; a fixed point if it has one.

    Args:
        states: what fires at each tick of the cycle, from its lowest state on; tonic neurons are
            left out.
        basin: how many states lead there, its own included; where synapses have delays a state
            also says what fired before.
    """

    states: tuple[frozenset[str], ...]
    basin: int

    @property
    def period(self) -> int:
        """Its length, in ticks."""
        return len(self.states)


def attractors(net: Net) -> list[Attractor]:
    """Return every attractor of a closed net, the largest basin first.

    All states are looked at, reachable from the net's start or not.

    Args:
        net: without afferents, of up to 22 neurons, delays counted.

    Raises:
        InputError: the net has afferents.
        BudgetError: it has too many states.
    """
    space = States(net)
    after = space.successors()
    # jumps of 1, 2, 4, ... ticks: where each state is after as many ticks as there are states,
    # and the lowest state on the way there
    there, lowest = after.copy(), np.arange(len(space), dtype=np.uint32)
    for _ in space.variables:
        np.minimum(lowest, lowest[there], out=lowest)
        there = there[there]
    # by then a run is on its cycle, and once round it meets the lowest of its states
    ends, basins = np.unique(lowest[there], return_counts=True)
    follows = memoryview(after.data)
    found = []
    for end, basin in zip(ends.tolist(), basins.tolist(), strict=True):
        cycle = [end]
        while (following := follows[cycle[-1]]) != end:
            cycle.append(following)
        found.append((basin, cycle))
    found.sort(key=lambda one: (-one[0], one[1][0]))
    return [Attractor(tuple(space.firing(cycle)), basin) for basin, cycle in found]
