"""Exploration of all states: verdicts, shortest runs, and states as an invariant."""

import numpy as np
import pytest
from explicit import Explorer
from random_nets import random_formula, random_net

from psychon.formal.certificate.judge import recheck
from psychon.formal.formula.parse import parse, parse_property
from psychon.formal.net.model import Net
from psychon.formal.registry import load
from psychon.formal.verify import exploration, race
from psychon.formal.verify.exploration import Exploration
from psychon.formal.verify.problem import Problem
from psychon.formal.verify.verdict import Verdict


def explored(net: Net, text: str, *assume: str) -> Verdict:
    """Return what exploration says of a property."""
    problem = Problem(net, parse_property(text).claim, tuple(map(parse, assume)), text)
    return Exploration(problem, 10**7).decide()


@pytest.mark.parametrize("seed", range(3))
def test_verdicts_equal_explicit_exploration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = {"proved": 0, "refuted": 0}
    for _ in range(30):
        net = random_net(
            rng, afferents=int(rng.integers(0, 3)), neurons=int(rng.integers(1, 5)), max_delay=2,
            max_weight=2, max_fan_in=3, initial=True, cycles=True,
        )  # fmt: skip
        names = list(net.names)
        claim = random_formula(rng, names, size=4, past=True) >> random_formula(
            rng, names, size=4, past=True
        )
        verdict = Exploration(Problem(net, claim, (), "always it"), 10**7).decide()
        shortest = Explorer(net, claim).refuted_after(60_000)
        found[verdict.status] += 1
        if verdict.trace is not None:
            assert verdict.trace.steps == shortest
        else:
            assert shortest is None and verdict.certificate is not None
            assert recheck(verdict.certificate, net).accepted
    assert min(found.values()) > 3


def test_assumptions_bound_what_is_reached() -> None:
    latch = load("figure-1i")
    assert explored(latch, "always ~N3", "~N1 & ~N2").reason == (
        "it holds in 1 state, all that can be reached"
    )
    assert explored(latch, "always ~N3").status == "refuted"


def test_what_is_too_much_to_explore(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = load("ring")
    many = Net.build().afferent(*(f"p{k}" for k in range(11))).neuron("A").synapse("A", "A")
    for k in range(11):
        many.synapse(f"p{k}", "A")
    assert explored(many.net(), "always ~A").reason == "11 afferents are too many to explore"
    long = Net.build().neuron("A").synapse("A", "A", delay=500).net()
    assert explored(long, "always ~A").reason == "500 variables are too many to explore"
    problem = Problem(ring, parse("~(A & B)"), (), "", "any")
    assert Exploration(problem, 10**7).decide().reason == "every start would be explored"
    monkeypatch.setattr(exploration, "STATES", 1)
    assert explored(ring, "always ~(A & B)").reason == "more than 1 states can be reached"


def test_states_as_a_tree_of_decisions() -> None:
    keys = [(parse(name), 0) for name in "abc"]
    all_ = [(a, b, c) for a in (False, True) for b in (False, True) for c in (False, True)]
    assert exploration.written(keys, all_) == "true"
    assert exploration.written(keys, []) == "false"
    assert exploration.written(keys, [s for s in all_ if s[1]]) == "|b@0|"
    assert exploration.written(keys, [s for s in all_ if not s[0] and s[2]]) == (
        "(and (not |a@0|) |c@0|)"
    )


def test_exploration_in_a_process_of_its_own() -> None:
    ring = load("ring")
    problem = Problem(ring, parse("~(A & B)"), (), "always ~(A & B)")
    verdict = race.race(problem, ["exploration"], 10**7, [])
    assert (verdict.status, verdict.method) == ("proved", "exploration")
