"""Time questions about nets with cycles, each to be decided for all time within 10 s.

    python tests/bench/cycles.py

Every proof is handed to the judge, and every refutation was replayed.
"""

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from psychon import Net, compare, verify
from psychon.formal.certificate.judge import recheck
from psychon.formal.formula.expr import Formula, atom, conj
from psychon.formal.formula.parse import parse_property
from psychon.formal.net.pair import paired
from psychon.formal.verify.verdict import Verdict

GOAL = 10.0


def exclusive(names: Iterable[str]) -> str:
    """Write that no two of some neurons fire together."""
    known = list(names)
    return " & ".join(f"~({a} & {b})" for k, a in enumerate(known) for b in known[:k])


def ring(n: int) -> Net:
    """Return a ring round which one impulse goes."""
    net = Net.build()
    for k in range(n):
        net.neuron(f"r{k}", initial=not k)
    for k in range(n):
        net.synapse(f"r{k}", f"r{(k + 1) % n}")
    return net.net()


def counter(bits: int) -> Net:
    """Return a counter that steps every other tick: b_k toggles where all lower bits fire."""
    net = Net.build().neuron("tick", initial=True).neuron("tock")
    net.synapse("tick", "tock").synapse("tock", "tick")
    for k in range(bits):
        net.neuron(f"b{k}").neuron(f"set{k}", max(1, k)).synapse(f"set{k}", f"b{k}")
        net.veto(f"b{k}", f"set{k}")
        if k:
            net.neuron(f"keep{k}").synapse(f"b{k}", f"keep{k}", k).synapse(f"keep{k}", f"b{k}")
        else:
            net.synapse("tick", "set0")
        for lower in range(k):
            net.synapse(f"b{lower}", f"set{k}").synapse(f"b{lower}", f"keep{k}", -1)
    return net.net()


def line(before: int, after: int) -> Net:
    """Return a latch with so many stages before it, on both inputs, and so many after it."""
    net = Net.build().afferent("set", "reset")
    ends = ["set", "reset"]
    for k in range(before):
        for place, name in enumerate(("s", "r")):
            net.neuron(f"{name}{k}").synapse(ends[place], f"{name}{k}")
            ends[place] = f"{name}{k}"
    net.neuron("q").synapse(ends[0], "q").synapse("q", "q").veto(ends[1], "q")
    end = "q"
    for k in range(after):
        net.neuron(f"o{k}").synapse(end, f"o{k}")
        end = f"o{k}"
    return net.neuron("OUT").synapse(end, "OUT").net()


def negative_loop() -> Net:
    """Return E, driven always, which excites I, which vetoes E."""
    net = Net.build().neuron("on", initial=True).neuron("E").neuron("I")
    net.synapse("on", "on").synapse("on", "E").synapse("E", "I").veto("I", "E")
    return net.net()


def winner_take_all(n: int) -> Net:
    """Return neurons of which one, once it fires, keeps firing and silences all others."""
    net = Net.build().afferent(*(f"x{k}" for k in range(n)))
    for k in range(n):
        net.neuron(f"w{k}").synapse(f"x{k}", f"w{k}").synapse(f"w{k}", f"w{k}", n + 1)
        for other in range(n):
            if other != k:
                net.synapse(f"w{other}", f"w{k}", -1 if other > k else -n - 8)
            if other < k:
                net.veto(f"x{other}", f"w{k}")
    return net.net()


def recurrent(n: int, seed: int) -> Net:
    """Return a random net of fan-in 3 with three afferents."""
    rng = np.random.default_rng(seed)
    net = Net.build().afferent("a", "b", "c")
    names = ["a", "b", "c", *(f"n{k}" for k in range(n))]
    for k in range(n):
        net.neuron(f"n{k}", int(rng.integers(1, 3)), initial=bool(rng.random() < 0.2))
        for source in rng.choice(names, 3, replace=False):
            if rng.random() < 0.2:
                net.veto(str(source), f"n{k}")
            else:
                net.synapse(str(source), f"n{k}", int(rng.choice([-1, 1, 1, 2])))
    return net.net()


class Question(NamedTuple):
    """A question: its net, what must always hold there, and how psychon is asked."""

    name: str
    net: Net
    claim: Formula
    ask: Callable[[], Verdict]


def alike(name: str, one: Net, two: Net, names: Iterable[str]) -> Question:
    """Ask whether neurons of the same name are equal in two nets."""
    mapping = {n: n for n in names}
    net, aliases = paired(one, two)
    claim = conj(atom(n).iff(atom(aliases[n])) for n in mapping)
    return Question(name, net, claim, lambda: compare(one, two, mapping=mapping))


def asked(name: str, net: Net, text: str) -> Question:
    """Ask a property of a net."""
    return Question(name, net, parse_property(text).claim, lambda: verify(net, text))


def questions() -> list[Question]:
    """Return what is asked."""
    eight, bits = counter(8), [f"b{k}" for k in range(8)]
    first, second = (recurrent(20, seed) for seed in (1, 2))
    one_impulse = f"always {exclusive(f'r{k}' for k in range(16))}"
    one_winner = f"always {exclusive(f'w{k}' for k in range(32))}"
    return [
        asked("ring of 16: one at a time", ring(16), one_impulse),
        alike("8-bit counter = its copy", eight, counter(8), bits),
        asked("8-bit counter: never all ones", eight, f"always ~({' & '.join(bits)})"),
        alike("line of 16 = retimed", line(0, 16), line(8, 8), ["OUT"]),
        asked("latch", line(0, 0), "q = S set & ~S reset | S q & ~S reset"),
        asked("negative loop: period 4", negative_loop(), "always S^4 on -> (S^4 E <-> E)"),
        asked("winner-take-all of 32", winner_take_all(32), one_winner),
        alike("random net of 20, seed 1 = itself", first, first, first.neurons),
        asked("random net of 20, seed 2", second, "always n0 -> once (a | b | c) | n1 | n2"),
    ]


def main() -> None:
    slowest = 0.0
    for name, net, _, ask in questions():
        start = time.perf_counter()
        verdict = ask()
        took = time.perf_counter() - start
        slowest = max(slowest, took)
        said = f"a run of {verdict.trace.steps} ticks" if verdict.trace else ""
        if verdict.certificate is not None:
            start = time.perf_counter()
            judged = recheck(verdict.certificate, net)
            seconds = time.perf_counter() - start
            said = f"judge: {'accepted' if judged.accepted else judged.reason} in {seconds:.2f} s"
        print(f"{name:34} {verdict.status:8} {took:6.2f} s  {verdict.method}; {said}", flush=True)
    print(f"the slowest takes {slowest / GOAL:.2f} of the 10 s that each may take")


if __name__ == "__main__":
    main()
