"""Recorded firing, from CSV: a table of ticks, or a list of spikes that is binned.

A table has one column a name and one row a tick, of 0 and 1; a first column called ``tick`` may
number the rows. A list of spikes has the header ``time,neuron`` and one row a spike, in any order;
bin k holds the times from k w up to but not (k + 1) w, exactly, as decimal numbers.
"""

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...formal.errors import BudgetError, FormulaError, InputError
from ...formal.formula.expr import check_name
from ..arguments import instance, several, shown, whole

SPIKES: Final = ["time", "neuron"]
"""The header of a list of spikes."""

LARGEST_FILE: Final = 2**30
COPIES: Final = 20
"""Bytes that a name at a bin takes at most, until formulae have been followed along it."""

MEMORY: Final = 4 * 2**30
"""How many bytes a trace may take, one for each name at each tick."""

Row = tuple[str, list[str]]


@dataclass(frozen=True, eq=False)
class Trace:
    """What fired at each tick.

    Args:
        names: those recorded.
        fires: [ticks, names].
        merged: how many spikes fell into a bin that had one of the same neuron.
    """

    names: tuple[str, ...]
    fires: NDArray[np.bool_]
    merged: int = 0

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InputError: the names are no list of distinct names, or their firing is no table.
        """
        names = several("names", self.names, "give one name a column")
        object.__setattr__(self, "names", _names("names", names, 0))
        fires = instance("fires", self.fires, np.ndarray, "give an array, [ticks, names] of bool")
        if fires.dtype != np.bool_ or fires.ndim != 2 or not len(fires) or (
            fires.shape[1] != len(names)):  # fmt: skip
            problem = f"it is {fires.dtype} of the shape {fires.shape}"
            raise InputError("fires", problem, f"give [ticks, {len(names)}] of bool")
        whole("merged", self.merged, 0)

    @property
    def ticks(self) -> int:
        """How many ticks it has."""
        return len(self.fires)

    @cached_property
    def columns(self) -> dict[str, NDArray[np.bool_]]:
        """By name, when it fired, [ticks]: ``simulate`` takes them as stimuli."""
        return dict(zip(self.names, np.ascontiguousarray(self.fires.T), strict=True))


def read_trace(
    path: str | os.PathLike[str], width: str | int | Fraction | Decimal | None = None
) -> Trace:
    """Read a recording.

    Args:
        width: of a bin, in the unit of the times; for a list of spikes only. A float is no exact
            number: write it as text.

    Raises:
        InputError: the file cannot be read or is malformed, with line and column.
        BudgetError: it would take too much memory.
    """
    place = str(instance("path", path, str | os.PathLike, "name a CSV file"))
    rows = _rows(path, place)
    first = next(rows, None)
    if first is None:
        raise InputError(place, "it is empty", "begin with a line of names")
    where, header = first
    if header == SPIKES:
        if width is None:
            raise InputError(place, "it lists spikes", "give the width of a bin, --bin W")
        return _binned(rows, place, _width(width))
    if width is not None:
        fix = f"leave the width of a bin away, or begin with {','.join(SPIKES)}"
        raise InputError(where, "it is a table of ticks", fix)
    return _table(rows, where, header)


def _rows(path: str | os.PathLike[str], place: str) -> Iterator[Row]:
    """Yield where each row stands, and its cells without outer blanks."""
    try:
        size = Path(path).stat().st_size
        if size > LARGEST_FILE:
            raise BudgetError(
                f"{place} has {size / 2**30:.1f} GiB, more than {LARGEST_FILE / 2**30:.0f} GiB;"
                " cut it into parts"
            )
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True, skipinitialspace=True)
            blank = 0
            for row in reader:
                where = f"{place}: line {reader.line_num}"
                if not row:
                    blank = blank or reader.line_num
                    continue
                if blank:
                    raise InputError(f"{place}: line {blank}", "it is blank", "remove it")
                yield where, [cell.strip() for cell in row]
    except OSError as error:
        raise InputError(
            place, f"it cannot be read ({error.strerror})", "name a CSV file"
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            place, f"it is no UTF-8 text ({error.reason})", "save it as UTF-8"
        ) from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(repr(place), f"{error}", "name a CSV file") from None
    except csv.Error as error:
        line = f"{place}: line {reader.line_num}"
        raise InputError(line, f"it is no CSV ({error})", "write one line a tick") from None


def _table(rows: Iterator[Row], where: str, header: Sequence[str]) -> Trace:
    numbered = header[0] == "tick"
    names = _names(where, header, 1 if numbered else 0)
    cells = bytearray()
    ticks = 0
    for here, row in rows:
        if len(row) != len(header):
            problem = f"it has {len(row)} columns, the first line {len(header)}"
            raise InputError(here, problem, "write one value for each name")
        if numbered and row.pop(0) != str(ticks):
            raise InputError(f"{here}, column 1", f"tick {ticks} is missing", "count from 0 on")
        text = "".join(row)
        # all at once; only what is wrong is looked for cell by cell
        if len(text) != len(names) or text.strip("01") or "" in row:
            k = next(k for k, cell in enumerate(row) if cell not in ("0", "1"))
            place = f"{here}, column {k + 1 + numbered} ({names[k]})"
            raise InputError(place, f"it is {row[k]!r:.80}", "write 1 for a spike, else 0")
        cells += text.encode()
        ticks += 1
    if not ticks:
        raise InputError(where, "no tick follows", "write one line a tick")
    fires = np.frombuffer(bytes(cells), np.uint8).reshape(ticks, len(names)) == ord("1")
    return Trace(names, fires)


def _names(where: str, header: Sequence[str], first: int) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for k, name in enumerate(header[first:], first + 1):
        place = f"{where}, column {k}"
        try:
            check_name(name, place)
        except FormulaError as error:
            raise InputError(error.place, error.problem, error.fix) from None
        if name in seen:
            problem = f"{name!r} is the name of column {seen[name]} too"
            raise InputError(place, problem, "make every name distinct")
        seen[name] = k
    if not seen:
        raise InputError(where, "it has no names", "write one a column")
    return tuple(seen)


def _binned(rows: Iterator[Row], place: str, width: Fraction) -> Trace:
    index: dict[str, int] = {}
    bins: list[int] = []
    which: list[int] = []
    for here, row in rows:
        if len(row) != 2:
            raise InputError(here, f"it has {len(row)} columns", "write time,neuron")
        time = _decimal(row[0], f"{here}, column 1 (time)")
        if time < 0:
            raise InputError(f"{here}, column 1 (time)", f"it is {row[0]}", "begin at 0")
        if row[1] not in index:
            _names(here, ["", row[1]], 1)
            index[row[1]] = len(index)
        bins.append(time // width)
        which.append(index[row[1]])
    if not bins:
        raise InputError(place, "it lists no spike", "write time,neuron on each line")
    size = COPIES * (max(bins) + 1) * len(index)
    if size > MEMORY:
        raise BudgetError(
            f"{place} has {len(index)} names at {max(bins) + 1:,} bins, {size / 2**30:.1f} GiB,"
            f" more than {MEMORY / 2**30:.0f} GiB; take wider bins"
        )
    fires = np.zeros((max(bins) + 1, len(index)), np.bool_)
    fires[bins, which] = True
    return Trace(tuple(index), fires, len(bins) - int(fires.sum()))


def _width(width: str | int | Fraction | Decimal) -> Fraction:
    exact = Fraction(width) if isinstance(width, Fraction) else _decimal(str(width), "bin")
    if exact <= 0 or isinstance(width, float | bool):
        fix = "give a number above 0, as text or a Fraction"
        raise InputError("bin", f"it is {shown(width)}", fix)
    return exact


def _decimal(text: str, place: str) -> Fraction:
    try:
        number = Decimal(text)
        # as a fraction 1e999999 would have a million digits
        if number.is_finite() and len(text) <= 40 and -30 <= number.adjusted() <= 30:
            return Fraction(number)
    except InvalidOperation:
        pass
    raise InputError(place, f"it is {text!r:.80}", "write a decimal number, as 12.5")
