"""Bounded search for all time: a question unrolled from its start, and from anywhere.

What a means of proof has in common with the others stands here: its states and budget, how it
refutes by a shortest run, and what a proof needs beside an invariant.
"""

from math import inf
from time import monotonic
from typing import Final

from ..errors import BudgetError, counted
from ..formula.fold import postorder
from ..formula.kinds import UNBOUNDED, Kind
from ..smt.encode import BUDGET, Value, both, either, negate, same
from ..smt.facade import Answer, ask, budget
from .problem import Problem
from .replay import Inputs, quieten, trace
from .system import Frame, System
from .verdict import Verdict

LASSO: Final = 24
"""To how many ticks an endless run that the assumptions admit is sought."""


class OutOfBudget(Exception):
    """The question was left undecided; its text says why."""


class Search:
    """One question, its states and its budget."""

    method = "bounded search, Z3"

    def __init__(self, problem: Problem, rlimit: int) -> None:
        self.problem = problem
        self.system = System(problem)
        self.clean = 0
        """No run of so many ticks refutes it, or of fewer."""
        self.deadline = inf
        """When to stop, by the monotonic clock."""
        self._rlimit = rlimit
        self._spent = 0
        self._from_start: list[Frame] = [self.system.start()]
        self._from_anywhere: list[Frame] = [self.system.anywhere()]

    def decide(self) -> Verdict:
        """Search ever longer runs until the budget ends."""
        try:
            while True:
                verdict = self.base(self.clean)
                if verdict is not None:
                    return verdict
        except (OutOfBudget, BudgetError) as error:
            return self.unknown(f"{self.so_far}; {error}")

    @property
    def so_far(self) -> str:
        """How far no run refutes it."""
        return f"no run to t = {self.clean - 1} violates it"

    def base(self, depth: int) -> Verdict | None:
        """Search the runs of ``depth`` + 1 ticks or fewer, if that was not done."""
        while self.clean <= depth:
            frames = self.unrolled(self._from_start, self.clean)
            assumed = map(self.system.assumed, frames)
            fails = negate(frames[-1].holds(self.problem.claim))
            answer = self.ask([*assumed, fails])
            if answer.status == "sat":
                inputs = self.system.inputs_of(answer.true, self.clean + 1)
                return refuted(self.problem, inputs, "a shortest run", self.method)
            self.clean += 1
        return None

    def admits(self, tick: int) -> bool:
        """Say whether the assumptions admit a run to ``tick``."""
        frames = self.unrolled(self._from_start, tick)
        return self.ask([self.system.assumed(frame) for frame in frames]).status == "sat"

    def proved(self, invariant: str, ticks: int, method: str, reason: str) -> Verdict:
        """Return the proof, if the assumptions leave something to prove."""
        problem = self.problem
        if problem.assumptions and not self._endless():
            return self.unknown(
                f"{reason}, but no endless run that the assumptions admit was"
                f" found to t = {LASSO - 1}"
            )
        certificate = problem.certificate(invariant, ticks, method)
        return Verdict(problem.text, "proved", reason, method, certificate=certificate)

    def _endless(self) -> bool:
        """Say whether some run that the assumptions admit never ends: it returns to a state."""
        free = {form.name for form, _ in self.system.inputs}
        assumptions = self.problem.assumptions
        nodes = [node for form in assumptions for node in postorder(form)]
        looks_back = {Kind.S, Kind.ORIGIN, *UNBOUNDED} & {node.kind for node in nodes}
        if not looks_back and {name for form in assumptions for name in form.atoms} <= free:
            return True
        states = [key for key in self.system.keys if key not in self.system.inputs]
        for last in range(1, LASSO):
            frames = self.unrolled(self._from_start, last)
            returns = either([
                both([same(frame.state[key], frames[last].state[key]) for key in states])
                for frame in frames[:last]
            ])  # fmt: skip
            if self.ask([*map(self.system.assumed, frames), returns]).status == "sat":
                return True
        return False

    def unknown(self, reason: str) -> Verdict:
        """Return the verdict "unknown"."""
        return Verdict(self.problem.text, "unknown", reason, self.method)

    def unrolled(self, frames: list[Frame], tick: int) -> list[Frame]:
        """Return the frames of ticks 0 to ``tick``, those made before among them.

        Raises:
            BudgetError: they would have more variables than ``BUDGET``.
            OutOfBudget: the deadline has passed.
        """
        if monotonic() > self.deadline:
            raise OutOfBudget("its time ended")
        if tick * len(self.system.keys) > BUDGET:
            raise BudgetError(f"the states of {tick:,} ticks pass {BUDGET:,} variables")
        while len(frames) <= tick:
            frames.append(self.system.after(frames[-1], len(frames)))
        return frames[: tick + 1]

    def ask(self, values: list[Value]) -> Answer:
        """Put a question to Z3 within the budget.

        Raises:
            OutOfBudget: it was left undecided.
        """
        condition = both(values)
        if isinstance(condition, bool):
            return Answer("sat" if condition else "unsat", frozenset(), "", 0)
        answer = ask([condition], self.system.context, self._rlimit - self._spent)
        self._spent = max(self._spent, answer.spent)
        if answer.status == "unknown" or self._spent >= self._rlimit:
            raise OutOfBudget(answer.reason or f"the budget of {budget(self._rlimit)} ended")
        return answer


def refuted(problem: Problem, inputs: Inputs, kind: str, method: str) -> Verdict:
    """Return the verdict "refuted", its run replayed on the reference meaning.

    Args:
        kind: what the run is, as in "a shortest run".
    """
    evidence = trace(problem, quieten(problem, inputs))
    return Verdict(
        problem.text, "refuted",
        f"{kind} of {counted(evidence.steps, 'tick')} violates it at t = {evidence.at}"
        " (replayed on the reference meaning)",
        method, evidence,
    )  # fmt: skip
