"""Certificates that are none, and solvers that fail: one message each, and nothing accepted."""

from dataclasses import replace
from pathlib import Path

import pytest

from psychon.formal.certificate import certificate as files
from psychon.formal.certificate import expression, judge, solvers
from psychon.formal.certificate.certificate import Certificate, from_dict
from psychon.formal.certificate.judge import recheck
from psychon.formal.errors import InputError
from psychon.formal.registry import load
from psychon.formal.verify.decide import verify

RING = load("ring")


@pytest.fixture(scope="module")
def proof() -> Certificate:
    found = verify(RING, "always ~(A & B)").certificate
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"proof": 1}, "certificate: 'proof': no such key is known; remove it"),
        ({"net": 3}, "certificate: net: it is 3; give a str"),
        ({"ticks": True}, "certificate: ticks: it is True; give a int"),
        ({"assume": ["A", 3]}, "certificate: assume: one is no text; give a list of formulae"),
        ({"start": "end"}, "certificate: start: it is 'end'; give 'initial' or 'any'"),
        ({"ticks": -1}, "certificate: ticks: it is -1; give 0 to "),
        ({"ticks": 10**9}, "certificate: ticks: it is 1000000000; give 0 to "),
    ],
)
def test_a_wrong_key_is_named(proof: Certificate, change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_dict(proof.to_dict() | change)
    assert str(caught.value).startswith(message)


def test_what_is_no_object_or_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match='it is no object; begin with {"format"'):
        from_dict([])
    monkeypatch.setattr(files, "LARGEST", 10)
    (tmp_path / "long.json").write_text("{}" + " " * 20)
    with pytest.raises(InputError, match="it is longer than 10 bytes; give a certificate"):
        files.load(tmp_path / "long.json")


def test_an_invariant_too_long_or_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expression, "DEEPEST", 3)
    assert expression.checked("(not (not (not A)))", {"A"})
    with pytest.raises(InputError, match="it nests more than 3 deep; flatten it"):
        expression.checked("(not (not (not (not A))))", {"A"})
    monkeypatch.setattr(expression, "LONGEST", 4)
    with pytest.raises(InputError, match="it is longer than 4 characters; simplify it"):
        expression.checked("(not A)", {"A"})


def test_a_claim_that_cannot_be_read_is_no_proof(proof: Certificate) -> None:
    with pytest.raises(InputError, match="certificate: claim: column"):
        recheck(replace(proof, claim="A &"), RING)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("unknown", "was left open within cvc5's budget"), ("crash", "cvc5 says 'no memory'")],
)
def test_a_solver_that_does_not_answer_accepts_nothing(
    proof: Certificate, monkeypatch: pytest.MonkeyPatch, answer: str, reason: str
) -> None:
    def decide(_: str) -> str:
        if answer == "crash":
            raise RuntimeError("no memory")
        return answer

    monkeypatch.setattr(judge, "chosen", lambda *_: ("cvc5", decide))
    found = recheck(proof, RING)
    assert not found.accepted
    assert reason in found.reason


def test_a_missing_solver_is_named(proof: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solvers, "find_spec", lambda _: None)
    for solver, wanted in (("auto", "bitwuzla or cvc5"), ("cvc5", "it needs cvc5")):
        with pytest.raises(InputError, match=wanted):
            recheck(proof, RING, solver=solver)
