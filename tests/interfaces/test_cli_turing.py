"""``psychon turing``."""

import re
from pathlib import Path

import pytest
from interfaces.command_line import ask, refused

from psychon.formal.machine import proof
from psychon.formal.net.model import Net
from psychon.sim.engine import choice

FOUR = "1RB1LB_1LA0LC_1RZ1LD_1RD0RA"


def test_a_champion_halts(tmp_path: Path) -> None:
    svg, net = tmp_path / "run.svg", tmp_path / "net.json"
    reply = ask("turing", FOUR, "--engine", "numpy", "--plot", str(svg), "-o", str(net), "--json")
    assert reply.code == 0
    content = reply.json
    assert {key: content[key] for key in ("steps", "nonzero", "halted", "state")} == {
        "steps": 107, "nonzero": 13, "halted": True, "state": "Z",
    }  # fmt: skip
    assert content["proof"]["verdict"] == "proved"
    assert svg.read_text().startswith("<svg") and "state[D]" in Net.load(net)


def test_a_run_in_words() -> None:
    reply = ask("turing", "1RB1LB_1LA1RZ", "--tape", "101", "--steps", "3", "--engine", "numpy")
    assert reply.code == 0
    assert reply.stdout == (
        "net: 12 neurons, 1 scanner\n"
        "proved: two ticks of the net are one step of the machine: for all tapes, heads and past"
        " firing, in each of 4 state-symbol pairs\n"
        "still running after 3 steps in state B (8 ticks of the net)\n"
        "4 cells not blank; from cell -2 on: 11101\n"
    )


def test_a_machine_may_begin_with_dashes() -> None:
    idle = "---1RA_1RZ0LA"
    options = ("--steps", "3", "--engine", "numpy", "--json")
    for args in ((idle, *options), (*options, idle), (*options, "--", idle)):
        reply = ask("turing", *args)
        assert reply.code == 0 and reply.json["halted"] and reply.json["machine"] == idle
    assert refused("turing", "--stpes", "3", FOUR).startswith("turing: No such option '--stpes'")


def test_a_missing_fast_engine_is_said_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda part: None if part == "llvmlite" else part)
    message = "engine: 'fast' needs llvmlite; pip install \"psychon[fast]\", or use auto or numpy"
    net = str(tmp_path / "net.json")
    assert refused("turing", FOUR, "--engine", "fast", "-o", net) == message
    assert refused("simulate", "figure-1e", "--engine", "fast") == message
    assert not list(tmp_path.iterdir())
    assert ask("turing", FOUR, "--json").json["engine"] == "numpy"


def test_a_proof_that_ends_early_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "DEFAULT_RLIMIT", 1)
    monkeypatch.setattr(proof.prove, "__kwdefaults__", {"rlimit": 1})
    reply = ask("turing", FOUR, "--engine", "numpy", "--json")
    assert reply.code == 3 and reply.json["proof"]["verdict"] == "unknown"


def test_what_is_refused(tmp_path: Path) -> None:
    missing = refused("turing", "1RB_1LA1RZ")
    assert re.match("state A, symbol 1: the transition is missing; ", missing)
    assert refused("turing", FOUR, "--tape", "2") == (
        "tape[0]: '2' is no symbol of the machine; write symbols from 0 to 1"
    )
    path = str(tmp_path / "run.png")
    assert refused("turing", FOUR, "--plot", path) == (
        f"--plot: it is {path!r}; the picture is SVG: end with .svg"
    )
    assert not list(tmp_path.iterdir())
