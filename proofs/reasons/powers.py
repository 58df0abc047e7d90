"""Powers b^k with a whole exponent that is a symbol: what holds of them by induction."""

from dataclasses import dataclass
from typing import ClassVar

import sympy

from ...formal.smt.facade import DEFAULT_RLIMIT
from ..derivation.chance import unfolded
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .crossing import follows
from .facts import entailed
from .worlds import weighed

Numbers = dict[tuple[sympy.Expr, sympy.Symbol], sympy.Dummy]
"""What stands for a power, by base and exponent."""


@dataclass(frozen=True)
class Powers(Reason):
    """Decides what is said of powers b^k for every whole k from 0 on, by induction on k.

    Base: it holds for k = 0, where powers are 1. Step: if it holds of k and numbers u for its
    powers, it holds of k + 1 and b u. Each is decided by Z3.

    Args:
        invariant: what is shown beside the conclusion, over the same powers.
        rlimit: budget of each question in Z3's resource units.
    """

    invariant: tuple[sympy.Basic, ...] = ()
    rlimit: int = DEFAULT_RLIMIT
    name: ClassVar[str] = "induction"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Decide base and step; failing that, look for numbers that refute it."""
        said = step.statement
        if not isinstance(said, Valid):
            return unfit(step)
        return weighed(said, lambda: self._proved(said))

    def _proved(self, said: Valid) -> Outcome:
        goals = [unfolded(term) for term in (said.conclusion, *self.invariant)]
        numbers: Numbers = {}
        plain = [as_numbers(goal, numbers) for goal in goals]
        exponents = {k for _, k in numbers}
        if len(exponents) != 1:
            return Outcome("unknown", "it has not the powers of one whole exponent")
        (k,) = exponents
        if any(base.has(k) for base, _ in numbers):
            return Outcome("unknown", f"{k} is in a base, too")
        given = tuple(unfolded(h) for h in said.hypotheses)
        if not entailed(sympy.Ge(k, 0), given):
            return Outcome("unknown", f"it is not given that {k} is from 0 on")
        # it is shown for all k from 0 on, whatever else is given of k
        others = tuple(h for h in given if k not in h.free_symbols)
        first = dict.fromkeys(numbers.values(), sympy.S.One) | {k: sympy.S.Zero}
        start = follows(others, sympy.And(*(p.xreplace(first) for p in plain)), self.rlimit)
        if start.status != "proved":
            return Outcome("unknown", f"for {k} = 0: {start.detail}", vacuous=start.vacuous)
        moved = {u: u * base for (base, _), u in numbers.items()} | {k: k + 1}
        for goal in plain:
            more = follows((sympy.Ge(k, 0), *others, *plain), goal.xreplace(moved), self.rlimit)
            if more.status != "proved":
                return Outcome("unknown", f"from {k} to {k} + 1: {more.detail}")
        detail = f"by induction on {k}: Z3 decides 0 and the step to {k} + 1"
        return Outcome("proved", detail, "proof")


def as_numbers(term: sympy.Basic, numbers: Numbers) -> sympy.Basic:
    """Return a term with a number for every power b^k; ``numbers`` is filled up.

    Of b^(k + 2), two factors b are left.
    """
    made = {}
    for power in sorted(term.atoms(sympy.Pow), key=str):
        k = _exponent(power)
        if k is not None:
            key = (power.base, k)
            numbers.setdefault(key, sympy.Dummy(f"{power.base}^{k}", real=True))
            made[power] = power.base ** (power.exp - k) * numbers[key]
    return term.xreplace(made)


def _exponent(power: sympy.Pow) -> sympy.Symbol | None:
    """Return k of b^(k + m) with a whole number m from 0 on."""
    number, rest = power.exp.as_coeff_Add()
    whole = isinstance(rest, sympy.Symbol) and rest.is_integer and number.is_Integer
    return rest if whole and number >= 0 and not power.base.has(sympy.Pow) else None
