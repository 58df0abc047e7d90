"""A question as SMT-LIB 2, for other solvers to decide."""

from typing import Final

from ..certificate.obligations import violation
from ..errors import InputError, counted
from .problem import Problem
from .spacer import clauses, variables
from .system import System, label

LONGEST: Final = 100_000
"""How many ticks a script may unroll."""


def script(problem: Problem, ticks: int | None = None) -> str:
    """Return a script that ends in ``check-sat``, and says what sat and unsat mean.

    Args:
        ticks: look at runs of at most so many ticks, in the logic QF_BV; without it, at those that
            decide the question where a window does, and else at all runs, as constrained Horn
            clauses over the states of the net.

    Raises:
        InputError: ``ticks`` is no number from 1 on.
        BudgetError: the script would be too long.
    """
    window = None
    if not problem.for_all_time and not problem.assumption_window:
        window = problem.deciding_ticks.stop
    if ticks is None:
        return _clauses(problem) if window is None else _unrolled(problem, window, window)
    if isinstance(ticks, bool) or not isinstance(ticks, int) or not 1 <= ticks <= LONGEST:
        raise InputError("ticks", f"it is {ticks!r:.80}", f"count ticks: 1 to {LONGEST:,}")
    return _unrolled(problem, ticks, window)


def _unrolled(problem: Problem, ticks: int, window: int | None) -> str:
    question = problem.certificate("true", ticks, "")
    if question is None:
        raise InputError("property", "it is too long to be written", "split it")
    meaning = f"unsat: no run of {counted(ticks, 'tick')} or fewer refutes it"
    if window is not None and ticks >= window:
        meaning = "unsat: it holds at all times"
    return "\n".join([
        *_head(problem),
        f"; sat: some run of {counted(ticks, 'tick')} or fewer refutes it; {meaning}.",
        "; |N@j!t| is whether N fired j ticks before tick t.",
        violation(question, problem.net, ticks),
        "(check-sat)\n",
    ])  # fmt: skip


def _clauses(problem: Problem) -> str:
    system = System(problem)
    text = clauses(system)
    text = text[text.index("(declare-fun") :].strip().removesuffix("(check-sat)").strip()
    sums = ["; Sums are written as Z3 has them: ((_ pbge ...) ...)."] if "(_ pbge" in text else []
    places = (f"; argument {k} of inv: {label(key)}" for k, key in enumerate(variables(system)))
    return "\n".join([
        *_head(problem),
        "; sat: it holds at all times; unsat: some run refutes it.",
        "; f@j is whether f held j ticks ago.",
        *places,
        *sums,
        "(set-logic HORN)",
        text,
        "(check-sat)\n",
    ])  # fmt: skip


def _head(problem: Problem) -> list[str]:
    # a line of a comment must not end before its end
    words = [problem.text, *(f"assuming {formula}" for formula in problem.assumptions)]
    if problem.start == "any":
        words.append("from any start")
    return [f"; {' '.join(line.split())}" for line in words]
