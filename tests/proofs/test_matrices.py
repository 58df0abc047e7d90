"""Identities among sums over several indices: for every size, or refuted by small matrices."""

from collections import Counter

import pytest
import sympy
from planted import found

from psychon.proofs.derivation.render import latex
from psychon.proofs.derivation.statements import Words
from psychon.proofs.derivation.step import Context, Outcome, Step
from psychon.proofs.reasons import matrices as module
from psychon.proofs.reasons.matrices import Rearrangement, SumsEqual

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
        (over(x[i], i), sympy.Sum(x[i], (i, 1, k)), "the sums run up to k and n"),
        (over(x[i] * x[j], i, j), sympy.Sum(x[i] * x[j], (j, 1, i), (i, 1, n)),
         "the sums run up to i and n"),
        (over(x[i + 1], i), over(x[j + 1], j), "x[i + 1]: i + 1 is neither a symbol nor a"),
        (over(x[0] * x[i], i), over(x[i] ** 2, i), "x[0]: 0 is neither a symbol nor a number"),
        (over(A[i, j, 1], i, j), over(A[j, i, 1], i, j), "A[i, j, 1] has not two indices, but"),
        (x[1] + sympy.IndexedBase("x")[1], 2 * x[1], "two things have the same name"),
        (x[i], x[sympy.Symbol("i")], "two things have the same name"),
        (x[1] / c, x[1] / c, "1/c is no polynomial in elements"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_refused(left: sympy.Expr, right: sympy.Expr, detail: str) -> None:
    outcome = decided(SumsEqual(left, right, (A,)))
    assert outcome.status == "unknown" and outcome.detail.startswith(detail)


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


def test_what_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = over(x[i], i) ** 6
    outcome = decided(SumsEqual(wide, wide))
    assert outcome == Outcome("unknown", "a product has 6 indices, more than 5")
    outcome = decided(SumsEqual(sympy.exp(x[1]), sympy.exp(x[1])))
    assert outcome == Outcome("unknown", "exp(x[1]) is no polynomial in elements")
    step = Step("w", Words("w"), Rearrangement())
    assert Rearrangement().decide(step, Context()).status == "unknown"
    monkeypatch.setattr(module, "SIZES", ())
    outcome = decided(SumsEqual(over(x[i], i), over(y[i], i)))
    assert outcome == Outcome("unknown", "2 products differ, though no small matrices do")
