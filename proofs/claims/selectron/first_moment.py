"""Where the selectron is silent, and a bound that is better wherever it is not."""

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
from .words import MEAN, POSITIVE, SOURCE, SPIKE, UNIT, A, B, L, i, n, p, theta, w, x


@LIBRARY.claim(
    "selectron-silent",
    "The silent region",
    "A selectron whose weights have a 1-norm up to theta never spikes, whatever inputs from -1 to 1"
    " it gets.",
    source=f"psychon; of the neuron of {SOURCE}",
    experiments=[
        Spike("silent", (3, -2, 4), 9, 0.5),
        Spike("not silent", (3, -2, 4), 2, 0.5),
    ],
    notes=("That inputs are not negative proved superfluous here: -1 will do.",),
)
def silent() -> Iterator[Step]:
    """Bound the sum by the norm."""
    yield from definitions(A, L)
    signed, small = (sympy.Ge(x[i], -1), UNIT[1]), sympy.Le(L, theta)
    yield Step("below", Valid(signed, sympy.Le(A, L)), Induction())
    yield Step("silent", Valid((*signed, small), sympy.Le(A, theta)), Logic(("below",)), "", (
        Twin("the sum of the weights is what counts, not of their sizes",
             Valid((*signed, sympy.Le(sympy.Sum(w[i], (i, 1, n)), theta)), sympy.Le(A, theta))),
        Twin("it does not even come near", Valid((*signed, small), sympy.Lt(A, theta))),
        Twin("inputs of any size", Valid((small,), sympy.Le(A, theta))),
    ))  # fmt: skip
    yield Step("never", Valid((*signed, small), sympy.Eq(E(SPIKE), 0)), Monotone(("below",)))


@LIBRARY.claim(
    "selectron-first-moment",
    "The first moment is the better bound",
    "For inputs of mean p that are never negative, however dependent, and theta > 0, a spike has a"
    " probability of at most p L / theta, L = ||w||_1. Where a neuron of inputs up to 1 can spike"
    " at all, which needs L > theta, this is less than the p (L / theta)^2 of Theorem 1, if p > 0.",
    source=f"psychon; beside Theorem 1 of {SOURCE}",
    experiments=[Spike("sampled", (3, -1, 2, 2), 4, 0.5)],
    notes=("Theorem 1 is dominated everywhere: by silence for L <= theta, and by this above.",
           "That inputs are at most 1 proved superfluous here."),
)  # fmt: skip
def first_moment() -> Iterator[Step]:
    """Bound the spike by the sum itself instead of its square."""
    yield from definitions(A, B, L)
    reach, spike = E(Indicator(sympy.Ge(A, theta))), E(SPIKE)
    part, whole = E(sympy.Max(A, 0) / theta), E(B / theta)
    bound, square = p * L / theta, p * L**2 / theta**2
    given = (UNIT[0], MEAN, POSITIVE)
    can = (sympy.Gt(L, theta), sympy.Gt(p, 0))
    for name, said, reason, *twins in (
        ("active", Valid(UNIT[:1], sympy.And(sympy.Le(A, B), sympy.Ge(B, 0))), Induction()),
        ("markov", Valid((POSITIVE,), sympy.Le(reach, part)), Monotone()),
        ("part", Valid((UNIT[0], POSITIVE), sympy.Le(part, whole)), Monotone(("active",))),
        ("mean", Valid((MEAN, POSITIVE), sympy.Eq(whole, bound)), Linear()),
        ("reach", Valid(given, sympy.Le(reach, bound)), Chain(("markov", "part", "mean"))),
        ("passing", Valid((), sympy.Le(spike, reach)), Monotone()),
        (
            "bound",
            Valid(given, sympy.Le(spike, bound)),
            Chain(("passing", "reach")),
            Twin("inputs may be negative", Valid((MEAN, POSITIVE), sympy.Le(spike, bound))),
            Twin("half of it will do", Valid(given, sympy.Le(spike, bound / 2))),
        ),
        (
            "better",
            Valid((POSITIVE, *can), sympy.Lt(bound, square)),
            Logic(),
            Twin("better everywhere", Valid((POSITIVE, can[1]), sympy.Lt(bound, square))),
        ),
        ("dominated", Valid((*given, *can), sympy.Lt(reach, square)), Chain(("reach", "better"))),
    ):
        yield Step(name, said, reason, "", tuple(twins))
