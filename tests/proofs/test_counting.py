"""Rates decided by counting all inputs, with their mutants."""

from dataclasses import replace

from planted import found, relay

from psychon.formal.formula.parse import parse
from psychon.formal.net.model import Net
from psychon.formal.probability.polynomial import Polynomial, rate_polynomial
from psychon.formal.registry import load
from psychon.formal.translate.solve import solve
from psychon.proofs.derivation.mutants import changes
from psychon.proofs.derivation.statements import Value
from psychon.proofs.derivation.step import Context, Step
from psychon.proofs.reasons.counting import Counting, RateIs

EITHER = RateIs(load("figure-1b"), "N3", rate_polynomial(parse("S N1 | S N2")))


def decided(statement: RateIs) -> tuple[str, str]:
    outcome = Counting().decide(Step("rate", statement, Counting()), Context())
    return outcome.status, outcome.detail


def test_a_rate_is_counted() -> None:
    looked = "all 2^4 inputs of 2 ticks run on the reference meaning"
    assert decided(EITHER) == ("proved", looked)
    assert str(EITHER) == "P(N3) = N1 + N2 - N1 N2"
    assert str(replace(EITHER, about="figure 1(b)")).startswith("figure 1(b): P(N3)")
    wrong = replace(EITHER, rate=Polynomial.of("N1"))
    assert decided(wrong) == ("refuted", f"{looked}: it is N1 + N2 - N1 N2")


def test_its_mutants_are_rejected() -> None:
    report = found(Step("rate", EITHER, Counting()))
    assert report.status == "proved"
    assert {mutant.status for mutant in report.mutants} == {"rejected"}
    made = [change.what for change in changes(EITHER)]
    assert "P(N3) = N1 + N2 - N1 N2" not in made and "N1 + N2" in made
    assert "N1 + N2 + N1 N2" in made and "N2 - N1 N2 + N1^2" in made


def test_firing_at_the_start_is_no_rate() -> None:
    net = Net.from_dict({
        "format": "psychon-net/1",
        "initial": ["I"],
        "neurons": {"p": {}, "I": {"threshold": 1}, "N": {"threshold": 1}},
        "synapses": [{"source": "p", "target": "N"}, {"source": "I", "target": "N"}],
    })  # fmt: skip
    rate = rate_polynomial(solve(net)["N"])
    assert rate == Polynomial.of("p")
    looked = "all 2^3 inputs of 3 ticks run on the reference meaning"
    assert decided(RateIs(net, "N", rate)) == ("proved", looked)
    certain = RateIs(net, "N", Polynomial.number(1))
    assert decided(certain) == ("refuted", f"{looked}: it is p")


def test_what_cannot_be_counted() -> None:
    assert decided(replace(EITHER, net=load("latch"), neuron="L")) == (
        "unknown", "L depends on a cycle",
    )  # fmt: skip
    assert decided(replace(EITHER, net=load("long-delays"), neuron="OUT")) == (
        "unknown", "2^13 inputs are more than 2^12",
    )  # fmt: skip
    other = Step("other", Value(parse("p"), (frozenset({"p"}),), True), Counting())
    assert Counting().decide(other, Context()).status == "unknown"
    assert relay().reason != Counting()
