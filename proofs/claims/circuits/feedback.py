"""Feedback inhibition: a neuron that silences itself oscillates under steady drive."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import sympy

from ....formal.registry import load
from ....formal.registry.microcircuits import feedback
from ....sim.campaign.simulate import simulate
from ...derivation.chance import Chance, E
from ...derivation.experiment import Watched
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, Run, Valid, holds
from ...derivation.step import Step, Twin
from ...reasons.calculus import Calculus
from ...reasons.cases import Enumeration, Replay
from ...reasons.expectation import Linear
from ...reasons.logic import Logic

NAME = "feedback-inhibition"

q, rate, before, mean = sympy.symbols("q pi p m", real=True)
k = sympy.symbols("k", integer=True)
drive, spike = Chance("x"), Chance("e")

THREE = " | ".join(
    f"({a} & {b} & {c})"
    for a, b, c in (
        ("E", "S E", "S^2 E"),
        ("E", "S E", "S^3 E"),
        ("E", "S^2 E", "S^3 E"),
        ("S E", "S^2 E", "S^3 E"),
    )
)
"""Three spikes within four ticks."""


def settled(after: sympy.Expr) -> sympy.Expr:
    """Return the chance of a spike after so many turns around."""
    return q / (1 + q) * (1 - (-q) ** after)


def expected(drive: Fraction, around: int, steps: int) -> Fraction:
    """Return the mean fraction of ticks at which E fires, by its chain tick by tick."""
    chance: list[Fraction] = []
    for now in range(steps):
        back = chance[now - around] if now >= around else Fraction(0)
        chance.append(drive * (1 - back) if now else Fraction(0))
    return sum(chance, start=Fraction(0)) / steps


def chain_after(turns: int) -> Fraction:
    """Return the chance of a spike after so many turns, summing over the chain of states."""
    drive, states = Fraction(2, 3), {False: Fraction(1), True: Fraction(0)}
    for _ in range(turns):
        fires = drive * states[False]
        states = {True: fires, False: 1 - fires}
    return states[True]


def over_rate() -> list[Curve]:
    """Draw the rate of E over that of x."""
    xs = [n / 40 for n in range(41)]
    few = xs[2:-1:4]
    seen = [simulate(load(NAME), 256, 512, x, seed=5, burn_in=64).rate["E"] for x in few]
    return [
        Curve("without inhibition: q", xs, xs),
        Curve("with it: q / (1 + q)", xs, [x / (1 + x) for x in xs]),
        Curve("simulated", few, seen, points=True),
    ]


def transient() -> list[Curve]:
    """Draw the chance of a spike, tick by tick from the start, for q = 0.9."""
    ticks = list(range(25))
    chance = [0.0]
    for now in ticks[1:]:
        chance.append(0.9 * (1 - (chance[now - 2] if now >= 2 else 0.0)))
    seen = simulate(load(NAME), 25, 4096, 0.9, seed=2, raster=True).raster("E").mean(axis=0)
    return [
        Curve("by the chain", ticks, chance),
        Curve("simulated", ticks, seen.tolist(), points=True),
        Curve("settled: q / (1 + q)", ticks, [0.9 / 1.9] * len(ticks)),
    ]


@LIBRARY.claim(
    "feedback-inhibition",
    "Feedback inhibition",
    "A neuron E that silences itself two ticks later fires as E = S x & ~S^2 E, for all inputs at"
    " all times: at most two spikes in any four ticks, and under steady drive, for ever, two spikes"
    " and two silent ticks in turn. With a way around of b = 3 or 4 ticks the period is 2 b."
    " Under a drive of rate q > 0, independent at each tick, the chance of a spike after k turns"
    " around is q (1 - (-q)^k)/(1 + q). For q < 1 it settles at q / (1 + q); at q = 1 it"
    " goes from 0 to 1 and back for ever.",
    source="psychon; the circuit is that of Shepherd 2004, The Synaptic Organization of the Brain",
    experiments=[
        Watched("rate of E", partial(load, NAME), "E", 0.75,
                partial(expected, Fraction(3, 4), 2, 64), 64, 40_000),
        Watched("rate with 4 ticks around", lambda: feedback(4).net(), "E", 0.75,
                partial(expected, Fraction(3, 4), 4, 64), 64, 40_000),
    ],
    figures=[
        Figure("rate", "The settled rate of E over that of its drive: inhibition divides by 1 + q.",
               ("rate of x", "rate of E"), over_rate),
        Figure("transient", "The chance of a spike after the start, for a drive of rate 0.9: the"
               " oscillation of steady drive, damped by (-q)^k.",
               ("tick", "P(E)"), transient),
    ],
    notes=(
        "Ways around of 2, 3 and 4 ticks are by cases, each for all time by induction; of longer"
        " ones nothing is proved.",
        "That (-q)^k goes to 0 for 0 <= q < 1 is said, not a step.",
        "Gamma rhythms are often explained by such a loop; what is proved is a period of twice the"
        " way around, in ticks, and that random drive damps it.",
    ),
)  # fmt: skip
def feedback_inhibition() -> Iterator[Step]:
    """Prove the oscillation for all time; then follow the chain of a random drive."""
    net = load(NAME)
    yield Step("loop", holds(net, "E = S x & ~S^2 E", about=NAME), Logic())
    yield Step("at-most-two", holds(net, f"always ~({THREE})", about=NAME), Logic(), "", (
        Twin("at most one spike in four ticks",
             holds(net, "always ~(E & (S E | S^2 E | S^3 E))", about=NAME)),
        Twin("never twice running, as with feedforward inhibition",
             holds(net, "always ~(E & S E)", about=NAME)),
    ))  # fmt: skip
    steady = "always historically x & S^4 x -> (E <-> S^4 E)"
    yield Step("period", holds(net, steady, about=NAME), Logic(), "", (
        Twin("steady drive is silenced for good",
             holds(net, "always historically x & S^4 x -> ~E", about=NAME)),
        Twin("its period is the way around",
             holds(net, "always historically x & S^4 x -> (E <-> S^2 E)", about=NAME)),
    ))  # fmt: skip
    lit = (frozenset({"x"}),) * 10
    yield Step("run", Run(net, lit, (("E", (1, 2, 5, 6, 9)),), NAME), Replay())
    cases = []
    for around in (3, 4):
        made, about = feedback(around).net(), f"around in {around}"
        loop = holds(made, f"E = S x & ~S^{around} E", about=about)
        cases.append(Step(f"loop-{around}", loop, Logic()))
        said = f"always historically x & S^{2 * around} x -> (E <-> S^{2 * around} E)"
        cases.append(Step(f"period-{around}", holds(made, said, about=about), Logic()))
    yield Step("around", Cases("ways around of 3 and 4 ticks", tuple(cases)), Enumeration())
    means = (sympy.Eq(E(drive), q), sympy.Eq(E(drive * spike), mean))
    turned = E(drive * (1 - spike))
    yield Step("chain", Valid(means, sympy.Eq(turned, q - mean)), Linear(),
               "it fires if driven, and if it did not fire one turn ago")  # fmt: skip
    apart = sympy.Eq(mean, q * before)
    yield Step("markov", Valid((apart,), sympy.Eq(q - mean, q * (1 - before))), Logic(),
               "the drive is independent of what it did before")  # fmt: skip
    some = sympy.Gt(q, 0)
    yield Step("settled", Valid((some,), sympy.Equivalent(sympy.Eq(rate, q * (1 - rate)),
               sympy.Eq(rate, q / (1 + q)))), Logic(), "the one rate that stays", (
        Twin("inhibition halves the rate",
             Valid((some,), sympy.Equivalent(sympy.Eq(rate, q * (1 - rate)),
                                             sympy.Eq(rate, q / 2)))),
    ))  # fmt: skip
    yield Step("turn", Valid((some,), sympy.Eq(q * (1 - settled(k)), settled(k + 1))), Calculus(),
               "so by induction the chance after k turns, from silence", (
        Twin("the approach is monotone",
             Valid((some,), sympy.Eq(q * (1 - q / (1 + q) * (1 - q**k)),
                                     q / (1 + q) * (1 - q ** (k + 1))))),
    ))  # fmt: skip
