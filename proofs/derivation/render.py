"""Write statements in LaTeX and Unicode; as text and in JSON they print themselves."""

from functools import singledispatch

import sympy

from ...formal.formula.expr import atom
from .statements import Let, NetProperty, Tpe, Valid, Value
from .step import Statement
from .terms import written


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


def conditions(statement: Statement) -> tuple[str, ...]:
    """Return a statement's hypotheses as text."""
    if isinstance(statement, Valid):
        return tuple(map(written, statement.hypotheses))
    if isinstance(statement, NetProperty):
        return tuple(f"always {formula}" for formula in statement.assume)
    return ()


@singledispatch
def drawn(statement: Statement, *, unicode: bool = True) -> str:
    """Return a statement for a terminal, in two dimensions where it has fractions and sums."""
    del unicode
    return str(statement)


@drawn.register
def _(statement: Valid, *, unicode: bool = True) -> str:
    return _pretty(statement.conclusion, unicode)


@drawn.register
def _(statement: Let, *, unicode: bool = True) -> str:
    return _pretty(sympy.Eq(statement.symbol, statement.body, evaluate=False), unicode)


@drawn.register
def _(statement: NetProperty, *, unicode: bool = True) -> str:
    said = statement.says.formula
    text = said.unicode() if unicode else str(said)
    target = statement.says.target
    return f"always {text}" if target is None else f"{target} = {text}"


def _pretty(term: sympy.Basic, unicode: bool) -> str:
    return str(sympy.pretty(term, use_unicode=unicode, wrap_line=False))


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
