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
