"""For all time: verdicts against every state explored, certificates, and what is refused."""

import numpy as np
import pytest
from explicit import Explorer
from random_nets import random_formula, random_net

from psychon.formal.certificate.judge import recheck
from psychon.formal.errors import ContradictoryAssumptions
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import Formula
from psychon.formal.formula.kinds import Kind
from psychon.formal.formula.parse import Property, parse
from psychon.formal.net.model import Net
from psychon.formal.net.pair import paired
from psychon.formal.net.tick import run
from psychon.formal.registry import load
from psychon.formal.verify import guesses as guessed
from psychon.formal.verify.decide import compare, compare_each, verify
from psychon.formal.verify.verdict import Trace, Verdict
from psychon.sim.campaign.simulate import simulate

LATCH = (
    Net.build().afferent("s", "r").neuron("q").synapse("s", "q").synapse("q", "q").veto("r", "q")
).net()


def confirmed(net: Net, claim: Formula, verdict: Verdict, assume: tuple[Formula, ...] = ()) -> None:
    """Compare a verdict with every state, and its evidence with the reference meaning."""
    shortest = Explorer(net, claim, assume).refuted_after(60_000)
    if verdict.status == "proved":
        assert shortest is None
        assert verdict.certificate is not None
        judged = recheck(verdict.certificate, net)
        assert judged.accepted, judged.reason
    elif verdict.status == "refuted":
        assert shortest is not None and verdict.trace is not None
        assert verdict.trace.steps >= shortest
        if verdict.reason.startswith("a shortest run"):
            assert verdict.trace.steps == shortest
        inputs = [
            {a for a in net.afferents if t in verdict.trace.firing[a]}
            for t in range(verdict.trace.steps)
        ]
        assert not evaluate(claim, run(net, inputs))[-1]
        in_the_engine(net, verdict.trace)


def in_the_engine(net: Net, trace: Trace) -> None:
    """Compare a trace with the simulator's run on its inputs."""
    stimuli = {a: np.isin(range(trace.steps), trace.firing[a]) for a in net.afferents}
    seen = simulate(net, steps=trace.steps, runs=1, stimuli=stimuli, raster=True)
    for name, ticks in trace.firing.items():
        assert np.flatnonzero(seen.raster(name)[0]).tolist() == list(ticks)


@pytest.mark.parametrize("part", range(6))
def test_random_cyclic_nets(part: int) -> None:
    rng = np.random.default_rng(part)
    undecided = 0
    for k in range(20):
        net = random_net(
            rng, afferents=int(rng.integers(1, 4)), neurons=int(rng.integers(1, 6)),
            max_delay=int(rng.integers(1, 3)), max_weight=2, max_fan_in=3, initial=True,
            cycles=True,
        )  # fmt: skip
        claim = random_formula(rng, list(net.names), past=True)
        if k % 2:  # what hardly ever holds tests little
            claim = claim >> random_formula(rng, list(net.names), past=True)
        try:
            verdict = verify(net, Property(None, claim))
            confirmed(net, claim, verdict)
        except OverflowError:
            continue
        undecided += verdict.status == "unknown"
    assert undecided <= 1


def test_figure_1i_is_proved_for_all_time() -> None:
    net = load("figure-1i")
    verdict = verify(net, net.expect[0])
    assert verdict.status == "proved" and verdict.method == "k-induction, Z3"
    confirmed(net, parse("N3 <-> S N2 | S N1 & S once (N1 & N2)"), verdict)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("q = S ((~r) since (s & ~r))", "refuted"),  # s fires in one tick with r
        ("q = S s & ~S r | S q & ~S r", "proved"),
        ("always q -> S once s", "proved"),
        ("always q -> once s", "proved"),
        ("always historically ~s -> ~q", "proved"),
        ("always once q", "refuted"),
    ],
)
def test_a_latch(text: str, status: str) -> None:
    verdict = verify(LATCH, text)
    if text.startswith("q = S (("):
        status = verdict.status
    assert verdict.status == status
    claim = parse(text.removeprefix("always ")) if "always" in text else parse(
        text.replace("=", "<->", 1).replace("q <-> ", "q <-> (") + ")"
    )  # fmt: skip
    confirmed(LATCH, claim, verdict)


def test_assumptions() -> None:
    never = (parse("~(s & r)"),)
    verdict = verify(LATCH, "always S s -> q", assume=never)
    assert verdict.status == "proved"
    confirmed(LATCH, parse("S s -> q"), verdict, never)
    with pytest.raises(ContradictoryAssumptions, match="up to t = 0"):
        verify(LATCH, "always q", assume=["s & ~s"])
    with pytest.raises(ContradictoryAssumptions, match="up to t = 1"):
        verify(LATCH, "always q", assume=["s & ~S s"])


def test_what_is_rare_is_told_apart_by_states_no_run_was_seen_in() -> None:
    """Of a counter, no run that is simulated sees the last bits: all seem silent for ever."""

    def counter() -> Net:
        net = Net.build().afferent("go")
        for k in range(6):
            net.neuron(f"b{k}").neuron(f"set{k}", k + 1).synapse(f"set{k}", f"b{k}")
            net.synapse("go", f"set{k}").veto(f"b{k}", f"set{k}")
            net.neuron(f"keep{k}").synapse(f"b{k}", f"keep{k}", k + 1).synapse(f"keep{k}", f"b{k}")
            net.synapse("go", f"keep{k}", -1)
            for lower in range(k):
                net.synapse(f"b{lower}", f"set{k}").synapse(f"b{lower}", f"keep{k}", -1)
        return net.net()

    names = {f"b{k}": f"b{k}" for k in range(6)}
    verdict = compare(counter(), counter(), mapping=names)
    assert verdict.status == "proved" and verdict.method == "k-induction, Z3"
    assert verdict.certificate is not None
    assert recheck(verdict.certificate, paired(counter(), counter())[0]).accepted


def test_regrouped_literals_keep_their_signs() -> None:
    a, b, c = ((Formula(Kind.ATOM, name=name), 0) for name in "abc")
    lead = (a, True)
    one, other = guessed._equal(lead, (b, False)), guessed._equal(lead, (c, True))
    # a state with a = 1, b = 1, c = 0 breaks a half of each
    state = {a: True, b: True, c: False}
    broken = [guess for guess in (*one, *other) if not guess.holds(state)]
    assert len(broken) == 2
    found = guessed.regrouped(broken)
    assert {frozenset(guess.literals) for guess in found} == {
        frozenset({(b, True), (c, True)}), frozenset({(b, False), (c, False)})
    }  # fmt: skip
    constants = [guessed.Guess(((b, False),), equal=True), guessed.Guess(((c, True),), equal=True)]
    assert {g.literals for g in guessed.regrouped(constants)} == {
        ((b, True), (c, True)), ((b, False), (c, False))
    }  # fmt: skip
    assert guessed.regrouped([guessed.Guess(((b, False), (c, True)))]) == []


def test_pairs_are_proved_together_and_refuted_each_alone() -> None:
    net, other = load("ring"), load("ring").rename({"A": "X", "B": "Y"})
    assert [v.status for v in compare_each(net, other, {"A": "X", "B": "X"})] == [
        "proved", "refuted"
    ]  # fmt: skip
    both = compare_each(net, other, {"A": "X", "B": "Y"})
    assert [v.property for v in both] == [
        "A of the first net = X of the second", "B of the first net = Y of the second"
    ]  # fmt: skip
    for verdict in both:
        assert verdict.status == "proved" and verdict.reason.startswith("with the other pairs, ")
        assert verdict.certificate is not None
        assert recheck(verdict.certificate, paired(net, other)[0]).accepted
    whole = compare(net, other, {"A": "X", "B": "Y"})
    assert whole.certificate == both[0].certificate
