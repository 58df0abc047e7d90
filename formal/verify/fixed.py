"""Fixed points of closed nets, of any size, by Z3."""

from collections.abc import Collection
from dataclasses import dataclass

import z3

from ..net.model import Net
from ..smt.encode import Value, both, either, negate, reaches, same
from ..smt.facade import DEFAULT_RLIMIT, ask


@dataclass(frozen=True)
class FixedPoints:
    """States that follow themselves.

    Args:
        states: what fires in each.
        complete: whether there are no others.
        reason: why it is not known whether there are; empty if it is.
    """

    states: tuple[frozenset[str], ...]
    complete: bool
    reason: str


def fixed_points(
    net: Net, always: Collection[str], most: int = 1000, rlimit: int = DEFAULT_RLIMIT
) -> FixedPoints:
    """Return states of a closed net that follow themselves.

    Args:
        net: without afferents; delays do not matter where nothing changes.
        always: neurons that fire in every state, and are left out of it.
        most: no more are sought.
        rlimit: Z3's resource units that each may take.
    """
    context = z3.Context()
    fires: dict[str, Value] = {name: z3.Bool(name, context) for name in net.neurons}
    fires |= dict.fromkeys(always, True)
    rules = [_stays(net, name, fires) for name in net.neurons if name not in always]
    free = [name for name in net.neurons if name not in always]
    found: list[frozenset[str]] = []
    while len(found) < most:
        terms = (z3.BoolVal(r, context) if isinstance(r, bool) else r for r in rules)
        answer = ask(terms, context, rlimit)
        if answer.status == "unsat":
            return FixedPoints(tuple(found), True, "")
        if answer.status == "unknown":
            return FixedPoints(tuple(found), False, answer.reason or f"{rlimit:,} units were spent")
        state = answer.true & frozenset(free)
        found.append(state)
        rules.append(either([negate(fires[n]) if n in state else fires[n] for n in free]))
    return FixedPoints(tuple(found), False, f"no more than {most} were sought")


def _stays(net: Net, name: str, fires: dict[str, Value]) -> Value:
    """Return whether a neuron fires iff what fires makes it fire."""
    incoming = net.incoming(name)
    weighted = [(fires[s.source], s.weight) for s in incoming if s.weight is not None]
    vetoes = [negate(fires[s.source]) for s in incoming if s.weight is None]
    return same(fires[name], both([reaches(net.threshold(name) or 1, weighted), *vetoes]))
