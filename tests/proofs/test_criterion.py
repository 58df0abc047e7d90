"""Theorem III decided in three ways: they agree, and a difference is seen."""

import pytest

from psychon.formal.errors import Disagreement
from psychon.formal.formula.parse import parse
from psychon.formal.formula.tpe import Witness
from psychon.formal.registry import formulas
from psychon.formal.verify.verdict import Verdict
from psychon.proofs.derivation.statements import Tpe
from psychon.proofs.derivation.step import Context, Outcome, Step
from psychon.proofs.reasons import criterion
from psychon.proofs.reasons.criterion import Criterion, by_force, by_rules

NONE = frozenset[str]()


def judge(text: str, holds: bool) -> Outcome:
    """Decide whether a formula is, or is not, a TPE."""
    return Criterion().decide(Step("one", Tpe(parse(text), holds), Criterion()), Context())


def test_the_criterion_agrees_with_the_samples() -> None:
    for sample in formulas():
        same = judge(sample.text, sample.tpe)
        opposite = judge(sample.text, not sample.tpe)
        if sample.why == "unbounded":
            assert same.status == opposite.status == "unknown"
        else:
            assert (same.status, opposite.status) == ("proved", "refuted"), sample
            assert opposite.by == ("model" if sample.tpe else "trace")


def test_witnesses_are_told() -> None:
    silent = judge("p -> p", False)
    assert silent.detail == "with silence: it is true in silence"
    start = judge("p & S ~q", False)
    assert start.detail == "with p at 0: it is false, but not after silence"
    equal = judge("~(p -> q)", True)
    assert equal.detail.startswith("equal to p & ~q, which the rules build: window")


@pytest.mark.parametrize(
    ("text", "built"),
    [
        ("p", True), ("S^2 (p | q) & ~S p", True), ("false", True), ("p & ~(q & ~r)", True),
        ("~p", False), ("~p & q", False), ("p | ~q", False), ("S ~p", False), ("p & ~~q", False),
        ("p -> q", False), ("origin", False), ("true", False), ("p & (q <-> p)", False),
    ],
)  # fmt: skip
def test_what_the_rules_build(text: str, built: bool) -> None:
    assert by_rules(parse(text)) is built


def test_force_finds_what_speaks_against_a_tpe() -> None:
    assert by_force(parse("p & ~q")) == ()
    assert by_force(parse("S ~p")) == (NONE, NONE)
    assert by_force(parse("p & S ~q")) == (frozenset({"p"}), NONE)
    assert by_force(parse("once p")) is None
    assert by_force(parse("S^20 p")) is None
    assert by_force(parse("false")) == ()


def test_ways_that_differ_are_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    said_so = Witness("at the start it is odd", (frozenset({"p"}),), True, False)
    monkeypatch.setattr(criterion, "objection", lambda _: said_so)
    with pytest.raises(Disagreement, match="Theorem III and all short histories differ"):
        judge("p", True)
    monkeypatch.setattr(criterion, "by_force", lambda _: None)
    with pytest.raises(Disagreement, match="the witness against p shows nothing"):
        judge("p", True)
    monkeypatch.setattr(criterion, "objection", lambda _: None)
    with pytest.raises(Disagreement, match="p & S ~q passes Theorem III, but differs from"):
        judge("p & S ~q", True)
    monkeypatch.setattr(criterion, "by_rules", lambda _: False)
    with pytest.raises(Disagreement, match="p is not built by the rules"):
        judge("p", True)


def test_an_undecided_equality_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = Verdict("p = p", "unknown", "the budget ended", "window")
    monkeypatch.setattr(criterion, "verify", lambda *_: open_)
    outcome = judge("p", True)
    assert outcome == Outcome("unknown", "the budget ended")
