"""Hebb's rule and Oja's, of a linear neuron v = w.u: tau dw/dt = v u - alpha v^2 w.

An input is held for ``dt``. Over that time the equation has a closed solution, which "exact"
takes ("euler" takes the straight step instead). With c = |u|^2, v = w.u at the beginning,
h = dt / tau and E = exp(-c h),

    w(h) = (E w + v (1 - E) u / c) / sqrt(E^2 + alpha v^2 (1 - E^2) / c),

since w(h) sqrt(1 + alpha v^2 (e^{2ch} - 1) / c) is what Hebb's weights are,
w + v (e^{ch} - 1) u / c. The root is taken as that of 1 + m^2, m the smaller of its two parts as a
share of the larger, and (1 - E) / c as h where c h is tiny: no square that underflows is missed.

Source: Hebb 1949, The Organization of Behavior; Oja 1982, J. Math. Biol. 15:267-273; Dayan & Abbott
2001, Theoretical Neuroscience, ch. 8.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from ...formal.errors import InputError
from ..arguments import checked_seed, instance, one_of, real, whole
from ..engine.choice import chosen_for_loops
from .arguments import starting
from .compiled import compiled
from .lanes import LANES, Reals, words_of
from .presentation import SOURCES, Presentations
from .result import Film, Learned, batches

STEPS: Final = ("exact", "euler")

TINY: Final = 1e-300
"""Below this e^z - 1 is z, and its own rounding would be seen."""


def hebb(
    source: Presentations,
    presentations: int,
    replicas: int,
    *,
    tau: float,
    dt: float,
    weights: ArrayLike | None = None,
    step: str = "exact",
    every: int = 0,
    seed: int = 0,
    engine: str = "auto",
) -> Learned:
    """Let linear neurons learn by Hebb's rule, tau dw/dt = v u.

    Args:
        source: of real inputs: ``Gaussian``, ``Independent``, ``Patterns`` or ``Given``.
        tau: the rule's time constant, above 0, in the unit of ``dt``.
        dt: how long an input is held, above 0.
        weights: to start from, [inputs] or [replicas, inputs]; 1 / sqrt(inputs) by default.
        step: "exact" or "euler".
        every: keep the weights after every so many presentations; 0: not at all.
        engine: "auto", "numpy" or "fast"; their results are equal to 1e-12.

    Raises:
        InputError: an argument out of range, or weights that grow beyond what a float holds.
        BudgetError: weights and history would take too much memory.
    """
    return _learn(source, presentations, replicas, tau, dt, 0.0, weights, step, every, seed, engine)


def oja(
    source: Presentations,
    presentations: int,
    replicas: int,
    *,
    tau: float,
    dt: float,
    alpha: float = 1.0,
    weights: ArrayLike | None = None,
    step: str = "exact",
    every: int = 0,
    seed: int = 0,
    engine: str = "auto",
) -> Learned:
    """Let linear neurons learn by Oja's rule, tau dw/dt = v u - alpha v^2 w.

    Args:
        alpha: above 0; the weights' norm goes to 1 / sqrt(alpha).

    The other arguments and errors are those of ``hebb``.
    """
    alpha = real("alpha", alpha, 0, above=True)
    return _learn(
        source, presentations, replicas, tau, dt, alpha, weights, step, every, seed, engine
    )


def _learn(
    source: Presentations,
    presentations: int,
    replicas: int,
    tau: float,
    dt: float,
    alpha: float,
    weights: ArrayLike | None,
    step: str,
    every: int,
    seed: int,
    engine: str,
) -> Learned:
    presentations, replicas = whole("presentations", presentations), whole("replicas", replicas)
    every, seed = whole("every", every, 0), checked_seed(seed)
    h = real("dt", dt, 0, above=True) / real("tau", tau, 0, above=True)
    if h == math.inf:
        problem = f"{dt!r:.80} is beyond what a float holds in units of tau"
        raise InputError("dt", problem, "give a smaller one, or a larger tau")
    step = one_of("step", step, STEPS)
    used = chosen_for_loops(engine)
    inputs = instance("source", source, Presentations, SOURCES).inputs
    lanes = LANES * words_of(replicas)
    records = presentations // every + 1 if every else 0
    start = starting(weights, 1 / math.sqrt(inputs), replicas, inputs, records)
    w = np.zeros((inputs, lanes))
    w[:, :replicas] = start.T
    stream = source.stream(replicas, presentations, seed)
    learn = compiled(kernel) if used == "fast" else twin
    film = Film(start, records)
    for done, ticks in batches(presentations, every, 8 * lanes * inputs):
        learn(np.ascontiguousarray(stream.values(ticks)), w, h, alpha, step == "exact")
        if not np.isfinite(w[:, :replicas]).all():
            raise InputError(
                "presentations",
                f"by number {done + ticks} the weights are beyond what a float holds",
                "take fewer, or a smaller dt / tau",
            )
        film.add(done + ticks, every, w[:, :replicas].T)
    ends = np.ascontiguousarray(w[:, :replicas].T)
    return Learned(ends, film.times, film.history, presentations, seed, used)


def kernel(x: Reals, w: Reals, h: float, alpha: float, exact: bool) -> None:
    """Present a batch, in plain loops to be compiled.

    Args:
        x: [ticks, inputs, lanes].
        w: [inputs, lanes], changed in place.
        h: dt / tau.
    """
    ticks, inputs, lanes = x.shape
    v = np.empty(lanes)
    c = np.empty(lanes)
    keep = np.empty(lanes)
    gain = np.empty(lanes)
    for t in range(ticks):
        v[:] = 0.0
        c[:] = 0.0
        for j in range(inputs):
            for r in range(lanes):
                v[r] += w[j, r] * x[t, j, r]
                c[r] += x[t, j, r] * x[t, j, r]
        for r in range(lanes):
            keep[r] = 1.0
            if not exact:
                gain[r] = h * v[r]
                keep[r] = 1.0 - alpha * v[r] * gain[r]
            elif v[r] == 0.0 or h == 0.0:
                gain[r] = 0.0
            elif alpha == 0.0:
                gain[r] = v[r] * (h if c[r] * h < TINY else math.expm1(c[r] * h) / c[r])
            else:
                tiny = c[r] * h < TINY
                left = math.exp(-c[r] * h)
                spent = h if tiny else -math.expm1(-c[r] * h) / c[r]
                twice = 2.0 * h if tiny else -math.expm1(-2.0 * c[r] * h) / c[r]
                pull = math.sqrt(alpha) * math.sqrt(twice)
                even = left / pull  # the |v| at which both parts of the root are alike
                size = abs(v[r])
                if size <= even:
                    root = math.sqrt(1.0 + (size / even) * (size / even))
                    keep[r] = 1.0 / root
                    gain[r] = v[r] / left * spent / root
                else:
                    root = math.sqrt(1.0 + (even / size) * (even / size))
                    keep[r] = even / size / root
                    gain[r] = v[r] / size * (spent / pull) / root
        for j in range(inputs):
            for r in range(lanes):
                w[j, r] = w[j, r] * keep[r] + x[t, j, r] * gain[r]


def twin(x: Reals, w: Reals, h: float, alpha: float, exact: bool) -> None:
    """Present a batch, all replicas at once."""
    for u in x:
        with np.errstate(all="ignore"):  # 0/0 is replaced, overflow is seen later
            v, c = (w * u).sum(axis=0), (u * u).sum(axis=0)
            tiny = c * h < TINY
            if not exact:
                gain = h * v
                keep = 1.0 - alpha * v * gain
            elif alpha == 0.0:
                gain = v * np.where(tiny, h, np.expm1(c * h) / c)
                keep = np.ones_like(v)
            else:
                left = np.exp(-c * h)
                spent = np.where(tiny, h, -np.expm1(-c * h) / c)
                twice = np.where(tiny, 2.0 * h, -np.expm1(-2.0 * c * h) / c)
                pull = math.sqrt(alpha) * np.sqrt(twice)
                even, size = left / pull, np.abs(v)
                near = size <= even
                part = np.where(near, size / even, even / size)
                root = np.sqrt(1.0 + part * part)
                keep = np.where(near, 1.0, part) / root
                gain = np.where(near, v / left * spent, v / size * (spent / pull)) / root
            if exact:
                still = (v == 0.0) | (h == 0.0)
                keep, gain = np.where(still, 1.0, keep), np.where(still, 0.0, gain)
            w[...] = w * keep + u * gain
