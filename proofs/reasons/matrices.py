"""Identities among sums over several indices, of matrices and vectors of any size."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count, permutations, product
from typing import ClassVar, Final

import numpy as np
import sympy

from ..derivation.mutants import Change, changes
from ..derivation.render import latex
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from ..derivation.terms import changed_terms, symbols_of, written

MOST: Final = 5
"""Up to so many indices of one product are renamed in all ways."""

SIZES: Final = (1, 2, 3)
TRIALS: Final = 6
"""Sizes that are tried against a statement, and how often each."""

Term = tuple[tuple[str, ...], ...]
Form = dict[tuple[int, Term], sympy.Expr]
"""Coefficients by how many indices are summed and which factors stand below the sums."""


@dataclass(frozen=True)
class SumsEqual:
    """Two expressions in sums from 1 to n, for every n, and in elements of matrices are equal.

    Args:
        left, right: of numbers, elements x[i], A[i, j], and sums over their indices.
        symmetric: the matrices with A[i, j] = A[j, i].
    """

    left: sympy.Expr
    right: sympy.Expr
    symmetric: tuple[sympy.IndexedBase, ...] = ()
    equality: ClassVar[bool] = True

    def __str__(self) -> str:
        where = "".join(f"{base} symmetric, " for base in self.symmetric).rstrip(", ")
        said = f"{written(self.left)} = {written(self.right)}"
        return f"{where} |- {said}" if where else said


@latex.register
def _(statement: SumsEqual) -> str:
    where = ",\\ ".join(f"{sympy.latex(base)} = {sympy.latex(base)}^T" for base in (
        statement.symmetric))  # fmt: skip
    said = f"{sympy.latex(statement.left)} = {sympy.latex(statement.right)}"
    return rf"{said} \quad ({where})" if where else said


@changes.register
def _(statement: SumsEqual) -> Iterator[Change]:
    symbols = symbols_of((statement.left, statement.right))
    for field in ("left", "right"):
        for term in changed_terms(getattr(statement, field), symbols):
            yield Change(
                f"{field} {written(term)}", replace(statement, **{field: term}), "equivalent"
            )
    for base in statement.symmetric:
        rest = tuple(other for other in statement.symmetric if other != base)
        yield Change(f"{base} not symmetric", replace(statement, symmetric=rest), "superfluous")


@dataclass(frozen=True)
class Rearrangement(Reason):
    """Decides ``SumsEqual``: multiplies out, renames the indices of sums, and compares.

    Small matrices of whole numbers refute what is false.
    """

    name: ClassVar[str] = "rearrangement"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Compare normal forms; where they differ, look for matrices that differ, too."""
        said = step.statement
        if not isinstance(said, SumsEqual):
            return unfit(step)
        try:
            _refuse(said)
            left, right = (_form(side, said.symmetric) for side in (said.left, said.right))
        except ValueError as error:
            return Outcome("unknown", str(error))
        keys = left.keys() | right.keys()
        zero = sympy.S.Zero
        rest = [k for k in keys if sympy.expand(left.get(k, zero) - right.get(k, zero)) != 0]
        if not rest:
            return Outcome("proved", "for every n: the same products under the same sums", "proof")
        for size, turn in product(SIZES, range(TRIALS)):
            values = _values(said, size, turn)
            a, b = (_value(side, values, size) for side in (said.left, said.right))
            if a != b:
                return Outcome("refuted", f"the sides are {a} and {b} for n = {size}, trial {turn}",
                               "model")  # fmt: skip
        return Outcome("unknown", f"{len(rest)} products differ, though no small matrices do")


def _refuse(said: SumsEqual) -> None:
    """Refuse what the normal form does not tell apart: other ranges, other indices, equal names.

    Raises:
        ValueError: says what.
    """
    terms = sympy.Tuple(said.left, said.right)
    for one in sorted(terms.atoms(sympy.Sum), key=str):
        for _, *ends in one.limits:
            if len(ends) != 2 or ends[0] != 1 or not isinstance(ends[1], sympy.Symbol):
                raise ValueError(f"{written(one)} does not run from 1 to n")
    bound = {i for one in terms.atoms(sympy.Sum) for i in one.variables}
    if len(_ends(said)) > 1 or _ends(said) & bound:
        raise ValueError(f"the sums run up to {' and '.join(sorted(map(str, _ends(said))))}")
    for one in sorted(terms.atoms(sympy.Indexed), key=str):
        if one.base in said.symmetric and len(one.indices) != 2:
            raise ValueError(f"{one} has not two indices, but {one.base} is symmetric")
        for index in one.indices:
            if not isinstance(index, sympy.Symbol) and not (index.is_Integer and index >= 1):
                raise ValueError(f"{one}: {index} is neither a symbol nor a number from 1 on")
    for words in (terms.atoms(sympy.IndexedBase), terms.atoms(sympy.Symbol) | bound):
        if len(set(map(str, words))) < len(words):
            raise ValueError("two things have the same name")


def _ends(said: SumsEqual) -> set[sympy.Symbol]:
    """Return what sums run up to: one symbol, n."""
    sums = said.left.atoms(sympy.Sum) | said.right.atoms(sympy.Sum)
    return {end for one in sums for _, _, end in one.limits}


def _form(term: sympy.Expr, symmetric: tuple[sympy.IndexedBase, ...]) -> Form:
    """Return the normal form: coefficients by products of elements under sums."""
    fresh = count()
    found: Form = {}
    for number, factors, bound in _products(term, fresh):
        key = (len(bound), _named(factors, bound, symmetric))
        found[key] = found.get(key, sympy.S.Zero) + number
    return found


def _products(
    term: sympy.Expr, fresh: "count[int]"
) -> list[tuple[sympy.Expr, list[sympy.Indexed], list[sympy.Symbol]]]:
    """Multiply out: (coefficient, elements, indices summed over) of every product."""
    if isinstance(term, sympy.Add):
        return [made for part in term.args for made in _products(part, fresh)]
    if isinstance(term, sympy.Sum):
        made = _products(term.function, fresh)
        done = []
        for number, factors, bound in made:
            names = {i: sympy.Dummy(f"i{next(fresh)}", integer=True) for i, *_ in term.limits}
            moved = [factor.xreplace(names) for factor in factors]
            done.append((number.xreplace(names), moved, [*bound, *names.values()]))
        return done
    if isinstance(term, sympy.Pow) and term.exp.is_Integer and term.exp > 0:
        return _multiplied([term.base] * int(term.exp), fresh)
    if isinstance(term, sympy.Mul):
        return _multiplied(list(term.args), fresh)
    if isinstance(term, sympy.Indexed):
        return [(sympy.S.One, [term], [])]
    if not isinstance(term, sympy.Rational | sympy.Symbol):
        raise ValueError(f"{term} is no polynomial in elements")
    return [(term, [], [])]


def _multiplied(
    parts: list[sympy.Expr], fresh: "count[int]"
) -> list[tuple[sympy.Expr, list[sympy.Indexed], list[sympy.Symbol]]]:
    made: list[tuple[sympy.Expr, list[sympy.Indexed], list[sympy.Symbol]]] = [(sympy.S.One, [], [])]
    for part in parts:
        made = [
            (a * b, [*first, *second], [*some, *more])
            for a, first, some in made
            for b, second, more in _products(part, fresh)
        ]
    return made


def _named(
    factors: list[sympy.Indexed], bound: list[sympy.Symbol],
    symmetric: tuple[sympy.IndexedBase, ...],
) -> Term:  # fmt: skip
    """Write elements with their indices renamed so that equal products are written equally."""
    if len(bound) > MOST:
        raise ValueError(f"a product has {len(bound)} indices, more than {MOST}")
    found: list[Term] = []
    for order in permutations(range(len(bound))):
        # quoted, as no symbol and no number is: an index of a sum differs from one that is given
        names = {symbol: f"<{place}>" for symbol, place in zip(bound, order, strict=True)}
        rows = []
        for factor in factors:
            at = [names.get(index) or _given(index) for index in factor.indices]
            at = sorted(at) if factor.base in symmetric else at
            rows.append((f"{factor.base}", *at))
        found.append(tuple(sorted(rows)))
    return min(found)


def _given(index: sympy.Expr) -> str:
    return f"{index}" if index.is_Integer else f"'{index}'"


def _values(said: SumsEqual, size: int, turn: int) -> dict[sympy.Basic, object]:
    """Return small whole numbers for every symbol, vector and matrix."""
    chooser = np.random.Generator(np.random.Philox(7 * size + turn))
    values: dict[sympy.Basic, object] = {}
    terms = (said.left, said.right)
    for symbol in symbols_of(terms):
        values[symbol] = Fraction(int(chooser.integers(-3, 4)))
    at = {one for term in terms for one in term.atoms(sympy.Indexed)}
    indices = {index for one in at for index in one.indices}
    for index in sorted((i for i in indices if isinstance(i, sympy.Symbol)), key=str):
        values[index] = Fraction(int(chooser.integers(1, size + 1)))
    values |= dict.fromkeys(_ends(said), Fraction(size))
    wide = max([size, *(int(index) for index in indices if index.is_Integer)])
    for base, rank in sorted({(one.base, len(one.indices)) for one in at}, key=str):
        table = chooser.integers(-3, 4, (wide,) * rank)
        values[base] = table + table.T if base in said.symmetric else table
    return values


def _value(term: sympy.Expr, values: dict[sympy.Basic, object], size: int) -> Fraction:
    if isinstance(term, sympy.Rational):
        return Fraction(term.p, term.q)
    if isinstance(term, sympy.Sum):
        total = Fraction(0)
        indices = [limit[0] for limit in term.limits]
        for turn in product(range(1, size + 1), repeat=len(indices)):
            here = values | {i: Fraction(k) for i, k in zip(indices, turn, strict=True)}
            total += _value(term.function, here, size)
        return total
    if isinstance(term, sympy.Indexed):
        places = tuple(int(_value(index, values, size)) - 1 for index in term.indices)
        return Fraction(int(values[term.base][places]))  # type: ignore[index]
    if isinstance(term, sympy.Add | sympy.Mul):
        found = Fraction(int(isinstance(term, sympy.Mul)))
        for part in term.args:
            one = _value(part, values, size)
            found = found * one if isinstance(term, sympy.Mul) else found + one
        return found
    if isinstance(term, sympy.Pow):
        return Fraction(_value(term.base, values, size) ** int(term.exp))
    value = values[term]
    assert isinstance(value, Fraction)
    return value
