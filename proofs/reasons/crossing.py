"""Where SymPy terms cross to Z3, and Z3's models come back to be checked in SymPy."""

from collections.abc import Callable
from functools import reduce
from typing import Final

import sympy
import z3

from ...formal.errors import Disagreement, InputError
from ...formal.smt.facade import DEFAULT_RLIMIT, budget
from ..derivation.chance import Defined, Indicator
from ..derivation.step import Outcome
from ..derivation.terms import symbols_of, truth
from .world import RELATIONS

_BINARY: Final[dict[type, Callable[[z3.ExprRef, z3.ExprRef], z3.BoolRef]]] = {
    **RELATIONS,
    sympy.Implies: z3.Implies,
}


def follows(
    hypotheses: tuple[sympy.Basic, ...], conclusion: sympy.Basic, rlimit: int = DEFAULT_RLIMIT
) -> Outcome:
    """Decide whether a conclusion follows from hypotheses that can hold together.

    Args:
        hypotheses, conclusion: quantifier-free; integer and real symbols are numbers, others
            truth values. Where one of their denominators can be 0, nothing is proved.
        rlimit: budget of each question, in Z3's resource units.

    Raises:
        InputError: a term that does not cross.
        Disagreement: Z3's counterexample is none in SymPy.
    """
    *given_terms, conclusion = (_opened(term) for term in (*hypotheses, conclusion))
    hypotheses = tuple(given_terms)
    terms = (*hypotheses, conclusion)
    below = denominators(terms)
    defined = tuple(sympy.Implies(where, sympy.Ne(term, 0)) for term, where in below)
    # each question has a context and a solver of its own: a used solver may answer otherwise
    given, _, _ = _ask((*defined, *hypotheses), terms, rlimit)
    if given == "unsat":
        return Outcome("unknown", "the hypotheses contradict each other", vacuous=True)
    answer, why, values = _ask((*defined, *hypotheses, sympy.Not(conclusion)), terms, rlimit)
    if answer == "unsat" and given == "sat":
        for term, where in below:
            zero, _, at = _ask((*hypotheses, where, sympy.Eq(term, 0)), terms, rlimit)
            if zero == "sat":
                return Outcome("refuted", f"undefined where {_shown(at)}: {term} is 0", "model")
            if zero != "unsat":
                return Outcome("unknown", f"it is unknown whether {term} can be 0")
        return Outcome("proved", "Z3: no values refute it; its hypotheses can hold", "proof")
    if answer != "sat":
        return Outcome("unknown", why or "it is unknown whether the hypotheses can hold")
    shown = _shown(values)
    # a relation among numbers that was built unevaluated, such as 1 >= 1, is decided, too
    truths = [term.xreplace(values).doit() for term in terms]
    if truths[-1] is not sympy.false or any(t is not sympy.true for t in truths[:-1]):
        raise Disagreement(f"Z3 refutes {conclusion} by {shown}, which SymPy does not confirm")
    return Outcome("refuted", f"false where {shown}", "model")


def _opened(term: sympy.Basic) -> sympy.Basic:
    """Write out the abbreviations that cross; a sum stays any number."""
    short = {s: s.body for s in term.atoms(Defined) if not s.body.atoms(sympy.Sum, sympy.Indexed)}
    return _opened(term.xreplace(short)) if short else term


def _shown(values: dict[sympy.Symbol, sympy.Basic]) -> str:
    written = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
    return written or "nothing is asked"


def denominators(terms: tuple[sympy.Basic, ...]) -> list[tuple[sympy.Expr, sympy.Basic]]:
    """List what the terms divide by, and where: (denominator, condition); numbers are left out."""
    found: dict[tuple[sympy.Expr, sympy.Basic], None] = {}
    stack = [(term, sympy.true) for term in terms]
    while stack:
        term, where = stack.pop()
        if isinstance(term, sympy.Piecewise):
            for value, condition in term.args:
                stack += [(condition, where), (value, sympy.And(where, condition))]
                where = sympy.And(where, sympy.Not(condition))
            continue
        if isinstance(term, sympy.Pow) and term.exp.is_Integer and term.exp < 0:
            found[term.base, where] = None
        stack += [(part, where) for part in term.args]
    return sorted(found, key=str)


def _ask(
    constraints: tuple[sympy.Basic, ...], terms: tuple[sympy.Basic, ...], rlimit: int
) -> tuple[str, str, dict[sympy.Symbol, sympy.Basic]]:
    """Return Z3's answer, why it is unknown, and the values of all symbols if it is sat."""
    context = z3.Context()
    symbols = {symbol: _variable(symbol, k, context) for k, symbol in enumerate(symbols_of(terms))}
    solver = z3.Solver(ctx=context)
    solver.set("rlimit", rlimit)
    solver.add(*(_cross(term, symbols, context) for term in constraints))
    answer = str(solver.check())
    if answer == "unknown":
        reason = solver.reason_unknown()
        if "interrupted" in reason:
            raise KeyboardInterrupt
        ended = "canceled" in reason or "resource" in reason
        return answer, f"the budget of {budget(rlimit)} ended" if ended else f"Z3: {reason}", {}
    if answer == "unsat":
        return answer, "", {}
    model = solver.model()
    values = {
        symbol: _value(model.eval(variable, model_completion=True))
        for symbol, variable in symbols.items()
    }
    return answer, "", values


def _variable(symbol: sympy.Symbol, k: int, context: z3.Context) -> z3.ExprRef:
    if truth(symbol):
        return z3.Bool(f"b{k}", context)
    return z3.Int(f"i{k}", context) if symbol.is_integer else z3.Real(f"r{k}", context)


def _value(value: z3.ExprRef) -> sympy.Basic:
    if z3.is_true(value) or z3.is_false(value):
        return sympy.true if z3.is_true(value) else sympy.false
    if z3.is_int_value(value):
        return sympy.Integer(value.as_long())
    if z3.is_rational_value(value):
        return sympy.Rational(value.numerator_as_long(), value.denominator_as_long())
    raise InputError("model", f"the value {value} is not rational", "state the step otherwise")


def _larger(a: z3.ArithRef, b: z3.ArithRef) -> z3.ArithRef:
    return z3.If(a >= b, a, b)


def _smaller(a: z3.ArithRef, b: z3.ArithRef) -> z3.ArithRef:
    return z3.If(a <= b, a, b)


def _cross(
    term: sympy.Basic, symbols: dict[sympy.Symbol, z3.ExprRef], context: z3.Context
) -> z3.ExprRef:
    if isinstance(term, sympy.Symbol):
        return symbols[term]
    if term is sympy.true or term is sympy.false:
        return z3.BoolVal(term is sympy.true, context)
    if isinstance(term, sympy.Integer):
        return z3.IntVal(int(term), context)
    if isinstance(term, sympy.Rational):
        return z3.RatVal(term.p, term.q, context)
    if isinstance(term, sympy.Piecewise):
        *cases, (last, always) = term.args
        if always is not sympy.true:
            raise InputError(f"term {term}", "some case is left out", "end with (value, True)")
        made = _cross(last, symbols, context)
        for value, condition in reversed(cases):
            made = z3.If(_cross(condition, symbols, context), _cross(value, symbols, context), made)
        return made
    args = [_cross(arg, symbols, context) for arg in term.args]
    if isinstance(term, sympy.Add):
        return z3.Sum(args)
    if isinstance(term, sympy.Mul):
        return z3.Product(args)
    if isinstance(term, sympy.Pow) and term.exp.is_Integer and term.exp != 0:
        power = z3.Product([args[0]] * abs(int(term.exp)))
        return power if term.exp > 0 else 1 / z3.ToReal(power) if power.is_int() else 1 / power
    if isinstance(term, sympy.Abs):
        return z3.If(args[0] >= 0, args[0], -args[0])
    if isinstance(term, sympy.Max | sympy.Min):
        return reduce(_larger if isinstance(term, sympy.Max) else _smaller, args)
    if isinstance(term, Indicator):
        return z3.If(args[0], z3.RealVal(1, context), z3.RealVal(0, context))
    if isinstance(term, sympy.And):
        return z3.And(*args)
    if isinstance(term, sympy.Or):
        return z3.Or(*args)
    if isinstance(term, sympy.Not):
        return z3.Not(args[0])
    if isinstance(term, sympy.Equivalent):
        return z3.And(*(args[0] == other for other in args[1:]))
    if term.func in _BINARY:
        return _BINARY[term.func](*args)
    raise InputError(
        f"term {term}", f"{term.func.__name__} does not cross to Z3", "use + * relations and logic"
    )
