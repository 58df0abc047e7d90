"""A file of laws of firing, ``psychon-drive/1``, JSON or TOML: what may drive afferents, in words.

``drive`` lists tables, each with ``afferents``, a list of names, and one law:

    rates = [0.1, 0.1, 0.9]                          independent, at each tick's rate
    bursts = {rate = 0.1, length = 5}                a Markov chain, by rate and mean length
    markov = {start = 0.1, stay = 0.8}               the same, by its chances
    poisson = {mean = 1.3}                           a count at every tick
    common = {rate = 0.2, copies = [0.9, 0.9]}       copies of one source; ``own`` beside it

A number may be a text, as "1/3", which is exact.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ...formal.errors import InputError, NetError, nearest
from ...formal.net.document import load
from ..arguments import instance, shown
from .chance import Stimulus
from .common import CommonSource
from .markov import Markov
from .poisson import Poisson
from .varying import Varying

FORMAT: Final = "psychon-drive/1"

ENDINGS: Final = (".json", ".toml")
"""What the name of such a file ends in."""

LONGEST: Final = 40
"""How many signs a number may have as text; a ratio of a million digits is not worked out."""

Number = int | float | Fraction

MADE: Final[Mapping[str, tuple[Callable[..., Stimulus], tuple[str, ...], tuple[str, ...]]]] = {
    "bursts": (Markov.bursts, ("rate", "length"), ()),
    "markov": (Markov, ("start", "stay"), ()),
    "poisson": (Poisson, ("mean",), ()),
    "common": (CommonSource, ("rate", "copies"), ("own",)),
}
"""By a law's word, what makes it, what that must be given, and what it may."""

WORDS: Final = ("rates", *MADE)


@dataclass(frozen=True)
class Laws:
    """What drives which afferents.

    Args:
        stimuli: by names, as ``simulate`` takes them.
        ticks: how many the rates that change with time are for; None if there are none.
    """

    stimuli: Mapping[tuple[str, ...], Stimulus]
    ticks: int | None


def read_laws(path: str | os.PathLike[str]) -> Laws:
    """Read a file of laws.

    Raises:
        InputError: with the file, the place in it, the value and what to write instead.
    """
    place = os.fspath(instance("path", path, str | os.PathLike, "name a file"))
    try:
        document = load(place)
    except NetError as error:  # whose advice is for nets
        fix = f"give a file of the format {FORMAT}"
        raise InputError(error.place, error.problem, fix) from None
    try:
        _keys(document, "", ("format", "drive"), ())
        if document["format"] != FORMAT:
            raise InputError("format", f"it is {shown(document['format'])}", f'write "{FORMAT}"')
        return _laws(document["drive"])
    except InputError as error:
        raise error.within(place) from None


def _laws(tables: object) -> Laws:
    stimuli: dict[tuple[str, ...], Stimulus] = {}
    driven: dict[str, str] = {}
    ticks: int | None = None
    for k, table in enumerate(_list(tables, "drive", "list tables of afferents and a law")):
        place = f"drive[{k}]"
        names, word, content = _read(table, place)
        for name in names:
            if name in driven:
                problem = f"{name!r} is driven by {driven[name]} too"
                raise InputError(f"{place}.afferents", problem, "keep one of them")
            driven[name] = place
        try:
            law = _law(word, content)
            law.check(len(names), len(law.rates) if isinstance(law, Varying) else 1)
        except InputError as error:
            raise error.within(f"{place}.{word}") from None
        if isinstance(law, Varying):
            if ticks not in (None, len(law.rates)):
                problem = f"there are {len(law.rates)} for {ticks} ticks before"
                raise InputError(f"{place}.rates", problem, "give as many rates everywhere")
            ticks = len(law.rates)
        stimuli[names] = law
    return Laws(stimuli, ticks)


def _read(table: object, place: str) -> tuple[tuple[str, ...], str, object]:
    """Return the names that a table drives, its law's word, and what that is given."""
    if not isinstance(table, dict):
        raise InputError(place, f"it is {shown(table)}", "write a table of afferents and a law")
    words = [word for word in table if word != "afferents"]
    for word in words:
        if word not in WORDS:
            fix = nearest(word, ("afferents", *WORDS))
            raise InputError(f"{place}.{word}", "there is no such key", fix)
    if len(words) != 1:
        problem = f"it has {' and '.join(words)}" if words else "it has no law"
        raise InputError(place, problem, f"write one of {', '.join(WORDS)}")
    fix = "list the names that are driven"
    names = _list(table.get("afferents"), f"{place}.afferents", fix)
    texts = tuple(name for name in names if isinstance(name, str))
    if not names or len(texts) < len(names):
        raise InputError(f"{place}.afferents", f"it is {shown(names)}", fix)
    return texts, words[0], table[words[0]]


def _law(word: str, content: object) -> Stimulus:
    if word == "rates":
        fix = "list numbers, one a tick; a rate that stays is a --rate"
        return Varying([float(n) for n in _numbers(content, "", fix)])
    make, needed, further = MADE[word]
    _keys(content, "", needed, further)
    assert isinstance(content, dict)
    return make(**{
        key: _numbers(value, key) if key in ("copies", "own") else _number(value, key)
        for key, value in content.items()
    })  # fmt: skip


def _keys(table: object, place: str, needed: tuple[str, ...], further: tuple[str, ...]) -> None:
    if not isinstance(table, dict):
        fix = f"write a table of {' and '.join(needed)}"
        raise InputError(place, f"it is {shown(table)}", fix)
    for key in table:
        if key not in (*needed, *further):
            raise InputError(key, "there is no such key", nearest(key, (*needed, *further)))
    for key in needed:
        if key not in table:
            raise InputError(key, "the key is missing", "write it")


def _list(value: object, place: str, fix: str) -> list[object]:
    if not isinstance(value, list):
        raise InputError(place, f"it is {shown(value)}", fix)
    return value


def _numbers(values: object, place: str, fix: str = "list numbers") -> list[Number]:
    given = _list(values, place, fix)
    return [_number(value, f"{place}[{k}]") for k, value in enumerate(given)]


def _number(value: object, place: str) -> Number:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        if isinstance(value, str) and len(value) <= LONGEST:
            return Fraction(value)
    except (ValueError, ZeroDivisionError):
        pass
    raise InputError(place, f"it is {shown(value)}", 'write a number, as 0.3 or "1/3"')
