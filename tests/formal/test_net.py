"""Nets: values, documents, graphs, both meanings, order, and nets made of nets."""

import json
import os
import pickle
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from random_nets import random_net

from psychon.formal.errors import (
    FormulaError,
    InputError,
    NetError,
    UnknownNameError,
    arrows,
    counted,
    nearest,
)
from psychon.formal.net import document
from psychon.formal.net.bits import run_bits
from psychon.formal.net.model import Net
from psychon.formal.net.order import Order, evaluation_order, find_cycle, look_back
from psychon.formal.net.synapse import Synapse
from psychon.formal.net.tick import run, tick
from psychon.formal.registry import load

HEAT = load("figure-1e")


def base(**changes: object) -> dict[str, object]:
    """Return a small document with some keys changed."""
    return {
        "format": "psychon-net/1",
        "neurons": {"p": {}, "q": {}, "A": {"threshold": 2}, "B": {"threshold": 1}},
        "synapses": [{"source": "p", "target": "A", "weight": 2}, {"source": "A", "target": "B"}],
        "initial": [],
        "assume": [],
        "expect": [],
    } | changes


# --- values


@given(strategies.nets())
def test_documents_and_graphs_round_trip(net: Net) -> None:
    assert Net.from_dict(net.to_dict()) == net
    assert Net.from_dict(json.loads(document.write_json(net.to_dict()))) == net
    assert document.loads(document.write_toml(net.to_dict()).encode(), toml=True) == net.to_dict()
    assert Net.from_graph(net.graph) == net
    assert pickle.loads(pickle.dumps(net)) == net
    assert hash(Net.from_dict(net.to_dict())) == hash(net)


@given(strategies.nets(), st.randoms())
def test_the_fingerprint_ignores_order_only(net: Net, draw: "st.DataObject") -> None:
    content = net.to_dict()
    neurons, synapses = content["neurons"], content["synapses"]
    assert isinstance(neurons, dict)
    assert isinstance(synapses, list)
    names = list(neurons)
    draw.shuffle(names)  # type: ignore[attr-defined]
    draw.shuffle(synapses)  # type: ignore[attr-defined]
    shuffled = Net.from_dict(content | {"neurons": {name: neurons[name] for name in names}})
    assert shuffled.fingerprint == net.fingerprint
    assert shuffled == net
    heavier = dict(neurons)
    name = net.neurons[0]
    heavier[name] = {"threshold": heavier[name]["threshold"] + 1}
    assert Net.from_dict(content | {"neurons": heavier}).fingerprint != net.fingerprint


def test_reading_a_net() -> None:
    assert HEAT.afferents == ("N1", "N2")
    assert HEAT.neurons == ("A", "B", "N3", "N4")
    assert HEAT.threshold("A") == 2
    assert HEAT.threshold("N1") is None
    assert set(HEAT.incoming("B")) == {Synapse("A", "B", 2), Synapse("N2", "B", None)}
    assert str(Synapse("N2", "B", None, 3)) == "N2 -> B (veto, delay 3)"
    assert str(Synapse("N2", "B", -2)) == "N2 -> B (weight -2, delay 1)"
    assert "A" in HEAT
    assert "Z" not in HEAT
    assert len(HEAT) == 6
    with pytest.raises(NetError, match='format: the key is missing; write "psychon-net/1"'):
        Net.from_dict({"neurons": {}, "synapses": []})
    assert repr(HEAT) == "<Net: 2 afferents, 4 neurons, 7 synapses>"
    assert HEAT != "a net"
    with pytest.raises(AttributeError, match="a net does not change"):
        HEAT.names = ()
    with pytest.raises(ValueError, match="read-only"):
        HEAT.program.weight[0] = 5
    with pytest.raises(UnknownNameError, match="no neuron is called 'N5'; known names: N1"):
        HEAT.incoming("N5")


def test_frozen_graph() -> None:
    graph = HEAT.graph
    assert nx.is_frozen(graph)
    assert isinstance(graph, nx.MultiDiGraph)
    assert ("N2", "B", {"delay": 1, "veto": True}) in graph.edges(data=True)
    plain: nx.DiGraph[str] = nx.DiGraph()
    plain.add_node("p")
    plain.add_node("A", threshold=1, initial=True)
    plain.add_edge("p", "A", veto=False, weight=2)
    net = Net.from_graph(plain)
    assert net.synapses == (Synapse("p", "A", 2),)
    assert net.initial == ("A",)
    with pytest.raises(NetError, match="graph: it is undirected; use networkx.MultiDiGraph"):
        Net.from_graph(nx.Graph())  # type: ignore[arg-type]


def test_matrices_go_from_row_to_column() -> None:
    net = Net.from_matrix([[0, 2], [0, -1]], [None, 1], ["p", "A"])
    assert net.synapses == (Synapse("p", "A", 2), Synapse("A", "A", -1))
    assert Net.from_matrix(np.zeros((2, 2), int), [1, 1]).names == ("N1", "N2")
    for matrix, thresholds, names, message in (
        ([[1, 2]], [1], None, r"W: its shape is \(1, 2\); give a square matrix"),
        ([[0.5]], [1], None, "W: its entries are float64; give integers"),
        ([[0]], [1, 1], None, "thresholds: 2 entries for 1 neurons; give 1"),
        ([[0]], [1], ["a", "b"], "names: 2 entries for 1 neurons; give 1"),
        (np.zeros((2, 2), int), [1, 1], ["a", "a"], "names: a name occurs twice"),
    ):
        with pytest.raises(NetError, match=message):
            Net.from_matrix(matrix, thresholds, names)


def test_arrays_for_large_nets() -> None:
    net = Net.from_arrays(
        ["p", "A", "B"], [0, 1, 2], [0, 1, 0], [1, 2, 2], [1, 0, 3], [1, 2, 3], initial=["B"]
    )
    assert net.synapses == (
        Synapse("p", "A"), Synapse("p", "B", 3, 3), Synapse("A", "B", None, 2)
    )  # fmt: skip
    assert net.initial == ("B",)
    good = {"names": ["p", "A"], "thresholds": [0, 1], "source": [0], "target": [1], "weight": [1]}
    for change, message in (
        ({"names": ["p", "p"]}, "names: a name occurs twice"),
        ({"names": ["p", "S"]}, "'S' is a word of the formula language"),
        ({"thresholds": [0]}, r"thresholds: its shape is \(1,\); give 2 entries"),
        ({"source": [2]}, r"source: a row lies outside 0..1; name existing rows"),
        ({"weight": [1.5]}, "weight: its entries are float64; give integers"),
        ({"weight": [2**40]}, r"weight\[0\]: it is 1099511627776; stay in -2147483648"),
        ({"delay": [0]}, r"delay\[0\]: it is 0; stay in 1..1000000"),
        ({"target": [0]}, "'p' has incoming synapses but no threshold; give it a threshold"),
        ({"initial": ["p"]}, "initial: it names an afferent; name neurons only"),
        ({"initial": ["z"]}, "initial: no neuron is called 'z'"),
    ):
        with pytest.raises(InputError, match=message):
            Net.from_arrays(**(good | change))  # type: ignore[arg-type]


def test_the_builder() -> None:
    net = (
        Net.build().afferent("p", "q").neuron("A", 2, initial=True).synapse("p", "A", 2, 3)
        .veto("q", "A", 2).assume("~p").expect("A = origin").net()
    )  # fmt: skip
    assert net.synapses == (Synapse("p", "A", 2, 3), Synapse("q", "A", None, 2))
    assert (net.initial, net.assume, net.expect) == (("A",), ("~p",), ("A = origin",))
    with pytest.raises(NetError, match=r"neurons.p: it is added twice; give it another name"):
        Net.build().afferent("p").neuron("p")


# --- bad documents


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "x"}, "format: it is 'x'; write \"psychon-net/1\""),
        ({"colour": 1}, "the net: colour: the key is unknown; use format, neurons, synapses,"
         " initial, assume, expect"),
        ({"neurons": []}, "neurons: [] is no table of keys; write {...}"),
        ({"neurons": {"S": {}}}, "neurons.S: 'S' is a word of the formula language; choose another"
         " name"),
        ({"neurons": {"a b": {}}}, "neurons.a b: 'a b' is no name; begin with a letter or _, go on"
         " with letters, digits, _ . [ ], 64 characters at most"),
        ({"neurons": {"A": {"bar": 1}}}, "neurons.A: bar: the key is unknown; use threshold"),
        ({"neurons": {"A": {"threshold": 0}}}, "neurons.A.threshold: it is 0, so the neuron would"
         " fire in silence; write 1 or more; a neuron that must fire by itself excites itself and"
         " is in 'initial'"),
        ({"neurons": {"A": {"threshold": True}}},
         "neurons.A.threshold: True is no integer; write a whole number"),
        ({"neurons": {"A": {"threshold": 1.0}}},
         "neurons.A.threshold: 1.0 is no integer; write a whole number"),
        ({"neurons": {"A": {"threshold": 10**30}}},
         "neurons.A.threshold: it is of 31 digits; stay in 1..2147483648"),
        ({"synapses": {}}, "synapses: {} is no list; write [...]"),
        ({"synapses": [5]}, "synapses[0]: 5 is no table of keys; write {...}"),
        ({"synapses": [{"source": "p"}]}, "synapses[0].target: the key is missing; name a neuron"),
        ({"synapses": [{"source": "z", "target": "A"}]},
         "synapses[0].source: no neuron is called 'z'; known names: p, q, A, B"),
        ({"synapses": [{"source": 1, "target": "A"}]},
         "synapses[0].source: 1 is no name; write a neuron's name in quotes"),
        ({"synapses": [{"source": "A", "target": "p"}]},
         "synapses[0].target: 'p' is an afferent (it has no threshold); give it a threshold, or aim"
         " the synapse at a neuron"),
        ({"synapses": [{"source": "p", "target": "A", "weight": 0}]},
         "synapses[0].weight: it is 0; remove the synapse or give it a weight"),
        ({"synapses": [{"source": "p", "target": "A", "delay": 0}]},
         "synapses[0].delay: it is 0; stay in 1..1000000"),
        ({"synapses": [{"source": "p", "target": "A", "veto": 1}]},
         "synapses[0].veto: it is 1; write true or leave out"),
        ({"synapses": [{"source": "p", "target": "A", "veto": True, "weight": 1}]},
         "synapses[0].weight: a veto has no weight; remove weight or veto"),
        ({"synapses": [{"source": "p", "target": "A"}] * 2},
         "synapses p -> A: two of one kind with delay 1; add their weights into one synapse"),
        ({"synapses": [{"source": "p", "target": "A", "veto": True}] * 2},
         "synapses p -> A: two of one kind with delay 1; write one veto"),
        ({"initial": ["p"]}, "initial[0]: 'p' is an afferent, which the world drives; name a neuron"
         " with a threshold, or give it one"),
        ({"initial": ["A", "A"]}, "initial[1]: 'A' is named twice; keep one"),
        ({"initial": [1]}, "initial[0]: 1 is no text; quote it"),
        ({"assume": ["A"]},
         "assume[0]: 'A' is no afferent; a net's assumptions speak of its afferents"),
        ({"assume": ["p &"]}, "assume[0]: column 4: the end stands where a formula must begin;"
         " write a neuron, true, false or ( there"),
        ({"expect": ["B = S p.q"]},
         "expect[0]: no neuron is called 'p.q'; for 'and' write p & q"),
        ({"expect": ["B"]}, "expect[0]: property: 'B' is neither NAME = formula nor always formula;"
         " put the neuron and = before it, or the word always"),
    ],
)  # fmt: skip
def test_bad_documents(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        Net.from_dict(base(**change))
    assert str(caught.value) == message


def test_missing_keys_and_other_values() -> None:
    with pytest.raises(NetError, match="synapses: the key is missing; write it, empty if need be"):
        Net.from_dict({"format": "psychon-net/1", "neurons": {}})
    with pytest.raises(NetError, match="is no table of keys"):
        Net.from_dict([])  # type: ignore[arg-type]
    with pytest.raises(NetError, match="the key 1 is no text; quote it"):
        Net.from_dict(base(neurons={1: {}}))
    assert Net.from_dict({"format": "psychon-net/1", "neurons": {}, "synapses": []}).names == ()
    wide = base(neurons={"A": {"threshold": np.int64(3)}}, synapses=[])
    assert Net.from_dict(wide).threshold("A") == 3


@pytest.mark.parametrize(
    ("data", "toml", "message"),
    [
        (b"{", False, "line 1, column 2: it is no JSON: Expecting property name"),
        (b"[]", False, "the document is no table of keys"),
        (b'{"a": 1, "a": 2}', False, "a: the key occurs twice; keep one of them"),
        (b'{"a": NaN}', False, "NaN is no number; write digits"),
        (b'{"a": ' + b"1" * 41 + b"}", False, "an integer of 41 digits; write smaller numbers"),
        (b"\xff", False, "byte 0: it is not UTF-8; save it as UTF-8"),
        (b'{"a":' + b"[" * 100_000, False, "it nests more than 64 deep; a net nests four deep"),
        (b'{"a":' * 100_000, False, "it nests more than 64 deep; a net nests four deep"),
        (b"a = " + b"[" * 100_000, True, "it nests more than 64 deep; a net nests four deep"),
        (b"a = 1\na = 2", True, "it is no TOML: Cannot overwrite a value"),
        (b"a = " + b"1" * 5000, True, "it cannot be read"),
        (b"a.b" + b".c" * 5000 + b" = 1", True, ""),
    ],
)
def test_hostile_text(data: bytes, toml: bool, message: str) -> None:
    if message:
        with pytest.raises(NetError, match=message):
            document.loads(data, toml=toml)
    else:  # deep dotted keys are read, and refused as unknown keys
        with pytest.raises(InputError):
            Net.from_dict(document.loads(data, toml=toml))


def test_brackets_in_texts_are_no_nesting() -> None:
    text = json.dumps(base(expect=["B = " + "(" * 70 + "S A" + ")" * 70, 'A = S p | "["[[['[:7]]))
    assert "expect" in document.loads(text.encode())
    quoted = '{"a": "' + "[" * 100 + '\\"' + "{" * 100 + '"}'
    assert document.loads(quoted.encode()) == {"a": "[" * 100 + '"' + "{" * 100}


def test_files(tmp_path: Path) -> None:
    for name in ("heat.json", "heat.toml"):
        HEAT.save(tmp_path / name)
        assert Net.load(tmp_path / name) == HEAT
    (tmp_path / "bom.json").write_bytes(b"\xef\xbb\xbf" + (tmp_path / "heat.json").read_bytes())
    assert Net.load(tmp_path / "bom.json") == HEAT
    with pytest.raises(NetError, match=r"gone.json: it cannot be read \(No such file"):
        Net.load(tmp_path / "gone.json")
    with pytest.raises(NetError, match=r"it cannot be read \(Is a directory"):
        Net.load(tmp_path)
    with pytest.raises(NetError, match="it is no path"):
        Net.load("a\0b")
    (tmp_path / "bad.json").write_text(json.dumps(base(format="x")))
    with pytest.raises(NetError, match=r"bad.json: format: it is 'x'"):
        Net.load(tmp_path / "bad.json")
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(NetError, match=r"broken.json: line 1, column 2: it is no JSON"):
        Net.load(tmp_path / "broken.json")


def test_saving_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "net.json"
    file.write_text("precious")
    with pytest.raises(InputError, match="it cannot be written"):
        HEAT.save(tmp_path / "no" / "net.json")

    def broken(*_: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(InputError, match=r"it cannot be written \(No space left on device\)"):
        HEAT.save(file)
    assert file.read_text() == "precious"
    assert os.listdir(tmp_path) == ["net.json"]  # noqa: PTH208 - hidden files too


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    HEAT.save(tmp_path / "net.json")
    monkeypatch.setattr(document, "MAX_BYTES", 10)
    with pytest.raises(NetError, match="it is larger than 10 bytes; is it a net"):
        Net.load(tmp_path / "net.json")


# --- meanings


def restated(net: Net, inputs: list[frozenset[str]]) -> list[frozenset[str]]:
    """Run a net by a second reading of the definition, synapse by synapse."""
    spikes: set[tuple[str, int]] = set()
    for t, now in enumerate(inputs):
        spikes |= {(name, t) for name in now}
        for name in net.neurons:
            if t == 0:
                if name in net.initial:
                    spikes.add((name, 0))
                continue
            drive, stop = 0, False
            for synapse in net.synapses:
                if synapse.target == name and (synapse.source, t - synapse.delay) in spikes:
                    stop |= synapse.weight is None
                    drive += synapse.weight or 0
            if drive >= (net.threshold(name) or 0) and not stop:
                spikes.add((name, t))
    return [frozenset(name for name, at in spikes if at == t) for t in range(len(inputs))]


@given(st.data())
def test_the_reference_meaning_restated_and_on_big_integers(data: st.DataObject) -> None:
    net = data.draw(strategies.nets())
    inputs = data.draw(strategies.histories(list(net.afferents)))
    history = run(net, inputs)
    assert history == restated(net, inputs)
    columns = {net.row(name): [0b101 * (name in now) for now in inputs] for name in net.afferents}
    past = run_bits(net.program, columns, len(inputs), 3)
    quiet = run(net, [()] * len(inputs))
    for t, now in enumerate(history):
        for name in net.names:
            expected = 0b101 * (name in now) + 0b010 * (name in quiet[t])
            assert past[t][net.row(name)] == expected


@pytest.mark.parametrize("seed", range(5))
def test_big_weights_on_big_integers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = random_net(rng, afferents=4, neurons=8, max_weight=2**20, max_fan_in=8, cycles=True)
    inputs = [{a for a in net.afferents if rng.random() < 0.5} for _ in range(10)]
    columns = {net.row(a): [int(a in now) for now in inputs] for a in net.afferents}
    past = run_bits(net.program, columns, 10, 1)
    assert [{n for n in net.names if row[net.row(n)]} for row in past] == run(net, inputs)


def test_tick_takes_sets_and_mappings_and_refuses_the_rest() -> None:
    first = tick(HEAT, [], {"N2"})
    assert first == {"N2"}
    assert tick(HEAT, [first], {"N1": 1, "N2": 0}) == {"A", "N1"}
    assert tick(HEAT, [{"N2": True}, {"A": 1}]) == {"B"}
    with pytest.raises(NetError, match="inputs: 'A' is no afferent; the net decides whether"):
        tick(HEAT, [], {"A"})
    with pytest.raises(UnknownNameError, match="inputs: no neuron is called 'N9'"):
        tick(HEAT, [], {"N9"})
    with pytest.raises(NetError, match="inputs: 'N1' is one text; write {'N1'}"):
        tick(HEAT, [], "N1")


# --- order


@given(strategies.nets())
def test_order_agrees_with_networkx(net: Net) -> None:
    graph = nx.DiGraph(net.graph)
    cycle = find_cycle(net.program)
    assert (cycle is None) == nx.is_directed_acyclic_graph(graph)
    order = evaluation_order(net.program, range(len(net.names)))
    if cycle is not None:
        assert order is None
        names = [net.names[row] for row in cycle]
        for a, b in zip(names, [*names[1:], names[0]], strict=True):
            assert graph.has_edge(a, b)
        assert net.order.low > 0
        return
    assert order is not None
    assert net.order == Order(0, 0, ())
    reach = look_back(net.program, order)
    for a, b, fields in net.graph.edges(data=True):
        assert order.index(net.row(a)) < order.index(net.row(b))
        assert reach[net.row(b)] >= reach[net.row(a)] + fields["delay"]


def test_messages() -> None:
    assert arrows(["A", "B"]) == "A -> B -> A"
    assert "... 9 more ..." in arrows([f"n{k}" for k in range(19)])
    assert counted(1, "tick") == "1 tick"
    assert counted(1200, "tick") == "1,200 ticks"
    assert nearest("heet", ["heat", "cold"]) == "did you mean heat?"
    assert nearest("RATES", ["landahl-rates", "heat"]) == "did you mean landahl-rates?"
    assert nearest("no", ["a", "b", "c"], 2) == "known names: a, b, ..."
    assert nearest("x", []) == "the net has no neurons"
    moved = FormulaError("column 3", "bad", "mend").within("a.json")
    assert isinstance(moved, FormulaError)
    assert str(moved) == "a.json: column 3: bad; mend"
    assert str(InputError("", "bad")) == "bad"


# --- nets of nets


@given(st.data())
def test_rename_and_subnet_keep_behaviour(data: st.DataObject) -> None:
    net = data.draw(strategies.nets())
    inputs = data.draw(strategies.histories(list(net.afferents)))
    history = run(net, inputs)
    new = {name: f"new{k}" for k, name in enumerate(net.names)}
    renamed = run(net.rename(new), [{new[name] for name in now} for now in inputs])
    assert renamed == [{new[name] for name in now} for now in history]
    kept = data.draw(st.lists(st.sampled_from(net.names), min_size=1))
    part = net.subnet(kept)
    seen = run(part, [now & set(part.afferents) for now in inputs])
    for name in kept:
        assert [name in now for now in seen] == [name in now for now in history]


def test_formulae_follow_their_neurons() -> None:
    net = Net.from_dict(base(assume=["~q"], expect=["A = S p", "always B -> S^2 p"]))
    renamed = net.rename({"p": "x", "A": "y"})
    assert renamed.expect == ("y = S x", "always B -> S^2 x")
    assert renamed.assume == ("~q",)
    part = net.subnet(["A"])
    assert (part.names, part.assume, part.expect) == (("p", "A"), (), ("A = S p",))
    with pytest.raises(NetError, match="rename: two neurons would be called 'q'; choose another"):
        net.rename({"p": "q"})
    with pytest.raises(UnknownNameError, match="subnet: no neuron is called 'z'"):
        net.subnet(["z"])


def test_composition_drives_afferents_by_neurons_of_their_name() -> None:
    first = Net.from_dict(base(expect=["B = S^2 p"]))
    second = (
        Net.build().afferent("B", "r").neuron("C", 2).synapse("B", "C").synapse("r", "C")
        .assume("B -> r").expect("C = S B & S r").net()
    )  # fmt: skip
    for joint in (first.compose(second), second.compose(first)):
        assert set(joint.neurons) == {"A", "B", "C"}
        assert set(joint.afferents) == {"p", "q", "r"}
        assert set(joint.expect) == {"B = S^2 p", "C = S B & S r", "always B -> r"}
        assert joint.assume == ()
        history = run(joint, [{"p"}, (), {"r"}, ()])
        assert "C" in history[3]
    with pytest.raises(NetError, match="neurons.A: both nets have a neuron of this name"):
        first.compose(first)
