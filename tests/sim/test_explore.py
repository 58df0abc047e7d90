"""Attractors against a walk from every state by the reference meaning."""

from itertools import pairwise, product

import numpy as np
import pytest
from random_nets import random_net

import psychon
from psychon.formal.errors import BudgetError, InputError
from psychon.formal.net.model import Net
from psychon.formal.net.tick import tick
from psychon.formal.registry import load
from psychon.formal.verify.fixed import fixed_points
from psychon.sim.explore.attractors import Attractor, attractors
from psychon.sim.explore.states import tonic

Cycle = frozenset[tuple[str, ...]]
"""Its states, each as the sorted texts of its variables."""


def walked(net: Net) -> dict[Cycle, int]:
    """Return each cycle of histories with its basin, by one walk from every history."""
    deepest = {name: 1 for name in net.neurons if name not in tonic(net)}
    for s in net.synapses:
        if s.source in deepest:
            deepest[s.source] = max(deepest[s.source], s.delay)
    variables = [(name, ago) for name, most in deepest.items() for ago in range(most)]
    ticks = max(deepest.values(), default=1)

    def after(state: frozenset[tuple[str, int]]) -> frozenset[tuple[str, int]]:
        history = [{n for n, ago in state if ago == k} | set(tonic(net))
                   for k in reversed(range(ticks))]  # fmt: skip
        fired = tick(net, history)
        now = [(name, 0) for name in fired if name in deepest]
        old = [(name, ago + 1) for name, ago in state if ago + 1 < deepest[name]]
        return frozenset([*now, *old])

    basins: dict[Cycle, int] = {}
    for chosen in product((False, True), repeat=len(variables)):
        state = frozenset(v for v, on in zip(variables, chosen, strict=True) if on)
        seen: dict[frozenset[tuple[str, int]], int] = {}
        while state not in seen:
            seen[state] = len(seen)
            state = after(state)
        cycle = [s for s, place in seen.items() if place >= seen[state]]
        key = frozenset(tuple(sorted(map(str, s))) for s in cycle)
        basins[key] = basins.get(key, 0) + 1
    return basins


@pytest.mark.parametrize("seed", range(8))
def test_random_nets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(8):
        net = random_net(
            rng, afferents=0, neurons=int(rng.integers(1, 6)), max_delay=int(rng.integers(1, 3)),
            cycles=True, initial=True,
        )  # fmt: skip
        found, expected = attractors(net), walked(net)
        assert sorted((one.basin, one.period) for one in found) == sorted(
            (basin, len(cycle)) for cycle, basin in expected.items()
        )
        held = frozenset(tonic(net))
        for one in found:
            # once round by the reference meaning, the delays' past being on the cycle too
            turns = [state | held for state in one.states] * 4
            for t, (_, following) in enumerate(pairwise(turns)):
                if t >= 2:
                    assert tick(net, turns[: t + 1]) == following
        points = fixed_points(net, tonic(net))
        assert points.complete
        fixed = {one.states[0] for one in found if one.period == 1}
        assert len(points.states) == len(fixed) and set(points.states) == fixed


def test_a_switch_of_two_genes() -> None:
    net = Net.from_threshold({("A", "B"): -1, ("B", "A"): -1}, {"A": -0.5, "B": -0.5})
    a, b, none = frozenset("A"), frozenset("B"), frozenset[str]()
    assert psychon.attractors(net) == [
        Attractor((none, a | b), 2), Attractor((a,), 1), Attractor((b,), 1)
    ]  # fmt: skip


def test_a_ring_has_a_cycle_for_each_necklace() -> None:
    ring = Net.build()
    for k in range(12):
        ring.neuron(f"r{k}")
    for k in range(12):
        ring.synapse(f"r{k}", f"r{(k + 1) % 12}")
    found = attractors(ring.net())
    # A000031: binary necklaces of 12 beads
    assert len(found) == 352
    assert all(one.basin == one.period and 12 % one.period == 0 for one in found)
    points = fixed_points(ring.net(), ())
    assert set(points.states) == {frozenset(), frozenset(ring.net().neurons)}


def test_the_largest_tables_and_what_is_beyond() -> None:
    net = random_net(np.random.default_rng(20), afferents=0, neurons=20, max_delay=1, cycles=True)
    assert sum(one.basin for one in attractors(net)) == 2**20
    wide = random_net(np.random.default_rng(1), afferents=0, neurons=30, max_delay=1, cycles=True)
    with pytest.raises(BudgetError, match=r"2\^30 states, about 5e\+10 bytes"):
        attractors(wide)
    points = fixed_points(wide, tonic(wide))
    assert points.complete
    for state in points.states:
        assert tick(wide, [state]) == state


def test_afferents_are_refused_and_no_neurons_are_no_error() -> None:
    with pytest.raises(InputError, match="the net has afferents, N1, so what follows"):
        attractors(load("figure-1a"))
    assert attractors(Net.build().net()) == [Attractor((frozenset(),), 1)]
    still = Net.build().neuron("T", initial=True).synapse("T", "T").net()
    assert attractors(still) == [Attractor((frozenset(),), 1)]


def test_a_search_for_fixed_points_that_ends_early() -> None:
    net = Net.build()
    for k in range(6):
        net.neuron(f"h{k}").synapse(f"h{k}", f"h{k}")
    some = fixed_points(net.net(), (), most=5)
    assert (len(some.states), some.complete) == (5, False)
    none = fixed_points(net.net(), (), rlimit=1)
    assert not none.complete and none.reason
