"""The exact probability that a weighted sum of independent inputs passes a threshold."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, fsum, gcd, prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..errors import BudgetError, InputError

BUDGET: Final = 200_000_000
"""How many additions the array of sums may take."""

SPARSE_BUDGET: Final = 4_000_000
"""How many entries the table of sums may take, whose entries are dearer than an array's."""

Probability = float | Fraction

Weights = Sequence[int] | NDArray[np.integer]
Chances = Sequence[Probability] | NDArray[np.floating]


def threshold_probability(
    weights: Weights,
    theta: int | Fraction | float,
    p: Probability | Chances,
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
        InputError: a weight is no integer, theta no number, a probability lies outside [0, 1],
            lengths differ.
        BudgetError: the sums are too many; estimated before any is formed.
    """
    given = _integers(weights)
    chances = _chances(p, len(given))
    if isinstance(theta, bool) or not isinstance(theta, int | float | Fraction) or theta != theta:
        raise InputError("theta", f"it is {theta!r:.80}", "give a number")
    scalar = [p] if isinstance(p, int | float | Fraction) else []
    exact = all(isinstance(chance, Fraction | int) for chance in [*chances, *scalar])
    step = gcd(*given) or 1
    integers = [weight // step for weight in given]
    low, high = (sum(w for w in given if sign * w > 0) for sign in (-1, 1))
    bound = Fraction(min(max(theta, low - 1), high + 1)) / step  # finite, even where theta is not
    least = floor(bound) + 1 if strict else ceil(bound)
    table, array = _estimates(integers)
    # an array costs its whole width at every input, but its entries are some 30 times cheaper
    if exact or (table <= SPARSE_BUDGET and 30 * table < array):
        if table > SPARSE_BUDGET:
            kind = "exact sums" if exact else "sums"
            fix = "; use floats" if exact and array <= BUDGET else ""
            raise BudgetError(f"{table:,} {kind} pass the budget of {SPARSE_BUDGET:,}{fix}")
        return _table(integers, chances, least, exact)
    if array > BUDGET:
        raise BudgetError(f"{min(table, array):,} sums pass the budget of {BUDGET:,}")
    return _array(integers, chances, least)


def check_probability(chance: object, place: str) -> None:
    """Refuse what is no number in [0, 1].

    Raises:
        InputError: naming the place.
    """
    number = isinstance(chance, int | float | Fraction) and not isinstance(chance, bool)
    if not number or not 0 <= chance <= 1:  # type: ignore[operator]
        raise InputError(place, f"it is {chance!r:.80}", "give a probability from 0 to 1")


def _listed(values: object) -> bool:
    if isinstance(values, np.ndarray):
        return values.ndim == 1
    return isinstance(values, Sequence) and not isinstance(values, str | bytes)


def _integers(weights: Weights) -> list[int]:
    if not _listed(weights):
        raise InputError("weights", f"they are {weights!r:.80}", "give a list of integers")
    for k, weight in enumerate(weights):
        if isinstance(weight, bool) or not isinstance(weight, int | np.integer):
            raise InputError(f"weights[{k}]", f"it is {weight!r:.80}", "give integers")
    return [int(weight) for weight in weights]  # 64-bit sums would overflow


def _chances(p: Probability | Chances, count: int) -> list[Probability]:
    if isinstance(p, int | float | Fraction):
        check_probability(p, "p")
        return [p] * count
    if not _listed(p):
        raise InputError("p", f"it is {p!r:.80}", "give a probability, or a list of them")
    if len(p) != count:
        fix = f"give {count}, or one for all"
        raise InputError("p", f"{len(p)} probabilities for {count} weights", fix)
    for k, chance in enumerate(p):
        check_probability(chance, f"p[{k}]")
    return list(p)


def _estimates(weights: list[int]) -> tuple[int, int]:
    """Bound the work of a table and of an array: the sums there are after each input."""
    table = array = 0
    spread = number = 1
    seen: Counter[int] = Counter()
    for weight in weights:
        if weight:
            seen[weight] += 1
            number = number // seen[weight] * (seen[weight] + 1)  # product of (how often + 1)
        spread += abs(weight)
        table += min(number, spread)
        array += spread
    return table, array


def _table(
    weights: list[int], chances: Sequence[Probability], least: int, exact: bool
) -> Probability:
    """Add the inputs one by one to a table of the sums that occur."""
    # numerators alone: reducing a fraction at every step costs a hundred times the sum itself
    shares: list[tuple[float, float]] = [
        (c.denominator - c.numerator, c.numerator) if isinstance(c, Fraction | int) and exact
        else (1 - float(c), float(c))
        for c in chances
    ]  # fmt: skip
    masses: dict[int, float] = {0: 1}
    for weight, (silent, fires) in zip(weights, shares, strict=True):
        following: dict[int, float] = {}
        for total, mass in masses.items():
            if silent:
                following[total] = following.get(total, 0) + mass * silent
            if fires:
                following[total + weight] = following.get(total + weight, 0) + mass * fires
        masses = following
    passing = [mass for total, mass in masses.items() if total >= least]
    if not exact:
        return fsum(passing)
    whole = prod(c.denominator for c in chances if isinstance(c, Fraction | int))
    return Fraction(int(sum(passing)), whole)


def _array(weights: list[int], chances: Sequence[Probability], least: int) -> float:
    """Add the inputs one by one to an array over every sum from the lowest to the highest."""
    low = sum(weight for weight in weights if weight < 0)
    high = sum(weight for weight in weights if weight > 0)
    masses = np.zeros(high - low + 1)
    masses[-low] = 1.0
    first = last = -low  # the sums so far
    for weight, chance in zip(weights, map(float, chances), strict=True):
        moved = masses[first : last + 1] * chance
        masses[first : last + 1] *= 1 - chance
        masses[first + weight : last + 1 + weight] += moved
        first, last = min(first, first + weight), max(last, last + weight)
    return float(masses[max(least - low, 0) :].sum())
