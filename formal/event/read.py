"""Read events from text, without recursion."""

import re
from dataclasses import dataclass
from typing import Final

from ..errors import FormulaError, InputError
from ..formula.expr import Formula, check_name
from ..formula.parse import parse
from .alphabet import Alphabet
from .expression import EMPTY, LONGEST, NOTHING, Event, both, either, letters, other, star, then

POWER: Final = 1_000
"""The largest n of E^n."""

_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<name>[A-Za-z_][0-9]*)
    | \{(?P<long>[^{}]*)\}
    | \[(?P<set>(?:[^\[\]]|\[[^\[\]]*\])*)\]
    | \^(?P<power>[0-9]+)
    | (?P<empty>\(\s*\))
    | (?P<sign>[().|&~*+?])
    )""",
    re.VERBOSE,
)
_LEVEL: Final = {"|": 1, "&": 2, "then": 3, "~": 4}


@dataclass(frozen=True)
class _Token:
    kind: str  # "name", "set", "power", "empty", "then" or a sign
    text: str
    column: int
    formula: Formula | None = None

    @property
    def place(self) -> str:
        return f"event, column {self.column}"

    def error(self, problem: str, fix: str) -> FormulaError:
        return FormulaError(self.place, f"{self.text!r:.80} {problem}", fix)


def read(text: str, alphabet: Alphabet | None = None) -> tuple[Event, Alphabet]:
    """Read an event, such as ``(a|b)*abb``.

    Signs by falling strength: ``* + ? ^n`` after an event, ``~`` (all other words) before one,
    events one after another, ``&`` (in both), ``|``. ``a`` is a tick at which the afferent a fires
    alone, ``{heat}`` the same for a longer name; ``[p & ~q]`` is a tick at which the formula holds;
    ``.`` is any tick, ``()`` the empty word, ``[]`` no word.

    Args:
        alphabet: the letters; by default those of the names in the text, which are symbols that
            fire alone unless some letters are formulae.

    Returns:
        The event and its letters.

    Raises:
        FormulaError: with the column, what stands there and what to write instead.
        UnknownNameError: it has a letter that is not in the alphabet.
    """
    tokens = _tokens(text)
    if alphabet is None:
        named = [token.text for token in tokens if token.kind == "name"]
        sets = [token.formula for token in tokens if token.formula is not None]
        named += [name for formula in sets for name in formula.atoms]
        alphabet = Alphabet(tuple(dict.fromkeys(named)), symbols=bool(named) and not sets)
    return _Reader(alphabet).read(tokens), alphabet


def _tokens(text: str) -> list[_Token]:
    if not isinstance(text, str):
        raise FormulaError("event", f"{text!r:.80} is no text", "quote it")
    if len(text) > LONGEST:
        raise FormulaError("event", f"{len(text):,} characters", f"keep below {LONGEST:,}")
    found = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            start = end - len(text[at:end].lstrip())
            raise FormulaError(
                f"event, column {start + 1}", f"{text[start]!r} is no sign of events",
                "use letters, {name}, [formula] and . ( ) | & ~ * + ? ^n",
            )  # fmt: skip
        kind, column = match.lastgroup, match.start(match.lastgroup) + 1
        found.append(_token(kind, match[kind].strip(), column))
        at = match.end()
    return found


def _token(kind: str, text: str, column: int) -> _Token:
    place = f"event, column {column}"
    if kind in ("name", "long"):
        return _Token("name", check_name(text, place), column)
    if kind == "set" and text:
        try:
            return _Token("set", text, column, parse(text))
        except FormulaError as error:
            raise error.within(place) from None
    return _Token(text if kind == "sign" else kind, text, column)


class _Reader:
    """Operator-precedence reading with explicit stacks: depth costs memory, not recursion."""

    def __init__(self, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self.operands: list[Event] = []
        self.operators: list[_Token] = []

    def read(self, tokens: list[_Token]) -> Event:
        wanted = True
        for token in tokens:
            if token.kind in ("name", "set", ".", "empty", "(", "~"):
                if not wanted:
                    self._reduce(_LEVEL["then"])
                    self.operators.append(_Token("then", "", token.column))
                wanted = token.kind in ("(", "~")
                if wanted:
                    self.operators.append(token)
                else:
                    self.operands.append(self._leaf(token))
            elif wanted:
                fix = "write a letter, . or ( there, or () for the empty word"
                raise token.error("stands where an event must begin", fix)
            elif token.kind in ("*", "+", "?", "power"):
                self.operands.append(_repeated(self.operands.pop(), token))
            elif token.kind == ")":
                self._reduce(1)
                if not self.operators:
                    raise token.error("closes nothing", "remove it or open a bracket")
                self.operators.pop()
            else:
                self._reduce(_LEVEL[token.kind])
                self.operators.append(token)
                wanted = True
        if wanted:
            problem = "it ends where an event must begin" if tokens else "it is empty"
            raise FormulaError("event", problem, "write a letter, or () for the empty word")
        self._reduce(1)
        if self.operators:
            raise self.operators[-1].error("is never closed", "add )")
        return self.operands[0]

    def _leaf(self, token: _Token) -> Event:
        if token.kind == "empty":
            return EMPTY
        if token.kind == ".":
            return letters(self.alphabet.all)
        try:
            if token.kind == "name":
                return letters(self.alphabet.alone(token.text))
            if token.formula is None:
                return NOTHING
            return letters(self.alphabet.where(token.formula))
        except InputError as error:
            raise type(error)(token.place, error.problem, error.fix) from None

    def _reduce(self, level: int) -> None:
        """Apply the waiting operators that bind at least as tightly as ``level``."""
        while self.operators and _LEVEL.get(self.operators[-1].kind, 0) >= level:
            kind = self.operators.pop().kind
            right = self.operands.pop()
            if kind == "~":
                self.operands.append(other(right))
            else:
                join = {"|": either, "&": both, "then": then}[kind]
                self.operands.append(join(self.operands.pop(), right))


def _repeated(event: Event, token: _Token) -> Event:
    if token.kind == "*":
        return star(event)
    if token.kind == "+":
        return then(event, star(event))
    if token.kind == "?":
        return either(event, EMPTY)
    if int(token.text[:9]) > POWER:
        raise token.error("is too large a power", f"stay at {POWER} or below")
    made = EMPTY
    for _ in range(int(token.text)):
        made = then(made, event)
    return made
