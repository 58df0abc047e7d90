"""What the selectron's reward is best at: one weight alone, unless the reward has signs."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from operator import mul

import numpy as np
import sympy
from numpy.typing import NDArray

from ....sim.learning.presentation import Patterns
from ....sim.learning.selectron import selectron
from ...derivation.chance import Defined, E
from ...derivation.experiment import Exact, Sampled
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.algebra import Identity
from ...reasons.chain import Chain
from ...reasons.expectation import Linear, Monotone
from ...reasons.given import definitions
from ...reasons.logic import Logic
from ...reasons.summation import Induction
from .words import SOURCE, UNIT, A, B, L, i, n, omega, theta, w, x

M, bit = sympy.symbols("M x_j", real=True)
j = sympy.symbols("j", integer=True)
q = sympy.IndexedBase("q", real=True)
first, second = sympy.symbols("w_1 w_2", real=True)

Q = Defined("Q", sympy.Sum(sympy.Abs(w[i]) * q[i], (i, 1, n)))

LAW = {(1, 1, 0): Fraction(1, 4), (1, 0, 1): Fraction(1, 4), (0, 1, 1): Fraction(1, 8),
       (1, 0, 0): Fraction(1, 4), (0, 0, 0): Fraction(1, 8)}  # fmt: skip
"""A law of three dependent inputs; the first fires most often, with probability 3/4."""


def margin(value: Fraction) -> Fraction:
    """Return what is positive of a margin."""
    return max(value, Fraction(0))


def best_reward() -> Fraction:
    """Return the largest mean reward under ``LAW``, weights in quarters, omega 2, theta 3/4."""
    grid = [Fraction(k, 4) for k in range(-8, 9)]

    def mean(weights: tuple[Fraction, ...]) -> Fraction:
        sums = ((sum(map(mul, weights, bits)), chance) for bits, chance in LAW.items())
        return sum((c * margin(s - Fraction(3, 4)) for s, c in sums), start=Fraction(0))

    return max(mean(each) for each in product(grid, repeat=3) if sum(map(abs, each)) <= 2)


def rewarded(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the reward of selectrons with all weight on the first input, in units of 5/4."""
    found = selectron(Patterns(list(LAW), [float(chance) for chance in LAW.values()]), 1, runs,
                      alpha=0.125, theta=0.75, omega=2.0, weights=(2.0, 0.0, 0.0),
                      seed=int(generator.integers(2**32)), engine="numpy")  # fmt: skip
    return np.asarray(found.reward / 1.25)


def kept(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the mean reward of selectrons that learn by signs from (1, 1), over 50 patterns.

    They stay where they are: every spike is on 11, and the bound on the norm takes back its step.
    """
    found = selectron(Patterns([(1, 1), (1, 0), (0, 1)], nu=[1, -1, -1]), 50, runs, alpha=0.125,
                      theta=1.0, omega=2.0, constraint="project", weights=(1.0, 1.0),
                      seed=int(generator.integers(2**32)), engine="numpy")  # fmt: skip
    return np.asarray(found.reward / 50)


def best_signed() -> Fraction:
    """Return the largest signed reward of two weights in twelfths with |w_1| + |w_2| <= 2."""
    grid = [Fraction(k, 12) for k in range(-24, 25)]
    return max(
        margin(a + b - 1) - margin(a - 1) - margin(b - 1)
        for a, b in product(grid, repeat=2)
        if abs(a) + abs(b) <= 2
    )


@LIBRARY.claim(
    "selectron-optimum",
    "The optimum without a teacher",
    "For nu = 1, theta >= 0 and any law of inputs from 0 to 1, no weights with ||w||_1 <= omega"
    " have a mean reward above (omega - theta)_+ max_j E[x_j]. For inputs 0 and 1 the weight omega"
    " on the most frequent input alone attains it.",
    source=f"psychon; of the reward of {SOURCE}",
    experiments=[
        Exact("one-hot", best_reward, lambda: Fraction(5, 4) * Fraction(3, 4)),
        Sampled("reward of the one-hot", rewarded, lambda: 15 / 16, 350_000, scale=1.25),
    ],
    notes=(
        "That the rule balances frequent spikes and high margins does not follow for nu = 1 under"
        " a bound on ||w||_1: the most frequent input takes all. It does with signed rewards"
        " (claim selectron-and).",
    ),
)
def optimum() -> Iterator[Step]:
    """Bound the reward at each outcome by a multiple of the active weight."""
    free = sympy.Max(omega - theta, 0)
    rate = Defined("c", sympy.Piecewise((free / omega, omega > 0), (0, True)))
    yield from definitions(A, B, L, Q, rate)
    gained, share = E(sympy.Max(A - theta, 0)), E(rate * B)
    mean, last = rate * Q, free * M
    means, most = sympy.Eq(E(x[i]), q[i]), sympy.Le(q[i], M)
    budget, start = sympy.Le(L, omega), sympy.Ge(theta, 0)
    active = sympy.And(sympy.Le(A, B), sympy.Ge(B, 0), sympy.Le(B, L))
    yield Step("active", Valid(UNIT, active), Induction())
    yield Step("outcome", Valid((*UNIT, budget, start), sympy.Le(gained, share)),
               Monotone(("active",)))  # fmt: skip
    yield Step("mean", Valid((means,), sympy.Eq(share, mean)), Linear())
    yield Step("frequent", Valid((most,), sympy.Le(Q, M * L)), Induction(),
               "M is at least every mean")  # fmt: skip
    yield Step("norm", Valid((), sympy.Ge(L, 0)), Induction())
    large = sympy.Ge(M, 0)
    yield Step("spend", Valid((most, budget, large), sympy.Le(mean, last)),
               Logic(("frequent", "norm")))  # fmt: skip
    whole = (*UNIT, means, most, budget, start, large)
    yield Step("bound", Valid(whole, sympy.Le(gained, last)), Chain(("outcome", "mean", "spend")),
               "", (
        Twin("any input's mean will do", Valid((*UNIT, means, budget, start, large),
                                               sympy.Le(gained, last))),
        Twin("a negative threshold", Valid((*UNIT, means, most, budget, large),
                                           sympy.Le(gained, last))),
    ))  # fmt: skip
    place = (sympy.Ge(j, 1), sympy.Le(j, n))
    alone = sympy.Sum(omega * sympy.KroneckerDelta(i, j) * x[i], (i, 1, n))
    yield Step("alone", Valid(place, sympy.Eq(alone, omega * x[j])), Identity(),
               "the weight omega on input j")  # fmt: skip
    binary = sympy.Or(sympy.Eq(bit, 0), sympy.Eq(bit, 1))
    reward = sympy.Max(omega * bit - theta, 0)
    yield Step("attained", Valid((binary, start), sympy.Eq(reward, free * bit)), Logic(),
               "its mean is (omega - theta)_+ E[x_j]", (
        Twin("by inputs between 0 and 1, too",
             Valid((sympy.Ge(bit, 0), sympy.Le(bit, 1), start), sympy.Eq(reward, free * bit))),
    ))  # fmt: skip


@LIBRARY.claim(
    "selectron-and",
    "AND by signed reward",
    "Three patterns of two inputs, equally likely: nu = +1 on 11, nu = -1 on 10 and 01. With"
    " theta = 1 and |w_1| + |w_2| <= 2 the weights (1, 1), which spike on 11 alone, are the only"
    " optimum.",
    source=f"psychon; of the reward of {SOURCE}",
    experiments=[
        Exact("best of a grid", best_signed, lambda: Fraction(1)),
        Sampled("mean reward, still learning", kept, lambda: 1 / 3, 40_000),
    ],
)
def by_signs() -> Iterator[Step]:
    """Let Z3 compare all weights."""
    norm = sympy.Le(sympy.Abs(first) + sympy.Abs(second), 2)
    gained = sympy.Max(first + second - 1, 0) - sympy.Max(first - 1, 0) - sympy.Max(second - 1, 0)
    both = sympy.And(sympy.Eq(first, 1), sympy.Eq(second, 1))
    yield Step("most", Valid((), sympy.Le(gained, 1)), Logic(),
               "three times the mean reward, whatever the weights", (
        Twin("without punished patterns", Valid((), sympy.Le(sympy.Max(first + second - 1, 0), 1))),
    ))  # fmt: skip
    alone = sympy.Or(sympy.Eq(first, 2), sympy.Eq(second, 2))
    yield Step("only", Valid((norm,), sympy.Equivalent(sympy.Eq(gained, 1), both)), Logic(), "", (
        Twin("one weight alone is best, as without signs",
             Valid((norm,), sympy.Equivalent(sympy.Eq(gained, 1), alone))),
        Twin("whatever the norm", Valid((), sympy.Equivalent(sympy.Eq(gained, 1), both))),
    ))  # fmt: skip
