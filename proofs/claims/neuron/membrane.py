"""The passive membrane: its units, its time constant, its step response."""

from collections.abc import Iterator
from math import exp

import numpy as np
import sympy
from numpy.typing import NDArray

from ....sim.membrane.passive import passive
from ...derivation.experiment import Close, Sampled
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...derivation.units import OHM, A, C, F, V, m, prefixed, s, sizes
from ...reasons.algebra import Identity
from ...reasons.calculus import Calculus
from ...reasons.flow import Flow, Solves
from ...reasons.logic import Logic

area, rm, cm, tau, t, h = sympy.symbols("a r_m c_m tau t h", real=True)
capacity, area_2, capacity_2, resistance_2 = sympy.symbols("C_m a_2 C_2 R_2", real=True)
potential, current, resistance, first = sympy.symbols("V I_e R_m V_0", real=True)

MOHM, NF, MS, MM, NA, MV, PC = (
    prefixed(*pair)
    for pair in (("M", OHM), ("n", F), ("m", s), ("m", m), ("n", A), ("m", V), ("p", C))
)

TAU, RESISTANCE, STEP = 10.0, 10.0, 1.0
"""In ms, MOhm and nA: the response rises to 10 mV."""


def stepped() -> float:
    """Return the potential after 37 ms of irregular exact steps, the current on from the start."""
    now = 0.0
    for dt in (0.1, 1.0, 2.5, 7.0):
        count = round(10 / dt) if dt < 7 else 1
        run = passive([STEP] * count, tau=TAU, resistance=RESISTANCE, dt=dt, start=now)
        now = float(run[-1])
    return now


def closed() -> float:
    """Return the same from the formula."""
    return RESISTANCE * STEP * (1 - exp(-37 / TAU))


def pulse() -> float:
    """Return the potential 15 ms after a pulse of 5 ms ends, by exact steps of 0.25 ms."""
    drive = [STEP] * 20 + [0.0] * 60
    return float(passive(drive, tau=TAU, resistance=RESISTANCE, dt=0.25)[-1])


def random_drive(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return potentials, in units of 20 mV, after 10 ms of a current that is 2 nA half the time."""
    drives = 2.0 * generator.integers(0, 2, (runs, 40))
    ends = [passive(d, tau=TAU, resistance=RESISTANCE, dt=0.25)[-1] / 20 for d in drives]
    return np.array(ends)


def response() -> list[Curve]:
    """Draw the response to a pulse: closed form, exact steps, straight steps."""
    xs = [k / 2 for k in range(101)]
    drive = [STEP] * 20 + [0.0] * 30
    exact = passive(drive, tau=TAU, resistance=RESISTANCE, dt=1.0)
    coarse = passive(drive[::5], tau=TAU, resistance=RESISTANCE, dt=5.0, method="euler")
    peak = RESISTANCE * STEP * (1 - exp(-20 / TAU))
    curve = [RESISTANCE * STEP * (1 - exp(-x / TAU)) if x <= 20 else peak * exp((20 - x) / TAU)
             for x in xs]  # fmt: skip
    return [
        Curve("closed form", xs, curve),
        Curve("exact steps of 1 ms (exponential Euler)", range(51), exact.tolist(), points=True),
        Curve("straight steps of 5 ms (Euler)", range(0, 51, 5), coarse.tolist(), points=True),
    ]


@LIBRARY.claim(
    "membrane",
    "The passive membrane",
    "A patch of membrane of area a has the resistance R_m = r_m / a and the capacitance C_m = c_m"
    " a, so that its time constant tau = R_m C_m = r_m c_m is the same for every area; r_m = 1 MOhm"
    " mm^2 and c_m = 10 nF / mm^2 give 10 ms, in SI units exactly. Under a constant current I_e the"
    " potential obeys tau dV/dt = R_m I_e - V and goes from V_0 to R_m I_e as"
    " R_m I_e + (V_0 - R_m I_e) exp(-t / tau), and in no other way. Taking that solution over steps"
    " of any length makes no error.",
    source="Lapicque 1907, J. Physiol. Pathol. Gen. 9:620-635; Dayan & Abbott 2001, Theoretical"
    " Neuroscience, ch. 5",
    experiments=[
        Close("exact steps of four lengths", stepped, closed),
        Sampled("mean potential under a random current of mean 1 nA", random_drive,
                lambda: RESISTANCE * (1 - exp(-1)), 26_000, scale=20),
        Close("after a pulse", pulse,
              lambda: RESISTANCE * STEP * (1 - exp(-5 / TAU)) * exp(-15 / TAU)),
    ],
    figures=[
        Figure("response", "The response to 1 nA for 20 ms; tau = 10 ms, R_m = 10 MOhm.",
               ("time in ms", "potential in mV"), response),
    ],
    notes=(
        "The potential is counted from rest. Units are abbreviations of kg, m, s and A; an equation"
        " that holds for all sizes of these is right in numbers and in dimensions.",
        "That the time constant does not depend on the area is true of a patch that is"
        " isopotential; a dendrite has a length constant besides, which is not treated.",
    ),
)  # fmt: skip
def membrane() -> Iterator[Step]:
    """Units first; then the equation, solved and stepped."""
    patch = (sympy.Eq(resistance, rm / area), sympy.Eq(capacity, cm * area))
    other = (sympy.Eq(resistance_2, rm / area_2), sympy.Eq(capacity_2, cm * area_2))
    large, larger = sympy.Gt(area, 0), sympy.Gt(area_2, 0)
    product = resistance * capacity
    yield Step("product", Valid((*patch, large), sympy.Eq(product, rm * cm)), Logic(), "", (
        Twin("a larger cell is slower, as its capacitance is larger",
             Valid((*patch, large), sympy.Eq(product, rm * cm * area))),
    ))  # fmt: skip
    same = sympy.Eq(product, resistance_2 * capacity_2)
    yield Step("area", Valid((*patch, *other, large, larger), same), Logic(), "whatever the area", (
        Twin("the resistance does not depend on the area",
             Valid((patch[1], other[1], sympy.Eq(resistance, resistance_2), large, larger), same)),
    ))  # fmt: skip
    ten = (MOHM * MM**2 / area) * (10 * NF / MM**2 * area)
    some = sizes(ten)
    yield Step("ten-ms", Valid(some, sympy.Eq(ten, 10 * MS)), Identity(), "in SI units", (
        Twin("it is 10 s: MOhm times nF taken for Ohm times F", Valid(some, sympy.Eq(ten, 10 * s))),
        Twin("it is 10 mV", Valid(some, sympy.Eq(ten, 10 * MV))),
    ))  # fmt: skip
    drop = NA * 10 * MOHM
    yield Step("ohm", Valid(sizes(drop), sympy.Eq(drop, 10 * MV)), Identity(),
               "1 nA through 10 MOhm")  # fmt: skip
    held = NF * 70 * MV
    yield Step("charge", Valid(sizes(held), sympy.Eq(held, 70 * PC)), Identity(),
               "Q = C V: 1 nF at 70 mV holds 70 pC")  # fmt: skip
    positive = (sympy.Gt(tau, 0),)
    end = resistance * current
    solution = end + (first - end) * sympy.exp(-t / tau)
    law = Solves(potential, t, (end - potential) / tau, first, solution, positive)
    yield Step("response", law, Flow(), "", (
        Twin("it rises by halves of tau", Solves(potential, t, law.rate, first,
             end + (first - end) * 2 ** (-t / tau), positive)),
        Twin("the current charges for ever, as without a leak",
             Solves(potential, t, law.rate, first, first + end * t / tau, positive)),
    ))  # fmt: skip
    decays = sympy.Limit(sympy.exp(-t / tau), t, sympy.oo)
    yield Step("settles", Valid(positive, sympy.Eq(decays, 0)), Calculus(), "so V goes to R_m I_e")
    later = solution.xreplace({t: t + h})
    exact = solution + (1 - sympy.exp(-h / tau)) * (end - solution)
    yield Step("step", Valid(positive, sympy.Eq(later, exact)), Calculus(),
               "exponential Euler: the share of the way that a step of h goes", (
        Twin("the straight step of Euler is exact",
             Valid(positive, sympy.Eq(later, solution + h / tau * (end - solution)))),
    ))  # fmt: skip
    share = sympy.symbols("f", real=True)
    stable = (sympy.Ge(share, 0), sympy.Le(share, 1))
    said = sympy.Le(sympy.Abs((1 - share) * (potential - end)), sympy.Abs(potential - end))
    yield Step("stable", Valid(stable, said), Logic(),
               "by a share from 0 to 1, as 1 - exp(-h / tau) is, it never comes farther away", (
        Twin("a straight step is stable whatever its length", Valid(stable[:1], said)),
    ))  # fmt: skip
