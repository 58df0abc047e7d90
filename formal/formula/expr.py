"""The formula value: a hash-consed directed acyclic graph over neurons' names."""

import re
from collections.abc import Iterable
from threading import Lock
from typing import Final, TypeAlias, final
from weakref import WeakValueDictionary

from ..errors import FormulaError
from . import fold, text, tpe
from .kinds import NAME, RESERVED, Kind

MAX_TICKS: Final = 1_000_000
"""The furthest that ``S^n`` may look back, in ticks."""

Table: TypeAlias = list[tuple[int, list[int], str, int]]


@final
class Formula:
    """A temporal propositional formula; equal formulae are one object.

    Build it with ``parse``, or from ``atom`` with ``~ & | >>`` (implies), ``iff`` and ``S``.
    Every pass over it is a module of its own; the methods here only name the common ones.

    Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:119-121 (temporal propositional
    expressions).
    """

    __slots__ = ("__weakref__", "args", "kind", "name", "ticks")
    kind: Kind
    args: "tuple[Formula, ...]"
    name: str
    ticks: int

    def __new__(
        cls, kind: Kind, args: "tuple[Formula, ...]" = (), name: str = "", ticks: int = 0
    ) -> "Formula":
        """Return the one node of this shape; for passes, which use the functions below if able."""
        key = (kind, tuple(map(id, args)), name, ticks)
        with _LOCK:
            known = _NODES.get(key)
            if known is None:
                known = object.__new__(cls)
                for slot, value in zip(
                    ("kind", "args", "name", "ticks"), (kind, args, name, ticks), strict=True
                ):
                    object.__setattr__(known, slot, value)
                _NODES[key] = known
        return known

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a formula does not change; build another")

    def __reduce__(self) -> tuple[object, ...]:
        return rebuilt, (self.table,)

    def __invert__(self) -> "Formula":
        return Formula(Kind.NOT, (self,))

    def __and__(self, other: "Formula") -> "Formula":
        return Formula(Kind.AND, (self, _formula(other)))

    def __or__(self, other: "Formula") -> "Formula":
        return Formula(Kind.OR, (self, _formula(other)))

    def __rshift__(self, other: "Formula") -> "Formula":
        return Formula(Kind.IMPLIES, (self, _formula(other)))

    def iff(self, other: "Formula") -> "Formula":
        """Return ``self <-> other``."""
        return Formula(Kind.IFF, (self, _formula(other)))

    def S(self, ticks: int = 1) -> "Formula":
        """Return this formula ``ticks`` ticks earlier, false before the start.

        Raises:
            FormulaError: ``ticks`` in all is negative or beyond 1,000,000.
        """
        if isinstance(ticks, bool) or not isinstance(ticks, int) or ticks < 0:
            raise FormulaError("S^n", f"n is {ticks!r}", "n counts ticks: 0, 1, 2, ...")
        body, total = (self.args[0], self.ticks + ticks) if self.kind is Kind.S else (self, ticks)
        if total > MAX_TICKS:
            raise FormulaError("S^n", f"n is {total} in all", f"keep n at {MAX_TICKS} or below")
        return Formula(Kind.S, (body,), ticks=total) if ticks else self

    def __bool__(self) -> bool:
        raise TypeError("a formula has no truth value; combine formulae with & | ~ >> and iff")

    @property
    def table(self) -> Table:
        """Its nodes as plain values, arguments first: kind, places of arguments, name, ticks."""
        places = {id(node): k for k, node in enumerate(fold.postorder(self))}
        return [
            (int(node.kind), [places[id(arg)] for arg in node.args], node.name, node.ticks)
            for node in fold.postorder(self)
        ]

    @property
    def atoms(self) -> tuple[str, ...]:
        """The names in it, in order of first occurrence."""
        return fold.atoms(self)

    @property
    def is_tpe(self) -> bool:
        """Whether it is a temporal propositional expression (Theorem III under our start-up).

        Raises:
            BudgetError: undecided within the decision diagram's budget of nodes.
        """
        return tpe.objection(self) is None

    def __str__(self) -> str:
        return text.write(self, text.ASCII)

    def unicode(self) -> str:
        """Write it with the signs of logic; ``parse`` reads this too."""
        return text.write(self, text.UNICODE)

    def latex(self) -> str:
        """Write it in LaTeX math, without dollar signs."""
        return text.write(self, text.LATEX)

    def mp1943(self) -> str:
        """Write it in the notation of 1943: neurons at their times, Principia's dots."""
        return text.write_1943(self)

    def __repr__(self) -> str:
        return f"<Formula {text.abridged(self)}>"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"


_NODES: WeakValueDictionary[object, Formula] = WeakValueDictionary()
_LOCK = Lock()

FALSE: Final = Formula(Kind.FALSE)
TRUE: Final = Formula(Kind.TRUE)
ORIGIN: Final = Formula(Kind.ORIGIN)


def check_name(name: object, place: str) -> str:
    """Return ``name`` if a neuron may be called so.

    Raises:
        FormulaError: it is no text, does not match the rule, or is a word of the language.
    """
    if not isinstance(name, str):
        raise FormulaError(place, f"a name must be text, not {name!r:.80}", "quote it")
    if name in RESERVED:
        raise FormulaError(
            place, f"{name!r} is a word of the formula language", "choose another name"
        )
    if not re.fullmatch(NAME, name):
        raise FormulaError(
            place,
            f"{name!r:.80} is no name",
            "begin with a letter or _, go on with letters, digits, _ . [ ], 64 characters at most",
        )
    return name


def atom(name: str) -> Formula:
    """Return the formula "neuron ``name`` fires now"."""
    return Formula(Kind.ATOM, name=check_name(name, "atom"))


def conj(parts: Iterable[Formula]) -> Formula:
    """Return the conjunction of ``parts``, ``true`` if there are none."""
    return _chain(Kind.AND, parts, TRUE)


def disj(parts: Iterable[Formula]) -> Formula:
    """Return the disjunction of ``parts``, ``false`` if there are none."""
    return _chain(Kind.OR, parts, FALSE)


def _chain(kind: Kind, parts: Iterable[Formula], empty: Formula) -> Formula:
    result: Formula | None = None
    for part in parts:
        result = part if result is None else Formula(kind, (result, part))
    return empty if result is None else result


def substitute(formula: Formula, values: dict[str, Formula]) -> Formula:
    """Return ``formula`` with atoms replaced by formulae."""
    done: dict[int, Formula] = {}
    for node in fold.postorder(formula):
        assert isinstance(node, Formula)
        if node.kind is Kind.ATOM:
            done[id(node)] = values.get(node.name, node)
        elif node.kind is Kind.S:
            done[id(node)] = done[id(node.args[0])].S(node.ticks)
        else:
            args = tuple(done[id(arg)] for arg in node.args)
            done[id(node)] = Formula(node.kind, args) if args else node
    return done[id(formula)]


def _formula(value: object) -> Formula:
    if not isinstance(value, Formula):
        raise FormulaError("formula", f"{value!r:.80} is no formula", "use parse(...) or atom(...)")
    return value


def rebuilt(table: Table) -> Formula:
    """Return the formula whose ``table`` this is."""
    nodes: list[Formula] = []
    for kind, args, name, ticks in table:
        nodes.append(Formula(Kind(kind), tuple(nodes[k] for k in args), name, ticks))
    return nodes[-1]
