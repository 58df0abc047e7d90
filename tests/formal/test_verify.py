"""``verify``, ``find`` and ``compare`` against brute force, and the traps of start-up."""

import brute
import numpy as np
import pytest
from random_nets import random_formula, random_net

from psychon.formal.certificate.certificate import Certificate
from psychon.formal.certificate.judge import recheck
from psychon.formal.errors import (
    BudgetError,
    ContradictoryAssumptions,
    Disagreement,
    FormulaError,
    InputError,
    NetError,
    UndecidedTruth,
    UnknownNameError,
)
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import Formula, atom
from psychon.formal.formula.parse import Property, parse
from psychon.formal.net.model import Net
from psychon.formal.net.pair import paired
from psychon.formal.net.tick import run
from psychon.formal.smt import facade
from psychon.formal.translate.solve import solve
from psychon.formal.verify import order0, replay
from psychon.formal.verify.decide import compare, compare_each, find, verify, verify_expected
from psychon.formal.verify.order0 import Decision
from psychon.formal.verify.problem import Problem
from psychon.formal.verify.verdict import Trace, Verdict

BITS = 18
"""Brute force covers this many free inputs (afferents times ticks)."""


def net_of(neurons: dict[str, int | None], *synapses: str, initial: tuple[str, ...] = ()) -> Net:
    """Make a net from lines like ``p OUT 2 1`` (weight, delay) or ``p OUT veto 1``."""
    rows = []
    for line in synapses:
        source, target, kind, delay = line.split()
        row: dict[str, object] = {"source": source, "target": target, "delay": int(delay)}
        rows.append(row | ({"veto": True} if kind == "veto" else {"weight": int(kind)}))
    fields = {name: {} if bar is None else {"threshold": bar} for name, bar in neurons.items()}
    return Net.from_dict({
        "format": "psychon-net/1", "neurons": fields, "synapses": rows, "initial": list(initial),
    })  # fmt: skip


RELAY = net_of({"p": None, "q": None, "OUT": 1}, "p OUT 1 1")


def shortest_by_force(problem: Problem, last: int) -> int | None:
    """Return the first violating tick up to ``last`` by brute force on all inputs."""
    net = problem.net
    needed = [net.names[row] for row in problem.order if not net.program.thresholds[row]]
    inputs = brute.all_inputs(needed, last + 1)
    runs = 1 << len(needed) * (last + 1)
    silent = [np.zeros(runs, bool)] * (last + 1)
    inputs |= {name: silent for name in net.afferents if name not in needed}
    return brute.first_violation(
        net, problem.claim, list(problem.assumptions), last + 1, runs, inputs
    )


def check_trace(net: Net, verdict: Verdict, claim: Formula, assumptions: list[Formula]) -> None:
    """Replay a trace here, apart from the code that replayed it before."""
    trace = verdict.trace
    assert trace is not None and trace.steps == trace.at + 1
    inputs = [{a for a in net.afferents if t in trace.firing[a]} for t in range(trace.steps)]
    history = run(net, inputs)
    for name in net.names:
        assert trace.firing[name] == tuple(t for t, fired in enumerate(history) if name in fired)
    assert not evaluate(claim, history)[-1]
    assert all(all(evaluate(assumption, history)) for assumption in assumptions)


@pytest.mark.parametrize("part", range(4))
def test_verdicts_equal_brute_force_on_1000_random_nets(part: int) -> None:
    rng = np.random.default_rng(part)
    judged = {"proved": 0, "refuted": 0}
    while sum(judged.values()) < 250:
        initial = bool(rng.random() < 0.5)
        net = random_net(
            rng,
            afferents=int(rng.integers(1, 4)),
            neurons=int(rng.integers(1, 6)),
            max_delay=int(rng.integers(1, 4)),
            initial=initial,
        )
        target = str(rng.choice(net.neurons))
        formula = random_formula(rng, list(net.names), int(rng.integers(1, 7)), origin=initial)
        prop = Property(target, formula) if rng.random() < 0.3 else Property(None, formula)
        if rng.random() < 0.4:  # a true equation, or one that is nearly true
            solution = solve(net)[target]
            prop = Property(target, solution if rng.random() < 0.6 else solution & formula)
        names = list(net.afferents)
        assume = [random_formula(rng, names, 2, 0, origin=False)] if rng.random() < 0.3 else []
        problem = Problem(net, prop.claim, tuple(assume), str(prop))
        ticks = problem.claim_window + 2
        free = sum(not net.program.thresholds[row] for row in problem.order)
        if free * ticks > BITS or problem.assumption_window:
            continue
        try:
            verdict = verify(net, prop, assume=assume)
        except ContradictoryAssumptions:
            runs = 1 << len(names)
            rows = brute.fire(net, brute.all_inputs(names, 1), 1, runs)
            assert not brute.Meaning(rows, runs).at(assume[0], 0).any()
            continue
        expected = shortest_by_force(problem, ticks - 1)
        assert verdict.status == ("proved" if expected is None else "refuted"), (net, prop, assume)
        if expected is not None:
            assert verdict.trace is not None and verdict.trace.at == expected
            check_trace(net, verdict, prop.claim, assume)
        judged[verdict.status] += 1
    assert min(judged.values()) >= 50


def test_larger_nets_agree_with_random_traces_and_cvc5() -> None:
    import cvc5_judge

    rng = np.random.default_rng(7)
    judged = {"proved": 0, "refuted": 0}
    for k in range(200):
        net = random_net(
            rng, afferents=8, neurons=14, max_delay=3, max_weight=5, max_fan_in=6,
            initial=bool(k % 2),
        )  # fmt: skip
        target = net.neurons[int(rng.integers(len(net.neurons)))]
        solution = solve(net)[target]
        other = random_formula(rng, list(net.names), 4, origin=bool(k % 2))
        claim = Property(
            target, solution if rng.random() < 0.5 else solution | solution.S() & other
        )
        verdict = verify(net, claim)
        judged[verdict.status] += 1
        problem = Problem(net, claim.claim, (), str(claim))
        ticks = problem.claim_window + 2
        inputs = brute.some_inputs(list(net.afferents), ticks, 10_000, rng)
        found = brute.first_violation(net, claim.claim, [], ticks, 10_000, inputs)
        if verdict.status == "proved":
            assert found is None
        else:
            check_trace(net, verdict, claim.claim, [])
        assert cvc5_judge.refutable(net, claim.claim, [*range(ticks)]) == (
            verdict.status == "refuted"
        )
    assert min(judged.values()) >= 40


@pytest.mark.parametrize("seed", range(4))
def test_assumptions_of_every_kind_never_contradict_brute_force(seed: int) -> None:
    rng, ticks, seen = np.random.default_rng(100 + seed), 7, set()
    runs = 1 << 2 * ticks
    for _ in range(50):
        net = random_net(
            rng, afferents=2, neurons=int(rng.integers(1, 4)), max_delay=2,
            initial=bool(rng.random() < 0.5),
        )  # fmt: skip
        claim = random_formula(rng, list(net.names), int(rng.integers(1, 5)), 1)
        spoken_of = list(net.names if rng.random() < 0.4 else net.afferents)
        assume = [
            random_formula(rng, spoken_of, int(rng.integers(1, 4)), 1)
            for _ in range(int(rng.integers(1, 3)))
        ]
        inputs = brute.all_inputs(list(net.afferents), ticks)
        meaning = brute.Meaning(brute.fire(net, inputs, ticks, runs), runs)
        admissible = np.ones(runs, bool)
        violated, ended = None, None
        for t in range(ticks):
            for assumption in assume:
                admissible &= meaning.at(assumption, t)
            if not admissible.any():
                ended = t
                break
            if violated is None and (admissible & ~meaning.at(claim, t)).any():
                violated = t
        try:
            verdict = verify(net, Property(None, claim), assume=assume)
        except ContradictoryAssumptions as error:
            assert f"up to t = {ended};" in str(error)  # noqa: PT017 - a verdict is as good
            seen.add("contradictory")
            continue
        seen.add(verdict.status)
        assert ended is None
        if verdict.status == "proved":
            assert violated is None
        elif verdict.trace is not None:
            assert verdict.trace.at == (violated if violated is not None else verdict.trace.at)
            assert violated is not None or verdict.trace.at >= ticks
    assert seen >= {"contradictory", "proved", "refuted"}


# --- traps of the window, start-up and assumptions


def test_window_one_tick_short_with_initial_firing() -> None:
    # I fires at 0 only, so OUT at 3 = W only: the generic tick is W + 1
    net = net_of({"p": None, "I": 1, "OUT": 1}, "I OUT 1 3", "p OUT 1 3", initial=("I",))
    assert verify(net, "OUT = S^3 p | S^3 origin").status == "proved"
    late = verify(net, "OUT = S^3 p")
    assert late.trace is not None and late.trace.at == 3
    assert verify(net, "always ~OUT | S^3 true").status == "proved"
    # true at ticks 0..W, false from W + 1 on
    beyond = verify(net, "always S^2 origin | S origin | origin | S^3 origin")
    assert beyond.trace is not None and beyond.trace.at == 4


def test_s_over_something_true_in_silence() -> None:
    # S ~p is false at 0, where ~S p is true
    assert verify(RELAY, "always S ~p <-> ~S p").trace == Trace(
        1, {"p": (), "q": (), "OUT": ()}, 0, 0, 1
    )
    assert verify(RELAY, "always S ~p -> ~S p").status == "proved"
    assert verify(RELAY, "always ~S p -> S ~p | origin").status == "proved"
    early = verify(RELAY, "always S^2 true | S true & ~origin | origin & ~p")
    assert early.trace is not None and early.trace.at == 0


def test_silence_before_the_start_is_no_instance_when_assumed_away() -> None:
    # at W = 1 the assumption p at tick 0 makes OUT fire; at tick 0 itself OUT is silent
    verdict = verify(RELAY, "always OUT", assume=["p"])
    assert verdict.trace is not None and verdict.trace.at == 0
    assert verify(RELAY, "always OUT | origin", assume=["p"]).status == "proved"


def test_assumptions_that_look_back() -> None:
    never_twice = "p -> ~S p"
    assert verify(RELAY, "always ~(OUT & p)", assume=[never_twice]).status == "proved"
    assert verify(RELAY, "always ~(OUT & p)").status == "refuted"
    # only the past of the assumption decides: from the start, p never fires
    chained = verify(RELAY, "OUT = false", assume=["p -> S p"])
    assert chained.status == "unknown" and "look 1 tick back" in chained.reason
    refuted = verify(RELAY, "OUT = false", assume=["p -> S^2 true"])
    assert refuted.trace is not None and refuted.trace.firing["p"] == (2,)
    through_a_neuron = verify(RELAY, "always ~(OUT & q)", assume=["q -> ~OUT"])
    assert through_a_neuron.status == "proved" and "induction" in through_a_neuron.method


def test_a_refuting_prefix_need_not_be_extendable() -> None:
    # after p at 0 no input satisfies the assumption at 1, yet the run of one tick counts
    verdict = verify(RELAY, "always ~p", assume=["S p -> false"])
    assert verdict.trace is not None and verdict.trace.at == 0


@pytest.mark.parametrize(
    ("assume", "tick"),
    [("p & ~p", 0), ("S p", 0), ("~S^5 true", 5), ("origin", 1), ("S^2 true -> p & ~p", 2),
     ("OUT", 0), ("p & ~S true | ~p & S p & ~S^2 true | S^2 (p & OUT)", 2)],
)  # fmt: skip
def test_contradictory_assumptions_are_reported(assume: str, tick: int) -> None:
    with pytest.raises(ContradictoryAssumptions, match=f"up to t = {tick};"):
        verify(RELAY, "OUT = S p", assume=[assume])


def test_the_nets_own_assumptions_count() -> None:
    document = RELAY.to_dict() | {"assume": ["~p"], "expect": ["OUT = false"]}
    net = Net.from_dict(document)
    assert [v.status for v in verify_expected(net)] == ["proved"]
    assert verify(net, "OUT = S q").status == "refuted"
    with pytest.raises(ContradictoryAssumptions):
        verify_expected(net, assume="p")


# --- questions


def test_a_proof_names_its_window_and_its_second_witness() -> None:
    verdict = verify(RELAY, "OUT = S p")
    assert verdict == Verdict(
        "OUT = S p",
        "proved",
        "no input violates it at tick 1, which stands for all ticks (window of 1 tick);"
        " all 4 inputs over 2 ticks simulated, none against it",
        "window, Z3",
        certificate=Certificate(
            RELAY.fingerprint, "OUT <-> S p", (), "initial", "true", 2, "window, Z3"
        ),
    )


def test_find_gives_a_shortest_run_or_a_proof() -> None:
    net = net_of({"p": None, "A": 1, "B": 1}, "p A 1 2", "A B 1 2")
    found = find(net, "B & ~p")
    assert found.property == "always ~(B & ~p)" and found.status == "refuted"
    assert found.trace == Trace(5, {"p": (0,), "A": (2,), "B": (4,)}, 4, 0, 1)
    assert find(net, "B & ~S^2 A").status == "proved"


def test_traces_are_quiet() -> None:
    verdict = verify(RELAY, "OUT = S q")
    assert verdict.trace is not None
    assert sum(len(verdict.trace.firing[name]) for name in RELAY.afferents) == 1


def test_a_verdict_is_no_truth_value() -> None:
    with pytest.raises(UndecidedTruth, match="'proved'; compare verdict.status"):
        bool(verify(RELAY, "OUT = S p"))


def test_words_that_never_forget_are_decided_for_all_time() -> None:
    assert verify(RELAY, "OUT = once p").trace is not None
    proved = verify(RELAY, "always OUT -> once p")
    assert (proved.status, proved.method) == ("proved", "k-induction, Z3")


def test_a_cycle_matters_only_where_it_leads() -> None:
    net = net_of({"p": None, "L": 1, "OUT": 1}, "p L 1 1", "L L 1 1", "p OUT 1 1")
    assert verify(net, "OUT = S p").status == "proved"
    assert verify(net, "always L -> L").status == "proved"
    assert verify(net, "L = S p").trace is not None
    with pytest.raises(ContradictoryAssumptions):
        verify(net, "L = S p", assume=["p & ~p"])


def test_a_small_budget_ends_in_unknown_with_the_budget() -> None:
    neurons: dict[str, int | None] = {f"x{k}": None for k in range(60)}
    first = net_of(neurons | {"N": 900}, *(f"x{k} N {2 * k + 1} 1" for k in range(60)))
    second = net_of(neurons | {"N": 901}, *(f"x{k} N {2 * k + 1} 1" for k in reversed(range(60))))
    verdict = compare(first, second, rlimit=10)
    assert verdict.status == "unknown"
    assert verdict.reason == "the budget of 10 resource units (at most about 1 s) ended"


def test_a_window_too_large_is_unknown_not_endless() -> None:
    verdict = verify(RELAY, "always S^1000000 origin -> q | ~q")
    assert verdict.status == "unknown" and "values, which passes 2,000,000" in verdict.reason


def test_long_delays_are_refuted_by_a_short_search() -> None:
    for delay in (3000, 1_000_000):
        net = net_of({"p": None, "A": 1}, f"p A 1 {delay}")
        found = verify(net, "always ~A") if delay < 10_000 else Decision(
            Problem(net, parse("~A"), (), "always ~A"), 10_000_000)  # fmt: skip
        if isinstance(found, Verdict):
            assert found.trace is not None
            assert found.trace.firing == {"p": (0,), "A": (delay,)}
        else:
            assert found.violated(delay - 1) is False
            assert found.violated(delay) is not False


def test_a_refutation_outlives_the_budget_for_shortening(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = net_of({"p": None, "A": 1, "B": 1}, "p A 1 1", "p A 1 3", "A B 1 1")
    real, asked = facade.ask, [0]

    def once(*arguments: object) -> facade.Answer:
        asked[0] += 1
        if asked[0] > 1:
            raise BudgetError("enough")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(order0, "ask", once)
    monkeypatch.setattr(Decision, "_first_violation", lambda _self, _answer, stop: stop - 1)
    verdict = verify(net, "always ~B")
    assert verdict.status == "refuted"
    assert "a run, perhaps not the shortest, of" in verdict.reason


def test_doubt_about_assumptions_hides_no_refutation(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = verify(RELAY, "always ~p", assume=["p <-> S^12 ~p"])
    assert verdict.trace is not None and verdict.trace.at == 12
    monkeypatch.setattr(order0, "INDUCTION_DEPTH", 3)
    monkeypatch.setattr(order0, "LASSO_DEPTH", 0)
    still = verify(RELAY, "always ~p", assume=["p <-> S^12 ~p"])
    assert still.trace is not None and still.trace.at == 12
    doubt = verify(RELAY, "always p -> p", assume=["p <-> S^12 ~p"])
    assert doubt.status == "unknown" and "endless run was not decided" in doubt.reason


def test_a_late_contradiction_comes_before_any_refutation() -> None:
    for claim in ("always ~p", "always ~once p"):
        with pytest.raises(ContradictoryAssumptions, match="up to t = 3;"):
            verify(RELAY, claim, assume=["~S^3 true"])


# --- compare


def test_compare_by_name_mapping_and_delay() -> None:
    slow = net_of({"p": None, "q": None, "OUT": 1}, "p OUT 1 3")
    assert compare(RELAY, RELAY).status == "proved"
    assert compare(RELAY, slow, delay={"OUT": 2}).status == "proved"
    late = compare(RELAY, slow)
    assert late.trace is not None and late.trace.firing2 is not None
    assert (late.trace.at, late.trace.left, late.trace.right) == (1, 1, 0)
    assert late.trace.firing == {"p": (0,), "q": (), "OUT": (1,)}
    assert late.trace.firing2 == {"p": (0,), "q": (), "OUT": ()}
    other = slow.rename({"OUT": "Z"})
    assert compare(RELAY, other, {"OUT": "Z"}, {"OUT": 2}).status == "proved"


def test_compare_pairs_and_their_summary() -> None:
    two = net_of({"p": None, "q": None, "A": 1, "B": 1}, "p A 1 1", "q B 1 1")
    swapped = net_of({"p": None, "q": None, "A": 1, "B": 1}, "p A 1 1", "p B 1 1")
    each = compare_each(two, swapped)
    assert [v.status for v in each] == ["proved", "refuted"]
    assert compare(two, swapped) == each[1]
    cyclic = net_of({"p": None, "q": None, "A": 1, "B": 1}, "p A 1 1", "q B 1 1", "B B 1 1")
    same = compare(cyclic, cyclic)
    assert same.status == "proved" and same.certificate is not None
    assert recheck(same.certificate, paired(cyclic, cyclic)[0]).accepted


@pytest.mark.parametrize(
    ("mapping", "delay", "message"),
    [
        ({}, None, "map: nothing is mapped; map a neuron, or leave the mapping out"),
        ({"X": "OUT"}, None, "map: the first net has no 'X'; known names: p, q, OUT"),
        ({"OUT": "p"}, None, "map: 'p' is an afferent of the second net; afferents share their"
         " names"),
        (None, {"p": 1}, "delay: 'p' is not compared; known names: OUT"),
        (None, {"OUT": -1}, "delay of OUT: it is -1; count ticks: 0, 1, 2, ..."),
    ],
)  # fmt: skip
def test_compare_refuses(
    mapping: dict[str, str] | None, delay: dict[str, int] | None, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        compare(RELAY, RELAY, mapping, delay)
    assert str(caught.value) == message


def test_compare_refuses_nets_that_do_not_meet() -> None:
    with pytest.raises(InputError, match="share no neuron's name; map one, e.g. OUT=Z"):
        compare(RELAY, RELAY.rename({"OUT": "Z"}))
    driven = net_of({"p": 1, "OUT": 1}, "p OUT 1 1")
    with pytest.raises(NetError, match="p: it is an afferent of the first net and a neuron of the"):
        compare(RELAY, driven)
    with pytest.raises(NetError, match="p: it is an afferent of the second net and a neuron of"):
        compare(driven, RELAY)


@pytest.mark.parametrize(
    ("prop", "error", "message"),
    [
        ("OUT = S r", UnknownNameError,
         "property: no neuron is called 'r'; known names: p, q, OUT"),
        ("OUT = p.q", UnknownNameError,
         "property: no neuron is called 'p.q'; for 'and' write p & q"),
        ("p = q", InputError,
         "property: 'p' is an afferent, which is free to fire or not; put a neuron on the left,"
         " or write always ..."),
        ("S p", FormulaError,
         "property: 'S p' is neither NAME = formula nor always formula; put the neuron and ="
         " before it, or the word always"),
        ("OUT = S p &", FormulaError,
         "property: column 12: the end stands where a formula must begin; write a neuron, true,"
         " false or ( there"),
    ],
)  # fmt: skip
def test_verify_refuses(prop: str, error: type[InputError], message: str) -> None:
    with pytest.raises(error) as caught:
        verify(RELAY, prop)
    assert str(caught.value) == message


def test_other_bad_input() -> None:
    with pytest.raises(InputError, match="rlimit: it is 0; give a positive whole number"):
        verify(RELAY, "OUT = S p", rlimit=0)
    with pytest.raises(InputError, match="expect: the net expects nothing"):
        verify_expected(RELAY)
    with pytest.raises(FormulaError, match=r"assume\[0\]: column 2"):
        verify(RELAY, "OUT = S p", assume=["p"[:1] + ")"])
    with pytest.raises(InputError, match="is no text; quote it"):
        verify(RELAY, parse("p"))  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="formula: no neuron is called 'z'"):
        find(RELAY, "z")


# --- the checker's own checks can fail


def test_a_prover_that_lies_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order0, "ask", lambda *_: facade.Answer("unsat", frozenset(), "", 0))
    with pytest.raises(Disagreement, match="was proved, but a simulated run refutes it at t = 1"):
        verify(RELAY, "OUT = S q")
    monkeypatch.setattr(order0, "ask", lambda *_: facade.Answer("sat", frozenset(), "", 0))
    with pytest.raises(Disagreement, match="does not refute it when replayed"):
        verify(RELAY, "OUT = S p")


def test_a_run_that_breaks_an_assumption_is_caught() -> None:
    problem = Problem(RELAY, parse("~OUT"), (parse("~p"),), "always ~OUT")
    with pytest.raises(Disagreement, match="breaks its assumption ~p"):
        replay.trace(problem, [{RELAY.row("p")}, set()])


def test_equation_sides_are_reported() -> None:
    verdict = verify(RELAY, Property("OUT", atom("q").S()))
    assert verdict.trace is not None
    assert {verdict.trace.left, verdict.trace.right} == {0, 1}
    assert verdict.to_dict()["trace"] == verdict.trace.to_dict()
