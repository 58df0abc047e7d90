"""Expectation: linear and monotone, normalised, and nothing else."""

from dataclasses import dataclass
from typing import ClassVar

import sympy

from ...formal.smt.facade import DEFAULT_RLIMIT
from ..derivation.chance import E, random, unfolded
from ..derivation.statements import Valid
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from .crossing import follows
from .domain import undefined
from .facts import entailed, everywhere, facts
from .worlds import weighed


@dataclass(frozen=True)
class Monotone(Reason):
    """Decides E[f] <= E[g], E[f] >= E[g] or E[f] = E[g]: f and g are so related at every outcome.

    A side without an expectation is a constant, and its own expectation.

    Args:
        by: earlier steps whose conclusions hold at every outcome.
        rlimit: budget of each question in Z3's resource units.
    """

    by: tuple[str, ...] = ()
    rlimit: int = DEFAULT_RLIMIT
    name: ClassVar[str] = "expectation"

    def decide(self, step: Step, context: Context) -> Outcome:
        """Compare what stands inside; failing that, look for a finite law that refutes it."""
        said = step.statement
        if not isinstance(said, Valid):
            return unfit(step)
        return weighed(said, lambda: self._proved(said, context))

    def _proved(self, said: Valid, context: Context) -> Outcome:
        relation = said.conclusion
        if not isinstance(relation, sympy.Eq | sympy.Le | sympy.Ge):
            return Outcome("unknown", "monotonicity shows =, <= and >= alone")
        sides = []
        for side in relation.args:
            inside = side.args[0] if isinstance(side, E) else side
            if inside.atoms(E) or (random(side) and not isinstance(side, E)):
                return Outcome("unknown", f"{side} is neither an expectation nor a constant")
            sides.append(inside)
        known = facts(self.by, said, context)
        if isinstance(known, Outcome):
            return known
        given = tuple(h for h in said.hypotheses if not h.atoms(E, sympy.Indexed, sympy.Sum))
        outcome = follows((*given, *known), relation.func(*sides), self.rlimit)
        if outcome.status != "proved":
            return Outcome("unknown", f"inside: {outcome.detail}", vacuous=outcome.vacuous)
        return Outcome("proved", f"monotone, and at every outcome {outcome.detail}", "proof")


@dataclass(frozen=True)
class Linear(Reason):
    """Decides an equation by pulling sums and constants out of expectations.

    A hypothesis E[x_i] = p replaces the expectation of that variable, for every i.
    """

    name: ClassVar[str] = "linearity"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Reduce the difference to 0, or find a finite law where it is not."""
        said = step.statement
        if not isinstance(said, Valid):
            return unfit(step)
        if not isinstance(said.conclusion, sympy.Eq):
            return weighed(said, lambda: unfit(step))
        return weighed(said, lambda: _reduced(said))


def _reduced(said: Valid) -> Outcome:
    if problem := undefined((said.conclusion,), said.hypotheses, ranges=False):
        return problem
    left, right = (_pulled(unfolded(side), said) for side in said.conclusion.args)
    rest = sympy.expand(left - right)
    if rest is not sympy.S.Zero:
        return Outcome("unknown", f"linearity leaves the difference {rest}")
    return Outcome("proved", "linear: the difference of both sides is exactly 0", "proof")


def _pulled(term: sympy.Expr, said: Valid) -> sympy.Expr:
    """Write a term with expectations of single variables only, constants before sums."""
    if isinstance(term, E):
        return _mean(sympy.expand(term.args[0]), said)
    if isinstance(term, sympy.Sum):
        return _sum(_pulled(sympy.expand(term.function), said), term.limits, said)
    if isinstance(term, sympy.Add | sympy.Mul | sympy.Pow):
        return term.func(*(_pulled(part, said) for part in term.args))
    return term


def _mean(inside: sympy.Expr, said: Valid) -> sympy.Expr:
    if not random(inside):
        return _pulled(inside, said)
    if isinstance(inside, sympy.Add):
        return sympy.Add(*(_mean(part, said) for part in inside.args))
    if isinstance(inside, sympy.Mul):
        constant = [part for part in inside.args if not random(part)]
        rest = [part for part in inside.args if random(part)]
        if len(rest) == 1:
            return _pulled(sympy.Mul(*constant), said) * _mean(sympy.expand(rest[0]), said)
        if constant:
            return _pulled(sympy.Mul(*constant), said) * _mean(sympy.expand(sympy.Mul(*rest)), said)
    if isinstance(inside, sympy.Sum):
        return _sum(_mean(sympy.expand(inside.function), said), inside.limits, said)
    return _marginal(inside, said)


def _marginal(inside: sympy.Expr, said: Valid) -> sympy.Expr:
    for hypothesis in map(unfolded, said.hypotheses):
        if isinstance(hypothesis, sympy.Eq) and isinstance(hypothesis.lhs, E):
            known = hypothesis.lhs.args[0]
            if known == inside:
                return hypothesis.rhs
            if isinstance(known, sympy.Indexed) and isinstance(inside, sympy.Indexed):
                (index,), (place,) = known.indices, inside.indices
                # one about x[1] or x[i + 1] is about no other element
                if known.base == inside.base and [index] == everywhere(hypothesis, said):
                    return _at(hypothesis.rhs, index, place)
    return E(inside)


def _at(term: sympy.Expr, index: sympy.Symbol, place: sympy.Expr) -> sympy.Expr:
    """Put a place for a free index of a term, whatever the indices of its sums are called."""
    sums = sorted({one for total in term.atoms(sympy.Sum) for one in total.variables}, key=str)
    if place.free_symbols.isdisjoint(sums):
        return term.xreplace({index: place})
    own = {one: sympy.Dummy(one.name, integer=True) for one in sums}
    return term.xreplace(own).xreplace({index: place})


def _sum(inside: sympy.Expr, limits: tuple[sympy.Tuple, ...], said: Valid) -> sympy.Expr:
    """Sum up parts one by one, what does not depend on the index before the sum."""
    ((index, low, high),) = limits
    # a sum that runs backwards is 0
    forward = entailed(sympy.Ge(high - low, -1), said.hypotheses)
    total = sympy.S.Zero
    for part in sympy.Add.make_args(sympy.expand(inside)):
        constant, varied = part.as_independent(index, as_Add=False)
        if varied is sympy.S.One and forward:
            total += constant * (high - low + 1)
        else:
            total += constant * sympy.Sum(varied, (index, low, high))
    return total
