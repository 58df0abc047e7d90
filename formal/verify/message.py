"""Questions and answers as text, for processes that decide one for another."""

import json
from typing import Any, get_args

from ..certificate import certificate
from ..formula.expr import rebuilt
from ..net.model import Net
from .problem import Problem
from .replay import replayed
from .verdict import Status, Verdict


def question(problem: Problem) -> str:
    """Write a question."""
    net = problem.net.to_dict()
    return json.dumps({
        "net": {key: net[key] for key in ("format", "neurons", "synapses", "initial")},
        "claim": problem.claim.table,
        "assumptions": [formula.table for formula in problem.assumptions],
        "text": problem.text,
        "start": problem.start,
    })  # fmt: skip


def asked(message: str) -> Problem:
    """Read a question."""
    content: Any = json.loads(message)
    return Problem(
        Net.from_dict(content["net"]),
        rebuilt(content["claim"]),
        tuple(map(rebuilt, content["assumptions"])),
        content["text"],
        content["start"],
    )


def answer(verdict: Verdict) -> str:
    """Write an answer."""
    return json.dumps(verdict.to_dict())


def answered(problem: Problem, message: str) -> Verdict:
    """Read the answer to a question.

    Raises:
        ValueError: it is none.
        Disagreement: a refutation does not refute when it is replayed here.
    """
    content: Any = json.loads(message)
    try:
        shown, kept = content["trace"], content["certificate"]
        verdict = Verdict(
            problem.text, content["verdict"], content["reason"], content["method"],
            None if shown is None else replayed(problem, shown["steps"], shown["firing"]),
            None if kept is None else certificate.from_dict(kept),
        )  # fmt: skip
    except (TypeError, KeyError):
        raise ValueError(message[:200]) from None
    if verdict.status not in get_args(Status) or (verdict.status == "refuted") != bool(shown):
        raise ValueError(message[:200])
    if verdict.status == "proved":
        made = verdict.certificate
        wanted = problem.certificate(
            made.invariant if made else "", made.ticks if made else 0, made.method if made else ""
        )
        if made != wanted:
            raise ValueError("a proof of something else")
    return verdict
