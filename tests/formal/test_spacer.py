"""Spacer in its own process: what it finds, and what becomes of a process that dies."""

import sys
from pathlib import Path

import pytest

from psychon.formal.certificate.judge import recheck
from psychon.formal.formula.parse import parse_property
from psychon.formal.net.model import Net
from psychon.formal.registry import load
from psychon.formal.smt import horn
from psychon.formal.verify import alltime
from psychon.formal.verify.decide import verify
from psychon.formal.verify.guesses import Guess

TOGGLE = """
(set-logic HORN)
(declare-fun inv (Bool Bool) Bool)
(assert (inv true false))
(assert (forall ((a Bool) (b Bool)) (=> (inv a b) (inv b a))))
(assert (forall ((a Bool) (b Bool)) (=> (and (inv a b) {bad}) false)))
"""


def test_an_invariant_is_found_or_there_is_none() -> None:
    found = horn.solve(TOGGLE.format(bad="a b"), 2)
    assert found.status == "sat" and "x0" in found.invariant
    assert horn.solve(TOGGLE.format(bad="b (not a)"), 2).status == "unsat"


def test_clauses_that_are_none_are_no_answer() -> None:
    found = horn.solve("(assert", 2)
    assert found.status == "unknown" and found.reason


@pytest.fixture
def executable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file that is run in place of Python."""
    file = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(file))
    return file


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("kill -9 $$", "ended without an answer (killed by signal 9)"),
        ("echo MemoryError >&2; exit 1", "ended without an answer (MemoryError"),
        ("echo '[1]'", "ended without an answer"),
        ("echo '{}'", "ended without an answer"),
        ("sleep 60", "was stopped after 0.2 s"),
    ],
)
def test_a_process_that_dies_is_unknown_with_the_reason(
    executable: Path, script: str, reason: str
) -> None:
    executable.write_text(f"#!/bin/sh\n{script}\n")
    executable.chmod(0o755)
    found = horn.solve("", 0, seconds=0.2 if "sleep" in script else 20)
    assert (found.status, found.invariant) == ("unknown", "")
    assert reason in found.reason


def unguessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave everything to Spacer: no induction over more than a tick, no guesses."""
    nothing: list[Guess] = []
    monkeypatch.setattr(alltime, "guesses", lambda _: nothing)
    monkeypatch.setattr(alltime, "FIRST", 1)
    monkeypatch.setattr(alltime, "DEPTH", 1)


def test_a_verdict_says_that_the_worker_was_killed(
    executable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable.write_text("#!/bin/sh\nkill -9 $$\n")
    executable.chmod(0o755)
    unguessed(monkeypatch)
    verdict = verify(load("ring"), "always ~(A & B)")
    assert verdict.status == "unknown" and "killed by signal 9" in verdict.reason


@pytest.mark.parametrize("text", ["always ~(A & B)", "always A -> ~B & ~C"])
def test_spacer_alone_proves_with_a_certificate(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    unguessed(monkeypatch)
    ring = Net.build().neuron("A", initial=True).neuron("B").neuron("C")
    net = ring.synapse("A", "B").synapse("B", "C").synapse("C", "A").net()
    verdict = verify(net, text)
    assert (verdict.status, verdict.method) == ("proved", "Spacer, Z3")
    assert verdict.certificate is not None
    assert verdict.certificate.claim == str(parse_property(text).claim)
    assert recheck(verdict.certificate, net).accepted
