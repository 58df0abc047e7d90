"""Means in processes of their own: what they find, and what becomes of processes that die."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from psychon.formal.certificate.judge import recheck
from psychon.formal.errors import Disagreement
from psychon.formal.formula.parse import parse, parse_property
from psychon.formal.net.model import Net
from psychon.formal.registry import load
from psychon.formal.smt import horn
from psychon.formal.verify import alltime, message, race, search
from psychon.formal.verify.decide import verify
from psychon.formal.verify.problem import Problem
from psychon.formal.verify.search import Search
from psychon.formal.verify.spacer import Spacer
from psychon.formal.verify.verdict import Verdict

TOGGLE = """
(set-logic HORN)
(declare-fun inv (Bool Bool) Bool)
(assert (inv true false))
(assert (forall ((a Bool) (b Bool)) (=> (inv a b) (inv b a))))
(assert (forall ((a Bool) (b Bool)) (=> (and (inv a b) {bad}) false)))
"""

RING = (
    Net.build().neuron("A", initial=True).neuron("B").neuron("C")
    .synapse("A", "B").synapse("B", "C").synapse("C", "A").net()
)  # fmt: skip


def asked(net: Net, text: str, *assume: str) -> Problem:
    """Return a question about a net."""
    return Problem(net, parse_property(text).claim, tuple(map(parse, assume)), text)


def test_an_invariant_is_found_or_there_is_none() -> None:
    found = horn.solve(TOGGLE.format(bad="a b"), 2)
    assert found.status == "sat" and "x0" in found.invariant
    assert horn.solve(TOGGLE.format(bad="b (not a)"), 2) == ("unsat", "", "")
    nothing = "(set-logic HORN)(declare-fun inv (Bool) Bool)"
    assert horn.solve(nothing, 1) == ("sat", "true", "")


def test_clauses_that_are_none_are_no_answer() -> None:
    found = horn.solve("(assert", 2)
    assert found.status == "unknown" and found.reason


def test_questions_and_answers_survive_being_written() -> None:
    deep = parse("A")
    for _ in range(40):  # as text, 2^40 signs
        deep = (deep & deep.S()) | ~deep
    problem = Problem(RING, deep, (parse("B -> once A"),), "always that")
    again = message.asked(message.question(problem))
    assert again.claim is problem.claim and again.assumptions == problem.assumptions
    assert again.net.fingerprint == RING.fingerprint
    assert (again.text, again.start) == (problem.text, problem.start)

    for text in ("always ~(A & B)", "always ~C"):
        problem = asked(RING, text)
        verdict = verify(RING, text)
        assert message.answered(problem, message.answer(verdict)) == verdict
    for nothing in ("", "[1]", "{}", "{", '"x"'):
        with pytest.raises(ValueError, match=".*"):
            message.answered(problem, nothing)


def test_a_refutation_that_does_not_refute_is_a_defect() -> None:
    verdict = verify(RING, "always ~C")
    with pytest.raises(Disagreement, match="does not refute it"):
        message.answered(asked(RING, "always ~(A & B)"), message.answer(verdict))


@pytest.mark.parametrize(
    ("means", "text", "status", "method"),
    [
        ("spacer", "always ~(A & B)", "proved", "Spacer, Z3"),
        ("spacer", "always A -> ~B & ~C", "proved", "Spacer, Z3"),
        ("induction", "always ~(A & B)", "proved", "k-induction, Z3"),
        ("search", "always ~(C & S^8 C & S B)", "proved", ""),
        ("search", "always ~(C & S^9 A)", "proved", ""),
        ("search", "always C -> ~S^20 A", "refuted", "bounded search, Z3"),
    ],
)
def test_each_means_alone(means: str, text: str, status: str, method: str) -> None:
    verdict = race.race(asked(RING, text), [means], 10**7 if method else 200_000, [])
    if not method:  # search alone proves nothing
        assert verdict.status == "unknown" and "no run to t = " in verdict.reason
        return
    assert (verdict.status, verdict.method) == (status, method)
    if status == "proved":
        assert verdict.certificate is not None
        assert verdict.certificate.claim == str(parse_property(text).claim)
        assert recheck(verdict.certificate, RING).accepted
    else:
        assert verdict.trace is not None and verdict.trace.at == 20


@pytest.fixture
def executable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a script that is run in place of Python; its fourth argument is the means."""
    file = tmp_path / "python"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(file))
    return file


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("kill -9 $$", "the process of spacer ended without an answer (killed by signal 9)"),
        ("echo MemoryError >&2; exit 1", "ended without an answer (MemoryError)"),
        ("echo '[1]'", "the process of spacer ended without an answer ()"),
        ("echo '{}'", "ended without an answer ()"),
        ("exec sleep 60", "spacer was stopped after 3 s"),
    ],
)
def test_a_process_that_dies_is_unknown_with_the_reason(
    executable: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    executable.write_text(f"#!/bin/sh\n{script}\n")
    monkeypatch.setattr(race, "GRACE", 2)
    verdict = race.race(asked(RING, "always ~(A & B)"), ["spacer"], 300_000, [])
    assert verdict.status == "unknown" and reason in verdict.reason


def test_a_process_that_may_take_no_memory_is_unknown(executable: Path) -> None:
    real = sys.base_prefix + "/bin/python3"
    executable.write_text(f'#!/bin/sh\nulimit -v 100000\nexec {real} "$@"\n')
    verdict = race.race(asked(RING, "always ~(A & B)"), ["spacer"], 3_000_000, [])
    assert verdict.status == "unknown" and "ended without an answer" in verdict.reason


def test_no_process_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    verdict = race.race(asked(RING, "always ~(A & B)"), ["search", "spacer"], 10**6, [])
    assert verdict.status == "unknown"
    assert verdict.reason == "no process could be started (No such file or directory)"


def test_the_first_that_decides_stops_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, pids = sys.executable, tmp_path / "pids"
    fake = tmp_path / "python"
    fake.write_text(
        f'#!/bin/sh\n[ "$4" = search ] && exec {real} "$@"\necho $$ >> {pids}\nexec sleep 600\n'
    )
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    verdict = race.race(asked(RING, "always ~C"), ["spacer", "search", "induction"], 10**7, [])
    assert verdict.status == "refuted"
    for pid in map(int, pids.read_text().split()) if pids.exists() else []:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_unknown_says_what_all_of_them_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alltime, "QUICK", 1)
    net = load("ring")
    before = [Verdict("", "unknown", "nothing to t = 3", "prayer")]
    verdict = race.race(asked(net, "always ~(A & B)"), ["search"], 20_000, before)
    assert verdict.status == "unknown" and verdict.method == "prayer; bounded search, Z3"
    assert verdict.reason.startswith("nothing to t = 3; no run to t = ")
    assert verdict.reason.endswith(" violates it; its time ended")
    assert verify(net, "always ~(A & B)", rlimit=10**7).status == "proved"  # by some process


def test_a_wrong_invariant_of_spacers_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from psychon.formal.verify import spacer

    def says(status: str, invariant: str) -> Verdict:
        monkeypatch.setattr(spacer, "solve", lambda *_: horn.Found(status, invariant, ""))
        return Spacer(asked(RING, "always ~(A & B)"), 10**6).decide()

    assert says("sat", "true").reason == "Spacer's invariant is none"
    assert says("sat", "false").reason == "Spacer's invariant is none"
    assert "shows none" in says("unsat", "").reason
    with monkeypatch.context() as patch:
        patch.setattr(spacer, "solve", lambda *_: horn.Found("sat", "x0", ""))
        assert "was not checked: the budget" in (
            Spacer(asked(RING, "always ~(A & B)"), 1).decide().reason
        )


def test_search_ends_with_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    latch = load("figure-1i")
    verdict = Search(asked(latch, latch.expect[0].replace("N3 =", "always N3 <->")), 5_000).decide()
    assert verdict.status == "unknown" and verdict.reason.startswith("no run to t = ")
    # a net without afferents costs Z3 nothing, but memory
    monkeypatch.setattr(search, "BUDGET", 300)
    verdict = Search(asked(RING, "always ~(A & B)"), 5_000).decide()
    assert verdict.status == "unknown"
    assert verdict.reason.endswith("; the states of 101 ticks pass 300 variables")


def test_what_lies_in_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "psychon" / "formal" / "verify"
    room.mkdir(parents=True)
    for folder in (room, room.parent, room.parent.parent):
        (folder / "__init__.py").touch()
    lie = {"verdict": "proved", "reason": "", "method": "", "trace": None, "certificate": None}
    (room / "worker.py").write_text(f"print({json.dumps(json.dumps(lie))})")
    (tmp_path / "queue.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    verdict = race.race(asked(RING, "always ~C"), ["search"], 10**7, [])
    assert verdict.status == "refuted"


def test_a_proof_without_its_certificate_is_none() -> None:
    problem = asked(RING, "always ~(A & B)")
    good = verify(RING, "always ~(A & B)")
    other = verify(RING, "always ~(A & C)")
    assert message.answered(problem, message.answer(good)) == good
    for wrong in (replace(good, certificate=None), replace(good, certificate=other.certificate)):
        with pytest.raises(ValueError, match="a proof of something else"):
            message.answered(problem, message.answer(wrong))
    for status in ("refuted", "true"):
        with pytest.raises(ValueError, match="certificate"):
            message.answered(problem, message.answer(good).replace('"proved"', f'"{status}"'))


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    script = f"""
import subprocess, sys
worker = subprocess.Popen([sys.executable, "-P", "-m", "psychon.formal.verify.worker", "search",
    "10000000"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
open({str(tmp_path / "pid")!r}, "w").write(str(worker.pid))
time = __import__("time"); time.sleep(5)
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    pid = int((tmp_path / "pid").read_text())
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("it is still there")
