"""What a refutation is put down to: nothing else matters to it."""

import numpy as np
import pytest
from random_nets import random_formula, random_net

from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.parse import Property
from psychon.formal.net.model import Net
from psychon.formal.net.synapse import Synapse
from psychon.formal.net.tick import tick
from psychon.formal.registry import load
from psychon.formal.verify.decide import compare, verify
from psychon.formal.verify.why import Input, Why


def without(net: Net, kept: tuple[Synapse, ...]) -> Net:
    """Return the net with no synapses but some."""
    content = net.to_dict()
    content["synapses"] = [
        {"source": s.source, "target": s.target, "delay": s.delay}
        | ({"veto": True} if s.weight is None else {"weight": s.weight})
        for s in kept
    ]
    return Net.from_dict(content)


@pytest.mark.parametrize("seed", range(6))
def test_other_inputs_and_synapses_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    refuted = spared = 0
    for k in range(30):
        net = random_net(
            rng, afferents=3, neurons=int(rng.integers(1, 6)), max_delay=3, max_weight=3,
            max_fan_in=5, initial=True, cycles=bool(k % 2),
        )  # fmt: skip
        claim = random_formula(rng, list(net.names), past=bool(k % 3))
        any_start = k % 5 == 4
        verdict = verify(net, Property(None, claim), start="any" if any_start else "initial")
        if verdict.trace is None:
            continue
        why = verdict.trace.why
        assert why is not None
        refuted += 1
        spared += len(why.synapses) < len(net.synapses)
        fixed = {(e.name, e.t): e.fires for e in why.inputs}
        for e in why.inputs:
            assert (e.t in verdict.trace.firing[e.name]) is e.fires
        ahead = max([s.delay for s in net.synapses], default=1) - 1 if any_start else 0
        for subject in (net, without(net, why.synapses)):
            for _ in range(8):
                history: list[frozenset[str]] = []
                for t in range(-ahead, verdict.trace.steps):
                    free = net.names if any_start and t <= 0 else net.afferents
                    firing = {n for n in free if fixed.get((n, t), rng.random() < 0.5)}
                    if any_start and t <= 0:
                        history.append(frozenset(firing))
                    else:
                        history.append(tick(subject, history, firing))
                assert not evaluate(claim, history[ahead:])[-1]
    assert refuted > 15 and spared > 8


def test_figure_1e_feels_heat_after_cold() -> None:
    trace = verify(load("figure-1e"), "N3 = S N1").trace
    assert trace is not None and trace.why is not None
    assert trace.why.inputs == (
        Input("N2", 0, True), Input("N2", 1, False), Input("N1", 2, False)
    )  # fmt: skip
    assert str(trace.why) == (
        "N2 at t = 0; not N1 at t = 2; not N2 at t = 1; along B -> N3, N2 -> B, A -> B, N2 -> A"
    )
    content = trace.to_dict()["why"]
    assert isinstance(content, dict)
    assert content["inputs"][0] == {"name": "N2", "t": 0, "fires": True}
    assert {"source": "N2", "target": "B", "delay": 1, "veto": True} in content["synapses"]


def test_the_fewest_arrivals_are_named() -> None:
    net = (
        Net.build().afferent("a", "b", "c", "d").neuron("N", 3)
        .synapse("a", "N").synapse("b", "N").synapse("c", "N", 3).synapse("d", "N", -1).net()
    )  # fmt: skip
    trace = verify(net, "always N -> S (a & b)").trace
    assert trace is not None and trace.why is not None
    assert {(e.name, e.fires) for e in trace.why.inputs} >= {("c", True), ("d", False)}
    assert len(trace.why.synapses) == 2


def test_a_claim_that_is_false_whatever_fires() -> None:
    trace = verify(load("figure-1e"), "always false").trace
    assert trace is not None and trace.why == Why((), ())
    assert str(trace.why) == "whatever fires"


def test_the_second_nets_neurons_are_named_as_such() -> None:
    one = Net.build().afferent("p").neuron("A").synapse("p", "A").net()
    two = Net.build().afferent("p").neuron("A").synapse("p", "A", delay=2).net()
    # at t = 1 the first net fires, whatever the second does; the other way round the second does
    for first, second, target in ((one, two, "A"), (two, one, "A (second)")):
        trace = compare(first, second).trace
        assert trace is not None and trace.why is not None
        assert {s.target for s in trace.why.synapses} == {target}


def test_a_long_explanation_is_cut() -> None:
    many = Why(tuple(Input("p", t, True) for t in range(100)), ())
    assert str(many).endswith("10, 11, ... 88 more")
