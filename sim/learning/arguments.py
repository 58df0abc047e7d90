"""What the learning rules are given, checked."""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from ...formal.errors import BudgetError, InputError, counted
from .lanes import Reals

LARGEST: Final = 10**12
SIZE: Final = 1e100
"""How large a number may be, so that its square and sums of a million of them are still numbers."""

MEMORY: Final = 4 * 2**30
"""How many bytes weights and their history may take."""


def whole(label: str, value: object, least: int = 1) -> int:
    """Return a whole number from ``least`` on.

    Raises:
        InputError: it is none, or beyond 10^12.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InputError(label, f"it is {value!r:.80}", f"give a whole number from {least} on")
    if value > LARGEST:
        raise InputError(label, f"it is {value}", f"stay at {LARGEST} or below")
    return int(value)


def checked_seed(seed: object) -> int:
    """Return a seed.

    Raises:
        InputError: it is none in 0..2^64-1.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64:
        raise InputError("seed", f"it is {seed!r:.80}", "give a whole number from 0 to 2^64 - 1")
    return int(seed)


def real(label: str, value: object, least: float = -math.inf, *, above: bool = False) -> float:
    """Return a finite number of at least ``least``, or above it.

    Raises:
        InputError: it is none, or larger than ``SIZE``.
    """
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number) and (number > least if above else number >= least):
            if abs(number) > SIZE:
                raise InputError(label, f"it is {value!r:.80}", f"stay within {SIZE:g}")
            return number
    bound = "" if least == -math.inf else f" {'above' if above else 'from'} {least:g}" + (
        "" if above else " on")  # fmt: skip
    raise InputError(label, f"it is {value!r:.80}", f"give a finite number{bound}")


def numbers(label: str, values: ArrayLike, *shapes: tuple[int, ...]) -> Reals:
    """Return an array of finite numbers of one of the shapes; -1 stands for any length.

    Raises:
        InputError: with the shape, or the first place that holds no number within ``SIZE``.
    """
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(label, f"it holds no numbers: {error}", "give finite numbers") from None
    if not any(_fits(shape, array.shape) for shape in shapes):
        wanted = " or ".join(str(list(shape)).replace("-1", "any") for shape in shapes)
        raise InputError(label, f"its shape is {array.shape}", f"give {wanted or 'one number'}")
    if not np.isfinite(array).all():
        place = np.argwhere(~np.isfinite(array))[0].tolist()
        raise InputError(f"{label}{place}", f"it is {array[tuple(place)]}", "give finite numbers")
    if array.size and not -SIZE <= array.min() <= array.max() <= SIZE:
        place = np.argwhere(np.abs(array) > SIZE)[0].tolist()
        raise InputError(f"{label}{place}", f"it is {array[tuple(place)]}", f"stay within {SIZE:g}")
    return array


def _fits(wanted: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    same = len(wanted) == len(shape)
    return same and all(w in (-1, n) for w, n in zip(wanted, shape, strict=True))


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
    needed = 8 * (records + 4) * (replicas + 511) * inputs
    if needed > MEMORY:
        raise BudgetError(
            f"{counted(inputs, 'weight')} of {counted(replicas, 'replica')}, kept"
            f" {counted(records, 'time')}, would take {needed / 2**30:.1f} GiB, more than"
            f" {MEMORY / 2**30:.0f} GiB; take fewer replicas, or keep weights less often"
        )
    if weights is None:
        return np.full((replicas, inputs), default)
    given = numbers("weights", weights, (inputs,), (replicas, inputs))
    return np.broadcast_to(given, (replicas, inputs)).copy()
