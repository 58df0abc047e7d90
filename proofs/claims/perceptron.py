"""The perceptron: how many mistakes it makes, and what no single one can do."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import sympy
from numpy.typing import NDArray

from ...formal.registry import load
from ...sim.learning.perceptron import perceptron
from ..derivation.chance import Defined
from ..derivation.experiment import Exact, Sampled
from ..derivation.figure import Curve, Figure
from ..derivation.library import LIBRARY
from ..derivation.statements import Cases, Valid, holds
from ..derivation.step import Step, Twin
from ..reasons.cases import Enumeration
from ..reasons.given import definitions
from ..reasons.logic import Logic
from ..reasons.summation import Induction

i, n = sympy.symbols("i n", integer=True)
w, u, x = (sympy.IndexedBase(name, real=True) for name in "wux")
y, gamma, radius, k, a, b, step, inner, size = sympy.symbols("y gamma R k a b m c q", real=True)


def over(term: sympy.Expr) -> sympy.Sum:
    """Return the sum of a term over all inputs."""
    return sympy.Sum(term, (i, 1, n))


AIM = Defined("a", over(w[i] * u[i]))
NORM = Defined("b", over(w[i] ** 2))
UNIT = Defined("U", over(u[i] ** 2))
SETS, SHOWN, POINTS, INPUTS = 1000, 150, 30, 6


def sets() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return examples, labels and margins (gamma / R)^2 of separable sets."""
    generator = np.random.Generator(np.random.Philox(3))
    points = generator.normal(size=(SHOWN, POINTS, INPUTS))
    unit = generator.normal(size=(SHOWN, INPUTS, 1))
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    along = (points @ unit)[:, :, 0]
    margin = np.abs(along).min(axis=1)
    largest = np.linalg.norm(points, axis=2).max(axis=1)
    return points, np.sign(along), (margin / largest) ** 2


def close() -> Fraction:
    """Return how many of 1,000 sets near the bound go beyond it, or are not within a quarter of it.

    Each is of single inputs that lean a little away from one another.
    """
    generator = np.random.Generator(np.random.Philox(4))
    lean = generator.random((SETS, INPUTS, INPUTS)) * generator.random((SETS, 1, 1)) / 100
    points = np.eye(INPUTS) - lean * (1 - np.eye(INPUTS))
    margin = points.sum(axis=2).min(axis=1) / np.sqrt(INPUTS)  # along (1, ..., 1) / sqrt(n)
    shares = (margin / np.linalg.norm(points, axis=2).max(axis=1)) ** 2
    labels = generator.choice([-1.0, 1.0], size=(SETS, INPUTS))
    found = perceptron(points * labels[:, :, None], labels, epochs=1000, engine="numpy")
    ratio = found.mistakes * shares
    return Fraction(int(((ratio > 1) | (ratio < 0.75) | ~found.separated).sum()))


def attained() -> Fraction:
    """Return mistakes over the bound for 40 inputs, each an example of its own."""
    found = perceptron(np.eye(40), np.ones(40), engine="numpy")
    return Fraction(int(found.mistakes[0]), 40)


def pairs(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return half the mistakes on two random directions of the plane."""
    turned = 2 * np.pi * generator.random((runs, 2))
    points = np.stack([np.cos(turned), np.sin(turned)], axis=2)
    return perceptron(points, np.ones((runs, 2)), engine="numpy").mistakes / 2


def separable(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Say of 4 random points in the plane, each with a random label, whether a line parts them."""
    angles = generator.random((runs, 4)) + generator.integers(0, 2, (runs, 4)) / 2
    turned = np.sort(angles % 1, axis=1)
    gaps = np.diff(turned, axis=1, append=turned[:, :1] + 1)
    return np.asarray(gaps.max(axis=1) > 0.5, np.float64)


def mistakes() -> list[Curve]:
    """Draw mistakes of random separable sets over their bounds."""
    points, labels, margins = sets()
    found = perceptron(points, labels, epochs=100_000, engine="numpy")
    bounds = np.log10(1 / margins)
    alone = np.log10([3, 10, 30, 100])
    return [
        Curve("the bound R^2 / gamma^2", [0, 6], [0, 6]),
        Curve("random sets", bounds.tolist(), np.log10(found.mistakes).tolist(), points=True),
        Curve("n single inputs", alone.tolist(), alone.tolist(), points=True),
    ]


@LIBRARY.claim(
    "perceptron-mistakes",
    "The perceptron's mistakes",
    "Let some unit vector u part the examples with margin gamma > 0, y <u, x> >= gamma, and let no"
    " example be longer than R. Then a perceptron that starts from 0 and adds y x to its weights at"
    " each mistake, y <w, x> <= 0, and at no other time, makes at most R^2 / gamma^2 mistakes, for"
    " every number of inputs and however often and in whatever order the examples come.",
    source="Novikoff 1962, Symp. Math. Theory of Automata 12:615-622; Rosenblatt 1958, Psychol."
    " Rev. 65:386-408",
    experiments=[
        Exact("1,000 sets near the bound, beyond it or far below", close, lambda: Fraction(0)),
        Exact("attained by single inputs", attained, lambda: Fraction(1)),
        # R^2 / gamma^2 is below 2 for directions less than a right angle apart
        Sampled("mistakes on two random directions", pairs, lambda: 1.5, 120_000, scale=2),
    ],
    figures=[
        Figure("mistakes", "Mistakes of perceptrons on random separable sets of 30 points in 6"
               " dimensions, over their bounds, both as decimal logarithms; sets of single inputs"
               " attain theirs.", ("log of bound", "log of mistakes"), mistakes),
    ],
    notes=(
        "The random sets of the figure are far below their bounds. Single inputs that lean a little"
        " away from one another come within a quarter of theirs. On two directions of the plane a"
        " second mistake is made iff they are a right angle or more apart; where they are less, the"
        " bound is below 2.",
        "From mistake to mistake it is induction, said in words: what 'start' says of k = 0 and"
        " 'far' and 'near' take from k to k + 1 holds after every k mistakes.",
        "The margin is that of the best u, which the perceptron need not know. Without a margin"
        " nothing is said; on sets that are not separable it goes on for ever.",
    ),
)  # fmt: skip
def perceptron_mistakes() -> Iterator[Step]:
    """Two invariants over the mistakes, and Cauchy's inequality between them."""
    yield from definitions(AIM, NORM, UNIT)
    moved = over((w[i] + y * x[i]) * u[i])
    start = (sympy.Eq(k, 0), sympy.Eq(a, 0), sympy.Eq(b, 0))
    begins = sympy.And(sympy.Ge(a, k * gamma), sympy.Le(b, k * radius**2))
    yield Step("start", Valid(start, begins), Logic(),
               "w = 0, no mistake yet: a = <w, u> and b = |w|^2 are 0", (
        Twin("from any weights", Valid(start[:1], begins)),
    ))  # fmt: skip
    yield Step("aim", Valid((), sympy.Eq(moved, AIM + y * over(x[i] * u[i]))), Induction(),
               "how far the weights go along u")  # fmt: skip
    sign = sympy.Or(sympy.Eq(y, 1), sympy.Eq(y, -1))
    grown = over((w[i] + y * x[i]) ** 2)
    length = over(w[i] ** 2) + 2 * y * over(w[i] * x[i]) + over(x[i] ** 2)
    yield Step("length", Valid((sign,), sympy.Eq(grown, length)), Induction(), "", (
        Twin("lengths add", Valid((sign,), sympy.Eq(grown, over(w[i] ** 2) + over(x[i] ** 2)))),
    ))  # fmt: skip
    further = (sympy.Ge(a, k * gamma), sympy.Ge(step, gamma))
    yield Step("far", Valid(further, sympy.Ge(a + step, (k + 1) * gamma)), Logic(),
               "after k mistakes <w, u> >= k gamma, m = y <u, x>")  # fmt: skip
    mistaken, short = sympy.Le(inner, 0), sympy.Le(size, radius**2)
    near = (sympy.Le(b, k * radius**2), mistaken, short)
    yield Step("near", Valid(near, sympy.Le(b + 2 * inner + size, (k + 1) * radius**2)), Logic(),
               "after k mistakes |w|^2 <= k R^2, c = y <w, x>, q = |x|^2", (
        Twin("updates need not be at mistakes alone",
             Valid((near[0], short), sympy.Le(b + 2 * inner + size, (k + 1) * radius**2))),
    ))  # fmt: skip
    positive = (sympy.Ge(NORM, 0), sympy.Ge(UNIT, 0))
    yield Step("cauchy", Valid((), sympy.Le(AIM**2, NORM * UNIT)), Induction(positive))
    ends = (sympy.Ge(a, k * gamma), sympy.Le(b, k * radius**2), sympy.Le(a**2, b),
            sympy.Gt(gamma, 0))  # fmt: skip
    yield Step("mistakes", Valid(ends, sympy.Le(k, radius**2 / gamma**2)), Logic(),
               "|u| = 1", (
        Twin("the bound is R / gamma", Valid(ends, sympy.Le(k, radius / gamma))),
        Twin("u of any length", Valid((*ends[:2], sympy.Le(a**2, 4 * b), *ends[3:]),
                                      sympy.Le(k, radius**2 / gamma**2))),
    ))  # fmt: skip


first, second, theta, p, q = sympy.symbols("w_1 w_2 theta x_1 x_2", real=True)

WEIGHTS = {
    "false": (0, 0, 0), "and": (1, 1, 1), "x_1 and not x_2": (1, -1, 0), "x_1": (1, 0, 0),
    "x_2 and not x_1": (-1, 1, 0), "x_2": (0, 1, 0), "or": (1, 1, 0), "nor": (-1, -1, -1),
    "not x_2": (0, -1, -1), "x_1 or not x_2": (1, -1, -1), "not x_1": (-1, 0, -1),
    "x_2 or not x_1": (-1, 1, -1), "nand": (-1, -1, -2), "true": (0, 0, -1),
}  # fmt: skip
"""Weights and thresholds of the 14 functions of two inputs that a perceptron computes."""


def computes(table: dict[tuple[int, ...], bool]) -> sympy.Basic:
    """Say that free weights and a free threshold compute a table."""
    sums = {at: first * at[0] + second * at[1] for at in table}
    return sympy.And(*(
        sympy.Gt(sums[at], theta) if fires else sympy.Le(sums[at], theta)
        for at, fires in table.items()
    ))  # fmt: skip


def table(name: str) -> dict[tuple[int, ...], bool]:
    """Return the table that weights compute."""
    one, two, bar = WEIGHTS[name]
    return {at: one * at[0] + two * at[1] > bar for at in product((0, 1), repeat=2)}


XOR = {at: at[0] != at[1] for at in product((0, 1), repeat=2)}


def tables() -> Fraction:
    """Return how many tables small weights and thresholds in halves compute."""
    grid = [Fraction(m, 2) for m in range(-6, 7)]
    found = {
        tuple(one * c + two * d > bar for c, d in product((0, 1), repeat=2))
        for one, two, bar in product(grid, repeat=3)
    }
    return Fraction(len(found))


@LIBRARY.claim(
    "perceptron-xor",
    "What one perceptron cannot do",
    "No real weights and threshold make a unit of two inputs compute their exclusive or, nor its"
    " negation; all 14 other functions of two inputs have weights. A net of two layers computes the"
    " exclusive or, two ticks later.",
    source="Minsky & Papert 1969, Perceptrons; Cover 1965, IEEE Trans. Electronic Computers"
    " EC-14:326-334, for the count",
    experiments=[
        Exact("tables with weights", tables, lambda: Fraction(14)),
        Sampled("4 points parted", separable, lambda: 0.5, 1_600_000),
    ],
    figures=[
        Figure("capacity", "The share of all labellings of N points in n = 10 dimensions that a"
               " perceptron without threshold can learn (Cover): half of them at N = 2 n.",
               ("points", "share"), lambda: capacity()),
    ],
    notes=(
        "Cover's count is cited, not proved, and for four points in the plane sampled: a line"
        " through the origin parts their labels, drawn by a fair coin, in half of the cases.",
        "The two constant functions need no weights: their steps are left out.",
    ),
)  # fmt: skip
def perceptron_xor() -> Iterator[Step]:
    """Ask Z3 for weights; give them where there are some."""
    free = computes(XOR)
    yield Step("xor", Valid((), sympy.Not(free)), Logic(), "for all real weights and thresholds", (
        Twin("or has no weights either", Valid((), sympy.Not(computes(table("or"))))),
        Twin("and has no weights either", Valid((), sympy.Not(computes(table("and"))))),
        Twin("nor has implication",
             Valid((), sympy.Not(computes(table("x_2 or not x_1"))))),
    ))  # fmt: skip
    equal = computes({at: not fires for at, fires in XOR.items()})
    yield Step("equal", Valid((), sympy.Not(equal)), Logic())
    reason = sympy.Eq(p + q, a + b)
    yield Step("why", Valid((reason, sympy.Gt(p, theta), sympy.Gt(q, theta), sympy.Le(a, theta)),
               sympy.Gt(b, theta)), Logic(),
               "the sums of 10 and 01 add up to those of 00 and 11")  # fmt: skip
    bits = tuple(sympy.Or(sympy.Eq(one, 0), sympy.Eq(one, 1)) for one in (p, q))
    cases = []
    for name, (one, two, bar) in WEIGHTS.items():
        fires = sympy.Gt(one * p + two * q, bar)
        rows = [sympy.And(sympy.Eq(p, at[0]), sympy.Eq(q, at[1]))
                for at, on in table(name).items() if on]  # fmt: skip
        if rows and len(rows) < 4:
            said = Valid(bits, sympy.Equivalent(fires, sympy.Or(*rows)))
            cases.append(Step(name.replace(" ", "-"), said, Logic()))
    yield Step("others", Cases("the 12 others that are not constant", tuple(cases)), Enumeration())
    yield Step("two-layers", holds(load("exclusive"), "OUT = S^2 ~(p <-> q)", about="exclusive"),
               Logic(), "", (
        Twin("one layer of a net will do",
             holds(load("exclusive"), "OUT = S ~(p <-> q)", about="exclusive")),
    ))  # fmt: skip


def capacity() -> list[Curve]:
    """Draw Cover's count for 10 dimensions, and perceptrons that learn."""
    xs = list(range(1, 41))
    few = [5, 10, 14, 17, 20, 23, 26, 30]
    generator = np.random.Generator(np.random.Philox(6))
    learned = []
    for points in few:
        examples = generator.normal(size=(150, points, 10))
        labels = generator.choice([-1.0, 1.0], size=(150, points))
        found = perceptron(examples, labels, epochs=1000, engine="numpy")
        learned.append(float(found.separated.mean()))
    counts = [sum(float(sympy.binomial(x - 1, m)) for m in range(10)) / 2 ** (x - 1) for x in xs]
    return [
        Curve("Cover's count", xs, counts),
        Curve("learned within 1,000 rounds, of 150", few, learned, points=True),
    ]
