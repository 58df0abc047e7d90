"""Each reason decides, refutes with evidence, and refuses what it cannot decide."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sympy
from planted import RELAY, Obey, Said, relay, said

from psychon.formal.errors import Disagreement, InputError
from psychon.formal.formula.parse import parse
from psychon.formal.registry import load
from psychon.proofs.derivation.statements import (
    Alike,
    Cases,
    Everywhere,
    Let,
    NetProperty,
    Rule,
    Run,
    Tpe,
    Valid,
    Value,
    Words,
    firing,
    holds,
)
from psychon.proofs.derivation.step import Context, Known, Outcome, Reason, Settled, Statement, Step
from psychon.proofs.reasons import crossing
from psychon.proofs.reasons.cases import Enumeration, Replay
from psychon.proofs.reasons.criterion import Criterion
from psychon.proofs.reasons.crossing import follows
from psychon.proofs.reasons.given import Cited, Conjectured, Definition, Lemma
from psychon.proofs.reasons.induction import Structural, preserved
from psychon.proofs.reasons.logic import Logic

M, N = sympy.symbols("m n", integer=True)
X, Y = sympy.symbols("x y", real=True)
P, Q, R = sympy.symbols("p q r")
NONE = frozenset[str]()


def decide(statement: Statement, reason: Reason, context: Context | None = None) -> Outcome:
    """Decide a statement alone."""
    return reason.decide(Step("one", statement, reason), context or Context())


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        (Logic(), "logic"), (Replay(), "replay"), (Enumeration(), "cases"),
        (Criterion(), "criterion"), (Structural(), "induction"), (Definition(), "definition"),
        (Cited("a book"), "cited"),
    ],
)  # fmt: skip
def test_a_reason_refuses_what_it_does_not_decide(reason: Reason, name: str) -> None:
    outcome = decide(Said(Outcome("proved", "no")), reason)
    assert outcome.status == "unknown"
    assert outcome.detail == f"the reason {name!r} does not decide a Said"


def test_a_refutation_needs_evidence() -> None:
    with pytest.raises(ValueError, match="a refutation needs evidence, not None"):
        Outcome("refuted", "because")
    with pytest.raises(ValueError, match="not 'proof'"):
        Outcome("refuted", "because", "proof")


# --- logic


def test_logic_decides_properties_of_nets() -> None:
    proved = decide(relay().statement, Logic())
    assert (proved.status, proved.by) == ("proved", "proof") and proved.detail.startswith("window")
    refuted = decide(holds(RELAY, "OUT = S p"), Logic())
    assert (refuted.status, refuted.by) == ("refuted", "trace") and refuted.trace is not None
    assert decide(holds(RELAY, "OUT = once p | OUT"), Logic()).status == "refuted"
    unknown = decide(holds(load("ring"), "always ~(A & B)"), Logic(rlimit=1))
    assert (unknown.status, unknown.by) == ("unknown", None)
    assert decide(holds(RELAY, "OUT = false", ["q"]), Logic()).status == "proved"


def test_logic_calls_contradictory_assumptions_vacuous() -> None:
    outcome = decide(holds(RELAY, "OUT = S p", ["q & ~q"]), Logic())
    assert outcome.status == "unknown" and outcome.vacuous
    assert "no input satisfies q & ~q" in outcome.detail


def test_logic_compares_nets() -> None:
    absolute, relative = load("figure-1f"), load("figure-1f-relative")
    assert decide(Alike(relative, "N4", absolute, "N4", 1), Logic()).status == "proved"
    refuted = decide(Alike(relative, "N4", absolute, "N4"), Logic())
    assert refuted.status == "refuted" and refuted.trace is not None
    assert refuted.trace.firing2 is not None


def test_logic_keeps_its_budget() -> None:
    wide = load("wide")
    step = NetProperty(wide, replace(holds(wide, "OUT = S x1").says, formula=parse("S x2")))
    assert decide(step, Logic(rlimit=1)).status == "unknown"
    hard = Valid((), sympy.Ne(M * N**3 + 3 * M, 114 * M * N - 1))
    assert decide(hard, Logic(rlimit=1)).status == "unknown"


# --- the crossing from SymPy to Z3


@pytest.mark.parametrize(
    ("given", "conclusion"),
    [
        ([sympy.Ge(N, 1)], sympy.Gt(N, 0)),
        ([sympy.Lt(N, M), sympy.Le(M, 3)], sympy.Le(N, 2)),
        ([sympy.Eq(N, M + 1)], sympy.Ne(N, M)),
        ([sympy.Gt(X, sympy.Rational(1, 2))], sympy.Gt(2 * X, 1)),
        ([sympy.Gt(X, 1), sympy.Gt(Y, 1)], sympy.Gt(X * Y, 1)),
        ([], sympy.Ge(X**2, 0)),
        ([P, sympy.Implies(P, Q)], Q),
        ([sympy.Or(P, Q), sympy.Not(P)], sympy.And(Q, sympy.Not(P))),
        ([sympy.Equivalent(P, Q), P], Q),
        ([sympy.Equivalent(P, Q, R), R], sympy.And(P, Q)),
        ([sympy.Not(P)], sympy.Eq(sympy.Piecewise((N, P), (M, Q), (0, True)) * 0, 0)),
        ([P], sympy.Eq(N + sympy.Piecewise((1, P), (2, Q), (3, True)), N + 1)),
        ([], sympy.true),
    ],
)
def test_what_follows_is_proved(given: list[sympy.Basic], conclusion: sympy.Basic) -> None:
    outcome = follows(tuple(given), conclusion)
    assert (outcome.status, outcome.by) == ("proved", "proof"), outcome


@pytest.mark.parametrize(
    ("given", "conclusion", "detail"),
    [
        ([sympy.Ge(N, 0)], sympy.Gt(N, 0), "false where n = 0"),
        ([sympy.Gt(X, 0), sympy.Lt(X, 1)], sympy.Ne(4 * X, 1), "false where x = 1/4"),
        ([P], sympy.And(P, Q), "false where p = True, q = False"),
        ([sympy.Implies(P, Q)], sympy.Equivalent(P, Q), "false where p = False, q = True"),
        ([P], sympy.Eq(sympy.Piecewise((1, Q), (2, True)), 1), "false where p = True, q = False"),
        ([], sympy.false, "false where nothing is asked"),
        ([sympy.Ge(1, 1, evaluate=False)], sympy.Gt(X, 0), "false where x = 0"),
    ],
)
def test_what_does_not_follow_is_refuted_by_values(
    given: list[sympy.Basic], conclusion: sympy.Basic, detail: str
) -> None:
    assert follows(tuple(given), conclusion) == Outcome("refuted", detail, "model")


def test_contradictory_hypotheses_prove_nothing() -> None:
    outcome = follows((sympy.Gt(N, 0), sympy.Lt(N, 1)), sympy.Eq(N, 5))
    assert outcome.status == "unknown" and outcome.vacuous


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (sympy.Gt(sympy.sin(X), 2), "sin does not cross to Z3"),
        (sympy.Gt(sympy.sqrt(X), 2), "Pow does not cross to Z3"),
        (sympy.Gt(sympy.Piecewise((N, P), (M, Q)), 0), "some case is left out"),
    ],
)
def test_other_terms_do_not_cross(term: sympy.Basic, message: str) -> None:
    with pytest.raises(InputError, match=message):
        follows((), term)


def test_a_value_that_is_not_rational_does_not_cross_back() -> None:
    with pytest.raises(InputError, match="is not rational; state the step otherwise"):
        follows((sympy.Gt(X, 0),), sympy.Ne(X * X, 2))


def test_an_answer_that_sympy_does_not_confirm_is_a_disagreement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: Iterator[tuple[str, str, dict[sympy.Symbol, sympy.Basic]]]
    answers = iter([("sat", "", {}), ("sat", "", {N: sympy.Integer(3)})])
    monkeypatch.setattr(crossing, "_ask", lambda *_: next(answers))
    with pytest.raises(Disagreement, match="Z3 refutes n > 0 by n = 3, which SymPy does not"):
        follows((), sympy.Gt(N, 0))
    # values that break a hypothesis refute nothing either
    answers = iter([("sat", "", {}), ("sat", "", {N: sympy.Integer(-3)})])
    with pytest.raises(Disagreement):
        follows((sympy.Gt(N, -2),), sympy.Gt(N, 0))


def test_hypotheses_that_may_contradict_each_other_prove_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([("unknown", "", None), ("unsat", "", None)])
    monkeypatch.setattr(crossing, "_ask", lambda *_: next(answers))
    outcome = follows((sympy.Gt(N, 0),), sympy.Gt(N, -1))
    assert outcome == Outcome("unknown", "it is unknown whether the hypotheses can hold")


@pytest.mark.parametrize(
    ("reason", "detail"),
    [
        ("canceled", "the budget of 7 resource units (at most about 1 s) ended"),
        ("(incomplete (theory arithmetic))", "Z3: (incomplete (theory arithmetic))"),
    ],
)
def test_why_z3_does_not_know(monkeypatch: pytest.MonkeyPatch, reason: str, detail: str) -> None:
    import z3

    monkeypatch.setattr(z3.Solver, "check", lambda *_: z3.unknown)
    monkeypatch.setattr(z3.Solver, "reason_unknown", lambda _: reason)
    assert follows((), sympy.Gt(N, 0), 7) == Outcome("unknown", detail)


def test_ctrl_c_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    import z3

    monkeypatch.setattr(z3.Solver, "check", lambda *_: z3.unknown)
    monkeypatch.setattr(z3.Solver, "reason_unknown", lambda _: "interrupted from keyboard")
    with pytest.raises(KeyboardInterrupt):
        follows((), sympy.Gt(N, 0))


# --- cases


def test_replay_runs_nets_and_evaluates_formulae() -> None:
    inputs = (frozenset({"p"}), frozenset({"p", "q"}), NONE, NONE)
    assert decide(Run(RELAY, inputs, (("OUT", (1,)),)), Replay()).status == "proved"
    late = decide(Run(RELAY, inputs, (("OUT", (1, 2)),)), Replay())
    assert late == Outcome(
        "refuted", "replayed with p at 0 1, q at 1: OUT fires at (1,), not at (1, 2)", "trace"
    )
    with pytest.raises(InputError, match="no neuron is called 'X'"):
        decide(Run(RELAY, inputs, (("X", ()),)), Replay())
    assert decide(Value(parse("S p"), inputs[:2], True), Replay()).status == "proved"
    silent = decide(Value(parse("p -> p"), (NONE,), False), Replay())
    assert silent == Outcome("refuted", "with silence it is True", "trace")
    assert firing((NONE,)) == "silence"


def test_cases_count_what_they_prove() -> None:
    cases = Cases("two nets", (relay(), said(id="b"), said(id="c")))
    outcome = decide(cases, Enumeration())
    assert outcome.status == "proved"
    assert outcome.detail == "3 cases (1 by logic, 2 by obey): two nets"
    assert str(cases) == "for each of 3 cases, two nets"
    assert decide(Cases("none", ()), Enumeration()).status == "unknown"


def test_one_bad_case_spoils_all() -> None:
    good, bad, open_ = relay(), relay("OUT = S p", id="bad"), said(Outcome("unknown", "?"), id="o")
    refuted = decide(Cases("some", (good, open_, bad)), Enumeration())
    assert (refuted.status, refuted.by) == ("refuted", "trace")
    assert refuted.detail.startswith("bad: OUT = S p: ") and refuted.trace is not None
    assert decide(Cases("some", (good, open_)), Enumeration()).status == "unknown"
    broken = decide(Cases("some", (good, said(KeyError("lost"), id="x"))), Enumeration())
    assert broken == Outcome("unknown", "x: what the test says: KeyError: 'lost'")
    cited = said(Outcome("cited", "a book"), id="cited")
    assert decide(Cases("some", (good, cited)), Enumeration()).status == "cited"


# --- what is given


def test_a_definition_introduces_what_is_new() -> None:
    let = Let(M, N + 1)
    assert str(let) == "m := n + 1"
    assert decide(let, Definition()).status == "proved"
    assert decide(Let(M, M + 1), Definition()).detail == "the body speaks of m itself"
    namesake = sympy.Symbol("m", real=True)
    assert decide(Let(M, namesake + 1), Definition()).status == "unknown"
    earlier: list[Statement] = [
        Let(M, X), Let(X, M + 1), Let(namesake, X), Valid((sympy.Gt(M, 0),), P),
    ]  # fmt: skip
    for statement in earlier:
        settled = Settled(Step("old", statement, Logic()), Outcome("proved", ""))
        outcome = decide(let, Definition(), Context({"old": settled}))
        assert outcome == Outcome("unknown", "step 'old' speaks of m before")
    for other in (Words("m"), Valid((sympy.Gt(N, 0),), P)):
        settled = Settled(Step("old", other, Logic()), Outcome("proved", ""))
        assert decide(let, Definition(), Context({"old": settled})).status == "proved"


def test_a_citation_proves_nothing() -> None:
    words = Words("Every positive integer is a sum of four squares.")
    assert decide(words, Cited("Lagrange 1770")) == Outcome("cited", "Lagrange 1770")
    assert decide(words, Cited(" ")).status == "unknown"
    assert str(words).startswith("Every") and not words.equality


def test_a_lemma_is_taken_as_it_was_checked() -> None:

    good = Settled(relay(), Outcome("proved", "", "proof"))
    known = Known("proved", (good,))
    lemma = Lemma("base", "relay")
    statement = relay().statement
    assert lemma.uses == ("base",) and lemma.given
    assert decide(statement, lemma, Context({}, {"base": known})).status == "proved"
    for changed, detail in (
        (Context(), "claim 'base' was not checked"),
        (Context({}, {"base": replace(known, steps=())}), "claim 'base' has no step 'relay'"),
        (Context({}, {"base": replace(known, status="refuted")}), "claim 'base' is refuted"),
        (
            Context({}, {"base": Known("unknown", (
                Settled(relay(), Outcome("refuted", "", "trace")),))}),
            "claim 'base' is refuted",
        ),
    ):  # fmt: skip
        assert decide(statement, lemma, changed) == Outcome("unknown", detail)
    other = decide(relay("OUT = S p").statement, lemma, Context({}, {"base": known}))
    assert other == Outcome("unknown", "base: relay says OUT = S p & ~S q")
    weaker = decide(statement, lemma, Context({}, {"base": replace(known, status="cited")}))
    assert weaker.status == "cited"


# --- induction


@pytest.mark.parametrize("value", [True, False])
def test_preserved_says_what_it_should(value: bool) -> None:
    rules: tuple[Rule, ...] = ("S", "|", "&", "&~", "->", "~")
    good = [rule for rule in rules if preserved(rule, value) is not None]
    assert good == (["S", "|", "&", "->"] if value else ["S", "|", "&", "&~"])
    for rule in good:
        statement = preserved(rule, value)
        assert statement is not None and decide(statement, Logic()).status == "proved"


def test_induction_needs_a_proved_step_for_each_rule() -> None:
    statement = preserved("|", True)
    assert statement is not None
    everywhere = Everywhere(True, ("|",))
    assert "every formula of atoms by | is true from its S-depth on" in str(everywhere)
    for status, expected in (("proved", "proved"), ("unknown", "unknown")):
        outcome = Outcome(status, "")  # type: ignore[arg-type]
        before = {"or": Settled(Step("or", statement, Obey()), outcome)}
        assert decide(everywhere, Structural(), Context(before)).status == expected
    assert "no earlier step shows that |" in decide(everywhere, Structural()).detail


@pytest.mark.parametrize(
    ("value", "rule", "detail"),
    [
        (True, "~", "~p is not true there"),
        (True, "&~", "p & ~q is not true there"),
        (False, "->", "p -> q is not false there"),
        (False, "~", "~p is not false there"),
    ],
)
def test_a_rule_that_fails_on_atoms_refutes(value: bool, rule: Rule, detail: str) -> None:
    outcome = decide(Everywhere(value, (rule,)), Structural())
    assert outcome == Outcome("refuted", detail, "trace")


def test_statements_print_themselves() -> None:
    net = load("figure-1d")
    assert str(holds(net, "N3 = S N1", ["N2", "~N1"], "d")) == (
        "d: N3 = S N1, where always N2 and ~N1"
    )
    assert str(holds(net, "always ~N3")) == "always ~N3"
    assert str(Alike(net, "N3", net, "N3", 2, "twins")) == (
        "twins: N3 of the second net = S^2 N3 of the first"
    )
    assert str(Alike(net, "N3", net, "N3")) == "N3 of the second net = N3 of the first"
    run = Run(net, (frozenset({"N1"}), NONE), (("N3", (1,)),), "d")
    assert str(run) == "d: over 2 ticks with N1 at 0, N3 fires at 1"
    assert str(Run(net, (NONE,), ())) == "over 1 ticks with silence, nothing is said"
    assert str(Run(net, (NONE,), (("N3", ()),))) == "over 1 ticks with silence, N3 fires never"
    assert str(Value(parse("S p"), (NONE, NONE), False)) == "S p is false at t = 1 with silence"
    assert str(Tpe(parse("~p"), False)) == "~p is no TPE"
    assert str(Valid((sympy.Gt(N, 0),), sympy.Ge(N, 1))) == "n > 0 |- n >= 1"
    assert str(Valid((), P)) == "p"
    assert str(Everywhere(False, ("S", "&~"))) == (
        "in silence every formula of atoms by S &~ is false"
    )


def test_a_conjecture_is_named_as_such() -> None:
    guess = Conjectured("no counterexample up to 8")
    outcome = guess.decide(Step("c", Words("all are"), guess), Context())
    assert outcome == Outcome("conjecture", "no counterexample up to 8") and guess.given
    for statement, reason in ((Words("w"), Conjectured(" ")), (relay().statement, guess)):
        assert reason.decide(Step("c", statement, reason), Context()).status == "unknown"


def test_hypotheses_that_contradict_each_other_need_no_step() -> None:
    from psychon.proofs.reasons.facts import contradictory, facts

    s = sympy.IndexedBase("s", real=True)
    k, a = sympy.symbols("k", integer=True), sympy.symbols("a", real=True)
    bits = (sympy.Eq(s[k], 0), sympy.Eq(s[k], 1))
    assert contradictory(bits) and contradictory((a > 0, a < 0))
    assert not contradictory((bits[0], a > 0)) and not contradictory(())
    said = Valid((sympy.Ge(a, 1),), sympy.Ge(a, 0))
    before = {"one": Settled(Step("one", said, Logic()), Outcome("proved", "", "proof"))}
    missing = facts(("one",), Valid(bits, P), Context(before))
    assert isinstance(missing, Outcome) and missing.vacuous
    missing = facts(("one",), Valid(bits[:1], P), Context(before))
    assert isinstance(missing, Outcome) and not missing.vacuous


def test_small_units_do_not_hide_a_difference() -> None:
    from psychon.proofs.derivation.units import C, F, V, prefixed, sizes
    from psychon.proofs.reasons.algebra import Identity

    charge = prefixed("n", F) * 70 * prefixed("m", V)
    for amount, status in ((70, "proved"), (71, "refuted")):
        said = Valid(sizes(charge), sympy.Eq(charge, amount * prefixed("p", C)))
        assert Identity().decide(Step("q", said, Identity()), Context()).status == status
