"""Oja's rule, which has an equilibrium."""

from collections.abc import Iterator

import numpy as np
import sympy
from numpy.typing import NDArray

from ....sim.learning.hebb import oja
from ....sim.learning.presentation import Patterns
from ...derivation.chance import E
from ...derivation.experiment import Close, Sampled
from ...derivation.figure import Figure
from ...derivation.library import LIBRARY
from ...derivation.statements import Valid
from ...derivation.step import Step, Twin
from ...reasons.expectation import Linear
from ...reasons.flow import Flow, Solves
from ...reasons.given import definitions
from ...reasons.logic import Logic
from ...reasons.summation import Induction
from .hebb import (
    CHANCES,
    CORRELATIONS,
    PATTERNS,
    POSITIVE,
    SQUARE,
    STEP,
    V,
    alpha,
    c,
    d,
    growth,
    i,
    lam,
    n,
    on_average,
    q,
    response,
    t,
    tau,
    u,
    v,
    w,
    y,
)


def alone() -> float:
    """Return |w|^2 after one pattern was shown for 4 tau."""
    found = oja(Patterns([(1.0, 2.0)]), 8, 1, tau=1.0, dt=0.5, alpha=0.5, weights=(0.3, 0.1),
                engine="numpy")  # fmt: skip
    return float((found.weights**2).sum())


def direction() -> float:
    """Return the cosine between the largest eigenvector and weights that follow the mean rule."""
    weights = np.array([0.5, 0.25])
    for _ in range(4000):
        moved = CORRELATIONS @ weights
        weights = weights + STEP * (moved - (weights @ moved) * weights)
    best = np.linalg.eigh(CORRELATIONS)[1][:, -1]
    return float(abs(best @ weights) / np.linalg.norm(weights))


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
    " 2 v^2 (1 - alpha s) / tau: unless v is 0, it rises below 1 / alpha and falls above. Where v"
    " stays at the same size, 1 - alpha s decays as exp(-2 alpha v^2 t / tau). On average"
    " tau dw/dt = Q w - alpha (w.Q w) w. Weights at rest are an eigenvector of Q, of norm"
    " 1 / sqrt(alpha) unless w.Q w is 0, as for w = 0, which rests, too; and every eigenvector of"
    " that norm rests. The part along one of a smaller eigenvalue mu vanishes beside that along one"
    " of lambda as exp((mu - lambda) t / tau).",
    source="Oja 1982, J. Math. Biol. 15:267-273",
    experiments=[
        Close("squared norm after one pattern", alone, lambda: 2.0, 1e-3),
        Close("direction under the mean rule", direction, lambda: 1.0, 1e-9),
        Sampled("squared norm after long learning", turned, lambda: 1.0, 4000, scale=2),
    ],
    figures=[
        Figure("growth", "The squared norm of two weights under both rules.",
               ("time / tau", "|w|^2"), growth, 8.0),
    ],
    notes=(
        "The averaged rule takes inputs for independent of the weights, which is right for slow"
        " learning. Of the rule itself, input by input, the direction is shown by simulation only.",
    ),
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
    sinks = sympy.Equivalent(sympy.Lt(2 * v**2 * (1 - alpha * size) / tau, 0),
                             sympy.Gt(size, 1 / alpha))  # fmt: skip
    yield Step("falls", Valid(fires, sinks), Logic(), "and above 1 / alpha it falls", (
        Twin("for a silent neuron, too", Valid(fires[:2], sinks)),
    ))  # fmt: skip
    decay = 1 - alpha * d
    path = (1 - decay * sympy.exp(-2 * alpha * v**2 * t / tau)) / alpha
    law = Solves(size, t, 2 * v**2 * (1 - alpha * size) / tau, d, path,
                 (*POSITIVE, sympy.Gt(alpha, 0)))  # fmt: skip
    yield Step("decay", law, Flow(), "while v stays at its size", (
        Twin("the norm goes to 1 whatever alpha",
             Solves(size, t, law.rate, d, path * alpha, law.hypotheses)),
    ))  # fmt: skip
    yield from on_average()
    power, weight = sympy.symbols("p w_j", real=True)
    means = (sympy.Eq(E(response * y), c), sympy.Eq(E(response**2), power))
    change = E(response * y - alpha * response**2 * weight)
    yield Step("averaged", Valid(means, sympy.Eq(change, c - alpha * power * weight)), Linear(),
               "c = (Q w)_j, p = E[v^2] = w.(Q w): the mean rule for weights that are independent"
               " of the input", (
        Twin("the decay goes by the mean response",
             Valid((means[0], sympy.Eq(E(response), power)),
                   sympy.Eq(change, c - alpha * power * weight))),
    ))  # fmt: skip
    along, square = sympy.Sum(w[i] * q[i], (i, 1, n)), sympy.Sum(w[i] ** 2, (i, 1, n))
    still = sympy.Eq(q[i], alpha * power * w[i])
    yield Step("at-rest", Valid((still,), sympy.Eq(along, alpha * power * square)), Induction(),
               "w.(Q w) = alpha p |w|^2: Q w is alpha p times w, so w is an eigenvector", (
        Twin("wherever the weights are", Valid((), sympy.Eq(along, alpha * power * square))),
    ))  # fmt: skip
    # w.(Q w) = p on the left of the step before
    rest = (sympy.Eq(power, alpha * power * size), sympy.Ne(power, 0))
    yield Step("rest", Valid(rest, sympy.Eq(size, 1 / alpha)), Logic(), "s = |w|^2", (
        Twin("silent weights, too, have that norm", Valid(rest[:1], sympy.Eq(size, 1 / alpha))),
        Twin("the norm is 1 whatever alpha", Valid(rest, sympy.Eq(size, 1))),
    ))  # fmt: skip
    eigen = sympy.Eq(q[i], lam * w[i])
    yield Step("eigen-power", Valid((eigen,), sympy.Eq(along, lam * square)), Induction(),
               "the other way round: for an eigenvector w.(Q w) = lambda |w|^2")  # fmt: skip
    fixed = (sympy.Eq(power, lam * size), sympy.Eq(size * alpha, 1))
    yield Step("fixed", Valid(fixed, sympy.Eq(lam * weight - alpha * power * weight, 0)), Logic(),
               "so every eigenvector of that norm rests", (
        Twin("of any norm", Valid(fixed[:1], sympy.Eq(lam * weight - alpha * power * weight, 0))),
    ))  # fmt: skip
    top, other, mu = sympy.symbols("c_1 c_2 mu", real=True)
    slopes = [
        (rate * part - alpha * power * part) / tau for rate, part in ((lam, top), (mu, other))
    ]
    share = slopes[1] / top - other * slopes[0] / top**2
    falls = sympy.Eq(share, (mu - lam) / tau * (other / top))
    yield Step("share", Valid((*POSITIVE, sympy.Ne(top, 0)), falls), Logic(),
               "the slope of c_2 / c_1, parts along eigenvectors of lambda and mu: as without"
               " decay", (
        Twin("decay hits the larger part more",
             Valid((*POSITIVE, sympy.Ne(top, 0)), sympy.Eq(share, (mu - lam - alpha * power) / tau
                                                           * (other / top)))),
    ))  # fmt: skip
    apart = sympy.symbols("r", real=True)
    vanishes = Solves(apart, t, (mu - lam) / tau * apart, d,
                      d * sympy.exp((mu - lam) * t / tau), POSITIVE)  # fmt: skip
    yield Step("wins", vanishes, Flow(), "r = c_2 / c_1: it vanishes if mu < lambda", (
        Twin("all parts decay alike", Solves(apart, t, vanishes.rate, d, d, POSITIVE)),
    ))  # fmt: skip
