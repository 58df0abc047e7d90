"""Plasticity by spike times: the window, its drift, where it balances."""

from collections.abc import Iterator
from functools import partial
from math import exp

import numpy as np
import sympy
from numpy.typing import NDArray

from ....sim.learning.presentation import Independent
from ....sim.learning.stdp import stdp
from ...derivation.chance import Chance, ChanceBase, E
from ...derivation.experiment import Sampled
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.calculus import Calculus
from ...reasons.expectation import Linear
from ...reasons.logic import Logic

s, tau, up, down, early, late, first, second = sympy.symbols(
    "s tau A_plus A_minus tau_plus tau_minus r_1 r_2", real=True
)
plus, minus, ratio, h = sympy.symbols("S_plus S_minus d h", real=True)
meet, one, two, area = sympy.symbols("m p_1 p_2 a", real=True)
k, lag, count = sympy.symbols("k i n", integer=True)
before, after = ChanceBase("x", real=True), Chance("y")
change = sympy.IndexedBase("a", real=True)
POSITIVE = (sympy.Gt(tau, 0),)

A_PLUS, TAU_PLUS, A_MINUS, TAU_MINUS = 1.0, 10.0, 0.25, 20.0
"""What one pair adds or takes, and time constants in ticks."""

RATES, TICKS = (0.25, 0.5), 200
SCALE = 300.0
"""Of weights: their deviation is 19, their mean 116."""


def drift(ticks: int, minus: float = A_MINUS) -> float:
    """Return the mean weight after some ticks: all pairs of ticks, each with its chance."""
    early, late = exp(-1 / TAU_PLUS), exp(-1 / TAU_MINUS)
    pairs = ((ticks - lag) * (A_PLUS * early**lag - minus * late**lag) for lag in range(1, ticks))
    return RATES[0] * RATES[1] * sum(pairs)


def weights(
    generator: np.random.Generator, runs: int, minus: float = A_MINUS
) -> NDArray[np.float64]:
    """Return weights of replicas after independent trains, in units of ``SCALE``."""
    seed = int(generator.integers(2**32))
    found = stdp(Independent(RATES), TICKS, runs, a_plus=A_PLUS, tau_plus=TAU_PLUS, a_minus=minus,
                 tau_minus=TAU_MINUS, seed=seed, engine="numpy")  # fmt: skip
    return np.clip(found.weights[:, 0] / SCALE, 0, 1)


def window() -> list[Curve]:
    """Draw the window."""
    before = [x / 2 for x in range(-100, 0)]
    after = [x / 2 for x in range(1, 101)]
    return [
        Curve("input before neuron: A+ exp(-s / tau+)", after,
              [A_PLUS * exp(-x / TAU_PLUS) for x in after]),
        Curve("neuron before input: -A- exp(-s / tau-)", before,
              [-A_MINUS * exp(x / TAU_MINUS) for x in before]),
    ]  # fmt: skip


def balance() -> list[Curve]:
    """Draw the drift over A-, simulated and expected."""
    xs = [x / 40 for x in range(41)]
    few = xs[::8]
    seen = []
    for x in few:
        found = stdp(Independent(RATES), TICKS, 2048, a_plus=A_PLUS, tau_plus=TAU_PLUS, a_minus=x,
                     tau_minus=TAU_MINUS, seed=7, engine="numpy")  # fmt: skip
        seen.append(float(found.weights[:, 0].mean()) / TICKS)
    return [
        Curve("expected, start-up included", xs, [drift(TICKS, x) / TICKS for x in xs]),
        Curve("simulated", few, seen, points=True),
    ]


@LIBRARY.claim(
    "stdp-drift",
    "Spike-timing dependent plasticity",
    "A spike of the input a time s before one of the neuron adds A+ exp(-s / tau+) to the weight,"
    " one after it takes A- exp(-s / tau-). Let both fire at ticks of length h, independently of"
    " each other, with probabilities r_1 h and r_2 h. Then all pairs together change the weight in"
    " a unit of time by r_1 r_2 h times the areas A d / (1 - d), d = exp(-h / tau), on average. As"
    " h goes to 0, where the trains become Poisson processes, the weight drifts by r_1 r_2 (A+ tau+"
    " - A- tau-): upward iff the area of potentiation is the larger. The rule of the selectron,"
    " which potentiates coincident spikes and never depresses, is not this rule with any A- > 0: it"
    " has no drift downward to balance.",
    source="Song, Miller & Abbott 2000, Nature Neurosci. 3:919-926; Kempter, Gerstner & van Hemmen"
    " 1999, Phys. Rev. E 59:4498-4514",
    experiments=[
        Sampled("mean weight after 200 ticks", weights, partial(drift, TICKS), 40_000, scale=SCALE),
    ],
    figures=[
        Figure("window", "What one pair of spikes does, over the time from input to neuron.",
               ("time in ticks", "change of the weight"), window),
        Figure("balance", "The drift a tick over A-: it changes its sign near A- = 1/2, where the"
               " areas balance.", ("A-", "drift"), balance),
    ],
    notes=(
        "Of the trains only this is used, that input and neuron fire together at any two ticks with"
        " the product of their probabilities: independence is the assumption. Trains in ever finer"
        " ticks stand for Poisson processes.",
        "A drift is a mean: the weight of one synapse walks at random about it, and without bounds"
        " it goes on for ever.",
        "In ticks the areas balance at A+ d+ / (1 - d+) = A- d- / (1 - d-), which is near"
        " A+ tau+ = A- tau- for long time constants.",
        "Correlated spikes add to the drift what the neuron's spikes owe to the input's: not"
        " treated.",
    ),
)  # fmt: skip
def stdp_drift() -> Iterator[Step]:
    """The area; the mean over pairs in ticks; ever finer ticks; the drift and its sign."""
    primitive, kernel = -tau * sympy.exp(-s / tau), sympy.exp(-s / tau)
    yield Step("primitive", Valid(POSITIVE, sympy.Eq(sympy.Derivative(primitive, s), kernel)),
               Calculus())  # fmt: skip
    whole = sympy.Limit(primitive, s, sympy.oo) + tau
    yield Step("area", Valid(POSITIVE, sympy.Eq(whole, tau)), Calculus(), "of exp(-s / tau)")
    lags = sympy.Sum(change[lag] * after * before[lag], (lag, 1, count))
    total = meet * sympy.Sum(change[lag], (lag, 1, count))
    alike = sympy.Eq(E(after * before[lag]), meet)
    yield Step("pairs", Valid((alike,), sympy.Eq(E(lags), total)), Linear(),
               "what the input's spikes at 1, 2, ... ticks before one of the neuron add: every lag"
               " counts with the chance m of a pair", (
        Twin("spikes of the input count without one of the neuron",
             Valid((sympy.Eq(E(before[lag]), meet),), sympy.Eq(E(lags), total))),
        Twin("only the nearest spike counts", Valid((alike,), sympy.Eq(E(lags), meet))),
    ))  # fmt: skip
    apart = (sympy.Eq(meet, one * two), sympy.Eq(one, first * h), sympy.Eq(two, second * h),
             sympy.Gt(h, 0))  # fmt: skip
    in_time = sympy.Eq(meet * area / h, first * second * h * area)
    yield Step("independent", Valid(apart, in_time), Logic(),
               "m = E[x] E[y] is what independence means; a is the sum over all lags, a tick lasts"
               " h: the change in a unit of time", (
        Twin("a pair in a tick is as likely as a spike",
             Valid((sympy.Eq(meet, one), *apart[1:]), in_time)),
    ))  # fmt: skip
    tallies = sympy.Eq(ratio * (1 - ratio**k) / (1 - ratio) + ratio ** (k + 1),
                       ratio * (1 - ratio ** (k + 1)) / (1 - ratio))  # fmt: skip
    yield Step("in-ticks", Valid((sympy.Ne(ratio, 1), sympy.Ge(k, 0)), tallies), Calculus(),
               "the sum of d, d^2, ..., d^k, term by term", (
        Twin("the sum begins with 1", Valid((sympy.Ne(ratio, 1), sympy.Ge(k, 0)),
             sympy.Eq((1 - ratio**k) / (1 - ratio) + ratio ** (k + 1),
                      (1 - ratio ** (k + 1)) / (1 - ratio)))),
    ))  # fmt: skip
    forgotten = sympy.Limit(sympy.exp(-s / tau), s, sympy.oo)
    yield Step("all-lags", Valid(POSITIVE, sympy.Eq(forgotten, 0)), Calculus(),
               "s = k h: d^k goes to 0, and the sum over all lags is d / (1 - d)")  # fmt: skip
    decay = sympy.exp(-h / tau)
    fine = sympy.Limit(h * decay / (1 - decay), h, 0)
    yield Step("fine-ticks", Valid(POSITIVE, sympy.Eq(fine, tau)), Calculus(), "", (
        Twin("coincidences within a tick add to it",
             Valid(POSITIVE, sympy.Eq(fine, tau + 1))),
    ))  # fmt: skip
    decay = sympy.exp(-h / early)
    side = sympy.Limit(first * second * up * h * decay / (1 - decay), h, 0)
    gained = sympy.Eq(side, first * second * up * early)
    yield Step("potentiation", Valid((sympy.Gt(early, 0),), gained), Calculus(),
               "in a unit of time, as ticks become ever finer; depression is the same with A- and"
               " tau-")  # fmt: skip
    sides = (
        sympy.Eq(plus, first * second * up * early),
        sympy.Eq(minus, first * second * down * late),
    )
    total = sympy.Eq(plus - minus, first * second * (up * early - down * late))
    yield Step("drift", Valid(sides, total), Logic(),
               "S_plus of potentiation less S_minus of depression", (
        Twin("the amplitudes count, not the areas",
             Valid(sides, sympy.Eq(plus - minus, first * second * (up - down)))),
    ))  # fmt: skip
    fires = (sympy.Gt(first, 0), sympy.Gt(second, 0))
    rate = first * second * (up * early - down * late)
    sign = sympy.Equivalent(sympy.Gt(rate, 0), sympy.Gt(up * early, down * late))
    yield Step("sign", Valid(fires, sign), Logic(), "", (
        Twin("it potentiates iff A+ > A-",
             Valid(fires, sympy.Equivalent(sympy.Gt(rate, 0), sympy.Gt(up, down)))),
    ))  # fmt: skip
    still = sympy.Equivalent(sympy.Eq(rate, 0), sympy.Eq(up * early, down * late))
    yield Step("balance", Valid(fires, still), Logic(), "no drift at any rates")
    rises = sympy.Ge(first * second * up * early, 0)
    never = (*fires, sympy.Ge(up, 0), sympy.Ge(early, 0))
    yield Step("without-depression", Valid(never, rises), Logic(),
               "with A- = 0 no rates make the weight fall", (
        Twin("depression needs no A-", Valid(never, sympy.Lt(first * second * up * early, 0))),
    ))  # fmt: skip
