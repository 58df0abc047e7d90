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
from .crossing import denominators, follows
from .facts import crosses

POINTS: Final = (
    (Fraction(3, 7), Fraction(5, 3), Fraction(2, 9), Fraction(9, 4), Fraction(7, 5)),
    (Fraction(7, 4), Fraction(4, 9), Fraction(8, 3), Fraction(5, 7), Fraction(1, 6)),
    (Fraction(11, 5), Fraction(13, 6), Fraction(1, 8), Fraction(3, 2), Fraction(12, 7)),
)
"""Sizes that symbols take in turn; a symbol that may be negative takes them so, too."""

DIGITS: Final = 40
CLOSE: Final = sympy.Float(10) ** -25
"""A smaller difference, relatively, is none."""

JUMPS: Final = (sympy.Abs, sympy.Max, sympy.Min, sympy.sign, sympy.Heaviside, sympy.floor,
                sympy.ceiling, sympy.Piecewise)  # fmt: skip
CORNERS: Final = (*JUMPS, sympy.tan, sympy.cot, sympy.sec, sympy.csc, sympy.gamma)
"""Functions that jump or turn a corner; with those that have poles, too."""

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
        found = _decided(tuple(map(unfolded, said.hypotheses)), _sloped(opened))
        special = _special(opened, said.hypotheses)
        return special if special and found.status == "proved" else found


def _special(relation: sympy.Basic, given: tuple[sympy.Basic, ...]) -> Outcome | None:
    """Return what is open about limits, which SymPy finds for generic parameters.

    In a polynomial, what is so for generic parameters is so for all.
    """
    for limit in relation.atoms(sympy.Limit):
        inside, runs, *_ = limit.args
        held = [one for one in inside.free_symbols - {runs} if not inside.is_polynomial(one)]
        if len(held) > 1 or not all(_above(one, given) or _below(one, given) for one in held):
            return Outcome("unknown", f"{limit} may differ where parameters are special")
    return None


def _sloped(relation: sympy.Basic) -> sympy.Basic:
    """Take the slopes in an equation, before their variables get values."""
    slopes = {slope: slope.doit() for slope in relation.atoms(sympy.Derivative)}
    return relation.func(*(side.xreplace(slopes) for side in relation.args), evaluate=False)


def _decided(given: tuple[sympy.Basic, ...], relation: sympy.Basic) -> Outcome:
    if relation.has(sympy.zoo, sympy.nan):
        return Outcome("refuted", f"{relation} is undefined", "residue")
    problem = _divided(relation, given)
    if problem is not None and problem.status == "refuted":
        return problem
    shown = _compared(given, relation)
    if isinstance(shown, Outcome):
        return shown
    if problem is not None:
        return problem
    if not shown:
        return Outcome("unknown", "no point was met where the hypotheses hold")
    positive = {symbol: sympy.Symbol(symbol.name, positive=True, integer=symbol.is_integer)
                for symbol in symbols_of((*given, relation)) if _above(symbol, given)}  # fmt: skip
    try:
        left, right = (side.xreplace(positive).doit() for side in relation.args)
    except NotImplementedError as error:
        return Outcome("unknown", f"SymPy: {error}")
    difference = sympy.simplify(left - right)
    if difference is not sympy.S.Zero:
        difference = sympy.simplify(sympy.expand(difference))
    if difference is sympy.S.Zero and isinstance(relation, sympy.Eq):
        return Outcome("proved", "SymPy: the difference of both sides is exactly 0", "proof")
    return Outcome("unknown", f"SymPy leaves the difference {difference}")


def _divided(relation: sympy.Basic, given: tuple[sympy.Basic, ...]) -> Outcome | None:
    """Return what speaks against a relation because it divides by what may be 0, or may do so."""
    plain = tuple(hypothesis for hypothesis in given if crosses(hypothesis))
    limits = {limit: sympy.Dummy() for limit in relation.atoms(sympy.Limit)}
    inside = [below for limit in limits for below, _ in denominators(limit.args[:1])
              if limit.args[1] not in below.free_symbols]  # fmt: skip
    outside = relation.xreplace(limits)
    below = [*inside, *(term for term, _ in denominators((outside,)))]
    needed = {term: sympy.Ne(term, 0) for term in below}
    for power in outside.atoms(sympy.Pow):  # 0 has no power that is negative
        if not power.exp.is_number and not power.base.is_number:
            sound = sympy.Or(sympy.Ne(power.base, 0), sympy.Ge(power.exp, 0))
            needed[power] = sound
        elif power.exp.is_Rational and not power.exp.is_Integer and not power.base.is_number:
            needed[power] = (sympy.Ge if power.exp > 0 else sympy.Gt)(power.base, 0)
    for term, condition in needed.items():
        if not crosses(condition):
            return Outcome("unknown", f"it is not decided whether {term} is defined")
        found = follows(plain, condition)
        if found.status == "refuted":
            return Outcome("refuted", f"undefined: {term}, {found.detail}", "model")
        if found.status != "proved":
            return found
    return None


def _compared(given: tuple[sympy.Basic, ...], relation: sympy.Basic) -> Outcome | int:
    """Return a point that refutes, or at how many points nothing did."""
    seen = 0
    for values in _values(symbols_of((*given, relation)), given):
        if any(hypothesis.xreplace(values) is not sympy.true for hypothesis in given):
            continue
        where = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
        a, b = (sympy.N(side.xreplace(values).doit(), DIGITS) for side in relation.args)
        if {a, b} & UNDEFINED:
            return Outcome("refuted", f"undefined where {where}", "residue")
        if a.is_Number and b.is_Number:
            if not _related(type(relation), a, b):
                sides = f"{sympy.N(a, 8)} and {sympy.N(b, 8)}"
                detail = f"the sides are {sides} where {where or 'nothing is asked'}"
                return Outcome("refuted", detail, "residue")
            seen += 1
            if seen == ENOUGH:
                break
    return seen


def _above(symbol: sympy.Symbol, given: tuple[sympy.Basic, ...]) -> bool:
    """Say whether a hypothesis puts a symbol above a number that is not negative."""
    for hypothesis in given:
        if isinstance(hypothesis, sympy.Gt | sympy.Lt) and hypothesis.gts == symbol:
            if hypothesis.lts.is_nonnegative:
                return True
    return False


def _below(symbol: sympy.Symbol, given: tuple[sympy.Basic, ...]) -> bool:
    """Say whether a hypothesis puts a symbol below a number that is not positive."""
    return any(
        isinstance(one, sympy.Gt | sympy.Lt) and one.lts == symbol and bool(one.gts.is_nonpositive)
        for one in given
    )


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
            if turn >> k % 3 & 1 and not _above(symbol, given):
                value = -value
            values[symbol] = value
        yield values


def _related(kind: type, a: sympy.Expr, b: sympy.Expr) -> bool:
    close = bool(abs(a - b) <= CLOSE * (1 + abs(a)))
    return close is (kind is sympy.Eq)
