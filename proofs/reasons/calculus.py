"""Equations with exponentials, derivatives and limits, decided by SymPy.

Both sides are compared first at points where the hypotheses hold, with many digits: a difference
there is a refutation. What no point refutes is proved if SymPy reduces the difference to exactly 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final

import sympy

from ..derivation.chance import E, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from ..derivation.terms import symbols_of
from .domain import above, signed, undefined
from .limits import special
from .needs import CORNERS, JUMPS

POINTS: Final = (
    (Fraction(3, 7), Fraction(5, 3), Fraction(2, 9), Fraction(9, 4), Fraction(7, 5)),
    (Fraction(7, 4), Fraction(4, 9), Fraction(8, 3), Fraction(5, 7), Fraction(1, 6)),
    (Fraction(11, 5), Fraction(13, 6), Fraction(1, 8), Fraction(3, 2), Fraction(12, 7)),
)
"""Sizes that symbols take in turn; a symbol that may be negative takes them so, too."""

DIGITS: Final = 40
CLOSE: Final = sympy.Float(10) ** -25
"""A smaller difference, relatively, is none."""

NEAR: Final = sympy.Float(10) ** -4
"""An area that differs less from an integral, relatively, is that integral."""

UNDEFINED: Final = {sympy.nan, sympy.zoo, sympy.oo, -sympy.oo}

ENOUGH: Final = 3
"""At so many points both sides are compared."""

TRIED: Final = 24
"""How many points are tried at most."""


@dataclass(frozen=True)
class Calculus(Reason):
    """Decides an equation between terms of calculus.

    Symbols of which a hypothesis says that they are above 0 are taken as positive, whole numbers as
    such.
    """

    name: ClassVar[str] = "calculus"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Compare both sides at points, then reduce their difference."""
        said = step.statement
        if not isinstance(said, Valid):
            return unfit(step)
        if said.conclusion is sympy.true:
            return Outcome("proved", "SymPy: both sides are the same", "proof")
        if said.conclusion is sympy.false:
            return Outcome("refuted", "SymPy: both sides differ everywhere", "residue")
        if not isinstance(said.conclusion, sympy.Eq | sympy.Ne):
            return unfit(step)
        if any(term.atoms(E) for term in (*said.hypotheses, said.conclusion)):
            return Outcome("unknown", "calculus knows no expectation")
        sides = tuple(map(unfolded, said.conclusion.args))
        opened = said.conclusion.func(*sides, evaluate=False)
        for slope in opened.atoms(sympy.Derivative):
            if slope.has(*CORNERS):
                return Outcome("unknown", f"{slope} may have no slope somewhere")
        for limit in opened.atoms(sympy.Limit):
            if limit.has(*JUMPS):
                return Outcome("unknown", f"{limit} may differ from both sides")
        given = tuple(map(unfolded, said.hypotheses))
        if twice := _captured((*given, opened)):
            return Outcome("unknown", f"{twice[0]} is free, and runs as well")
        # what has no value may cancel where an abbreviation is opened
        problem = undefined((said.conclusion,), given)
        relation = _sloped(opened)
        if problem is None and (other := undefined((relation,), given)):
            # SymPy's form of a slope may have no value where the slope has one
            problem = Outcome("unknown", f"the slope, {other.detail}")
        return _decided(given, relation, problem)


def _captured(terms: tuple[sympy.Basic, ...]) -> list[sympy.Symbol]:
    """List the symbols that run in a sum, an integral or a limit and are free in a term, too."""
    free = set().union(*(term.free_symbols for term in terms))
    runs = {limit.args[1] for term in terms for limit in term.atoms(sympy.Limit)}
    sums = {one for term in terms for one in term.atoms(sympy.Sum, sympy.Integral, sympy.Product)}
    return sorted(free & runs.union(*(one.variables for one in sums)), key=str)


def _sloped(relation: sympy.Basic) -> sympy.Basic:
    """Take the slopes in an equation, before their variables get values."""
    slopes = {slope: slope.doit() for slope in relation.atoms(sympy.Derivative)}
    return relation.func(*(side.xreplace(slopes) for side in relation.args), evaluate=False)


def _decided(
    given: tuple[sympy.Basic, ...], relation: sympy.Basic, problem: Outcome | None
) -> Outcome:
    if relation.has(sympy.zoo, sympy.nan):
        return Outcome("refuted", f"{relation} is undefined", "residue")
    limits = {limit: sympy.Dummy() for limit in relation.atoms(sympy.Limit)}
    if relation.xreplace(limits).has(sympy.oo, -sympy.oo):
        return Outcome("unknown", f"{relation} speaks of what is infinite")
    # the number that stands for an integral without a value refutes nothing
    if problem and (problem.status == "refuted" or relation.has(sympy.Integral)):
        return problem
    shown = _compared(given, relation, whole=problem is None)
    if isinstance(shown, Outcome):
        return shown
    open_ = problem or special(relation, given)
    if open_ is not None:
        return open_
    if not shown:
        return Outcome("unknown", "no point was met where the hypotheses hold")
    names = signed(given, relation)
    left, right = (side.xreplace(names).doit() for side in relation.args)
    difference = sympy.simplify(left - right)
    if difference is not sympy.S.Zero:
        difference = sympy.simplify(sympy.expand(difference))
    if difference is sympy.S.Zero and isinstance(relation, sympy.Eq):
        return Outcome("proved", "SymPy: the difference of both sides is exactly 0", "proof")
    return Outcome("unknown", f"SymPy leaves the difference {difference}")


def _compared(
    given: tuple[sympy.Basic, ...], relation: sympy.Basic, *, whole: bool
) -> Outcome | int:
    """Return a point that refutes, or at how many points nothing did.

    Args:
        whole: whether both sides are known to have values; otherwise a sum may run backwards.
    """
    seen = 0
    for values in _values(symbols_of((*given, relation)), given):
        if any(hypothesis.xreplace(values) is not sympy.true for hypothesis in given):
            continue
        sums = [one.xreplace(values) for one in relation.atoms(sympy.Sum)]
        if not whole and not all(map(_forward, sums)):
            continue
        where = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
        sides = [side.xreplace(values) for side in relation.args]
        a, b = (sympy.N(side.doit(), DIGITS) for side in sides)
        if {a, b} & UNDEFINED:
            return Outcome("refuted", f"undefined where {where}", "residue")
        if a.is_Number and b.is_Number:
            if not _related(type(relation), a, b):
                shown = f"{sympy.N(a, 8)} and {sympy.N(b, 8)}"
                detail = f"the sides are {shown} where {where or 'nothing is asked'}"
                return Outcome("refuted", detail, "residue")
            if relation.has(sympy.Integral) and not _measured(sides):
                return Outcome("unknown", f"SymPy's integral is not the area where {where}")
            seen += 1
            if seen == ENOUGH:
                break
    return seen


def _measured(sides: list[sympy.Expr]) -> bool:
    """Say whether two sides are about equal with integrals found as areas, without a rule."""
    a, b = (sympy.N(side, DIGITS) for side in sides)
    return bool(abs(a - b) <= NEAR * (1 + abs(a)))


def _forward(total: sympy.Sum) -> bool:
    """Say whether a sum does not run backwards, where SymPy's is not 0."""
    return all(sympy.Ge(high - low, -1) is sympy.true for _, low, high in total.limits)


def _values(
    symbols: list[sympy.Symbol], given: tuple[sympy.Basic, ...]
) -> Iterator[dict[sympy.Symbol, sympy.Basic]]:
    """Yield points: values of the symbols."""
    for turn in range(TRIED):
        row = POINTS[turn % len(POINTS)]
        values: dict[sympy.Symbol, sympy.Basic] = {}
        for k, symbol in enumerate(symbols):
            number = row[(k * (1 + turn % 4) + turn) % len(row)]
            value = sympy.Rational(number.numerator, number.denominator)
            if symbol.is_integer:
                value = sympy.Integer(1 + (k + turn) % 4)
            if turn >> k % 3 & 1 and not above(symbol, given):
                value = -value
            values[symbol] = value
        yield values


def _related(kind: type, a: sympy.Expr, b: sympy.Expr) -> bool:
    close = bool(abs(a - b) <= CLOSE * (1 + abs(a)))
    return close is (kind is sympy.Eq)
