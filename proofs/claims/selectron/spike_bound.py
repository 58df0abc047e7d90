"""Theorem 1 of the selectron paper, for all n, signed weights and dependent inputs."""

from collections.abc import Iterator

import sympy

from ...derivation.chance import E, Indicator
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.chain import Chain
from ...reasons.expectation import Linear, Monotone
from ...reasons.given import definitions
from ...reasons.logic import Logic
from ...reasons.summation import Induction
from .experiments import Spike
from .words import MEAN, POSITIVE, SOURCE, SPIKE, UNIT, A, B, L, omega, p, theta


@LIBRARY.claim(
    "selectron-spike-bound",
    "The spike bound (Theorem 1)",
    "For every number n of inputs from 0 to 1, each of mean p, however they depend on each other,"
    " and all weights of either sign with ||w||_1 <= omega, the probability of a spike is at most"
    " p (omega / theta)^2, if theta > 0.",
    source=SOURCE,
    experiments=[Spike("sampled", (2, -1, 3, 1), 3, 0.4)],
    notes=(
        "Proved by induction over n at once: the laws of n dependent inputs have 2^n numbers, which"
        " no solver handles beyond a few inputs.",
    ),
)
def spike_bound() -> Iterator[Step]:
    """Bound the spike by a square, and this by the active weight."""
    yield from definitions(A, B, L)
    active = sympy.And(sympy.Ge(B, 0), sympy.Le(B, L))
    square, bounded = E(A**2 / theta**2), E(L * B / theta**2)
    mean, last = p * L**2 / theta**2, p * omega**2 / theta**2
    norm = (sympy.Le(L, omega), sympy.Ge(p, 0))
    given = (*UNIT, MEAN, POSITIVE, *norm)
    reach, spike = E(Indicator(sympy.Ge(A, theta))), E(SPIKE)
    for name, said, reason, note, *twins in (
        ("active", Valid(UNIT, active), Induction(), "what arrives is part of the whole"),
        ("cauchy", Valid(UNIT, sympy.Le(A**2, L * B)), Induction((active,)), "",
         Twin("the square is bounded by the active weight alone",
              Valid(UNIT, sympy.Le(A**2, B)))),
        ("norm", Valid((), sympy.Ge(L, 0)), Induction(), ""),
        ("chebyshev", Valid((POSITIVE,), sympy.Le(reach, square)), Monotone(), ""),
        ("bounded", Valid((*UNIT, POSITIVE), sympy.Le(square, bounded)),
         Monotone(("cauchy", "active")), ""),
        ("mean", Valid((MEAN, POSITIVE), sympy.Eq(bounded, mean)), Linear(), ""),
        ("budget", Valid((POSITIVE, *norm), sympy.Le(mean, last)), Logic(("norm",)), ""),
        ("reach", Valid(given, sympy.Le(reach, last)),
         Chain(("chebyshev", "bounded", "mean", "budget")), "theta need not be passed"),
        ("passing", Valid((), sympy.Le(spike, reach)), Monotone(), ""),
        ("bound", Valid(given, sympy.Le(spike, last)), Chain(("passing", "reach")), "",
         Twin("for any threshold", Valid((*UNIT, MEAN, *norm), sympy.Le(spike, last))),
         Twin("a spike has no more than (omega / theta)^2 of p squared",
              Valid(given, sympy.Le(spike, p**2 * omega**2 / theta**2)))),
    ):  # fmt: skip
        yield Step(name, said, reason, note, tuple(twins))
