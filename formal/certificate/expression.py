"""Read an invariant: SMT-LIB 2 over Booleans, and nothing else of that language."""

import re
from typing import Final

from ..errors import InputError

SIGNS: Final = ("and", "or", "not", "=>", "=", "true", "false")

LONGEST: Final = 20_000_000
"""How many characters an invariant may have."""

DEEPEST: Final = 10_000
"""How deep it may nest: solvers recur."""

_TOKEN: Final = re.compile(r"\s*(?:([()])|\|([^|\\]*)\||([A-Za-z=>_!][A-Za-z0-9=>_!]*))")


def checked(text: str, variables: set[str]) -> str:
    """Return an invariant with its variables quoted, once it is known to be one.

    Args:
        variables: the names that may occur in it.

    Raises:
        InputError: it is malformed, or names something else.
    """
    if len(text) > LONGEST:
        raise _wrong(0, f"it is longer than {LONGEST:,} characters", "simplify it")
    # by open parenthesis: its sign, and how many operands it has so far
    open_: list[list[object]] = []
    made: list[str] = []
    whole, place = 0, 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _wrong(place, f"{text[place : place + 20]!r} is no sign", f"use {_known()}")
        place = found.end()
        bracket, quoted, word = found.groups()
        if bracket == "(":
            head = _TOKEN.match(text, place)
            if head is None or head[3] not in SIGNS[:5]:
                raise _wrong(place, "a parenthesis opens before no operator", f"use {_known()}")
            place = head.end()
            open_.append([head[3], 0])
            if len(open_) > DEEPEST:
                raise _wrong(place, f"it nests more than {DEEPEST:,} deep", "flatten it")
            made.append(f"({head[3]}")
            continue
        if bracket == ")":
            if not open_:
                raise _wrong(place, "a parenthesis closes that was not open", "balance them")
            sign, count = open_.pop()
            _operands(str(sign), int(str(count)), place)
            made.append(")")
        elif quoted is not None or word not in ("true", "false"):
            name = word if quoted is None else quoted
            if name not in variables:
                raise _wrong(place, f"{name!r:.80} is no variable of a state", "name another")
            made.append(f"|{name}|")
        else:
            made.append(str(word))
        if open_:
            open_[-1][1] = int(str(open_[-1][1])) + 1
        else:
            whole += 1
    if open_ or whole != 1:
        problem = "a parenthesis stays open" if open_ else f"it is {whole} expressions"
        raise _wrong(len(text), problem, "give one expression")
    return " ".join(made)


def _operands(sign: str, count: int, place: int) -> None:
    least, most = {"not": (1, 1), "=>": (2, 2), "=": (2, 2)}.get(sign, (2, 10**9))
    if not least <= count <= most:
        raise _wrong(place, f"{sign!r} has {count} operands", "give it what it needs")


def _known() -> str:
    return " ".join(SIGNS)


def _wrong(place: int, problem: str, fix: str) -> InputError:
    return InputError(f"certificate: invariant: character {place}", problem, fix)
