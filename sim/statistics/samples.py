"""How many runs it takes to see that a mean is not what it is said to be."""

import math
from statistics import NormalDist

import numpy as np

from ...formal.errors import BudgetError, InputError
from ..arguments import as_float, shown
from .sequence import check_level, interval

MOST = 2**50


def runs_needed(
    mean: float,
    variance: float | None = None,
    *,
    relative: float = 0.01,
    level: float = 0.99,
    power: float = 0.99,
) -> int:
    """Return how many runs catch a mean that is said to be wrong by a share of itself.

    With so many runs the confidence sequence leaves out mean * (1 - relative), and with that
    probability mean * (1 + relative), too. The average is taken to be normal, and a bound for what
    it is not is added.

    Args:
        mean: of a run's value in [0, 1], as it truly is.
        variance: of a run's value; by default that of 0 and 1, the greatest there is.
        relative: the error to be seen, above 0.
        level: of the confidence sequence.
        power: the probability that an error is seen.

    Raises:
        InputError: an argument out of range.
        BudgetError: it takes more than 2^50 runs.
    """
    for label, share in (("level", level), ("power", power)):
        try:
            check_level(share)
        except InputError as error:
            raise InputError(label, error.problem, error.fix) from None
    if not 0 < as_float(mean) < 1:
        raise InputError("mean", f"it is {shown(mean)}", "give a number between 0 and 1")
    greatest = mean * (1 - mean)
    spread = greatest if variance is None else variance
    if not 0 <= as_float(spread) <= greatest * (1 + 1e-9):
        raise InputError("variance", f"it is {shown(spread)}", f"give 0 to {greatest:.6g}")
    if not 0 < as_float(relative) < math.inf:
        raise InputError("relative", f"it is {shown(relative)}", "give a number above 0, as 0.01")
    z = NormalDist().inv_cdf(power)
    low = 0
    high = 1
    while not _seen(high, mean, spread, relative, level, z):
        low, high = high, 2 * high
        if high > MOST:
            raise BudgetError(f"more than 2^50 runs are needed to see {relative:g} of {mean:g}")
    while high - low > max(1, high // 1000):
        middle = (low + high) // 2
        if _seen(middle, mean, spread, relative, level, z):
            high = middle
        else:
            low = middle
    return high


def _seen(runs: int, mean: float, variance: float, relative: float, level: float, z: float) -> bool:
    """Say whether both faults are left out although the average is off by z standard errors."""
    # the second part is Bernstein's, for runs so few that their average is not normal yet
    off = z * math.sqrt(variance / runs) + z * z / (3 * runs)
    averages = np.array([max(mean - off, 0.0), min(mean + off, 1.0)])
    sums = runs * averages
    # what varies most is 0 or 1, and so it is with any average
    coin = variance >= mean * (1 - mean) * (1 - 1e-9)
    squares = sums if coin else np.minimum(runs * (variance + averages**2), sums)
    low, high = interval(np.full(2, float(runs)), sums, squares, level)
    below, above = mean * (1 - relative), mean * (1 + relative)
    # what is said to be more than 1 needs no run
    return bool(low[0] > below and (high[1] < above or above > 1))
