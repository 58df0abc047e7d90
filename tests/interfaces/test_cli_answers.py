"""What each command answers, in JSON as documented and in words."""

import json
from pathlib import Path

import pytest
from interfaces.command_line import ask, refused

from psychon.formal.net.model import Net
from psychon.formal.registry import load
from psychon.formal.translate import solve as translate
from psychon.formal.verify.decide import compare, verify
from psychon.proofs.interfaces.cli import doctor
from psychon.sim.campaign.simulate import simulate
from psychon.sim.engine import choice

RESULT_KEYS = ["property", "verdict", "reason", "method", "trace", "certificate"]
TRACE_KEYS = ["steps", "firing", "at", "left", "right"]


def test_solve_writes_formulae_that_verify_proves() -> None:
    reply = ask("solve", "figure-1e", "--json")
    assert (reply.code, reply.stderr) == (0, "")
    answer = reply.json
    assert list(answer) == ["neurons", "order", "cyclic"]
    assert (answer["order"], answer["cyclic"]) == (0, [])
    assert list(answer["neurons"]) == ["A", "B", "N3", "N4"]
    equations = [f"{name} = {formula}" for name, formula in answer["neurons"].items()]
    proved = ask("verify", "figure-1e", *equations, "--json")
    assert proved.code == 0
    assert [r["verdict"] for r in proved.json["results"]] == ["proved"] * 4
    assert ask("solve", "figure-1e").stdout.splitlines() == equations


def test_solve_of_chosen_neurons() -> None:
    answer = ask("solve", "figure-1e", "--neuron", "N4", "--neuron", "A", "--json").json
    assert list(answer["neurons"]) == ["N4", "A"]


def test_solve_of_a_part_that_no_cycle_leads_to(tmp_path: Path) -> None:
    net = {
        "format": "psychon-net/1",
        "neurons": {"p": {}, "N": {"threshold": 1}, "X": {"threshold": 1}},
        "synapses": [{"source": "p", "target": "N"}, {"source": "X", "target": "X"}],
    }
    file = tmp_path / "part.json"
    file.write_text(json.dumps(net))
    assert ask("solve", str(file), "--neuron", "N", "--json").json["neurons"] == {"N": "S p"}
    whole = ask("solve", str(file))
    assert whole.stdout == "N = S p\nX = S X\norder 1: recursive in X\n"
    answer = ask("solve", str(file), "--json").json
    assert (answer["order"], answer["cyclic"]) == (1, ["X"])


def test_realize_answers_net_delay_and_sense() -> None:
    reply = ask("realize", "OUT = S p & S q", "LATE = p & q", "--json")
    assert (reply.code, reply.stderr) == (0, "")
    answer = reply.json
    assert list(answer) == ["net", "delay", "sense"]
    assert answer["delay"] == {"OUT": 0, "LATE": 1}
    assert answer["sense"] == {"OUT": "narrow", "LATE": "extended"}
    net = Net.from_dict(answer["net"])
    assert net.afferents == ("p", "q")
    for text in ("OUT = S p & S q", "LATE = S (p & q)"):
        assert verify(net, text).status == "proved"


def test_realize_in_words_shows_every_synapse() -> None:
    reply = ask("realize", "OUT = S p & S^3 q & ~S r")
    assert reply.code == 0
    assert reply.stdout.splitlines() == [
        "OUT(t) = Pr(t), in the narrow sense",
        "afferents: p, q, r",
        "OUT: threshold 2",
        "  from p, weight 1, delay 1",
        "  from q, weight 1, delay 3",
        "  from r, veto, delay 1",
    ]


@pytest.mark.parametrize("name", ["made.json", "made.toml"])
def test_realize_writes_the_net_it_answers(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    reply = ask("realize", "OUT = p & q | S r", "-o", str(file), "--json")
    assert reply.code == 0
    assert Net.load(file) == Net.from_dict(reply.json["net"])
    assert [f.name for f in tmp_path.iterdir()] == [name]


def test_verify_answers_one_result_a_property() -> None:
    reply = ask("verify", "figure-1e", "N3 = S N1", "N4 = S N2 & S S N2", "--json")
    assert (reply.code, reply.stderr) == (1, "")
    refuted, proved = reply.json["results"]
    assert list(refuted) == list(proved) == RESULT_KEYS
    assert (refuted["verdict"], proved["verdict"]) == ("refuted", "proved")
    assert (refuted["property"], refuted["certificate"]) == ("N3 = S N1", None)
    assert proved["trace"] is None
    trace = refuted["trace"]
    assert list(trace) == [*TRACE_KEYS, "why"]
    # heat is felt when cold ends: one tick of cold at 0 excites N3 at 3
    assert {key: trace[key] for key in TRACE_KEYS} == {
        "steps": 4,
        "firing": {"N1": [], "N2": [0], "A": [1], "B": [2], "N3": [3], "N4": []},
        "at": 3, "left": 1, "right": 0,
    }  # fmt: skip


def test_verify_in_words_shows_method_budget_and_table() -> None:
    reply = ask("verify", "figure-1e", "N3 = S N1", "--rlimit", "600000")
    assert reply.code == 1
    assert reply.stdout.startswith("refuted: N3 = S N1\n")
    assert "method: window, Z3" in reply.stdout
    assert "  N2  |...\n" in reply.stdout
    assert "600,000 resource units (at most about 2 s)" in reply.stdout


def test_verify_decides_what_the_net_expects() -> None:
    results = ask("verify", "figure-1e", "--json").json["results"]
    assert [r["property"] for r in results] == list(load("figure-1e").expect)
    assert {r["verdict"] for r in results} == {"proved"}


def test_verify_under_assumptions() -> None:
    claim = ("verify", "figure-1e", "N3 = S N1")
    assert ask(*claim).code == 1
    assert ask(*claim, "--assume", "~N2").code == 0
    assert ask(*claim, "--assume", "N1 | ~N1", "--assume", "~N2").code == 0


def test_a_refutation_counts_before_an_unknown() -> None:
    args = ("verify", "figure-1i", "--rlimit", "1", "N3 = S N2 | S N1 & S once (N1 & N2)")
    assert ask(*args).code == 3
    assert ask(*args, "N3 = S N1").code == 1


def test_compare_answers_one_result_a_pair() -> None:
    reply = ask("compare", "figure-1f", "figure-1f-relative", "--map", "N4=N4@1", "--json")
    (result,) = reply.json["results"]
    assert list(result) == RESULT_KEYS
    first, second = load("figure-1f"), load("figure-1f-relative")
    verdict = compare(first, second, {"N4": "N4"}, {"N4": 1})
    assert result == verdict.to_dict()
    assert reply.code == {"proved": 0, "refuted": 1}[verdict.status]


def test_compare_of_a_net_with_itself_later() -> None:
    shifted = ask("compare", "figure-1a", "figure-1a", "--map", "N2=N2@1", "--json")
    assert shifted.code == 1
    trace = shifted.json["results"][0]["trace"]
    assert list(trace) == [*TRACE_KEYS, "firing2", "why"]
    assert ask("compare", "figure-1a", "figure-1a", "--map", "N2=N2").code == 0
    assert ask("compare", "figure-1a", "figure-1a", "--json").code == 0


def test_find_answers_a_run_or_its_impossibility() -> None:
    found = ask("find", "figure-1e", "N3 & N4", "--json")
    assert found.code == 1
    (result,) = found.json["results"]
    assert list(result) == RESULT_KEYS
    at = result["trace"]["at"]
    assert at in result["trace"]["firing"]["N3"]
    assert at in result["trace"]["firing"]["N4"]
    assert ask("find", "figure-1e", "N3 & N4").stdout.startswith("N3 & N4: it can be true")
    never = ask("find", "figure-1e", "N4 & ~S N2", "--json")
    assert never.code == 0
    assert never.json["results"][0]["verdict"] == "proved"
    assert ask("find", "figure-1e", "N3", "--assume", "~N1", "--assume", "~N2").code == 0


def test_simulate_answers_what_the_library_does() -> None:
    args = ("simulate", "figure-1e", "--steps", "40", "--runs", "300", "--seed", "7", "--json")
    reply = ask(*args, "--rate", "1/4", "--rate", "N2=0.75", "--watch", "N3 & N4", "--level", "0.9")
    assert (reply.code, reply.stderr) == (0, "")
    answer = reply.json
    expected = simulate(
        load("figure-1e"), 40, 300, {"N1": 0.25, "N2": 0.75}, seed=7, watch=["N3 & N4"], level=0.9
    )
    assert list(answer) == ["neurons", "watch"]
    assert list(answer["neurons"]) == ["A", "B", "N3", "N4"]
    for name, seen in answer["neurons"].items():
        assert list(seen) == ["count", "rate", "interval"]
        assert seen["count"] == expected.count[name]
        assert seen["rate"] == expected.rate[name]
        assert seen["interval"] == list(expected.interval[name])
    wanted = ask(*args, "--resolve", "0.05")
    default = simulate(load("figure-1e"), 40, 300, seed=7)
    assert wanted.json["runs_needed"] == {
        name: default.runs_needed(name, 0.05) for name in default.neurons
    }
    assert "\nto resolve N3: " in ask(*args[:-1], "--resolve", "0.05").stdout
    more = ask(*args, "--isi", "N3", "--per-tick", "N4", "--longest", "5").json
    seen = simulate(load("figure-1e"), 40, 300, seed=7, isi="N3", per_tick="N4", longest=5)
    assert more["isi"] == {"N3": seen.isi["N3"].to_dict()}
    assert more["per_tick"] == {"N4": seen.per_tick["N4"].rate.tolist()}
    text = ask(*args[:-1], "--isi", "N3", "--per-tick", "N4", "--watch", "false").stdout
    assert f"\nintervals: N3: {seen.isi['N3'].total:,}\n       1 " in text
    assert "\nby tick: N4: least 0.000000 at tick 0, most " in text
    assert "at one tick or more in 0.000000\n" in text
    watched = expected.watch["N3 & N4"]
    assert answer["watch"]["fraction"] == watched.fraction
    assert answer["watch"]["held_throughout"] == watched.held_throughout
    assert answer["watch"]["held_once"] == watched.held_once


def test_simulate_watches_several_formulae_by_their_texts() -> None:
    args = ("simulate", "figure-1a", "--steps", "5", "--runs", "64", "--json")
    watch = ask(*args, "--watch", "N2", "--watch", "~N2").json["watch"]
    assert list(watch) == ["N2", "~N2"]
    assert watch["N2"]["fraction"] + watch["~N2"]["fraction"] == pytest.approx(1)
    assert ask(*args).json["watch"] == {}


def test_simulate_counts_the_same_in_any_chunks() -> None:
    args = ("simulate", "figure-1e", "--steps", "30", "--runs", "1500", "--seed", "3", "--json")
    whole = ask(*args)
    assert whole.code == 0
    assert ask(*args, "--chunks", "7").stdout == whole.stdout
    assert ask(*args, "--burn-in", "10").stdout != whole.stdout


def test_simulate_in_words() -> None:
    reply = ask("simulate", "figure-1a", "--steps", "4", "--runs", "64", "--rate", "1",
                "--watch", "S N1")  # fmt: skip
    lines = reply.stdout.splitlines()
    assert lines[0].split() == ["neuron", "count", "rate", "interval"]
    # it fires at ticks 1, 2, 3 of 0..3
    assert lines[1].split()[:3] == ["N2", "192", "0.750000"]
    assert "watched: S N1" in lines
    assert lines[-1] == "ticks 0..3 of 64 runs, seed 0, level 0.99, engine numpy"


def test_draw_answers_svg(tmp_path: Path) -> None:
    svg = ask("draw", "figure-1e").stdout
    assert svg.startswith("<svg ")
    assert ask("draw", "figure-1e", "--json").json == {"svg": svg.rstrip("\n")}
    file = tmp_path / "heat.svg"
    reply = ask("draw", "figure-1e", "-o", str(file))
    assert reply == (0, "", "")
    assert file.read_text(encoding="utf-8").rstrip("\n") == svg.rstrip("\n")


def test_verdicts_print_as_commands_do() -> None:
    verdict = verify(load("figure-1d"), "N3 = S N1")
    assert ask("verify", "figure-1d", "N3 = S N1").stdout.startswith(f"{verdict}\n")
    assert str(verdict).startswith("refuted: N3 = S N1\n  a shortest run of 2 ticks")
    assert str(verdict.trace).endswith("^ t = 1: left 0, right 1")


def test_doctor_reports_parts_and_passes_its_tests() -> None:
    reply = ask("doctor", "--json")
    assert reply.code == 0, reply
    answer = reply.json
    assert list(answer) == [
        "psychon", "python", "platform", "required", "optional", "engine", "speed", "false_alarms",
        "tests", "ok",
    ]  # fmt: skip
    assert set(answer["required"]) == {"click", "networkx", "numpy", "rich", "sympy", "z3-solver"}
    assert all(answer["required"].values())
    assert "cvc5" in answer["optional"]
    assert "hypothesis" not in answer["optional"]
    assert answer["engine"] == "fast"
    assert list(answer["speed"]) == ["numpy", "fast"]
    assert all(updates > 0 for updates in answer["speed"].values())
    assert [test["ok"] for test in answer["tests"]] == [True] * len(answer["tests"])
    assert len(answer["tests"]) >= 4
    assert answer["ok"] is True
    words = ask("doctor").stdout
    assert "all is well" in words
    assert "updates of neurons a second" in words


def test_doctor_without_the_fast_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    reply = ask("doctor", "--json")
    assert reply.json["engine"] == "numpy"
    assert reply.json["speed"]["fast"] is None
    versions = doctor._version
    monkeypatch.setattr(
        doctor, "_version", lambda name: None if name == "numba" else versions(name)
    )
    text = ask("doctor").stdout
    assert "  fast: does not run\n" in text
    assert '  numba absent; pip install "psychon[fast]"\n' in text


def test_a_file_wins_over_a_built_in_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    load("figure-1a").save(tmp_path / "figure-1e")
    assert list(ask("solve", "figure-1e", "--json").json["neurons"]) == ["N2"]
    (tmp_path / "figure-1e").unlink()
    (tmp_path / "figure-1e").mkdir()
    assert "N4" in ask("solve", "figure-1e", "--json").json["neurons"]


def test_doctor_reports_what_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ImportError("no such library")

    monkeypatch.setattr(translate, "solve", broken)
    reply = ask("doctor", "--json")
    assert (reply.code, reply.json["ok"]) == (1, False)
    failed = [test for test in reply.json["tests"] if not test["ok"]]
    # what simulates is measured against what is solved
    assert [test["name"] for test in failed] == ["solve figure-1e", "simulate figure-1e"]
    assert {test["detail"] for test in failed} == {"ImportError: no such library"}
    words = ask("doctor")
    assert words.code == 1
    assert "FAIL: solve figure-1e: ImportError: no such library" in words.stdout
    assert "this installation is broken" in words.stdout


def test_attractors_in_a_table_and_in_json(tmp_path: Path) -> None:
    file = tmp_path / "switch.json"
    Net.from_threshold({("A", "B"): -1, ("B", "A"): -1}, {"A": -0.5, "B": -0.5}).save(file)
    reply = ask("attractors", str(file))
    assert reply.code == 0
    assert reply.stdout.splitlines() == [
        "4 states, 3 attractors",
        "basin  share  period  cycle",
        "    2  50.0%       2  {} -> {A, B}",
        "    1  25.0%       1  {A}",
        "    1  25.0%       1  {B}",
    ]
    answer = ask("attractors", str(file), "--json").json
    assert answer["states"] == 4
    assert answer["attractors"][0] == {"period": 2, "basin": 2, "states": [[], ["A", "B"]]}
    points = ask("attractors", str(file), "--fixed-points", "--json").json
    assert points["complete"] is True and sorted(points["fixed_points"]) == [["A"], ["B"]]
    assert ask("attractors", str(file), "--fixed-points").stdout.endswith(
        "2 fixed points, and no other\n"
    )
    assert "the net has afferents, N1" in refused("attractors", "figure-1a")


def test_a_long_table_of_attractors_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "free.json"
    net = Net.build()
    for k in range(6):
        net.neuron(f"h{k}").synapse(f"h{k}", f"h{k}")
    net.net().save(file)
    lines = ask("attractors", str(file)).stdout.splitlines()
    assert len(lines) == 23 and lines[-1] == "and 44 more, which --json lists"


def test_a_refuting_run_is_written_as_picture_and_waveform(tmp_path: Path) -> None:
    for ending, sign in (("svg", "<svg"), ("vcd", "$enddefinitions $end")):
        file = tmp_path / f"run.{ending}"
        assert ask("verify", "figure-1e", "N3 = S N1", "--trace", str(file)).code == 1
        assert sign in file.read_text()
    again = tmp_path / "again.svg"
    assert ask("find", "figure-1e", "N3 & N4", "--trace", str(again)).code == 1
    assert ask("compare", "figure-1a", "figure-1a", "--map", "N2=N2@1", "--trace", str(again)).code
    nothing = tmp_path / "nothing.svg"
    reply = ask("verify", "figure-1a", "--trace", str(nothing))
    assert reply.stderr == f"{nothing}: not written, since no run refutes anything\n"
    assert reply.code == 0 and not nothing.exists()
    assert "end it in .svg or .vcd" in refused("verify", "figure-1e", "--trace", "run.png")


def test_what_a_refutation_shows_is_said_in_its_own_words() -> None:
    text = ask("verify", "figure-1e", "N3 = S N1").stdout
    assert "t = 3: left 1, right 0" in text
    assert "\n  because of N2 at t = 0; not N1 at t = 2; not N2 at t = 1; along B -> N3" in text
    assert "t = 0: it is false" in ask("verify", "figure-1a", "always N1").stdout
    assert "t = 1: it is true" in ask("find", "figure-1a", "N2").stdout


def test_questions_from_any_start() -> None:
    assert ask("verify", "ring", "always ~(A & B)").code == 0
    reply = ask("verify", "ring", "always ~(A & B)", "--from", "any")
    assert reply.code == 1 and "because of A at t = 0; B at t = 0" in reply.stdout
    assert ask("find", "ring", "A & B", "--from", "any").code == 1
    assert "give 'initial' or 'any'" in refused("verify", "ring", "always A", "--from", "nowhere")


def test_nets_that_share_no_afferent_are_remarked_on(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    load("figure-1a").rename({"N1": "M1"}).save(other)
    reply = ask("compare", "figure-1a", str(other))
    assert "share no afferent: what drives one does not drive the other" in reply.stderr


def test_a_net_is_drawn_as_svg_alone(tmp_path: Path) -> None:
    file = tmp_path / "net.pdf"
    assert "a net is drawn as SVG; end it in .svg" in refused("draw", "figure-1a", "-o", str(file))
    assert not file.exists()


def test_a_realized_net_expects_what_it_realizes(tmp_path: Path) -> None:
    file = tmp_path / "made.json"
    assert ask("realize", "OUT = p & ~S q", "X = q", "-o", str(file)).code == 0
    assert Net.load(file).expect == ("OUT = S (p & ~S q)", "X = S q")
    reply = ask("verify", str(file), "--json")
    assert reply.code == 0 and len(reply.json["results"]) == 2
