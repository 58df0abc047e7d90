"""Brains and networks: what a synapse must know to change."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy
from numpy.typing import NDArray

from ...sim.learning.presentation import Given
from ...sim.learning.selectron import selectron
from ..derivation.chance import Indicator
from ..derivation.experiment import Exact, Sampled
from ..derivation.figure import Curve, Figure
from ..derivation.library import LIBRARY
from ..derivation.statements import Valid
from ..derivation.step import Step, Twin
from ..reasons.calculus import Calculus
from ..reasons.logic import Logic

w1, w2, v2, x, t = sympy.symbols("w_1 w_2 v_2 x t", real=True)
alpha, nu, xj, own, other, bar = sympy.symbols("alpha nu x_j w_j m theta", real=True)
alpha2, nu2, xj2, own2, other2, bar2 = sympy.symbols("alpha' nu' x_j' w_j' m' theta'", real=True)
first, second = sympy.symbols("a a'", real=True)


def error(one: Fraction, two: Fraction, given: Fraction, wanted: Fraction) -> Fraction:
    """Return half the squared error of a net of two linear layers."""
    return (two * one * given - wanted) ** 2 / 2


def ratio() -> Fraction:
    """Return by how much two nets differ in what backpropagation does to the same synapse.

    Input, first weight, what the first neuron does and the error of the output are equal; the
    second weights are 2 and -1. Differences of a quadratic function are exact.
    """
    one, given, step = Fraction(1, 2), Fraction(3), Fraction(1, 8)
    slopes = []
    for two in (Fraction(2), Fraction(-1)):
        wanted = two * one * given - Fraction(1, 4)  # so that the error is 1/4
        slopes.append((error(one + step, two, given, wanted)
                       - error(one - step, two, given, wanted)) / (2 * step))  # fmt: skip
    return slopes[0] / slopes[1]


def alike(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Say of nets with random second weights from -1 to 3 whether a first one changes alike.

    It does if backpropagation's slope has the same sign in both, by differences.
    """
    one, given, step = 0.5, 3.0, 0.125
    slopes = []
    for _ in range(2):
        two = 4 * generator.random(runs) - 1
        wanted = two * one * given - 0.25
        ends = [(two * (one + move) * given - wanted) ** 2 / 2 for move in (step, -step)]
        slopes.append(ends[0] - ends[1])
    return np.asarray(slopes[0] * slopes[1] > 0, np.float64)


def local(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Say of random pairs of selectrons that see one input whether it changes alike in both.

    All else is random; pairs of which one spikes alone count as alike.
    """
    own = generator.integers(0, 2, (runs, 1, 1)).astype(float)
    spikes, moved = [], []
    for _ in range(2):
        rest = generator.integers(0, 2, (runs, 1, 2)).astype(float)
        weights = 2 * generator.random((runs, 3))
        found = selectron(Given(np.concatenate([own, rest], axis=2)), 1, runs, alpha=0.125,
                          theta=1.0, omega=1e6, weights=weights, engine="numpy")  # fmt: skip
        spikes.append(found.spikes)
        moved.append(np.round(found.weights[:, 0] - weights[:, 0], 12))
    return np.asarray((spikes[0] != spikes[1]) | (moved[0] == moved[1]), np.float64)


def changes() -> Fraction:
    """Return how the weights of one input change in two selectrons that differ in all else.

    Both see the input and spike at the same times; the quotient is 1 if the rule is local. The
    bound on the norm is so wide that it never acts.
    """
    own = np.array([1, 0, 1, 1, 0, 1, 1, 0], float)
    sums = []
    for other, weights in (
        ((1, 1, 0, 1, 0, 0, 1, 1), (2.0, 0.5)),
        ((1, 0, 0, 0, 0, 1, 0, 1), (1.5, 0.25)),
    ):
        rows = np.stack([own, np.array(other, float)], axis=1)
        found = selectron(Given(rows), 8, 1, alpha=0.125, theta=1.0, omega=1e6, weights=weights,
                          engine="numpy")  # fmt: skip
        assert int(found.spikes[0]) == 5  # each time the first input was on
        sums.append(Fraction(float(found.weights[0, 0] - weights[0])))
    return sums[0] / sums[1]


def over_second() -> list[Curve]:
    """Draw what both rules do to a first weight, over the second."""
    xs = [k / 20 - 2 for k in range(81)]
    return [
        Curve("backpropagation, at the same error", xs, [-0.25 * x * 3 for x in xs]),
        Curve("rule of the selectron", xs, [0.25] * len(xs)),
    ]


@LIBRARY.claim(
    "locality",
    "Brains versus networks",
    "Two synapses that agree in alpha, nu, their input x_j and the spike y of their neuron change"
    " alike under the selectron's rule, whatever else their neurons are: none of the rest"
    " interferes. Backpropagation changes a weight w_1 by what depends on the weights beyond it:"
    " with equal weight and activity, and equal input and output error that are not 0, two nets of"
    " different w_2 change w_1 differently, and in opposite directions if their w_2 differ in sign."
    " The bound on ||w||_1 is not local either:"
    " rescaling takes from each weight what depends on all others.",
    source="psychon; the rule is that of Balduzzi & Besserve 2012, NIPS 25; backpropagation is that"
    " of Rumelhart, Hinton & Williams 1986, Nature 323:533-536; the objection is Crick's 1989,"
    " Nature 337:129-132",
    experiments=[
        Exact("one synapse in two selectrons", changes, lambda: Fraction(1)),
        Sampled("one synapse in random pairs of selectrons", local, lambda: 1.0, 4000),
        Exact("one synapse in two nets, by differences", ratio, lambda: Fraction(-2)),
        # both second weights above 0, or both below
        Sampled("same direction in two random nets", alike, lambda: 0.75**2 + 0.25**2, 1_000_000),
    ],
    figures=[
        Figure("over-second", "How a first weight changes, over the second weight, all that is"
               " known at the synapse being equal.", ("w_2", "change of w_1"), over_second),
    ],
    notes=(
        "Locality is stated as non-interference of two copies, so that no list of what is local has"
        " to be trusted: what the copies share is all that the change may depend on.",
        "Of the selectron's rule this is plain from its form, alpha nu x_j y, in which nothing else"
        " stands: equal factors make equal products. The experiment is what looks at neurons that"
        " differ in other weights and inputs.",
        "nu is one number for all synapses, broadcast, not local; so are alpha and the sign of"
        " time.",
    ),
)  # fmt: skip
def locality() -> Iterator[Step]:
    """Compare two copies under each rule."""
    fires, fires2 = own * xj + other > bar, own2 * xj2 + other2 > bar2
    same = (*(sympy.Eq(*pair) for pair in ((alpha, alpha2), (nu, nu2), (xj, xj2))),
            sympy.Equivalent(fires, fires2))  # fmt: skip
    alike = sympy.Eq(alpha * nu * xj * Indicator(fires), alpha2 * nu2 * xj2 * Indicator(fires2))
    yield Step("rule", Valid(same, alike), Logic(),
               "two copies; w_j, what the other inputs give (m) and theta are free", (
        Twin("without the spike of the neuron", Valid(same[:3], alike)),
        Twin("without the broadcast reward", Valid((same[0], *same[2:]), alike)),
    ))  # fmt: skip
    loss = (w2 * sympy.tanh(w1 * x) - t) ** 2 / 2
    back = (w2 * sympy.tanh(w1 * x) - t) * w2 * (1 - sympy.tanh(w1 * x) ** 2) * x
    slope = sympy.Derivative(loss, w1)
    yield Step("backpropagation", Valid((), sympy.Eq(slope, back)), Calculus(),
               "of half the squared error, one neuron a layer", (
        Twin("without the weight beyond",
             Valid((), sympy.Eq(slope, back.xreplace({w2: sympy.Integer(1)})))),
    ))  # fmt: skip
    miss, gain = sympy.symbols("e s", real=True)
    acts = (sympy.Ne(miss, 0), sympy.Ne(gain, 0))
    differ = sympy.Ne(miss * w2 * gain, miss * v2 * gain)
    yield Step("interferes", Valid((*acts, sympy.Ne(w2, v2)), differ), Logic(),
               "error e and slope s x of the first neuron equal, second weights not", (
        Twin("equal local data, equal changes",
             Valid(acts, sympy.Eq(miss * w2 * gain, miss * v2 * gain))),
    ))  # fmt: skip
    opposite = sympy.Lt(miss * w2 * gain * (miss * v2 * gain), 0)
    yield Step("opposite", Valid((*acts, sympy.Lt(w2 * v2, 0)), opposite), Logic(), "", (
        Twin("the direction at least is local", Valid(acts, sympy.Gt(miss * w2 * gain
                                                                    * (miss * v2 * gain), 0))),
    ))  # fmt: skip
    omega, weight = sympy.symbols("omega w", real=True)
    shrunk = [weight * omega / (weight + rest) for rest in (first, second)]
    positive = tuple(sympy.Gt(one, 0) for one in (omega, weight, first, second))
    yield Step("bound", Valid((*positive, sympy.Ne(first, second)), sympy.Ne(*shrunk)), Logic(),
               "a and a': what the other weights sum to", (
        Twin("the bound acts on each weight alone", Valid(positive, sympy.Eq(*shrunk))),
    ))  # fmt: skip
