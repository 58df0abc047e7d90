"""Hebb's rule, which has no equilibrium, and Oja's, which has one."""

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
from ...reasons.expectation import Linear
from ...reasons.flow import Flow, Solves
from ...reasons.given import definitions
from ...reasons.logic import Logic
from ...reasons.summation import Induction

SOURCE = (
    "Hebb 1949, The Organization of Behavior; Dayan & Abbott 2001, Theoretical Neuroscience, ch. 8"
)

i, n = sympy.symbols("i n", integer=True)
w, u, q = (sympy.IndexedBase(name, real=True) for name in "wuq")
v, tau, alpha, t, s, lam, c, d = sympy.symbols("v tau alpha t s lambda c c_0", real=True)
x, y = ChanceBase("u", real=True), Chance("u_j")
POSITIVE = (sympy.Gt(tau, 0),)

V = Defined("V", sympy.Sum(w[i] * u[i], (i, 1, n)))
SQUARE = Defined("s", sympy.Sum(w[i] ** 2, (i, 1, n)))

PATTERNS = ((1.0, 1.0), (1.0, 0.0), (0.0, 1.0))
CHANCES = (0.5, 0.3, 0.2)
STEP, COUNT = 0.01, 40
"""In units of tau, and how many."""

Q = np.einsum("p,pi,pj->ij", CHANCES, PATTERNS, PATTERNS)
"""The correlation matrix of the patterns."""


def learned(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return the first weights of replicas after Hebbian learning, in units of 2."""
    seed = int(generator.integers(2**32))
    found = hebb(Patterns(PATTERNS, CHANCES), COUNT, runs, tau=1.0, dt=STEP, weights=(0.5, 0.25),
                 step="euler", seed=seed, engine="numpy")  # fmt: skip
    return np.minimum(found.weights[:, 0] / 2, 1.0)


def averaged() -> float:
    """Return the mean first weight: every step multiplies the mean weights by 1 + Q h / tau."""
    grown = np.linalg.matrix_power(np.eye(2) + STEP * Q, COUNT) @ (0.5, 0.25)
    return float(grown[0])


def rate() -> float:
    """Return the growth rate of mean weights over a long time."""
    before, after = (np.linalg.matrix_power(np.eye(2) + 1e-6 * Q, 1 << k) @ (0.5, 0.25) for k in (
        25, 26))  # fmt: skip
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
    values, vectors = np.linalg.eigh(Q)
    times = [k / 20 for k in range(51)]
    start = vectors.T @ (0.5, 0.25)
    mean = [float(((np.exp(values * time) * start) ** 2).sum()) for time in times]
    lines.append(Curve("averaged Hebb, |exp(Q t / tau) w|^2", times, mean))
    lines.append(Curve("1 / alpha", [0, 6], [1, 1]))
    return lines


@LIBRARY.claim(
    "hebb",
    "Hebb's rule",
    "Under tau dw_j/dt = v u_j with v = sum w_i u_i, |w|^2 grows at the rate 2 v^2 / tau: it never"
    " falls, and stays only where v = 0. On average over inputs that are independent of the"
    " weights, tau dw_j/dt = sum_i Q_ji w_i with the correlation matrix Q_ji = E[u_j u_i]; along an"
    " eigenvector of eigenvalue lambda weights are multiplied by exp(lambda t / tau), so the"
    " largest eigenvalue wins if the start has a part along it.",
    source=SOURCE,
    experiments=[
        Sampled("mean weight after 40 inputs", learned, averaged, 20_000, scale=2),
        Close("growth rate, the largest eigenvalue", rate,
              lambda: float(np.linalg.eigvalsh(Q)[-1]), 1e-5),
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
               "it stays only where the neuron is silent")  # fmt: skip
    mean = E(sympy.Sum(w[i] * y * x[i], (i, 1, n)))
    total = sympy.Sum(w[i] * q[i], (i, 1, n))
    yield Step("averaged", Valid((sympy.Eq(E(y * x[i]), q[i]),), sympy.Eq(mean, total)), Linear(),
               "q_i = Q_ji, for any one j", (
        Twin("it is the mean input that counts",
             Valid((sympy.Eq(E(x[i]), q[i]),), sympy.Eq(mean, total))),
    ))  # fmt: skip
    law = Solves(c, t, lam * c / tau, d, d * sympy.exp(lam * t / tau), POSITIVE)
    yield Step("eigenvector", law, Flow(), "c is the part along it", (
        Twin("it grows linearly",
             Solves(c, t, lam * c / tau, d, d * (1 + lam * t / tau), POSITIVE)),
    ))  # fmt: skip
    mu = sympy.symbols("mu", real=True)
    share = sympy.exp(mu * t / tau) / sympy.exp(lam * t / tau)
    less = sympy.Eq(share, sympy.exp((mu - lam) * t / tau))
    yield Step("wins", Valid(POSITIVE, less), Calculus(),
               "so the part along a smaller eigenvalue mu vanishes beside it")  # fmt: skip


def alone() -> float:
    """Return |w|^2 after one pattern was shown for 4 tau."""
    found = oja(Patterns([(1.0, 2.0)]), 8, 1, tau=1.0, dt=0.5, alpha=0.5, weights=(0.3, 0.1),
                engine="numpy")  # fmt: skip
    return float((found.weights**2).sum())


def turned(generator: np.random.Generator, runs: int) -> NDArray[np.float64]:
    """Return |w|^2 alpha of replicas after long learning, cut at 2 and in units of 2."""
    seed = int(generator.integers(2**32))
    found = oja(Patterns(PATTERNS, CHANCES), 1200, runs, tau=1.0, dt=STEP, seed=seed,
                weights=(0.5, 0.25), engine="numpy")  # fmt: skip
    return np.asarray(np.minimum((found.weights**2).sum(axis=1) / 2, 1.0))


@LIBRARY.claim(
    "oja",
    "Oja's rule",
    "Under tau dw_j/dt = v u_j - alpha v^2 w_j, alpha > 0, s = |w|^2 changes at the rate"
    " 2 v^2 (1 - alpha s) / tau: it rises below 1 / alpha and falls above. Where v stays at the"
    " same size, 1 - alpha s decays as exp(-2 alpha v^2 t / tau). Weights at rest on average, Q w ="
    " alpha (w.Q w) w, are an eigenvector of Q, of norm 1 / sqrt(alpha) unless w.Q w is 0, as for"
    " w = 0, which rests, too.",
    source="Oja 1982, J. Math. Biol. 15:267-273",
    experiments=[
        Close("squared norm after one pattern", alone, lambda: 2.0, 1e-3),
        Sampled("squared norm after long learning", turned, lambda: 1.0, 4000, scale=2),
    ],
    figures=[
        Figure("growth", "The squared norm of two weights under both rules.",
               ("time / tau", "|w|^2"), growth, 8.0),
    ],
    notes=("That the average finds the largest eigenvalue is shown by simulation only.",),
)  # fmt: skip
def oja_rule() -> Iterator[Step]:
    """The norm; its sign; weights at rest."""
    yield from definitions(V, SQUARE)
    grown = sympy.Sum(2 * w[i] * ((v * u[i] - alpha * v**2 * w[i]) / tau), (i, 1, n))
    yield Step("norm", Valid(POSITIVE, sympy.Eq(grown, 2 * (v * V - alpha * v**2 * SQUARE) / tau)),
               Induction(), "d|w|^2/dt", (
        Twin("the decay is of first order in v",
             Valid(POSITIVE, sympy.Eq(grown, 2 * (v * V - alpha * v * SQUARE) / tau))),
    ))  # fmt: skip
    size, here = sympy.symbols("s", real=True), sympy.Eq(v, c)
    speed = 2 * (v * c - alpha * v**2 * size) / tau
    said = sympy.Eq(speed, 2 * v**2 * (1 - alpha * size) / tau)
    yield Step("speed", Valid((*POSITIVE, here), said), Logic(), "c = V")
    fires = (*POSITIVE, sympy.Gt(alpha, 0), sympy.Ne(v, 0))
    rises = sympy.Equivalent(sympy.Gt(2 * v**2 * (1 - alpha * size) / tau, 0),
                             sympy.Lt(size, 1 / alpha))  # fmt: skip
    yield Step("toward", Valid(fires, rises), Logic(), "", (
        Twin("without decay it would rest too", Valid((fires[0], fires[2], sympy.Eq(alpha, 0)),
             sympy.Equivalent(sympy.Gt(2 * v**2 * (1 - alpha * size) / tau, 0),
                              sympy.Lt(size, 1)))),
    ))  # fmt: skip
    decay = 1 - alpha * d
    path = (1 - decay * sympy.exp(-2 * alpha * v**2 * t / tau)) / alpha
    law = Solves(size, t, 2 * v**2 * (1 - alpha * size) / tau, d, path,
                 (*POSITIVE, sympy.Gt(alpha, 0)))  # fmt: skip
    yield Step("decay", law, Flow(), "while v stays at its size", (
        Twin("the norm goes to 1 whatever alpha",
             Solves(size, t, law.rate, d, path * alpha, law.hypotheses)),
    ))  # fmt: skip
    power = sympy.symbols("p", real=True)
    # w.(Q w) on both sides of Q w = alpha p w, p = w.Q w
    rest = (sympy.Eq(power, alpha * power * size), sympy.Ne(power, 0))
    yield Step("rest", Valid(rest, sympy.Eq(size, 1 / alpha)), Logic(),
               "p = w.Q w, from w.(Q w) = alpha p w.w; Q w is a multiple of w")  # fmt: skip
