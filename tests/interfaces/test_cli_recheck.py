"""``psychon recheck``: what ``verify --json`` printed, judged by another solver."""

import json
from pathlib import Path

import pytest
from interfaces.command_line import ask, refused, run

from psychon.formal.net.model import Net
from psychon.formal.registry import load


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """Return the file of a proof about a net with a cycle."""
    file = tmp_path / "proof.json"
    file.write_text(run("verify", "figure-1i", "--json").stdout)
    return file


def test_a_proof_is_accepted(proof: Path) -> None:
    reply = ask("recheck", str(proof), "figure-1i")
    assert reply.code == 0
    assert reply.stdout.startswith("accepted: bitwuzla shows all 4 obligations: ")
    second = ask("recheck", str(proof), "figure-1i", "--solver", "cvc5")
    assert second.stdout == reply.stdout.replace("bitwuzla", "cvc5")
    assert "solver: 'z3' is unknown; use auto, bitwuzla or cvc5" in refused(
        "recheck", str(proof), "figure-1i", "--solver", "z3"
    )
    answer = ask("recheck", str(proof), "figure-1i", "--json").json
    assert list(answer) == ["accepted", "reason"] and answer["accepted"] is True


def test_the_certificate_alone_will_do(proof: Path) -> None:
    (result,) = json.loads(proof.read_text())["results"]
    proof.write_text(json.dumps(result["certificate"]))
    assert ask("recheck", str(proof), "figure-1i").code == 0
    result["certificate"]["invariant"] = "true"
    proof.write_text(json.dumps(result["certificate"]))
    reply = ask("recheck", str(proof), "figure-1i")
    assert (reply.code, reply.stdout) == (1, "rejected: safety fails\n")


def test_a_comparison_is_judged_for_both_nets(tmp_path: Path) -> None:
    ring, twin = load("ring"), tmp_path / "twin.json"
    ring.save(twin)
    file = tmp_path / "proof.json"
    file.write_text(run("compare", "ring", str(twin), "--map", "A=A", "--json").stdout)
    assert ask("recheck", str(file), "ring", str(twin)).code == 0
    assert "give the net it was made for" in refused("recheck", str(file), "ring")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "proof.json"),
        ("[]", "proof.json"),
        ("{}", "format"),
        ('{"results": []}', "proof.json"),
        ('{"results": [{"certificate": null}]}', "a result has no certificate"),
        ('{"format": "psychon-certificate/9"}', "psychon-certificate/9"),
        ("[" * 100_000, "proof.json"),
    ],
)
def test_what_is_no_certificate_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "proof.json"
    file.write_text(text)
    assert message in refused("recheck", str(file), "figure-1i")


def test_a_missing_file_or_net_is_named(proof: Path) -> None:
    assert "nowhere.json" in refused("recheck", "nowhere.json", "figure-1i")
    assert "figure-1z" in refused("recheck", str(proof), "figure-1z")


def test_all_results_of_an_answer_are_judged_together(tmp_path: Path) -> None:
    file = tmp_path / "proofs.json"
    file.write_text(run("verify", "figure-1e", "--json").stdout)
    reply = ask("recheck", str(file), "figure-1e")
    assert reply.code == 0 and "(N3 <-> " in reply.stdout and "& (N4 <-> " in reply.stdout
    file.write_text(run("compare", "figure-1e", "figure-1e", "--json").stdout)
    assert ask("recheck", str(file), "figure-1e", "figure-1e").code == 0
    answer = json.loads(run("verify", "ring", "always ~(A & B)", "--json").stdout)
    answer["results"] += json.loads(run("verify", "figure-1e", "--json").stdout)["results"]
    file.write_text(json.dumps(answer))
    assert "its results are not of one question" in refused("recheck", str(file), "ring")


def test_what_was_assumed_is_said(tmp_path: Path) -> None:
    net = tmp_path / "net.json"
    content = load("figure-1a").to_dict() | {"assume": ["N1"], "expect": ["always N1"]}
    net.write_text(json.dumps(content))
    said = ask("verify", str(net)).stdout
    assert "; assuming N1" in said
    file = tmp_path / "proof.json"
    file.write_text(run("verify", str(net), "--json").stdout)
    said = ask("recheck", str(file), str(net)).stdout
    assert "always, assuming N1 (which admits an endless run)" in said


def test_a_proof_from_one_relation_is_accepted_by_both(tmp_path: Path) -> None:
    net, file = tmp_path / "net.json", tmp_path / "proof.json"
    Net.from_dict({"format": "psychon-net/1", "neurons": {"p": {}, "q": {}}, "synapses": []}).save(
        net
    )
    file.write_text(run("verify", str(net), "always (p since false) -> q", "--json").stdout)
    for solver in ("bitwuzla", "cvc5"):
        assert ask("recheck", str(file), str(net), "--solver", solver).code == 0
