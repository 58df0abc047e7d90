"""Read formulae and properties from text, without recursion."""

import re
from dataclasses import dataclass

from ..errors import FormulaError
from .expr import FALSE, MAX_TICKS, ORIGIN, TRUE, Formula, atom
from .kinds import Kind
from .text import LEVEL, UNARY

MAX_TEXT = 20_000_000
"""The longest text that is read, in characters."""

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<at>[A-Za-z_][A-Za-z0-9_.\[\]]*)\(\s*t\s*(?:[-−]\s*(?P<ago>[0-9]+)\s*)?\)
    | (?P<power>S\s*\^\s*(?P<n>-?[0-9]*))
    | (?P<word>[A-Za-z_][A-Za-z0-9_.\[\]]*)
    | (?P<sign><->|->|[~¬∼&∧·|∨⊃≡()])
    | (?P<end>$)
    )""",
    re.VERBOSE,
)
_BAD = re.compile(r"[&|=!<>-]{2,3}|.", re.DOTALL)
_DOUBLED = re.compile(r"&&|\|\|")
_BINARY = {
    "&": Kind.AND, "∧": Kind.AND, "·": Kind.AND, "|": Kind.OR, "∨": Kind.OR,
    "->": Kind.IMPLIES, "⊃": Kind.IMPLIES, "<->": Kind.IFF, "≡": Kind.IFF, "since": Kind.SINCE,
}  # fmt: skip
_UNARY = {
    "~": Kind.NOT, "¬": Kind.NOT, "∼": Kind.NOT, "S": Kind.S,
    "once": Kind.ONCE, "historically": Kind.HISTORICALLY,
}  # fmt: skip
_CONSTANT = {"true": TRUE, "false": FALSE, "origin": ORIGIN}
_HINTS = {
    "&&": "write &", "||": "write |", "!": "write ~", "=": "an equation is NAME = formula",
    "==": "write <->", "=>": "write ->", "∼∼": "write ~", "+": "write |", "*": "write &",
    "^": "only S^n has a power", "→": "write -> or ⊃", "↔": "write <-> or ≡", ",": "write &",
}  # fmt: skip


@dataclass(frozen=True)
class _Token:
    kind: str  # "operand", "unary", "binary", "(", ")", "end"
    column: int
    text: str
    operator: Kind = Kind.FALSE
    ticks: int = 0
    value: Formula | None = None


def parse(text: str) -> Formula:
    """Read a formula, e.g. ``S N1 | S^3 N2 & ~S^2 N2``.

    Args:
        text: operators by falling strength: ``~ S S^n once historically``, ``since``, ``&``,
            ``|``, ``->`` (leans right), ``<->`` (does not chain); ``N1(t-3)`` is ``S^3 N1``.

    Raises:
        FormulaError: with the column, what stands there and what to write instead.
    """
    if not isinstance(text, str):
        raise FormulaError("formula", f"{text!r:.80} is no text", "quote it")
    if len(text) > MAX_TEXT:
        raise FormulaError("formula", f"{len(text):,} characters", f"keep below {MAX_TEXT:,}")
    return _Reader(text).read()


@dataclass(frozen=True)
class Property:
    """What ``verify`` decides: ``target = formula`` or ``always formula`` at every tick.

    Args:
        target: the neuron on the left of an equation; None for ``always``.
        formula: the right side, or what must always hold.
    """

    target: str | None
    formula: Formula

    @property
    def claim(self) -> Formula:
        """The formula that must hold at every tick."""
        return self.formula if self.target is None else atom(self.target).iff(self.formula)

    def __str__(self) -> str:
        head = "always" if self.target is None else f"{self.target} ="
        return f"{head} {self.formula}"


def parse_property(text: str) -> Property:
    """Read ``NAME = formula`` or ``always formula``.

    Raises:
        FormulaError: it is neither, or its formula cannot be read.
    """
    if not isinstance(text, str):
        raise FormulaError("property", f"{text!r:.80} is no text", "quote it")
    always = re.match(r"\s*always(?![A-Za-z0-9_.\[\]])", text)
    if always:
        return Property(None, parse(" " * always.end() + text[always.end() :]))
    equation = re.match(r"\s*([A-Za-z_][A-Za-z0-9_.\[\]]*)\s*=(?![=>])", text)
    if equation:
        name = atom(equation[1]).name
        return Property(name, parse(" " * equation.end() + text[equation.end() :]))
    raise FormulaError(
        "property",
        f"{text.strip()[:80]!r} is neither NAME = formula nor always formula",
        "put the neuron and = before it, or the word always",
    )


class _Reader:
    """Operator-precedence reading with two explicit stacks: depth costs memory, not recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.operands: list[Formula] = []
        self.operators: list[_Token] = []

    def read(self) -> Formula:
        position, want_operand = 0, True
        while True:
            token, position = self._next(position)
            if want_operand:
                if token.kind in ("unary", "("):
                    self.operators.append(token)
                elif token.value is not None:
                    self.operands.append(token.value)
                    want_operand = False
                else:
                    self._missing_operand(token)
            elif token.kind == "binary":
                self._reduce(token)
                self.operators.append(token)
                want_operand = True
            elif token.kind in (")", "end"):
                self._reduce(token)
                if token.kind == "end":
                    return self._finish()
                if not self.operators:
                    raise self._error(token, "closes nothing", "remove it or open a bracket")
                self.operators.pop()
            else:
                fix = "put & | -> or <-> between"
                if token.kind == "(" and position >= 2 and self.text[token.column - 2].isalnum():
                    fix = "a neuron takes only a time, as in N1(t-3); else put & or | between"
                raise self._error(token, "follows a complete formula", fix)

    def _next(self, position: int) -> tuple[_Token, int]:
        match = _TOKEN.match(self.text, position)
        doubled = match is not None and _DOUBLED.match(self.text, match.end() - 1)
        if match is None or (doubled and match["sign"]):
            start = position
            while start < len(self.text) and self.text[start].isspace():
                start += 1
            bad = _BAD.match(self.text, start)
            sign = bad[0] if bad else ""
            raise FormulaError(
                f"column {start + 1}",
                f"{sign!r} is no sign of the language",
                _HINTS.get(sign, "use ~ S S^n & | -> <-> once historically since ( )"),
            )
        column = match.start(match.lastgroup or "end") + 1
        if match["at"] is not None and match["at"] not in _UNARY | _CONSTANT | _BINARY:
            column = match.start("at") + 1
            value = self._atom(match["at"], column)
            return _Token("operand", column, match["at"], value=value.S(
                self._ticks(match["ago"] or "0", column))), match.end()  # fmt: skip
        if match["power"] is not None:
            column = match.start("power") + 1
            ticks = self._ticks(match["n"], column)
            return _Token("unary", column, match["power"], Kind.S, ticks), match.end()
        word = match["at"] or match["word"] or match["sign"]
        if match["at"] is not None:  # a word of the language before a bracket, such as S(t)
            column = match.start("at") + 1
        end = column - 1 + len(word or "")
        if word is None:
            return _Token("end", len(self.text) + 1, "the end"), match.end()
        if word in _UNARY:
            return _Token("unary", column, word, _UNARY[word], int(word == "S")), end
        if word in _BINARY:
            return _Token("binary", column, word, _BINARY[word]), end
        if word in _CONSTANT:
            return _Token("operand", column, word, value=_CONSTANT[word]), end
        if word in "()":
            return _Token(word, column, word), end
        return _Token("operand", column, word, value=self._atom(word, column)), end

    def _atom(self, word: str, column: int) -> Formula:
        if word == "always":
            raise FormulaError(
                f"column {column}",
                "'always' stands only at the head of a property",
                "inside a formula write historically (up to and including now)",
            )
        try:
            return atom(word)
        except FormulaError as error:
            raise FormulaError(f"column {column}", error.problem, error.fix) from None

    def _ticks(self, digits: str, column: int) -> int:
        if not digits.isascii() or not digits.isdigit() or len(digits) > 7 or int(digits) > (
            MAX_TICKS
        ):  # fmt: skip
            raise FormulaError(
                f"column {column}",
                f"the power of S is {digits[:20]!r}",
                f"write a whole number from 0 to {MAX_TICKS}",
            )
        return int(digits)

    def _reduce(self, token: _Token) -> None:
        """Apply the waiting operators that bind tighter than ``token``."""
        level = LEVEL[token.operator] if token.kind == "binary" else 0
        while self.operators and self.operators[-1].kind != "(":
            top = self.operators[-1]
            top_level = LEVEL[top.operator] if top.kind == "binary" else UNARY
            if top_level == level == LEVEL[Kind.IFF]:
                raise self._error(token, "follows another <->", "<-> does not chain: use brackets")
            if top_level < level or (top_level == level and token.operator is Kind.IMPLIES):
                return
            self.operators.pop()
            right = self.operands.pop()
            if top.kind == "unary":
                made = right.S(top.ticks) if top.operator is Kind.S else Formula(
                    top.operator, (right,)
                )  # fmt: skip
            else:
                made = Formula(top.operator, (self.operands.pop(), right))
            self.operands.append(made)

    def _finish(self) -> Formula:
        if self.operators:
            raise self._error(self.operators[-1], "is never closed", "add )")
        return self.operands[0]

    def _missing_operand(self, token: _Token) -> None:
        if token.kind == "end" and not self.operators:
            raise FormulaError("formula", "it is empty", "write a formula, e.g. S N1 & ~S N2")
        fix = "write a neuron, true, false or ( there"
        raise self._error(token, "stands where a formula must begin", fix)

    def _error(self, token: _Token, problem: str, fix: str) -> FormulaError:
        shown = token.text if token.kind == "end" else repr(token.text)
        return FormulaError(f"column {token.column}", f"{shown} {problem}", fix)
