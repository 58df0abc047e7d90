"""Place a net's neurons in layers: time flows to the right, edges cross rarely.

Source: Sugiyama, Tagawa & Toda 1981, IEEE Trans. SMC-11:109-125.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

ROUNDS: Final = 12


@dataclass(frozen=True)
class Placed:
    """Where everything stands.

    Args:
        at: by node, (layer, height); dummies of long edges have numbers from ``nodes`` on.
        chains: by edge, the nodes it passes, both ends included, from left to right.
        back: edges drawn against the flow, closing cycles.
    """

    at: dict[int, tuple[int, float]]
    chains: dict[tuple[int, int], list[int]]
    back: frozenset[tuple[int, int]]


def place(nodes: int, edges: list[tuple[int, int]], sources: list[int]) -> Placed:
    """Place nodes 0..nodes-1; ``sources`` stand in the first layer.

    Args:
        edges: distinct (from, to) pairs; loops are left out of the layout.
    """
    edges = sorted({(a, b) for a, b in edges if a != b})
    back = _back_edges(nodes, edges, sources)
    forward = [(b, a) if (a, b) in back else (a, b) for a, b in edges]
    layer = _layers(nodes, forward)
    members: dict[int, list[int]] = defaultdict(list)
    for node in range(nodes):
        members[layer[node]].append(node)
    chains: dict[tuple[int, int], list[int]] = {}
    fresh = nodes
    for a, b in dict.fromkeys(forward):
        chain = [a]
        for between in range(layer[a] + 1, layer[b]):
            members[between].append(fresh)
            chain.append(fresh)
            fresh += 1
        chains[a, b] = [*chain, b]
    order = _uncross(members, chains)
    return Placed(_heights(order, chains), chains, back)


def crossings(order: list[list[int]], chains: dict[tuple[int, int], list[int]]) -> int:
    """Count pairs of neighbouring-layer edges that cross."""
    position = {node: k for layer in order for k, node in enumerate(layer)}
    level = {node: k for k, layer in enumerate(order) for node in layer}
    by_layer: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for chain in chains.values():
        for a, b in pairwise(chain):
            by_layer[level[a]].add((position[a], position[b]))
    total = 0
    for pairs in by_layer.values():
        ends = [b for _, b in sorted(pairs)]
        total += sum(ends[i] > ends[j] for i in range(len(ends)) for j in range(i + 1, len(ends)))
    return total


def _back_edges(
    nodes: int, edges: list[tuple[int, int]], sources: list[int]
) -> frozenset[tuple[int, int]]:
    """Find edges whose reversal leaves no cycle: those to a node on the search's own path."""
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


def _layers(nodes: int, edges: list[tuple[int, int]]) -> list[int]:
    """Put each node one layer after the last that leads to it."""
    waiting, following = [0] * nodes, defaultdict(list)
    for a, b in edges:
        waiting[b] += 1
        following[a].append(b)
    layer = [0] * nodes
    ready = [node for node in range(nodes) if not waiting[node]]
    for node in ready:
        for below in following[node]:
            layer[below] = max(layer[below], layer[node] + 1)
            waiting[below] -= 1
            if not waiting[below]:
                ready.append(below)
    return layer


def _uncross(
    members: dict[int, list[int]], chains: dict[tuple[int, int], list[int]]
) -> list[list[int]]:
    """Order each layer by the averages of its neighbours, there and back; keep the best order."""
    order = [list(members[k]) for k in range(len(members))]
    left: dict[int, list[int]] = defaultdict(list)
    right: dict[int, list[int]] = defaultdict(list)
    for chain in chains.values():
        for a, b in pairwise(chain):
            left[b].append(a)
            right[a].append(b)
    best, fewest = [list(layer) for layer in order], crossings(order, chains)
    for turn in range(ROUNDS):
        if not fewest:
            break
        near = left if turn % 2 == 0 else right
        levels = range(1, len(order)) if turn % 2 == 0 else range(len(order) - 2, -1, -1)
        for k in levels:
            position = {node: i for layer in order for i, node in enumerate(layer)}
            order[k].sort(
                key=lambda node: (
                    sum(position[n] for n in near[node]) / len(near[node])
                    if near[node]
                    else position[node]
                )
            )
        count = crossings(order, chains)
        if count < fewest:
            best, fewest = [list(layer) for layer in order], count
    return best


def _heights(
    order: list[list[int]], chains: dict[tuple[int, int], list[int]]
) -> dict[int, tuple[int, float]]:
    """Pull nodes towards their neighbours without changing the order or closing up on one."""
    height = {node: k - (len(layer) - 1) / 2 for layer in order for k, node in enumerate(layer)}
    near: dict[int, list[int]] = defaultdict(list)
    for chain in chains.values():
        for a, b in pairwise(chain):
            near[a].append(b)
            near[b].append(a)
    for turn in range(ROUNDS):
        for layer in order if turn % 2 == 0 else reversed(order):
            wish = [
                sum(height[n] for n in near[node]) / len(near[node]) if near[node] else height[node]
                for node in layer
            ]
            height.update(zip(layer, _spread(wish), strict=True))
    return {node: (k, height[node]) for k, layer in enumerate(order) for node in layer}


def _spread(wish: list[float]) -> list[float]:
    """Return heights nearest to the wishes (least squares) that rise by 1 at least."""
    blocks: list[list[float]] = []  # [sum of (wish - offset), how many]
    for k, y in enumerate(wish):
        blocks.append([y - k, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    heights: list[float] = []
    for total, count in blocks:
        heights += [total / count + len(heights) + i for i in range(int(count))]
    return heights
