"""How much the learning rules may keep, and the weights that they start from."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from ...formal.errors import counted
from ..arguments import affordable, numbers
from .lanes import Reals

MEMORY: Final = 4 * 2**30
"""How many bytes weights and their history may take."""


def room(replicas: int, inputs: int, records: int = 0) -> None:
    """Refuse more replicas, inputs and records than memory holds, before any is taken.

    Args:
        records: how often the weights will be kept on the way.

    Raises:
        BudgetError: they would take more than ``MEMORY``.
    """
    affordable(
        8 * (records + 4) * (replicas + 511) * inputs, MEMORY,
        f"{counted(inputs, 'weight')} of {counted(replicas, 'replica')}, kept"
        f" {counted(records, 'time')},", "take fewer replicas, or keep weights less often",
    )  # fmt: skip


def starting(
    weights: ArrayLike | None, default: float, replicas: int, inputs: int, records: int
) -> Reals:
    """Return the weights that the replicas start from, [replicas, inputs], a copy.

    Args:
        records: how often the weights will be kept on the way.

    Raises:
        InputError: another shape, or a number that is not finite.
        BudgetError: they would take more than ``MEMORY``.
    """
    room(replicas, inputs, records)
    if weights is None:
        return np.full((replicas, inputs), default)
    given = numbers("weights", weights, (inputs,), (replicas, inputs))
    return np.broadcast_to(given, (replicas, inputs)).copy()
