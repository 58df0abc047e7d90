"""A population of 80 excitatory and 20 inhibitory neurons."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import comb

import sympy

from ....formal.net.model import Net
from ....formal.probability.polynomial import Polynomial
from ....formal.registry.microcircuits import population, recurrent
from ....sim.campaign.simulate import simulate
from ...derivation.chance import Chance, E
from ...derivation.experiment import Watched
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Cases, Valid, holds
from ...derivation.step import Step, Twin
from ...reasons.calculus import Calculus
from ...reasons.cases import Enumeration
from ...reasons.counting import Counting, RateIs
from ...reasons.expectation import Linear, Monotone
from ...reasons.logic import Logic

Q, R, VETOES = 0.75, 0.125, 4
RATES = {f"x{j}": Q for j in range(80)} | {f"y{k}": R for k in range(20)}

q, r, mean, both = sympy.symbols("q r p m", real=True)
count, shared = sympy.symbols("c s", integer=True)
fires, silences = Chance("e"), Chance("i")

ONE = Polynomial.number(1)


@cache
def layer() -> Net:
    """Return the population of the experiments."""
    return population(per_neuron=VETOES)


def small(vetoes: int) -> Net:
    """Return one excitatory neuron with some inhibitory ones."""
    return population(1, vetoes, vetoes)


def product(vetoes: int) -> Polynomial:
    """Return x0 (1 - y0) (1 - y1) ..."""
    made = Polynomial.of("x0")
    for k in range(vetoes):
        made *= ONE - Polynomial.of(f"y{k}")
    return made


def sharing() -> Net:
    """Return two excitatory neurons that share their one inhibitor, and one that both excite."""
    net = Net.build().afferent("x0", "x1", "y0").neuron("I0", 1).neuron("BOTH", 2)
    net.synapse("y0", "I0")
    for j in range(2):
        net.neuron(f"E{j}").synapse(f"x{j}", f"E{j}", delay=2).veto("I0", f"E{j}")
        net.synapse(f"E{j}", "BOTH")
    return net.net()


def inhibitors(neuron: int) -> list[int]:
    """List what inhibits one excitatory neuron of the net."""
    vetoes = (one for one in layer().incoming(f"E{neuron}") if one.weight is None)
    return sorted(int(one.source[1:]) for one in vetoes)


def at_least(least: int, count: int, rate: float) -> float:
    """Return how likely so many of some independent inputs fire."""
    chances = (
        comb(count, k) * rate**k * (1 - rate) ** (count - k) for k in range(least, count + 1)
    )
    return sum(chances)


def over_time() -> list[Curve]:
    """Draw the mean rate of the recurrent population from the start, and the mean-field theory."""
    ticks, net, drive = list(range(20)), recurrent(), 0.3
    excited, inhibited = [0.0], [0.0]
    for _ in ticks[1:]:
        excited.append(drive * (1 - inhibited[-1]) ** 2)
        inhibited.append(at_least(3, 8, excited[-2]))
    seen = simulate(net, len(ticks), 2048, drive, seed=3, raster=True)
    rows = [[seen.raster(f"{kind}{j}").mean(axis=0) for j in range(size)]
            for kind, size in (("E", 80), ("I", 20))]  # fmt: skip
    first, second = (sum(each) / len(each) for each in rows)
    return [
        Curve("excitatory, mean field", ticks, excited),
        Curve("inhibitory, mean field", ticks, inhibited),
        Curve("excitatory, simulated", ticks, first.tolist(), points=True),
        Curve("inhibitory, simulated", ticks, second.tolist(), points=True),
    ]


@LIBRARY.claim(
    "population-80-20",
    "80 excitatory and 20 inhibitory neurons",
    "Each of 80 excitatory neurons has a drive of its own, of rate q, and is silenced by any of c"
    " of 20 inhibitory ones, each of rate r; all drives are independent. An excitatory neuron fires"
    " with rate q (1 - r)^c, whatever the wiring. Two that share s inhibitors fire together with"
    " rate q^2 (1 - r)^(2 c - s): more often than if they were independent, if s >= 1, q > 0 and"
    " 0 < r < 1. All this is from tick 2 on; before, they are silent.",
    source="psychon; the proportion is that of cortex (Braitenberg & Schüz 1998, Cortex:"
    " Statistics and Geometry of Neuronal Connectivity)",
    experiments=[
        Watched("rate of E0", layer, "E0", RATES,
                lambda: (64 - 2) / 64 * Q * (1 - R) ** VETOES, 64, 32768),
        Watched("E0 and E1 together, one inhibitor shared", layer, "E0 & E1", RATES,
                lambda: (64 - 2) / 64 * Q**2 * (1 - R) ** (2 * VETOES - 1), 64, 131072),
    ],
    figures=[
        Figure("recurrent", "A population whose inhibitory neurons are driven by the excitatory"
               " ones: for the first ticks the mean field, which takes inputs for independent, is"
               " right, then common inputs make it err.", ("tick", "rate"), over_time),
    ],
    notes=(
        "That all drives are independent is the assumption: it stands as a hypothesis, E[e i] ="
        " E[e] r, wherever one more inhibitor is looked at, and for the two drives.",
        "For the recurrent population of the figure no theory is claimed: it is simulated beside"
        " the mean field, which neglects that neurons share inputs.",
        "The rates are counted on nets of up to 3 inhibitors; beyond, it is an induction over them,"
        " for one neuron from q and for two from q^2.",
    ),
)  # fmt: skip
def population_80_20() -> Iterator[Step]:
    """Count small cases; then add one inhibitor at a time."""
    cases = []
    for vetoes in (1, 2, 3):
        said = RateIs(small(vetoes), "E0", product(vetoes), f"{vetoes} inhibitors")
        linear = Polynomial.of("x0") - sum(
            (Polynomial.of("x0") * Polynomial.of(f"y{k}") for k in range(vetoes)),
            start=Polynomial.number(0),
        )
        twins = (Twin("inhibition subtracts", RateIs(said.net, "E0", linear, said.about)),)
        cases.append(Step(f"c-{vetoes}", said, Counting(), "", twins if vetoes > 1 else ()))
    pair = Polynomial.of("x0") * Polynomial.of("x1")
    said = RateIs(sharing(), "BOTH", pair * (ONE - Polynomial.of("y0")), "one inhibitor shared")
    apart = replace(said, rate=said.rate * (ONE - Polynomial.of("y0")))
    cases.append(Step("shared", said, Counting(), "", (
        Twin("two that share an inhibitor are independent", apart),
    )))  # fmt: skip
    domain = "1 to 3 inhibitors of one neuron, and one of two"
    yield Step("counted", Cases(domain, tuple(cases)), Enumeration())
    known = (sympy.Eq(E(fires), mean), sympy.Eq(E(fires * silences), both))
    more = Valid(known, sympy.Eq(E(fires * (1 - silences)), mean - both))
    yield Step("one-more", more, Linear(), "e: it fires but for one more inhibitor, i")
    kept = Valid((sympy.Eq(both, mean * r),), sympy.Eq(mean - both, mean * (1 - r)))
    yield Step("independent", kept, Logic(), "", (
        Twin("an inhibitor takes its own rate away",
             Valid((sympy.Eq(both, mean * r),), sympy.Eq(mean - both, mean - r))),
    ))  # fmt: skip
    chance = (sympy.Gt(q, 0), sympy.Gt(r, 0), sympy.Lt(r, 1))
    rate = q * (1 - r) ** count
    some = (sympy.Ge(count, 0),)
    yield Step("induction", Valid(some, sympy.Eq(rate * (1 - r), q * (1 - r) ** (count + 1))),
               Calculus(), "the rate with c inhibitors times 1 - r is that with c + 1")  # fmt: skip
    text = "always E0 & E1 <-> S^2 x0 & S^2 x1"
    silent = [k for j in range(2) for k in inhibitors(j)]
    every = text + "".join(f" & ~S^2 y{k}" for k in dict.fromkeys(silent))
    some_only = text + "".join(f" & ~S^2 y{k}" for k in silent[:VETOES])
    net = layer().subnet(["E0", "E1"])
    yield Step("wiring", holds(net, every, about="80 and 20"), Logic(),
               "of two of the net that is run, 2 c - s different inhibitors: c = 4, s = 1", (
        Twin("those of the first alone", holds(net, some_only, about="80 and 20")),
    ))  # fmt: skip
    bit = sympy.Or(sympy.Eq(silences, 0), sympy.Eq(silences, 1))
    once = sympy.Eq(E(fires * (1 - silences) ** 2), E(fires * (1 - silences)))
    yield Step("shared", Valid((bit,), once), Monotone(),
               "an inhibitor of both counts once in the product of both", (
        Twin("whatever an inhibitor does", Valid((), once)),
    ))  # fmt: skip
    drives = (sympy.Eq(both, mean * q), sympy.Eq(mean, q))
    yield Step("drives", Valid(drives, sympy.Eq(both, q**2)), Logic(),
               "both drives are on with rate m: so two neurons start from q^2, and every different"
               " inhibitor multiplies that by 1 - r, as above", (
        Twin("two drives are as likely as one", Valid(drives, sympy.Eq(both, q))),
    ))  # fmt: skip
    together = q**2 * (1 - r) ** (2 * count - shared)
    part = (sympy.Ge(shared, 0), sympy.Le(shared, count))
    joint = Valid(part, sympy.Eq(together * (1 - r) ** shared, rate**2))
    yield Step("together", joint, Calculus(), "2 c - s different inhibitors must be silent", (
        Twin("sharing inhibitors makes no difference", Valid(chance, sympy.Eq(together, rate**2))),
        Twin("shared inhibitors count twice",
             Valid(chance, sympy.Eq(together, rate**2 * (1 - r) ** shared))),
    ))  # fmt: skip
    square = sympy.symbols("f", real=True)
    one = (sympy.Gt(square, 0), *chance[1:])
    yield Step("correlated", Valid(one, sympy.Gt(square / (1 - r), square)), Logic(),
               "each shared inhibitor raises the joint rate f")  # fmt: skip
