"""Mutual inhibition with adaptation: who dominates, and for how long.

Population i is active, y_i = 1, iff I - beta y_j - g a_i (+ noise) > theta, and tires by
tau da_i/dt = y_i - a_i. Times are in units of tau.

Source: Laing & Chow 2002, J. Comput. Neurosci. 12:39-53; Shpiro, Curtu, Rinzel & Rubin 2007,
J. Neurophysiol. 97:462-473 (escape and release).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import InputError

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Rivals:
    """Two equal populations.

    Args:
        drive: I, what both get.
        threshold: theta.
        inhibition: beta, what the active one takes from the other.
        adaptation: g, how much tiring costs, above 0.

    Raises:
        InputError: no adaptation.
    """

    drive: float
    threshold: float
    inhibition: float
    adaptation: float

    def __post_init__(self) -> None:
        if not self.adaptation > 0:
            raise InputError(
                "adaptation", f"it is {self.adaptation!r:.80}", "give a number above 0"
            )

    @property
    def escapes(self) -> float:
        """How tired the silent population may be at most to become active: c."""
        return (self.drive - self.threshold - self.inhibition) / self.adaptation

    @property
    def releases(self) -> float:
        """How tired the active population is when it falls silent by itself."""
        return (self.drive - self.threshold) / self.adaptation


def stepped(rivals: Rivals, time: float, dt: float, start: tuple[float, float]) -> list[float]:
    """Return the times at which dominance changes, by steps of ``dt``.

    Over a step the activity is held and tiring follows its exact solution.

    Args:
        start: how tired each is; the first is active.
    """
    share = -math.expm1(-dt)
    active, tired, changes = [True, False], list(start), []
    for k in range(1, round(time / dt) + 1):
        tired = [a + share * (y - a) for a, y in zip(tired, active, strict=True)]
        before = active[0]
        for i in (0, 1) if active[1] else (1, 0):  # the silent one first
            other = active[1 - i]
            drive = rivals.drive - rivals.inhibition * other - rivals.adaptation * tired[i]
            wakes = drive > rivals.threshold
            if wakes and other and not active[i]:  # it escapes, and silences the other
                active[i], active[1 - i] = True, False
                break
            active[i] = wakes
        if active[0] != before:
            changes.append(k * dt)
    return changes


def first_passages(
    generator: np.random.Generator, runs: int, rivals: Rivals, noise: float, dt: float, start: float
) -> Reals:
    """Return when one silent population first becomes active, for many runs, with noise.

    The other is taken to stay active until then. All runs start equally tired, so these are not the
    dominance times of a noisy pair, whose tiredness at the start is random.

    Args:
        noise: the standard deviation of its drive, drawn anew at each step.
        dt: the length of a step.
        start: how tired it is at first.
    """
    waiting = np.full(runs, True)
    times = np.zeros(runs)
    tired, k = start, 0
    while waiting.any():
        k, tired = k + 1, tired * math.exp(-dt)
        drive = rivals.drive - rivals.inhibition - rivals.adaptation * tired
        awake = drive + noise * generator.standard_normal(int(waiting.sum())) > rivals.threshold
        places = np.flatnonzero(waiting)[awake]
        times[places], waiting[places] = k * dt, False
    return times


def survival(rivals: Rivals, noise: float, dt: float, start: float, least: float = 1e-18) -> Reals:
    """Return the chance that a first passage takes longer than 0, 1, 2, ... steps."""
    chances, tired = [1.0], start
    while chances[-1] > least:
        tired *= math.exp(-dt)
        missing = rivals.threshold - rivals.drive + rivals.inhibition + rivals.adaptation * tired
        awake = 0.5 * math.erfc(missing / noise / math.sqrt(2))
        chances.append(chances[-1] * (1 - awake))
    return np.array(chances)
