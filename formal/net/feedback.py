"""Minimum feedback vertex sets: the fewest vertices that meet every cycle.

Branch and bound on each strongly connected component, with sets of vertices as big integers.
Vertices that a smallest set may be assumed to hold, or to leave out, are settled before each
branching; disjoint cycles bound its size from below, and the bound is raised by one until a set of
that size is found.

Source: the reductions are those of Levy & Low, J. Algorithms 9:470 (1988), and Lin & Jou, IEEE
Trans. CAD 19:295 (2000).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Final

BUDGET: Final = 300_000
"""How many vertices the search may look at in all; some 10 seconds."""

FEW: Final = 8
"""So many vertices of a set are replaced at once by fewer."""

ROUNDS: Final = 30
"""So many attempts in a row have to fail."""

SEARCHED: Final = 2_000
"""Vertices of a component above which a search is not tried."""


def feedback(sources: Sequence[Iterable[int]], budget: int = BUDGET) -> tuple[int, list[int]]:
    """Return how many vertices are needed to meet every cycle, at the least, and some that do.

    The second holds as many as the first says wherever the budget sufficed.

    Args:
        sources: of each vertex, numbered from 0.
        budget: how many vertices the search may look at in all.
    """
    targets: list[list[int]] = [[] for _ in sources]
    for vertex, before in enumerate(sources):
        for source in set(before):
            targets[source].append(vertex)
    low, chosen = 0, []
    search = _Search(budget)
    parts = [part for part in components(range(len(targets)), targets.__getitem__)
             if len(part) > 1 or part[0] in targets[part[0]]]  # fmt: skip
    for part in sorted(parts, key=len):
        if len(part) > SEARCHED:
            low += 1
            chosen += _turned(part, targets)
            continue
        local = {vertex: k for k, vertex in enumerate(part)}
        graph = _Graph({}, {})
        for k, vertex in enumerate(part):
            graph.targets[k] = sum(1 << local[t] for t in targets[vertex] if t in local)
            graph.sources[k] = 0
        for k, mask in graph.targets.items():
            for target in _members(mask):
                graph.sources[target] |= 1 << k
        least, some = search.smallest(graph)
        low += least
        chosen += [part[k] for k in some]
    return low, sorted(chosen)


def _turned(part: list[int], targets: Sequence[Sequence[int]]) -> list[int]:
    """Return the vertices of a component to which a depth-first search comes back on its path."""
    inside, done, back = set(part), set(), set()
    on_path = {part[0]}
    path = [(part[0], iter(targets[part[0]]))]
    while path:
        vertex, following = path[-1]
        for target in following:
            if target in on_path:
                back.add(target)
            elif target in inside and target not in done:
                on_path.add(target)
                path.append((target, iter(targets[target])))
                break
        else:
            done.add(vertex)
            on_path.remove(vertex)
            path.pop()
    return list(back)


class _Spent(Exception):
    """The budget ended."""


class _Search:
    """Branch and bound under one budget."""

    def __init__(self, budget: int) -> None:
        self.left = budget

    def smallest(self, graph: "_Graph") -> tuple[int, list[int]]:
        """Return a lower bound and a set; of the same size unless the budget ends."""
        taken = graph.settle(graph.all)
        low, some = graph.disjoint_cycles(), graph.greedy()
        try:
            if low < len(some):
                some = self._improved(graph, some)
            while low < len(some):
                found = self._within(graph.copy(), 0, low)
                if found is not None:
                    some = found
                else:
                    low += 1
        except _Spent:
            pass
        return len(taken) + low, taken + some

    def _improved(self, graph: "_Graph", some: list[int]) -> list[int]:
        """Replace a few vertices of a set by fewer, where a search finds such."""
        chance = Random(0)
        rounds = ROUNDS
        while rounds:
            rounds -= 1
            chance.shuffle(some)
            part, rest = some[:FEW], some[FEW:]
            left, changed = graph.copy(), 0
            for vertex in rest:
                changed |= left.remove(vertex)
            found = self._within(left, changed, len(part) - 1)
            if found is not None:
                some, rounds = rest + found, ROUNDS
        return some

    def _within(self, graph: "_Graph", changed: int, room: int) -> list[int] | None:
        """Return a set of at most ``room`` vertices that meets every cycle; None if none does."""
        self.left -= len(graph.sources)
        if self.left < 0:
            raise _Spent
        taken = graph.settle(changed)
        room -= len(taken)
        if room < 0:
            return None
        parts = graph.components()
        bounds = [part.disjoint_cycles() for part in parts]
        for part, bound in zip(parts, bounds, strict=True):
            others = sum(bounds) - bound
            if others + bound > room:
                return None
            found = None
            # of several parts each must be as small as it can, for the others' sake
            for size in range(bound if len(parts) > 1 else room - others, room - others + 1):
                found = self._branch(part.copy(), size)
                if found is not None:
                    break
            if found is None:
                return None
            taken += found
            # what a part took above its bound the next ones lack
            room -= len(found) - bound
        return taken

    def _branch(self, graph: "_Graph", room: int) -> list[int] | None:
        """Take the vertex that is on most ways, or leave it in."""
        vertex = graph.busiest()
        kept = graph.copy()
        found = self._within(graph, graph.remove(vertex), room - 1)
        if found is not None:
            return [vertex, *found]
        # where it is left in, its partners in cycles of two must go
        partners = list(_members(kept.sources[vertex] & kept.targets[vertex]))
        changed = 0
        for partner in partners:
            changed |= kept.remove(partner)
        changed |= kept.bypass(vertex)
        found = self._within(kept, changed, room - len(partners))
        return None if found is None else partners + found


class _Graph:
    """Sources and targets of each vertex, as sets of bits; changed by what is done to it."""

    def __init__(self, sources: dict[int, int], targets: dict[int, int]) -> None:
        self.sources, self.targets = sources, targets

    def copy(self) -> "_Graph":
        return _Graph(self.sources.copy(), self.targets.copy())

    @property
    def all(self) -> int:
        return sum(1 << vertex for vertex in self.sources)

    def remove(self, vertex: int) -> int:
        """Remove a vertex; return its neighbours."""
        others = ~(1 << vertex)
        before, after = self.sources.pop(vertex) & others, self.targets.pop(vertex) & others
        for source in _members(before):
            self.targets[source] &= others
        for target in _members(after):
            self.sources[target] &= others
        return before | after

    def bypass(self, vertex: int) -> int:
        """Remove a vertex that is in no loop, and lead its sources to its targets."""
        others = ~(1 << vertex)
        before, after = self.sources.pop(vertex), self.targets.pop(vertex)
        for source in _members(before):
            self.targets[source] = self.targets[source] & others | after
        for target in _members(after):
            self.sources[target] = self.sources[target] & others | before
        return before | after

    def settle(self, changed: int) -> list[int]:
        """Reduce the graph by what holds of some smallest set; return what that set takes.

        Args:
            changed: the vertices to begin with.
        """
        taken: list[int] = []
        while changed:
            self._settle(changed, taken)
            changed = self._thin()
        return taken

    def _settle(self, changed: int, taken: list[int]) -> None:
        while changed:
            vertex = (changed & -changed).bit_length() - 1
            changed &= changed - 1
            if vertex not in self.sources:
                continue
            before, after = self.sources[vertex], self.targets[vertex]
            if before >> vertex & 1:
                taken.append(vertex)
                changed |= self.remove(vertex)
            elif not before or not after:
                changed |= self.remove(vertex)
            elif _single(before) or _single(after):
                # all that passes here passes its only source, or its only target
                changed |= self.bypass(vertex)
            elif before == after and self._clique(before):
                # of this and its neighbours all but one must go: it stays
                changed |= self.remove(vertex)
                for neighbour in _members(before):
                    taken.append(neighbour)
                    changed |= self.remove(neighbour)

    def _clique(self, members: int) -> bool:
        """Whether any two members are a cycle."""
        return all(
            not members & ~(self.sources[one] & self.targets[one] | 1 << one)
            for one in _members(members)
        )

    def _thin(self) -> int:
        """Remove synapses on no cycle, or only on cycles round another; return their ends."""
        changed = 0
        one_way = {v: mask & ~self.sources[v] for v, mask in self.targets.items()}
        # a cycle through a pair of opposite synapses is as long as the pair, or goes round it
        for part in components(one_way, lambda vertex: _members(one_way[vertex])):
            inside = sum(1 << vertex for vertex in part)
            for vertex in part:
                for target in _members(one_way[vertex] & ~inside):
                    changed |= self._cut(vertex, target)
        for vertex in self.targets:
            for target in _members(self.targets[vertex] & ~self.sources[vertex]):
                back = self.sources[vertex] & ~self.targets[vertex]
                on = self.targets[target] & ~self.sources[target]
                # whoever comes this way could go straight to the target, or on from the vertex
                if not back & ~self.sources[target] or not on & ~self.targets[vertex]:
                    changed |= self._cut(vertex, target)
        return changed

    def _cut(self, source: int, target: int) -> int:
        self.targets[source] &= ~(1 << target)
        self.sources[target] &= ~(1 << source)
        return 1 << source | 1 << target

    def components(self) -> list["_Graph"]:
        """Return the strongly connected components, the smallest first."""
        parts = components(self.targets, lambda vertex: _members(self.targets[vertex]))
        if len(parts) == 1:
            return [self]
        graphs = []
        for part in sorted(parts, key=len):
            inside = sum(1 << vertex for vertex in part)
            sources = {vertex: self.sources[vertex] & inside for vertex in part}
            graphs.append(_Graph(sources, {v: self.targets[v] & inside for v in part}))
        return graphs

    def busiest(self) -> int:
        """Return the vertex on most ways of two steps."""
        return max(
            self.sources,
            key=lambda v: (self.sources[v].bit_count() * self.targets[v].bit_count(), -v),
        )

    def greedy(self) -> list[int]:
        """Return a set that meets every cycle: take the busiest, settle, and so on."""
        graph, taken = self.copy(), []
        while graph.sources:
            vertex = graph.busiest()
            taken.append(vertex)
            taken += graph.settle(graph.remove(vertex))
        return taken

    def disjoint_cycles(self) -> int:
        """Return how many cycles without a common vertex a greedy search finds.

        Bypassing a vertex leaves cycles disjoint, so that each may stand for a longer one.
        """
        graph, found = self.copy(), 0
        loops: list[int] = []
        while graph.sources:
            changed = 0
            for vertex in graph._short_cycle():
                changed |= graph.remove(vertex)
            found += 1
            graph._settle(changed, loops)
        return found + len(loops)

    def _short_cycle(self) -> list[int]:
        """Return the vertices of a cycle of two, else three, else shortest, with few neighbours."""
        before, after = self.sources, self.targets
        degree = {v: before[v].bit_count() + after[v].bit_count() for v in before}
        short = [[v, w] for v in before for w in _members(before[v] & after[v])] or [
            [v, w, u] for v in before for w in _members(after[v])
            for u in _members(after[w] & before[v])
        ]  # fmt: skip
        if short:
            return min(short, key=lambda cycle: sum(degree[v] for v in cycle) - 2 * len(cycle))
        cycles = (self._cycle_through(vertex) for vertex in self.sources)
        return min((cycle for cycle in cycles if cycle), key=len)

    def _cycle_through(self, vertex: int) -> list[int]:
        """Return a shortest cycle through a vertex, nothing if there is none."""
        layers, seen = [1 << vertex], 1 << vertex
        while not layers[-1] & self.sources[vertex]:
            following = 0
            for member in _members(layers[-1]):
                following |= self.targets[member]
            layers.append(following & ~seen)
            if not layers[-1]:
                return []
            seen |= following
        cycle, wanted = [], self.sources[vertex]
        for layer in reversed(layers):
            member = next(_members(layer & wanted))
            cycle.append(member)
            wanted = self.sources[member]
        return cycle


def _members(mask: int) -> Iterator[int]:
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


def _single(mask: int) -> bool:
    return mask & (mask - 1) == 0


def components(vertices: Iterable[int], targets: Callable[[int], Iterable[int]]) -> list[list[int]]:
    """Return the strongly connected components (Tarjan 1972), without recursion."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    parts = []
    for root in vertices:
        if root in number:
            continue
        path: list[tuple[int, Iterator[int]]] = [(root, iter(()))]
        while path:
            vertex, following = path[-1]
            if vertex not in number:
                number[vertex] = low[vertex] = len(number)
                stack.append(vertex)
                path[-1] = vertex, following = vertex, iter(targets(vertex))
            for target in following:
                if target not in number:
                    path.append((target, iter(())))
                    break
                if target in low:
                    low[vertex] = min(low[vertex], number[target])
            else:
                path.pop()
                if path:
                    below = path[-1][0]
                    low[below] = min(low[below], low[vertex])
                if low[vertex] == number[vertex]:
                    part = [stack.pop()]
                    while part[-1] != vertex:
                        part.append(stack.pop())
                    parts.append(part)
                    for member in part:
                        del low[member]
    return parts
