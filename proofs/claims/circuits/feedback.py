"""Feedback inhibition: a neuron that silences itself oscillates under steady drive."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import sympy

from ....formal.registry import load
from ....formal.registry.microcircuits import feedback, feedforward
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
from ...reasons.powers import Powers
from ..slips import late, wirings, without

NAME = "feedback-inhibition"

q, rate, before, mean, small = sympy.symbols("q pi p m s", real=True)
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
    " and two silent ticks in turn. With a way around of b ticks, E = S x & ~S^b E, the period is"
    " 2 b, for every b. Under a drive of rate q > 0, independent at each tick, the chance of a"
    " spike after k turns around is q (1 - (-q)^k)/(1 + q). For q < 1 it settles at q / (1 + q),"
    " nearer than s once k (1 - q) s >= 1; at q = 1 it goes from 0 to 1 and back for ever.",
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
        "Ways around of 2, 3 and 4 ticks are looked at as nets, each for all time by induction. Of"
        " every other b only what the definition of a net says is taken: E fires iff x did a tick"
        " ago and no veto arrives, and the veto is what E did b ticks ago.",
        "That the drive is independent of what E did before is an assumption, the hypothesis of the"
        " step 'markov': E looks at ticks before its drive.",
        "Gamma rhythms are often explained by such a loop; what is proved is a period of twice the"
        " way around, in ticks, and that random drive damps it.",
    ),
)  # fmt: skip
def feedback_inhibition() -> Iterator[Step]:
    """Prove the oscillation for all time, for any way around; then look at random drives."""
    net = load(NAME)
    formula = holds(net, "E = S x & ~S^2 E", about=NAME)
    yield Step("loop", formula, Logic(), twins=wirings(
        formula,
        ("without the inhibitory synapse", without(net, "I", "E")),
        ("inhibition comes a tick later", late(net, "I", "E", 2)),
        ("the interneuron is driven by the input", feedforward().net()),
    ))  # fmt: skip
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
    now, one, two, veto, first, second = sympy.symbols("e e_b e_2b i x x_b")
    back = (sympy.Equivalent(now, sympy.And(first, sympy.Not(veto))), sympy.Equivalent(veto, one))
    loop = sympy.Equivalent(now, sympy.And(first, sympy.Not(one)))
    yield Step("any-loop", Valid(back, loop), Logic(),
               "for every b: E(t) by x(t - 1) and the veto, the veto by E(t - b)", (
        Twin("inhibition excites", Valid((back[0], sympy.Equivalent(veto, sympy.Not(one))), loop)),
    ))  # fmt: skip
    again = sympy.Equivalent(one, sympy.And(second, sympy.Not(two)))
    same = sympy.Equivalent(now, two)
    yield Step("any-period", Valid((loop, again, first, second), same), Logic(),
               "for every b: under steady drive E(t) = E(t - 2 b) from t = 2 b on", (
        Twin("without drive one way around ago", Valid((loop, again, first), same)),
        Twin("its period is the way around", Valid((loop, again, first, second),
                                                   sympy.Equivalent(now, one))),
    ))  # fmt: skip
    yield from at_random()


def at_random() -> Iterator[Step]:
    """Follow the chain of a random drive: its law, and where it settles."""
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
    bit = sympy.Or(sympy.Eq(before, 0), sympy.Eq(before, 1))
    yield Step("never-settles", Valid((bit, sympy.Eq(rate, 1 - before)), sympy.Ne(rate, before)),
               Logic(), "q = 1: 0 and 1 in turn", (
        Twin("every drive settles", Valid((bit, sympy.Eq(rate, 1 - before)),
                                          sympy.Eq(rate, before))),
        Twin("from a chance of 1/2, too", Valid((sympy.Eq(rate, 1 - before),),
                                                sympy.Ne(rate, before))),
    ))  # fmt: skip
    yield Step("turn", Valid((some,), sympy.Eq(q * (1 - settled(k)), settled(k + 1))), Calculus(),
               "so by induction the chance after k turns, from 0 at k = 0", (
        Twin("the approach is monotone",
             Valid((some,), sympy.Eq(q * (1 - q / (1 + q) * (1 - q**k)),
                                     q / (1 + q) * (1 - q ** (k + 1))))),
    ))  # fmt: skip
    from_0, driven = sympy.Ge(k, 0), sympy.Ge(q, 0)
    sized = sympy.And(sympy.Le((-q) ** k, q**k), sympy.Ge((-q) ** k, -(q**k)))
    yield Step("size", Valid((driven, from_0), sized), Powers((sized,)), "", (
        Twin("its sign does not change", Valid((driven, from_0), sympy.Eq((-q) ** k, q**k))),
    ))  # fmt: skip
    least = sympy.Le(q**k * (1 + k * (1 - q)), 1)
    yield Step("shrinks", Valid((driven, from_0), least), Powers((sympy.Ge(q**k, 0), least)),
               "q^k is 1 / (1 + k (1 - q)) at most, if q < 1", (
        Twin("twice as fast", Valid((driven, from_0), sympy.Le(q**k * (1 + 2 * k * (1 - q)), 1))),
    ))  # fmt: skip
    turns, size, power = sympy.symbols("k u z", real=True)
    bounds = (sympy.Le(power, size), sympy.Ge(power, -size),
              sympy.Le(size * (1 + turns * (1 - q)), 1))  # fmt: skip
    enough = (some, sympy.Gt(small, 0), sympy.Ge(turns * (1 - q) * small, 1))
    away = q / (1 + q) * (1 - power) - q / (1 + q)
    near = sympy.Lt(sympy.Abs(away), small)
    yield Step("settles", Valid((*bounds, *enough), near), Logic(),
               "z = (-q)^k, u = q^k: so it goes to q / (1 + q), nearer than any s > 0 from some k"
               " on, if q < 1", (
        Twin("at q = 1, too", Valid((*bounds, *enough[:2], sympy.Ge(turns * small, 1)), near)),
        Twin("at once", Valid((*bounds, *enough[:2]), near)),
    ))  # fmt: skip
