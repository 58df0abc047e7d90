"""Fewest flips: the formula for a unit, the rising bound for nets, and brute force over both."""

import os
from itertools import combinations, product

import numpy as np
import pytest
from brute import all_inputs, fire
from random_nets import random_net

from psychon.formal.errors import Disagreement, InputError
from psychon.formal.net.model import Net
from psychon.formal.net.tick import run
from psychon.formal.registry import load
from psychon.formal.robust import net as module
from psychon.formal.robust.net import robustness
from psychon.formal.robust.unit import flips
from psychon.formal.smt.facade import Answer

NETS = int(os.environ.get("PSYCHON_ROBUST_NETS", "60"))
"""How many random nets; 500 and more were tried."""

BITS = 11
"""Up to so many inputs, all are tried."""


def brute_unit(weights: list[int], threshold: int, inputs: list[int], vetoes: list[int]) -> int:
    """Return how many flips turn a unit, -1 if none do, by trying all."""

    def output(bits: list[int]) -> bool:
        body, stops = bits[: len(weights)], bits[len(weights) :]
        return sum(w * x for w, x in zip(weights, body, strict=True)) >= threshold and not any(
            stops
        )

    bits = [*inputs, *vetoes]
    for count in range(1, len(bits) + 1):
        for places in combinations(range(len(bits)), count):
            if output([bit ^ (k in places) for k, bit in enumerate(bits)]) != output(bits):
                return count
    return -1


@pytest.mark.parametrize("seed", range(8))
def test_the_formula_of_a_unit_by_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(50):
        weights = [int(w) for w in rng.integers(-4, 5, int(rng.integers(0, 6))) if w]
        vetoes = rng.integers(0, 2, int(rng.integers(0, 3))).tolist()
        inputs = rng.integers(0, 2, len(weights)).tolist()
        threshold = int(rng.integers(1, 9))
        found = flips(weights, threshold, inputs, vetoes)
        expected = brute_unit(weights, threshold, inputs, vetoes)
        assert (-1 if found is None else len(found)) == expected
        if found is not None:  # and they do turn it
            bits = [bit ^ (k in found) for k, bit in enumerate([*inputs, *vetoes])]
            before = brute_output(weights, threshold, [*inputs, *vetoes])
            assert brute_output(weights, threshold, bits) is not before


def brute_output(weights: list[int], threshold: int, bits: list[int]) -> bool:
    total = sum(w * x for w, x in zip(weights, bits, strict=False))
    return total >= threshold and not any(bits[len(weights) :])


def test_what_is_no_unit() -> None:
    with pytest.raises(InputError, match="^inputs: 1 inputs for 2 weights; give one each$"):
        flips([1, 2], 1, [0])
    with pytest.raises(InputError, match=r"^inputs\[1\]: it is 2; give 0 or 1$"):
        flips([1], 1, [0], [2])


def by_force(net: Net, neuron: str, steps: int, fires: dict[str, list[int]]) -> int:
    """Return the fewest flips among all inputs, -1 if none do."""
    afferents = list(net.afferents)
    inputs = all_inputs(afferents, steps)
    runs = 1 << len(afferents) * steps
    rows = fire(net, inputs, steps, runs)[neuron][steps - 1]
    base = 0
    changed = np.zeros(runs, np.int64)
    for i, name in enumerate(afferents):
        for t in range(steps):
            on = t in fires.get(name, [])
            base |= on << (i * steps + t)
            changed += inputs[name][t] != on
    different = rows != rows[base]
    return int(changed[different].min()) if different.any() else -1


@pytest.mark.parametrize("seed", range(NETS))
def test_nets_by_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    afferents = int(rng.integers(0, 4))
    net = random_net(
        rng, afferents=afferents, neurons=4, initial=bool(rng.random() < 0.5),
        cycles=bool(rng.random() < 0.5),
    )  # fmt: skip
    steps = min(int(rng.integers(1, 7)), BITS // max(1, afferents))
    fires = {name: [t for t in range(steps) if rng.random() < 0.5] for name in net.afferents}
    neuron = net.neurons[-1]
    found = robustness(net, neuron, steps, fires)
    expected = by_force(net, neuron, steps, fires)
    assert (found.status, len(found.flips)) == (
        ("never", 0) if expected < 0 else ("turned", expected)
    )
    assert (neuron in found.before[-1]) is found.fires
    assert (neuron in found.after[-1]) is (found.fires ^ (expected > 0))
    assert found.to_dict()["flips"] == (None if expected < 0 else expected)


def test_one_unit_as_a_net_agrees_with_its_formula() -> None:
    weights, threshold = [3, 2, -2, 1, 1], 3
    builder = Net.build().afferent(*(f"x{k}" for k in range(5))).neuron("y", threshold)
    for k, weight in enumerate(weights):
        builder.synapse(f"x{k}", "y", weight)
    net = builder.net()
    for bits in product((0, 1), repeat=5):
        found = robustness(net, "y", 2, {f"x{k}": [0] for k, bit in enumerate(bits) if bit})
        places = flips(weights, threshold, bits)
        assert places is not None and len(found.flips) == len(places)


def test_bad_questions() -> None:
    net = load("figure-1a")
    for arguments, message in (
        (("N1", 2), "neuron: 'N1' is an afferent; ask N2"),
        (("M", 2), "neuron: no neuron is called 'M'; known names: N2"),
        (("N2", 0), "steps: it is 0; give a whole number from 1 on"),
        (("N2", True), "steps: it is True; give a whole number from 1 on"),
        (("N2", 2, {"N3": [0]}), "fires: no afferent is called 'N3'; known names: N1"),
        (("N2", 2, {"N1": [2]}), "fires[N1]: tick 2; give ticks from 0 to 1"),
    ):
        with pytest.raises(InputError) as caught:
            robustness(net, *arguments)
        assert str(caught.value) == message


def test_without_a_budget_nothing_is_said() -> None:
    found = robustness(load("wide"), "OUT", 3, rlimit=1)
    assert (found.status, found.withstood, found.flips) == ("unknown", 0, ())
    assert found.reason == "the budget of 1 resource units (at most about 1 s) ended"
    assert found.to_dict()["flips"] is None


def test_a_budget_that_ends_only_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [Answer("unknown", frozenset(), "", 0), *[Answer("unsat", frozenset(), "", 0)] * 9]
    monkeypatch.setattr(module, "ask", lambda *_: answers.pop(0))
    found = robustness(load("figure-1a"), "N2", 2)
    assert found.status == "never" and found.withstood == 1


@pytest.mark.parametrize("true", [frozenset[str](), frozenset({"0@0"})])
def test_a_wrong_answer_of_z3_is_a_disagreement(
    true: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask", lambda *_: Answer("sat", true, "", 0))
    net = load("figure-1c")  # N3 needs both afferents
    with pytest.raises(Disagreement):
        robustness(net, "N3", 2)


def test_flips_are_replayed() -> None:
    found = robustness(load("figure-1e"), "N3", 4, {"N2": [0]})
    assert found.fires and [tuple(flip) for flip in found.flips] == [("N2", 0, False)]
    assert list(found.after) == run(load("figure-1e"), [set()] * 4)
