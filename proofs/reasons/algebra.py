"""Equations that SymPy decides: the difference of both sides is exactly 0."""

from dataclasses import dataclass
from typing import ClassVar

import sympy

from ..derivation.chance import Indicator, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .domain import undefined
from .facts import entailed
from .worlds import counterexample, hidden, weighed


@dataclass(frozen=True)
class Identity(Reason):
    """Decides an equation by algebra; the hypotheses may decide conditions that occur in it."""

    name: ClassVar[str] = "identity"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Reduce the difference to 0, or find values where it is not."""
        said = step.statement
        if not isinstance(said, Valid):
            return unfit(step)
        if not isinstance(said.conclusion, sympy.Eq | sympy.Ne):
            return weighed(said, lambda: unfit(step))
        if unfolded(said.conclusion).atoms(sympy.Limit, sympy.Integral):
            return counterexample(said) or Outcome("unknown", "limits are no algebra")
        problem = hidden(said) or undefined((said.conclusion,), said.hypotheses)
        if problem and (found := counterexample(said)):
            return found
        rest = residue(said.conclusion, said.hypotheses)
        if rest is sympy.S.Zero:
            none = "SymPy: the difference of both sides is exactly 0"
            if isinstance(said.conclusion, sympy.Eq):
                return problem or Outcome("proved", none, "proof")
            return Outcome("refuted", none, "residue")
        # what is small because of units is not small for a world of floats
        plain = rest.as_content_primitive()[1]
        same = said.conclusion.func(plain, 0, evaluate=False)
        # SymPy's sums are not 0 where they run backwards
        found = counterexample(Valid((*said.hypotheses, *_forward(said)), same))
        if found is not None:
            return Outcome("refuted", f"the difference is {rest}: {found.detail}", "residue")
        return problem or Outcome("unknown", f"SymPy leaves the difference {rest}")


def _forward(said: Valid) -> list[sympy.Basic]:
    """List the conditions under which no sum runs backwards."""
    sums = sorted(unfolded(said.conclusion).atoms(sympy.Sum), key=str)
    return [sympy.Ge(high - low, -1) for one in sums for _, low, high in one.limits]


def residue(equation: sympy.Eq | sympy.Ne, hypotheses: tuple[sympy.Basic, ...]) -> sympy.Expr:
    """Return the difference of both sides, reduced."""
    difference = sympy.expand((unfolded(equation.lhs) - unfolded(equation.rhs)).doit()).doit()
    difference = difference.replace(
        lambda term: isinstance(term, Indicator),
        lambda term: sympy.Piecewise((1, term.args[0]), (0, True)),
    )
    pieces = difference.atoms(sympy.Piecewise)
    conditions = {c for piece in pieces for _, condition in piece.args
                  for c in condition.atoms(sympy.core.relational.Relational)}  # fmt: skip
    known = {c: sympy.true for c in conditions if entailed(c, hypotheses)}
    return sympy.simplify(sympy.piecewise_fold(difference.xreplace(known)))
