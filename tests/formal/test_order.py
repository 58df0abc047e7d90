"""The order of a net against brute force over sets of neurons."""

import itertools
import random
from collections.abc import Sequence

import networkx as nx
import numpy as np
import pytest
import strategies
from hypothesis import given
from numpy.typing import NDArray

from psychon.formal.net import feedback as room
from psychon.formal.net.feedback import feedback
from psychon.formal.net.model import Net
from psychon.formal.net.order import Order
from psychon.formal.registry import load

Graphs = NDArray[np.bool_]
"""[graph, source, target]."""


def smallest(graphs: Graphs) -> NDArray[np.int64]:
    """Return for each graph the fewest vertices whose removal leaves no cycle, by trying all."""
    n = graphs.shape[1]
    best = np.full(len(graphs), n)
    for kept in itertools.product((0, 1), repeat=n):
        inside = np.array(kept, bool)
        # paths of 2^k steps: a graph of n vertices without a cycle has none of n
        steps = (graphs & inside & inside[:, None]).astype(np.uint8)
        for _ in range(n.bit_length()):
            steps = np.minimum(steps @ steps, 1)
        acyclic = ~steps.any(axis=(1, 2))
        best[acyclic] = np.minimum(best[acyclic], n - sum(kept))
    return best


def agree(graphs: Graphs) -> None:
    """Compare ``feedback`` with brute force on each graph, witness included."""
    for graph, order in zip(graphs, smallest(graphs).tolist(), strict=True):
        low, chosen = feedback([np.flatnonzero(column).tolist() for column in graph.T])
        assert low == len(chosen) == len(set(chosen)) == order
        left = np.delete(np.delete(graph, chosen, 0), chosen, 1)
        assert nx.is_directed_acyclic_graph(nx.from_numpy_array(left, create_using=nx.DiGraph))


def decoded(codes: NDArray[np.int64], places: Sequence[tuple[int, ...]], n: int) -> Graphs:
    """Return the graph of each code, whose bit k is the edge at ``places[k]``."""
    graphs = np.zeros((len(codes), n, n), bool)
    for k, (i, j) in enumerate(places):
        graphs[:, i, j] = codes >> k & 1
    return graphs


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_all_graphs_with_loops(n: int) -> None:
    places = list(itertools.product(range(n), repeat=2))
    agree(decoded(np.arange(1 << len(places)), places, n))


def test_all_graphs_of_five_vertices_without_loops() -> None:
    places = list(itertools.permutations(range(5), 2))
    codes = np.arange(1 << 20)
    least = codes.copy()
    for order in itertools.permutations(range(5)):
        moved = [places.index((order[i], order[j])) for i, j in places]
        renamed = np.zeros_like(codes)
        for k, place in enumerate(moved):
            renamed |= (codes >> k & 1) << place
        np.minimum(least, renamed, out=least)
    classes = np.flatnonzero(least == codes)
    # A000273: digraphs of 5 unlabelled nodes
    assert len(classes) == 9608
    agree(decoded(classes, places, 5))


@pytest.mark.parametrize("n", [6, 7, 8, 9])
def test_random_graphs(n: int) -> None:
    rng = np.random.default_rng(n)
    density = rng.uniform(0.1, 0.6, (2500, 1, 1))
    agree(rng.random((2500, n, n)) < density)


def test_graphs_without_short_cycles() -> None:
    graphs = np.zeros((6, 13, 13), bool)
    for graph, (n, steps) in zip(
        graphs, ((9, (1, 2)), (11, (1, 3)), (13, (1, 2)), (13, (2, 3)), (13, (1, 3)), (12, (1, 2))),
        strict=True,
    ):  # fmt: skip
        for vertex, step in itertools.product(range(n), steps):
            graph[vertex, (vertex + step) % n] = True
    agree(graphs)


def wired(n: int, fan_in: int, seed: int) -> list[list[int]]:
    """Return the sources of each of n vertices, drawn at random."""
    chance = random.Random(seed)
    return [chance.sample(range(n), fan_in) for _ in range(n)]


@pytest.mark.parametrize("seed", range(4))
def test_two_hundred_neurons_of_fan_in_two_are_exact(seed: int) -> None:
    low, chosen = feedback(wired(200, 2, seed))
    assert low == len(chosen)


def test_a_budget_that_ends_leaves_an_interval() -> None:
    sources = wired(200, 4, 1)
    low, chosen = feedback(sources, budget=20_000)
    assert 40 <= low < len(chosen) <= 70
    graph = nx.DiGraph((s, t) for t, before in enumerate(sources) for s in before)
    graph.remove_nodes_from(chosen)
    assert nx.is_directed_acyclic_graph(graph)
    less, more = feedback(sources, budget=0)
    assert less <= low and len(more) >= len(chosen)
    bounds = Order(low, len(chosen), ())
    assert not bounds.exact and str(bounds) == f"{low} to {len(chosen)}"
    with pytest.raises(ValueError, match=f"only known to be from {low} to"):
        int(bounds)


def test_a_component_too_large_to_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SEARCHED", 50)
    sources = wired(200, 2, 3)
    low, chosen = feedback(sources)
    assert low <= 2 < len(chosen)
    graph = nx.DiGraph((s, t) for t, before in enumerate(sources) for s in before)
    graph.remove_nodes_from(chosen)
    assert nx.is_directed_acyclic_graph(graph)
    # a long path takes no recursion
    assert feedback([[], *([k] for k in range(19_999))]) == (0, [])
    assert feedback([[(k - 1) % 20_000] for k in range(20_000)]) in ((1, [0]), (1, [19_999]))


@given(strategies.nets())
def test_the_witness_meets_every_cycle(net: Net) -> None:
    order = net.order
    assert order.exact and int(order) == len(order.witness)
    graph = nx.DiGraph(net.graph)
    graph.remove_nodes_from(order.witness)
    assert nx.is_directed_acyclic_graph(graph)


def test_orders_of_built_in_nets() -> None:
    assert load("figure-1i").order == Order(1, 1, ("X",))
    assert load("ring").order.high == load("latch").order.high == 1
    assert str(load("figure-1e").order) == "0"
