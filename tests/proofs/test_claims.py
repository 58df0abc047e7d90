"""The claims that ship: all are what they declare, and none could be otherwise unseen."""

import ast
import importlib
import inspect
from collections import Counter

import pytest

from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.parse import parse
from psychon.formal.net.tick import run
from psychon.formal.registry import load
from psychon.proofs.claims import slips
from psychon.proofs.claims.catalogue import library, modules
from psychon.proofs.claims.selectron.experiments import Spike
from psychon.proofs.derivation import experiment
from psychon.proofs.derivation.check import check
from psychon.proofs.derivation.experiment import Rate, Sampled, Watched
from psychon.proofs.derivation.mutants import BY_HAND
from psychon.proofs.derivation.report import ClaimReport, Report

SYSTEMS = [
    "adversarial-flips",
    "landahl-rates",
    "feedforward-inhibition",
    "feedback-inhibition",
    "population-80-20",
    "membrane",
    "post-synaptic-potential",
    "shot-noise",
    "perceptron-mistakes",
    "perceptron-xor",
    "hebb",
    "oja",
    "stdp-drift",
    "selectron-box",
    "selectron-efficacy",
    "selectron-fast-limit",
    "selectron-online",
    "selectron-supremum",
    "binocular-rivalry",
    "factorisation",
    "locality",
]
BY_CHANCE = (Rate, Sampled, Spike, Watched)
FIGURES = [f"figure-1{letter}" for letter in "abcdefghi"]
SELECTRON = [
    f"selectron-{name}"
    for name in ("gradient", "spike-bound", "silent", "first-moment", "kp-bound", "optimum", "and")
]
OTHERS = ["archetypes", "kleene", "rule-2-as-printed", "startup-and-silence", "turing-machine"]
OTHERS += [f"theorem-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 10)]


@pytest.fixture(scope="module")
def report() -> Report:
    return check(library())


@pytest.fixture(scope="module")
def claims(report: Report) -> dict[str, ClaimReport]:
    return {claim.id: claim for claim in report.claims}


def test_all_claims_are_what_they_declare(report: Report) -> None:
    assert report.ok and report.exit_code == 0
    statuses = {claim.id: claim.status for claim in report.claims}
    declared = dict.fromkeys([*FIGURES, *SELECTRON, *SYSTEMS, *OTHERS], "proved")
    assert statuses == declared | {"selectron-supremum": "conjecture"}


def test_every_claim_has_mutants_and_sharp_experiments(report: Report) -> None:
    for claim in report.claims:
        counts = Counter(mutant.status for mutant in claim.mutants)
        assert counts["unknown"] == 0 and counts["rejected"] >= 3
        assert all(m.by == "proof" for m in claim.mutants if m.status != "rejected")
        assert claim.experiments
        for one in claim.experiments:
            assert one.status == "agree" and one.sharp
            assert one.interval[0] <= one.estimate <= one.interval[1]


def test_every_claim_has_false_twins_by_hand(claims: dict[str, ClaimReport]) -> None:
    for name, claim in claims.items():
        twins = [one for one in claim.mutants if f": {BY_HAND}: " in one.id]
        assert len(twins) >= 3 and {one.status for one in twins} == {"rejected"}, name


def test_every_claim_has_an_experiment_by_chance() -> None:
    for claim in library():
        sampled = [one for one in claim.experiments if isinstance(one, BY_CHANCE)]
        assert sampled, claim.id


def test_systems_have_figures() -> None:
    for name in SYSTEMS:
        figures = library().get(name).figures
        curves = [curve for figure in figures for curve in figure.curves()]
        assert curves and all(len(curve.xs) == len(curve.ys) > 1 for curve in curves), name


def test_slips_change_what_they_name() -> None:
    net = load("figure-1d")
    assert not slips.without(net, "N2", "N3").incoming("N3")[1:]
    assert slips.weighing(net, "N2", "N3", -1).incoming("N3")[1].weight == -1
    assert slips.late(net, "N2", "N3", 4).incoming("N3")[1].delay == 4
    assert slips.barred(net, "N3", 1).threshold("N3") == 1
    with pytest.raises(AssertionError, match="nothing leads from N1 to N2"):
        slips.without(net, "N1", "N2")


def test_the_circle_is_proved_by_induction(claims: dict[str, ClaimReport]) -> None:
    claim = claims["figure-1i"]
    assert claim.steps[0].detail.startswith("k-induction, Z3")
    assert "by induction" in claim.steps[0].detail
    assert claim.experiments[0].status == "agree"


def test_cold_held_long_is_not_felt_only_as_cold(claims: dict[str, ClaimReport]) -> None:
    claim = claims["figure-1e"]
    steps = {step.id: step for step in claim.steps}
    assert set(steps) == {"N3", "N4", "brief-cold", "held-cold", "cold-ends"}
    assert "N3 fires at 4; N4 fires at 2" in steps["held-cold"].statement
    assert "heat at t = 4" in claim.notes[0]
    # once more, apart from the claim
    cold = [{"N2"}, {"N2"}, set[str](), set[str](), set[str]()]
    history = run(load("figure-1e"), cold)
    assert [sorted({"N3", "N4"} & fired) for fired in history] == [[], [], ["N4"], [], ["N3"]]


def test_rule_2_uses_figure_1d_and_start_up_uses_theorem_3(
    claims: dict[str, ClaimReport],
) -> None:
    assert claims["rule-2-as-printed"].uses == ("figure-1d",)
    assert claims["startup-and-silence"].uses == ("theorem-3",)
    assert [step.id for step in claims["rule-2-as-printed"].steps[:5]] == [
        "S", "or", "and", "implies", "everywhere",
    ]  # fmt: skip


def test_the_printed_rule_by_force() -> None:
    # every formula of one or two printed rules over p, q is true where all has been true
    parts = ["p", "q", "S p", "S^2 q"]
    for sign in ("|", "&", "->"):
        more = [f"({a} {sign} {b})" for a in parts for b in parts]
        for text in more + [f"S {part}" for part in more]:
            assert evaluate(parse(text), [{"p", "q"}] * 5)[-1], text
    assert not evaluate(parse("S p & ~S q"), [{"p", "q"}] * 5)[-1]


def test_a_false_twin_of_every_claim_about_a_figure_is_refuted() -> None:
    from planted import claim_of, found

    from psychon.proofs.derivation.statements import holds
    from psychon.proofs.derivation.step import Step
    from psychon.proofs.reasons.logic import Logic

    for name in FIGURES:
        net = load(name)
        for text in net.expect:
            twin = Step("twin", holds(net, f"{text} | {net.afferents[0]}"), Logic())
            assert found(twin, id="twin").status == "refuted"
    assert claim_of(id="twin").status == "proved"  # as declared, whatever the checker says


def test_every_module_registers_or_serves_one_that_does() -> None:
    registered = {claim.derive.__module__ for claim in library() if hasattr(
        claim.derive, "__module__")}  # fmt: skip
    registered |= {"psychon.proofs.claims.figures.published"}  # derives by partial
    serve = {
        "catalogue",
        "figures.twins",
        "processes",
        "selectron.arcs",
        "selectron.experiments",
        "selectron.figures",
        "selectron.words",
        "slips",
    }
    assert set(modules()) - registered == {f"psychon.proofs.claims.{name}" for name in serve}
    assert len(library()) == len([*FIGURES, *SELECTRON, *SYSTEMS, *OTHERS])


def test_the_experiment_imports_nothing_of_the_derivation() -> None:
    tree = ast.parse(inspect.getsource(importlib.import_module(experiment.__name__)))
    names = [
        f"{'.' * node.level}{node.module or ''}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    ]
    inner = [name for name in names if name.startswith(".") and not name.startswith("...")]
    assert inner == [] and not any("translate" in name or "verify" in name for name in names)


@pytest.mark.parametrize("name", ["theorem-1", "theorem-2", "theorem-3"])
def test_claims_by_cases_say_up_to_what(name: str, claims: dict[str, ClaimReport]) -> None:
    claim = claims[name]
    assert any("by cases, up to" in note.lower() for note in claim.notes)
    cases = [step for step in claim.steps if step.reason == "cases"]
    assert cases and all(step.statement.startswith("for each of ") for step in cases)
