"""The selectron's online rule under an L1 constraint, 64 replicas in step.

A neuron spikes, f = 1, where z = w.x - theta > 0. A spike is rewarded nu z and moves the weights by
alpha nu x: up the gradient of the reward. Weights that leave the ball ||w||_1 <= omega are brought
back: all shrunk by one factor ("rescale"), or moved to the nearest point of the ball ("project", in
Euclidean distance), which cuts all sizes by one amount, down to 0. Rounding may leave a norm beyond
omega by some 1e-15 of it. What is projected are the weights as they were rounded after the step, so
a step may be a million times omega at most: then the nearest point is right to 1e-9 of omega.

Source: Balduzzi & Besserve 2012, NIPS 25:2456-2464; Duchi, Shalev-Shwartz, Singer & Chandra 2008,
Proc. ICML:272-279 (the projection).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError
from ..arguments import SIZE, checked_seed, instance, numbers, one_of, real, whole
from ..engine.choice import chosen_for_loops
from ..observe.counters import unpack
from .arguments import starting
from .compiled import compiled
from .lanes import BIT, LANES, Reals, Words, apart, side_by_side
from .presentation import SOURCES, Presentations
from .result import Film, Learned, batches

CONSTRAINTS: Final = ("rescale", "project")

LARGEST_STEP: Final = 1e6
"""How large a step may be that is projected, in units of omega."""


@dataclass(frozen=True, eq=False, repr=False)
class Selectrons(Learned):
    """Selectrons after their presentations.

    Args:
        spikes: [replicas] how often each spiked.
        reward: [replicas] the sum of nu z over its spikes, each before its update.
        constraint: as it was asked for.
    """

    spikes: NDArray[np.int64]
    reward: Reals
    constraint: str


def selectron(
    source: Presentations,
    presentations: int,
    replicas: int,
    *,
    alpha: float,
    theta: float,
    omega: float,
    nu: ArrayLike = 1.0,
    constraint: str = "rescale",
    weights: ArrayLike | None = None,
    every: int = 0,
    seed: int = 0,
    engine: str = "auto",
) -> Selectrons:
    """Let selectrons learn online, each replica from presentations of its own.

    Args:
        source: of binary inputs, ``Independent``, ``Patterns`` or ``Given``.
        alpha: the step, above 0; alpha |nu| no more than a million omega if it is projected.
        theta: the neuron's threshold, passed strictly.
        omega: the bound on the sum of absolute weights, above 0.
        nu: the reward's sign and size: one number, [presentations] or [replicas, presentations];
            times what ``Patterns`` gives each pattern.
        constraint: "rescale" or "project".
        weights: to start from, [inputs] or [replicas, inputs]; omega / inputs by default.
        every: keep the weights after every so many presentations; 0: not at all.
        engine: "auto", "numpy" or "fast"; their results are equal to the last bit.

    Raises:
        InputError: an argument out of range.
        BudgetError: weights and history would take too much memory.
    """
    presentations, replicas = whole("presentations", presentations), whole("replicas", replicas)
    every, seed = whole("every", every, 0), checked_seed(seed)
    alpha = real("alpha", alpha, 0, above=True)
    omega = real("omega", omega, 0, above=True)
    theta = real("theta", theta)
    constraint = one_of("constraint", constraint, CONSTRAINTS)
    used = chosen_for_loops(engine)
    inputs = instance("source", source, Presentations, SOURCES).inputs
    signs = numbers("nu", nu, (), (presentations,), (replicas, presentations))
    records = presentations // every + 1 if every else 0
    start = starting(weights, omega / inputs, replicas, inputs, records)
    norms = np.abs(start).sum(axis=1)
    if norms.max() > omega * (1 + 1e-12):
        r = int(norms.argmax())
        problem = f"the absolute weights of replica {r} sum to {norms[r]:.6g}, beyond omega"
        raise InputError("weights", problem, f"keep the sum at {omega:g} or below")

    w = side_by_side(start)
    words = len(w)
    spikes = np.zeros((words, LANES), np.int64)
    reward = np.zeros((words, LANES))
    stream = source.stream(replicas, presentations, seed)
    learn = compiled(kernel) if used == "fast" else twin
    film = Film(start, records)
    for done, ticks in batches(presentations, every, 8 * words * (inputs + LANES)):
        x, own = stream.bits(ticks)
        steps = _signs(signs, done, ticks, words * LANES) * own
        _check_steps(alpha, float(np.abs(steps).max()), omega, constraint)
        learn(x, steps, w, alpha, theta, omega, constraint == "project", spikes, reward, BIT)
        film.add(done + ticks, every, apart(w, replicas))
    return Selectrons(
        apart(w, replicas), film.times, film.history, presentations, seed, used,
        spikes.ravel()[:replicas], reward.ravel()[:replicas], constraint,
    )  # fmt: skip


def kernel(
    x: Words,
    nu: Reals,
    w: Reals,
    alpha: float,
    theta: float,
    omega: float,
    project: bool,
    spikes: NDArray[np.int64],
    reward: Reals,
    bit: Words,
) -> None:
    """Present a batch, in plain loops to be compiled.

    Args:
        x: [ticks, inputs, words].
        nu: [ticks, 1 or lanes].
        w: [words, inputs, 64], changed in place, as ``spikes`` and ``reward``, [words, 64], are.
        bit: [64] words with one bit set each.
    """
    ticks, inputs, words = x.shape
    lanes = len(bit)
    many = nu.shape[1] > 1
    z = np.empty(lanes)
    step = np.empty(lanes)
    norm = np.empty(lanes)
    factor = np.empty(lanes)
    cut = np.empty(lanes)
    most = np.empty(lanes, np.int64)
    count = np.empty(lanes, np.int64)
    for block in range(words):
        weight = w[block]
        for t in range(ticks):
            z[:] = 0.0
            for j in range(inputs):
                word = x[t, j, block]
                for r in range(lanes):
                    z[r] += weight[j, r] if word & bit[r] else 0.0
            spiked = False
            for r in range(lanes):
                step[r] = 0.0
                if z[r] > theta:
                    sign = nu[t, block * lanes + r] if many else nu[t, 0]
                    spiked = True
                    spikes[block, r] += 1
                    reward[block, r] += sign * (z[r] - theta)
                    step[r] = alpha * sign
            if not spiked:
                continue
            norm[:] = 0.0
            for j in range(inputs):
                word = x[t, j, block]
                for r in range(lanes):
                    moved = weight[j, r] + (step[r] if word & bit[r] else 0.0)
                    weight[j, r] = moved
                    norm[r] += abs(moved)
            outside = False
            for r in range(lanes):
                beyond = z[r] > theta and norm[r] > omega
                outside = outside or beyond
                factor[r] = omega / norm[r] if beyond else 1.0
                cut[r] = (norm[r] - omega) / inputs if beyond else 0.0
                most[r] = inputs if beyond else 0
            if not outside:
                continue
            if not project:
                for j in range(inputs):
                    for r in range(lanes):
                        weight[j, r] *= factor[r]
                continue
            while outside:
                norm[:] = 0.0
                count[:] = 0
                for j in range(inputs):
                    for r in range(lanes):
                        size = abs(weight[j, r])
                        norm[r] += size if size > cut[r] else 0.0
                        count[r] += 1 if size > cut[r] else 0
                outside = False
                for r in range(lanes):
                    if 0 < count[r] < most[r]:
                        most[r] = count[r]
                        cut[r] = (norm[r] - omega) / count[r]
                        outside = True
            for j in range(inputs):
                for r in range(lanes):
                    size = max(abs(weight[j, r]) - cut[r], 0.0)
                    weight[j, r] = size if weight[j, r] > 0.0 else 0.0 - size


def twin(
    x: Words,
    nu: Reals,
    w: Reals,
    alpha: float,
    theta: float,
    omega: float,
    project: bool,
    spikes: NDArray[np.int64],
    reward: Reals,
    bit: Words,
) -> None:
    """Present a batch, all replicas at once; sums run over inputs in the kernel's order."""
    ticks, inputs, words = x.shape
    lanes = words * len(bit)
    weight = w.transpose(1, 0, 2).reshape(inputs, lanes)
    for t in range(ticks):
        on = unpack(x[t], lanes).astype(np.bool_)
        z = np.where(on, weight, 0.0).sum(axis=0)
        fires = z > theta
        spikes += fires.reshape(words, -1)
        reward += np.where(fires, nu[t] * (z - theta), 0.0).reshape(words, -1)
        weight = weight + np.where(fires & on, alpha * nu[t], 0.0)
        norm = np.abs(weight).sum(axis=0)
        beyond = np.flatnonzero(fires & (norm > omega))
        if project:
            weight[:, beyond] = projected(weight[:, beyond], omega)
        else:
            weight[:, beyond] *= omega / norm[beyond]
    w[...] = weight.reshape(inputs, words, -1).transpose(1, 0, 2)


def projected(weights: Reals, omega: float) -> Reals:
    """Return the nearest points with absolute sums of omega, [inputs, replicas].

    Every size is cut by one amount, those below it to 0. The amount that fits the sizes above the
    last one is tried until none falls below: no size comes back, so this ends.

    Args:
        weights: columns outside the ball ||w||_1 <= omega.

    Source: Michelot 1986, J. Optim. Theory Appl. 50:195-200.
    """
    sizes = np.ascontiguousarray(np.abs(weights))  # so that sums run over inputs in order
    most = np.full(sizes.shape[1], len(sizes))
    cut = (sizes.sum(axis=0) - omega) / most
    while True:
        above = sizes > cut
        count = above.sum(axis=0)
        fewer = (count > 0) & (count < most)
        if not fewer.any():
            rest = np.maximum(sizes - cut, 0.0)
            nearest: Reals = np.where(weights > 0, rest, 0.0 - rest)
            return nearest
        total = np.where(above, sizes, 0.0).sum(axis=0)
        cut = np.where(fewer, (total - omega) / np.maximum(count, 1), cut)
        most = np.where(fewer, count, most)


def _check_steps(alpha: float, nu: float, omega: float, constraint: str) -> None:
    """Refuse steps after which nothing would be left of the weights.

    Args:
        nu: the largest.

    Raises:
        InputError: there are.
    """
    project = constraint == "project"
    if nu > SIZE or alpha * nu > (LARGEST_STEP * omega if project else SIZE):
        problem = f"a step of {alpha:g} for a reward of {nu:g} is too large for omega = {omega:g}"
        most = f"{LARGEST_STEP:g} omega" if project else f"{SIZE:g}"
        raise InputError("alpha", problem, f"keep alpha |nu| at {most} or below")


def _signs(nu: Reals, done: int, ticks: int, lanes: int) -> Reals:
    """Return nu for some ticks, [ticks, 1 or lanes]."""
    if not nu.ndim:
        return np.full((ticks, 1), float(nu))
    part = nu[..., done : done + ticks]
    if nu.ndim == 1:
        return part[:, None]
    made = np.zeros((ticks, lanes))
    made[:, : len(part)] = part.T
    return made
