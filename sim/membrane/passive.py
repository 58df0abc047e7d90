"""A passive membrane, tau dV/dt = V_rest - V + R I, under a current that changes stepwise.

Source: Lapicque 1907, J. Physiol. Pathol. Gen. 9:620-635; Dayan & Abbott 2001, Theoretical
Neuroscience, ch. 5.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import numbers, one_of, real

Reals = NDArray[np.float64]

METHODS: Final = ("exact", "euler")


def passive(
    current: ArrayLike,
    *,
    tau: float,
    resistance: float,
    dt: float,
    rest: float = 0.0,
    start: float | None = None,
    method: str = "exact",
) -> Reals:
    """Return the potential at times 0, dt, 2 dt, ...

    Args:
        current: [steps], constant over each step.
        tau: the time constant, above 0, in the unit of ``dt``.
        resistance: of the membrane; times current it is a potential.
        dt: the length of a step, above 0.
        rest: the potential without current.
        start: the potential at time 0; ``rest`` by default.
        method: "exact", which takes the solution over each step (exponential Euler), or "euler",
            the straight step.

    Returns:
        [steps + 1] potentials.

    Raises:
        InputError: an argument out of range.
    """
    tau, dt = real("tau", tau, 0, above=True), real("dt", dt, 0, above=True)
    resistance, rest = real("resistance", resistance), real("rest", rest)
    start = rest if start is None else real("start", start)
    method = one_of("method", method, METHODS)
    driven = numbers("current", current, (-1,))
    share = -math.expm1(-dt / tau) if method == "exact" else dt / tau
    potential = np.empty(len(driven) + 1)
    potential[0] = now = start
    for k, target in enumerate((rest + resistance * driven).tolist()):
        now += share * (target - now)
        potential[k + 1] = now
    return potential
