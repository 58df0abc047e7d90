"""A passive membrane, tau dV/dt = V_rest - V + R I, under a current that changes stepwise.

Source: Lapicque 1907, J. Physiol. Pathol. Gen. 9:620-635; Dayan & Abbott 2001, Theoretical
Neuroscience, ch. 5.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError

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
    for label, value in (("tau", tau), ("dt", dt)):
        if not (isinstance(value, int | float) and 0 < value < math.inf):
            raise InputError(label, f"it is {value!r:.80}", "give a number above 0")
    if method not in METHODS:
        raise InputError("method", f"{method!r:.80} is unknown", "use exact or euler")
    driven = np.asarray(current, np.float64)
    if driven.ndim != 1 or not np.isfinite(driven).all():
        raise InputError("current", f"its shape is {driven.shape}", "give [steps] finite numbers")
    share = -math.expm1(-dt / tau) if method == "exact" else dt / tau
    potential = np.empty(len(driven) + 1)
    potential[0] = now = rest if start is None else float(start)
    for k, target in enumerate((rest + resistance * driven).tolist()):
        now += share * (target - now)
        potential[k + 1] = now
    return potential
