"""Decide a question for all time where no window does: cycles, and what never forgets.

In turn: simulated runs refute; bounded search refutes by a shortest run; k-induction proves, alone
and with an invariant guessed from simulated runs; Spacer looks for an invariant of its own.
"""

from collections.abc import Iterator
from typing import Final

import z3

from ..errors import BudgetError, counted
from ..formula.fold import postorder
from ..formula.kinds import UNBOUNDED, Kind
from ..smt.encode import Value, both, either, negate, same
from ..smt.facade import Answer, ask, budget
from . import spacer
from .guesses import Guess, guesses, regrouped, text
from .problem import Problem
from .replay import Inputs, quieten, random_refutation, trace
from .system import INPUT, Frame, System
from .verdict import Verdict

FIRST: Final = 4
"""How far k-induction goes before an invariant is sought."""

DEPTH: Final = 24
"""How far it goes with one, and how many ticks are searched for a refutation."""

SHORTEST: Final = 300
"""A simulated refutation is shortened by search if it has no more ticks."""


class AllTime:
    """One question, its states and its budget."""

    def __init__(self, problem: Problem, rlimit: int) -> None:
        self.problem = problem
        self.rlimit = rlimit
        self.spent = 0
        self.system = System(problem)
        self._from_start: list[Frame] = [self.system.start()]
        self._from_anywhere: list[Frame] = [self.system.anywhere()]
        self._clean = 0  # no run of fewer ticks refutes
        self._tried: list[str] = []

    def decide(self) -> Verdict:
        """Return the verdict; contradictory assumptions must have been refused."""
        try:
            seen = random_refutation(self.problem)
            if seen is not None:
                return self._shortened(seen)
            return self._decided()
        except (OutOfBudget, BudgetError) as error:
            return self.unknown(f"{self._so_far()}; {error}")

    def _decided(self) -> Verdict:
        verdicts = self._verdicts()
        first = next((verdict for verdict in verdicts if verdict is not None), None)
        return self.unknown(self._so_far()) if first is None else first

    def _verdicts(self) -> Iterator[Verdict | None]:
        """Yield what each means comes to, one after another."""
        for depth in range(FIRST):
            yield self._base(depth)
            yield self._step(depth, [])
        self._tried.append(f"k-induction to k = {FIRST - 1}")
        invariant = self._inductive(guesses(self.system))
        for depth in range(DEPTH):
            yield self._base(depth)
            yield self._step(depth, invariant)
        self._tried.append(
            f"k-induction to k = {DEPTH - 1} with {counted(len(invariant), 'guessed relation')}"
        )
        yield self._spacer()

    def _base(self, depth: int) -> Verdict | None:
        """Search the runs of ``depth`` + 1 ticks, if that was not done."""
        while self._clean <= depth:
            answer = self._ask([self._violated(self._clean)])
            if answer.status == "sat":
                return self._refute(self._inputs(answer, self._clean + 1), "a shortest run")
            self._clean += 1
        return None

    def _violated(self, tick: int) -> Value:
        frames = self._unrolled(self._from_start, tick)
        return both(
            [*map(self.system.assumed, frames), negate(frames[-1].holds(self.problem.claim))]
        )

    def _step(self, depth: int, invariant: list[Guess]) -> Verdict | None:
        """Try k-induction: ``depth`` ticks at which the claim holds, and one more."""
        frames = self._unrolled(self._from_anywhere, depth)
        claim = self.problem.claim
        question = [self.system.assumed(frame) for frame in frames]
        question += [frame.holds(claim) for frame in frames[:-1]]
        question += [guess.holds(frame.state) for frame in frames for guess in invariant]
        if self._ask([*question, negate(frames[-1].holds(claim))]).status == "sat":
            return None
        with_invariant = (
            f" and {counted(len(invariant), 'inductive relation')}" if invariant else ""
        )
        return self._proved(
            text(invariant), depth, "k-induction, Z3",
            f"from the start for {counted(depth, 'tick')}, then by induction over so many"
            f"{with_invariant}",
        )  # fmt: skip

    def _inductive(self, candidates: list[Guess]) -> list[Guess]:
        """Drop guesses until those left hold at the start and follow from themselves."""
        start, first = self._from_start[0], self._from_anywhere[0]
        second = self._unrolled(self._from_anywhere, 1)[1]
        begin = [self.system.assumed(start)]
        candidates = self._kept(candidates, start, begin)
        while True:
            given = [self.system.assumed(first), self.system.assumed(second)]
            given += [guess.holds(first.state) for guess in candidates]
            left = self._kept(candidates, second, given, once=True)
            if len(left) == len(candidates):
                return left
            kept = set(left)
            others = regrouped(guess for guess in candidates if guess not in kept)
            candidates = left + self._kept(others, start, begin)

    def _kept(
        self, candidates: list[Guess], frame: Frame, given: list[Value], *, once: bool = False
    ) -> list[Guess]:
        """Drop the guesses that some state refutes, or those that one such state does."""
        while candidates:
            fails = [negate(guess.holds(frame.state)) for guess in candidates]
            flags = [z3.Bool(f"drop{k}", self.system.context) for k in range(len(fails))]
            named = [same(flag, fail) for flag, fail in zip(flags, fails, strict=True)]
            answer = self._ask([*given, *named, either(list(flags))])
            if answer.status == "unsat":
                return candidates
            candidates = [
                guess for k, guess in enumerate(candidates) if f"drop{k}" not in answer.true
            ]
            if once:
                return candidates
        return candidates

    def _spacer(self) -> Verdict | None:
        found = spacer.search(self.system)
        if found.status != "sat":
            why = found.reason or "Spacer says that a run refutes it, but none so short was found"
            self._tried.append(why)
            return None
        if self._ask([spacer.fails(self.system, found.invariant)]).status == "sat":
            self._tried.append("Spacer's invariant is none")  # Z3 has had wrong models
            return None
        invariant = spacer.labelled(self.system, found.invariant)
        return self._proved(invariant, 0, "Spacer, Z3", "by an invariant that Spacer found")

    # --- refutations

    def _shortened(self, seen: Inputs) -> Verdict:
        found = len(seen)
        try:
            if found <= SHORTEST:
                shortest = self._base(found - 1)
                return self._refute(seen, "a run") if shortest is None else shortest
        except (OutOfBudget, BudgetError):
            pass
        return self._refute(seen, "a simulated run, perhaps not the shortest,")

    def _refute(self, inputs: Inputs, kind: str) -> Verdict:
        evidence = trace(self.problem, quieten(self.problem, inputs))
        return Verdict(
            self.problem.text, "refuted",
            f"{kind} of {counted(evidence.steps, 'tick')} violates it at t = {evidence.at}"
            " (replayed on the reference meaning)",
            "bounded search, Z3" if kind == "a shortest run" else "simulation", evidence,
        )  # fmt: skip

    def _inputs(self, answer: Answer, ticks: int) -> Inputs:
        inputs: Inputs = [set() for _ in range(ticks)]
        for name in answer.true:
            row, _, tick = name.removeprefix(INPUT).partition("@")
            if name.startswith(INPUT) and int(tick) < ticks:
                inputs[int(tick)].add(int(row))
        return inputs

    # --- answers

    def _endless(self) -> bool:
        """Say whether some run that the assumptions admit never ends: it returns to a state."""
        free = {form.name for form, _ in self.system.inputs}
        assumptions = self.problem.assumptions
        nodes = [node for form in assumptions for node in postorder(form)]
        looks_back = {Kind.S, Kind.ORIGIN, *UNBOUNDED} & {node.kind for node in nodes}
        if not looks_back and {name for form in assumptions for name in form.atoms} <= free:
            return True
        states = [key for key in self.system.keys if key not in self.system.inputs]
        for last in range(1, DEPTH):
            frames = self._unrolled(self._from_start, last)
            returns = either([
                both([same(frame.state[key], frames[last].state[key]) for key in states])
                for frame in frames[:last]
            ])  # fmt: skip
            if self._ask([*map(self.system.assumed, frames), returns]).status == "sat":
                return True
        return False

    def _proved(self, invariant: str, ticks: int, method: str, reason: str) -> Verdict:
        problem = self.problem
        if problem.assumptions and not self._endless():
            return self.unknown(
                f"{reason} it would be proved, but no endless run that the assumptions admit was"
                f" found to t = {DEPTH - 1}"
            )
        certificate = problem.certificate(invariant, ticks, method)
        return Verdict(problem.text, "proved", reason, method, certificate=certificate)

    def _so_far(self) -> str:
        tried = "".join(f"; {what}" for what in self._tried)
        return f"no run to t = {self._clean - 1} violates it{tried}"

    def unknown(self, reason: str) -> Verdict:
        """Return the verdict "unknown"."""
        return Verdict(self.problem.text, "unknown", reason, "k-induction and Spacer, Z3")

    def _unrolled(self, frames: list[Frame], tick: int) -> list[Frame]:
        while len(frames) <= tick:
            frames.append(self.system.after(frames[-1], len(frames)))
        return frames[: tick + 1]

    def _ask(self, values: list[Value]) -> Answer:
        condition = both(values)
        if isinstance(condition, bool):
            return Answer("sat" if condition else "unsat", frozenset(), "", 0)
        answer = ask([condition], self.system.context, self.rlimit - self.spent)
        self.spent = max(self.spent, answer.spent)
        if answer.status == "unknown" or self.spent >= self.rlimit:
            raise OutOfBudget(answer.reason or f"the budget of {budget(self.rlimit)} ended")
        return answer


class OutOfBudget(Exception):
    """The question was left undecided; its text says why."""
