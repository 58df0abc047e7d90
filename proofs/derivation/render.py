"""Write statements in LaTeX; as text and in JSON they print themselves."""

from functools import singledispatch

import sympy

from ...formal.formula.expr import atom
from .statements import Let, NetProperty, Tpe, Valid, Value
from .step import Statement


@singledispatch
def latex(statement: Statement) -> str:
    """Return what a statement says in LaTeX; empty for those that only words say."""
    del statement
    return ""


@singledispatch
def given(statement: Statement) -> tuple[str, ...]:
    """Return a statement's hypotheses in LaTeX."""
    del statement
    return ()


@latex.register
def _(statement: Valid) -> str:
    return str(sympy.latex(statement.conclusion))


@given.register
def _(statement: Valid) -> tuple[str, ...]:
    return tuple(str(sympy.latex(hypothesis)) for hypothesis in statement.hypotheses)


@latex.register
def _(statement: Let) -> str:
    return rf"{sympy.latex(statement.symbol)} := {sympy.latex(statement.body)}"


@latex.register
def _(statement: NetProperty) -> str:
    said = statement.says.formula.latex()
    if statement.says.target is None:
        return rf"\text{{always }} {said}"
    return f"{atom(statement.says.target).latex()} = {said}"


@given.register
def _(statement: NetProperty) -> tuple[str, ...]:
    return tuple(rf"\text{{always }} {formula.latex()}" for formula in statement.assume)


@latex.register
def _(statement: Tpe) -> str:
    return statement.formula.latex()


@latex.register
def _(statement: Value) -> str:
    return statement.formula.latex()
