"""Identities among sums over several indices: for every size, or refuted by small matrices."""

from collections import Counter

import pytest
import sympy
from planted import found

from psychon.formal.errors import InputError
from psychon.proofs.derivation.render import latex
from psychon.proofs.derivation.statements import Valid, Words
from psychon.proofs.derivation.step import Context, Outcome, Reason, Step
from psychon.proofs.reasons import tables
from psychon.proofs.reasons.matrices import Rearrangement, SumsEqual
from psychon.proofs.reasons.termwise import Termwise

i, j, k, n = sympy.symbols("i j k n", integer=True)
A, B = (sympy.IndexedBase(name, real=True) for name in "AB")
x, y = (sympy.IndexedBase(name, real=True) for name in "xy")
c = sympy.symbols("c", real=True)


def over(term: sympy.Expr, *indices: sympy.Symbol) -> sympy.Sum:
    return sympy.Sum(term, *((index, 1, n) for index in indices))


def decided(statement: SumsEqual) -> Outcome:
    return Rearrangement().decide(Step("s", statement, Rearrangement()), Context())


GAP = SumsEqual(
    over(x[i] ** 2 * A[i, j], i, j) - over(x[i] * A[i, j] * x[j], i, j),
    over(A[i, j] * (x[i] - x[j]) ** 2, i, j) / 2,
    (A,),
)


@pytest.mark.parametrize(
    ("left", "right", "symmetric"),
    [
        (over(x[i], i) ** 2, over(x[i] * x[j], i, j), ()),
        (over(c * x[i], i), c * over(x[k], k), ()),
        (over(A[i, j] * x[j], i, j), over(A[j, i] * x[i], i, j), ()),
        (over(over(A[i, j] * x[j], j) * y[i], i), over(y[k] * A[k, i] * x[i], i, k), ()),
        (over(x[i] * A[i, j] * y[j], i, j), over(y[i] * A[i, j] * x[j], i, j), (A,)),
        ((c + 1) ** 2 * x[1], c**2 * x[1] + 2 * c * x[1] + x[1], ()),
        (GAP.left, GAP.right, GAP.symmetric),
        (sympy.Sum(A[i, j], (i, 1, n), (j, 1, k)), sympy.Sum(A[j, i], (j, 1, n), (i, 1, k)), ()),
        (
            over(x[i], i) * sympy.Sum(y[i], (i, 1, k)),
            sympy.Sum(y[i] * x[j], (i, 1, k), (j, 1, n)),
            (),
        ),
    ],
    ids=str,
)
def test_what_is_equal_for_every_size(
    left: sympy.Expr, right: sympy.Expr, symmetric: tuple[sympy.IndexedBase, ...]
) -> None:
    outcome = decided(SumsEqual(left, right, symmetric))
    assert outcome.status == "proved"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (over(x[i], i) ** 2, over(x[i] ** 2, i)),
        (over(x[i] * A[i, j] * y[j], i, j), over(y[i] * A[i, j] * x[j], i, j)),
        (over(A[i, j] * B[j, k], i, j, k), over(B[i, j] * A[j, k], i, j, k)),
        (c * over(x[i], i), over(x[i], i) * 2),
        (over(x[i], i), sympy.Sum(x[i], (i, 1, k))),
        (sympy.Sum(A[i, j], (i, 1, n), (j, 1, k)), sympy.Sum(A[j, i], (i, 1, n), (j, 1, k))),
        (sympy.Sum(x[i] * x[j], (i, 1, n), (j, 1, k)), over(x[i], i) ** 2),
    ],
    ids=str,
)
def test_what_is_not(left: sympy.Expr, right: sympy.Expr) -> None:
    outcome = decided(SumsEqual(left, right))
    assert outcome.status == "refuted" and outcome.by == "model"
    assert outcome.detail.startswith("the sides are ")


@pytest.mark.parametrize(
    ("left", "right", "detail"),
    [
        (over(x[i], i), sympy.Sum(x[i], (i, 1, n - 1)), "Sum(x[i], (i, 1, n - 1)) does not run"),
        (over(x[i], i), sympy.Sum(x[i], (i, 2, n)), "Sum(x[i], (i, 2, n)) does not run from 1"),
        (over(x[i], i), sympy.Sum(x[i], (i, 1, 3)), "Sum(x[i], (i, 1, 3)) does not run from 1"),
        (over(x[i] * x[j], i, j), sympy.Sum(x[i] * x[j], (j, 1, i), (i, 1, n)),
         "the sums run up to i and n"),
        (over(x[i + 1], i), over(x[j + 1], j), "x[i + 1]: i + 1 is neither a symbol nor a"),
        (over(x[0] * x[i], i), over(x[i] ** 2, i), "x[0]: 0 is neither a symbol nor a number"),
        (over(A[i, j, 1], i, j), over(A[j, i, 1], i, j), "A[i, j, 1] has not two indices, but"),
        (x[1] / c, x[1] / c, "1/c is no polynomial in elements"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_refused(left: sympy.Expr, right: sympy.Expr, detail: str) -> None:
    outcome = decided(SumsEqual(left, right, (A,)))
    assert outcome.status == "unknown" and outcome.detail.startswith(detail)


def test_two_things_of_one_name_are_refused() -> None:
    for left in (sympy.IndexedBase("x", integer=True)[1], x[sympy.Symbol("i")]):
        with pytest.raises(InputError, match="two things have this name"):
            SumsEqual(left, x[i])


def test_an_index_of_a_sum_is_no_element_that_is_given() -> None:
    for index in (1, sympy.Symbol("0", integer=True), sympy.Symbol("1", integer=True), n):
        given = over(A[i, j] * x[index], i, j)
        assert decided(SumsEqual(given, given)).status == "proved"
        assert decided(SumsEqual(given, over(A[i, j] * x[j], i, j))).status == "refuted"
    assert decided(SumsEqual(A[i, j] * A[j, k], A[j, i] * A[k, j], (A,))).status == "proved"
    assert decided(SumsEqual(A[i, j], A[j, i])).status == "refuted"
    assert decided(SumsEqual(x[3], x[2])).status == "refuted"
    assert decided(SumsEqual(over(x[1], i), n * x[1])).status == "unknown"


def test_mutants_are_rejected_and_symmetry_is_needed() -> None:
    report = found(Step("gap", GAP, Rearrangement()))
    assert report.status == "proved"
    counts = Counter(mutant.status for mutant in report.mutants)
    assert set(counts) <= {"rejected", "equivalent"} and counts["rejected"] >= 8
    assert "gap: A not symmetric" in {m.id for m in report.mutants if m.status == "rejected"}


def test_how_it_is_written() -> None:
    assert str(GAP).startswith("A symmetric |- ")
    assert str(SumsEqual(c, c)) == "c = c"
    assert latex(GAP).endswith(r"\quad (A = A^T)") and latex(SumsEqual(c, c)) == "c = c"


R, W, H = (sympy.IndexedBase(name, real=True) for name in "RWH")
p, a, m, r = sympy.symbols("p a m r", integer=True)
MADE = sympy.Eq(B[i, j], sympy.Sum(W[i, a] * H[a, j], (a, 1, r)))
SIGNS = (sympy.Ge(W[i, a], 0), sympy.Ge(H[a, j], 0))


def all_of(term: sympy.Expr) -> sympy.Sum:
    return sympy.Sum(term, (i, 1, m), (j, 1, n))


def judged(conclusion: sympy.Basic, given: tuple[sympy.Basic, ...], reason: Reason) -> Outcome:
    return reason.decide(Step("s", Valid(given, conclusion), reason), Context())


def test_hypotheses_say_what_elements_stand_for() -> None:
    product = sympy.Sum(R[i, j] * W[i, a] * H[a, j], (i, 1, m), (j, 1, n), (a, 1, r))
    said = sympy.Eq(all_of(R[i, j] * B[i, j]), product)
    assert judged(said, (MADE,), Rearrangement()).status == "proved"
    # an index of the sum that is put in is not that of the sum it is put in
    inner = sympy.Sum(R[i, a] * B[i, a], (i, 1, m), (a, 1, n))
    assert judged(sympy.Eq(inner, product), (MADE,), Rearrangement()).status == "proved"
    wrong = sympy.Sum(R[i, a] * W[i, a] * H[a, a], (i, 1, m), (a, 1, n))
    assert judged(sympy.Eq(inner, wrong), (MADE,), Rearrangement()).status == "refuted"
    assert judged(said, (), Rearrangement()).status == "refuted"
    assert judged(sympy.Lt(*said.args), (MADE,), Rearrangement()).status == "refuted"


def test_sums_are_compared_summand_by_summand() -> None:
    total = sympy.Sum(W[i, a] * H[a, j] * H[p, j], (i, 1, m), (j, 1, n), (a, 1, r), (p, 1, r))
    assert judged(sympy.Ge(total, 0), SIGNS, Termwise()).status == "proved"
    for given in (SIGNS[1:], (sympy.Ge(W[i, a], -1), SIGNS[1])):
        refuted = judged(sympy.Ge(total, 0), given, Termwise())
        assert (refuted.status, refuted.by) == ("refuted", "model")
        assert "the sides are" in refuted.detail and "m = " in refuted.detail
    # each group of sums over the same indices is looked at alone; an inner sum is any number
    inner = all_of((R[i, j] - sympy.Sum(W[i, a], (a, 1, r))) ** 2)
    assert judged(sympy.Ge(inner + total, 0), SIGNS, Termwise()).status == "proved"
    opposite = all_of(H[i, j]) - sympy.Sum(H[i, j], (i, 1, n), (j, 1, m))
    assert judged(sympy.Eq(opposite, 0), (), Termwise()).status == "refuted"
    assert judged(sympy.Eq(opposite + 1, 0), (), Termwise()).status == "refuted"
    assert judged(sympy.Gt(inner + 1, 0), (), Termwise()).status == "unknown"
    assert judged(sympy.true, (), Termwise()).status == "proved"


def test_contradictory_hypotheses_prove_nothing_of_sums() -> None:
    never = (sympy.Gt(W[i, j], 0), sympy.Lt(W[i, j], 0))
    outcome = judged(sympy.Ge(all_of(W[i, j]), 5 * all_of(W[i, j] ** 2)), never, Termwise())
    assert outcome.status == "unknown" and outcome.vacuous


def test_small_tables_obey_what_is_said_of_them() -> None:
    either = sympy.Or(sympy.Eq(W[i, j], 2), sympy.Eq(W[i, j] * R[i, j], H[i, j]))
    wrong = sympy.Eq(all_of(W[i, j] * R[i, j]), all_of(H[i, j]))
    assert judged(wrong, (either,), Termwise()).status == "refuted"
    right = sympy.Eq(all_of((W[i, j] - 2) * (W[i, j] * R[i, j] - H[i, j])), 0)
    assert judged(right, (either,), Termwise()).status == "proved"
    assert judged(right, (), Termwise()).status == "refuted"


def test_what_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = over(x[i], i) ** 6
    outcome = decided(SumsEqual(wide, wide))
    assert outcome == Outcome("unknown", "a product has 6 indices, more than 5")
    outcome = decided(SumsEqual(sympy.exp(x[1]), sympy.exp(x[1])))
    assert outcome == Outcome("unknown", "exp(x[1]) is no polynomial in elements")
    step = Step("w", Words("w"), Rearrangement())
    assert Rearrangement().decide(step, Context()).status == "unknown"
    monkeypatch.setattr(tables, "TRIALS", 0)
    outcome = decided(SumsEqual(over(x[i], i), over(y[i], i)))
    assert outcome == Outcome("unknown", "2 products differ, though no small matrices do")
