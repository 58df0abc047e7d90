"""Calculus and differential equations: proved by SymPy, refuted at points, else left open."""

from collections import Counter

import pytest
import sympy
from planted import found

from psychon.formal.errors import Disagreement
from psychon.proofs.derivation.chance import Chance, Defined, E
from psychon.proofs.derivation.render import given, latex
from psychon.proofs.derivation.statements import Valid, Words
from psychon.proofs.derivation.step import Context, Outcome, Reason, Statement, Step
from psychon.proofs.derivation.terms import changed_terms, symbols_of
from psychon.proofs.reasons import domain, flow
from psychon.proofs.reasons.calculus import Calculus
from psychon.proofs.reasons.flow import Flow, Solves

t, tau, V, a, b = sympy.symbols("t tau V a b", real=True)
n = sympy.symbols("n", integer=True)
POSITIVE = (sympy.Gt(tau, 0),)
DECAY = sympy.exp(-t / tau)
HALF = 1 / (sympy.exp(a) - 2)


def eq(left: sympy.Expr, right: sympy.Expr) -> sympy.Basic:
    return sympy.Eq(left, right, evaluate=False)


def decided(statement: Statement, reason: Reason) -> Outcome:
    return reason.decide(Step("step", statement, reason), Context())


def calculus(conclusion: sympy.Basic, *hypotheses: sympy.Basic) -> Outcome:
    return decided(Valid(hypotheses, conclusion), Calculus())


@pytest.mark.parametrize(
    ("conclusion", "hypotheses"),
    [
        (eq(sympy.Derivative(DECAY, t), -DECAY / tau), POSITIVE),
        (eq(sympy.Limit(DECAY, t, sympy.oo), sympy.S.Zero), POSITIVE),
        (eq(sympy.Limit(sympy.sin(t) / t, t, 0), sympy.S.One), ()),
        (eq(sympy.log(a**2 * b), 2 * sympy.log(a) + sympy.log(b)), (a > 0, b > 1, sympy.Le(0, a))),
        (eq((-1) ** (2 * n), sympy.S.One), ()),
        (eq((1 - a) ** n * (1 - a), (1 - a) ** (n + 1)), (sympy.Ge(n, 0),)),
        (eq((1 - a) ** n * (1 - a), (1 - a) ** (n + 1)), (sympy.Ne(a, 1),)),
        (eq(sympy.exp(a), sympy.exp(a)), (sympy.Ge(sympy.exp(a), 1),)),
        (sympy.true, ()),
    ],
    ids=str,
)
def test_what_holds(conclusion: sympy.Basic, hypotheses: tuple[sympy.Basic, ...]) -> None:
    assert calculus(conclusion, *hypotheses).status == "proved"


@pytest.mark.parametrize(
    ("conclusion", "hypotheses", "detail"),
    [
        (eq(sympy.exp(a), 1 + a), (), "the sides are "),
        (eq(sympy.exp(a), 1 + a), (sympy.Lt(a, 0),), "the sides are "),
        (eq(sympy.exp(a), 1 + a), (sympy.Le(a, -1), sympy.Ne(b, 0)), "the sides are "),
        (eq(sympy.Integer(2), sympy.Integer(3)), (), "the sides are "),
        (eq(sympy.Limit(DECAY, t, sympy.oo), sympy.S.Zero), (), "undefined: 1/tau, false where"),
        (eq(tau / tau**2 + a / tau, (1 + a) / tau), (), "undefined: 1/tau, false where"),
        (eq(sympy.Limit(DECAY, t, sympy.oo), sympy.S.Zero), (tau < 0,), "undefined where "),
        (eq((1 - a) ** n * (1 - a), (1 - a) ** (n + 1)), (), "undefined: (1 - a)**"),
        (eq(sympy.zoo * a, a), (), "Eq(zoo*a, a) is undefined"),
        (sympy.Ne(sympy.exp(a), sympy.exp(a), evaluate=False), (), "the sides are "),
        (sympy.false, (), "SymPy: both sides differ everywhere"),
    ],
    ids=str,
)
def test_what_does_not(
    conclusion: sympy.Basic, hypotheses: tuple[sympy.Basic, ...], detail: str
) -> None:
    outcome = calculus(conclusion, *hypotheses)
    assert outcome.status == "refuted" and outcome.detail.startswith(detail)


@pytest.mark.parametrize(
    ("conclusion", "hypotheses", "detail"),
    [
        (sympy.Ne(sympy.exp(a), a), (), "SymPy leaves the difference -a + exp(a)"),
        (eq(a + b, b + a + 0), (sympy.Lt(a, a - 1),), "no point was met"),
        (eq(sympy.atan(a) + sympy.atan(1 / a), sympy.pi / 2), (a > 0,), "SymPy leaves the"),
        (eq(b, b), (sympy.Or(a > 9, b > 9),), "no point was met"),
        (eq(sympy.Function("f")(a), a), (), "it is not decided whether f(a)"),
        (eq(HALF, HALF), (), "it is not decided whether 1/(exp(a) - 2) is defined"),
        (sympy.Ge(sympy.exp(a), 1 + a), (), "the reason 'calculus' does not decide a Valid"),
    ],
    ids=str,
)
def test_what_stays_open(
    conclusion: sympy.Basic, hypotheses: tuple[sympy.Basic, ...], detail: str
) -> None:
    outcome = calculus(conclusion, *hypotheses)
    assert outcome.status == "unknown" and outcome.detail.startswith(detail)


def test_an_abbreviation_is_opened_before_its_slope_is_taken() -> None:
    area = Defined("A", a * b)
    assert calculus(eq(sympy.Derivative(area, a), b)).status == "proved"
    assert calculus(eq(sympy.Derivative(area, a), sympy.S.Zero)).status == "refuted"
    assert calculus(eq(sympy.Derivative(area * a, a), area)).status == "refuted"


def test_corners_have_no_slope_and_jumps_no_limit() -> None:
    for bent in (abs(a), sympy.Max(a, 0), sympy.sign(a), sympy.floor(a), sympy.tan(a)):
        outcome = calculus(eq(sympy.Derivative(bent, a), sympy.S.One))
        assert outcome.status == "unknown" and outcome.detail.endswith("no slope somewhere")
    outcome = calculus(eq(sympy.Limit(abs(a) / a, a, 0), sympy.S.One))
    assert outcome.status == "unknown" and outcome.detail.endswith("differ from both sides")


def test_limits_at_special_parameters_and_roots_stay_open() -> None:
    full = sympy.Limit(b * t / (1 + b * t), t, sympy.oo)
    outcome = calculus(eq(full, sympy.S.One), sympy.Ge(b, 0))
    assert outcome.status == "unknown" and outcome.detail.endswith("parameters are special")
    root = eq((b - 1) * (b + 1) / sympy.sqrt(a), (b**2 - 1) / sympy.sqrt(a))
    assert calculus(root).status == "refuted" and calculus(root, a >= 0).status == "refuted"
    assert calculus(root, a > 0).status == "proved"
    square = eq(sympy.sqrt(a) * (b + 1), sympy.sqrt(a) + b * sympy.sqrt(a))
    assert calculus(square).status == "refuted" and calculus(square, a >= 0).status == "proved"


def test_what_calculus_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    mean = calculus(eq(E(Chance("x")), a))
    assert mean == Outcome("unknown", "calculus knows no expectation")
    assert decided(Words("w"), Calculus()).status == "unknown"
    # whether a denominator can be 0 may stay open
    open_ = Outcome("unknown", "the budget ended")
    monkeypatch.setattr(domain, "follows", lambda *_: open_)
    assert calculus(eq(1 / tau, 1 / tau)) == open_


def test_what_runs_and_its_ends_are_no_tokens() -> None:
    limit = sympy.Limit(sympy.exp(-t / tau), t, 0)
    whole = sympy.Integral(tau * t, (t, 0, a))
    for term in (limit, whole, sympy.Derivative(t * tau, t)):
        for changed in changed_terms(term, symbols_of((term,))):
            assert changed.args[1:] == term.args[1:] and changed.args[0] != term.args[0]
    assert symbols_of((limit,)) == [tau]
    assert symbols_of((whole,)) == [a, tau]


MEMBRANE = Solves(V, t, (a - V) / tau, b, a + (b - a) * DECAY, POSITIVE)


def test_a_solution_is_substituted_back_and_found_again() -> None:
    outcome = decided(MEMBRANE, Flow())
    assert outcome.status == "proved"
    assert outcome.detail == (
        "substituted back; the rate is a polynomial, so there is no other; dsolve finds the same"
    )
    assert str(MEMBRANE) == (
        "tau > 0, dV/dt = (-V + a)/tau, V(0) = b |- V(t) = a + (-a + b)*exp(-t/tau)"
    )
    assert str(Solves(V, t, a, b, b + a * t)) == "dV/dt = a, V(0) = b |- V(t) = a*t + b"
    assert latex(MEMBRANE).startswith(r"\frac{d V}{d t} = ") and given(MEMBRANE) == (r"\tau > 0",)


def test_its_mutants_are_rejected() -> None:
    report = found(Step("membrane", MEMBRANE, Flow()))
    assert report.status == "proved"
    assert set(Counter(mutant.status for mutant in report.mutants)) == {"rejected"}


@pytest.mark.parametrize(
    ("statement", "status", "detail"),
    [
        (Solves(V, t, (a - V) / tau, b, a + b * DECAY, POSITIVE), "refuted", "the start: "),
        (Solves(V, t, -V / tau, b, b * sympy.exp(-t), POSITIVE), "refuted", "the slope: "),
        # undefined at t = 1
        (Solves(V, t, V**2, sympy.S.One, 1 / (1 - t)), "refuted", "the slope: "),
        (
            Solves(V, t, sympy.sqrt(V**2), b, b * sympy.exp(t), (b > 0,)),
            "unknown",
            "the rate is no",
        ),
    ],
    ids=str,
)
def test_what_is_no_solution(statement: Solves, status: str, detail: str) -> None:
    outcome = decided(statement, Flow())
    assert outcome.status == status and outcome.detail.startswith(detail)


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        (Solves(V, t, V**2, sympy.S.One, 1 / (1 - t), (t > 1,)), "a hypothesis restricts t"),
        (Solves(V, t, 1 + V**2, sympy.S.Zero, sympy.tan(t)), "the slope: it is not decided"),
        (Solves(V, t, V * sympy.cos(t), b, b * sympy.exp(sympy.sin(t))), "the rate depends on t"),
        (Solves(V, t, V, b, b * sympy.exp(t), (sympy.Ge(V, 0),)), "V is spoken of outside"),
        (Solves(V, n, V, b, b * sympy.exp(n)), "n or V is a whole number"),
        (
            Solves(V, t, V * (1 - V), sympy.Rational(1, 2), 1 / (1 + sympy.exp(-t))),
            "it is not decided whether 1/(1 + exp(-t))",
        ),
    ],
    ids=str,
)
def test_a_solution_must_be_one_at_every_time(statement: Solves, detail: str) -> None:
    outcome = decided(statement, Flow())
    assert outcome.status == "unknown" and outcome.detail.startswith(detail)


def test_growth_by_powers_and_without_dsolve(monkeypatch: pytest.MonkeyPatch) -> None:
    double = Solves(V, t, sympy.log(2) * V, b, b * 2**t)
    assert decided(double, Flow()).status == "proved"
    line = Solves(V, t, sympy.Integer(2), sympy.S.One, (t + 1) ** 2 - t**2)
    assert decided(line, Flow()).status == "proved"
    assert decided(Solves(V, t, a, b, b + t**2), Flow()).status == "refuted"

    def fails(*_: object) -> sympy.Expr:
        raise ValueError

    monkeypatch.setattr(flow.Flow, "_solved", fails)
    detail = "substituted back; the rate is a polynomial, so there is no other"
    assert decided(double, Flow()) == Outcome("proved", detail, "proof")


def test_dsolve_may_disagree_or_not_be_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow.Flow, "_solved", lambda *_: sympy.S.Zero)
    with pytest.raises(Disagreement, match="^dsolve finds 0, which is not "):
        decided(MEMBRANE, Flow())
    monkeypatch.setattr(flow.Flow, "_solved", lambda *_: MEMBRANE.solution + 0 / sympy.exp(a))
    real = Calculus.decide

    def unsure(self: Calculus, step: Step, context: Context) -> Outcome:
        if step.id == "again":
            return Outcome("unknown", "not compared")
        return real(self, step, context)

    monkeypatch.setattr(Calculus, "decide", unsure)
    detail = "substituted back; the rate is a polynomial, so there is no other"
    assert decided(MEMBRANE, Flow()) == Outcome("proved", detail, "proof")
    assert decided(Words("w"), Flow()).status == "unknown"
