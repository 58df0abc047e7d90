"""The gradient rule of the selectron's reward, and what it is at the corner."""

from collections.abc import Iterator

import sympy

from ...derivation.chance import Indicator
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.algebra import Identity
from ...reasons.given import definitions
from ...reasons.logic import Logic
from ...reasons.summation import Induction
from .experiments import Difference, Spike
from .words import SOURCE, UNIT, A, i, n, nu, theta, w, x

j = sympy.symbols("j", integer=True)
z, other, step, one, alpha, y = sympy.symbols("z z' h x_j alpha y", real=True)
change = sympy.IndexedBase("h", real=True)


def reward(margin: sympy.Expr) -> sympy.Expr:
    """Return nu times the margin where the neuron spikes, else 0."""
    return nu * sympy.Max(margin, 0)


def update(margin: sympy.Expr) -> sympy.Expr:
    """Return what the rule adds to the weight of the input ``one``."""
    return alpha * nu * one * Indicator(margin > 0)


@LIBRARY.claim(
    "selectron-gradient",
    "The gradient rule",
    "The reward nu z f, with the margin z = w.x - theta and f = 1 where z > 0, else 0, changes by"
    " exactly h nu x_j f if weight j changes by h and |h x_j| < |z|. At the corner z = 0 the slope"
    " is nu max(x_j, 0) to the right and nu min(x_j, 0) to the left; for nu >= 0, nu x f is a"
    " subgradient for every two weight vectors, the corner included. The reward is Lipschitz. For"
    " inputs 0 and 1 the rule changes weight j only if x_j = 1 and the neuron spikes, and the"
    " change depends on alpha, nu, x_j and the spike alone.",
    source=SOURCE,
    experiments=[
        Difference("slope", (3, -1, 2, 2, -2, 1), 2, 0),
        Spike("coincidence", (3, -1, 2, 2, -2, 1), 2, 0.3, with_input=0),
    ],
    notes=(
        "For nu < 0 the rule is no subgradient: the mutant without nu >= 0 is rejected.",
        "Symbolic derivatives at the corner are not used: a derivative of a product with a step"
        " function leaves a term z delta(z) there, and one of a maximum takes half the slope.",
    ),
)
def gradient() -> Iterator[Step]:
    """Differentiate off the corner for any n; then say by logic what the rule is everywhere."""
    place = (sympy.Ge(j, 1), sympy.Le(j, n))
    moved = sympy.Sum((w[i] + step * sympy.KroneckerDelta(i, j)) * x[i], (i, 1, n))
    yield from definitions(A)
    yield Step("shift", Valid(place, sympy.Eq(moved - theta, A - theta + step * x[j])), Identity(),
               "weight j changes by h")  # fmt: skip
    slope = sympy.Derivative(nu * (A.body - theta), w[j])
    yield Step("slope", Valid(place, sympy.Eq(slope, nu * x[j])), Identity(),
               "where the neuron spikes; elsewhere the reward is 0")  # fmt: skip
    near = sympy.Lt(sympy.Abs(step * one), sympy.Abs(z))
    gained = reward(z + step * one) - reward(z)
    yield Step("increment", Valid((near,), sympy.Eq(gained, step * nu * one * Indicator(z > 0))),
               Logic(), "exact, so that it is the derivative", (
        Twin("across the corner, too",
             Valid((), sympy.Eq(gained, step * nu * one * Indicator(z > 0)))),
        Twin("whether it spikes or not", Valid((near,), sympy.Eq(gained, step * nu * one))),
    ))  # fmt: skip
    for side, sign in (("right", sympy.Ge(step, 0)), ("left", sympy.Le(step, 0))):
        end = sympy.Max if side == "right" else sympy.Min
        said = sympy.Eq(reward(step * one), step * nu * end(one, 0))
        yield Step(f"corner-{side}", Valid((sign,), said), Logic(), "from z = 0")
    above = sympy.Ge(reward(other) - reward(z), nu * Indicator(z > 0) * (other - z))
    yield Step("subgradient", Valid((sympy.Ge(nu, 0),), above), Logic(),
               "from any margin to any other", (
        Twin("for punished spikes, too", Valid((sympy.Le(nu, 0),), above)),
    ))  # fmt: skip
    apart = sympy.Le(sympy.Abs(reward(other) - reward(z)), sympy.Abs(nu * (other - z)))
    yield Step("lipschitz", Valid((), apart), Logic())
    far = sympy.Abs(sympy.Sum(change[i] * x[i], (i, 1, n)))
    norm = sympy.Sum(sympy.Abs(change[i]), (i, 1, n))
    yield Step("distance", Valid(UNIT, sympy.Le(far, norm)), Induction(),
               "margins differ by no more than the weights")  # fmt: skip
    bits = tuple(sympy.Or(sympy.Eq(bit, 0), sympy.Eq(bit, 1)) for bit in (one, y))
    spiked = sympy.And(sympy.Eq(one, 1), sympy.Eq(y, 1))
    yield Step("selective", Valid(bits, sympy.Implies(sympy.Ne(alpha * nu * one * y, 0), spiked)),
               Logic())  # fmt: skip
    same = sympy.Equivalent(z > 0, other > 0)
    yield Step("local", Valid((same,), sympy.Eq(update(z), update(other))), Logic(),
               "two neurons of equal alpha, nu, x_j and spike")  # fmt: skip
