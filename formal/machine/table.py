"""Turing machines in the standard text format, such as ``1RB1LB_1LA1RZ``."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice, product
from string import ascii_uppercase
from typing import Final, NamedTuple

from ..errors import InputError

LARGEST: Final = 10_000
"""The most rules a machine may have."""

_RULE: Final = re.compile(r"(?P<none>---)|(?P<write>[0-9]{1,5})(?P<move>[LR])(?P<state>[A-Z]{1,3})")


class Rule(NamedTuple):
    """What a machine does in one state on one symbol.

    Args:
        write: the symbol it writes.
        move: -1 to the left, 1 to the right.
        state: the state that follows.
    """

    write: int
    move: int
    state: str

    def __str__(self) -> str:
        return f"{self.write}{'L' if self.move < 0 else 'R'}{self.state}"


@dataclass(frozen=True)
class Machine:
    """A Turing machine over a tape without ends, whose blank symbol is 0.

    Args:
        rules: by state, then by symbol; None where the machine halts without a rule.
    """

    rules: tuple[tuple[Rule | None, ...], ...]

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Names of the states that have rules, the first one first: A, B, ..., Z, AA, ..."""
        return tuple(islice(_names(), len(self.rules)))

    @property
    def symbols(self) -> int:
        """How many symbols there are: 0, 1, ..."""
        return len(self.rules[0])

    @cached_property
    def halting(self) -> tuple[str, ...]:
        """Names of the states without rules that some rule leads to, sorted."""
        named = {rule.state for row in self.rules for rule in row if rule}
        return tuple(sorted(named - {*self.states}))

    def rule(self, state: str, symbol: int) -> Rule | None:
        """Return what it does in a state on a symbol, None where it halts."""
        place = self._places.get(state)
        return None if place is None else self.rules[place][symbol]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: k for k, name in enumerate(self.states)}

    def word(self, text: str) -> tuple[int, ...]:
        """Read what stands on a tape: digits, or numbers with commas between.

        Raises:
            InputError: naming the place of what is no symbol of this machine.
        """
        parts = text.split(",") if "," in text else list(text)
        for k, part in enumerate(parts):
            if not (part.isascii() and part.isdigit() and int(part[:9]) < self.symbols):
                fix = f"write symbols from 0 to {self.symbols - 1}"
                raise InputError(f"tape[{k}]", f"{part!r:.40} is no symbol of the machine", fix)
        return tuple(map(int, parts))

    def __str__(self) -> str:
        return "_".join("".join(str(rule or "---") for rule in row) for row in self.rules)


def read(text: str) -> Machine:
    """Read a machine: a row a state, joined by ``_``, in it a rule a symbol.

    A rule is the symbol to write, L or R, and the next state; ``---`` is none, and the machine
    halts there. Z, or H, where they have no row, halt.

    Raises:
        InputError: naming the state and the symbol.
    """
    if not isinstance(text, str):
        raise InputError("machine", f"{text!r:.80} is no text", "write e.g. 1RB1LB_1LA1RZ")
    written = text.strip().split("_")
    names = list(islice(_names(), len(written)))
    if len(text) > 10 * LARGEST:
        raise InputError("machine", f"{len(text):,} characters", f"stay below {10 * LARGEST:,}")
    rows = [_row(name, row) for name, row in zip(names, written, strict=True)]
    most = max(map(len, rows))
    if len(rows) * most > LARGEST:
        problem = f"{len(rows):,} states times {most:,} symbols"
        raise InputError("machine", problem, f"stay at {LARGEST:,} rules or below")
    places = dict.fromkeys(names)
    for name, row in zip(names, rows, strict=True):
        if len(row) < most:
            raise InputError(
                f"state {name}, symbol {len(row)}", "the transition is missing",
                "write one, such as 1RZ, or --- where the machine halts",
            )  # fmt: skip
        for symbol, rule in enumerate(row):
            _check(rule, f"state {name}, symbol {symbol}", places, most)
    return Machine(tuple(map(tuple, rows)))


def _row(name: str, text: str) -> list[Rule | None]:
    rules: list[Rule | None] = []
    at = 0
    while at < len(text) or not rules:
        found = _RULE.match(text, at)
        if found is None:
            place = f"state {name}, symbol {len(rules)}"
            problem = f"{text[at : at + 12]!r} is no transition" if text[at:] else (
                "the transition is missing")  # fmt: skip
            raise InputError(place, problem, "write symbol, L or R, state, such as 1RB, or ---")
        move = -1 if found["move"] == "L" else 1
        rules.append(None if found["none"] else Rule(int(found["write"]), move, found["state"]))
        at = found.end()
    return rules


def _check(rule: Rule | None, place: str, places: dict[str, None], symbols: int) -> None:
    if rule is None:
        return
    if rule.write >= symbols:
        problem = f"it writes {rule.write}, for which no state has a transition"
        raise InputError(place, problem, f"write a symbol from 0 to {symbols - 1}")
    if rule.state not in places and rule.state != "H" and set(rule.state) != {"Z"}:
        problem = f"it leads to {rule.state}, which has no row"
        last = next(reversed(places))
        raise InputError(place, problem, f"lead to one of A..{last}, or to Z to halt")


def _names() -> "islice[str]":
    words = ("".join(letters) for n in count(1) for letters in product(ascii_uppercase, repeat=n))
    return islice(words, LARGEST)
