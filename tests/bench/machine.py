"""The five-state champion as a net: all its 94 million ticks, against a minute.

Beside it, in the same run: the simulator's tick, one call a tick, and the machine by its table,
compiled as well, which is the limit.
"""

import time
from typing import Any

import numpy as np
from numba import njit

from psychon.formal.machine.net import embody
from psychon.formal.machine.table import Machine, read
from psychon.sim.explore.machine import run_machine

CHAMPION = "1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA"
MINUTE = 60.0


@njit
def by_table(rules: Any, cells: Any, head: int, most: int) -> tuple[int, int]:
    """Run a machine from its table: steps and the state at the end."""
    state, steps = 0, 0
    while steps < most and state < len(rules):
        write, move, state = rules[state, cells[head]]
        cells[head] = write
        head += move
        steps += 1
    return steps, state


def table(machine: Machine) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Return a machine's rules as numbers: [states, symbols, 3]."""
    named = (*machine.states, *machine.halting)
    rows = [[(r.write, r.move, named.index(r.state)) for r in row if r] for row in machine.rules]
    return np.array(rows, np.int64)


def main() -> None:
    """Run and print."""
    machine = read(CHAMPION)
    body = embody(machine)
    rules = table(machine)
    run_machine(body, steps=10, engine="fast")  # compiles
    by_table(rules, np.zeros(64, np.int64), 32, 10)
    start = time.perf_counter()
    run = run_machine(body, engine="fast")
    net = time.perf_counter() - start
    assert (run.steps, run.nonzero, run.halted) == (47_176_870, 4_098, True)
    start = time.perf_counter()
    steps, _ = by_table(rules, np.zeros(40_000, np.int64), 20_000, 10**9)
    limit = time.perf_counter() - start
    assert steps == run.steps
    start = time.perf_counter()
    ticked = run_machine(body, steps=5_000, engine="numpy")
    call = (time.perf_counter() - start) / ticked.ticks
    print(f"the champion's net, {run.ticks:,} ticks: {net:.1f} s, {net / MINUTE:.2f} of a minute")
    print(f"against one call a tick: {call / (net / run.ticks):.0f} times as fast")
    print(f"against the table, compiled: {net / limit:.0f} times as long")


if __name__ == "__main__":
    main()
