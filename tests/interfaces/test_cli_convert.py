"""``psychon convert``: nets to files and circuits, and back."""

from pathlib import Path

from interfaces.command_line import ask, refused

from psychon.formal.net.model import Net
from psychon.formal.registry import load


def test_nets_between_json_and_toml(tmp_path: Path) -> None:
    for ending in ("json", "toml"):
        file = tmp_path / f"net.{ending}"
        assert ask("convert", "figure-1e", str(file)).code == 0
        assert Net.load(file) == load("figure-1e")


def test_a_question_becomes_a_circuit_and_that_a_net(tmp_path: Path) -> None:
    for ending in ("aag", "aig"):
        file, net = tmp_path / f"e.{ending}", tmp_path / f"e-{ending}.json"
        reply = ask("convert", "figure-1e", str(file), "--assume", "~N1", "--json")
        assert list(reply.json) == ["inputs", "latches", "outputs", "gates"]
        assert (reply.json["inputs"], reply.json["outputs"]) == (2, 2)
        said = ask("convert", str(file), str(net)).stdout
        assert "ticks a clock: inputs count at ticks 0, " in said
        content = ask("convert", str(file), str(net), "--json").json
        # what was proved of the net holds of what was read back: no output ever rises
        for name in content["outputs"]:
            assert ask("find", str(net), name, "--assume", "~N1").code in (0, 1)
        assert Net.load(net).afferents == ("N1", "N2")


def test_without_properties_each_neuron_is_an_output(tmp_path: Path) -> None:
    file = tmp_path / "ring.aag"
    said = ask("convert", "ring", str(file), "--property", "always ~(A & B)").stdout
    assert ", 1 output, " in said
    net = tmp_path / "plain.json"
    Net.build().afferent("p").neuron("A").synapse("p", "A").net().save(net)
    assert ask("convert", str(net), str(file)).stdout == "1 input, 1 latch, 1 output, 0 gates\n"


def test_what_cannot_be_converted(tmp_path: Path) -> None:
    assert "end it in .json, .toml, .aag, .aig, .smt2" in refused("convert", "ring", "ring.dot")
    file = tmp_path / "ring.aig"
    assert ask("convert", "ring", str(file)).code == 0
    assert "it is a circuit already" in refused("convert", str(file), str(tmp_path / "x.aag"))
    assert "it takes no properties" in refused(
        "convert", "ring", str(tmp_path / "x.json"), "--property", "always A"
    )
    assert not (tmp_path / "x.json").exists()
    file.write_bytes(b"aig 1 x\n")
    assert "ring.aig" in refused("convert", str(file), str(tmp_path / "x.json"))
    assert "no neuron is called 'N9'" in refused(
        "convert", "ring", str(tmp_path / "y.aag"), "--property", "always N9"
    )


def test_a_question_becomes_a_script(tmp_path: Path) -> None:
    file = tmp_path / "q.smt2"
    assert ask("convert", "figure-1i", str(file)).code == 0
    text = file.read_text()
    assert text.startswith("; N3 = S N2 | S N1 & S once (N1 & N2)\n; sat: it holds at all times;")
    assert "\n(set-logic HORN)\n" in text and text.endswith("(check-sat)\n")
    reply = ask("convert", "figure-1i", str(file), "--ticks", "3", "--assume", "~N1", "--json")
    assert reply.json["script"] == file.read_text()
    assert "; assuming ~N1\n" in file.read_text() and "(set-logic QF_BV)" in file.read_text()
    assert "a script asks one property, not 2" in refused("convert", "figure-1e", str(file))
    assert "no script; end it in .smt2" in refused(
        "convert", "figure-1e", str(tmp_path / "x.json"), "--ticks", "3"
    )
