"""Mutual inhibition with adaptation: who dominates, and for how long.

Population i is active, y_i = 1, iff I - beta y_j - g a_i (+ noise) > theta, and tires by
tau da_i/dt = y_i - a_i. Times are in units of tau.

Source: Laing & Chow 2002, J. Comput. Neurosci. 12:39-53; Shpiro, Curtu, Rinzel & Rubin 2007,
J. Neurophysiol. 97:462-473 (escape and release).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import BudgetError, InputError, counted
from ..arguments import affordable, instance, real, several, shown, whole

Reals = NDArray[np.float64]

MOST_STEPS: Final = 10**7
"""After so many steps a run is given up."""

MEMORY: Final = 4 * 2**30
"""How many bytes the runs may take."""


@dataclass(frozen=True)
class Rivals:
    """Two equal populations.

    Args:
        drive: I, what both get.
        threshold: theta.
        inhibition: beta, what the active one takes from the other.
        adaptation: g, how much tiring costs, above 0.

    Raises:
        InputError: no adaptation, or what is no finite number.
    """

    drive: float
    threshold: float
    inhibition: float
    adaptation: float

    def __post_init__(self) -> None:
        for label in ("drive", "threshold", "inhibition"):
            real(label, getattr(self, label))
        real("adaptation", self.adaptation, 0, above=True)

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

    Raises:
        InputError: an argument out of range.
        BudgetError: more than ``MOST_STEPS`` steps.
    """
    instance("rivals", rivals, Rivals, "give Rivals")
    time, dt = real("time", time, 0), real("dt", dt, 0, above=True)
    pair = "give how tired each is, as (0, 0.6)"
    tiredness = [real("start", a) for a in several("start", start, pair)]
    if len(tiredness) != 2:
        raise InputError("start", f"it is {shown(start)}", pair)
    if time > MOST_STEPS * dt:
        raise _too_long("the time asked for")
    share = -math.expm1(-dt)
    active, tired, changes = [True, False], tiredness, []
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

    Raises:
        InputError: an argument out of range.
        BudgetError: too many runs for memory, or one waits more than ``MOST_STEPS`` steps.
    """
    instance("generator", generator, np.random.Generator, "give a numpy Generator")
    runs = whole("runs", runs)
    affordable(32 * runs, MEMORY, counted(runs, "run"), "take fewer")
    noise, dt, start = _noisy(rivals, noise, dt, start)
    if not _chance(rivals, noise, _rested(start, dt)) * MOST_STEPS > 1:
        raise _too_long("a first passage")
    waiting = np.full(runs, True)
    times = np.zeros(runs)
    tired, k = start, 0
    while waiting.any():
        if k == MOST_STEPS:
            raise _too_long("a first passage")
        k, tired = k + 1, tired * math.exp(-dt)
        drive = rivals.drive - rivals.inhibition - rivals.adaptation * tired
        awake = drive + noise * generator.standard_normal(int(waiting.sum())) > rivals.threshold
        places = np.flatnonzero(waiting)[awake]
        times[places], waiting[places] = k * dt, False
    return times


def survival(rivals: Rivals, noise: float, dt: float, start: float, least: float = 1e-18) -> Reals:
    """Return the chance that a first passage takes longer than 0, 1, 2, ... steps.

    Args:
        noise: as of ``first_passages``, but above 0.
        least: a chance below which the list ends, above 0.

    Raises:
        InputError: an argument out of range.
        BudgetError: it takes more than ``MOST_STEPS`` steps.
    """
    noise, dt, start = _noisy(rivals, noise, dt, start)
    real("noise", noise, 0, above=True)
    least = real("least", least, 0, above=True)
    if not _chance(rivals, noise, _rested(start, dt)) * MOST_STEPS > -math.log(least):
        raise _too_long("the longest passage of any weight")
    chances, tired = [1.0], start
    while chances[-1] > least:
        if len(chances) > MOST_STEPS:
            raise _too_long("the longest passage of any weight")
        tired *= math.exp(-dt)
        chances.append(chances[-1] * (1 - _chance(rivals, noise, tired)))
    return np.array(chances)


def _noisy(rivals: Rivals, noise: float, dt: float, start: float) -> tuple[float, float, float]:
    """Check what noisy passages are given."""
    instance("rivals", rivals, Rivals, "give Rivals")
    return real("noise", noise, 0), real("dt", dt, 0, above=True), real("start", start, 0)


def _rested(start: float, dt: float) -> float:
    """Return how tired it is after all steps that are taken: never is its chance larger."""
    return start * math.exp(-dt * MOST_STEPS)


def _chance(rivals: Rivals, noise: float, tired: float) -> float:
    """Return the chance that a silent population of this tiredness becomes active at a step."""
    missing = rivals.threshold - rivals.drive + rivals.inhibition + rivals.adaptation * tired
    return 0.5 * math.erfc(missing / noise / math.sqrt(2)) if noise else float(missing < 0)


def _too_long(what: str) -> BudgetError:
    return BudgetError(
        f"{what} takes more than {MOST_STEPS:,} steps; take longer ones, or what ends sooner"
    )
