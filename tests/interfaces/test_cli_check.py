"""``psychon check``: its answer, its table, its exit codes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from interfaces.command_line import Reply, ask, refused, run
from planted import claim_of

from psychon.formal.registry import load
from psychon.formal.verify.verdict import Trace
from psychon.proofs.claims import catalogue, processes
from psychon.proofs.claims.catalogue import library
from psychon.proofs.derivation.library import Library
from psychon.proofs.derivation.report import (
    ClaimReport,
    ExperimentReport,
    MutantReport,
    Report,
    StepReport,
)
from psychon.proofs.derivation.statements import holds
from psychon.proofs.derivation.step import Step
from psychon.proofs.reasons.logic import Logic

STEP = StepReport("s1", "logic", "N2 = S N1", "", (), "", "proved", "by the window", 1.5)
MUTANTS = (
    MutantReport("s1: weight 1", "s1", "rejected", "trace", ""),
    MutantReport("s1: weight 3", "s1", "equivalent", "proof", ""),
    MutantReport("s1: weight 0", "s1", "rejected", "model", ""),
)
RATE = ExperimentReport("rate of N2", "agree", 0.49, (0.45, 0.55), 0.5, True)
GOOD = ClaimReport(
    "good-claim", "A claim", "It holds.", "somebody", (), (), "proved", "proved", (),
    (STEP,), MUTANTS, (RATE,),
)  # fmt: skip
TRACE = Trace(2, {"N1": (0,), "N2": ()}, 1, 0, 1)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let each test start with nothing kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "psychon"


def answered(monkeypatch: pytest.MonkeyPatch, *claims: ClaimReport) -> Reply:
    """Ask for a check that finds ``claims``."""

    def found(*_: object, **__: object) -> Report:
        return Report(claims)

    monkeypatch.setattr(catalogue, "library", Library)
    monkeypatch.setattr(processes, "library", Library)
    monkeypatch.setattr(processes, "check", found)
    return ask("check")


def test_a_real_claim_in_json() -> None:
    reply = ask("check", "figure-1a", "--json")
    assert (reply.code, reply.stderr) == (0, "")
    answer = reply.json
    assert list(answer) == ["claims", "ok", "fresh"]
    assert answer["ok"] is True and answer["fresh"] is True
    (claim,) = answer["claims"]
    assert {"id", "title", "status", "steps", "mutants", "experiments"} <= set(claim)
    assert (claim["id"], claim["status"]) == ("figure-1a", "proved")
    for step in claim["steps"]:
        assert {"id", "reason", "status", "ms"} <= set(step)
        assert step["status"] == "proved"
    kinds = {mutant["status"] for mutant in claim["mutants"]}
    assert "rejected" in kinds
    assert kinds <= {"rejected", "implied", "equivalent"}
    assert {m["by"] for m in claim["mutants"]} <= {"model", "residue", "trace", "proof"}
    (experiment,) = claim["experiments"]
    assert {"id", "status", "estimate", "interval", "expected"} <= set(experiment)
    low, high = experiment["interval"]
    assert low <= experiment["expected"] <= high
    assert experiment["status"] == "agree"


def test_a_real_claim_as_a_table_without_a_terminal() -> None:
    reply = run("check", "figure-1a")
    assert (reply.code, reply.stderr) == (0, "")
    head, row, blank, end = reply.stdout.splitlines()
    assert head.split() == ["claim", "status", "steps", "mutants", "experiments"]
    assert row.startswith("figure-1a   proved   1 of 1 proved   ")
    assert "rate of N2: 0." in row
    assert "expected 0." in row
    assert blank == ""
    assert end.startswith("1 of 1 claims are as their files declare, in ")
    assert "\x1b" not in reply.stdout


def test_what_was_in_order_is_not_checked_again(cache: Path) -> None:
    first = ask("check", "figure-1a", "--json").json
    again = ask("check", "figure-1a", "--json").json
    assert again == first | {"fresh": False}
    end = run("check", "figure-1a").stdout.splitlines()[-1]
    assert end.endswith("as their files declare, unchanged since checked (--fresh checks again)")
    assert ask("check", "figure-1a", "--fresh", "--json").json["fresh"] is True
    # of two claims one is not kept
    assert ask("check", "figure-1a", "figure-1b", "--json").json["fresh"] is True
    kept = cache / "figure-1a.json"
    content = json.loads(kept.read_text())
    for spoilt in ("{", "[]", json.dumps(content | {"key": "of other code"}), "\x00"):
        kept.write_text(spoilt)
        assert ask("check", "figure-1a", "--json").json["fresh"] is True
        assert json.loads(kept.read_text())["key"] == content["key"]


def test_what_fails_is_checked_every_time(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = replace(GOOD, id="bad-claim", status="refuted")
    assert answered(monkeypatch, GOOD, bad).code == 1
    assert [path.name for path in cache.iterdir()] == ["good-claim.json"]


def test_a_cache_that_cannot_be_written_is_no_failure(cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert ask("check", "figure-1a").code == 0


def test_an_unknown_claim_has_the_nearest_names() -> None:
    assert "no claim is called 'figure-1'; did you mean figure-1" in refused("check", "figure-1")
    assert refused("check", "stdp").endswith("; did you mean stdp-drift?")
    assert refused("check", "plasticity").endswith(", theorem-8")


def test_the_table_counts_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    two = replace(GOOD, id="two", experiments=(RATE, replace(RATE, id="rate of N3")))
    reply = answered(monkeypatch, GOOD, two)
    assert reply.code == 0
    lines = reply.stdout.splitlines()
    assert "good-claim   proved   1 of 1 proved   2 rejected, 1 equivalent" in lines[1]
    assert lines[1].endswith("rate of N2: 0.49000 in [0.45000, 0.55000], expected 0.50000: agree")
    assert lines[3].strip().startswith("rate of N3: ")
    assert lines[-1].startswith("2 of 2 claims")


def test_a_refuted_claim_is_shown_with_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    step = replace(STEP, status="refuted", detail="a run violates it", trace=TRACE)
    reply = answered(monkeypatch, GOOD, replace(GOOD, id="bad", status="refuted", steps=(step,)))
    assert reply.code == 1
    assert "bad is refuted, its file declares proved: A claim" in reply.stdout
    assert "  step s1 is refuted (logic): N2 = S N1\n    a run violates it\n" in reply.stdout
    assert "    N1  |.\n" in reply.stdout
    assert "1 of 2 claims are as their files declare" in reply.stdout


def test_codes_and_complaints(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = replace(GOOD, id="open", status="unknown", problems=("step s1: no rejected mutant",))
    reply = answered(monkeypatch, unknown)
    assert reply.code == 3
    assert "  step s1: no rejected mutant" in reply.stdout

    refuted = replace(GOOD, id="false", status="refuted")
    assert answered(monkeypatch, unknown, refuted).code == 1

    off = replace(RATE, status="disagree", expected=0.7)
    disagree = replace(GOOD, id="off", experiments=(off,))
    reply = answered(monkeypatch, unknown, refuted, disagree)
    assert reply.code == 4
    assert "  experiment rate of N2 disagrees" in reply.stdout

    blunt = replace(GOOD, id="blunt", experiments=(replace(RATE, sharp=False),))
    reply = answered(monkeypatch, blunt)
    assert reply.code == 3
    assert "  experiment rate of N2 is blunt: an error of 1% would pass it" in reply.stdout


def test_texts_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    strange = replace(RATE, id="rate of a[0] [bold]")
    reply = answered(monkeypatch, replace(GOOD, experiments=(strange,)))
    assert "rate of a[0] [bold]: 0.49000" in reply.stdout


def test_one_step_is_checked_alone() -> None:
    reply = ask("check", "selectron-spike-bound", "--step", "cauchy", "--json")
    (claim,) = reply.json["claims"]
    assert (reply.code, claim["id"], claim["status"]) == (0, "selectron-spike-bound", "proved")
    (step,) = claim["steps"]
    assert (step["id"], step["reason"], step["status"]) == ("cauchy", "induction", "proved")
    assert step["latex"] == r"A^{2} \leq B L" and len(step["given"]) == 2
    assert {mutant["status"] for mutant in claim["mutants"]} == {"rejected", "implied"}
    assert claim["experiments"] == []


def test_one_step_of_a_claim_that_uses_others() -> None:
    reply = ask("check", "rule-2-as-printed", "--step", "figure-1d", "--json")
    (claim,) = reply.json["claims"]
    assert reply.code == 0 and claim["steps"][0]["reason"] == "lemma"


def test_a_step_that_is_open_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    undecided = Library()
    net = load("ring")
    open_ = Step("open", holds(net, "always ~(A & B)"), Logic(rlimit=1))
    undecided.add(claim_of(open_, id="open-claim", status="unknown"))
    monkeypatch.setattr(catalogue, "library", lambda: undecided)
    reply = ask("check", "open-claim", "--step", "open")
    assert reply.code == 0 and "open-claim is unknown, as its file declares" in reply.stdout


def test_a_step_needs_its_claim() -> None:
    message = refused("check", "selectron-and", "--step", "mist")
    assert "claim 'selectron-and': no step is called 'mist'; did you mean most" in message
    assert "--step most needs one CLAIM, not 0" in refused("check", "--step", "most")


def test_a_derivation_in_the_terminal() -> None:
    reply = ask("explain", "selectron-spike-bound")
    assert reply.code == 0
    text = reply.stdout
    assert text.startswith("The spike bound (Theorem 1) (selectron-spike-bound): proved\n")
    assert "\n11. reach: theta need not be passed\n" in text
    assert "   if x[i] >= 0, x[i] <= 1, E[x[i]] = p, theta > 0, L <= omega, p >= 0\n" in text
    assert "   psychon check selectron-spike-bound --step reach\n" in text
    assert "experiment sampled: 0.2" in text and "source: Balduzzi" in text
    assert ask("explain", "figure-1e", "--json").json["id"] == "figure-1e"
    assert "N3 = " in ask("explain", "figure-1e").stdout
    assert "no claim is called 'selectron'" in refused("explain", "selectron")
    listed = ask("explain", "--json").json["claims"]
    assert listed == {claim.id: claim.title for claim in library()}
    assert [line.split()[0] for line in ask("explain").stdout.splitlines()] == sorted(listed)
