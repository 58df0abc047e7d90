"""Place a net's neurons in layers: time flows to the right, edges cross rarely.

Source: Sugiyama, Tagawa & Toda 1981, IEEE Trans. SMC-11:109-125.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .order import Chains, reorder

ROUNDS: Final = 24
LINE: Final = 9.0
"""The room a long edge keeps on either side where it passes a layer, in pixels."""

STIFFNESS: Final = 5.0
"""How much more the inner parts of a long edge are pulled straight than its ends are."""


@dataclass(frozen=True)
class Placed:
    """Where everything stands.

    Args:
        at: by node, (layer, y in pixels, downwards); the dummies of long edges have numbers from
            ``nodes`` on.
        chains: by forward edge, the nodes it passes, both ends included, from left to right.
        back: edges drawn against the flow, closing cycles; they take no part in the layout.
        order: the nodes of each layer from top to bottom, dummies included.
    """

    at: dict[int, tuple[int, float]]
    chains: Chains
    back: frozenset[tuple[int, int]]
    order: list[list[int]]


def place(
    nodes: int,
    edges: Sequence[tuple[int, int]],
    sources: Sequence[int],
    sizes: Sequence[tuple[float, float]] | None = None,
    budget: int | None = None,
) -> Placed | None:
    """Place nodes 0..nodes-1, nodes without edges too.

    Args:
        edges: (from, to) pairs; repetitions and loops change nothing.
        sources: nodes that stand in the first layer, no edge leads to them; all others stand
            further right if there are any.
        sizes: by node, the room it needs above and below its centre, in pixels.
        budget: how many dummies long edges may need.

    Returns:
        None where the budget does not suffice.
    """
    layer, forward, back = layers(nodes, edges, sources)
    if budget is not None and sum(layer[b] - layer[a] - 1 for a, b in forward) > budget:
        return None
    members: list[list[int]] = [[] for _ in range(max(layer, default=-1) + 1)]
    joined = {node for edge in forward for node in edge}
    for node in sorted(range(nodes), key=lambda node: node not in joined):
        members[layer[node]].append(node)  # what has no neighbour stands below what has
    passing: list[list[int]] = [[] for _ in members]
    chains: Chains = {}
    fresh = nodes
    for a, b in forward:
        inner = range(fresh, fresh + layer[b] - layer[a] - 1)
        fresh = inner.stop
        for dummy, level in zip(inner, range(layer[a] + 1, layer[b]), strict=True):
            passing[level].append(dummy)
        chains[a, b] = [a, *inner, b]
    for level, dummies in enumerate(passing):
        apart = sum(node in joined for node in members[level])
        members[level][apart:apart] = dummies
    order = reorder(members, chains)
    given = [(LINE, LINE)] * nodes if sizes is None else list(sizes)
    room = given + [(LINE, LINE)] * (fresh - nodes)
    height = _heights(order, chains, room, nodes)
    at = {node: (k, height[node]) for k, members in enumerate(order) for node in members}
    return Placed(at, chains, back, order)


def layers(
    nodes: int, edges: Sequence[tuple[int, int]], sources: Sequence[int]
) -> tuple[list[int], list[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Return the layer of each node, the forward edges and the back edges, in linear time."""
    distinct = sorted({(a, b) for a, b in edges if a != b})
    back = _back_edges(nodes, distinct, sources)
    forward = [edge for edge in distinct if edge not in back]
    waiting = [0] * nodes
    following: dict[int, list[int]] = defaultdict(list)
    for a, b in forward:
        waiting[b] += 1
        following[a].append(b)
    free = set(sources)
    base = 1 if free else 0
    layer = [0 if node in free else base for node in range(nodes)]
    ready = [node for node in range(nodes) if not waiting[node]]
    idle = [node for node in ready if node not in free]
    for node in ready:
        for below in following[node]:
            layer[below] = max(layer[below], layer[node] + 1)
            waiting[below] -= 1
            if not waiting[below]:
                ready.append(below)
    for node in idle:  # nothing leads there: stand next to what it leads to
        layer[node] = max(base, min((layer[b] for b in following[node]), default=base + 1) - 1)
    return layer, forward, back


def _back_edges(
    nodes: int, edges: list[tuple[int, int]], sources: Sequence[int]
) -> frozenset[tuple[int, int]]:
    """Find edges whose removal leaves no cycle: those to a node on the search's own path."""
    following: dict[int, list[int]] = defaultdict(list)
    for a, b in edges:
        following[a].append(b)
    state, back = [0] * nodes, set()
    for root in [*sources, *range(nodes)]:
        stack = [(root, 0)]
        while stack:
            node, k = stack.pop()
            if k == 0:
                if state[node]:
                    continue
                state[node] = 1
            if k < len(following[node]):
                stack.append((node, k + 1))
                below = following[node][k]
                if state[below] == 1:
                    back.add((node, below))
                elif not state[below]:
                    stack.append((below, 0))
            else:
                state[node] = 2
    return frozenset(back)


def _heights(
    order: list[list[int]], chains: Chains, room: list[tuple[float, float]], nodes: int
) -> dict[int, float]:
    """Pull nodes towards their neighbours without changing the order or closing up on one."""
    near: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for chain in chains.values():
        for a, b in pairwise(chain):
            pull = STIFFNESS if a >= nodes and b >= nodes else 1.0
            near[a].append((b, pull))
            near[b].append((a, pull))
    offsets: list[list[float]] = []  # where each stands if a layer is packed from its first down
    height: dict[int, float] = {}
    for members in order:
        packed, y = [], 0.0
        for k, node in enumerate(members):
            y += room[members[k - 1]][1] + room[node][0] if k else 0.0
            packed.append(y)
        offsets.append(packed)
        height.update({node: p - y / 2 for node, p in zip(members, packed, strict=True)})
    for turn in range(ROUNDS):
        for k in range(len(order)) if turn % 2 == 0 else reversed(range(len(order))):
            wishes = []
            for node in order[k]:
                weight = sum(pull for _, pull in near[node])
                total = sum(pull * height[other] for other, pull in near[node])
                # what has no neighbour wants to stay, and gives way to all that have one
                wishes.append((total / weight, weight) if weight else (height[node], 0.01))
            height.update(zip(order[k], _spread(wishes, offsets[k]), strict=True))
    return height


def _spread(wishes: list[tuple[float, float]], offsets: list[float]) -> list[float]:
    """Return heights nearest to the (wish, weight) pairs that keep the offsets' distances.

    Least squares by pooling adjacent violators.
    """
    blocks: list[tuple[float, float, int]] = []  # weighted sum of (wish - offset), weight, count
    for (wish, weight), offset in zip(wishes, offsets, strict=True):
        block = ((wish - offset) * weight, weight, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] > block[0] / block[1]:
            total, heavy, count = blocks.pop()
            block = (block[0] + total, block[1] + heavy, block[2] + count)
        blocks.append(block)
    heights: list[float] = []
    for total, weight, count in blocks:
        heights += [total / weight + offsets[len(heights) + i] for i in range(count)]
    return heights
