"""A claim: a statement, the status its file declares, and how it is derived and tested."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from ...formal.errors import InputError
from .experiment import Experiment
from .figure import Figure
from .statements import Cases, abbreviations
from .step import Status, Step

Derive = Callable[[], Iterable[Step]]
"""Makes the steps of a derivation."""


@dataclass(frozen=True)
class Claim:
    """What is claimed; only the checker says what it is worth.

    Args:
        id: words of small letters and digits, joined by hyphens.
        statement: in words, with its whole scope.
        status: what the checker must come to.
        source: where the statement comes from.
        derive: makes the steps; called once, when they are first needed.
        experiments: what is measured beside the derivation.
        notes: findings and limits that a reader must know.
        figures: what its page draws.
    """

    id: str
    title: str
    statement: str
    status: Status
    source: str
    derive: Derive
    experiments: tuple[Experiment, ...] = ()
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        place = f"claim {self.id!r:.80}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.id):
            raise InputError(place, "its id is no words joined by hyphens", "write e.g. figure-1a")
        for field in ("title", "statement", "source"):
            if not getattr(self, field).strip():
                raise InputError(place, f"its {field} is empty", "write it")
        if self.status not in get_args(Status):
            raise InputError(
                place, f"its status is {self.status!r}", f"use {', '.join(get_args(Status))}"
            )
        repeated_id([experiment.id for experiment in self.experiments], f"{place}: experiments")
        repeated_id([figure.id for figure in self.figures], f"{place}: figures")

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of its derivation.

        Raises:
            InputError: two steps, or two cases of one, share an id, or two abbreviations a name.
        """
        steps = tuple(self.derive())
        repeated_id([step.id for step in steps], f"claim {self.id!r}: steps")
        for step in steps:
            if isinstance(step.statement, Cases):
                inner = [case.id for case in step.statement.cases]
                repeated_id(inner, f"claim {self.id!r}: step {step.id!r}: cases")
        self._tell_apart(steps)
        return steps

    def _tell_apart(self, steps: tuple[Step, ...]) -> None:
        """Refuse two abbreviations of one name."""
        bodies: dict[str, object] = {}
        for place, leaf in (found for step in steps for found in leaves_of(step)):
            for symbol in abbreviations(leaf.statement):
                if bodies.setdefault(symbol.name, symbol.body) != symbol.body:
                    raise InputError(
                        f"claim {self.id!r}: step {place!r}",
                        f"{symbol} abbreviates {symbol.body}, and {bodies[symbol.name]} before",
                        "rename one of the two",
                    )

    @cached_property
    def uses(self) -> tuple[str, ...]:
        """The ids of the claims that its steps rely on."""
        leaves = (leaf for step in self.steps for _, leaf in leaves_of(step))
        return tuple(dict.fromkeys(name for leaf in leaves for name in leaf.reason.uses))


def leaves_of(step: Step) -> Iterator[tuple[str, Step]]:
    """Yield (place, step) for the step itself, or for each of its cases."""
    if isinstance(step.statement, Cases):
        for case in step.statement.cases:
            for place, leaf in leaves_of(case):
                yield f"{step.id}/{place}", leaf
    else:
        yield step.id, step


def repeated_id(ids: list[str], place: str) -> None:
    """Refuse ids of which two are equal.

    Raises:
        InputError: naming the first that is repeated.
    """
    for k, name in enumerate(ids):
        if name in ids[:k]:
            raise InputError(place, f"two are called {name!r}", "rename one")
