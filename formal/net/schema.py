"""Check a ``psychon-net/1`` document, key by key, and turn it into flat arrays."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from ..errors import FormulaError, InputError, NetError, UnknownNameError, nearest
from ..formula.expr import Formula, check_name
from ..formula.parse import parse, parse_property
from .document import FORMAT
from .program import Ints, Program, assemble
from .synapse import MAX_DELAY, MAX_WEIGHT

KEYS: Final = ("format", "neurons", "synapses", "initial", "assume", "expect")


class Parts(NamedTuple):
    """What a net is made of, checked."""

    names: tuple[str, ...]
    program: Program
    assume: tuple[str, ...]
    expect: tuple[str, ...]


def read(document: object) -> Parts:
    """Check a document and return the net's parts.

    Raises:
        NetError: with the key, its value and what to write instead.
    """
    top = _table(document, "the net", KEYS)
    if top.get("format") != FORMAT:
        problem = f"it is {top['format']!r:.80}" if "format" in top else "the key is missing"
        raise NetError("format", problem, f'write "{FORMAT}"')
    if "neurons" not in top or "synapses" not in top:
        missing = "neurons" if "neurons" not in top else "synapses"
        raise NetError(missing, "the key is missing", "write it, empty if need be")
    neurons = _table(top["neurons"], "neurons")
    thresholds = [_threshold(name, fields) for name, fields in neurons.items()]
    names = tuple(neurons)
    index = {name: row for row, name in enumerate(names)}
    columns = _synapses(_list(top["synapses"], "synapses"), index, thresholds)
    initial = np.zeros(len(names), np.bool_)
    for place, name in _texts(top, "initial"):
        row = _row(name, index, place)
        if not thresholds[row]:
            raise NetError(
                place,
                f"{name!r} is an afferent, which the world drives",
                "name a neuron with a threshold, or give it one",
            )
        if initial[row]:
            raise NetError(place, f"{name!r} is named twice", "keep one")
        initial[row] = True
    program = assemble(np.array(thresholds, np.int64), initial, *columns)
    check_program(names, program)
    assume = tuple(text for place, text in _texts(top, "assume") if _assumption(
        text, place, index, thresholds))  # fmt: skip
    expect = tuple(
        text for place, text in _texts(top, "expect") if _expectation(text, place, index)
    )
    return Parts(names, program, assume, expect)


def check_program(names: Sequence[str], program: Program) -> None:
    """Check what concerns several synapses at once: repetitions, afferents, sums.

    Raises:
        NetError: naming the synapse or neuron.
    """
    target, source = program.target, program.source
    same = (
        (np.diff(target) == 0)
        & (np.diff(source) == 0)
        & (np.diff(program.delay) == 0)
        & (np.diff(program.weight == 0) == 0)
    )
    if same.any():
        k = int(np.flatnonzero(same)[0])
        raise NetError(
            f"synapses {names[source[k]]} -> {names[target[k]]}",
            f"two of one kind with delay {program.delay[k]}",
            "write one veto" if program.weight[k] == 0 else "add their weights into one synapse",
        )
    driven = target[program.thresholds[target] == 0]
    if len(driven):
        name = names[driven[0]]
        raise NetError(
            f"neurons.{name}",
            f"{name!r} has incoming synapses but no threshold",
            "give it a threshold of 1 or more; an afferent has no incoming synapse",
        )


def check_numbers(thresholds: Ints, weight: Ints, delay: Ints) -> None:
    """Check the ranges of whole columns, weight 0 standing for a veto.

    Raises:
        NetError: naming the first bad entry.
    """
    for label, column, low, high in (
        ("thresholds", thresholds, 0, MAX_WEIGHT),
        ("weight", weight, -MAX_WEIGHT, MAX_WEIGHT),
        ("delay", delay, 1, MAX_DELAY),
    ):
        bad = np.flatnonzero((column < low) | (column > high))
        if len(bad):
            value = column[bad[0]]
            raise NetError(f"{label}[{bad[0]}]", f"it is {value}", f"stay in {low}..{high}")


def known(formula: Formula, names: Sequence[str], place: str) -> Formula:
    """Return ``formula`` if the net has all its names.

    Raises:
        UnknownNameError: with the nearest names.
    """
    have = set(names)
    for name in formula.atoms:
        if name not in have:
            raise UnknownNameError(place, f"no neuron is called {name!r}", _advice(name, names))
    return formula


def _advice(name: str, names: Sequence[str]) -> str:
    if "." in name and all(part in set(names) for part in name.split(".")):
        return f"for 'and' write {' & '.join(name.split('.'))}"
    return nearest(name, names)


def _assumption(text: str, place: str, index: dict[str, int], thresholds: list[int]) -> bool:
    try:
        formula = known(parse(text), tuple(index), place)
    except FormulaError as error:
        raise error.within(place) from None
    for name in formula.atoms:
        if thresholds[index[name]]:
            raise NetError(
                place, f"{name!r} is no afferent", "a net's assumptions speak of its afferents"
            )
    return True


def _expectation(text: str, place: str, index: dict[str, int]) -> bool:
    try:
        known(parse_property(text).claim, tuple(index), place)
    except FormulaError as error:
        raise error.within(place) from None
    return True


def _threshold(name: str, fields: object) -> int:
    place = f"neurons.{name:.80}"
    try:
        check_name(name, place)
    except InputError as error:
        raise NetError(error.place, error.problem, error.fix) from None
    table = _table(fields, place, ("threshold",))
    if "threshold" not in table:
        return 0
    value = _integer(table["threshold"], f"{place}.threshold")
    if value < 1:
        raise NetError(
            f"{place}.threshold",
            f"it is {value}, so the neuron would fire in silence",
            "write 1 or more; a neuron that must fire by itself excites itself and is in 'initial'",
        )
    return _within(value, 1, MAX_WEIGHT, f"{place}.threshold")


def _synapses(
    rows: list[object], index: dict[str, int], thresholds: list[int]
) -> tuple[Ints, Ints, Ints, Ints]:
    table = np.empty((4, len(rows)), np.int64)
    for k, entry in enumerate(rows):
        place = f"synapses[{k}]"
        row = _table(entry, place, ("source", "target", "weight", "veto", "delay"))
        for end in ("source", "target"):
            if end not in row:
                raise NetError(f"{place}.{end}", "the key is missing", "name a neuron")
        table[0, k] = _row(row["source"], index, f"{place}.source")
        table[1, k] = _row(row["target"], index, f"{place}.target")
        table[2, k] = _weight(row, place)
        table[3, k] = _within(
            _integer(row.get("delay", 1), f"{place}.delay"), 1, MAX_DELAY, f"{place}.delay"
        )
        if not thresholds[table[1, k]]:
            raise NetError(
                f"{place}.target",
                f"{row['target']!r} is an afferent (it has no threshold)",
                "give it a threshold, or aim the synapse at a neuron",
            )
    return table[0], table[1], table[2], table[3]


def _weight(row: dict[str, object], place: str) -> int:
    if "veto" in row:
        if row["veto"] is not True:
            raise NetError(f"{place}.veto", f"it is {row['veto']!r:.80}", "write true or leave out")
        if "weight" in row:
            raise NetError(f"{place}.weight", "a veto has no weight", "remove weight or veto")
        return 0
    value = _integer(row.get("weight", 1), f"{place}.weight")
    if value == 0:
        raise NetError(f"{place}.weight", "it is 0", "remove the synapse or give it a weight")
    return _within(value, -MAX_WEIGHT, MAX_WEIGHT, f"{place}.weight")


def _table(value: object, place: str, keys: Sequence[str] | None = None) -> dict[str, object]:
    if not isinstance(value, dict):
        raise NetError(place, f"{value!r:.80} is no table of keys", "write {...}")
    for key in value:
        if not isinstance(key, str):
            raise NetError(place, f"the key {key!r:.80} is no text", "quote it")
        if keys is not None and key not in keys:
            raise NetError(f"{place}: {key:.80}", "the key is unknown", f"use {', '.join(keys)}")
    return value


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list | tuple):
        raise NetError(place, f"{value!r:.80} is no list", "write [...]")
    return list(value)


def _texts(top: dict[str, object], key: str) -> list[tuple[str, str]]:
    texts = []
    for k, text in enumerate(_list(top.get(key, []), key)):
        if not isinstance(text, str):
            raise NetError(f"{key}[{k}]", f"{text!r:.80} is no text", "quote it")
        texts.append((f"{key}[{k}]", text))
    return texts


def _row(name: object, index: dict[str, int], place: str) -> int:
    if not isinstance(name, str):
        raise NetError(place, f"{name!r:.80} is no name", "write a neuron's name in quotes")
    if name not in index:
        raise UnknownNameError(place, f"no neuron is called {name!r:.80}", nearest(
            name, list(index)))  # fmt: skip
    return index[name]


def _integer(value: object, place: str) -> int:
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise NetError(place, f"{value!r:.80} is no integer", "write a whole number")
    return value


def _within(value: int, low: int, high: int, place: str) -> int:
    if not low <= value <= high:
        shown = value if abs(value) < 10**20 else f"of {len(str(abs(value)))} digits"
        raise NetError(place, f"it is {shown}", f"stay in {low}..{high}")
    return value
