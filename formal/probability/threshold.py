"""The exact probability that a weighted sum of independent inputs passes a threshold."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..errors import BudgetError, InputError

BUDGET = 200_000_000
"""How many additions the table of sums may take."""

Probability = float | Fraction


def threshold_probability(
    weights: Sequence[int],
    theta: int | Fraction | float,
    p: Probability | Sequence[Probability],
    *,
    strict: bool = True,
) -> Probability:
    """Return P(sum w_i x_i > theta) for independent x_i in {0, 1} with P(x_i = 1) = p_i.

    Args:
        weights: integers of either sign.
        theta: the threshold, any real number.
        p: one probability for all, or one each; with Fractions (or 0 and 1) the result is an
            exact Fraction, else a float.
        strict: sum > theta, as the selectron fires; False: sum >= theta, as nets do.

    Raises:
        InputError: a weight is no integer, a probability lies outside [0, 1], lengths differ.
        BudgetError: the sums are too many.
    """
    for k, weight in enumerate(weights):
        if isinstance(weight, bool) or not isinstance(weight, int | np.integer):
            raise InputError(f"weights[{k}]", f"it is {weight!r:.80}", "give integers")
    chances = [p] * len(weights) if isinstance(p, int | float | Fraction) else list(p)
    if len(chances) != len(weights):
        fix = f"give {len(weights)}, or one for all"
        raise InputError("p", f"{len(chances)} probabilities for {len(weights)} weights", fix)
    for k, chance in enumerate(chances):
        check_probability(chance, f"p[{k}]")
    exact = all(isinstance(chance, Fraction | int) for chance in chances)
    low = sum(w for w in weights if w < 0)
    high = sum(w for w in weights if w > 0)
    if (high - low + 1) * len(weights) > BUDGET and not exact:
        raise BudgetError(
            f"{high - low + 1:,} sums of {len(weights)} inputs pass the budget of {BUDGET:,}"
        )
    table = _fractions(weights, chances) if exact else _floats(weights, chances, low, high)
    return sum(
        (chance for total, chance in table.items() if total > theta or (
            not strict and total == theta)),
        start=Fraction(0) if exact else 0.0,
    )  # fmt: skip


def check_probability(chance: object, place: str) -> None:
    """Refuse what is no number in [0, 1].

    Raises:
        InputError: naming the place.
    """
    number = isinstance(chance, int | float | Fraction) and not isinstance(chance, bool)
    if not number or not 0 <= chance <= 1:  # type: ignore[operator]
        raise InputError(place, f"it is {chance!r:.80}", "give a probability from 0 to 1")


def _fractions(weights: Sequence[int], chances: Sequence[Probability]) -> dict[int, Probability]:
    table: dict[int, Probability] = {0: Fraction(1)}
    work = 0
    for weight, chance in zip(weights, chances, strict=True):
        following: dict[int, Probability] = {}
        for total, mass in table.items():
            for step, share in ((0, 1 - chance), (int(weight), chance)):
                if share:
                    following[total + step] = following.get(total + step, 0) + mass * share
        table = following
        work += len(table)
        if work > BUDGET // 100:
            raise BudgetError(f"the exact sums pass {BUDGET // 100:,} entries; use floats")
    return table


def _floats(
    weights: Sequence[int], chances: Sequence[Probability], low: int, high: int
) -> dict[int, Probability]:
    masses = np.zeros(high - low + 1)
    masses[-low] = 1.0
    for weight, chance in zip(weights, chances, strict=True):
        moved = np.roll(masses, weight)  # what rolls over the end has no mass
        masses = masses * (1 - float(chance)) + moved * float(chance)
    return {low + k: mass for k, mass in enumerate(masses.tolist()) if mass}
