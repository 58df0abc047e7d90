"""Structural induction over the rules by which formulae are built."""

from dataclasses import dataclass
from typing import ClassVar, Final

import sympy

from ...formal.formula.evaluate import evaluate
from ...formal.formula.expr import Formula, atom
from ...formal.formula.fold import s_depth
from ..derivation.statements import Everywhere, Rule, Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit

_E, _F = sympy.symbols("E F")
_T, _D, _N = sympy.symbols("t d n", integer=True)


def preserved(rule: Rule, value: bool) -> Valid | None:
    """Return what makes a rule pass ``value`` on to what it builds; None if it does not.

    E and F are the values of the parts at the tick where the rule looks. For S, that is n ticks
    before t: true parts are known to be so from their S-depth d on, false ones at every tick.
    """
    made: dict[tuple[Rule, bool], Valid] = {
        ("S", True): Valid(
            (sympy.Ge(_D, 0), sympy.Ge(_T, _D + _N), sympy.Implies(sympy.Ge(_T - _N, _D), _E)),
            sympy.And(sympy.Ge(_T - _N, 0), _E),
        ),
        ("|", True): Valid((_E,), sympy.Or(_E, _F)),
        ("&", True): Valid((_E, _F), sympy.And(_E, _F)),
        ("->", True): Valid((_F,), sympy.Implies(_E, _F)),
        ("S", False): Valid(
            (sympy.Implies(sympy.Ge(_T - _N, 0), sympy.Not(_E)),),
            sympy.Not(sympy.And(sympy.Ge(_T - _N, 0), _E)),
        ),
        ("|", False): Valid((sympy.Not(_E), sympy.Not(_F)), sympy.Not(sympy.Or(_E, _F))),
        ("&", False): Valid((sympy.Not(_E),), sympy.Not(sympy.And(_E, _F))),
        ("&~", False): Valid((sympy.Not(_E),), sympy.Not(sympy.And(_E, sympy.Not(_F)))),
    }
    return made.get((rule, value))


_P, _Q = atom("p"), atom("q")
_BUILT: Final[dict[Rule, Formula]] = {
    "S": _P.S(), "|": _P | _Q, "&": _P & _Q, "&~": _P & ~_Q, "->": _P >> _Q, "~": ~_P,
}  # fmt: skip
"""What each rule makes of atoms."""


@dataclass(frozen=True)
class Structural(Reason):
    """Decides ``Everywhere``: atoms have the value, and every rule passes it on.

    An earlier proved step must say so for each rule; a rule that fails on atoms refutes it.
    """

    name: ClassVar[str] = "induction"

    def decide(self, step: Step, context: Context) -> Outcome:
        """Look for a rule that fails, then for the steps of the induction."""
        said = step.statement
        if not isinstance(said, Everywhere):
            return unfit(step)
        proved = [
            settled.step.statement
            for settled in context.before.values()
            if settled.outcome.status == "proved"
        ]
        for rule in said.rules:
            formula = _BUILT[rule]
            firing = frozenset(formula.atoms if said.value else ())
            history = [firing] * (s_depth(formula) + 1)
            if evaluate(formula, history)[-1] is not said.value:
                word = "true" if said.value else "false"
                return Outcome("refuted", f"{formula} is not {word} there", "trace")
        for rule in said.rules:
            needed = preserved(rule, said.value)
            if needed is None or needed not in proved:
                return Outcome("unknown", f"no earlier step shows that {rule} passes it on")
        rules = " ".join(said.rules)
        return Outcome("proved", f"by induction over atoms and the rules {rules}", "proof")
