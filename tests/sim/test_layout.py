"""Layouts: groups and tables by plain counting, and neurons put near what they listen to."""

import numpy as np
import pytest
from random_nets import random_net

from psychon.formal.net.model import Net
from psychon.sim.engine import layout, nearness
from psychon.sim.engine.layout import lay_out


@pytest.mark.parametrize("batch", [1, 7, 2**20])
def test_tables_hold_every_synapse(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "BATCH", batch)
    rng = np.random.default_rng(batch)
    for _ in range(30):
        net = random_net(
            rng, neurons=30, max_weight=9, max_fan_in=12, initial=True, cycles=True, max_delay=4
        )
        program = net.program
        laid = lay_out(program)
        assert sorted(laid.order.tolist()) == list(range(program.rows))
        assert (laid.place[laid.order] == np.arange(program.rows)).all()
        able = [row for group in laid.groups for row in range(group.first, group.last)]
        assert able == list(range(len(net.afferents), laid.silent))
        for group in laid.groups:
            columns = [weight for b, pair in enumerate(group.shape.columns)
                       for weight in [2**b] * pair[0] + [-(2**b)] * pair[1]]  # fmt: skip
            columns += [0] * group.shape.vetoes
            assert group.prompt == (group.delays == 1).all()
            for k, row in enumerate(range(group.first, group.last)):
                heard: dict[tuple[int, int, bool], int] = {}
                for weight, source, delay in zip(
                    columns, group.rows[k].tolist(), group.delays[k].tolist(), strict=True
                ):
                    if source < laid.zero:
                        key = source, delay, weight == 0
                        heard[key] = heard.get(key, 0) + weight
                    else:
                        assert source == (laid.one if weight < 0 else laid.zero)
                sign = -1 if group.shape.silence else 1
                incoming = program.incoming(int(laid.order[row]))
                assert heard == {
                    (laid.place[s], delay, weight == 0): sign * weight
                    for s, weight, delay in incoming
                }


def lattice(side: int, rng: np.random.Generator) -> Net:
    """Return a torus whose neurons listen to their neighbours, in random order."""
    rows = rng.permutation(side * side).reshape(side, side)
    sources = [np.roll(rows, step, axis) for axis in (0, 1) for step in (1, -1)]
    names = [f"n{k}" for k in range(side * side)]
    source, target = np.concatenate([s.ravel() for s in sources]), np.tile(rows.ravel(), 4)
    return Net.from_arrays(
        names, np.full(side * side, 2), source, target, np.ones(len(source), int)
    )


def distance(net: Net, neurons: np.ndarray) -> float:
    """Return how far a source is from its listener, in the median."""
    place = np.argsort(neurons)
    return float(np.median(np.abs(place[net.program.source] - place[net.program.target])))


def test_neighbours_come_together_where_a_net_has_any(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    net = lattice(40, rng)
    given = np.arange(1600)
    assert (nearness.near(net.program, given) == given).all()  # small nets stay as they are
    monkeypatch.setattr(nearness, "SMALL", 0)
    ordered = nearness.near(net.program, given)
    assert sorted(ordered.tolist()) == given.tolist()
    assert distance(net, ordered) < distance(net, given) / 5
    source, target = rng.integers(0, 1600, 8000), np.repeat(given, 5)
    once = np.unique(source + 1600 * target)
    wired = Net.from_arrays(
        net.names, [1] * 1600, once % 1600, once // 1600, np.ones(len(once), int)
    )
    assert (nearness.near(wired.program, given) == given).all()
    monkeypatch.setattr(nearness, "STEPS", 3)  # a walk that is given up is still an order
    assert sorted(nearness.near(net.program, given).tolist()) == given.tolist()


def test_parts_of_a_net_are_walked_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearness, "SMALL", 0)
    monkeypatch.setattr(nearness, "WIDE", 1)
    rng = np.random.default_rng(2)
    rows = rng.permutation(400)
    # 100 rings of four
    source = np.roll(rows.reshape(100, 4), 1, axis=1).ravel()
    names = [f"n{k}" for k in range(400)]
    net = Net.from_arrays(names, [1] * 400, source, rows, [1] * 400)
    ordered = nearness.near(net.program, np.arange(400))
    assert distance(net, ordered) == 1
