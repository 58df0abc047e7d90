"""Decide a question for all time where no window does: cycles, and what never forgets.

Simulated runs refute. What a little induction leaves undecided goes to several means at once, each
in a process of its own; the first to decide it stops the others.
"""

from typing import Final

from ..errors import BudgetError
from .induction import Induction
from .problem import Problem
from .race import race
from .replay import Inputs, random_refutation
from .search import OutOfBudget, Search, refuted
from .verdict import Verdict

QUICK: Final = 1_500_000
"""Resource units of Z3 for which no process is started."""

CONSISTENT: Final = 24
"""To how many ticks contradictory assumptions are sought."""

SHORTEST: Final = 300
"""A simulated refutation is shortened by search if it has no more ticks."""


def decide(problem: Problem, rlimit: int) -> Verdict:
    """Return the verdict on a question.

    Raises:
        ContradictoryAssumptions: some tick has no admissible input.
    """
    try:
        quick = Induction(problem, min(rlimit, QUICK))
        if problem.assumptions:
            for tick in range(CONSISTENT):
                if not quick.admits(tick):
                    raise problem.contradictory(tick)
        seen = random_refutation(problem)
        if seen is not None:
            return _shortened(problem, seen, rlimit)
        verdict = quick.decide()
    except (OutOfBudget, BudgetError) as error:
        return Verdict(problem.text, "unknown", str(error), Induction.method)
    if verdict.status != "unknown" or rlimit <= QUICK:
        return verdict
    if quick.exhausted:
        return race(problem, ["exploration", "search", "spacer"], rlimit, [verdict])
    return race(problem, ["exploration", "induction", "search", "spacer"], rlimit, [])


def _shortened(problem: Problem, seen: Inputs, rlimit: int) -> Verdict:
    """Return the refutation by a simulated run, or by a shorter one."""
    ticks = len(seen) - problem.ahead
    try:
        if ticks <= SHORTEST:
            shortest = Search(problem, rlimit).base(ticks - 1)
            if shortest is not None:
                return shortest
    except (OutOfBudget, BudgetError):
        pass
    return refuted(problem, seen, "a simulated run, perhaps not the shortest,", "simulation")
