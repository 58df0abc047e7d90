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
from ..derivation.terms import symbols_of, truth
from .crossing import denominators, follows
from .facts import crosses, facts

POINTS: Final = (
    (Fraction(3, 7), Fraction(5, 3), Fraction(2, 9), Fraction(9, 4), Fraction(7, 5)),
    (Fraction(7, 4), Fraction(4, 9), Fraction(8, 3), Fraction(5, 7), Fraction(1, 6)),
    (Fraction(11, 5), Fraction(13, 6), Fraction(1, 8), Fraction(3, 2), Fraction(12, 7)),
)
"""Positive values that symbols take in turn; a symbol that may be negative takes them so, too."""

DIGITS: Final = 40
CLOSE: Final = sympy.Float(10) ** -25
"""A smaller difference, relatively, is none."""

UNDEFINED: Final = {sympy.nan, sympy.zoo, sympy.oo, -sympy.oo}

ENOUGH: Final = 3
"""At so many points both sides are compared."""

TRIED: Final = 24
"""How many points are tried at most."""


@dataclass(frozen=True)
class Calculus(Reason):
    """Decides an equation or inequality of two terms of calculus.

    Symbols of which a hypothesis says that they are above 0 are taken as positive, whole numbers as
    such. Other hypotheses choose the points of comparison, and what stands equal to a symbol is put
    for it.

    Args:
        by: earlier steps whose equations may be used in the same way.
    """

    by: tuple[str, ...] = ()
    name: ClassVar[str] = "calculus"

    def decide(self, step: Step, context: Context) -> Outcome:
        """Reduce the difference of both sides; failing that, compare them at points."""
        said = step.statement
        if isinstance(said, Valid) and said.conclusion in (sympy.true, sympy.false):
            if said.conclusion is sympy.true:
                return Outcome("proved", "SymPy: both sides are the same", "proof")
            return Outcome("refuted", "SymPy: both sides differ everywhere", "residue")
        if not isinstance(said, Valid) or not isinstance(
            said.conclusion, sympy.Eq | sympy.Ne | sympy.Ge | sympy.Gt | sympy.Le | sympy.Lt
        ):
            return unfit(step)
        known = facts(self.by, said.hypotheses, context)
        if isinstance(known, Outcome):
            known = ()
        given = tuple(map(unfolded, (*said.hypotheses, *known)))
        relation = said.conclusion
        # a slope is taken before its variable gets a value
        slopes = {slope: slope.doit() for slope in relation.atoms(sympy.Derivative)}
        sides = (unfolded(side.xreplace(slopes)) for side in relation.args)
        relation = relation.func(*sides, evaluate=False)
        if any(term.atoms(E) for term in (*given, relation)):
            return Outcome("unknown", "calculus knows no expectation")
        if relation.has(sympy.zoo, sympy.nan):
            return Outcome("refuted", f"{relation} is undefined", "residue")
        problem = _divided(relation, given)
        if problem is not None and problem.status == "refuted":
            return problem
        positive = {symbol: sympy.Symbol(symbol.name, positive=True, integer=symbol.is_integer)
                    for symbol in symbols_of((*given, relation))
                    if not truth(symbol) and _above(symbol, given)}  # fmt: skip
        shown = self._points(given, relation)
        if isinstance(shown, Outcome):
            return shown
        if problem is not None:
            return problem
        if not shown:
            return Outcome("unknown", "no point was met where the hypotheses hold")
        try:
            left, right = (side.xreplace(positive).doit() for side in relation.args)
        except NotImplementedError as error:
            return Outcome("unknown", f"SymPy: {error}")
        equal = _equations(tuple(g.xreplace(positive) for g in given))
        difference = sympy.simplify((left - right).xreplace(equal))
        if difference is not sympy.S.Zero:
            difference = sympy.simplify(sympy.expand(difference))
        kind = type(relation)
        if kind in (sympy.Eq, sympy.Ge, sympy.Le) and difference is sympy.S.Zero:
            return Outcome("proved", "SymPy: the difference of both sides is exactly 0", "proof")
        sign = {sympy.Ge: difference.is_nonnegative, sympy.Gt: difference.is_positive,
                sympy.Le: difference.is_nonpositive, sympy.Lt: difference.is_negative,
                sympy.Ne: difference.is_nonzero}.get(kind)  # fmt: skip
        if sign:
            return Outcome("proved", f"SymPy: the sign of {difference} is known", "proof")
        return Outcome("unknown", f"SymPy leaves the difference {difference}")

    def _points(self, given: tuple[sympy.Basic, ...], relation: sympy.Basic) -> Outcome | int:
        """Return a point that refutes, or at how many points nothing did."""
        seen = 0
        for values in _values(symbols_of((*given, relation)), given):
            if not all(_holds(hypothesis.xreplace(values)) for hypothesis in given):
                continue
            where = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
            a, b = (sympy.N(side.xreplace(values).doit(), DIGITS) for side in relation.args)
            if {a, b} & UNDEFINED:
                return Outcome("refuted", f"undefined where {where}", "residue")
            if a.is_Number and b.is_Number:
                if not _related(type(relation), a, b):
                    sides = f"{sympy.N(a, 8)} and {sympy.N(b, 8)}"
                    detail = f"the sides are {sides} where {where or 'asked'}"
                    return Outcome("refuted", detail, "residue")
                seen += 1
                if seen == ENOUGH:
                    break
        return seen


def _divided(relation: sympy.Basic, given: tuple[sympy.Basic, ...]) -> Outcome | None:
    """Return what speaks against a relation because it divides by what may be 0."""
    plain = tuple(hypothesis for hypothesis in given if crosses(hypothesis))
    limits = {limit: sympy.Dummy() for limit in relation.atoms(sympy.Limit)}
    inside = [below for limit in limits for below, _ in denominators(limit.args[:1])
              if limit.args[1] not in below.free_symbols]  # fmt: skip
    for below in [*inside, *(below for below, _ in denominators((relation.xreplace(limits),)))]:
        if not crosses(below):
            return Outcome("unknown", f"it is not decided whether {below} can be 0")
        found = follows(plain, sympy.Ne(below, 0))
        if found.status == "refuted":
            return Outcome("refuted", f"undefined: {below} is 0, {found.detail}", "model")
        if found.status != "proved":
            return found
    return None


def _above(symbol: sympy.Symbol, given: tuple[sympy.Basic, ...]) -> bool:
    """Say whether a hypothesis puts a symbol above a number that is not negative."""
    for hypothesis in given:
        if isinstance(hypothesis, sympy.Gt | sympy.Lt):
            high, low = hypothesis.gts, hypothesis.lts
            if high == symbol and low.is_nonnegative:
                return True
        if isinstance(hypothesis, sympy.Ge | sympy.Le):
            if hypothesis.gts == symbol and hypothesis.lts.is_positive:
                return True
    return False


def _equations(given: tuple[sympy.Basic, ...]) -> dict[sympy.Symbol, sympy.Expr]:
    """Return what stands for a symbol, by hypotheses of the form symbol = term."""
    found = {}
    for hypothesis in given:
        if isinstance(hypothesis, sympy.Eq) and isinstance(hypothesis.lhs, sympy.Symbol):
            if hypothesis.lhs not in hypothesis.rhs.free_symbols:
                found[hypothesis.lhs] = hypothesis.rhs
    return found


def _values(
    symbols: list[sympy.Symbol], given: tuple[sympy.Basic, ...]
) -> Iterator[dict[sympy.Symbol, sympy.Basic]]:
    """Yield points: values of the symbols, where an equation gives one from the others."""
    equal = _equations(given)
    for turn in range(TRIED):
        row = POINTS[turn % len(POINTS)]
        values: dict[sympy.Symbol, sympy.Basic] = {}
        for k, symbol in enumerate(symbols):
            number = row[(k * (1 + turn % 4) + turn) % len(row)]
            if symbol.is_integer:
                value: sympy.Basic = sympy.Integer(1 + (k + turn) % 4)
            else:
                value = sympy.Rational(number.numerator, number.denominator)
            if turn >> k % 3 & 1 and not _above(symbol, given):
                value = -value
            values[symbol] = value
        for symbol, term in equal.items():
            values[symbol] = term.xreplace(values).doit()
        yield values


def _holds(condition: sympy.Basic) -> bool:
    """Say whether a condition on numbers is true, to many digits."""
    if isinstance(condition, sympy.Eq | sympy.Ne | sympy.Ge | sympy.Gt | sympy.Le | sympy.Lt):
        a, b = (sympy.N(side.doit(), DIGITS) for side in condition.args)
        return bool(a.is_number and b.is_number) and _related(type(condition), a, b)
    if isinstance(condition, sympy.And | sympy.Or | sympy.Not | sympy.Implies):
        truths = [sympy.true if _holds(part) else sympy.false for part in condition.args]
        return condition.func(*truths) is sympy.true
    return condition is sympy.true


def _related(kind: type, a: sympy.Expr, b: sympy.Expr) -> bool:
    close = abs(a - b) <= CLOSE * (1 + abs(a))
    if kind is sympy.Eq:
        return bool(close)
    if kind is sympy.Ne:
        return not close
    if kind in (sympy.Ge, sympy.Le):
        return bool(close) or bool(a > b if kind is sympy.Ge else a < b)
    return not close and bool(a > b if kind is sympy.Gt else a < b)
