"""Order the layers of a drawing so that few edges cross.

Source: Sugiyama, Tagawa & Toda 1981 (averages of neighbours); Barth, Mutzel & Juenger 2004,
J. Graph Algorithms Appl. 8:179-194 (counting crossings without looking at each pair).
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

SWEEPS: Final = 24
PASSES: Final = 10
"""Rounds of swaps in one layer within one sweep."""

PATIENCE: Final = 6
"""Sweeps without fewer crossings after which the search ends."""

SWAPPED: Final = 1000
"""Drawings with more pieces of edge than this are swept only, not refined by swapping."""

Chains = dict[tuple[int, int], list[int]]


def crossings(order: Sequence[Sequence[int]], chains: Chains) -> int:
    """Count pairs of edges that cross between neighbouring layers."""
    pieces: list[list[tuple[int, int]]] = [[] for _ in order]
    position = {node: (k, i) for k, members in enumerate(order) for i, node in enumerate(members)}
    for chain in chains.values():
        for a, b in pairwise(chain):
            level, i = position[a]
            pieces[level].append((i, position[b][1]))
    return sum(
        _inversions([b for _, b in sorted(part)], len(order[k + 1]))
        for k, part in enumerate(pieces[:-1])
    )


def reorder(members: Sequence[Sequence[int]], chains: Chains) -> list[list[int]]:
    """Return the layers in an order with no more crossings than they are given in."""
    left: dict[int, list[int]] = defaultdict(list)
    right: dict[int, list[int]] = defaultdict(list)
    for chain in chains.values():
        for a, b in pairwise(chain):
            left[b].append(a)
            right[a].append(b)
    order = [list(layer) for layer in members]
    position = {node: i for layer in order for i, node in enumerate(layer)}
    best, fewest, since = [list(layer) for layer in order], crossings(order, chains), 0
    refine = sum(map(len, left.values())) <= SWAPPED
    for turn in range(SWEEPS):
        if not fewest or since == PATIENCE:
            break
        forth = turn % 2 == 0
        for k in range(1, len(order)) if forth else range(len(order) - 2, -1, -1):
            _sort(order[k], left if forth else right, position)
        if refine:
            _swap(order, left, right, position)
        count = crossings(order, chains)
        since += 1
        if count < fewest:
            best, fewest, since = [list(layer) for layer in order], count, 0
    return best


def _sort(layer: list[int], near: dict[int, list[int]], position: dict[int, int]) -> None:
    """Sort a layer by the mean position of neighbours; those without any keep their places."""
    mean = {n: sum(position[m] for m in near[n]) / len(near[n]) for n in layer if near[n]}
    moved = iter(sorted((n for n in layer if n in mean), key=lambda n: mean[n]))
    layer[:] = [next(moved) if node in mean else node for node in layer]
    position.update((node, i) for i, node in enumerate(layer))


def _swap(
    order: list[list[int]],
    left: dict[int, list[int]],
    right: dict[int, list[int]],
    position: dict[int, int],
) -> None:
    """Swap neighbours of a layer while that undoes crossings, layer by layer."""
    for layer in order:
        for _ in range(PASSES):
            changed = False
            for i in range(len(layer) - 1):
                a, b = layer[i], layer[i + 1]
                gain = 0
                for near in (left, right):
                    mine, theirs = (sorted(position[m] for m in near[n]) for n in (a, b))
                    gain += _above(theirs, mine) - _above(mine, theirs)
                if gain > 0:
                    layer[i], layer[i + 1] = b, a
                    position[a], position[b] = i + 1, i
                    changed = True
            if not changed:
                break


def _above(low: list[int], high: list[int]) -> int:
    """Count pairs (x of ``low``, y of ``high``) with x < y; both lists are sorted."""
    total = passed = 0
    for y in high:
        while passed < len(low) and low[passed] < y:
            passed += 1
        total += passed
    return total


def _inversions(values: list[int], size: int) -> int:
    """Count pairs out of order, by a tree of partial counts over 0..size-1."""
    counts, total = [0] * (size + 1), 0
    for seen, value in enumerate(values):
        k, before = value + 1, 0
        while k:
            before += counts[k]
            k -= k & -k
        total += seen - before
        k = value + 1
        while k <= size:
            counts[k] += 1
            k += k & -k
    return total
