"""AIGER: circuits against the reference meaning, both texts, nets read back, hostile files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from random_nets import random_formula, random_net

from psychon.formal.aiger import graph as room
from psychon.formal.aiger.circuit import circuit
from psychon.formal.aiger.graph import Graph
from psychon.formal.aiger.read import Circuit, load, read, to_net
from psychon.formal.errors import BudgetError, InputError
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.parse import parse
from psychon.formal.net.model import Net
from psychon.formal.net.tick import run
from psychon.formal.registry import load as built_in
from psychon.formal.registry import nets


def clocked(made: Circuit, inputs: Sequence[set[str]]) -> list[list[bool]]:
    """Return the outputs at each clock, gate by gate."""
    values = {0: False, 1: True}

    def put(literal: int, value: bool) -> None:
        values[literal], values[literal ^ 1] = value, not value

    for latch, _, first in made.latches:
        put(latch, first)
    rows = []
    for now in inputs:
        for k, literal in enumerate(made.inputs):
            put(literal, made.names[f"i{k}"] in now)
        for literal, high, low in made.gates:
            put(literal, values[high] and values[low])
        rows.append([values[literal] for _, literal in made.outputs])
        for latch, after in [(latch, values[after]) for latch, after, _ in made.latches]:
            put(latch, after)
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_circuits_ask_what_formulae_say_and_nets_read_back_answer_alike(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(12):
        net = random_net(rng, cycles=True, initial=True, max_weight=5)
        claims = [random_formula(rng, list(net.names), past=True) for _ in range(2)]
        assume = [random_formula(rng, list(net.names), past=True)] if rng.random() < 0.4 else []
        made = circuit(net, claims, assume)
        read_back = read(made.binary())
        assert read_back == read(made.ascii())
        inputs = [{a for a in net.afferents if rng.random() < 0.5} for _ in range(12)]
        history = run(net, inputs)
        held = [all(column) for column in zip(*(evaluate(f, history) for f in assume), strict=True)]
        held = held or [True] * len(history)
        expected = [
            [not claim and all(held[: t + 1]) for claim in row]
            for t, row in enumerate(
                zip(*(evaluate(claim, history) for claim in claims), strict=True)
            )
        ]
        assert clocked(read_back, inputs) == expected
        # as a net: inputs count at multiples of the clock, all others are noise
        again = to_net(read_back)
        noise = [
            inputs[t // again.ticks] if not t % again.ticks
            else {a for a in again.net.afferents if rng.random() < 0.5}
            for t in range(12 * again.ticks)
        ]  # fmt: skip
        seen = run(again.net, [*noise, set()])
        assert expected == [
            [name in seen[(t + 1) * again.ticks] for name in again.outputs] for t in range(12)
        ]


def test_every_built_in_net_becomes_a_circuit() -> None:
    for net in nets().values():
        made = circuit(net, [~parse(name) for name in net.names])
        assert read(made.ascii()) == read(made.binary())


def test_a_small_circuit_to_the_letter() -> None:
    made = circuit(built_in("figure-1c"), [~parse("N3")])
    assert made.ascii().decode().splitlines() == [
        "aag 4 2 1 1 1", "2", "4", "6 8", "6", "8 4 2",
        "i0 N1", "i1 N2", "l0 N3@0", "o0 fails: ~N3",
    ]  # fmt: skip
    assert made.binary() == b"aig 4 2 1 1 1\n8\n6\n\x04\x02i0 N1\ni1 N2\nl0 N3@0\no0 fails: ~N3\n"


def test_thresholds_are_sums() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        weights = [int(w) for w in rng.integers(-9, 10, 5)]
        bar = int(rng.integers(-12, 20))
        made = Graph([f"x{k}" for k in range(5)], [])
        terms = [(made.input(k), weight) for k, weight in enumerate(weights)]
        made.outputs = [("o", made.reaches(terms, bar))]
        for code in range(32):
            on = {f"x{k}" for k in range(5) if code >> k & 1}
            total = sum(weight for k, weight in enumerate(weights) if code >> k & 1)
            assert clocked(read(made.binary()), [on]) == [[total >= bar]]


def test_files_of_others() -> None:
    toggle = b"aag 1 0 1 2 0\n2 3\n2\n3\n"  # from the format's own description
    made = to_net(read(toggle))
    assert made.ticks == 1
    history = run(made.net, [set()] * 6)
    assert [[name in fired for name in made.outputs] for fired in history[1:]] == [
        [False, True], [True, False], [False, True], [True, False], [False, True]
    ]  # fmt: skip
    # gates in any order, a latch that starts with 1, constants, names that are none here
    text = b"aag 5 1 1 3 2\n2\n4 10 1\n10\n1\n0\n10 8 3\n8 4 4\ni0 once\nl0 a-b\no0 i0\nc\nany\n"
    found = read(text)
    assert found.gates == ((8, 4, 4), (10, 8, 3)) and found.latches == ((4, 10, True),)
    again = to_net(found)
    assert again.net.afferents == ("once_",) and "a_b" in again.net.neurons
    assert len(set(again.outputs)) == 3
    one = read(b"aag 1 1 0 0 0 1\n2\n2\nb0 bad\n")
    assert one.outputs == (("b0", 2),)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "line 1: the file ends where a line for a header is due"),
        (b"aag\n", "it is no AIGER header"),
        (b"aaa 1 1 0 0 0\n", "it is no AIGER header"),
        (b"aag 1 1 0 0 0\n", "the file ends where a line for a input is due"),
        (b"aag 1 1 0 0 x\n", "it has 'x'"),
        (b"aag -1 1 0 0 0\n", "it has '-1'"),
        (b"aag 99999999999 1 0 0 0\n", "it has '99999999999'"),
        (b"aag 1 1 0 0 0\n3\n", "literal 3: it cannot be defined"),
        (b"aag 1 1 0 0 0\n4\n", "literal 4: it cannot be defined"),
        (b"aag 2 2 0 0 0\n2\n2\n", "literal 2: it is defined twice"),
        (b"aag 2 1 0 1 0\n2\n4\n", "literal 4: it is used and not defined"),
        (b"aag 2 0 0 0 2\n2 4 4\n4 2 2\n", "it uses itself"),
        (b"aag 1 0 1 0 0\n2 3 2\n", "no latch that starts with 0 or 1"),
        (b"aag 1 0 1 0 0\n\n", "no latch that starts with 0 or 1"),
        (b"aag 1 1 0 0 0\n2\nz0 name\n", "it is no symbol"),
        (b"aag 1 1 0 0 0\n2 2\n", "it has 2 numbers"),
        (b"aag 0 0 0 0 0 0 1\n", "it has constraints, justice or fairness"),
        (b"aig 3 1 0 0 1\n", "M is 3"),
        (b"aig 2 1 0 0 1\n", "gate 4: the file ends in it"),
        (b"aig 2 1 0 0 1\n\x09\x01", "gate 4: its differences lead nowhere"),
        (b"aig 2 1 0 0 1\n" + b"\xff" * 99, "gate 4: the file ends in it"),
    ],
)
def test_malformed_files_are_refused_with_the_place(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data)
    assert message in str(caught.value)


def test_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere.aag: it cannot be read"):
        load("nowhere.aag")
    file = tmp_path / "x.aag"
    file.write_bytes(b"aag 1 1 0 0 0\n3\n")
    with pytest.raises(InputError, match="x.aag"):
        load(str(file))


def test_too_many_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LARGEST", 3)
    with pytest.raises(BudgetError, match="more than 3 gates"):
        circuit(built_in("figure-1f"), [parse("N4")])
    with pytest.raises(InputError):
        circuit(Net.build().net(), [parse("N4")])
