"""Identities among sums over several indices, of matrices and vectors of any sizes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, permutations
from typing import ClassVar, Final

import sympy

from ..derivation.chance import unfolded
from ..derivation.mutants import Change, changes
from ..derivation.render import latex
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from ..derivation.terms import changed_terms, refuse_hidden, symbols_of, written
from .facts import everywhere
from .tables import counterexample
from .worlds import hidden

MOST: Final = 5
"""Up to so many indices of one product are renamed in all ways."""

Term = tuple[tuple[str, ...], ...]
Bound = list[tuple[sympy.Symbol, sympy.Symbol]]
"""Indices that are summed over, with what they run up to."""

Product = tuple[sympy.Expr, list[sympy.Indexed], Bound]
"""Coefficient, elements, and the indices summed over."""

Key = tuple[tuple[str, ...], Term]
"""How far indices are summed, and which factors stand below the sums."""

Form = dict[Key, sympy.Expr]
"""Coefficients of products."""


@dataclass(frozen=True)
class SumsEqual:
    """Two expressions in sums from 1 on and in elements of matrices are equal, for all sizes.

    Args:
        left, right: of numbers, elements x[i], A[i, j], and sums over their indices.
        symmetric: the matrices with A[i, j] = A[j, i].

    Raises:
        InputError: a symbol is declared to be more than real, or two things have one name.
    """

    left: sympy.Expr
    right: sympy.Expr
    symmetric: tuple[sympy.IndexedBase, ...] = ()
    equality: ClassVar[bool] = True

    def __post_init__(self) -> None:
        refuse_hidden((self.left, self.right))

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

    So it does a ``Valid`` equation, where hypotheses x[i] = ... say what elements stand for; others
    are not needed. Small matrices of whole numbers refute what is false.
    """

    name: ClassVar[str] = "rearrangement"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Compare normal forms; where they differ, look for matrices that differ, too."""
        said = step.statement
        if isinstance(said, SumsEqual):
            equal, plain = said, Valid((), sympy.Eq(said.left, said.right, evaluate=False))
        elif isinstance(said, Valid) and isinstance(said.conclusion, sympy.Eq):
            if problem := hidden(said):
                return counterexample(said) or problem
            equal, plain = _written_out(said), said
        else:
            found = counterexample(said) if isinstance(said, Valid) else None
            return found or unfit(step)
        try:
            rest = _differing(equal)
        except ValueError as error:
            return Outcome("unknown", str(error))
        if not rest:
            same = "for all sizes: the same products under the same sums"
            return Outcome("proved", same, "proof")
        open_ = Outcome("unknown", f"{rest} products differ, though no small matrices do")
        return counterexample(plain, equal.symmetric) or open_


def _written_out(said: Valid) -> SumsEqual:
    """Write out what hypotheses say that elements are."""
    sides = [unfolded(side) for side in said.conclusion.args]
    for hypothesis in said.hypotheses:
        at = hypothesis.args[0] if isinstance(hypothesis, sympy.Eq) else None
        if not isinstance(at, sympy.Indexed):
            continue
        free, body = at.indices, unfolded(hypothesis.args[1])
        apart = len(set(free)) == len(free) and all(isinstance(i, sympy.Symbol) for i in free)
        # one about the i of the conclusion is about no other element
        apart = apart and len(everywhere(hypothesis, said)) == len(free)
        if apart and at.base not in body.atoms(sympy.IndexedBase):
            sides = _replaced(sides, at, body)
    return SumsEqual(*sides)


def _replaced(sides: list[sympy.Expr], at: sympy.Indexed, body: sympy.Expr) -> list[sympy.Expr]:
    """Put ``body`` for each element of the table of ``at``."""
    # the indices of its sums are its own, whatever the places are called
    bound = sorted({i for one in body.atoms(sympy.Sum) for i in one.variables}, key=str)
    own = {i: sympy.Dummy(f"<{at.base}.{i}>", integer=True) for i in bound}

    def put(one: sympy.Indexed) -> sympy.Expr:
        return body.xreplace(own).xreplace(dict(zip(at.indices, one.indices, strict=True)))

    def meant(one: sympy.Basic) -> bool:
        return isinstance(one, sympy.Indexed) and one.base == at.base

    return [side.replace(meant, put) for side in sides]


def _differing(said: SumsEqual) -> int:
    """Return how many products differ between the normal forms of both sides.

    Raises:
        ValueError: there are none, and why.
    """
    _refuse(said)
    left, right = (_form(side, said.symmetric) for side in (said.left, said.right))
    zero = sympy.S.Zero
    rests = (left.get(key, zero) - right.get(key, zero) for key in left.keys() | right.keys())
    return sum(sympy.expand(rest) != 0 for rest in rests)


def _refuse(said: SumsEqual) -> None:
    """Refuse what the normal form does not tell apart: other ranges, other indices.

    Raises:
        ValueError: says what.
    """
    terms = sympy.Tuple(said.left, said.right)
    for one in sorted(terms.atoms(sympy.Sum), key=str):
        for _, *ends in one.limits:
            if len(ends) != 2 or ends[0] != 1 or not _counts(ends[1]):
                raise ValueError(f"{written(one)} does not run from 1 to n")
    bound = {i for one in terms.atoms(sympy.Sum) for i in one.variables}
    ends = {end for one in terms.atoms(sympy.Sum) for _, _, end in one.limits}
    if ends & bound:
        raise ValueError(f"the sums run up to {' and '.join(sorted(map(str, ends)))}")
    for one in sorted(terms.atoms(sympy.Indexed), key=str):
        if one.base in said.symmetric and len(one.indices) != 2:
            raise ValueError(f"{one} has not two indices, but {one.base} is symmetric")
        for index in one.indices:
            if not isinstance(index, sympy.Symbol) and not (index.is_Integer and index >= 1):
                raise ValueError(f"{one}: {index} is neither a symbol nor a number from 1 on")


def _counts(end: sympy.Expr) -> bool:
    return isinstance(end, sympy.Symbol) and bool(end.is_integer)


def _form(term: sympy.Expr, symmetric: tuple[sympy.IndexedBase, ...]) -> Form:
    """Return the normal form: coefficients by products of elements under sums."""
    fresh = count()
    found: Form = {}
    for number, factors, bound in _products(term, fresh):
        key = _named(factors, bound, symmetric)
        found[key] = found.get(key, sympy.S.Zero) + number
    return found


def _products(term: sympy.Expr, fresh: "count[int]") -> list[Product]:
    """Multiply out."""
    if isinstance(term, sympy.Add):
        return [made for part in term.args for made in _products(part, fresh)]
    if isinstance(term, sympy.Sum):
        made = _products(term.function, fresh)
        done = []
        for number, factors, bound in made:
            names = {i: sympy.Dummy(f"i{next(fresh)}", integer=True) for i, *_ in term.limits}
            moved = [factor.xreplace(names) for factor in factors]
            more = [(names[i], end) for i, _, end in term.limits]
            done.append((number.xreplace(names), moved, [*bound, *more]))
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


def _multiplied(parts: list[sympy.Expr], fresh: "count[int]") -> list[Product]:
    made: list[Product] = [(sympy.S.One, [], [])]
    for part in parts:
        made = [
            (a * b, [*first, *second], [*some, *more])
            for a, first, some in made
            for b, second, more in _products(part, fresh)
        ]
    return made


def _named(
    factors: list[sympy.Indexed], bound: Bound, symmetric: tuple[sympy.IndexedBase, ...]
) -> Key:
    """Write elements with their indices renamed so that equal products are written equally."""
    if len(bound) > MOST:
        raise ValueError(f"a product has {len(bound)} indices, more than {MOST}")
    found: list[Key] = []
    for order in permutations(bound):
        # quoted, as no symbol and no number is: an index of a sum differs from one that is given
        names = {symbol: f"<{place}>" for place, (symbol, _) in enumerate(order)}
        rows = []
        for factor in factors:
            at = [names.get(index) or _given(index) for index in factor.indices]
            at = sorted(at) if factor.base in symmetric else at
            rows.append((f"{factor.base}", *at))
        found.append((tuple(f"{end}" for _, end in order), tuple(sorted(rows))))
    return min(found)


def _given(index: sympy.Expr) -> str:
    return f"{index}" if index.is_Integer else f"'{index}'"
