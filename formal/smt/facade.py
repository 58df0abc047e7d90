"""Z3 for nets and formulae: contexts of our own, budgets as rlimits, Ctrl-C passed on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import z3

DEFAULT_RLIMIT: Final = 10_000_000
"""Z3's resource units that one question may take; they repeat exactly, seconds do not."""

MEMORY_MB: Final = 4096
"""What Z3 may take in all, in MiB."""

UNITS_PER_SECOND: Final = 300_000
"""What a core spends in a second at the least, for the words beside a budget: pigeonholes took
240,000, sums with large weights 900,000 to 1,500,000 (Z3 5.4)."""

z3.set_param("memory_max_size", MEMORY_MB)


@dataclass(frozen=True)
class Answer:
    """What Z3 says of one question.

    Args:
        status: "sat", "unsat", or "unknown".
        true: names of the Boolean variables that the model makes true; empty unless sat.
        reason: why it is unknown; empty if the budget ended.
        spent: resource units that the context's questions have taken so far.
    """

    status: Literal["sat", "unsat", "unknown"]
    true: frozenset[str]
    reason: str
    spent: int


def ask(
    constraints: Iterable[z3.BoolRef], context: z3.Context, rlimit: int = DEFAULT_RLIMIT
) -> Answer:
    """Decide whether quantifier-free Boolean constraints can hold together.

    Each question gets a fresh solver: a used one may answer otherwise.

    Args:
        context: the context the constraints were made in; one thread's alone.
        rlimit: resource units allowed.

    Raises:
        KeyboardInterrupt: Ctrl-C during the search.
    """
    solver = z3.SolverFor("QF_FD", ctx=context)
    solver.set("rlimit", max(1, rlimit))
    try:
        solver.add(*constraints)
        result = solver.check()
    except z3.Z3Exception as error:
        return Answer("unknown", frozenset(), f"Z3: {_text(error)}", _spent(solver))
    spent = _spent(solver)
    if result == z3.unsat:
        return Answer("unsat", frozenset(), "", spent)
    if result == z3.sat:
        model = solver.model()
        true = frozenset(str(d.name()) for d in model.decls() if z3.is_true(model[d]))
        return Answer("sat", true, "", spent)
    reason = solver.reason_unknown()
    if "interrupted" in reason:
        raise KeyboardInterrupt
    if "canceled" in reason or "resource" in reason:
        reason = ""
    return Answer("unknown", frozenset(), reason, spent)


def seconds(rlimit: int) -> int:
    """Return how many seconds a budget lasts at the most, about."""
    return max(1, round(rlimit / UNITS_PER_SECOND))


def budget(rlimit: int) -> str:
    """Write a budget in words."""
    return f"{rlimit:,} resource units (at most about {seconds(rlimit)} s)"


def _spent(solver: z3.Solver) -> int:
    statistics = solver.statistics()
    known = dict(zip(statistics.keys(), range(len(statistics)), strict=True))
    return int(statistics.get_key_value("rlimit count")) if "rlimit count" in known else 0


def _text(error: z3.Z3Exception) -> str:
    return str(error.value.decode() if isinstance(error.value, bytes) else error.value)
