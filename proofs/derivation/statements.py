"""What steps can say."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import ClassVar, Literal

import sympy

from ...formal.formula.expr import Formula
from ...formal.formula.parse import Property, parse, parse_property
from ...formal.formula.text import abridged
from ...formal.net.model import Net
from .chance import Defined
from .step import Statement, Step
from .terms import refuse_hidden, written

History = tuple[frozenset[str], ...]
"""The names that fire at ticks 0, 1, 2, ..."""

Rule = Literal["S", "|", "&", "&~", "->", "~"]
"""A rule by which formulae are built; ``&~`` is and-not."""


@dataclass(frozen=True)
class Words:
    """A sentence that nothing here decides, for citations."""

    text: str
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Let:
    """A definition: ``symbol`` is new and stands for ``body``."""

    symbol: sympy.Symbol
    body: sympy.Expr
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"{self.symbol} := {self.body}"


@dataclass(frozen=True)
class NetProperty:
    """A net has a property, for all inputs at all times.

    Args:
        says: the property.
        assume: what holds at every tick up to the one judged.
        about: what the net is, in words.
    """

    net: Net
    says: Property
    assume: tuple[Formula, ...] = ()
    about: str = ""

    @property
    def equality(self) -> bool:
        """Whether the property is an equation."""
        return self.says.target is not None

    def __str__(self) -> str:
        target, formula = self.says.target, abridged(self.says.formula, 2000)
        said = f"always {formula}" if target is None else f"{target} = {formula}"
        given = f", where always {' and '.join(map(str, self.assume))}" if self.assume else ""
        return f"{self.about}: {said}{given}" if self.about else said + given


def holds(net: Net, text: str, assume: Iterable[str] = (), about: str = "") -> NetProperty:
    """Return the statement that a net has a property given as text."""
    return NetProperty(net, parse_property(text), tuple(map(parse, assume)), about)


@dataclass(frozen=True)
class Alike:
    """A neuron of ``other`` fires as one of ``net`` did ``delay`` ticks before, at all times."""

    net: Net
    neuron: str
    other: Net
    twin: str
    delay: int = 0
    about: str = ""
    equality: ClassVar[bool] = True

    def __str__(self) -> str:
        power = {0: "", 1: "S "}.get(self.delay, f"S^{self.delay} ")
        said = f"{self.twin} of the second net = {power}{self.neuron} of the first"
        return f"{self.about}: {said}" if self.about else said


@dataclass(frozen=True)
class Run:
    """In one run of a net, the named neurons fire at these ticks and no others.

    Args:
        inputs: the afferents that fire, by tick.
        fires: neurons with their ticks.
    """

    net: Net
    inputs: History
    fires: tuple[tuple[str, tuple[int, ...]], ...]
    about: str = ""
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        given = firing(self.inputs)
        said = "; ".join(f"{name} fires {_ticks(ticks)}" for name, ticks in self.fires)
        text = f"over {len(self.inputs)} ticks with {given}, {said or 'nothing is said'}"
        return f"{self.about}: {text}" if self.about else text


@dataclass(frozen=True)
class Value:
    """At the end of a history a formula has a value."""

    formula: Formula
    history: History
    value: bool
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        word = "true" if self.value else "false"
        end = len(self.history) - 1
        return f"{abridged(self.formula, 2000)} is {word} at t = {end} with {firing(self.history)}"


@dataclass(frozen=True)
class Tpe:
    """A formula is, or is not, a temporal propositional expression."""

    formula: Formula
    holds: bool
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"{abridged(self.formula, 2000)} is {'a' if self.holds else 'no'} TPE"


@dataclass(frozen=True)
class Valid:
    """The conclusion follows from the hypotheses, for all values of the variables.

    What is said are the terms as SymPy built them, which is what reports print: of ``a/a`` it made
    1 before anything saw that a may be 0. A sum that runs backwards, such as one from 1 to -3, is
    0. A hypothesis about x[i] is one about every i, unless the conclusion speaks of that i, too.

    Args:
        hypotheses, conclusion: quantifier-free; a symbol declared integer or real is a number,
            any other a truth value.

    Raises:
        InputError: a symbol is declared to be more than that, such as positive.
    """

    hypotheses: tuple[sympy.Basic, ...]
    conclusion: sympy.Basic
    equality: ClassVar[bool] = False

    def __post_init__(self) -> None:
        refuse_hidden((*self.hypotheses, self.conclusion))

    def __str__(self) -> str:
        given = ", ".join(map(written, self.hypotheses))
        return f"{given} |- {written(self.conclusion)}" if given else written(self.conclusion)


@dataclass(frozen=True)
class Everywhere:
    """A value that every formula built of atoms by some rules has under a constant input.

    True: while all atoms have been true at every tick, from the formula's S-depth on; false:
    while all have been false at every tick, at any time.
    """

    value: bool
    rules: tuple[Rule, ...]
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        made = f"every formula of atoms by {' '.join(self.rules)}"
        if self.value:
            return f"in lasting saturation {made} is true from its S-depth on"
        return f"in silence {made} is false"


@dataclass(frozen=True)
class Cases:
    """Finitely many statements, each with its own reason; ``domain`` says up to what."""

    domain: str
    cases: tuple[Step, ...]
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"for each of {len(self.cases)} cases, {self.domain}"


def abbreviations(statement: Statement) -> set[Defined]:
    """Return the abbreviations that a statement's terms speak of, and those in their bodies."""
    terms: list[object] = [getattr(statement, field.name) for field in fields(statement)]  # type: ignore[arg-type]
    found: set[Defined] = set()
    while terms:
        term = terms.pop()
        if isinstance(term, tuple):
            terms += term
        elif isinstance(term, sympy.Basic):
            new = term.atoms(Defined) - found
            found |= new
            terms += [symbol.body for symbol in new]
    return found


def firing(history: History) -> str:
    """Write what fires when: ``N2 at 0 1``."""
    names = sorted(frozenset().union(*history))
    rows = (
        f"{name} at {' '.join(str(t) for t, fired in enumerate(history) if name in fired)}"
        for name in names
    )
    return ", ".join(rows) or "silence"


def _ticks(ticks: tuple[int, ...]) -> str:
    return f"at {' '.join(map(str, ticks))}" if ticks else "never"
