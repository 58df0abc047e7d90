"""Post-synaptic potentials, and the shot noise that many of them make."""

from collections.abc import Iterator
from functools import partial
from math import exp, expm1

import numpy as np
import sympy
from numpy.typing import NDArray

from ...derivation.chance import Chance, E
from ...derivation.experiment import Close, Sampled
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.calculus import Calculus
from ...reasons.expectation import Linear
from ...reasons.logic import Logic

s, tau, lam = sympy.symbols("s tau lambda", real=True)
u, v, c = sympy.symbols("u v c", real=True)
POSITIVE = (sympy.Gt(tau, 0),)

FAST, SLOW = sympy.exp(-4 * s / tau), sympy.exp(-s / tau)
KERNEL = SLOW - FAST


def potential(time: float, tau: float = 10.0) -> float:
    """Return the kernel after a time."""
    return exp(-time / tau) - exp(-4 * time / tau)


def highest() -> float:
    """Return the largest value of the kernel on a fine grid."""
    return max(potential(k / 500) for k in range(10_000))


def area() -> float:
    """Return the area below the kernel by the rule of Simpson, over 30 time constants."""
    values = np.array([potential(k / 100) for k in range(30_001)])
    return float((values[:-1:2] + 4 * values[1::2] + values[2::2]).sum() / 300)


LOOK = 40.0
"""How long after a spike the potential is looked at, in ms."""


def looked(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return potentials at random times after a spike, in units of 0.5."""
    times = LOOK * generator.random(runs)
    return np.asarray(2 * (np.exp(-times / 10) - np.exp(-4 * times / 10)))


def mean_look() -> float:
    """Return their mean, the area up to then over the time."""
    return (10 * -expm1(-LOOK / 10) - 2.5 * -expm1(-4 * LOOK / 10)) / LOOK


def kernels() -> list[Curve]:
    """Draw the kernel for three time constants."""
    xs = [k / 2 for k in range(121)]
    return [
        Curve(f"tau = {tau:g} ms", xs, [potential(x, tau) for x in xs]) for tau in (20.0, 10.0, 5.0)
    ]


@LIBRARY.claim(
    "post-synaptic-potential",
    "Post-synaptic potentials",
    "A potential that rises with the time constant tau / 4 and falls with tau,"
    " exp(-s / tau) - exp(-4 s / tau), is highest at s = tau ln(4) / 3, where it is 3 2^(1/3) / 8"
    " whatever tau, and has the area 3 tau / 4. As tau goes to 0 the peak stays, the area vanishes:"
    " the limit is no impulse.",
    source="Gerstner & Kistler 2002, Spiking Neuron Models, ch. 4, for the kernel",
    experiments=[
        Close("highest value", highest, lambda: 3 * 2 ** (1 / 3) / 8, 1e-6),
        Close("area", area, lambda: 7.5, 1e-9),
        Sampled("potential at a random time", looked, mean_look, 600_000, scale=0.5),
    ],
    figures=[
        Figure("kernels", "Post-synaptic potentials of three time constants: as high, less wide.",
               ("time in ms", "potential"), kernels),
    ],
    notes=(
        "A kernel normalised by its area would tend to an impulse; the spike-response model"
        " normalises by the peak or not at all.",
    ),
)  # fmt: skip
def post_synaptic_potential() -> Iterator[Step]:
    """Find the peak, then the area by a primitive."""
    peak = sympy.log(4) * tau / 3
    slope = sympy.diff(KERNEL, s)
    yield Step("slope", Valid(POSITIVE, sympy.Eq(sympy.Derivative(KERNEL, s), slope)), Calculus())
    flat = sympy.Eq(slope.xreplace({s: peak}), 0, evaluate=False)
    yield Step("flat", Valid((), flat), Calculus(), "there the slope is 0", (
        Twin("the peak is at tau", Valid(POSITIVE, sympy.Eq(slope.xreplace({s: tau}), 0))),
    ))  # fmt: skip
    height = sympy.Integer(3) * sympy.cbrt(2) / 8
    top = sympy.Eq(KERNEL.xreplace({s: peak}), height, evaluate=False)
    yield Step("height", Valid((), top), Calculus(), "", (
        Twin("a slower potential is higher",
             Valid(POSITIVE, sympy.Eq(KERNEL.xreplace({s: peak}), height * tau, evaluate=False))),
    ))  # fmt: skip
    yield Step("highest", Valid((), sympy.Le(v - v**4 / 4, sympy.Rational(3, 4))), Logic(),
               "exp(-s / tau) is v times what it is at the peak, so the kernel v - v^4 / 4 times"
               )  # fmt: skip
    primitive = tau * FAST / 4 - tau * SLOW
    yield Step("primitive", Valid(POSITIVE, sympy.Eq(sympy.Derivative(primitive, s), KERNEL)),
               Calculus())  # fmt: skip
    start = primitive.xreplace({s: sympy.Integer(0)})
    ends = sympy.Limit(primitive, s, sympy.oo) - start
    yield Step("area", Valid(POSITIVE, sympy.Eq(ends, 3 * tau / 4)), Calculus(), "", (
        Twin("it integrates to 1, as an impulse", Valid(POSITIVE, sympy.Eq(ends, 1))),
    ))  # fmt: skip
    yield Step("vanishes", Valid((), sympy.Eq(sympy.Limit(3 * tau / 4, tau, 0), 0)), Calculus())


RATE, TAU, BIN, BINS = 0.5, 10.0, 5.0, 8
"""Spikes a ms, ms, ms."""

DECAY = exp(-BIN / TAU)


def noise(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return potentials after some bins of Poisson spikes."""
    total = np.zeros(runs)
    for _ in range(BINS):
        total = DECAY * total + generator.poisson(RATE * BIN, runs)
    return total


def level(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the same in units of 50; that more is met is less likely than 1e-20."""
    return np.minimum(noise(generator, runs) / 50, 1.0)


def spread(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return squared distances from the mean in units of 400."""
    return np.minimum((noise(generator, runs) - moments(1)) ** 2 / 400, 1.0)


def moments(order: int) -> float:
    """Return mean or variance of the bins' noise, a finite sum."""
    ratio = DECAY**order
    return RATE * BIN * (1 - ratio**BINS) / (1 - ratio)


PAST = 8 * TAU
"""How far back spikes are looked at, in ms."""


def summed(generator: np.random.Generator, rate: float, runs: int) -> NDArray[np.float64]:
    """Return potentials of Poisson spikes, each at its own time."""
    counts = generator.poisson(rate * PAST, runs)
    times = generator.random(int(counts.sum())) * PAST
    ends = np.concatenate([[0], np.cumsum(counts)])
    sums = np.concatenate([[0.0], np.cumsum(np.exp(-times / TAU))])
    return np.asarray(sums[ends[1:]] - sums[ends[:-1]])


def timed(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return such potentials in units of 20; that more is met is less likely than 1e-9."""
    return np.minimum(summed(generator, RATE, runs) / 20, 1.0)


def fluctuations() -> list[Curve]:
    """Draw mean and variance over the rate, by Campbell and simulated exactly."""
    xs = [k / 10 for k in range(1, 21)]
    generator = np.random.Generator(np.random.Philox(4))
    means, variances = [], []
    for rate in xs:
        total = summed(generator, rate, 4000)
        means.append(float(total.mean()))
        variances.append(float(total.var()))
    return [
        Curve("mean, lambda tau", xs, [x * TAU for x in xs]),
        Curve("variance, lambda tau / 2", xs, [x * TAU / 2 for x in xs]),
        Curve("simulated mean", xs, means, points=True),
        Curve("simulated variance", xs, variances, points=True),
    ]


@LIBRARY.claim(
    "shot-noise",
    "Shot noise",
    "Spikes of a Poisson process of rate lambda each add a potential eps(s). In bins of width h"
    " the sum has the mean sum_k eps_k lambda h and the variance sum_k eps_k^2 lambda h: one"
    " independent bin more adds eps times its mean and eps^2 times its variance. For"
    " eps = exp(-s / tau), as h goes to 0, they become lambda int eps = lambda tau and"
    " lambda int eps^2 = lambda tau / 2, as Campbell's theorem says.",
    source="Campbell 1909, Proc. Cambridge Philos. Soc. 15:117-136; Rice 1944, Bell Syst. Tech. J."
    " 23:282-332",
    experiments=[
        Sampled("mean in bins", level, partial(moments, 1), 200_000, scale=50),
        Sampled("variance in bins", spread, partial(moments, 2), 2_500_000, scale=400),
        Sampled("mean of spikes at their own times", timed,
                lambda: -RATE * TAU * expm1(-PAST / TAU), 200_000, scale=20),
    ],
    figures=[
        Figure("fluctuations", "Shot noise of potentials exp(-s / tau), tau = 10 ms, over the rate"
               " of its spikes: the variance grows as the mean does.",
               ("spikes a ms", "mean, variance"), fluctuations),
    ],
    notes=(
        "For other potentials Campbell's theorem is not proved here. In bins any potential will do,"
        " by an induction over bins that is said in words: one bin more is what is proved.",
        "That a Poisson process has independent bins with mean and variance lambda h is its"
        " definition here.",
    ),
)  # fmt: skip
def shot_noise() -> Iterator[Step]:
    """Add one bin; sum geometric series; let the bins shrink."""
    total, more = Chance("X"), Chance("n")
    weight, mean, var = sympy.symbols("eps mu sigma2", real=True)
    sums = E(total + weight * more)
    yield Step("mean", Valid((sympy.Eq(E(more), mean),),
               sympy.Eq(sums, E(total) + weight * mean)), Linear(), "one bin more")  # fmt: skip
    square = E((total + weight * more) ** 2)
    apart = sympy.Eq(E(total * more), 0)
    known, old = (sympy.Eq(E(more**2), var), apart), E(total**2)
    added = sympy.Eq(square, old + weight**2 * var)
    yield Step("variance", Valid(known, added), Linear(),
               "both counted from their means, and uncorrelated", (
        Twin("standard deviations add", Valid(known, sympy.Eq(square, old + weight * var))),
        Twin("variances add whether or not the bins are correlated", Valid(known[:1], added)),
    ))  # fmt: skip
    h, ratio = sympy.symbols("h r", real=True)
    k = sympy.symbols("k", integer=True)

    def first(count: sympy.Expr) -> sympy.Expr:
        return (1 - ratio**count) / (1 - ratio)

    grown = sympy.Eq(first(k) + ratio**k, first(k + 1))
    yield Step("geometric", Valid((sympy.Ne(ratio, 1), sympy.Ge(k, 0)), grown), Calculus(),
               "the sum of k bins, r = exp(-h / tau) or its square, term by term", (
        Twin("the sum of all bins comes at once",
             Valid((sympy.Ne(ratio, 1), sympy.Ge(k, 0)),
                   sympy.Eq(1 / (1 - ratio) + ratio**k, 1 / (1 - ratio)))),
    ))  # fmt: skip
    forgotten = sympy.Limit(sympy.exp(-s / tau), s, sympy.oo)
    yield Step("all-bins", Valid(POSITIVE, sympy.Eq(forgotten, 0)), Calculus(),
               "s = k h: r^k goes to 0, and the sum over all bins is 1 / (1 - r)")  # fmt: skip
    for name, factor in (("campbell-mean", 1), ("campbell-variance", 2)):
        whole = sympy.Limit(lam * h / (1 - sympy.exp(-factor * h / tau)), h, 0)
        said = sympy.Eq(whole, lam * tau / factor)
        wrong = Twin("the variance is the mean, as of the counts",
                     Valid(POSITIVE, sympy.Eq(whole, lam * tau)))  # fmt: skip
        yield Step(name, Valid(POSITIVE, said), Calculus(), "all bins, ever finer",
                   (wrong,) if factor == 2 else ())  # fmt: skip
    for name, factor in (("integral", 1), ("integral-square", 2)):
        primitive = -tau / factor * sympy.exp(-factor * s / tau)
        slope = sympy.Eq(sympy.Derivative(primitive, s), sympy.exp(-s / tau) ** factor)
        yield Step(f"{name}-primitive", Valid(POSITIVE, slope), Calculus())
        ends = sympy.Limit(primitive, s, sympy.oo) + tau / factor
        yield Step(name, Valid(POSITIVE, sympy.Eq(ends, tau / factor)), Calculus(),
                   "the same number: lambda times the integral")  # fmt: skip
