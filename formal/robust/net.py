"""The fewest flips of a run's inputs that make a neuron do otherwise at its last tick."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import z3

from ..errors import Disagreement, InputError, NetError, UnknownNameError, counted, nearest
from ..net.model import Net
from ..net.program import Program
from ..net.tick import run
from ..smt.encode import Unrolling
from ..smt.facade import DEFAULT_RLIMIT, ask, budget

Status = Literal["turned", "never", "unknown"]


class Flip(NamedTuple):
    """One input changed.

    Args:
        fires: whether the afferent fires at that tick after the change.
    """

    afferent: str
    tick: int
    fires: bool


@dataclass(frozen=True)
class Robustness:
    """How many flips a neuron withstands in one run.

    Args:
        neuron, tick: what is looked at, at the last tick of the run.
        fires: whether it fires there before any flip.
        status: "turned" by ``flips``, the fewest that do; "never", whatever the inputs; "unknown".
        flips: a smallest set of flips.
        withstood: it is proved that so many flips, and any fewer, change nothing.
        reason: in words.
        before, after: what fires at each tick, without and with the flips.
    """

    neuron: str
    tick: int
    fires: bool
    status: Status
    flips: tuple[Flip, ...]
    withstood: int
    reason: str
    before: tuple[frozenset[str], ...]
    after: tuple[frozenset[str], ...]

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {
            "neuron": self.neuron,
            "tick": self.tick,
            "fires": self.fires,
            "status": self.status,
            "flips": None if self.status != "turned" else len(self.flips),
            "changes": [flip._asdict() for flip in self.flips],
            "withstood": self.withstood,
            "reason": self.reason,
        }


def robustness(
    net: Net,
    neuron: str,
    steps: int,
    fires: Mapping[str, Iterable[int]] | None = None,
    *,
    rlimit: int = DEFAULT_RLIMIT,
) -> Robustness:
    """Return the fewest flips of afferents that change what ``neuron`` does at tick steps - 1.

    A flip makes an afferent fire at one tick where it did not, or not fire where it did. The bound
    on their number rises from 1: Z3 proves that so many do not suffice, until a set is found,
    which is replayed on the reference meaning.

    Args:
        steps: the run has ticks 0..steps-1.
        fires: by afferent, the ticks at which it fires; the others are silent.
        rlimit: Z3's resource units that each bound may take.

    Raises:
        InputError: a name the net does not have, a neuron that is driven, a tick outside the run.
        BudgetError: the net unrolled over the run is too large.
        Disagreement: the flips found do not do what Z3 says.
    """
    if neuron not in net.neurons:
        if neuron in net:
            raise NetError("neuron", f"{neuron!r} is an afferent", f"ask {_some(net.neurons)}")
        raise UnknownNameError(
            "neuron", f"no neuron is called {neuron!r:.80}", nearest(neuron, net.neurons)
        )
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        raise InputError("steps", f"it is {steps!r:.80}", "give a whole number from 1 on")
    given = _inputs(net, steps, fires or {})
    tick, before = steps - 1, tuple(run(net, given))
    fired = neuron in before[tick]
    rows = {name: row for row, name in enumerate(net.names)}
    reached = sorted(_reached(net.program, rows[neuron], tick))
    unrolling = Unrolling(net.program, rows)
    inputs = {place: unrolling.constraint(unrolling.fires(*place)) for place in reached}
    after = unrolling.constraint(unrolling.fires(rows[neuron], tick))
    # from here on a variable says whether its input is flipped
    turned = [v for (row, t), v in inputs.items() if net.names[row] in given[t]]
    after = z3.substitute(after, [(variable, z3.Not(variable)) for variable in turned])
    other = z3.Not(after) if fired else after

    def answer(status: Status, chosen: tuple[Flip, ...], withstood: int, why: str) -> Robustness:
        changed = [set(now) for now in given]
        for afferent, at, _ in chosen:
            changed[at] ^= {afferent}
        then = tuple(run(net, changed))
        if chosen and (neuron in then[tick]) is fired:
            raise Disagreement(f"flips that turn {neuron} do not when replayed: {chosen}")
        return Robustness(neuron, tick, fired, status, chosen, withstood, why, before, then)

    never = f"no inputs change it: {counted(len(reached), 'input')} can matter; Z3"
    first = ask([other], unrolling.context, rlimit)
    if first.status == "unsat":
        return answer("never", (), len(reached), never)
    for most in range(1, len(reached) + 1):
        few = z3.PbLe([(variable, 1) for variable in inputs.values()], most)
        found = ask([other, few], unrolling.context, rlimit)
        if found.status == "unknown":
            why = found.reason or f"the budget of {budget(rlimit)} ended"
            return answer("unknown", (), most - 1, why)
        if found.status == "sat":
            chosen = tuple(
                Flip(net.names[row], t, net.names[row] not in given[t])
                for row, t in sorted(reached, key=lambda place: (place[1], place[0]))
                if f"{row}@{t}" in found.true
            )
            if len(chosen) != most:
                raise Disagreement(f"Z3 finds {len(chosen)} flips where {most} are the fewest")
            return answer("turned", chosen, most - 1, "fewer do not: a rising bound, Z3; replayed")
    return answer("never", (), len(reached), never)


def _some(names: Iterable[str]) -> str:
    return ", ".join(list(names)[:8])


def _inputs(net: Net, steps: int, fires: Mapping[str, Iterable[int]]) -> list[set[str]]:
    given: list[set[str]] = [set() for _ in range(steps)]
    for name, ticks in fires.items():
        if name not in net.afferents:
            problem = f"no afferent is called {name!r:.80}"
            raise UnknownNameError("fires", problem, nearest(name, net.afferents))
        for t in ticks:
            if isinstance(t, bool) or not isinstance(t, int) or not 0 <= t < steps:
                fix = f"give ticks from 0 to {steps - 1}"
                raise InputError(f"fires[{name}]", f"tick {t!r:.80}", fix)
            given[t].add(name)
    return given


def _reached(program: Program, row: int, tick: int) -> set[tuple[int, int]]:
    """Return the inputs (row, tick) that synapses lead from to a neuron at a tick."""
    seen, stack, found = {(row, tick)}, [(row, tick)], set()
    while stack:
        at, t = stack.pop()
        if not program.thresholds[at]:
            found.add((at, t))
            continue
        for source, _, delay in program.incoming(at) if t else ():
            if delay <= t and (source, t - delay) not in seen:
                seen.add((source, t - delay))
                stack.append((source, t - delay))
    return found
