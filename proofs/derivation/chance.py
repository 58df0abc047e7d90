"""Words for random things in SymPy terms: variables, expectation, indicators, abbreviations."""

from typing import Any, Self

import sympy
from sympy.printing.pretty.stringpict import prettyForm


class ChanceBase(sympy.IndexedBase):  # type: ignore[misc] # SymPy has no types
    """Random variables x[1], x[2], ...; a plain ``IndexedBase`` is not random."""


class Chance(sympy.Symbol):  # type: ignore[misc]
    """One random variable, real unless said otherwise."""

    def __new__(cls, name: str, **assumptions: bool) -> Self:
        """Make it."""
        return super().__new__(cls, name, **({"real": True} | assumptions))  # type: ignore[no-any-return]


class Defined(sympy.Symbol):  # type: ignore[misc]
    """A real number that abbreviates ``body``."""

    body: sympy.Expr

    def __new__(cls, name: str, body: sympy.Expr) -> Self:
        """Make it."""
        made: Self = sympy.Symbol.__xnew__(cls, name, real=True)
        made.body = body
        return made

    def _hashable_content(self) -> tuple[object, ...]:
        return (*super()._hashable_content(), self.body)


class E(sympy.Function):  # type: ignore[misc]
    """The expectation: a positive, normalised, linear functional; nothing else is used of it."""

    nargs = 1
    is_real = True
    is_number = False

    @classmethod
    def eval(cls, inside: sympy.Expr) -> sympy.Expr | None:
        """A constant is its own expectation."""
        return None if random(inside) else inside

    def _latex(self, printer: Any) -> str:
        return rf"\mathbb{{E}}\left[{printer._print(self.args[0])}\right]"

    def _sympystr(self, printer: Any) -> str:
        return f"E[{printer._print(self.args[0])}]"

    def _pretty(self, printer: Any) -> prettyForm:
        inside = prettyForm(*printer._print(self.args[0]).parens("[", "]"))
        return prettyForm(*inside.left("E"))


class Indicator(sympy.Function):  # type: ignore[misc]
    """1 if a condition holds, else 0."""

    nargs = 1
    is_real = True

    @classmethod
    def eval(cls, condition: sympy.Basic) -> sympy.Integer | None:
        """Evaluate where the condition is decided."""
        if condition is sympy.true:
            return sympy.Integer(1)
        if condition is sympy.false:
            return sympy.Integer(0)
        return None

    def _latex(self, printer: Any) -> str:
        return rf"\mathbf{{1}}\left[{printer._print(self.args[0])}\right]"

    def _sympystr(self, printer: Any) -> str:
        return f"1[{printer._print(self.args[0])}]"

    def _pretty(self, printer: Any) -> prettyForm:
        inside = prettyForm(*printer._print(self.args[0]).parens("[", "]"))
        return prettyForm(*inside.left("1"))


def unfolded(term: sympy.Basic) -> sympy.Basic:
    """Return a term with every abbreviation written out."""
    while short := {symbol: symbol.body for symbol in term.atoms(Defined)}:
        term = term.xreplace(short)
    return term


def random(term: sympy.Basic) -> bool:
    """Say whether a term's value is left to chance: some of it stands outside expectations."""
    if isinstance(term, E):
        return False
    if isinstance(term, Defined):
        return random(term.body)
    if isinstance(term, Chance | ChanceBase):
        return True
    return any(random(part) for part in term.args)
