"""Questions from any start: against every state explored, and the evidence that comes with them."""

from dataclasses import replace

import numpy as np
import pytest
from explicit import Explorer
from random_nets import random_formula, random_net

from psychon.formal.certificate.judge import recheck
from psychon.formal.errors import ContradictoryAssumptions, InputError
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.parse import Property, parse
from psychon.formal.net.model import Net
from psychon.formal.net.tick import tick
from psychon.formal.verify.decide import find, verify, verify_expected
from psychon.formal.verify.verdict import Trace

LOOP = Net.build().neuron("A").synapse("A", "A", delay=3).net()


def replayed(net: Net, trace: Trace) -> list[frozenset[str]]:
    """Return the firing from t = 0 on, worked out anew from what was free."""
    ahead = max([s.delay for s in net.synapses], default=1) - 1
    history: list[frozenset[str]] = []
    for t in range(-ahead, trace.steps):
        firing = {name for name, ticks in trace.firing.items() if t in ticks}
        free = firing if t <= 0 else firing & set(net.afferents)
        history.append(frozenset(free) if t <= 0 else tick(net, history, free))
        assert history[-1] == firing
    return history[ahead:]


@pytest.mark.parametrize("seed", range(4))
def test_verdicts_equal_explicit_exploration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = {"proved": 0, "refuted": 0, "unknown": 0}
    for _ in range(20):
        net = random_net(
            rng, afferents=int(rng.integers(0, 2)), neurons=int(rng.integers(1, 4)),
            max_delay=int(rng.integers(1, 3)), max_weight=2, max_fan_in=3, initial=True,
            cycles=True,
        )  # fmt: skip
        names = list(net.names)
        claim = random_formula(rng, names, past=True) >> random_formula(rng, names, past=True)
        assume = (random_formula(rng, names, size=2),) if rng.random() < 0.3 else ()
        try:
            verdict = verify(net, Property(None, claim), assume=assume, start="any")
        except ContradictoryAssumptions:
            continue
        shortest = Explorer(net, claim, assume, anywhere=True).refuted_after(100_000)
        found[verdict.status] += 1
        if verdict.status == "proved":
            assert shortest is None and verdict.certificate is not None
            assert verdict.certificate.start == "any"
            judged = recheck(verdict.certificate, net)
            assert judged.accepted and "always, from any start" in judged.reason
        elif verdict.trace is not None:
            assert shortest is not None and verdict.trace.steps >= shortest
            if verdict.reason.startswith("a shortest run"):
                assert verdict.trace.steps == shortest
            assert not evaluate(claim, replayed(net, verdict.trace))[-1]
    assert found["proved"] > 2 and found["refuted"] > 2 and not found["unknown"]


def test_impulses_are_on_their_way_along_synapses_at_the_start() -> None:
    # from its own start the loop is silent; from any, it keeps what it began with
    assert verify(LOOP, "always ~A").status == "proved"
    assert verify(LOOP, "always S^3 true -> (A <-> S^3 A)", start="any").status == "proved"
    refuted = verify(LOOP, "always S true -> ~A", start="any")
    assert refuted.trace is not None and refuted.trace.firing["A"] in [(-2, 1), (-2, 0, 1)]
    # formulae do not see it before t = 0
    assert verify(LOOP, "always S A -> ~origin", start="any").status == "proved"
    found = find(LOOP, "A & S A & S^2 A & ~origin", start="any")
    assert found.status == "refuted" and found.trace is not None and found.trace.at >= 2


def test_from_any_start_is_more_than_from_ones_own() -> None:
    ring = Net.build().neuron("A", initial=True).neuron("B")
    net = ring.synapse("A", "B").synapse("B", "A").net()
    proved = verify(net, "always ~(A & B)")
    assert proved.status == "proved" and proved.certificate is not None
    assert proved.certificate.start == "initial"
    assert verify(net, "always ~(A & B)", start="any").status == "refuted"
    # a certificate of one's own start says nothing about others
    claimed = replace(proved.certificate, start="any")
    assert not recheck(claimed, net).accepted


def test_the_expected_may_be_asked_from_any_start_and_other_starts_are_refused() -> None:
    net = Net.from_dict(LOOP.to_dict() | {"expect": ["always S^3 A -> A", "always ~A"]})
    first, second = verify_expected(net, start="any")
    assert (first.status, second.status) == ("proved", "refuted")
    with pytest.raises(InputError, match="start: it is 'all'; give 'initial' or 'any'"):
        verify(net, "always ~A", start="all")  # type: ignore[arg-type] # the error asked for
    echo = parse("origin & A | S origin & ~A | S^2 origin & ~A | S^3 origin & ~A")
    with pytest.raises(ContradictoryAssumptions, match="up to t = 3"):
        verify(LOOP, "always A", assume=[echo], start="any")
