"""The arc lemma on one cycle, looked at whole: a statement, its reason, and its mutants."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import ClassVar

from ...derivation.mutants import Change, changes
from ...derivation.statements import Cases
from ...derivation.step import Context, Outcome, Reason, Step, unfit
from ...reasons.cases import Enumeration


@dataclass(frozen=True)
class Arcs:
    """Among any more than ``most`` of n positions on a cycle some k + 1 keep the distance r.

    That is, they are pairwise at least r apart, either way round.
    """

    n: int
    k: int
    r: int
    most: int
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        return (
            f"among any {self.most + 1} of {self.n} positions on a cycle some {self.k + 1} are"
            f" pairwise {self.r} or more apart"
        )


@dataclass(frozen=True)
class Exhaustion(Reason):
    """Decides ``Arcs`` by looking at every set of positions."""

    name: ClassVar[str] = "cases"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Look for a large set without so many far positions."""
        said = step.statement
        if not isinstance(said, Arcs):
            return unfit(step)
        found = largest(said.n, said.k, said.r)
        if len(found) > said.most:
            return Outcome("refuted", f"not among {found}", "model")
        return Outcome("proved", f"all 2^{said.n} sets looked at", "proof")


@lru_cache(None)
def largest(n: int, k: int, r: int) -> tuple[int, ...]:
    """Return a largest set of positions without k + 1 that are pairwise r or more apart."""
    far = [
        sum(1 << a for a in group)
        for group in combinations(range(n), k + 1)
        if all(min(b - a, n - b + a) >= r for a, b in combinations(group, 2))
    ]
    good = (mask for mask in range(1 << n) if not any(group & ~mask == 0 for group in far))
    best = max(good, key=int.bit_count)
    return tuple(a for a in range(n) if best >> a & 1)


@changes.register
def _(statement: Arcs) -> Iterator[Change]:
    fewer = replace(statement, most=statement.most - 1)
    yield Change(f"{fewer}", fewer, "implied")
    wider = replace(statement, r=statement.r + 1)
    yield Change(f"{wider}", wider, "implied")
    more = replace(statement, k=statement.k + 1)
    yield Change(f"{more}", more, "implied")


def small(longest: int) -> Step:
    """Return the step that looks at all cycles up to a length on which the lemma speaks."""
    cases = tuple(
        Step(f"n-{n}-k-{k}-r-{r}", Arcs(n, k, r, k * r), Exhaustion())
        for n in range(2, longest + 1)
        for k in range(1, n)
        for r in range(1, n // (k + 1) + 1)
    )
    return Step("small", Cases(f"cycles of up to {longest} positions", cases), Enumeration())
