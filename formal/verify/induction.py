"""k-induction, alone and with relations guessed from simulated runs."""

from collections.abc import Iterator
from typing import Final

import z3

from ..errors import BudgetError, counted
from ..smt.encode import Value, either, negate, same
from .guesses import Guess, guesses, regrouped, text
from .search import OutOfBudget, Search
from .system import Frame
from .verdict import Verdict

FIRST: Final = 4
"""How far k-induction goes before an invariant is sought."""

DEPTH: Final = 24
"""How far it goes with one, and how many ticks are searched for a refutation."""


class Induction(Search):
    """One question, to be decided by k-induction and the searches that this needs."""

    method = "k-induction, Z3"

    exhausted = False
    """Whether all was tried, so that more budget would not help."""

    def decide(self) -> Verdict:
        """Return the verdict."""
        self._tried: list[str] = []
        try:
            for verdict in self._verdicts():
                if verdict is not None:
                    return verdict
            self.exhausted = True
            return self.unknown("; ".join([self.so_far, *self._tried]))
        except (OutOfBudget, BudgetError) as error:
            return self.unknown("; ".join([self.so_far, *self._tried, str(error)]))

    def _verdicts(self) -> Iterator[Verdict | None]:
        for depth in range(FIRST):
            yield self.base(depth)
            yield self._step(depth, [])
        self._tried.append(f"k-induction to k = {FIRST - 1}")
        invariant = self._inductive(guesses(self.system))
        for depth in range(DEPTH):
            yield self.base(depth)
            yield self._step(depth, invariant)
        self._tried.append(
            f"k-induction to k = {DEPTH - 1} with {counted(len(invariant), 'guessed relation')}"
        )

    def _step(self, depth: int, invariant: list[Guess]) -> Verdict | None:
        """Try k-induction: ``depth`` ticks at which the claim holds, and one more."""
        frames = self.unrolled(self._from_anywhere, depth)
        claim = self.problem.claim
        question = [self.system.assumed(frame) for frame in frames]
        question += [frame.holds(claim) for frame in frames[:-1]]
        question += [guess.holds(frame.state) for frame in frames for guess in invariant]
        if self.ask([*question, negate(frames[-1].holds(claim))]).status == "sat":
            return None
        how = [f"from {counted(len(invariant), 'inductive relation')}"] if invariant else []
        if depth:
            how.append(f"by induction, from {counted(depth, 'tick')} to the next")
        reason = ", ".join(how) or "in every state"
        return self.proved(text(invariant), depth, self.method, f"it holds {reason}")

    def _inductive(self, candidates: list[Guess]) -> list[Guess]:
        """Drop guesses until those left hold at the start and follow from themselves."""
        start, first = self._from_start[0], self._from_anywhere[0]
        second = self.unrolled(self._from_anywhere, 1)[1]
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
            answer = self.ask([*given, *named, either(list(flags))])
            if answer.status == "unsat":
                return candidates
            candidates = [
                guess for k, guess in enumerate(candidates) if f"drop{k}" not in answer.true
            ]
            if once:
                return candidates
        return candidates
