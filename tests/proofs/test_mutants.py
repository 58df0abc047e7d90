"""Mutants: which tokens and numbers are changed, and that each change is a real one."""

from dataclasses import replace
from itertools import product

import pytest
import sympy
from planted import RELAY, found, relay

from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import Formula
from psychon.formal.formula.parse import parse
from psychon.formal.net.model import Net
from psychon.formal.registry import formulas, load, nets
from psychon.proofs.derivation.mutants import PER_CASE, changes, mutants
from psychon.proofs.derivation.statements import (
    Alike,
    Cases,
    Everywhere,
    Let,
    Run,
    Tpe,
    Valid,
    Value,
    Words,
    holds,
)
from psychon.proofs.derivation.step import Statement, Step, Twin
from psychon.proofs.derivation.terms import changed_terms, symbols_of
from psychon.proofs.derivation.tokens import changed_formulas, changed_nets
from psychon.proofs.reasons.cases import Enumeration, Replay
from psychon.proofs.reasons.criterion import Criterion
from psychon.proofs.reasons.given import Cited, Lemma
from psychon.proofs.reasons.logic import Logic

N, T = sympy.symbols("n t", integer=True)
P, Q = sympy.symbols("p q")
NONE = frozenset[str]()


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("S N1", {"N1", "S^2 N1", "~S N1", "S N2"}),
        ("p & ~q", {
            "p | ~q", "S (p & ~q)", "N1 & ~q", "N2 & ~q", "S p & ~q", "~p & ~q", "p & q",
            "p & S ~q", "p & ~N1", "p & ~N2", "p & ~S q",
        }),
        ("S^3 p", {"S^2 p", "S^4 p", "~S^3 p", "S^3 N1", "S^3 N2"}),
        ("N1 -> N2", {
            "N1 <-> N2", "S (N1 -> N2)", "N2 -> N2", "S N1 -> N2", "~N1 -> N2", "N1 -> N1",
            "N1 -> S N2", "N1 -> ~N2",
        }),
        ("N1 <-> true", {
            "N1 -> true", "S (N1 <-> true)", "N2 <-> true", "S N1 <-> true", "~N1 <-> true",
            "N1 <-> false", "N1 <-> S true",
        }),
        ("false", {"true"}),
        ("origin", {"true", "false", "S origin"}),
        ("once N1", {"historically N1", "S once N1", "once N2", "once S N1", "once ~N1"}),
        ("historically N1", {
            "once N1", "S historically N1", "historically N2", "historically S N1",
            "historically ~N1",
        }),
        ("N1 since N2", {
            "N1 & N2", "S (N1 since N2)", "N2 since N2", "S N1 since N2", "~N1 since N2",
            "N1 since N1", "N1 since S N2", "N1 since ~N2",
        }),
    ],
)  # fmt: skip
def test_one_token_of_a_formula(text: str, changed: set[str]) -> None:
    made = list(changed_formulas(parse(text), ["N1", "N2"]))
    assert {str(formula) for formula in made} == changed and len(made) == len(changed)


def test_a_shared_part_is_changed_in_one_place() -> None:
    made = {str(f) for f in changed_formulas(parse("S p & q | S p & r"), ["p"])}
    assert {"p & q | S p & r", "S p & q | p & r", "S p & q | (S p | r)"} <= made
    assert "p & q | p & r" not in made


@pytest.mark.parametrize("sample", formulas(), ids=lambda sample: sample.text)
def test_no_changed_formula_is_the_formula(sample: object) -> None:
    formula = parse(sample.text)  # type: ignore[attr-defined]
    made = list(changed_formulas(formula, list(formula.atoms)))
    assert made and formula not in made and len(set(made)) == len(made)


def test_one_number_of_a_net() -> None:
    net = (
        Net.build()
        .afferent("p")
        .neuron("I", initial=True)
        .neuron("OUT", 2)
        .synapse("p", "OUT", -1, 2)
        .veto("I", "OUT")
        .expect("I = origin")
        .net()
    )
    made = dict(changed_nets(net))
    assert sorted(made) == sorted([
        "threshold of I 1 to 2", "I no longer fires at t = 0", "threshold of OUT 2 to 1",
        "threshold of OUT 2 to 3", "OUT fires at t = 0",
        "p -> OUT (weight -1, delay 2): dropped", "p -> OUT (weight -1, delay 2): veto",
        "p -> OUT (weight -1, delay 2): weight -2", "p -> OUT (weight -1, delay 2): delay 1",
        "p -> OUT (weight -1, delay 2): delay 3",
        "I -> OUT (veto, delay 1): dropped", "I -> OUT (veto, delay 1): weight -1",
        "I -> OUT (veto, delay 1): weight 1", "I -> OUT (veto, delay 1): delay 2",
    ])  # fmt: skip
    assert made["OUT fires at t = 0"].initial == ("I", "OUT")
    assert made["threshold of I 1 to 2"].threshold("I") == 2
    dropped = made["I -> OUT (veto, delay 1): dropped"]
    assert [synapse.source for synapse in dropped.synapses] == ["p"] and dropped.expect == ()


def test_changed_nets_differ_and_what_is_no_net_is_left_out() -> None:
    for net in nets().values():
        made = [changed for _, changed in changed_nets(net)]
        assert all(changed.fingerprint != net.fingerprint for changed in made)
    # two parallel synapses cannot come to have one delay
    names = [what for what, _ in changed_nets(load("parallel"))]
    assert "p -> OUT (weight 1, delay 1): delay 2" not in names
    assert "p -> OUT (weight 1, delay 2): delay 3" in names


@pytest.mark.parametrize(
    ("term", "changed"),
    [
        (sympy.Ge(N, 1), [N > 1, N <= 1, T >= 1, N >= 2, N >= 0]),
        (sympy.Eq(N, 0), [sympy.Ne(N, 0), sympy.Eq(T, 0), sympy.Eq(N, 1), sympy.Eq(N, -1)]),
        (sympy.Ne(N, 0), [sympy.Eq(N, 0), sympy.Ne(T, 0), sympy.Ne(N, 1), sympy.Ne(N, -1)]),
        (N > 0, [N >= 0, N < 0, T > 0, N > 1, N > -1]),
        (N < 0, [N <= 0, N > 0, T < 0, N < 1, N < -1]),
        (N <= 0, [N < 0, N >= 0, T <= 0, N <= 1, N <= -1]),
        (P & Q, [P | Q, Q, ~P & Q, P, P & ~Q]),
        (P | Q, [P & Q, Q, ~P | Q, P, P | ~Q]),
        (~P, [P, ~Q]),
        (sympy.Implies(P, Q), [
            sympy.Implies(Q, P), sympy.Equivalent(P, Q), sympy.true, sympy.Implies(~P, Q),
            sympy.Implies(P, ~Q),
        ]),
        (sympy.true, []),
    ],
)  # fmt: skip
def test_one_token_of_a_term(term: sympy.Basic, changed: list[sympy.Basic]) -> None:
    made = list(changed_terms(term, [N, P, Q, T]))
    assert set(made) == set(changed) and len(made) == len(changed)


def test_a_symbol_without_another_of_its_sort_is_not_swapped() -> None:
    assert list(changed_terms(N, [N, P])) == []
    assert list(changed_terms(P, [Q])) == [~P]
    assert symbols_of((P & Q, N > 0)) == [N, P, Q]


# --- statements


def kinds(statement: Statement) -> dict[str, str]:
    """Return the changes of a statement and what their proof would mean."""
    return {change.what: change.kin for change in changes(statement)}


def test_changes_of_net_properties() -> None:
    equation = kinds(relay().statement)
    assert equation["OUT = S p & S q"] == "equivalent"
    assert equation["threshold of OUT 2 to 1"] == "equivalent"
    always = kinds(holds(RELAY, "always ~OUT", ["q"]))
    assert always["without q"] == "superfluous" and always["always OUT"] == "implied"
    assert always["assuming ~q"] == "implied"
    assert not any(what.startswith("threshold") for what in always)


def test_only_the_part_of_the_net_that_matters_is_changed() -> None:
    made = kinds(holds(load("figure-1e"), "N4 = S^2 N2 & S N2"))
    assert any("A -> N4" in what for what in made) and not any("B" in what for what in made)


def test_changes_of_other_statements() -> None:
    net = load("figure-1a")
    alike = kinds(Alike(net, "N2", net, "N2", 1))
    assert alike["delay 0"] == alike["delay 2"] == "implied"
    assert alike["first net, threshold of N2 2 to 1"] == "equivalent"
    assert alike["second net, threshold of N2 2 to 1"] == "equivalent"
    assert "delay -1" not in kinds(Alike(net, "N2", net, "N2"))
    run = Run(net, (frozenset({"N1"}), NONE), (("N2", (1,)),))
    assert kinds(run) == {"N2 fires at 0": "contradictory", "N2 silent at 1": "contradictory"}
    assert kinds(Value(parse("p"), (NONE,), True)) == {"false instead": "contradictory"}
    assert kinds(Value(parse("p"), (NONE,), False)) == {"true instead": "contradictory"}
    assert kinds(Tpe(parse("p"), True)) == {"p is no TPE": "contradictory"}
    valid = kinds(Valid((N > 0,), N >= 1))
    assert valid["without n > 0"] == "superfluous"
    assert valid["given n > 1"] == valid["|- n >= 2"] == "implied"
    everywhere = kinds(Everywhere(True, ("S", "|", "&", "->")))
    assert everywhere.pop("with ~ too") == everywhere.pop("with &~ too") == "implied"
    assert list(everywhere.values()) == ["contradictory"]
    assert kinds(Words("so it is")) == kinds(Let(N, T)) == {}


def test_mutants_of_cases_are_spread_and_named_by_place() -> None:
    case = Step("figure-1e N3", holds(load("figure-1e"), "N3 = S N1 | S^3 N2 & ~S^2 N2"), Logic())
    alone = list(mutants(case))
    assert len(alone) > PER_CASE and all(mutant.place == "figure-1e N3" for mutant in alone)
    inner = list(mutants(Step("all", Cases("one", (case,)), Enumeration())))
    assert len(inner) == PER_CASE and inner[0].place == "all/figure-1e N3"
    assert inner[0].id.startswith("all/figure-1e N3: N3 = ")
    assert inner[0].step.reason == case.reason
    texts = [mutant.id.partition("/")[2] for mutant in inner]
    assert any("threshold" in text for text in texts) and any("= " in text for text in texts)
    few = Step("few", Cases("one", (Step("v", Value(parse("p"), (NONE,), False), Replay()),)),
               Enumeration())  # fmt: skip
    assert [mutant.id for mutant in mutants(few)] == ["few/v: true instead"]


def test_given_reasons_have_no_mutants() -> None:
    assert list(mutants(Step("a", relay().statement, Lemma("b", "a")))) == []
    assert list(mutants(Step("a", Words("so"), Cited("a book")))) == []


def test_formula_mutants_change_the_meaning_or_are_equal_by_proof() -> None:
    # what the checker calls equivalent is equal by brute force, what it rejects differs
    from planted import found

    net = load("figure-1e")
    claim = found(Step("N3", holds(net, "N3 = S N1 | S^3 N2 & ~S^2 N2"), Logic()))
    original = parse("S N1 | S^3 N2 & ~S^2 N2")
    judged = {m.id.partition("N3 = ")[2]: m.status for m in claim.mutants if "N3 = " in m.id}
    sets = [frozenset(names) for names in ([], ["N1"], ["N2"], ["N1", "N2"])]
    histories = list(product(sets, repeat=5))

    def same(formula: Formula) -> bool:
        return all(evaluate(formula, h) == evaluate(original, h) for h in histories)

    assert len(judged) > 10
    for text, status in judged.items():
        assert status == ("equivalent" if same(parse(text)) else "rejected"), text


def test_false_twins_are_mutants_that_must_be_rejected() -> None:
    good = Twin("q excites", holds(RELAY, "OUT = S p & S q"))
    other = Twin("it is a TPE", Tpe(parse("p -> p"), True), Criterion())
    true = Twin("nothing is wrong", holds(RELAY, "OUT = S p & ~S q"))
    step = relay()
    report = found(replace(step, twins=(good, other)))
    assert report.status == "proved"
    by_hand = {m.id: (m.status, m.by) for m in report.mutants if "by hand" in m.id}
    assert by_hand == {
        "relay: by hand: q excites": ("rejected", "trace"),
        "relay: by hand: it is a TPE": ("rejected", "trace"),
    }
    report = found(replace(step, twins=(true,)))
    assert report.status == "unknown"
    assert report.problems[0].startswith(
        "mutant relay: by hand: nothing is wrong: neither rejected nor implied nor equivalent:"
        " it is proved, so mistaken:"
    )
