"""Reasons for sums, expectations and chains: what they prove holds, what is false they refute."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from planted import claim_of

from psychon.proofs.claims.catalogue import library
from psychon.proofs.claims.selectron.words import (
    MEAN,
    POSITIVE,
    UNIT,
    A,
    B,
    L,
    i,
    n,
    p,
    theta,
    w,
    x,
)
from psychon.proofs.derivation.chance import Chance, Defined, E, Indicator, random, unfolded
from psychon.proofs.derivation.check import check
from psychon.proofs.derivation.claim import Claim
from psychon.proofs.derivation.library import Library
from psychon.proofs.derivation.mutants import mutants
from psychon.proofs.derivation.render import conditions, drawn, latex
from psychon.proofs.derivation.render import given as hypotheses
from psychon.proofs.derivation.statements import Cases, Let, Valid, Words
from psychon.proofs.derivation.step import Context, Outcome, Reason, Settled, Step, attempt
from psychon.proofs.reasons.algebra import Identity
from psychon.proofs.reasons.chain import Chain
from psychon.proofs.reasons.crossing import denominators, follows
from psychon.proofs.reasons.expectation import Linear, Monotone
from psychon.proofs.reasons.given import Axiom
from psychon.proofs.reasons.logic import Logic
from psychon.proofs.reasons.summation import Induction
from psychon.proofs.reasons.worlds import counterexample

a, b, c = sympy.symbols("a b c", real=True)
j = sympy.Symbol("j", integer=True)
X, Y = Chance("X"), Chance("Y")


def outcome(said: Valid, reason: Reason, *before: Step) -> Outcome:
    """Decide a statement after some steps."""
    settled: dict[str, Settled] = {}
    for step in before:
        settled[step.id] = Settled(step, attempt(step, Context(dict(settled))))
    return attempt(Step("it", said, reason), Context(settled))


def total(term: sympy.Expr) -> sympy.Sum:
    return sympy.Sum(term, (i, 1, n))


def test_it_proves_for_every_n_and_refutes_with_small_sums() -> None:
    assert outcome(Valid(UNIT, sympy.Le(A, L)), Induction()).status == "proved"
    refuted = outcome(Valid(UNIT[1:], sympy.Le(A, L)), Induction())
    assert (refuted.status, refuted.by) == ("refuted", "model") and "n = " in refuted.detail


@pytest.mark.parametrize(
    ("conclusion", "problem"),
    [
        (sympy.Le(total(x[i]), n**2), "n or i is free"),
        (sympy.Ge(a**2 + 1, a), "no sum"),
        (sympy.Ge(sympy.Sum(x[i], (i, 2, n)), 0), "run from 2 to n"),
        (sympy.Ge(sympy.Sum(x[i], (i, 1, 4)), 0), "run from 1 to 4"),
        (sympy.Ge(total(x[i]) + sympy.Sum(x[j], (j, 1, n)), 0), "different ranges"),
        (sympy.Ge(total(x[i]) + w[1] ** 2, 0), "outside the sums"),
    ],
)
def test_it_refuses_what_is_no_induction(conclusion: sympy.Basic, problem: str) -> None:
    undecided = outcome(Valid(UNIT, conclusion), Induction())
    assert undecided.status == "unknown" and problem in undecided.detail


def test_contradictory_hypotheses_prove_nothing() -> None:
    none = (sympy.Gt(a, 0), sympy.Lt(a, 0))
    undecided = outcome(Valid(none, sympy.Le(A, L)), Induction())
    assert undecided.status == "unknown" and undecided.vacuous


def test_monotone_needs_every_outcome() -> None:
    assert outcome(Valid((), sympy.Ge(E(X**2), 0)), Monotone()).status == "proved"
    assert outcome(Valid((), sympy.Ge(E(X), 0)), Monotone()).status == "refuted"
    # strict inequality is more than a positive linear functional gives
    strict = outcome(Valid((), sympy.Lt(E(X), E(X + 1))), Monotone())
    assert strict.status == "unknown"


def test_independence_is_not_taken_for_granted() -> None:
    product_rule = Valid((), sympy.Eq(E(X * Y), E(X) * E(Y)))
    assert outcome(product_rule, Linear()).status == "refuted"
    assert outcome(Valid((), sympy.Eq(E(a * X + Y), a * E(X) + E(Y))), Linear()).status == "proved"
    assert E(sympy.Integer(3)) == 3


def test_a_mean_holds_for_every_index() -> None:
    said = Valid((MEAN,), sympy.Eq(E(B), p * L))
    assert outcome(said, Linear()).status == "proved"
    assert outcome(replace(said, hypotheses=()), Linear()).status == "refuted"


def test_a_denominator_must_differ_from_0() -> None:
    said = Valid((MEAN,), sympy.Eq(E(B / theta), p * L / theta))
    refuted = outcome(said, Linear())
    assert refuted.status == "refuted" and "undefined where" in refuted.detail
    assert outcome(replace(said, hypotheses=(MEAN, POSITIVE)), Linear()).status == "proved"


@pytest.mark.parametrize("side", [E(X**2) + 1, E(E(X**2) + X**2)])
def test_other_sides_are_refused(side: sympy.Expr) -> None:
    refused = outcome(Valid((), sympy.Ge(side, -(a**2) * b**2)), Monotone())
    assert refused.status == "unknown" and "neither an expectation nor" in refused.detail


def test_derivatives_and_sums() -> None:
    place = (sympy.Ge(j, 1), sympy.Le(j, n))
    slope = sympy.Derivative(A.body, w[j])
    assert outcome(Valid(place, sympy.Eq(slope, x[j])), Identity()).status == "proved"
    wrong = outcome(Valid(place, sympy.Eq(slope, 2 * x[j])), Identity())
    assert (wrong.status, wrong.by) == ("refuted", "residue")
    assert outcome(Valid(place[:1], sympy.Eq(slope, x[j])), Identity()).status == "refuted"
    assert outcome(Valid(place, sympy.Ne(slope, x[j])), Identity()).status == "refuted"


def test_only_equations() -> None:
    assert outcome(Valid((), sympy.Ge(a**2 + 1, a)), Identity()).status == "unknown"
    assert outcome(Valid((), sympy.Eq(a / a, 1, evaluate=False)), Identity()).status == "proved"
    assert outcome(Valid((), sympy.Eq(b * a / b**2, a / b, evaluate=False)), Identity()).by in (
        "model", "residue", "proof",
    )  # fmt: skip


def link(name: str, conclusion: sympy.Basic, *given: sympy.Basic) -> Step:
    return Step(name, Valid(given, conclusion), Logic())


FIRST = link("first", sympy.Le(a, a + c), sympy.Ge(c, 0))
SECOND = link("second", sympy.Lt(a + c, a + b + c), sympy.Gt(b, 0))
SAID = Valid((sympy.Gt(b, 0), sympy.Ge(c, 0)), sympy.Lt(a, a + b + c))


def test_it_composes() -> None:
    steps = (FIRST, SECOND)
    assert outcome(SAID, Chain(("first", "second")), *steps).status == "proved"


def test_without_any_link_it_breaks() -> None:
    steps = (FIRST, SECOND)
    for links in (("first",), ("second",), ("second", "first"), ()):
        assert outcome(SAID, Chain(links), *steps).status == "unknown", links
    for missing in steps:
        left = [step for step in steps if step is not missing]
        assert outcome(SAID, Chain(("first", "second")), *left).status == "unknown"


def test_a_hypothesis_of_a_link_must_be_given() -> None:
    said = replace(SAID, hypotheses=(sympy.Gt(b, -5), sympy.Ge(c, 0)))
    assert outcome(said, Chain(("first", "second")), FIRST, SECOND).status == "refuted"
    stronger = replace(SAID, hypotheses=(sympy.Gt(b, 5), sympy.Ge(c, 0)))
    steps = (FIRST, SECOND)
    assert outcome(stronger, Chain(("first", "second")), *steps).status == "proved"


def test_relations_of_both_directions_do_not_compose() -> None:
    down = link("down", sympy.Ge(a + c, a), sympy.Ge(c, 0))
    said = Valid((sympy.Ge(c, 0),), sympy.Eq(a, a, evaluate=False))
    assert outcome(said, Chain(("first", "down")), FIRST, down).status == "unknown"


def test_an_unproved_link_carries_nothing() -> None:
    false = link("first", sympy.Lt(a, a - 1))
    said = Valid((), sympy.Lt(a, a - 1, evaluate=False))
    assert outcome(said, Chain(("first",)), false).status in ("refuted", "unknown")


@given(st.lists(st.sampled_from([-1, 1, 2]), min_size=1, max_size=3), st.integers(-2, 3))
def test_worlds_refute_only_what_is_false(factors: list[int], bound: int) -> None:
    # sums of squares and a bound: the truth is known
    term = sum((k * s**2 for k, s in zip(factors, (a, b, c), strict=False)), start=sympy.S.Zero)
    found = counterexample(Valid((), sympy.Ge(term, -bound, evaluate=False)))
    true = min(factors) > 0 and bound >= 0
    assert (found is None) == true


def test_worlds_obey_what_is_said_of_elements() -> None:
    s, g = (sympy.IndexedBase(name, real=True) for name in "sg")
    bits = sympy.Or(sympy.Eq(s[i], 0), sympy.Eq(s[i], 1))
    total = sympy.Sum(s[i] * g[i], (i, 1, n))
    # few worlds would meet these by chance
    narrow = (bits, sympy.Ge(g[i], 5), sympy.Le(g[i], 6), sympy.Le(3, s[i] + 3, evaluate=False))
    found = counterexample(Valid(narrow, sympy.Ge(total, 5)))
    assert found is not None and ("s = ()" in found.detail or "s = (0" in found.detail)
    found = counterexample(Valid((bits, sympy.Ge(-7, g[i])), sympy.Ge(total, 0)))
    assert found is not None and "g = (-" in found.detail
    assert counterexample(Valid((bits, sympy.Ge(g[i], 5)), sympy.Ge(total, 0))) is None
    # what is no list of values of one sequence is left to chance
    for hypothesis in (
        sympy.Or(sympy.Eq(s[i], 0), sympy.Eq(g[i], 1)),
        sympy.Or(sympy.Eq(s[i], 0), sympy.Ge(s[i], 1)),
        sympy.Or(sympy.Eq(s[i], a), sympy.Eq(s[i], 1)),
        sympy.Or(sympy.Eq(x[i], 0), sympy.Eq(x[i], 1)),
        sympy.Or(sympy.Eq(b, 0), sympy.Eq(b, 1)),
        sympy.Ge(s[1], 0),
        sympy.Ge(b, 0),
    ):
        found = counterexample(Valid((hypothesis,), sympy.Ge(a, 0)))
        assert found is not None and "a = -" in found.detail


def test_the_index_of_a_sum_in_a_hypothesis_is_its_own() -> None:
    w = sympy.IndexedBase("w", real=True)
    most = sympy.Le(a, sympy.Sum(w[i], (i, 1, n)) - 1)
    # with n = 0 the hypothesis says a <= -1, for which no index is needed
    assert counterexample(Valid((most, sympy.Eq(n, 0)), sympy.Lt(a, 0))) is None


def test_a_world_that_refutes_is_one() -> None:
    # the bound with a wrong exponent, on all laws of one input with a few values
    said = Valid((*UNIT, MEAN, POSITIVE), sympy.Le(E(Indicator(theta < A)), p * L**2 / theta**3))
    found = counterexample(said)
    assert found is not None and found.by == "model"
    weight = bar = Fraction(0)
    for weight, bar in product((Fraction(2), Fraction(3)), (Fraction(7, 4), Fraction(11, 4))):
        if weight > bar and weight**2 < bar**3:
            break
    assert weight > bar and weight**2 / bar**3 < 1


def test_words_for_chance() -> None:
    assert random(A) and random(x[i]) and not random(E(A)) and not random(L) and random(X)
    assert unfolded(A**2) == A.body**2
    assert Defined("A", A.body) == A != Defined("A", B.body)
    assert Indicator(sympy.true) == 1 and Indicator(sympy.false) == 0
    assert str(E(Indicator(X > 0))) == "E[1[X > 0]]" and E(L) is L
    assert latex(Valid((), sympy.Ge(E(X), 0))) == r"\mathbb{E}\left[X\right] \geq 0"


def test_denominators_know_where_they_count() -> None:
    guarded = sympy.Piecewise((1 / a, a > 0), (1 / b, True))
    assert set(denominators((guarded,))) == {(a, a > 0), (b, a <= 0)}
    safe = sympy.Piecewise((1 / a, a > 0), (0, True))
    assert follows((), sympy.Ge(safe, 0)).status == "proved"
    assert follows((), sympy.Ge(a**2 / a**2 * 1 / (a**2), -1)).status == "refuted"


def test_statements_are_drawn() -> None:
    said = Valid((sympy.Eq(a, b),), sympy.Le(a / b, 1))
    assert conditions(said) == ("a = b",) and hypotheses(said) == ("a = b",)
    assert drawn(said, unicode=False).splitlines() == ["a     ", "- <= 1", "b     "]
    assert "≤" in drawn(said)
    assert "=" in drawn(Let(L, L.body)) and drawn(Words("so")) == "so"


def test_the_figures_bound_the_truth() -> None:
    for figure in library().get("selectron-kp-bound").figures:
        exact, *bounds = figure.curves()
        assert len(bounds) == 3 and len(exact.xs) == len(exact.ys) > 40
        for k, value in enumerate(exact.ys):
            least, first, second = (bound.ys[k] for bound in bounds)
            assert value is not None and first is not None and second is not None
            ratio = exact.xs[k] if figure.id == "over-ratio" else 2.5
            if ratio <= 1:
                assert value == 0
            else:
                assert (least is None or value <= least < first) and first < second
                assert value <= first


def test_an_axiom_is_printed_as_one() -> None:
    step = Step("axiom", Words("so it is"), Axiom("for a reason"))
    settled = attempt(step, Context())
    assert settled.status == "proved" and settled.detail == "taken as an axiom: for a reason"
    assert attempt(replace(step, reason=Axiom(" ")), Context()).status == "unknown"


CLAIMS = sorted(library(), key=lambda claim: claim.id)
PROVED = Outcome("proved", "as checked elsewhere", "proof")


def planted(step: Step, fault: Step) -> Step:
    """Put a fault in the place of a step, or of the case of that name."""
    if not isinstance(step.statement, Cases):
        return fault
    cases = tuple(fault if case.id == fault.id else case for case in step.statement.cases)
    return replace(step, statement=replace(step.statement, cases=cases))


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.status == "proved"], ids=lambda c: c.id)
def test_a_fault_in_any_step_is_caught(claim: Claim) -> None:
    faulty = {}
    for k, step in enumerate(claim.steps):
        if step.reason.given:  # an assumption, printed as such
            continue
        before = {one.id: Settled(one, PROVED) for one in claim.steps[:k]}
        faults = (mutant.step for mutant in mutants(step))
        refuted = (f for f in faults if attempt(f, Context(before)).status == "refuted")
        fault = next(refuted, None)
        assert fault is not None, f"no fault of {step.id} is refuted"
        steps = (*claim.steps[:k], planted(step, fault), *claim.steps[k + 1 :])
        faulty[f"planted-{k}"] = step.id, replace(claim_of(*steps), id=f"planted-{k}")
    used = library().order(claim.uses) if claim.uses else ()
    # what is measured there is not asked here
    others = [replace(one, experiments=()) for one in used]
    checked = check(Library([*others, *(one for _, one in faulty.values())]), list(faulty)).claims
    reports = {report.id: report for report in checked}
    for name, (place, _) in faulty.items():
        assert reports[name].status == "refuted"
        assert {s.id: s.status for s in reports[name].steps}[place] == "refuted"


@pytest.mark.parametrize("claim", [c for c in CLAIMS if "selectron" in c.id], ids=lambda c: c.id)
def test_no_link_of_a_chain_can_be_left_out(claim: Claim) -> None:
    before: dict[str, Settled] = {}
    for step in claim.steps:
        if isinstance(step.reason, Chain):
            for missing in step.reason.links:
                fewer = tuple(one for one in step.reason.links if one != missing)
                cut = attempt(replace(step, reason=Chain(fewer)), Context(dict(before)))
                rest = {name: one for name, one in before.items() if name != missing}
                assert attempt(step, Context(rest)).status == "unknown"
                assert cut.status == "unknown", (step.id, missing)
            said = [one.step.statement for one in before.values()]
            assert step.statement not in said, "a step says what is to be shown"
        before[step.id] = Settled(step, attempt(step, Context(dict(before))))


def test_an_induction_over_contradictory_elements_says_nothing() -> None:
    bits = (sympy.Eq(w[i], 0), sympy.Eq(w[i], 1))
    total = sympy.Sum(w[i] * x[i], (i, 1, n))
    said = Valid(bits, sympy.Ge(total, 5 * total))
    outcome = Induction().decide(Step("s", said, Induction()), Context())
    assert outcome.status == "unknown" and outcome.vacuous
