"""Equations that SymPy decides: the difference of both sides is exactly 0."""

from dataclasses import dataclass
from typing import ClassVar

import sympy

from ..derivation.chance import Indicator, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .facts import entailed, undefined
from .worlds import counterexample, weighed


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
        if problem := undefined(said):
            return counterexample(said) or Outcome("unknown", problem)
        rest = residue(said.conclusion, said.hypotheses)
        if rest is sympy.S.Zero:
            same = "SymPy: the difference of both sides is exactly 0"
            if isinstance(said.conclusion, sympy.Eq):
                return Outcome("proved", same, "proof")
            return Outcome("refuted", same, "residue")
        # what is small because of units is not small for a world of floats
        plain = rest.as_content_primitive()[1]
        found = counterexample(Valid(said.hypotheses, sympy.Eq(plain, 0, evaluate=False)))
        if found is not None:
            return Outcome("refuted", f"the difference is {rest}: {found.detail}", "residue")
        return Outcome("unknown", f"SymPy leaves the difference {rest}")


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
