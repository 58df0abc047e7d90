"""Reasons that take something over: definitions, citations, other claims. They are listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..derivation.chance import Defined
from ..derivation.statements import Let, Valid, Words
from ..derivation.step import Context, Outcome, Reason, Step, unfit
from ..derivation.terms import symbols_of


@dataclass(frozen=True)
class Definition(Reason):
    """Introduces a symbol: it must be new, and its body must not speak of it."""

    name: ClassVar[str] = "definition"
    given: ClassVar[bool] = True

    def decide(self, step: Step, context: Context) -> Outcome:
        """Check that nothing was said of the symbol before."""
        said = step.statement
        if not isinstance(said, Let):
            return unfit(step)
        if isinstance(said.symbol, Defined) and said.symbol.body != said.body:
            return Outcome("unknown", f"{said.symbol} abbreviates {said.symbol.body}")
        # a reader tells symbols apart by name alone
        if said.symbol.name in map(str, said.body.free_symbols):
            return Outcome("unknown", f"the body speaks of {said.symbol} itself")
        for place, settled in context.before.items():
            earlier = settled.step.statement
            known: list[object] = []
            if isinstance(earlier, Let):
                known = [earlier.symbol, *earlier.body.free_symbols]
            elif isinstance(earlier, Valid):
                known = list(symbols_of((*earlier.hypotheses, earlier.conclusion)))
            if said.symbol.name in map(str, known):
                return Outcome("unknown", f"step {place!r} speaks of {said.symbol} before")
        return Outcome("proved", "no step before it speaks of what it names")


def definitions(*symbols: Defined) -> Iterator[Step]:
    """Yield a step for each abbreviation."""
    for symbol in symbols:
        yield Step(symbol.name, Let(symbol, symbol.body), Definition())


@dataclass(frozen=True)
class Cited(Reason):
    """Takes a sentence from the literature; nothing here decides it.

    Args:
        source: where it is proved.
    """

    source: str
    name: ClassVar[str] = "cited"
    given: ClassVar[bool] = True

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Name the source."""
        if not isinstance(step.statement, Words) or not self.source.strip():
            return unfit(step)
        return Outcome("cited", self.source)


@dataclass(frozen=True)
class Lemma(Reason):
    """Takes a step of another claim.

    Args:
        claim: the id of that claim.
        step: the id of its step, which must say the same.
    """

    claim: str
    step: str
    name: ClassVar[str] = "lemma"
    given: ClassVar[bool] = True

    @property
    def uses(self) -> tuple[str, ...]:
        """The claim it is taken from."""
        return (self.claim,)

    def decide(self, step: Step, context: Context) -> Outcome:
        """Look the step up in the claim as it was checked."""
        known = context.claims.get(self.claim)
        if known is None:
            return Outcome("unknown", f"claim {self.claim!r} was not checked")
        settled = {one.step.id: one for one in known.steps}.get(self.step)
        if settled is None:
            return Outcome("unknown", f"claim {self.claim!r} has no step {self.step!r}")
        if settled.step.statement != step.statement:
            return Outcome("unknown", f"{self.claim}: {self.step} says {settled.step.statement}")
        if known.status == "refuted" or settled.outcome.status == "refuted":
            return Outcome("unknown", f"claim {self.claim!r} is refuted")
        return Outcome(known.status, f"claim {self.claim!r} is {known.status}")


@dataclass(frozen=True)
class Axiom(Reason):
    """Takes a sentence that this derivation does not reduce further; reports print it as such.

    Args:
        why: on what grounds.
    """

    why: str
    name: ClassVar[str] = "axiom"
    given: ClassVar[bool] = True

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Name the grounds."""
        if not isinstance(step.statement, Words) or not self.why.strip():
            return unfit(step)
        return Outcome("proved", f"taken as an axiom: {self.why}")


@dataclass(frozen=True)
class Conjectured(Reason):
    """Takes a sentence that is tested and not proved; what rests on it is a conjecture.

    Args:
        evidence: what speaks for it.
    """

    evidence: str
    name: ClassVar[str] = "conjecture"
    given: ClassVar[bool] = True

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Name the evidence."""
        if not isinstance(step.statement, Words) or not self.evidence.strip():
            return unfit(step)
        return Outcome("conjecture", self.evidence)
