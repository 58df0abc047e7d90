"""The budget of false alarms: what all random checks together may err when all is well."""

from typing import Final, NamedTuple

import numpy as np

from ...formal.errors import InputError, nearest
from ..arguments import shown

TOTAL: Final = 1e-6
"""The probability that any check of the whole suite fails although nothing is wrong."""

SHARES: Final = {
    "claims": 0.8,
    "tests": 0.15,
    "standard errors": 0.05,
}
"""How the total is split among groups of checks; a group splits its share evenly."""

CHECKS: Final = {
    "claims": 1000,
    "tests": 100,
    "standard errors": 19_000,
}
"""How many checks each group may have; claims count their experiments and split evenly."""

SIGMAS: Final = 7
"""How many standard errors a mean of many independent bits may be off: once in 4e11."""


class Line(NamedTuple):
    """One group in the budget.

    Args:
        checks: how many it may have at most.
        each: the probability that one of them fails although all is well.
    """

    group: str
    checks: int
    each: float

    @property
    def all(self) -> float:
        """The probability that any of them does, at most."""
        return self.checks * self.each


def budget() -> list[Line]:
    """Return what each group may spend; together no more than ``TOTAL``."""
    return [Line(group, CHECKS[group], TOTAL * SHARES[group] / CHECKS[group]) for group in SHARES]


def level(group: str, checks: int | None = None) -> float:
    """Return the confidence level for each interval of a group.

    Args:
        checks: how many the group has; what it may have by default.

    Raises:
        InputError: an unknown group, or no checks, or more than it may have.
    """
    if not isinstance(group, str) or group not in SHARES:
        problem = f"no group is called {shown(group)}"
        raise InputError("alarms", problem, nearest(shown(group), list(SHARES)))
    count = CHECKS[group] if checks is None else checks
    if not isinstance(count, int | np.integer) or not 1 <= count <= CHECKS[group]:
        fix = f"count them: 1 to {CHECKS[group]}"
        raise InputError("alarms", f"{shown(count)} checks", fix)
    return 1 - TOTAL * SHARES[group] / count
