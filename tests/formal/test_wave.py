"""Traces as waveforms: pyvcd's dump, read back line by line."""

import sys

import pytest

from psychon import verify
from psychon.formal.draw.wave import dump
from psychon.formal.errors import InputError
from psychon.formal.net.model import Net
from psychon.formal.registry import load
from psychon.formal.verify.decide import compare
from psychon.formal.verify.verdict import Trace


def read(text: str) -> dict[str, set[int]]:
    """Return by scope and name the times at which a dump's wires are 1."""
    names: dict[str, str] = {}
    on: dict[str, set[int]] = {}
    high: set[str] = set()
    scope, time = "", None
    for line in text.splitlines():
        words = line.split()
        if words[0] == "$scope":
            scope = words[2]
        elif words[0] == "$var":
            names[words[3]] = f"{scope}.{words[4]}"
            on[names[words[3]]] = set()
        elif line.startswith("#"):
            if time is not None:
                for t in range(time, int(line[1:])):
                    for key in high:
                        on[names[key]].add(t)
            time = int(line[1:])
        elif line[0] in "01" and len(words) == 1:
            (high.add if line[0] == "1" else high.discard)(line[1:])
    assert not high
    return on


def shown(trace: Trace, first: int = 0) -> dict[str, set[int]]:
    """Return what a dump of a trace should show."""
    wires = {f"net.{n}": {t - first for t in ticks} for n, ticks in trace.firing.items()}
    wires |= {f"second.{n}": set(ticks) for n, ticks in (trace.firing2 or {}).items()}
    return wires | {"property.fails": {trace.at - first}}


def test_a_dump_shows_what_the_trace_does() -> None:
    trace = verify(load("figure-1e"), "N3 = S N1").trace
    assert trace is not None
    assert read(dump(trace)) == shown(trace)
    second = compare(load("figure-1a"), load("figure-1a"), delay={"N2": 1}).trace
    assert second is not None
    assert read(dump(second)) == shown(second)


def test_impulses_before_the_start_come_first() -> None:
    net = Net.build().neuron("A").synapse("A", "A", delay=3).net()
    trace = verify(net, "always S true -> ~A", start="any").trace
    assert trace is not None and min(trace.firing["A"]) == -2
    text = dump(trace, "a title that is no $end of it")
    assert read(text) == shown(trace, -2)
    assert text.startswith("$comment a title that is no end of it; time 0 is t = -2 $end\n")


def test_pyvcd_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = verify(load("figure-1a"), "always N1").trace
    monkeypatch.setitem(sys.modules, "vcd", None)
    assert trace is not None
    with pytest.raises(InputError, match=r'pip install "psychon\[wave\]", or write .svg'):
        dump(trace)
