"""Adversarial flips: the fewest inputs that turn a threshold unit off."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product

import numpy as np
import sympy
from numpy.typing import NDArray

from ...formal.robust.unit import flips
from ..derivation.chance import Defined, Indicator
from ..derivation.experiment import Exact, Sampled
from ..derivation.figure import Curve, Figure
from ..derivation.library import LIBRARY
from ..derivation.statements import Valid
from ..derivation.step import Step, Twin
from ..reasons.chain import Chain
from ..reasons.given import definitions
from ..reasons.logic import Logic
from ..reasons.summation import Induction

i, n = sympy.symbols("i n", integer=True)
theta, c = sympy.symbols("theta c", real=True)
w, x, f, s, g = (sympy.IndexedBase(name, real=True) for name in "wxfsg")


def over(term: sympy.Expr) -> sympy.Sum:
    """Return the sum of a term over all inputs."""
    return sympy.Sum(term, (i, 1, n))


TAKEN = w[i] * (2 * x[i] - 1)
"""What a flip of input i takes from A."""

USEFUL = Indicator(sympy.Gt(TAKEN, 0))

A = Defined("A", over(w[i] * x[i]))
AFTER = Defined("A_f", over(w[i] * (x[i] + f[i] * (1 - 2 * x[i]))))
FEWER = Defined("A_s", over(w[i] * (x[i] + s[i] * USEFUL * (1 - 2 * x[i]))))
CHANGE = Defined("D_f", over(f[i] * TAKEN))
GAINED = Defined("G_f", over(f[i] * g[i]))
BEST = Defined("G_s", over(s[i] * g[i]))
BEYOND = Defined("T", over(sympy.Max(g[i] - c, 0)))
USED = Defined("D_s", over(s[i] * USEFUL * TAKEN))
F = Defined("m_f", over(f[i]))
M = Defined("m", over(s[i]))

WEIGHTS, BAR = (3, 2, 2, -1, -2, 1), 3
"""A unit that is looked at whole."""


@cache
def by_force(bits: tuple[int, ...]) -> int | None:
    """Return the fewest flips that change what the unit does, trying all."""
    for count in range(1, len(bits) + 1):
        for places in combinations(range(len(bits)), count):
            if fires([bit ^ (k in places) for k, bit in enumerate(bits)]) != fires(bits):
                return count
    return None


def fires(bits: Sequence[int]) -> bool:
    """Say whether the unit fires."""
    return sum(w * x for w, x in zip(WEIGHTS, bits, strict=True)) >= BAR


def patterns() -> list[tuple[int, ...]]:
    """List all inputs of the unit."""
    return list(product((0, 1), repeat=len(WEIGHTS)))


def tried() -> Fraction:
    """Return the mean number of flips, by force."""
    return Fraction(sum(by_force(bits) or 0 for bits in patterns()), len(patterns()))


def computed() -> Fraction:
    """Return the mean number of flips, by the formula."""
    found = [flips(WEIGHTS, BAR, bits) or () for bits in patterns()]
    return Fraction(sum(map(len, found)), len(patterns()))


def one_flip(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Say of random inputs whether a random flip changes what the unit does."""
    bits = generator.integers(0, 2, (runs, len(WEIGHTS)))
    place = generator.integers(0, len(WEIGHTS), runs)
    changed = bits.copy()
    changed[np.arange(runs), place] ^= 1
    weights = np.array(WEIGHTS)
    return np.asarray((bits @ weights >= BAR) != (changed @ weights >= BAR), np.float64)


def sensitivity() -> float:
    """Return the chance that one random flip turns the unit, input by input."""
    turned = 0
    for bits in patterns():
        total = sum(w * x for w, x in zip(WEIGHTS, bits, strict=True))
        for weight, bit in zip(WEIGHTS, bits, strict=True):
            turned += (total >= BAR) != (total - weight * (2 * bit - 1) >= BAR)
    return turned / len(WEIGHTS) / len(patterns())


def majority() -> list[Curve]:
    """Draw how many flips a majority of 15 and one of the same threshold with a veto stand."""
    xs = list(range(16))
    even = [len(flips([1] * 15, 8, [k < count for k in range(15)]) or ()) for count in xs]
    steep = [*range(1, 8), *range(7, -1, -1)]
    heavy = [len(flips(steep, 8, [k < count for k in range(15)]) or ()) for count in xs]
    return [
        Curve("15 weights of 1", xs, even, points=True),
        Curve("weights 1 to 7 and back to 0, in this order", xs, heavy, points=True),
    ]


@LIBRARY.claim(
    "adversarial-flips",
    "Adversarial flips of a threshold unit",
    "A unit fires iff A = sum w_i x_i >= theta, x_i 0 or 1. Flipping input i takes w_i (2 x_i - 1)"
    " from A; its gain is max(0, w_i (2 x_i - 1)). For every number of inputs: if the m largest"
    " gains sum to A - theta or less, no m flips turn a unit off that fires; if they sum to more,"
    " flipping those of them that are positive does. So the fewest flips are the least m whose"
    " largest gains sum to more than A - theta, in whole numbers to A - theta + 1 or more, and none"
    " suffice if all gains do not.",
    source="psychon",
    experiments=[
        Exact("mean number of flips", tried, computed),
        Sampled("one random flip", one_flip, sensitivity, 1_500_000),
    ],
    figures=[
        Figure("majority", "The fewest flips that turn a unit of threshold 8, while the first k of"
               " its 15 inputs fire.", ("inputs that fire, k", "flips"), majority),
    ],
    notes=(
        "A silent unit is the same with signs reversed: gains max(0, w_i (1 - 2 x_i)) must make up"
        " theta - A. An active veto must be silenced besides, and one silent veto turns any unit"
        " off: this is tested against brute force, not derived.",
        "For whole nets there is no such formula: `psychon robust` raises a bound on the number of"
        " flips, and Z3 proves each bound too small until a set of flips is found.",
    ),
)  # fmt: skip
def adversarial_flips() -> Iterator[Step]:
    """Bound what flips take by a level c; the largest gains reach the bound."""
    some = (sympy.Ge(f[i], 0), sympy.Le(f[i], 1))
    chosen = (
        sympy.Or(sympy.Eq(s[i], 0), sympy.Eq(s[i], 1)),
        sympy.Implies(sympy.Eq(s[i], 1), sympy.Ge(g[i], c)),
        sympy.Implies(sympy.Eq(s[i], 0), sympy.Le(g[i], c)),
    )
    least, few = sympy.Le(TAKEN, g[i]), (sympy.Ge(c, 0), sympy.Le(F, M))
    yield from definitions(A, AFTER, FEWER, CHANGE, GAINED, BEST, BEYOND, USED, F, M)
    yield Step("change", Valid((), sympy.Eq(A - AFTER, CHANGE)), Induction(),
               "f_i is 1 where input i is flipped", (
        Twin("every flip takes the weight's size",
             Valid((), sympy.Eq(A - AFTER, over(f[i] * sympy.Abs(w[i]))))),
        Twin("a flip takes the weight, whether the input is on or off",
             Valid((), sympy.Eq(A - AFTER, over(f[i] * w[i])))),
    ))  # fmt: skip
    yield Step("gain", Valid((some[0], least), sympy.Le(CHANGE, GAINED)), Induction(),
               "g_i is the gain of input i: no less than its flip takes")  # fmt: skip
    level, budget, reached = c * F + BEYOND, c * M + BEYOND, sympy.Eq(c * M + BEYOND, BEST)
    yield Step("level", Valid(some, sympy.Le(GAINED, level)), Induction(),
               "for any level c whatever")  # fmt: skip
    yield Step("count", Valid(few, sympy.Le(level, budget)), Logic(), "no more flips than m")
    any_m = Twin("any m inputs do as well as the largest", Valid(chosen[:2], reached))
    yield Step("largest", Valid(chosen, reached), Induction(),
               "s_i is 1 for the m inputs of largest gains: c is the least of them",
               (any_m,))  # fmt: skip
    given = (*some, least, *few, *chosen)
    unlimited = Valid((*some, least, few[0], *chosen), sympy.Le(CHANGE, BEST))
    yield Step("no-more", Valid(given, sympy.Le(CHANGE, BEST)),
               Chain(("gain", "level", "count", "largest")), "",
               (Twin("they stand for any number of flips", unlimited),))  # fmt: skip
    holds = (sympy.Le(CHANGE, BEST), sympy.Le(BEST, A - theta))
    yield Step("withstands", Valid(holds, sympy.Ge(AFTER, theta)), Logic(("change",)),
               "it fires still")  # fmt: skip
    size = sympy.Eq(g[i], sympy.Max(0, TAKEN))
    yield Step("positive", Valid((size,), sympy.Eq(USED, BEST)), Induction(),
               "flipping those of positive gain takes just as much",
               (Twin("all of them are flipped",
                     Valid((size,), sympy.Eq(over(s[i] * TAKEN), BEST))),))  # fmt: skip
    yield Step("flipped", Valid((), sympy.Eq(A - FEWER, USED)), Induction())
    off = sympy.Lt(FEWER, theta)
    same = sympy.Eq(USED, BEST)
    yield Step("turns", Valid((same, sympy.Gt(BEST, A - theta)), off), Logic(("flipped",)),
               "it is off", (Twin("to make up the margin exactly is enough",
                                  Valid((same, sympy.Ge(BEST, A - theta)), off)),))  # fmt: skip
    a, b = sympy.symbols("a d", integer=True)
    yield Step("whole", Valid((), sympy.Equivalent(sympy.Gt(a, b), sympy.Ge(a, b + 1))), Logic(),
               "in whole numbers the margin is A - theta + 1",
               (Twin("the margin of whole numbers is A - theta",
                     Valid((), sympy.Equivalent(sympy.Gt(a, b), sympy.Ge(a, b)))),))  # fmt: skip
