"""What is said of one element, or of a mean, is no word about all elements."""

import pytest
import sympy

from psychon.proofs.derivation.chance import Chance, ChanceBase, Defined, E
from psychon.proofs.derivation.statements import Valid, Words
from psychon.proofs.derivation.step import Context, Outcome, Reason, Settled, Step, attempt
from psychon.proofs.reasons.algebra import Identity
from psychon.proofs.reasons.chain import Chain
from psychon.proofs.reasons.expectation import Linear, Monotone
from psychon.proofs.reasons.facts import facts
from psychon.proofs.reasons.logic import Logic
from psychon.proofs.reasons.matrices import Rearrangement
from psychon.proofs.reasons.powers import Powers
from psychon.proofs.reasons.summation import Induction
from psychon.proofs.reasons.termwise import Termwise

a, b = sympy.symbols("a b", real=True)
i, j, k, n = sympy.symbols("i j k n", integer=True)
w, v = (sympy.IndexedBase(name, real=True) for name in "wv")
x, X = ChanceBase("x", real=True), Chance("X")
INVERSE = Defined("D", 1 / a)
PART = sympy.Piecewise((1, w[i] >= 0), (0, True))


def eq(left: sympy.Expr, right: sympy.Expr) -> sympy.Basic:
    return sympy.Eq(left, right, evaluate=False)


def total(term: sympy.Expr) -> sympy.Sum:
    return sympy.Sum(term, (i, 1, n))


def decided(reason: Reason, conclusion: sympy.Basic, *hypotheses: sympy.Basic) -> Outcome:
    return reason.decide(Step("step", Valid(hypotheses, conclusion), reason), Context())


@pytest.mark.parametrize(
    ("reason", "conclusion", "hypotheses"),
    [
        (Induction(), sympy.Ge(total(w[i]), 0), (sympy.Ge(w[i], 0),)),
        (Termwise(), sympy.Ge(total(w[i]), 0), (sympy.Ge(w[j], 0),)),
        (Rearrangement(), eq(total(w[i]), sympy.S.Zero), (eq(w[j], sympy.S.Zero),)),
        (Linear(), eq(E(total(x[i])), sympy.S.Zero), (eq(E(x[j]), sympy.S.Zero),)),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_hypothesis_about_every_element_is_not_one_about_some(
    reason: Reason, conclusion: sympy.Basic, hypotheses: tuple[sympy.Basic, ...]
) -> None:
    assert decided(reason, conclusion, *hypotheses).status == "proved"
    (index,) = (i, j)[isinstance(reason, Termwise | Rearrangement | Linear) :][:1]
    outcome = decided(reason, conclusion, *hypotheses, sympy.Eq(index, 1))
    assert outcome.status == "unknown"
    assert outcome.detail == f"a hypothesis for every {index} stands beside one about it"


def test_an_index_of_the_conclusion_is_one() -> None:
    one = sympy.Ge(total(w[i] * w[j] ** 2), 0)
    assert decided(Termwise(), one, sympy.Ge(w[j], 0)).status == "unknown"
    assert decided(Termwise(), one, sympy.Ge(w[k], 0)).status == "proved"
    # what is given of one element is used of that one
    assert decided(Termwise(), sympy.Ge(total(v[i] ** 2 * w[1]), 0), w[1] > 0).status == "proved"
    both = eq(sympy.Sum(w[j], (j, 1, n)) + w[i], sympy.S.Zero)
    assert decided(Rearrangement(), both, eq(w[i], sympy.S.Zero)).status == "unknown"
    before = {}
    for step in (
        Step("w", Valid((sympy.Ge(w[i], 0),), sympy.Ge(total(w[i]), 0)), Induction()),
        Step("e", Valid((eq(E(X), a),), eq(E(2 * X), 2 * a)), Linear()),
        Step("x", Valid((sympy.Ge(x[i], 0),), sympy.Ge(total(x[i]), 0)), Induction()),
    ):
        before[step.id] = Settled(step, step.reason.decide(step, Context()))
        assert before[step.id].outcome.status == "proved"
    for name, given, wanted in (
        ("w", sympy.Ge(w[i], 0), sympy.Ge(w[i], 0)),
        ("w", sympy.Ge(w[j], 0), sympy.Ge(total(w[i]), 0)),
        ("e", sympy.Eq(X, a), eq(E(2 * X), 2 * a)),
        ("x", sympy.Ge(E(x[i]), 0), sympy.Ge(total(x[i]), 0)),
    ):
        found = facts((name,), Valid((given,), wanted), Context(before))
        assert isinstance(found, Outcome) and "is not given" in found.detail
    same = Step("same", Valid((sympy.Ge(w[i], 0),), sympy.Ge(total(w[i]), 0)), Chain(("w",)))
    assert same.reason.decide(same, Context(before)).status == "proved"


def test_a_mean_is_no_element() -> None:
    for reason in (Induction(), Termwise()):
        for given in (sympy.Ge(E(x[i]), 0), sympy.Ge(x[i], 0)):
            said = sympy.Ge(total(x[i]) if given.has(E) else E(total(x[i])), 0)
            outcome = reason._proved(Valid((given,), said))
            assert outcome.status == "unknown" and outcome.detail.startswith("expectations are")


@pytest.mark.parametrize(
    ("reason", "conclusion"),
    [
        (Termwise(), eq(total(INVERSE * a * w[i]), total(w[i]))),
        (Rearrangement(), eq(total(INVERSE * a * w[i]), total(w[i]))),
        (Induction(), sympy.Ge(total(INVERSE**2 * w[i] ** 2), 0)),
        (Powers(), eq(INVERSE * a * b**k * b, b ** (k + 1))),
        (Logic(), eq(INVERSE * a, sympy.S.One)),
        (Monotone(), sympy.Le(E(X * INVERSE), E(X * INVERSE + 1))),
    ],
    ids=lambda value: str(value)[:40],
)
def test_no_reason_overlooks_what_an_abbreviation_divides_by(
    reason: Reason, conclusion: sympy.Basic
) -> None:
    given = (sympy.Ge(k, 0), sympy.Ne(a, 0))
    assert decided(reason, conclusion, *given).status == "proved"
    outcome = decided(reason, conclusion, *given[:1])
    assert outcome.status == "refuted" and "undefined" in outcome.detail


def test_sums_without_a_value_are_not_compared_by_summands() -> None:
    for end in (sympy.oo, a, sympy.Rational(5, 2)):
        whole = sympy.Sum(w[i], (i, 1, end))
        for reason in (Termwise(), Induction()):
            step = Step("s", Valid((sympy.Ge(w[i], 0),), sympy.Ge(whole, 0)), reason)
            assert attempt(step, Context()).status == "unknown"
    words = Step("w", Words("w"), Termwise())
    assert Termwise().decide(words, Context()).status == "unknown"
    square = sympy.Ge(total(v[i] ** 2), 0)
    assert decided(Termwise(), square, sympy.Ge(total(w[i]), 0)).status == "proved"
    rest = Termwise()._proved(Valid((), sympy.Ge(total(w[i]) - a, 0)))
    assert rest.detail == "-a is no multiple of a sum"
    assert decided(Termwise(), eq(total(w[i]), 0 * a + total(w[i]))).status == "proved"
    later = eq(sympy.Sum(w[i] * v[j], (i, 2, n), (j, 2, n)), sympy.S.Zero)
    assert decided(Termwise(), later).status == "refuted"


def test_a_power_of_what_changes_is_no_induction() -> None:
    outcome = Powers()._proved(Valid((sympy.Ge(k, 0),), sympy.Ge((k + 1) ** k, 1)))
    assert outcome == Outcome("unknown", "k is in a base, too")


def test_a_mean_of_one_element_is_that_of_no_other() -> None:
    odd = sympy.Eq(a**2, 2)  # which no world of fractions meets
    for given in (eq(E(x[1]), a), eq(E(x[i + 1]), a)):
        assert decided(Linear(), eq(E(x[2]), a), given, odd).status == "unknown"
    twice = eq(E(x[1] + x[2]), 2 * a)
    assert decided(Linear(), twice, eq(E(x[i]), a), odd).status == "proved"
    # the index of a sum is its own
    mean = eq(E(x[i]), sympy.Sum(w[k] * v[i], (k, 1, 2)))
    one = eq(E(x[k]), sympy.Sum(w[k] * v[k], (k, 1, 2)))
    assert decided(Linear(), one, mean).status == "unknown"


def test_an_abbreviation_hides_no_index() -> None:
    place, element = Defined("d", i), Defined("d", w[i])
    for hidden in (place, element):
        assert decided(Linear(), eq(E(x[1]), E(x[2])), eq(E(x[i]), hidden)).status != "proved"
    above, all_ = sympy.Ge(w[i], 0), sympy.Ge(total(w[i]), 0)
    assert "beside one about it" in decided(Termwise(), all_, above, eq(place, a)).detail
    # w_i >= 0 of one i
    given, whole = sympy.Ge(element, 0), Defined("W", sympy.Sum(w[j], (j, 1, n)))
    steps = (
        Step("all", Valid((given,), sympy.Ge(whole, 0)), Termwise()),
        Step("one", Valid((given,), sympy.Ge(0, -element, evaluate=False)), Logic()),
    )
    before = {one.id: Settled(one, attempt(one, Context())) for one in steps}
    assert [one.outcome.status for one in before.values()] == ["proved", "proved"]
    said = Valid((given,), sympy.Ge(whole, -element, evaluate=False))
    assert isinstance(facts(("all", "one"), said, Context(before)), Outcome)
    chained = Step("both", said, Chain(("all", "one")))
    assert attempt(chained, Context(before)).status == "refuted"


@pytest.mark.parametrize(
    ("reason", "conclusion", "given"),
    [
        (Termwise(), sympy.Ge(total((i - 3) * w[i] ** 2), 0), sympy.Ge(i, 5)),
        (Termwise(), sympy.Ge(total((i - 3) * w[i] ** 2), 0), sympy.Ge(Defined("d", i), 5)),
        (Termwise(), eq(total(PART * v[i]) + w[i], total(v[i]) + w[i]), sympy.Ge(w[i], 0)),
        (Termwise(), eq(total(i * w[i]), total(w[i])), eq(i, sympy.S.One)),
        (Identity(), eq(total(sympy.Piecewise((1, i >= 2), (0, True))), n), sympy.Ge(i, 2)),
        (Linear(), eq(E(x[i] + total(x[i])), a * (n + 1)), eq(E(x[i]), a)),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_index_that_runs_is_not_the_one_spoken_of(
    reason: Reason, conclusion: sympy.Basic, given: sympy.Basic
) -> None:
    step = Step("step", Valid((given, sympy.Ge(n, 0)), conclusion), reason)
    assert attempt(step, Context()).status in ("refuted", "unknown")
