"""Time the order of random nets of 200 neurons: exact at fan-in 2, an interval above.

    python tests/bench/order.py [NETS]

Compared with is what a search for a smallest hitting set of cycles by Z3's optimizer needs, which
adds cycles until the set meets all.
"""

import random
import sys
import time
from collections.abc import Sequence

import networkx as nx
import z3

from psychon.formal.net.feedback import feedback


def by_optimizer(sources: Sequence[Sequence[int]]) -> int:
    """Return the order, as Z3 finds it from cycles met one after another."""
    graph = nx.DiGraph((s, t) for t, before in enumerate(sources) for s in before)
    optimizer = z3.Optimize()
    for vertex in graph:
        optimizer.add_soft(z3.Not(z3.Bool(str(vertex))))
    removed: set[int] = set()
    while True:
        left = graph.subgraph(set(graph) - removed).copy()
        while True:
            try:
                cycle = [edge[0] for edge in nx.find_cycle(left)]
            except nx.NetworkXNoCycle:
                break
            optimizer.add(z3.Or([z3.Bool(str(vertex)) for vertex in cycle]))
            left.remove_nodes_from(cycle)
        found = set(removed)
        optimizer.check()
        model = optimizer.model()
        removed = {v for v in graph if z3.is_true(model[z3.Bool(str(v))])}
        rest = graph.subgraph(set(graph) - removed)
        if nx.is_directed_acyclic_graph(rest):
            return len(removed)
        assert removed != found


def main(nets: int) -> None:
    for fan_in in (2, 3, 4):
        times = []
        for seed in range(nets):
            chance = random.Random(seed)
            sources = [chance.sample(range(200), fan_in) for _ in range(200)]
            start = time.perf_counter()
            low, chosen = feedback(sources)
            times.append(time.perf_counter() - start)
            said = f"{low}" if low == len(chosen) else f"{low} to {len(chosen)}"
            print(f"fan-in {fan_in}, net {seed}: order {said:9} {times[-1]:6.2f} s", flush=True)
        print(f"fan-in {fan_in}: the longest {max(times):.1f} s (goal: exact at 2 within 10 s)")
    chance = random.Random(0)
    sources = [chance.sample(range(200), 2) for _ in range(200)]
    start = time.perf_counter()
    ours = len(feedback(sources)[1])
    middle = time.perf_counter()
    theirs = by_optimizer(sources)
    end = time.perf_counter()
    assert ours == theirs
    ratio = (end - middle) / (middle - start)
    print(f"fan-in 2, net 0: Z3's optimizer takes {ratio:.0f} times as long")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
