"""Differential equations: a solution is substituted back, and found again by ``dsolve``."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import sympy

from ...formal.errors import Disagreement
from ..derivation.chance import unfolded
from ..derivation.mutants import Change, changes
from ..derivation.render import given, latex
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from ..derivation.terms import changed_terms, refuse_hidden, symbols_of, written
from .calculus import Calculus
from .domain import undefined


@dataclass(frozen=True)
class Solves:
    """An initial value problem has this solution and no other.

    Args:
        unknown: stands for the function in ``rate``.
        time: what it depends on; it starts at time 0.
        rate: its derivative, a polynomial in ``unknown``.
        start: its value at time 0.
        solution: in terms of ``time``.
        hypotheses: about the parameters.

    Raises:
        InputError: a symbol is declared to be more than real.
    """

    unknown: sympy.Symbol
    time: sympy.Symbol
    rate: sympy.Expr
    start: sympy.Expr
    solution: sympy.Expr
    hypotheses: tuple[sympy.Basic, ...] = ()
    equality: ClassVar[bool] = True

    def __post_init__(self) -> None:
        refuse_hidden((self.unknown, self.time, *self.terms, *self.hypotheses))

    @property
    def terms(self) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
        """Rate, start and solution."""
        return self.rate, self.start, self.solution

    def __str__(self) -> str:
        name, t = self.unknown, self.time
        said = f"d{name}/d{t} = {written(self.rate)}, {name}(0) = {written(self.start)}"
        where = ", ".join(map(written, self.hypotheses))
        text = f"{said} |- {name}({t}) = {written(self.solution)}"
        return f"{where}, {text}" if where else text


@latex.register
def _(statement: Solves) -> str:
    name, t = (sympy.latex(symbol) for symbol in (statement.unknown, statement.time))
    parts = (sympy.latex(term) for term in statement.terms)
    rate, start, solution = parts
    problem = rf"\frac{{d {name}}}{{d {t}}} = {rate},\quad {name}(0) = {start}"
    return rf"{problem}\quad\Rightarrow\quad {name}({t}) = {solution}"


@given.register
def _(statement: Solves) -> tuple[str, ...]:
    return tuple(str(sympy.latex(hypothesis)) for hypothesis in statement.hypotheses)


@changes.register
def _(statement: Solves) -> Iterator[Change]:
    symbols = symbols_of(statement.terms)
    for field in ("rate", "start", "solution"):
        for term in changed_terms(getattr(statement, field), symbols):
            changed = replace(statement, **{field: term})
            yield Change(f"{field} {written(term)}", changed, "equivalent")


@dataclass(frozen=True)
class Flow(Reason):
    """Decides a ``Solves``: substitutes the solution back, and has SymPy solve the equation, too.

    A polynomial rate is locally Lipschitz, so that there is no other solution.
    """

    name: ClassVar[str] = "dsolve"

    def decide(self, step: Step, context: Context) -> Outcome:
        """Substitute, then solve.

        Raises:
            Disagreement: SymPy finds another solution.
        """
        said = step.statement
        if not isinstance(said, Solves):
            return unfit(step)
        # what has no value may cancel where the solution is put into the rate
        missing = undefined(said.terms, said.hypotheses)
        rate, start, solution = map(unfolded, said.terms)
        said = replace(said, rate=rate, start=start, solution=solution)
        slope = sympy.diff(said.solution, said.time)
        rate = said.rate.xreplace({said.unknown: said.solution})
        first = said.solution.xreplace({said.time: sympy.Integer(0)})
        for what, left, right in (("slope", slope, rate), ("start", first, said.start)):
            equal = Valid(said.hypotheses, sympy.Eq(left, right, evaluate=False))
            found = Calculus().decide(Step(what, equal, step.reason), context)
            if found.status != "proved":
                return Outcome(found.status, f"the {what}: {found.detail}", found.by)
        if missing is not None:
            return missing
        # what one time refutes is refuted; a proof is one for every time
        problem = _everywhere(said)
        if problem:
            return Outcome("unknown", problem)
        if not said.rate.is_polynomial(said.unknown):
            return Outcome("unknown", f"the rate is no polynomial in {said.unknown}")
        detail = "substituted back; the rate is a polynomial, so there is no other"
        try:
            again = self._solved(said)
        except (ValueError, NotImplementedError):
            return Outcome("proved", detail, "proof")
        same = Valid(said.hypotheses, sympy.Eq(said.solution, again, evaluate=False))
        found = Calculus().decide(Step("again", same, step.reason), context)
        if found.status == "refuted":
            raise Disagreement(f"dsolve finds {again}, which is not {said.solution}")
        if found.status == "proved":
            detail = f"{detail}; dsolve finds the same"
        return Outcome("proved", detail, "proof")

    def _solved(self, said: Solves) -> sympy.Expr:
        function = sympy.Function(said.unknown.name)(said.time)
        rate = said.rate.xreplace({said.unknown: function})
        equation = sympy.Eq(sympy.diff(function, said.time), rate)
        start = {function.xreplace({said.time: sympy.Integer(0)}): said.start}
        return sympy.dsolve(equation, function, ics=start).rhs


def _everywhere(said: Solves) -> str:
    """Say why it is open whether a solution is one at every time; empty if it is not."""
    if any(term.has(said.unknown) for term in (said.start, said.solution, *said.hypotheses)):
        return f"{said.unknown} is spoken of outside the rate"
    if said.time.is_integer or said.unknown.is_integer:
        return f"{said.time} or {said.unknown} is a whole number"
    if any(hypothesis.has(said.time) for hypothesis in said.hypotheses):
        return f"a hypothesis restricts {said.time}"
    if said.rate.has(said.time):
        return f"the rate depends on {said.time}"
    for part in sympy.preorder_traversal(said.solution):
        if not part.has(said.time) or isinstance(part, sympy.Symbol | sympy.Add | sympy.Mul):
            continue
        if isinstance(part, sympy.exp):
            continue
        if isinstance(part, sympy.Pow) and part.base.is_positive and part.base.is_number:
            continue
        if isinstance(part, sympy.Pow) and part.exp.is_Integer and part.exp > 0:
            continue
        return f"it is not decided whether {part} is defined at every {said.time}"
    return ""
