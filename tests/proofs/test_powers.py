"""What is said of powers for every whole exponent: by induction, or refuted."""

import pytest
import sympy

from psychon.proofs.derivation.statements import Valid, Words
from psychon.proofs.derivation.step import Context, Outcome, Step
from psychon.proofs.reasons.powers import Powers

q, p = sympy.symbols("q p", real=True)
k, m = sympy.symbols("k m", integer=True)
FROM_0, POSITIVE = sympy.Ge(k, 0), sympy.Ge(q, 0)
SIZE = sympy.Ge(q**k, 0)


def decided(conclusion: sympy.Basic, *given: sympy.Basic, beside: sympy.Basic = SIZE) -> Outcome:
    reason = Powers((beside,))
    return reason.decide(Step("s", Valid(given, conclusion), reason), Context())


@pytest.mark.parametrize(
    ("conclusion", "given"),
    [
        (SIZE, (POSITIVE, FROM_0)),
        (sympy.Le(q**k, 1), (POSITIVE, sympy.Le(q, 1), FROM_0)),
        (sympy.Ge(q**k, 1 + k * (q - 1)), (POSITIVE, FROM_0)),
        (sympy.Ge(q ** (k + 2), 0), (POSITIVE, sympy.Ge(k, 3))),
        (sympy.Eq(q ** (k + 2), q * q ** (k + 1)), (POSITIVE, FROM_0)),
        (sympy.Le((p / 2) ** k, q**k), (POSITIVE, sympy.Eq(p, q), FROM_0)),
    ],
    ids=str,
)
def test_what_holds_for_every_exponent(
    conclusion: sympy.Basic, given: tuple[sympy.Basic, ...]
) -> None:
    beside = sympy.And(SIZE, sympy.Ge((p / 2) ** k, 0)) if conclusion.has(p) else SIZE
    assert decided(conclusion, *given, beside=beside).status == "proved"


def test_what_does_not_is_refuted_or_open() -> None:
    assert decided(sympy.Le(q**k, 1), POSITIVE, FROM_0).by == "model"
    assert decided(sympy.Lt(q**k, 1), POSITIVE, sympy.Lt(q, 1), FROM_0).by == "model"  # k = 0
    assert decided(SIZE, POSITIVE).by == "model"  # q = 0, k = -1
    assert decided(sympy.Ge((-q) ** k, 0), POSITIVE, FROM_0).by == "model"
    for conclusion, given, problem in (
        (SIZE, (sympy.Gt(q, 0),), "it is not given that k is from 0 on"),
        (sympy.Ge(q**2 + k - p, -p), (FROM_0,), "it has not the powers of one whole exponent"),
        (sympy.Ge(q**k + q**m, 0), (POSITIVE, FROM_0, sympy.Ge(m, 0)), "it has not the powers"),
        # true, but no step leads to it
        (sympy.Ge((q**k - 1) * (k - 1), (q**k - 1) * (-1)), (sympy.Ge(q, 1), FROM_0), "from k to"),
    ):  # fmt: skip
        beside = sympy.true if "powers" in problem else SIZE
        outcome = decided(conclusion, *given, beside=beside)
        assert outcome.status == "unknown" and outcome.detail.startswith(problem), conclusion


def test_what_cannot_hold_together_proves_nothing() -> None:
    never = (sympy.Gt(q, 1), sympy.Lt(q, 0), FROM_0)
    outcome = decided(SIZE, *never)
    assert outcome.status == "unknown" and outcome.vacuous
    step = Step("w", Words("w"), Powers())
    assert Powers().decide(step, Context()).status == "unknown"
