"""The checker: every part of it must be able to fail."""

from dataclasses import dataclass

import pytest
import sympy
from planted import (
    AGREES,
    PROVED,
    REFUTED,
    REJECTED,
    Fixed,
    Obey,
    Said,
    checked,
    claim_of,
    found,
    relay,
    said,
)

from psychon.formal.errors import Disagreement, InputError, UnknownNameError
from psychon.formal.registry import load
from psychon.proofs.derivation.check import check
from psychon.proofs.derivation.claim import Claim
from psychon.proofs.derivation.experiment import Measurement
from psychon.proofs.derivation.library import Library
from psychon.proofs.derivation.statements import Cases, Everywhere, Valid, Words, holds
from psychon.proofs.derivation.step import Context, Outcome, Status, Step
from psychon.proofs.reasons.cases import Enumeration
from psychon.proofs.reasons.given import Cited, Lemma
from psychon.proofs.reasons.induction import Structural
from psychon.proofs.reasons.logic import Logic

N = sympy.Symbol("n", integer=True)


def test_a_true_claim_is_proved_with_every_mutant_accounted_for() -> None:
    report = checked(claim_of(relay(), experiments=[Fixed("rate", AGREES)]))
    claim = report.claims[0]
    assert (claim.status, claim.problems, report.ok, report.exit_code) == ("proved", (), True, 0)
    statuses = [mutant.status for mutant in claim.mutants]
    assert set(statuses) == {"rejected", "equivalent"} and statuses.count("rejected") >= 15
    assert {m.by for m in claim.mutants if m.status == "rejected"} == {"trace"}
    assert {m.by for m in claim.mutants if m.status == "equivalent"} == {"proof"}


def test_a_planted_false_claim_is_refuted_by_a_trace() -> None:
    report = checked(claim_of(relay("OUT = S p")))
    claim = report.claims[0]
    assert (claim.status, report.ok, report.exit_code) == ("refuted", False, 1)
    trace = claim.steps[0].trace
    assert trace is not None and trace.firing == {"p": (0,), "q": (0,), "OUT": ()}
    assert claim.mutants == ()  # nothing is left to test


@pytest.mark.parametrize("name", ["figure-1a", "figure-1d", "figure-1e", "figure-1f", "figure-1h"])
def test_every_change_of_a_figure_that_matters_is_refuted(name: str) -> None:
    # each mutated formula, put in as a claim of its own, is refuted or truly equal
    net = load(name)
    step = Step("only", holds(net, net.expect[0]), Logic())
    for mutant in found(step).mutants:
        assert mutant.status in ("rejected", "equivalent"), mutant


@pytest.mark.parametrize(
    ("declared", "code"), [("unknown", 1), ("refuted", 1), ("cited", 1), ("conjecture", 1)]
)
def test_a_wrong_declaration_is_not_ok(declared: Status, code: int) -> None:
    report = checked(claim_of(relay(), status=declared))
    assert report.claims[0].status == "proved"
    assert (report.ok, report.exit_code) == (False, code)


def test_a_declared_refutation_is_ok() -> None:
    report = checked(claim_of(relay("OUT = S p"), status="refuted"))
    assert (report.ok, report.exit_code) == (True, 0)


def test_unknown_is_ok_only_where_declared() -> None:
    cycle = Step("L", holds(load("latch"), "L = S once p"), Logic(rlimit=1))
    assert checked(claim_of(cycle)).exit_code == 3
    report = checked(claim_of(cycle, status="unknown"))
    assert (report.ok, report.exit_code) == (True, 0)


def test_a_superfluous_hypothesis_blocks() -> None:
    needed = Valid((sympy.Ge(N, 1),), sympy.Ge(N, 0))
    spare = Valid((sympy.Ge(N, 1), sympy.Le(N, 9)), sympy.Ge(N, 0))
    assert found(Step("a", needed, Logic())).status == "proved"
    claim = found(Step("a", spare, Logic()))
    assert claim.status == "unknown"
    assert [p.partition(": Z3")[0] for p in claim.problems] == [
        "mutant a: without n <= 9: neither rejected nor implied nor equivalent:"
        " it is proved, so superfluous"
    ]


def test_a_superfluous_assumption_about_a_net_blocks() -> None:
    net = load("figure-1d")
    assert found(Step("a", holds(net, "N3 = false", ["N2"]), Logic())).status == "proved"
    claim = found(Step("a", holds(net, "N3 = false", ["N2", "N1"]), Logic()))
    assert claim.status == "unknown" and "without N1" in claim.problems[0]


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("unknown", "the budget ended"),
        Outcome("conjecture", "who knows"),
        ValueError("a reason that breaks"),
    ],
)
def test_a_mutant_that_is_neither_blocks(outcome: Outcome | Exception) -> None:
    report = checked(claim_of(said(mutants=(*REJECTED, (outcome, "implied")))))
    claim = report.claims[0]
    assert (claim.status, report.exit_code) == ("unknown", 3)
    assert claim.mutants[-1].status == "unknown" and claim.mutants[-1].by is None
    assert claim.problems[0].startswith("mutant said: change 3: neither rejected nor implied")


def test_a_statement_beside_its_opposite_blocks() -> None:
    claim = found(said(mutants=(*REJECTED, (PROVED, "contradictory"))))
    assert claim.status == "unknown" and "so contradictory" in claim.problems[0]


def test_a_mutant_that_claims_nothing_is_implied() -> None:
    empty = Outcome("unknown", "the hypotheses contradict each other", vacuous=True)
    claim = found(said(mutants=(*REJECTED, (empty, "implied"))))
    assert claim.status == "proved" and claim.mutants[-1].status == "implied"
    # a dropped hypothesis cannot leave a contradiction behind, if the step was none
    assert found(said(mutants=(*REJECTED, (empty, "superfluous")))).status == "unknown"
    assert found(said(empty)).status == "unknown"


def test_fewer_than_three_rejected_mutants_block() -> None:
    claim = found(said(mutants=REJECTED[:2]))
    assert claim.status == "unknown"
    assert claim.problems == ("2 mutants are rejected, fewer than 3",)
    assert found(said(mutants=REJECTED[:2]), said(mutants=REJECTED[:1], id="b")).status == "proved"


def test_an_equality_without_a_rejected_mutant_blocks() -> None:
    weak = said(mutants=((PROVED, "equivalent"),), equality=True, id="weak")
    claim = found(said(), weak)
    assert claim.problems == ("step weak: no mutant of this equality is rejected",)
    case = Step("cases", Cases("two", (said(id="a"), weak)), Enumeration())
    assert found(case).problems == ("step cases/weak: no mutant of this equality is rejected",)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["proved", "cited"], "cited"),
        (["cited", "tested"], "tested"),
        (["tested", "conjecture", "proved"], "conjecture"),
        (["conjecture", "unknown"], "unknown"),
        (["unknown", "refuted"], "refuted"),
    ],
)
def test_a_claim_is_worth_what_its_weakest_step_is(
    statuses: list[Status], expected: Status
) -> None:
    steps = [
        said(REFUTED if status == "refuted" else Outcome(status, "said so"), id=f"s{k}")
        for k, status in enumerate(statuses)
    ]
    report = checked(claim_of(*steps, status=expected))
    assert report.claims[0].status == expected and report.ok
    assert checked(claim_of(*steps)).exit_code == (1 if expected == "refuted" else 3)


def test_broken_steps_are_unknown_and_a_contradiction_of_psychon_ends_all() -> None:
    claim = found(said(KeyError("lost")))
    assert claim.status == "unknown" and claim.steps[0].detail == "KeyError: 'lost'"
    with pytest.raises(Disagreement):
        found(said(Disagreement("two means")))
    with pytest.raises(KeyboardInterrupt):
        found(said(KeyboardInterrupt()))


def test_a_claim_without_steps_is_unknown() -> None:
    claim = found()
    assert (claim.status, claim.problems) == ("unknown", ("it has no steps",))


def broken() -> list[Step]:
    raise RuntimeError("no wiring")


def test_a_derivation_that_cannot_be_made_is_unknown() -> None:
    claim = found(derive=broken)
    assert claim.problems == ("its steps cannot be made: RuntimeError: no wiring",)
    twice = found(relay(), relay())
    assert "two are called 'relay'" in twice.problems[0]
    cases = Step("c", Cases("two", (relay(), relay())), Enumeration())
    assert "step 'c': cases: two are called 'relay'" in found(cases).problems[0]


# --- experiments


def test_an_experiment_with_a_fault_is_exit_code_4() -> None:
    fault = Fixed("rate", Measurement(0.505, (0.5041, 0.5059), 0.5))
    report = checked(
        claim_of(relay(), experiments=[Fixed("good", AGREES), fault]),
        claim_of(relay("OUT = S p"), id="false"),
    )
    planted = report.claims[1]
    assert [one.status for one in planted.experiments] == ["agree", "disagree"]
    assert planted.status == "proved" and not planted.ok
    assert (report.ok, report.exit_code) == (False, 4)  # before the refutation's 1


def test_a_blunt_experiment_is_not_ok() -> None:
    blunt = Fixed("rate", Measurement(0.5, (0.49, 0.51), 0.5))
    report = checked(claim_of(relay(), experiments=[blunt]))
    assert not report.claims[0].experiments[0].sharp
    assert (report.ok, report.exit_code) == (False, 3)


def test_an_experiment_that_cannot_be_run_is_named() -> None:
    error = InputError("rates", "'p' has no rate", "add 'p'")
    with pytest.raises(InputError) as caught:
        found(relay(), experiments=[Fixed("rate", error)])
    assert str(caught.value) == (
        "claim 'planted': experiment 'rate': rates: 'p' has no rate; add 'p'"
    )


# --- claims that use claims


def test_a_claim_that_rests_on_an_open_one_is_open() -> None:
    base = claim_of(said(Outcome("unknown", "open")), id="base", status="unknown")
    user = claim_of(said(uses=("base",)), id="user")
    report = checked(user, base)
    assert [claim.id for claim in report.claims] == ["base", "user"]
    assert report.claims[1].status == "unknown"
    assert report.claims[1].problems == ("it rests on base, which is unknown",)
    assert report.claims[1].uses == ("base",)


def test_a_claim_that_rests_on_a_refuted_one_is_unknown() -> None:
    base = claim_of(said(REFUTED), id="base", status="refuted")
    assert checked(base, claim_of(said(uses=("base",)), id="user")).claims[1].status == "unknown"


def test_a_claim_that_rests_on_a_cited_one_is_cited() -> None:
    base = claim_of(Step("all", Words("It is known."), Cited("a book")), id="base", status="cited")
    report = checked(base, claim_of(said(uses=("base",)), id="user", status="cited"))
    assert [claim.status for claim in report.claims] == ["cited", "cited"] and report.ok
    assert report.claims[0].mutants == () and report.claims[1].problems == ()


def test_an_equality_taken_over_needs_no_mutants_of_its_own() -> None:
    base = claim_of(relay(), id="base")
    lemma = Step("taken", relay().statement, Lemma("base", "relay"))
    user = checked(base, claim_of(said(), lemma, id="user")).claims[1]
    assert (user.status, user.uses) == ("proved", ("base",))
    # alone it is a claim without a rejected mutant
    assert checked(base, claim_of(lemma, id="user")).claims[1].status == "unknown"


def test_a_mutant_is_judged_by_what_stands_before_its_step() -> None:
    @dataclass(frozen=True)
    class Peek(Obey):
        def decide(self, step: Step, context: Context) -> Outcome:
            assert list(context.before) == ["first"]
            return super().decide(step, context)

    peek = Step("second", Said(PROVED, REJECTED), Peek())
    claim = found(said(id="first"), peek, said(id="third"))
    assert (claim.status, claim.problems) == ("proved", ())


def test_wanted_claims_bring_those_they_use() -> None:
    library = Library([
        claim_of(said(), id="base"), claim_of(said(uses=("base",)), id="user"),
        claim_of(said(), id="other"),
    ])  # fmt: skip
    shown: list[str] = []
    report = check(library, ["user"], show=shown.append)
    assert [claim.id for claim in report.claims] == ["base", "user"]
    assert shown == ["checking base", "checking user"]
    with pytest.raises(UnknownNameError) as caught:
        check(library, ["uzer"])
    assert str(caught.value) == "claim: no claim is called 'uzer'; did you mean user?"


def test_a_cycle_of_claims_is_refused() -> None:
    a, b, c = (
        claim_of(said(uses=(name,)), id=own) for own, name in (("a", "b"), ("b", "c"), ("c", "b"))
    )
    with pytest.raises(InputError) as caught:
        checked(a, b, c)
    assert str(caught.value) == "claim 'b': it rests on itself, b -> c -> b; cut the cycle"
    with pytest.raises(InputError, match="it rests on itself, b -> b"):
        checked(claim_of(said(uses=("b",)), id="b"))


def test_an_orphan_is_refused() -> None:
    with pytest.raises(UnknownNameError) as caught:
        checked(claim_of(said(uses=("figure-1x",)), id="a"), claim_of(said(), id="figure-1a"))
    assert str(caught.value) == (
        "claim 'a': claim: no claim is called 'figure-1x'; did you mean figure-1a?"
    )


def test_deleting_a_step_of_an_induction_breaks_it() -> None:
    from psychon.proofs.claims.theorems.theorem_3 import induction

    steps = list(induction(True, ("S", "|", "&", "->")))
    assert found(*steps).status == "proved"
    for k in range(len(steps) - 1):
        claim = found(*steps[:k], *steps[k + 1 :])
        assert claim.status == "unknown"
        assert "no earlier step shows" in claim.steps[-1].detail
    # a proof of something else does not stand in for it
    wrong = Step("or", Valid((), sympy.true), Logic())
    assert found(*steps[:1], wrong, *steps[2:]).status == "unknown"
    alone = Step("everywhere", Everywhere(False, ("->",)), Structural())
    assert found(alone).status == "refuted"


# --- the library and the claim as values


def test_registering() -> None:
    library = Library()

    @library.claim("a-1", "t", "s", source="x", experiments=[Fixed("e", AGREES)], notes=["n"])
    def derive() -> list[Step]:
        return [said()]

    assert isinstance(derive, Claim) and derive.status == "proved" and derive.notes == ("n",)
    assert (len(library), library.experiments, list(library)) == (1, 1, [derive])
    with pytest.raises(InputError, match="claim 'a-1': it is registered twice; rename one"):
        library.add(derive)
    with pytest.raises(UnknownNameError, match="no claim is called 'a'; none is registered"):
        Library().get("a")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": "Bad id"}, "claim 'Bad id': its id is no words joined by hyphens; write e.g."),
        ({"status": "true"}, "claim 'a': its status is 'true'; use proved, refuted, unknown,"),
        ({"title": " "}, "claim 'a': its title is empty; write it"),
        ({"source": ""}, "claim 'a': its source is empty; write it"),
        ({"experiments": (Fixed("e", AGREES),) * 2}, "experiments: two are called 'e'; rename"),
    ],
)
def test_a_malformed_claim_is_refused(fields: dict[str, object], message: str) -> None:
    content: dict[str, object] = {
        "id": "a", "title": "t", "statement": "s", "status": "proved", "source": "x",
        "derive": list,
    }  # fmt: skip
    with pytest.raises(InputError) as caught:
        Claim(**(content | fields))  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_the_json_has_the_documented_keys() -> None:
    report = checked(
        claim_of(relay(), experiments=[Fixed("rate", AGREES)]),
        claim_of(relay("OUT = S p"), id="false"),
    )
    answer = report.to_dict()
    assert list(answer) == ["claims", "ok"] and answer["ok"] is False
    false, claim = [claim.to_dict() for claim in report.claims]
    assert {"id", "title", "status", "steps", "mutants", "experiments"} <= set(claim)
    steps, mutants, experiments = claim["steps"], claim["mutants"], claim["experiments"]
    assert isinstance(steps, list) and isinstance(mutants, list) and isinstance(experiments, list)
    assert {"id", "reason", "status", "ms"} <= set(steps[0]) and "trace" not in steps[0]
    assert {"id", "status", "by"} <= set(mutants[0])
    assert experiments == [
        {"id": "rate", "status": "agree", "estimate": 0.5, "interval": [0.499, 0.501],
         "expected": 0.5, "sharp": True}
    ]  # fmt: skip
    assert isinstance(false["steps"], list)
    keys = {"steps", "firing", "at", "left", "right", "why"}
    assert set(false["steps"][0]["trace"]) == keys
