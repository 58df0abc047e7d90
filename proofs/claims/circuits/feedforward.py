"""Feedforward inhibition: an onset detector."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import sympy

from ....formal.probability.polynomial import Polynomial
from ....formal.registry import load
from ....formal.registry.microcircuits import feedforward
from ....sim.campaign.simulate import simulate
from ...derivation.experiment import Rate, Watched
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, Valid, holds
from ...derivation.step import Step, Twin
from ...reasons.algebra import Identity
from ...reasons.cases import Enumeration
from ...reasons.counting import Counting, RateIs
from ...reasons.logic import Logic
from ..slips import barred, late, wirings, without

NAME = "feedforward-inhibition"
LONGEST = 5
"""The longest way around that is looked at."""

q = sympy.symbols("q", real=True)
t, ticks = sympy.symbols("t T", integer=True)
fired, silenced = sympy.symbols("x i")
gain, loss, bar = sympy.symbols("g h theta", integer=True)


def expected(rate: Fraction, steps: int) -> Fraction:
    """Return the mean fraction of ticks at which E fires, tick by tick."""
    by_tick = [Fraction(0), rate, *[rate * (1 - rate)] * (steps - 2)]
    return sum(by_tick[:steps], start=Fraction(0)) / steps


def over_rate() -> list[Curve]:
    """Draw the rate of E over that of x, without and with inhibition."""
    xs = [k / 40 for k in range(41)]
    few = xs[2:-1:4]
    seen = [simulate(load(NAME), 64, 512, rate, seed=5, burn_in=2).rate["E"] for rate in few]
    return [
        Curve("without inhibition: q", xs, xs),
        Curve("with it: q (1 - q)", xs, [x * (1 - x) for x in xs]),
        Curve("simulated", few, seen, points=True),
    ]


@LIBRARY.claim(
    "feedforward-inhibition",
    "Feedforward inhibition",
    "A neuron E that its input excites at once and silences one tick later fires at onsets alone:"
    " E = S x & ~S^2 x, for all inputs at all times, so never twice running, and under a lasting"
    " input only once. With a way around of b = 2, 3, 4 or 5 ticks it fires at x(t - 1) without"
    " x(t - b), never at two ticks b - 1 apart. A weight does for the veto, whatever the numbers,"
    " iff the bar is reached without and not with it. Over T >= 2 ticks from the start, E fires at"
    " a mean fraction [q + (T - 2) q (1 - q)]/T of them if x fires with rate q at each,"
    " independently.",
    source="psychon; the circuit is that of Shepherd 2004, The Synaptic Organization of the Brain",
    experiments=[
        Rate("rate of E", partial(load, NAME), "E", "S x & ~S^2 x", {"x": 0.5}, 128, 16384),
        Watched("start-up included", partial(load, NAME), "E", 0.5,
                partial(expected, Fraction(1, 2), 6), 6, 150_000),
    ],
    figures=[
        Figure("rate", "The rate of E over that of its input: at high rates the input silences what"
               " it excites.", ("rate of x", "rate of E"), over_rate),
    ],
    notes=(
        "Delays around from 2 to 5 ticks are by cases; the thresholds and weights are for all whole"
        " numbers.",
    ),
)  # fmt: skip
def feedforward_inhibition() -> Iterator[Step]:
    """Prove the formula and what follows, for several delays and all weights."""
    net = load(NAME)
    said = holds(net, "E = S x & ~S^2 x", about=NAME)
    drawn = wirings(
        said,
        ("without the inhibitory synapse", without(net, "I", "E")),
        ("inhibition comes a tick later", late(net, "I", "E", 2)),
        ("a threshold one too high", barred(net, "E", 2)),
    )
    yield Step("onset", said, Logic(), "", (*drawn,
        Twin("inhibition outlasts the input", holds(net, "E = S x & ~S^2 x & ~S^3 x", about=NAME)),
        Twin("it detects offsets", holds(net, "E = ~S x & S^2 x", about=NAME)),
        Twin("inhibition comes in time to cancel everything", holds(net, "E = false", about=NAME)),
    ))  # fmt: skip
    yield Step("never-twice", holds(net, "always ~(E & S E)", about=NAME), Logic(), "",
               (Twin("it has a refractory period of two ticks",
                     holds(net, "always ~(E & (S E | S^2 E))", about=NAME)),))  # fmt: skip
    lasting = "always historically x & S^2 x -> ~E"
    yield Step("once", holds(net, lasting, about=NAME), Logic())
    cases = []
    for around in range(2, LONGEST + 1):
        made, about = feedforward(1, around).net(), f"around in {around}"
        apart = f"S^{around - 1} E" if around > 2 else "S E"
        said = holds(made, f"E = S x & ~S^{around} x", about=about)
        cases.append(Step(f"formula-{around}", said, Logic()))
        said = holds(made, f"always ~(E & {apart})", about=about)
        cases.append(Step(f"apart-{around}", said, Logic()))
    yield Step("around", Cases("ways around of 2 to 5 ticks", tuple(cases)), Enumeration())
    total = sympy.Piecewise((gain, fired), (0, True)) - sympy.Piecewise((loss, silenced), (0, True))
    same = sympy.Equivalent(sympy.Ge(total, bar), sympy.And(fired, sympy.Not(silenced)))
    reached = (sympy.Ge(bar, 1), sympy.Ge(gain, bar), sympy.Lt(gain - loss, bar))
    yield Step("weights", Valid(reached, same), Logic(), "relative inhibition by a weight -h", (
        Twin("any inhibitory weight will do", Valid((*reached[:2], sympy.Ge(loss, 1)), same)),
    ))  # fmt: skip
    free = sympy.And(
        sympy.Not(sympy.Ge(0, bar)), sympy.Ge(gain, bar), sympy.Not(sympy.Ge(gain - loss, bar)),
        sympy.Not(sympy.Ge(-loss, bar)),
    )  # fmt: skip
    yield Step("no-others", Valid((), sympy.Equivalent(free, sympy.And(*reached))), Logic(),
               "what all four inputs ask of the numbers", (
        Twin("the excitation may be any", Valid((), sympy.Equivalent(free, sympy.And(
            reached[0], reached[2])))),
    ))  # fmt: skip
    one = Polynomial.of("x")
    late_rate = RateIs(net, "E", one * (Polynomial.number(1) - one), NAME)
    yield Step("late", late_rate, Counting(), "x(t - 1) without x(t - 2), from tick 2 on", (
        Twin("it goes with the square of the rate", replace(late_rate, rate=one * one)),
    ))  # fmt: skip
    mean = (q + (ticks - 2) * q * (1 - q)) / ticks
    by_tick = (q + sympy.Sum(q * (1 - q), (t, 2, ticks - 1))) / ticks
    yield Step("rate", Valid((sympy.Ge(ticks, 2),), sympy.Eq(by_tick, mean)), Identity(),
               "silent at 0, x(0) at 1, then x(t - 1) without x(t - 2)", (
        Twin("the start-up does not matter",
             Valid((sympy.Ge(ticks, 2),), sympy.Eq(by_tick, q * (1 - q)))),
    ))  # fmt: skip
