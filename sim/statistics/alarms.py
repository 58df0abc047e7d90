"""The budget of false alarms: what all random checks together may err when all is well."""

from typing import Final

from ...formal.errors import InputError, nearest

TOTAL: Final = 1e-6
"""The probability that any check of the whole suite fails although nothing is wrong."""

SHARES: Final = {
    "claims": 0.8,
    "tests": 0.2,
}
"""How the total is split among groups of checks; a group splits its share evenly."""


def level(group: str, checks: int) -> float:
    """Return the confidence level for each of ``checks`` intervals of a group.

    Raises:
        InputError: an unknown group, or no checks.
    """
    if group not in SHARES:
        raise InputError("alarms", f"no group is called {group!r}", nearest(group, list(SHARES)))
    if checks < 1:
        raise InputError("alarms", f"{checks} checks", "count them: 1 or more")
    return 1 - TOTAL * SHARES[group] / checks
