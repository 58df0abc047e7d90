"""Change one token of a SymPy term."""

from collections.abc import Iterable, Iterator
from typing import Final

import sympy
from sympy.printing.str import StrPrinter

from ...formal.errors import InputError

_RELATIONS: Final = {
    sympy.Eq: (sympy.Ne,),
    sympy.Ne: (sympy.Eq,),
    sympy.Ge: (sympy.Gt, sympy.Le),
    sympy.Gt: (sympy.Ge, sympy.Lt),
    sympy.Le: (sympy.Lt, sympy.Ge),
    sympy.Lt: (sympy.Le, sympy.Gt),
}


_RUNNING: Final = (sympy.Sum, sympy.Integral, sympy.Limit, sympy.Derivative)


class _Printer(StrPrinter):  # type: ignore[misc] # SymPy has no types
    """Prints equations as such."""

    def _print_Equality(self, term: sympy.Eq) -> str:  # SymPy's name
        return f"{self._print(term.lhs)} = {self._print(term.rhs)}"

    def _print_Unequality(self, term: sympy.Ne) -> str:
        return f"{self._print(term.lhs)} != {self._print(term.rhs)}"


def written(term: sympy.Basic) -> str:
    """Write a term on one line."""
    return str(_Printer().doprint(term))


def truth(symbol: sympy.Symbol) -> bool:
    """Say whether a symbol stands for a truth value: it is declared neither integer nor real."""
    return symbol.is_extended_real is None


_DECLARED: Final = tuple(
    sympy.Symbol("x", **known).assumptions0 for known in ({}, {"real": True}, {"integer": True})
)


def refuse_hidden(terms: Iterable[sympy.Basic]) -> None:
    """Refuse what no reader of a statement would see.

    That a symbol is more than real or integer, that elements are not declared to be real, that two
    things have one name.

    Raises:
        InputError: naming the symbol.
    """
    terms = tuple(terms)
    for term in terms:
        if not isinstance(term, sympy.Basic):
            problem = f"it is a Python {type(term).__name__}, no SymPy term"
            raise InputError(f"term {term!r:.80}", problem, "write e.g. sympy.Integer(0)")
    symbols: set[sympy.Symbol] = set().union(*(term.atoms(sympy.Symbol) for term in terms))
    bases = set().union(*(term.atoms(sympy.IndexedBase) for term in terms))
    for symbol in sorted(symbols, key=str):
        if symbol.assumptions0 not in _DECLARED:
            raise InputError(
                f"symbol {symbol}",
                "it is declared to be more than real or integer, which its statement hides",
                "declare it with real=True or integer=True, and give the rest as a hypothesis",
            )
    for base in sorted(bases, key=str):
        if not base.label.is_real:
            problem = "its elements are not declared to be numbers"
            raise InputError(f"base {base}", problem, "declare it with real=True or integer=True")
    names: dict[str, sympy.Basic] = {}
    for one in sorted(bases | symbols - {base.label for base in bases}, key=str):
        if not isinstance(one, sympy.Dummy) and names.setdefault(str(one), one) is not one:
            raise InputError(f"symbol {one}", "two things have this name", "rename one of them")


def changed_terms(term: sympy.Basic, symbols: list[sympy.Symbol]) -> Iterator[sympy.Basic]:
    """Yield every term that one changed token makes of ``term``, each once.

    A relation is flipped or made strict, ``and`` and ``or`` or maximum and minimum are exchanged,
    an implication turned round, a negation dropped or added, a modulus dropped, an integer changed
    by one, a symbol swapped.

    Args:
        symbols: what symbols are swapped with, each with the next of its sort.
    """
    seen = {term}
    for new in _changed(term, symbols):
        if new not in seen:
            seen.add(new)
            yield new


def _changed(term: sympy.Basic, symbols: list[sympy.Symbol]) -> Iterator[sympy.Basic]:
    yield from _changed_head(term, symbols)
    if isinstance(term, sympy.Indexed):
        return
    # what runs, and from where to where, is no token: n stands for every n
    parts = term.args[:1] if isinstance(term, _RUNNING) else term.args
    for k, part in enumerate(parts):
        for new in _changed(part, symbols):
            yield term.func(*term.args[:k], new, *term.args[k + 1 :])


def _changed_head(term: sympy.Basic, symbols: list[sympy.Symbol]) -> Iterator[sympy.Basic]:
    if isinstance(term, sympy.Symbol):
        sort = [s for s in symbols if (truth(s), s.is_integer) == (truth(term), term.is_integer)]
        if len(sort) > 1 and term in sort:
            yield sort[(sort.index(term) + 1) % len(sort)]
        if truth(term):
            yield sympy.Not(term)
    elif isinstance(term, sympy.Integer):
        yield term + 1
        yield term - 1
    elif isinstance(term, sympy.And | sympy.Or):
        yield (sympy.Or if isinstance(term, sympy.And) else sympy.And)(*term.args)
    elif isinstance(term, sympy.Max | sympy.Min):
        yield (sympy.Min if isinstance(term, sympy.Max) else sympy.Max)(*term.args)
    elif isinstance(term, sympy.Not | sympy.Abs):
        yield term.args[0]
    elif isinstance(term, sympy.Implies):
        yield sympy.Implies(term.args[1], term.args[0])
        yield sympy.Equivalent(*term.args)
    else:
        for relation in _RELATIONS.get(term.func, ()):
            yield relation(*term.args)


def symbols_of(terms: tuple[sympy.Basic, ...]) -> list[sympy.Symbol]:
    """List the symbols of some terms by name, but for indices, bounds of sums and bases."""
    found = set().union(*map(_symbols, terms))
    return sorted(found, key=lambda symbol: symbol.name)


def _symbols(term: sympy.Basic) -> set[sympy.Symbol]:
    if isinstance(term, sympy.Symbol):
        return {term}
    if isinstance(term, sympy.Indexed):
        return set()
    if isinstance(term, sympy.Sum):
        return _symbols(term.function) - set(term.variables)
    if isinstance(term, sympy.Integral):
        ends = (end for limit in term.limits for end in limit[1:])
        return (_symbols(term.function) - set(term.variables)).union(*map(_symbols, ends))
    if isinstance(term, sympy.Limit):
        return (_symbols(term.args[0]) - {term.args[1]}) | _symbols(term.args[2])
    return set().union(*map(_symbols, term.args))
