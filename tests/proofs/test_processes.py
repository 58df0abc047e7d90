"""Claims checked in several processes: found alike, and nothing lost with a process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from psychon.formal.errors import UnknownNameError
from psychon.formal.registry import load
from psychon.formal.verify.decide import verify
from psychon.formal.verify.verdict import Trace
from psychon.proofs.claims import processes
from psychon.proofs.claims.catalogue import library
from psychon.proofs.derivation.check import check
from psychon.proofs.derivation.kept import freeze, thaw
from psychon.proofs.derivation.report import Report

SOME = ("figure-1a", "rule-2-as-printed", "figure-1g")


def told(report: Report) -> list[object]:
    """Return what a report says, but how long it took."""
    said: list[object] = []
    for claim in report.claims:
        content = claim.to_dict()
        for step in content["steps"]:  # type: ignore[attr-defined] # a list
            del step["ms"]
        said.append(content)
    return said


def test_several_processes_find_what_one_does() -> None:
    seen: list[str] = []
    together = processes.check_together(SOME, processes=2, show=seen.append)
    assert told(together) == told(check(library(), SOME))
    # what a claim uses is checked in the same process, before it
    assert [claim.id for claim in together.claims][1:3] == ["figure-1d", "rule-2-as-printed"]
    assert sorted(seen) == [f"checking {name}" for name in sorted(SOME)]


def test_one_process_is_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert processes.check_together(["figure-1a"]).ok
    assert processes.check_together(SOME, processes=1).ok


@pytest.mark.parametrize(
    "script", ["exit 1", "read line; kill -9 $$", "while read x; do echo; done"]
)
def test_a_process_that_dies_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(fake))
    report = processes.check_together(("figure-1a", "figure-1b"), processes=2)
    assert report.ok and [claim.id for claim in report.claims] == ["figure-1a", "figure-1b"]


def test_unknown_claims_are_named_before_a_process_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(UnknownNameError, match="no claim is called 'figure-9'"):
        processes.check_together(["figure-1a", "figure-9"])


def test_a_process_answers_line_by_line() -> None:
    asked = json.dumps(["figure-1a"]) + "\n" + json.dumps(["figure-1b", "figure-1c"]) + "\n"
    done = subprocess.run([sys.executable, "-m", processes.__name__], input=asked, text=True,
                          capture_output=True, check=True)  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [[claim["id"] for claim in line] for line in lines] == [
        ["figure-1a"], ["figure-1b", "figure-1c"]
    ]  # fmt: skip


def test_claims_that_use_each_other_stay_together() -> None:
    order = library().order()
    parts = list(processes._apart(order))
    assert sorted(name for part in parts for name in part) == sorted(claim.id for claim in order)
    home = {name: k for k, part in enumerate(parts) for name in part}
    for claim in order:
        assert {home[used] for used in claim.uses} <= {home[claim.id]}
    assert len(parts) > len(order) // 2


def test_traces_with_their_reasons_survive_being_kept() -> None:
    trace = verify(load("figure-1e"), "N3 = S N1").trace
    assert trace is not None
    again = thaw(Trace, json.loads(json.dumps(freeze(trace))))
    assert again == trace and isinstance(again, Trace) and again.why == trace.why
