"""What users give, checked: one message names the place, the value and what to give instead."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..formal.errors import BudgetError, InputError

Reals = NDArray[np.float64]
T = TypeVar("T")

LARGEST: Final = 10**12
"""The largest whole number that is taken."""

SIZE: Final = 1e100
"""How large a number may be, so that its square and sums of a million of them are still numbers."""

_WORDS: Final = {"U": "text", "S": "bytes", "c": "complex numbers", "M": "dates", "m": "times"}


def shown(value: object) -> str:
    """Return a value as a message shows it, short and on one line."""
    try:
        text = repr(value)
    except Exception:  # an integer of too many digits, or an object that cannot say what it is
        text = f"<{type(value).__name__}>"
    return " ".join(text[:400].split())[:80]


def whole(label: str, value: object, least: int = 1, most: int = LARGEST) -> int:
    """Return a whole number from ``least`` on.

    Raises:
        InputError: it is none, or beyond ``most``.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise InputError(label, f"it is {shown(value)}", f"give a whole number from {least} on")
    if value > most:
        raise InputError(label, f"it is {shown(value)}", f"stay at {most} or below")
    return int(value)


def checked_seed(seed: object) -> int:
    """Return a seed.

    Raises:
        InputError: it is none in 0..2^64-1.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64:
        raise InputError("seed", f"it is {shown(seed)}", "give a whole number from 0 to 2^64 - 1")
    return int(seed)


def is_real(value: object) -> bool:
    """Say whether a value is one number, of Python or of numpy, and no truth value."""
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def as_float(value: object) -> float:
    """Return a number as a float, infinite if it is too large; nan if it is no number."""
    if not is_real(value):
        return math.nan
    try:
        return float(value)  # type: ignore[arg-type] # it is a number
    except OverflowError:
        return math.inf


def real(label: str, value: object, least: float = -math.inf, *, above: bool = False) -> float:
    """Return a finite number of at least ``least``, or above it.

    Raises:
        InputError: it is none, or larger than ``SIZE``.
    """
    number = as_float(value)
    if math.isfinite(number) and (number > least if above else number >= least):
        if abs(number) > SIZE:
            raise InputError(label, f"it is {shown(value)}", f"stay within {SIZE:g}")
        return number
    bound = "" if least == -math.inf else f" {'above' if above else 'from'} {least:g}" + (
        "" if above else " on")  # fmt: skip
    raise InputError(label, f"it is {shown(value)}", f"give a finite number{bound}")


def reals(label: str, values: ArrayLike) -> Reals:
    """Return an array of numbers, whatever its shape and they are.

    Raises:
        InputError: it holds something else.
    """
    try:
        raw = np.asarray(values)
        if raw.dtype.kind == "O":  # fractions, and integers beyond 64 bits
            return np.asarray(values, np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(label, f"it holds no numbers: {error}", "give finite numbers") from None
    if raw.dtype.kind not in "biuf":
        word = _WORDS.get(raw.dtype.kind, "objects")
        raise InputError(label, f"it holds {word}", "give finite numbers")
    return raw.astype(np.float64)


def numbers(label: str, values: ArrayLike, *shapes: tuple[int, ...]) -> Reals:
    """Return an array of finite numbers of one of the shapes; -1 stands for any length.

    Raises:
        InputError: with the shape, or the first place that holds no number within ``SIZE``.
    """
    array = reals(label, values)
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


def several(label: str, values: object, fix: str) -> list[Any]:
    """Return the members of a sequence, or of what else has some; a text has none.

    Raises:
        InputError: it is a text, a mapping, or nothing that has members.
    """
    if isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping):
        try:
            return list(values)
        except TypeError:  # as of numpy's arrays without dimensions
            pass
    raise InputError(label, f"it is {shown(values)}", fix)


def one_of(label: str, value: object, known: Sequence[str]) -> str:
    """Return one of the known words.

    Raises:
        InputError: it is none.
    """
    if not isinstance(value, str) or value not in known:
        *first, last = known
        fix = f"use {', '.join(first)} or {last}"
        raise InputError(label, f"{shown(value)} is unknown", fix)
    return value


def instance(label: str, value: T, kind: Any, fix: str) -> T:
    """Return a value if it is of a kind.

    Raises:
        InputError: it is of another.
    """
    if not isinstance(value, kind):
        raise InputError(label, f"it is {shown(value)}", fix)
    return value


def affordable(size: float, most: int, what: str, fix: str) -> None:
    """Refuse to take more memory than ``most``, in bytes, before any is taken.

    Raises:
        BudgetError: with what would take how much, and what to do instead.
    """
    if size > most:
        gib = min(size, 2**80) / 2**30
        raise BudgetError(
            f"{what} would take {gib:,.1f} GiB, more than {most / 2**30:.0f} GiB; {fix}"
        )
