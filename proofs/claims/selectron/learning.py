"""The selectron in a box, its efficacy, and runs of its online rule."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from operator import mul

import numpy as np
import sympy
from numpy.typing import NDArray

from ....sim.learning.presentation import Independent, Patterns
from ....sim.learning.selectron import selectron
from ...derivation.chance import Chance, E
from ...derivation.experiment import Exact, Sampled
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.algebra import Identity
from ...reasons.expectation import Linear, Monotone
from ...reasons.logic import Logic
from .optimum import LAW, margin
from .words import SOURCE

theta, most, share, alpha, omega = sympy.symbols("theta w_max f alpha omega", real=True)
rest, one = Chance("A_j"), Chance("x_j")


def boxed(grid: int) -> Fraction:
    """Return the largest mean reward under ``LAW``, weights from 0 to 1 in steps, theta 3/4."""
    best = Fraction(0)
    for weights in product([Fraction(m, grid) for m in range(grid + 1)], repeat=3):
        sums = ((sum(map(mul, weights, bits)), chance) for bits, chance in LAW.items())
        mean = sum((c * margin(total - Fraction(3, 4)) for total, c in sums), start=Fraction(0))
        best = max(best, mean)
    return best


def at_vertex(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the reward of selectrons whose weights are all 1, in units of 5/4."""
    found = selectron(Patterns(list(LAW), [float(chance) for chance in LAW.values()]), 1, runs,
                      alpha=STEP, theta=THETA, omega=3.0, weights=(1.0, 1.0, 1.0),
                      seed=int(generator.integers(2**32)), engine="numpy")  # fmt: skip
    return np.asarray(found.reward / 1.25)


@LIBRARY.claim(
    "selectron-box",
    "The optimum in a box",
    "For nu >= 0 and any law of the inputs, some weights that are each 0 or w_max have the largest"
    " mean reward among all with 0 <= w_j <= w_max: the reward is convex in every weight.",
    source=f"psychon; of the reward of {SOURCE}",
    experiments=[
        Exact("vertices against a grid", lambda: boxed(1), lambda: boxed(6)),
        # two inputs with chance 5/8 leave a margin of 5/4, one with 1/4 leaves 1/4
        Sampled("reward of the best vertex", at_vertex, lambda: 27 / 32, 450_000, scale=1.25),
    ],
    figures=[
        Figure("slices", "The mean reward over one weight, the others at 1: convex, so that an end"
               " is best.", ("weight", "mean reward"), lambda: slices()),
    ],
    notes=(
        "Here several inputs share the neuron, and a margin is won by their coincidence: in a box"
        " the rule does balance frequent spikes and high margins, under a bound on the 1-norm it"
        " does not (claim selectron-optimum).",
    ),
)  # fmt: skip
def in_a_box() -> Iterator[Step]:
    """Convex in one weight, at each outcome; so in the mean."""
    low, high = sympy.Max(rest - theta, 0), sympy.Max(rest + most * one - theta, 0)
    here = sympy.Max(rest + share * most * one - theta, 0)
    unit = (sympy.Ge(share, 0), sympy.Le(share, 1))
    mixed = E(share * high + (1 - share) * low)
    said = sympy.Le(E(here), mixed)
    yield Step("convex", Valid(unit, said), Monotone(),
               "weight j is f w_max, A_j what the other weights make", (
        Twin("concave, so that the middle is best", Valid(unit, sympy.Ge(E(here), mixed))),
        Twin("for punished spikes, too", Valid(unit, sympy.Le(E(-here), -mixed))),
    ))  # fmt: skip
    split = sympy.Eq(mixed, share * E(high) + (1 - share) * E(low))
    yield Step("mean", Valid((), split), Linear())
    a, b, c = sympy.symbols("a b c", real=True)
    ends = (*unit, sympy.Le(c, share * a + (1 - share) * b))
    yield Step("an-end", Valid(ends, sympy.Le(c, sympy.Max(a, b))), Logic(),
               "so weight j may be moved to an end, one weight after another", (
        Twin("either end will do", Valid(ends, sympy.Le(c, sympy.Min(a, b)))),
    ))  # fmt: skip


def slices() -> list[Curve]:
    """Draw the mean reward over one weight."""
    xs = [m / 40 for m in range(41)]
    lines = []
    for place in range(3):
        ys = []
        for x in xs:
            weights = [1.0, 1.0, 1.0]
            weights[place] = x
            sums = ((sum(map(mul, weights, bits)), float(c)) for bits, c in LAW.items())
            ys.append(sum(c * max(total - 0.75, 0.0) for total, c in sums))
        lines.append(Curve(f"weight {place + 1}", xs, ys))
    return lines


RATES = (Fraction(1, 2), Fraction(1, 4), Fraction(3, 8))
WEIGHTS, BAR = (Fraction(2), Fraction(1), Fraction(1)), Fraction(3, 2)


def efficacy() -> Fraction:
    """Return E[R | x_1 = 1] - E[R | x_1 = 0] of a selectron, over all its inputs."""
    means = [Fraction(0), Fraction(0)]
    for bits in product((0, 1), repeat=3):
        chance = Fraction(1)
        for bit, rate in zip(bits[1:], RATES[1:], strict=True):
            chance *= rate if bit else 1 - rate
        total = sum(map(mul, WEIGHTS, bits)) - BAR
        means[bits[0]] += chance * max(total, Fraction(0))
    return means[1] - means[0]


def efficacy_by_formula() -> Fraction:
    """Return the same by the three expectations of the formula."""
    both = spiked = coincident = Fraction(0)
    for bits in product((0, 1), repeat=3):
        chance = Fraction(1)
        for bit, rate in zip(bits, RATES, strict=True):
            chance *= rate if bit else 1 - rate
        beside = sum(map(mul, WEIGHTS[1:], bits[1:])) - BAR
        fires = WEIGHTS[0] * bits[0] + beside > 0
        both += chance * fires * bits[0]
        coincident += chance * fires * bits[0] * beside
        spiked += chance * fires * beside
    p = RATES[0]
    return WEIGHTS[0] * both / p + coincident / (p * (1 - p)) - spiked / (1 - p)


def drawn(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return rewards, in units of 3, of random inputs of which the first is on."""
    bits = generator.random((runs, 3)) < np.array([1.0, *map(float, RATES[1:])])
    total = bits @ np.array(WEIGHTS, float) - float(BAR)
    return np.asarray(np.maximum(total, 0) / 3)


def with_first() -> float:
    """Return the mean reward where the first input is on."""
    total = Fraction(0)
    for second, third in product((0, 1), repeat=2):
        chance = (RATES[1] if second else 1 - RATES[1]) * (RATES[2] if third else 1 - RATES[2])
        total += chance * max(WEIGHTS[0] + second + third - BAR, Fraction(0))
    return float(total)


@LIBRARY.claim(
    "selectron-efficacy",
    "The efficacy of a synapse",
    "With R = y (w_j x_j + M), M what the other inputs leave of the margin, x_j 0 or 1 with"
    " probability p between 0 and 1 and y the spike, the mean reward differs between x_j = 1 and"
    " x_j = 0 by w_j E[x_j y] / p + E[x_j y M] / (p (1 - p)) - E[y M] / (1 - p), whatever the law.",
    source=SOURCE,
    experiments=[
        Exact("over all inputs", efficacy, efficacy_by_formula),
        Sampled("reward where the input is on", drawn, with_first, 300_000, scale=3),
    ],
    figures=[
        Figure("efficacy", "The efficacy of the first of three inputs over its weight.",
               ("weight", "E[R | on] - E[R | off]"), lambda: over_weight()),
    ],
)  # fmt: skip
def efficacy_of_a_synapse() -> Iterator[Step]:
    """Both conditional means, by products with the event; then their difference."""
    y, m = Chance("y"), Chance("M")
    weight, p = sympy.symbols("w_j p", real=True)
    reward = y * (weight * one + m)
    bit = sympy.Or(sympy.Eq(one, 0), sympy.Eq(one, 1))
    on, off = E(reward * one), E(reward * (1 - one))
    first = E(weight * one * y + one * y * m)
    yield Step("on", Valid((bit,), sympy.Eq(on, first)), Monotone(), "x_j^2 = x_j", (
        Twin("the input need not be 0 or 1", Valid((), sympy.Eq(on, first))),
    ))  # fmt: skip
    left = E(y * m - one * y * m)
    yield Step("off", Valid((bit,), sympy.Eq(off, left)), Monotone())
    both, third, spiked = E(one * y), E(one * y * m), E(y * m)
    yield Step("on-mean", Valid((), sympy.Eq(first, weight * both + third)), Linear())
    yield Step("off-mean", Valid((), sympy.Eq(left, spiked - third)), Linear())
    a, b, c = sympy.symbols("a b c", real=True)
    real = (sympy.Ne(p, 0), sympy.Ne(p, 1))
    difference = (weight * a + b) / p - (c - b) / (1 - p)
    total = weight * a / p + b / (p * (1 - p)) - c / (1 - p)
    yield Step("difference", Valid(real, sympy.Eq(difference, total)), Identity(),
               "a = E[x_j y], b = E[x_j y M], c = E[y M]", (
        Twin("the efficacy is the weight times the coincidences",
             Valid(real, sympy.Eq(difference, weight * a / p))),
        Twin("without the correction for the rate of x_j",
             Valid(real, sympy.Eq(difference, weight * a / p + b / p - c / (1 - p)))),
    ))  # fmt: skip


def over_weight() -> list[Curve]:
    """Draw the efficacy over the weight."""
    xs = [m / 10 for m in range(31)]
    ys = []
    for x in xs:
        means = [0.0, 0.0]
        for bits in product((0, 1), repeat=3):
            chance = 1.0
            for bit, rate in zip(bits[1:], RATES[1:], strict=True):
                chance *= float(rate if bit else 1 - rate)
            total = x * bits[0] + bits[1] + bits[2] - 1.5
            means[bits[0]] += chance * max(total, 0.0)
        ys.append(means[1] - means[0])
    return [Curve("efficacy", xs, ys), Curve("w_1 alone", xs, xs)]


LEARNED = (0.5, 0.25, 0.375)
OMEGA, THETA, STEP = 2.0, 0.75, 0.125


def rewarded(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the mean reward of each replica at the optimum, over 50 inputs."""
    seed = int(generator.integers(2**32))
    found = selectron(Independent(LEARNED), 50, runs, alpha=STEP, theta=THETA, omega=OMEGA,
                      constraint="project", weights=(OMEGA, 0.0, 0.0), seed=seed,
                      engine="numpy")  # fmt: skip
    return np.asarray(found.reward / 50 / (OMEGA - THETA))


def stayed() -> Fraction:
    """Return the share of replicas that are at the optimum still after 300 inputs."""
    found = selectron(Independent(LEARNED), 300, 512, alpha=STEP, theta=THETA, omega=OMEGA,
                      constraint="project", weights=(OMEGA, 0.0, 0.0), engine="numpy")  # fmt: skip
    return Fraction(int((found.weights == (OMEGA, 0.0, 0.0)).all(axis=1).sum()), 512)


def progress() -> list[Curve]:
    """Draw the mean reward of learning replicas, and the optimum."""
    xs, lines = list(range(0, 1001, 25)), []
    for rule in ("project", "rescale"):
        found = selectron(Independent(LEARNED), 1000, 512, alpha=STEP, theta=THETA, omega=OMEGA,
                          constraint=rule, every=25, seed=2, engine="numpy")  # fmt: skip
        means = []
        for weights in found.history:
            mean = 0.0
            for bits in product((0, 1), repeat=3):
                chance = np.prod([p if b else 1 - p for p, b in zip(LEARNED, bits, strict=True)])
                mean += float(chance * np.maximum(weights @ bits - THETA, 0).mean())
            means.append(mean)
        lines.append(Curve(f"mean reward, {rule}", xs, means, points=True))
    return [*lines, Curve("optimum (omega - theta) max p", xs, [1.25 * 0.5] * len(xs))]


@LIBRARY.claim(
    "selectron-online",
    "Learning online",
    "For inputs 0 and 1, all the weight omega > theta >= 0 on one input is absorbing for the"
    " online rule if weights are"
    " brought back to ||w||_1 <= omega by projection: a spike adds alpha to the weight of every"
    " active input, and the projection takes alpha from each. If all are shrunk by one factor"
    " instead, another input that was active keeps some weight.",
    source=f"psychon; the rule is that of {SOURCE}",
    experiments=[
        Exact("at the optimum still", stayed, lambda: Fraction(1)),
        Sampled("mean reward at the optimum", rewarded, lambda: LEARNED[0] * (OMEGA - THETA),
                30_000, scale=OMEGA - THETA),
    ],
    figures=[
        Figure("progress", "The mean reward of 512 selectrons that learn from equal weights, under"
               " both constraints.", ("inputs", "mean reward"), progress),
    ],
    notes=(
        "Which input wins is not decided by its frequency alone: a less frequent one that wins"
        " first stays, by the same argument. In the figure most, not all, replicas reach the"
        " best.",
        "That the rule reaches such weights is not proved, and false if it starts with ||w||_1 <="
        " theta: it never spikes and never learns.",
    ),
)  # fmt: skip
def online() -> Iterator[Step]:
    """One step from the optimum, under both constraints."""
    x = sympy.symbols("x_i", real=True)
    active = (sympy.Le(x, 1), sympy.Gt(alpha, 0))
    yield Step("others", Valid(active, sympy.Eq(sympy.Max(alpha * x - alpha, 0), 0)), Logic(),
               "the projection cuts every size by alpha", (
        Twin("others keep what they got", Valid(active, sympy.Eq(sympy.Max(alpha * x - alpha, 0),
                                                               alpha * x))),
    ))  # fmt: skip
    whole = (sympy.Gt(omega, 0), sympy.Gt(alpha, 0))
    yield Step("winner", Valid((whole[0],), sympy.Eq(sympy.Max(omega + alpha - alpha, 0), omega)),
               Logic(), "so that the norm is omega again")  # fmt: skip
    quiet = (sympy.Ge(theta, 0), sympy.Eq(x, 0))
    yield Step("silent", Valid(quiet, sympy.Le(omega * x, theta)), Logic(),
               "without its input it does not spike, and nothing changes", (
        Twin("it spikes whatever its input", Valid(quiet[:1], sympy.Gt(omega * x, theta))),
    ))  # fmt: skip
    shrunk = omega * alpha / (omega + 2 * alpha)
    yield Step("rescaled", Valid(whole, sympy.Gt(shrunk, 0)), Logic(),
               "one other active input keeps this much if all are shrunk", (
        Twin("rescaling is absorbing, too", Valid(whole, sympy.Eq(shrunk, 0))),
    ))  # fmt: skip
