"""Plasticity by the times of spikes: every pair of one before and one after counts.

A spike of the input s > 0 before one of the neuron adds A+ exp(-s / tau+) to the weight, one s > 0
after it takes A- exp(-s / tau-). Pairs of one tick, s = 0, count for neither. Two traces, of the
input's spikes and of the neuron's, hold the sums over all earlier spikes, so that a tick costs the
same however many pairs there are.

For independent trains with the chances p and q a tick and far from the start, a weight without
bounds drifts by p q (A+ d+ / (1 - d+) - A- d- / (1 - d-)) a tick, d = exp(-dt / tau).

Source: Song, Miller & Abbott 2000, Nature Neurosci. 3:919-926; Morrison, Diesmann & Gerstner 2008,
Biol. Cybern. 98:459-478 (traces, all-to-all pairs).
"""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from ...formal.errors import InputError
from ..arguments import SIZE, as_float, checked_seed, instance, real, several, shown, whole
from ..engine.choice import chosen_for_loops
from ..observe.counters import unpack
from .arguments import starting
from .compiled import compiled
from .lanes import BIT, LANES, Reals, Words, apart, side_by_side
from .presentation import SOURCES, Presentations
from .result import Film, Learned, batches

BOUNDS: Final = "give a lower and an upper one, as (0, 1) or (-math.inf, math.inf)"


def stdp(
    trains: Presentations,
    ticks: int,
    replicas: int,
    *,
    a_plus: float,
    tau_plus: float,
    a_minus: float,
    tau_minus: float,
    dt: float = 1.0,
    bounds: tuple[float, float] = (-math.inf, math.inf),
    weights: ArrayLike | None = None,
    every: int = 0,
    seed: int = 0,
    engine: str = "auto",
) -> Learned:
    """Let synapses change by pairs of spikes.

    Args:
        trains: the inputs' spikes and, last, the neuron's own: ``Independent``, ``Patterns`` or
            ``Given``, with one input more than there are weights.
        a_plus, a_minus: what a pair without distance would add or take.
        tau_plus, tau_minus: time constants, above 0, in the unit of ``dt``.
        dt: the length of a tick.
        bounds: what weights are cut to after every tick.
        weights: to start from, [inputs] or [replicas, inputs]; 0 by default, or the nearest bound.
        every: keep the weights after every so many ticks; 0: not at all.
        engine: "auto", "numpy" or "fast"; their results are equal to the last bit.

    Raises:
        InputError: an argument out of range.
        BudgetError: weights and history would take too much memory.
    """
    ticks, replicas = whole("ticks", ticks), whole("replicas", replicas)
    every, seed = whole("every", every, 0), checked_seed(seed)
    up, down = real("a_plus", a_plus), real("a_minus", a_minus)
    dt = real("dt", dt, 0, above=True)
    early, late = (
        math.exp(-dt / real(label, tau, 0, above=True))
        for label, tau in (("tau_plus", tau_plus), ("tau_minus", tau_minus))
    )
    low, high = _bounds(bounds)
    used = chosen_for_loops(engine)
    inputs = instance("trains", trains, Presentations, SOURCES).inputs - 1
    if not inputs:
        raise InputError("trains", "there is one train", "give the inputs' and, last, the neuron's")
    records = ticks // every + 1 if every else 0
    start = starting(weights, min(max(0.0, low), high), replicas, inputs, records)
    if not ((low <= start) & (start <= high)).all():
        wrong = float(start[~((low <= start) & (start <= high))][0])
        raise InputError("weights", f"{wrong:g} is out of bounds", f"stay in [{low:g}, {high:g}]")
    w = side_by_side(start)
    before, after = np.zeros_like(w), np.zeros((len(w), LANES))
    stream = trains.stream(replicas, ticks, seed)
    learn = compiled(kernel) if used == "fast" else twin
    film = Film(start, records)
    for done, count in batches(ticks, every, 8 * len(w) * (inputs + LANES)):
        spikes, _ = stream.bits(count)
        learn(spikes, w, before, after, up, early, down, late, low, high, BIT)
        film.add(done + count, every, apart(w, replicas))
    return Learned(apart(w, replicas), film.times, film.history, ticks, seed, used)


def _bounds(bounds: object) -> tuple[float, float]:
    """Return the lower and the upper bound; a weight that is finite fits between them.

    Raises:
        InputError: they are no such pair.
    """
    pair = several("bounds", bounds, BOUNDS)
    low, high = map(as_float, pair) if len(pair) == 2 else (math.nan, math.nan)
    if not (low <= high and low <= SIZE and high >= -SIZE):
        raise InputError("bounds", f"it is {shown(bounds)}", BOUNDS)
    return low, high


def kernel(
    spikes: Words,
    w: Reals,
    before: Reals,
    after: Reals,
    up: float,
    early: float,
    down: float,
    late: float,
    low: float,
    high: float,
    bit: Words,
) -> None:
    """Run some ticks, in plain loops to be compiled.

    Args:
        spikes: [ticks, inputs + 1, words], the neuron's last.
        w: [words, inputs, 64] weights, changed in place.
        before: [words, inputs, 64] traces of the inputs' spikes, after: [words, 64] of the
            neuron's, changed in place; they decay by ``early`` and ``late`` a tick.
        up, down: A+ and A-.
        bit: [64] words with one bit set each.
    """
    ticks, trains, words = spikes.shape
    lanes = len(bit)
    for block in range(words):
        for t in range(ticks):
            own = spikes[t, trains - 1, block]
            for r in range(lanes):
                after[block, r] *= late
            for j in range(trains - 1):
                word = spikes[t, j, block]
                for r in range(lanes):
                    trace = before[block, j, r] * early
                    gained = up * trace if own & bit[r] else 0.0
                    lost = down * after[block, r] if word & bit[r] else 0.0
                    w[block, j, r] = min(max(w[block, j, r] + gained - lost, low), high)
                    before[block, j, r] = trace + (1.0 if word & bit[r] else 0.0)
            for r in range(lanes):
                after[block, r] += 1.0 if own & bit[r] else 0.0


def twin(
    spikes: Words,
    w: Reals,
    before: Reals,
    after: Reals,
    up: float,
    early: float,
    down: float,
    late: float,
    low: float,
    high: float,
    bit: Words,
) -> None:
    """Run some ticks, all replicas at once."""
    words, inputs, lanes = w.shape
    for tick in spikes:
        on = unpack(tick, words * len(bit)).reshape(inputs + 1, words, lanes).transpose(1, 0, 2)
        own = on[:, -1:].astype(np.bool_)
        after *= late
        before *= early
        gained = np.where(own, up * before, 0.0)
        lost = np.where(on[:, :-1], down * after[:, None], 0.0)
        w[...] = np.minimum(np.maximum(w + gained - lost, low), high)
        before += on[:, :-1]
        after += on[:, -1]
