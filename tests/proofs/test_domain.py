"""What has no value somewhere is not proved there; what is proved is what is printed."""

import pytest
import sympy

from psychon.formal.errors import InputError
from psychon.proofs.derivation.chance import Chance, ChanceBase, Defined, E, Indicator
from psychon.proofs.derivation.claim import Claim
from psychon.proofs.derivation.render import latex
from psychon.proofs.derivation.statements import Let, Valid
from psychon.proofs.derivation.step import Context, Outcome, Reason, Step, attempt
from psychon.proofs.reasons.algebra import Identity
from psychon.proofs.reasons.calculus import Calculus
from psychon.proofs.reasons.domain import undefined
from psychon.proofs.reasons.expectation import Linear
from psychon.proofs.reasons.flow import Flow, Solves
from psychon.proofs.reasons.given import Definition, definitions
from psychon.proofs.reasons.logic import Logic
from psychon.proofs.reasons.worlds import counterexample

a, b, t, tau = sympy.symbols("a b t tau", real=True)
i, k, m, n = sympy.symbols("i k m n", integer=True)
z = sympy.symbols("z")
w = sympy.IndexedBase("w", real=True)
x, X = ChanceBase("x", real=True), Chance("X")
HALF = sympy.Rational(1, 2)


def eq(left: sympy.Expr, right: sympy.Expr) -> sympy.Basic:
    return sympy.Eq(left, right, evaluate=False)


def decided(reason: Reason, conclusion: sympy.Basic, *hypotheses: sympy.Basic) -> Outcome:
    return reason.decide(Step("step", Valid(hypotheses, conclusion), reason), Context())


def calculus(conclusion: sympy.Basic, *hypotheses: sympy.Basic) -> Outcome:
    return decided(Calculus(), conclusion, *hypotheses)


def twice(term: sympy.Expr) -> sympy.Basic:
    return eq(term * (b + 1), term * b + term)


@pytest.mark.parametrize(
    ("term", "inside"),
    [
        (sympy.log(a), a > 0),
        (sympy.log(a - b), a > b),
        (sympy.sqrt(a), sympy.Ge(a, 0)),
        (1 / sympy.sqrt(a), a > 0),
        (a**sympy.pi, sympy.Ge(a, 0)),
        (sympy.asin(a), sympy.Le(a**2, 1)),
        (sympy.acos(a), sympy.Le(a**2, 1)),
        (sympy.atanh(a), a**2 < 1),
        (sympy.acosh(a), sympy.Ge(a, 1)),
        (sympy.coth(a), sympy.Ne(a, 0)),
        (sympy.csch(a), a < 0),
        (a**n, sympy.Ge(n, 0)),
        (sympy.Piecewise((1, a > 0)), a > 0),
        (sympy.Piecewise((b, a > 0), (1 / a, True)), sympy.Ne(a, 0)),
    ],
    ids=str,
)
def test_what_is_undefined_somewhere_is_refuted_there(
    term: sympy.Expr, inside: sympy.Basic
) -> None:
    for reason in (Calculus(), Identity()):
        outcome = decided(reason, twice(term))
        assert outcome.status == "refuted" and "undefined" in outcome.detail
    assert undefined((term,), (inside,)) is None


@pytest.mark.parametrize(
    "term",
    [
        sympy.tan(a), sympy.cot(a), sympy.sec(a), sympy.csc(a), sympy.gamma(a),
        sympy.loggamma(a), sympy.factorial(a), a**b, sympy.Mod(a, b), sympy.zeta(a),
        sympy.Function("f")(a), sympy.log(sympy.exp(a) - 2), 0.5 * a, sympy.sqrt(-1) * a, z * a,
        w[a], sympy.Derivative(n**2, n),
        sympy.Derivative(abs(a), a), sympy.Derivative(sympy.Piecewise((a, a > 0), (0, True)), a),
        sympy.Derivative(E(a * X), a), sympy.Sum(w[k], (k, 1, sympy.oo)),
        sympy.Sum(w[k], (k, 1, a)), sympy.Product(k, (k, 1, n)),
        sympy.Integral(sympy.exp(-t), (t, 0, sympy.oo)), sympy.Integral(t, t),
        sympy.Integral(1 / t, (t, -1, 1)), sympy.Limit(sympy.sin(t) / t, t, a),
        sympy.Limit(w[k], k, sympy.oo), sympy.Limit(sympy.sqrt(t), t, 0, "+-"),
        sympy.Limit(sympy.sqrt(t), t, 0, "-"), sympy.Limit(t / (2 + sympy.sin(1 / t)), t, 0),
        sympy.Limit(1 / (t + abs(t)), t, 0, "-"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_known_to_have_a_value_stays_open(term: sympy.Expr) -> None:
    outcome = undefined((term,), ())
    assert outcome is not None and outcome.status == "unknown"
    assert decided(Identity(), twice(term)).status != "proved"


@pytest.mark.parametrize(
    ("term", "hypotheses"),
    [
        (sympy.gamma(a), (a > 0,)),
        (sympy.log(1 + sympy.exp(a)), ()),
        (1 / (1 + sympy.exp(-a / tau)), (tau < 0,)),
        (sympy.Derivative(sympy.sqrt(a), a), (a > 0,)),
        (sympy.Derivative(sympy.asin(a), a), (sympy.Lt(a**2, 1),)),
        (a**b, (a > 0,)),
        (a**b, (sympy.Ge(a, 0), sympy.Ge(b, 0))),
        (sympy.Sum(1 / k, (k, 1, n)), (sympy.Ge(n, 0),)),
        (sympy.Sum(i * k, (i, 1, k), (k, 1, n)), (sympy.Ge(n, 0),)),
        (sympy.Sum(1 / w[k], (k, 1, n)), (sympy.Ge(n, 1), w[k] > 0)),
        (sympy.Integral(1 / t, (t, 1, a)), (a > 0,)),
        (sympy.Limit(sympy.sqrt(t) / (t - 1), t, 1), ()),
        (sympy.Limit(t * sympy.log(-t), t, -sympy.oo), ()),
        (sympy.Limit(1 / sympy.sin(t), t, 0, "+-"), ()),
        (Indicator(z) + sympy.KroneckerDelta(k, n) + sympy.pi, ()),
    ],
    ids=str,
)
def test_what_has_a_value(term: sympy.Expr, hypotheses: tuple[sympy.Basic, ...]) -> None:
    assert undefined((term,), hypotheses) is None


def test_a_hypothesis_that_does_not_cross_may_exclude_what_seems_undefined() -> None:
    outcome = calculus(twice(1 / (a - 1)), sympy.exp(a) > 2, sympy.sin(a) < 1)
    assert outcome.status == "unknown" and "it is not given that" in outcome.detail
    # one element says nothing about others, nor about the index of a sum
    total = sympy.Sum(1 / w[k], (k, 1, n))
    for given in ((w[1] > 0,), (w[k] > 0, sympy.Eq(k, 1)), (w[k] > 0, sympy.Ge(k, w[k]))):
        problem = undefined((total,), (sympy.Ge(n, 0), *given))
        assert problem is not None and problem.status == "unknown"
    # a contradiction proves nothing
    problem = undefined((sympy.log(a),), (a > 0, a < 0))
    assert problem is not None and problem.vacuous


def test_an_abbreviation_does_not_hide_what_it_divides_by() -> None:
    inverse = Defined("D", 1 / a)
    for reason in (Calculus(), Identity()):
        assert decided(reason, eq(inverse * a, sympy.S.One)).status == "refuted"
        assert decided(reason, eq(inverse * a, sympy.S.One), sympy.Ne(a, 0)).status == "proved"
    # nor does what is 0
    dead = Solves(X, t, X * inverse, sympy.S.Zero, sympy.S.Zero)
    outcome = Flow().decide(Step("s", dead, Flow()), Context())
    assert outcome.status == "refuted" and outcome.detail.startswith("undefined: 1/a")
    hidden = Solves(b, t, sympy.S.Zero, Defined("D", t), Defined("D", t))
    assert Flow().decide(Step("s", hidden, Flow()), Context()).status == "refuted"


def test_a_form_of_a_slope_without_a_value_refutes_nothing() -> None:
    slope = eq(sympy.Derivative(a**n, a), n * a ** (n - 1))
    outcome = calculus(slope, sympy.Ge(n, 1))
    assert outcome.status == "unknown" and outcome.detail.startswith("the slope, undefined: ")


def test_sums_that_run_backwards_are_empty() -> None:
    total = sympy.Sum(k, (k, 1, n))
    for reason in (Calculus(), Identity()):
        assert decided(reason, eq(total, n * (n + 1) / 2), sympy.Ge(n, 0)).status == "proved"
        for given in ((), (n < 0,), (sympy.Ge(n, -2),)):
            assert decided(reason, eq(total, n * (n + 1) / 2), *given).status != "proved"
    assert decided(Identity(), eq(total, n * (n + 1) / 2)).status == "refuted"
    # SymPy's sum from 1 to -3 is -(a + a + a); here it is 0
    counted = sympy.Piecewise((n, n > 0), (0, True))
    for reason in (Calculus(), Identity()):
        assert decided(reason, eq(sympy.Sum(1, (k, 1, n)), counted)).status == "unknown"
    parts = sympy.Sum(w[k], (k, 1, m)) + sympy.Sum(w[k], (k, m + 1, n))
    assert decided(Identity(), eq(parts, sympy.Sum(w[k], (k, 1, n)))).status != "proved"
    mean = eq(E(sympy.Sum(x[k], (k, 1, n))), n * a)
    assert decided(Linear(), mean, eq(E(x[k]), a), sympy.Ge(n, 0)).status == "proved"
    assert decided(Linear(), mean, eq(E(x[k]), a)).status == "refuted"
    assert decided(Linear(), mean, eq(E(x[k]), a), sympy.Eq(k, 1)).status == "unknown"


def test_special_parameters_of_limits() -> None:
    def limit(term: sympy.Expr, point: sympy.Expr = sympy.oo) -> sympy.Limit:
        return sympy.Limit(term, t, point)

    power = limit((1 - a) ** 2 * t / ((1 - a) ** 2 * t + 1))
    for term in (power, limit(b**t), limit(t**b, sympy.S.Zero)):
        outcome = calculus(eq(term, term), a > 0, b > 0, b < 1)
        assert outcome.status == "unknown" and "parameters are special" in outcome.detail
    decay, slow = sympy.exp(-t / tau), sympy.exp(-t / tau**2)
    for term, end in (
        (limit(decay - sympy.exp(-t)), 0), (limit(slow), 0), (limit(slow * decay), 0),
        (limit(t * sympy.exp(-t) / (1 - decay), sympy.S.Zero), tau), (limit(t * a * decay), 0),
    ):  # fmt: skip
        assert calculus(eq(term, sympy.sympify(end)), tau > 0).status == "proved"
    # each part has a limit only for some tau
    assert calculus(eq(limit(sympy.exp(t) * decay), sympy.S.Zero), tau > 0).status == "unknown"
    assert calculus(eq(limit(tau**t * decay), sympy.S.Zero), tau > 0).status == "unknown"
    assert calculus(eq(limit(t), sympy.oo)).detail.endswith("speaks of what is infinite")
    assert calculus(eq(limit(decay) + t, t), tau > 0).detail == "t is free, and runs as well"


def test_integrals_are_compared_as_areas(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sympy.Integral(sympy.exp(-t), (t, 0, a))
    assert calculus(eq(whole, 1 - sympy.exp(-a))).status == "proved"
    assert calculus(eq(whole, 1 - sympy.exp(a))).status == "refuted"
    assert decided(Identity(), eq(whole, 1 - sympy.exp(-a))).detail == "limits are no algebra"
    # the area over a pole is no number to compare with
    assert calculus(eq(sympy.Integral(1 / t, (t, -1, 2)), sympy.S.One)).status == "unknown"
    monkeypatch.setattr(sympy.Integral, "doit", lambda *_, **__: sympy.S.Zero)
    assert calculus(eq(whole, sympy.S.Zero)).detail.startswith("SymPy's integral is not the area")


def test_two_that_differ_everywhere_are_not_refuted_as_such() -> None:
    for other in (sympy.Ne(a + 1, a, evaluate=False), sympy.Ne(a**2, -1, evaluate=False)):
        assert decided(Identity(), other).status == "unknown"
    assert decided(Identity(), sympy.Ne(a, b)).status == "refuted"
    root = E(sympy.sqrt(X) + X)
    assert decided(Linear(), eq(root, E(sympy.sqrt(X)) + E(X)), X > 1).status == "proved"
    # a hypothesis that has no value holds nowhere, and a sum to 1/2 has none
    assert counterexample(Valid((sympy.Ge(1 / a, 1), sympy.Ge(0, a)), sympy.false)) is None
    almost = eq(a, a + sympy.Rational(1, 10**12))
    assert counterexample(Valid((almost,), sympy.false)) is None
    half = counterexample(Valid((), eq(sympy.Sum(w[k], (k, 1, HALF)), sympy.S.One)))
    assert half is not None and "a sum from 1 to 1/2" in half.detail


def test_what_is_said_is_what_is_printed() -> None:
    # SymPy builds 1, a and 0 of these: a reader sees 1 = 1, a = a and 0 = 0, and so does a reason
    for left, right, text in (
        (a / a, sympy.S.One, "1 = 1"), (sympy.sqrt(a) ** 2, a, "a = a"),
        (0 * sympy.log(a), sympy.S.Zero, "0 = 0"), (sympy.exp(sympy.log(a)), a, "a = a"),
    ):  # fmt: skip
        said = Valid((), eq(left, right))
        assert str(said) == text == latex(said)


@pytest.mark.parametrize("known", ["positive", "nonnegative", "even", "extended_real", "complex"])
def test_a_symbol_hides_no_hypothesis(known: str) -> None:
    hidden = sympy.Symbol("s", **{known: True})
    with pytest.raises(InputError, match="symbol s: it is declared to be more than real"):
        Valid((), eq(hidden, hidden))
    with pytest.raises(InputError, match="as a hypothesis"):
        Solves(b, t, b / hidden, a, a)


def test_a_name_stands_for_one_thing() -> None:
    whole, short = sympy.Symbol("a", integer=True), Defined("a", b + 1)
    for other in (whole, short):
        with pytest.raises(InputError, match="symbol a.*: two things have this name"):
            Valid((sympy.Ge(other, 0),), sympy.Ge(a, 0))
    with pytest.raises(InputError, match="base z: its elements are not declared to be numbers"):
        Valid((), sympy.Ge(sympy.IndexedBase("z")[k] ** 2, 0))
    with pytest.raises(InputError, match="term 0: it is a Python int"):
        Solves(b, t, b, 0, sympy.S.Zero)


def test_a_definition_is_the_abbreviation_that_is_used() -> None:
    said = Step("A", Let(Defined("A", a), a + 1), Definition())
    assert attempt(said, Context()).detail == "A abbreviates a"

    def steps() -> list[Step]:
        one, two = Defined("A", a), Defined("A", a + 1)
        return [*definitions(one), Step("s", Valid((), sympy.Ge(two, a + 1)), Logic())]

    claim = Claim("two-abbreviations", "Two", "Two.", "proved", "psychon", steps)
    with pytest.raises(InputError, match=r"step 's': A abbreviates a \+ 1, and a before"):
        _ = claim.steps
