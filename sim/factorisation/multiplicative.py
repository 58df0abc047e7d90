"""Nonnegative matrix factorisation R ~ H W by multiplicative updates, which never raise the error.

Source: Lee & Seung 2001, NIPS 13:556-562; Paatero & Tapper 1994, Environmetrics 5:111-126.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...formal.errors import InputError, counted
from ..arguments import affordable, checked_seed, reals, whole

Reals = NDArray[np.float64]

MEMORY: Final = 4 * 2**30
"""How many bytes factors and errors may take."""


@dataclass(frozen=True, eq=False)
class Factors:
    """Two nonnegative factors and how the error fell.

    Args:
        left: [rows, parts].
        right: [parts, columns].
        errors: [steps + 1] half the squared distance before the first and after every step.
    """

    left: Reals
    right: Reals
    errors: Reals


def factorise(responses: ArrayLike, parts: int, steps: int, *, seed: int = 0) -> Factors:
    """Factor nonnegative responses, both factors updated in turn at every step.

    Args:
        responses: [rows, columns], none below 0.
        parts: how many columns the left factor has.
        steps: how many updates of both.
        seed: of the factors to start from, uniform from 0.1 to 1.1.

    Raises:
        InputError: responses that are no such table, or no parts.
        BudgetError: the factors and errors would take too much memory.
    """
    table = reals("responses", responses)
    if table.ndim != 2 or not table.size or not (np.isfinite(table) & (table >= 0)).all():
        shape = f"their shape is {table.shape}"
        problem = shape if table.ndim != 2 or not table.size else "one is below 0, or no number"
        raise InputError("responses", problem, "give [rows, columns] of numbers from 0 on")
    parts, steps, seed = whole("parts", parts), whole("steps", steps, 0), checked_seed(seed)
    affordable(
        8 * (4 * parts * (sum(table.shape) + parts) + steps), MEMORY,
        f"{counted(parts, 'part')} and the errors of {counted(steps, 'step')}", "take fewer",
    )  # fmt: skip
    chooser = np.random.Generator(np.random.Philox(seed))
    left = chooser.random((table.shape[0], parts)) + 0.1
    right = chooser.random((parts, table.shape[1])) + 0.1
    errors = np.empty(steps + 1)
    errors[0] = 0.5 * ((table - left @ right) ** 2).sum()
    for k in range(1, steps + 1):
        right *= _quotient(left.T @ table, left.T @ left @ right)
        left *= _quotient(table @ right.T, left @ (right @ right.T))
        errors[k] = 0.5 * ((table - left @ right) ** 2).sum()
    return Factors(left, right, errors)


def _quotient(wanted: Reals, made: Reals) -> Reals:
    """Return a quotient that is 1 where nothing is made."""
    return np.divide(wanted, made, out=np.ones_like(made), where=made > 0)
