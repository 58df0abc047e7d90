"""Hebb's rule, which has no equilibrium."""

from collections.abc import Iterator

import numpy as np
import sympy
from numpy.typing import NDArray

from ....sim.learning.hebb import hebb, oja
from ....sim.learning.presentation import Patterns
from ...derivation.chance import Chance, ChanceBase, Defined, E
from ...derivation.experiment import Close, Sampled
from ...derivation.figure import Curve, Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.calculus import Calculus
from ...reasons.expectation import Linear, Monotone
from ...reasons.flow import Flow, Solves
from ...reasons.given import definitions
from ...reasons.logic import Logic
from ...reasons.matrices import Rearrangement, SumsEqual
from ...reasons.summation import Induction

SOURCE = (
    "Hebb 1949, The Organization of Behavior; Dayan & Abbott 2001, Theoretical Neuroscience, ch. 8"
)

i, n = sympy.symbols("i n", integer=True)
w, u, q = (sympy.IndexedBase(name, real=True) for name in "wuq")
v, tau, alpha, t, s, lam, c, d = sympy.symbols("v tau alpha t s lambda c c_0", real=True)
x, y, response = ChanceBase("u", real=True), Chance("u_j"), Chance("v")
j = sympy.symbols("j", integer=True)
e, Q = (sympy.IndexedBase(name, real=True) for name in "eQ")
POSITIVE = (sympy.Gt(tau, 0),)

V = Defined("V", sympy.Sum(w[i] * u[i], (i, 1, n)))
SQUARE = Defined("s", sympy.Sum(w[i] ** 2, (i, 1, n)))

PATTERNS = ((1.0, 1.0), (1.0, 0.0), (0.0, 1.0))
CHANCES = (0.5, 0.3, 0.2)
STEP, COUNT = 0.01, 40
"""In units of tau, and how many."""

CORRELATIONS = np.einsum("p,pi,pj->ij", CHANCES, PATTERNS, PATTERNS)
"""The correlation matrix of the patterns."""


def learned(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the first weights of replicas after Hebbian learning, in units of 2."""
    seed = int(generator.integers(2**32))
    found = hebb(Patterns(PATTERNS, CHANCES), COUNT, runs, tau=1.0, dt=STEP, weights=(0.5, 0.25),
                 step="euler", seed=seed, engine="numpy")  # fmt: skip
    return np.minimum(found.weights[:, 0] / 2, 1.0)


def averaged() -> float:
    """Return the mean first weight: every step multiplies the mean weights by 1 + Q h / tau."""
    grown = np.linalg.matrix_power(np.eye(2) + STEP * CORRELATIONS, COUNT) @ (0.5, 0.25)
    return float(grown[0])


def lengths(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the squared norms of replicas after Hebbian learning, in units of 4."""
    seed = int(generator.integers(2**32))
    found = hebb(Patterns(PATTERNS, CHANCES), COUNT, runs, tau=1.0, dt=STEP, weights=(0.5, 0.25),
                 step="euler", seed=seed, engine="numpy")  # fmt: skip
    return np.asarray(np.minimum((found.weights**2).sum(axis=1) / 4, 1.0))


def mean_length() -> float:
    """Return the mean squared norm: the second moments of the weights, input by input."""
    moments = np.outer((0.5, 0.25), (0.5, 0.25))
    grown = [np.eye(2) + STEP * np.outer(pattern, pattern) for pattern in PATTERNS]
    for _ in range(COUNT):
        parts = [c * g @ moments @ g for c, g in zip(CHANCES, grown, strict=True)]
        moments = np.sum(parts, axis=0)
    return float(np.trace(moments))


def rate() -> float:
    """Return the growth rate of mean weights over a long time."""
    once = np.eye(2) + 1e-6 * CORRELATIONS
    before, after = (np.linalg.matrix_power(once, 1 << k) @ (0.5, 0.25) for k in (25, 26))
    return float(np.log(after[0] / before[0]) / (1e-6 * (1 << 25)))


def growth() -> list[Curve]:
    """Draw the squared norm of mean weights under both rules."""
    source, steps = Patterns(PATTERNS, CHANCES), 600
    made = {"Hebb": hebb(source, 250, 256, tau=1.0, dt=STEP, weights=(0.5, 0.25), every=10, seed=1,
                         engine="numpy"),
            "Oja": oja(source, steps, 256, tau=1.0, dt=STEP, weights=(0.5, 0.25), every=20, seed=1,
                       engine="numpy")}  # fmt: skip
    lines = []
    for name, found in made.items():
        squares = (found.history**2).sum(axis=2).mean(axis=1)
        lines.append(
            Curve(f"{name}, simulated", (found.times * STEP).tolist(), squares.tolist(), True)
        )
    values, vectors = np.linalg.eigh(CORRELATIONS)
    times = [k / 20 for k in range(51)]
    start = vectors.T @ (0.5, 0.25)
    mean = [float(((np.exp(values * time) * start) ** 2).sum()) for time in times]
    lines.append(Curve("averaged Hebb, |exp(Q t / tau) w|^2", times, mean))
    lines.append(Curve("1 / alpha", [0, 6], [1, 1]))
    return lines


def on_average() -> Iterator[Step]:
    """Yield what the correlation matrix says of the mean squared response of a neuron."""
    squared = sympy.Sum(w[i] * v * u[i], (i, 1, n))
    yield Step("squared", Valid((), sympy.Eq(squared, v * V)), Induction(),
               "v^2 at every input, for v = V", (
        Twin("w_i u_i^2 in place of w_i v u_i",
             Valid((), sympy.Eq(sympy.Sum(w[i] * u[i] ** 2, (i, 1, n)), v * V))),
    ))  # fmt: skip
    alike = sympy.Eq(E(response * x[i]), q[i])
    power = E(sympy.Sum(w[i] * response * x[i], (i, 1, n)))
    along = sympy.Sum(w[i] * q[i], (i, 1, n))
    yield Step("power", Valid((alike,), sympy.Eq(power, along)), Linear(),
               "q_i = (Q w)_i = E[v u_i]: E[v^2] = w.(Q w)", (
        Twin("E[v]^2 = w.(Q w)", Valid((sympy.Eq(E(x[i]), q[i]),), sympy.Eq(power, along))),
    ))  # fmt: skip
    yield Step("positive", Valid((), sympy.Ge(E(response**2), 0)), Monotone(),
               "so no eigenvalue of Q is below 0", (
        Twin("nor is the mean response below 0", Valid((), sympy.Ge(E(response), 0))),
    ))  # fmt: skip
    yield Step("silent", Valid((sympy.Eq(q[i], 0),), sympy.Eq(along, 0)), Induction(),
               "where Q w = 0, E[v^2] = 0: on average, too, only a silent neuron rests", (
        Twin("where the mean input is 0", Valid((), sympy.Eq(along, 0))),
    ))  # fmt: skip


@LIBRARY.claim(
    "hebb",
    "Hebb's rule",
    "Under tau dw_j/dt = v u_j with v = sum w_i u_i, |w|^2 grows at the rate 2 v^2 / tau: it never"
    " falls, and stays only where v = 0. On average over inputs that are independent of the"
    " weights, tau dw_j/dt = sum_i Q_ji w_i with the correlation matrix Q_ji = E[u_j u_i]; w.Q w is"
    " E[v^2], so no eigenvalue is below 0, and only a silent neuron rests. Along an eigenvector of"
    " eigenvalue lambda weights are multiplied by exp(lambda t / tau), so the largest eigenvalue"
    " wins if the start has a part along it.",
    source=SOURCE,
    experiments=[
        Sampled("mean weight after 40 inputs", learned, averaged, 20_000, scale=2),
        Sampled("mean squared norm after 40 inputs", lengths, mean_length, 20_000, scale=4),
        Close("growth rate, the largest eigenvalue", rate,
              lambda: float(np.linalg.eigvalsh(CORRELATIONS)[-1]), 1e-5),
    ],
    figures=[
        Figure("growth", "The squared norm of two weights: under Hebb's rule it explodes, under"
               " Oja's it goes to 1 / alpha.", ("time / tau", "|w|^2"), growth, 8.0),
    ],
    notes=(
        "That mean weights follow the averaged rule is exact for straight steps and independent"
        " inputs; for the differential equation it neglects that w and u are correlated while an"
        " input lasts.",
        "The correlation matrix is not centred: what wins is the mean input, if it is strong. With"
        " v less its mean it is the covariance.",
    ),
)  # fmt: skip
def hebb_rule() -> Iterator[Step]:
    """The norm; then the mean; then one eigenvector."""
    yield from definitions(V, SQUARE)
    grown = sympy.Sum(2 * w[i] * (v * u[i] / tau), (i, 1, n))
    yield Step("norm", Valid(POSITIVE, sympy.Eq(grown, 2 * v * V / tau)), Induction(),
               "d|w|^2/dt, term by term", (
        Twin("the rule keeps the norm", Valid(POSITIVE, sympy.Eq(grown, 0))),
    ))  # fmt: skip
    here = sympy.Eq(v, c)
    speed = 2 * v * c / tau
    yield Step("never-falls", Valid((*POSITIVE, here), sympy.Ge(speed, 0)), Logic(), "c = V", (
        Twin("it decays without input correlations", Valid((*POSITIVE, here), sympy.Le(speed, 0))),
    ))  # fmt: skip
    rests = sympy.Equivalent(sympy.Eq(speed, 0), sympy.Eq(v, 0))
    yield Step("no-equilibrium", Valid((*POSITIVE, here), rests), Logic(),
               "it stays only where the neuron is silent", (
        Twin("it rests at some weights while it fires",
             Valid((*POSITIVE, here, sympy.Ne(v, 0)), sympy.Eq(speed, 0))),
    ))  # fmt: skip
    mean = E(sympy.Sum(w[i] * y * x[i], (i, 1, n)))
    total = sympy.Sum(w[i] * q[i], (i, 1, n))
    yield Step("averaged", Valid((sympy.Eq(E(y * x[i]), q[i]),), sympy.Eq(mean, total)), Linear(),
               "q_i = Q_ji, for any one j", (
        Twin("it is the mean input that counts",
             Valid((sympy.Eq(E(x[i]), q[i]),), sympy.Eq(mean, total))),
    ))  # fmt: skip
    yield from on_average()
    seen = sympy.Sum(e[i] * Q[i, j] * w[j], (i, 1, n), (j, 1, n))
    turned = sympy.Sum(w[i] * Q[i, j] * e[j], (i, 1, n), (j, 1, n))
    yield Step("turned", SumsEqual(seen, turned, (Q,)), Rearrangement(),
               "e.(Q w) = w.(Q e), as Q_ij = E[u_i u_j] = Q_ji")  # fmt: skip
    along = sympy.Sum(w[i] * q[i], (i, 1, n))
    part = lam * sympy.Sum(w[i] * e[i], (i, 1, n))
    yield Step("part", Valid((sympy.Eq(q[i], lam * e[i]),), sympy.Eq(along, part)), Induction(),
               "q = Q e = lambda e: the part e.w along e changes at lambda e.w / tau", (
        Twin("along any direction", Valid((), sympy.Eq(along, part))),
    ))  # fmt: skip
    law = Solves(c, t, lam * c / tau, d, d * sympy.exp(lam * t / tau), POSITIVE)
    yield Step("eigenvector", law, Flow(), "c is the part along it", (
        Twin("it grows linearly",
             Solves(c, t, lam * c / tau, d, d * (1 + lam * t / tau), POSITIVE)),
    ))  # fmt: skip
    mu, lag = sympy.symbols("mu T", real=True)
    share = sympy.exp(mu * t / tau) / sympy.exp(lam * t / tau)
    less = sympy.Eq(share, sympy.exp((mu - lam) * t / tau))
    yield Step("beside", Valid(POSITIVE, less), Calculus(),
               "the part along another eigenvalue mu, beside that along lambda")  # fmt: skip
    gone = sympy.Eq(sympy.Limit(sympy.exp(-t / lag), t, sympy.oo), 0)
    yield Step("wins", Valid((sympy.Gt(lag, 0),), gone), Calculus(),
               "T = tau / (lambda - mu): beside the largest, all others vanish", (
        Twin("beside a smaller one, too", Valid((sympy.Lt(lag, 0),), gone)),
    ))  # fmt: skip
