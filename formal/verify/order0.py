"""Decide a question about a net of order 0 exactly, by the ticks its window needs."""

from collections.abc import Iterable

from ..errors import BudgetError, counted
from ..formula.fold import size
from ..smt.encode import BUDGET, Unrolling, Value, both, either, negate, same
from ..smt.facade import Answer, ask, budget
from .problem import Problem
from .replay import Inputs, quieten, second_witness, trace, violations
from .search import OutOfBudget
from .verdict import Verdict

INDUCTION_DEPTH = 24
"""How many ticks of a look-back assumption are tried before giving up."""

LASSO_DEPTH = 100
"""How many more ticks, twice what they look back, are tried for a run that returns."""


class Decision:
    """One question, its unrolling and its budget."""

    def __init__(self, problem: Problem, rlimit: int) -> None:
        self.problem = problem
        self.rlimit = rlimit
        self.spent = 0
        rows = {name: k for k, name in enumerate(problem.net.names)}
        self.unrolling = Unrolling(problem.net.program, rows)

    def decide(self) -> Verdict:
        """Return the verdict.

        Raises:
            ContradictoryAssumptions: some tick has no admissible input.
            Disagreement: two means of deciding contradict each other.
        """
        problem = self.problem
        try:
            if problem.assumption_window:
                return self._induct()
            return self._window()
        except OutOfBudget as end:
            return self.unknown(str(end))
        except BudgetError as error:
            return self.unknown(str(error))

    @property
    def method(self) -> str:
        """What decides a question of this kind."""
        return "k-induction, Z3" if self.problem.assumption_window else "window, Z3"

    # --- the window

    def _window(self) -> Verdict:
        problem = self.problem
        self._require_consistent(range(2) if problem.assumptions else range(0))
        ticks = problem.deciding_ticks
        values = len(ticks) * (size(problem.claim) + len(problem.order))
        if len(ticks) > 1 and values > BUDGET:
            raise BudgetError(
                f"the window of {counted(problem.claim_window, 'tick')} needs about {values:,}"
                f" values, which passes {BUDGET:,}"
            )
        answer = self._ask([either([self.violated(t) for t in ticks])])
        if answer.status == "sat":
            return self._refute(answer, ticks.stop)
        one = len(ticks) == 1
        extent = f"tick {ticks[0]}" if one else f"ticks 0..{ticks[-1]}"
        stand = "stands" if one else "stand"
        seen = second_witness(problem, ticks.stop)
        return Verdict(
            problem.text,
            "proved",
            f"no input violates it at {extent}, which {stand} for all ticks"
            f" (window of {counted(problem.claim_window, 'tick')}){seen}",
            self.method,
            # after the window nothing depends on the state before it
            certificate=problem.certificate("true", problem.claim_window + 1, self.method),
        )

    def violated(self, tick: int) -> Value:
        """Return the condition: the claim fails at ``tick``, assumptions having held so far."""
        assumed = [self.assumed(s) for s in range(tick + 1)] if self.problem.assumptions else []
        return both([*assumed, negate(self.unrolling.holds(self.problem.claim, tick))])

    def assumed(self, tick: int) -> Value:
        """Return the condition: every assumption holds at ``tick``."""
        return both([self.unrolling.holds(a, tick) for a in self.problem.assumptions])

    # --- refutations

    def _refute(self, answer: Answer, stop: int) -> Verdict:
        """Shorten the refutation that ``answer`` gives within ticks below ``stop``."""
        found = self._first_violation(answer, stop)
        shortest, least = True, 0
        # where one tick stands for all, a run can be put off by silence: so halve
        halve = not self.problem.assumption_window and len(self.problem.deciding_ticks) == 1
        try:
            while least < found:
                tick = (least + found) // 2 if halve else least
                earlier = self._ask([self.violated(tick)])
                if earlier.status == "sat":
                    answer, found = earlier, tick
                else:
                    least = tick + 1
        except (OutOfBudget, BudgetError):
            shortest = False
        inputs = quieten(self.problem, self._inputs(answer, found + 1))
        evidence = trace(self.problem, inputs)
        length = "a shortest run" if shortest else "a run, perhaps not the shortest,"
        return Verdict(
            self.problem.text,
            "refuted",
            f"{length} of {counted(evidence.steps, 'tick')} violates it at t = {evidence.at}"
            " (replayed on the reference meaning)",
            self.method,
            evidence,
        )

    def _first_violation(self, answer: Answer, stop: int) -> int:
        inputs = self._inputs(answer, stop)
        columns: dict[int, list[int]] = {
            row: [int(row in rows) for rows in inputs]
            for row, threshold in enumerate(self.problem.net.program.thresholds.tolist())
            if not threshold
        }
        found = violations(self.problem, columns, stop, 1)
        return next((t for t, bad in enumerate(found) if bad), stop - 1)

    def _inputs(self, answer: Answer, ticks: int) -> Inputs:
        inputs: Inputs = [set() for _ in range(ticks)]
        for name in answer.true:
            row, _, tick = name.partition("@")
            if tick.isdigit() and int(tick) < ticks:
                inputs[int(tick)].add(int(row))
        return inputs

    # --- assumptions that look back

    def _induct(self) -> Verdict:
        """Prove by induction over the shift register of the inputs, or refute from the start.

        Any run's ticks shift into frames that see no start, so a violation with assumptions at
        its last ticks only, excluded there, is excluded for all later ticks.
        """
        problem = self.problem
        back = problem.assumption_window
        doubt = self._require_endless()
        first = max(problem.claim_window, back) + 1
        clean = 0
        for depth in range(first, first + INDUCTION_DEPTH):
            while clean <= depth:
                answer = self._ask([self.violated(clean)])
                if answer.status == "sat":
                    return self._refute(answer, clean + 1)
                clean += 1
            frame = [self.assumed(s) for s in range(back + 1, depth + 1)]
            step = [*frame, negate(self.unrolling.holds(problem.claim, depth))]
            if self._ask(step).status == "unsat":
                if doubt:
                    return self.unknown(doubt)
                seen = second_witness(problem, depth + 1)
                return Verdict(
                    problem.text,
                    "proved",
                    f"ticks 0..{depth} from the start, then by induction over"
                    f" {counted(depth - back, 'tick')} of the assumptions{seen}",
                    self.method,
                    certificate=problem.certificate("true", depth + 1, self.method),
                )
        return self.unknown(
            f"its assumptions look {counted(back, 'tick')} back, which makes the problem cyclic;"
            f" no run to t = {clean - 1} violates it, induction over {INDUCTION_DEPTH} ticks is too"
            " weak"
        )

    def _require_consistent(self, ticks: Iterable[int]) -> None:
        """Refuse assumptions that no input satisfies at one of ``ticks``, each on its own."""
        for tick in ticks:
            if self._ask([self.assumed(tick)]).status == "unsat":
                raise self.problem.contradictory(tick)

    def _require_endless(self) -> str:
        """Refuse assumptions that end every run: find a lasso, or the tick they cannot pass.

        Returns:
            "" if some run never ends, else why that is not known.
        """
        back = self.problem.assumption_window
        afferents = [k for k in self.problem.order if not self.problem.net.program.thresholds[k]]
        fires = self.unrolling.fires
        # a return after twice the register's length is common, as in p <-> S^n ~p
        depth = back + 1 + INDUCTION_DEPTH + min(2 * back, LASSO_DEPTH)
        for last in range(depth):
            prefix = [self.assumed(s) for s in range(last + 1)]
            if self._ask(prefix).status == "unsat":
                raise self.problem.contradictory(last)
            returns = [
                both([
                    same(fires(row, first - k), fires(row, last - k))
                    for row in afferents
                    for k in range(back)
                ])
                for first in range(back + 1, last)
            ]  # fmt: skip
            if returns and self._ask([*prefix, either(returns)]).status == "sat":
                return ""
        return (
            f"the assumptions look {counted(back, 'tick')} back, and whether they leave an endless"
            f" run was not decided by t = {last}"
        )

    def unknown(self, reason: str) -> Verdict:
        """Return the verdict "unknown"."""
        return Verdict(self.problem.text, "unknown", reason, self.method)

    def _ask(self, values: list[Value]) -> Answer:
        condition = both(values)
        if isinstance(condition, bool):
            return Answer("sat" if condition else "unsat", frozenset(), "", 0)
        answer = ask([condition], self.unrolling.context, self.rlimit - self.spent)
        self.spent = max(self.spent, answer.spent)
        if answer.status == "unknown" or self.spent >= self.rlimit:
            raise OutOfBudget(answer.reason or f"the budget of {budget(self.rlimit)} ended")
        return answer
