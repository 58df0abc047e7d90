"""Binocular rivalry: how long one of two populations dominates."""

from collections.abc import Iterator
from functools import partial
from math import log

import numpy as np
import sympy
from numpy.typing import NDArray

from ...sim.rivalry.dominance import Rivals, first_passages, stepped, survival
from ..derivation.experiment import Close, Sampled
from ..derivation.figure import Curve, Figure
from ..derivation.library import LIBRARY
from ..derivation.statements import Valid
from ..derivation.step import Step, Twin
from ..reasons.calculus import Calculus
from ..reasons.flow import Flow, Solves
from ..reasons.logic import Logic

t, tau, c, e, drive, theta, beta, g, a, first = sympy.symbols(
    "t tau c E I theta beta g a a_0", real=True
)

PAIR = Rivals(drive=1.2, threshold=0.2, inhibition=0.75, adaptation=1.0)
"""c = 1/4, and 2 (I - theta) = 2 >= beta + g = 1.75: they escape."""

NOISE, STEP = 0.03, 0.02
LONGEST = 4.0


def period(rivals: Rivals) -> float:
    """Return the dominance time by the formula, in units of tau."""
    return log((1 - rivals.escapes) / rivals.escapes)


def settled(rivals: Rivals = PAIR, dt: float = 1e-4) -> float:
    """Return the dominance time of the stepped pair after its start is forgotten."""
    changes = stepped(rivals, 12.0, dt, (0.0, 0.6))
    return changes[-1] - changes[-2]


def one(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return noisy first passages, as shares of the longest that is met."""
    found = first_passages(generator, runs, PAIR, NOISE, STEP, 1 - PAIR.escapes)
    return np.minimum(found / LONGEST, 1.0)


def mean() -> float:
    """Return the mean noisy first passage: the sum of all chances that it takes longer."""
    return float(survival(PAIR, NOISE, STEP, 1 - PAIR.escapes).sum() * STEP)


def over_drive() -> list[Curve]:
    """Draw the dominance time over the drive, and the stepped pair."""
    xs = [0.96 + k / 200 for k in range(1, 96)]
    few = xs[4::12]
    pairs = [Rivals(x, 0.2, 0.75, 1.0) for x in xs]
    kept = [0 < pair.escapes < 0.5 and 2 * (pair.drive - 0.2) >= 1.75 for pair in pairs]
    seen = [settled(Rivals(x, 0.2, 0.75, 1.0), 2e-3) for x in few]
    return [
        Curve("ln((1 - c) / c), where the silent one escapes", xs,
              [period(pair) if ok else None for pair, ok in zip(pairs, kept, strict=True)]),
        Curve("stepped", few, seen, points=True),
    ]  # fmt: skip


def distribution() -> list[Curve]:
    """Draw how first passages from the tiredness 1 - c are distributed with noise."""
    chances = survival(PAIR, NOISE, STEP, 1 - PAIR.escapes)
    xs = [k * STEP for k in range(len(chances))]
    density = (-np.diff(chances, prepend=1.0) / STEP).tolist()
    generator = np.random.Generator(np.random.Philox(5))
    drawn = first_passages(generator, 50_000, PAIR, NOISE, STEP, 1 - PAIR.escapes)
    counts = np.bincount(np.rint(drawn / STEP).astype(int), minlength=len(xs))[: len(xs)]
    shown = [k for k, x in enumerate(xs) if 0.5 <= x <= 1.4]
    return [
        Curve("by its chances", [xs[k] for k in shown], [density[k] for k in shown]),
        Curve("simulated", [xs[k] for k in shown[::2]],
              [float(counts[k]) / 50_000 / STEP for k in shown[::2]], points=True),
    ]  # fmt: skip


@LIBRARY.claim(
    "binocular-rivalry",
    "Binocular rivalry",
    "Two populations inhibit each other by beta and tire: i is active iff I - beta y_j - g a_i >"
    " theta, and tau da_i/dt = y_i - a_i, with beta, g, tau > 0. Let c = (I - theta - beta)/g. If"
    " 0 < c < 1/2 and 2 (I - theta) >= beta + g, the cycle in which the silent one escapes has"
    " dominance times T = tau ln((1 - c)/c), the one time above 0 that closes it; a stronger drive"
    " makes it shorter. If 2 (I - theta) is less, the active one releases its dominance first.",
    source="psychon; the model is that of Laing & Chow 2002, J. Comput. Neurosci. 12:39-53, and"
    " Shpiro et al. 2007, J. Neurophysiol. 97:462-473",
    experiments=[
        Close("stepped, its start forgotten", settled, partial(period, PAIR), 3e-4),
        Sampled("mean first passage from tiredness 1 - c, with noise", one, mean, 20_000,
                scale=LONGEST),
    ],
    figures=[
        Figure("drive", "Dominance times over the drive of both eyes: Levelt's fourth proposition,"
               " stronger drive, faster alternation.", ("I", "T / tau"), over_drive),
        Figure("noise", "First passages of the silent population from the tiredness 1 - c, with"
               " noise of standard deviation 0.03 in the drive, drawn every 0.02 tau.",
               ("time / tau", "density"), distribution),
    ],
    notes=(
        "With noise that is independent from step to step the silent population becomes active with"
        " a chance that rises as its tiring decays. The first passage from the tiredness 1 - c of"
        " the noiseless cycle is distributed as the product of these chances.",
        "These are not the dominance times of the noisy pair, of which nothing is claimed: each of"
        " those starts from a random tiredness, left by the ones before. In a simulation of the"
        " pair their mean is about 0.97 tau, that of first passages 1.006 tau.",
        "Perception's dominance times are skewed, close to gamma laws (Levelt 1968); these first"
        " passages are narrower.",
    ),
)  # fmt: skip
def binocular_rivalry() -> Iterator[Step]:
    """Solve both phases; close the cycle; see that it is one of escapes."""
    positive = (sympy.Gt(tau, 0),)
    fresh = 1 - (1 - c) * sympy.exp(-t / tau)
    yield Step("tires", Solves(a, t, (1 - a) / tau, c, fresh, positive), Flow(),
               "the active one, from the tiredness c at which it escaped")  # fmt: skip
    yield Step("recovers", Solves(a, t, -a / tau, first, first * sympy.exp(-t / tau), positive),
               Flow(), "the silent one")  # fmt: skip
    closes = sympy.Eq((1 - (1 - c) * e) * e, c)
    roots = sympy.Or(sympy.Eq(e, 1), sympy.Eq(e, c / (1 - c)))
    yield Step("cycle", Valid((sympy.Ne(c, 1),), sympy.Equivalent(closes, roots)), Logic(),
               "E = exp(-T / tau): what tired for T recovers to c in T", (
        Twin("any time closes it", Valid((sympy.Ne(c, 1),), closes)),
    ))  # fmt: skip
    inside = (sympy.Gt(c, 0), sympy.Lt(c, sympy.Rational(1, 2)))
    once = sympy.And(sympy.Gt(c / (1 - c), 0), sympy.Lt(c / (1 - c), 1))
    yield Step("one-time", Valid(inside, once), Logic(), "so that T > 0", (
        Twin("for all c below 1", Valid((inside[0], sympy.Lt(c, 1)), once)),
    ))  # fmt: skip
    time = tau * sympy.log((1 - c) / c)
    share = sympy.Eq(sympy.exp(-time / tau), c / (1 - c), evaluate=False)
    yield Step("time", Valid(inside[1:], share), Calculus(), "T = tau ln((1 - c) / c)", (
        Twin("T = tau ln(1 / c), as if the silent one were fully tired",
             Valid(inside[1:], sympy.Eq(sympy.exp(-sympy.log(1 / c)), c / (1 - c)))),
    ))  # fmt: skip
    yield Step("tiredness", Valid((sympy.Ne(c, 1), sympy.Eq(e, c / (1 - c))),
               sympy.Eq(1 - (1 - c) * e, 1 - c)), Logic(), "of the active one at the"
                                                           " end")  # fmt: skip
    level = sympy.Eq(c * g, drive - theta - beta)
    enough = sympy.Ge(2 * (drive - theta), beta + g)
    stays = sympy.Le(g * (1 - c), drive - theta)
    yield Step("escape", Valid((level, enough), stays), Logic(),
               "the active one is active up to the end: it does not release", (
        Twin("whatever the drive", Valid((level,), stays)),
        Twin("for (I - theta) >= beta + g / 2 less beta",
             Valid((level, sympy.Ge(2 * (drive - theta), g - beta)), stays)),
    ))  # fmt: skip
    less = sympy.Lt(2 * (drive - theta), beta + g)
    yield Step("release", Valid((level, less), sympy.Gt(g * (1 - c), drive - theta)), Logic(),
               "else it would be too tired before the other escapes")  # fmt: skip
    silenced = sympy.Le(drive - beta - g * (1 - c), theta)
    yield Step("silenced", Valid((level, sympy.Ge(g, 0), sympy.Le(2 * c, 1)), silenced), Logic(),
               "and is silenced by the one that escapes", (
        Twin("for every c", Valid((level, sympy.Ge(g, 0)), silenced)),
    ))  # fmt: skip
    slope = sympy.Derivative(sympy.log(1 - c) - sympy.log(c), c)
    yield Step("slope", Valid(inside, sympy.Eq(slope, -1 / (c * (1 - c)))), Calculus(),
               "of T / tau in c")  # fmt: skip
    falls = sympy.Lt(-1 / (c * (1 - c)), 0)
    yield Step("levelt", Valid(inside, falls), Logic(), "T falls in c, and c rises with I", (
        Twin("beyond c = 1, too", Valid((sympy.Gt(c, 0), sympy.Ne(c, 1)), falls)),
    ))  # fmt: skip
