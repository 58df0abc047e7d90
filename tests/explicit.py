"""Explore every state of a net and a formula, one by one: what holds at all times, and how soon."""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product

from psychon.formal.formula.expr import Formula
from psychon.formal.formula.fold import connective, postorder
from psychon.formal.formula.kinds import Kind
from psychon.formal.net.model import Net

Ticks = tuple[frozenset[str], ...]
Values = tuple[tuple[bool, ...], ...]
State = tuple[bool, Ticks, Values]


def subsets(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield all sets of some names."""
    known = list(names)
    return chain.from_iterable(combinations(known, k) for k in range(len(known) + 1))


class Explorer:
    """The states of a net beside some formulae; the first is the claim, the others assumed.

    Args:
        anywhere: begin with any firing at t = 0 and before, which synapses remember.
    """

    def __init__(
        self,
        net: Net,
        claim: Formula,
        assume: tuple[Formula, ...] = (),
        *,
        anywhere: bool = False,
    ) -> None:
        self.net = net
        self.anywhere = anywhere
        self.roots = [claim, *assume]
        found = (n for root in self.roots for n in postorder(root) if isinstance(n, Formula))
        self.nodes = list(dict.fromkeys(found))
        self.delays = max([s.delay for s in net.synapses], default=1)
        self.ticks = max([n.ticks for n in self.nodes], default=0) + 1

    def successors(self, state: State | None) -> Iterator[State]:
        """Yield the states that may follow; None is before the start."""
        if state is None and self.anywhere:
            sets = [frozenset(names) for names in subsets(self.net.names)]
            for past in product(sets, repeat=self.delays - 1):
                for now in subsets(self.net.neurons):
                    yield from self._after(None, past, set(now))
            return
        past = state[1] if state else ()
        fired = [n for n in self.net.neurons if state and self._fires(n, past)]
        yield from self._after(state, past, set(fired) if state else set(self.net.initial))

    def _after(self, state: State | None, past: Ticks, now: set[str]) -> Iterator[State]:
        for chosen in product((False, True), repeat=len(self.net.afferents)):
            free = {a for a, on in zip(self.net.afferents, chosen, strict=True) if on}
            firing = frozenset(now | free)
            values = self._values(firing, state)
            if all(values[root] for root in self.roots[1:]):
                history = (firing, *past)[: self.delays]
                kept = (tuple(values[n] for n in self.nodes), *(state[2] if state else ()))
                yield True, history, kept[: self.ticks]

    def _fires(self, name: str, past: Ticks) -> bool:
        total = 0
        for synapse in self.net.incoming(name):
            if synapse.delay <= len(past) and synapse.source in past[synapse.delay - 1]:
                if synapse.weight is None:
                    return False
                total += synapse.weight
        return total >= (self.net.threshold(name) or 0)

    def _values(self, firing: frozenset[str], state: State | None) -> dict[Formula, bool]:
        place = {node: k for k, node in enumerate(self.nodes)}
        old: Values = state[2] if state else ()
        now: dict[Formula, bool] = {}
        for node in self.nodes:
            args = [now[arg] for arg in node.args if isinstance(arg, Formula)]
            kind = node.kind
            before = bool(old) and old[0][place[node]]
            if kind is Kind.ATOM:
                value = node.name in firing
            elif kind is Kind.S:
                ago = node.ticks
                value = (
                    args[0] if not ago else len(old) >= ago and old[ago - 1][place[node.args[0]]]
                )
            elif kind is Kind.ONCE:
                value = args[0] or before
            elif kind is Kind.HISTORICALLY:
                value = args[0] and (before or not state)
            elif kind is Kind.SINCE:
                value = args[1] or (args[0] and before)
            elif kind is Kind.ORIGIN:
                value = not state
            elif kind in (Kind.TRUE, Kind.FALSE):
                value = kind is Kind.TRUE
            else:
                value = connective(kind, args)
            now[node] = value
        return now

    def refuted_after(self, most: int = 10**6) -> int | None:
        """Return how many ticks the shortest run against the claim has; None if there is none.

        Raises:
            OverflowError: there are more states than ``most``.
        """
        claim = self.nodes.index(self.roots[0])
        layer: list[State | None] = [None]
        seen: set[State] = set()
        ticks = 0
        while layer:
            ticks += 1
            following: list[State | None] = []
            for state in layer:
                for after in self.successors(state):
                    if after not in seen:
                        seen.add(after)
                        following.append(after)
                        if not after[2][0][claim]:
                            return ticks
            if len(seen) > most:
                raise OverflowError
            layer = following
        return None
