"""Formulae: values, text both ways, meaning, and which are TPEs."""

import copy
import gc
import pickle
import re
import threading
import weakref
from itertools import product

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from random_nets import random_formula

from psychon.formal.errors import BudgetError, FormulaError
from psychon.formal.formula import diagram, fold, text
from psychon.formal.formula.evaluate import evaluate
from psychon.formal.formula.expr import (
    FALSE,
    ORIGIN,
    TRUE,
    Formula,
    atom,
    check_name,
    conj,
    disj,
    substitute,
)
from psychon.formal.formula.kinds import UNBOUNDED, Kind
from psychon.formal.formula.parse import Property, parse, parse_property
from psychon.formal.formula.tpe import objection
from psychon.formal.net.bits import formula_bits

p, q, r = atom("p"), atom("q"), atom("r")


# --- values


def test_equal_formulae_are_one_object_and_do_not_change() -> None:
    assert parse("S p & q") is (p.S() & q)
    assert parse("S S^2 p") is p.S(3)
    assert p.S(0) is p
    with pytest.raises(AttributeError, match="a formula does not change"):
        p.name = "q"
    with pytest.raises(TypeError, match="a formula has no truth value; combine"):
        bool(p)
    assert {p: 1}[atom("p")] == 1


@given(strategies.formulas())
def test_pickle_and_copy_give_the_same_object(f: Formula) -> None:
    assert pickle.loads(pickle.dumps(f)) is f
    assert copy.deepcopy(f) is f
    assert copy.copy(f) is f


def test_nodes_are_freed_and_made_by_threads_once() -> None:
    f = atom("only_here").S(7)
    gone = weakref.ref(f)
    del f
    gc.collect()
    assert gone() is None
    made: list[Formula] = []
    threads = [
        threading.Thread(target=lambda: made.append(conj(atom(f"x{k}") for k in range(300))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, made))) == 1


@pytest.mark.parametrize("depth", [100_000])
def test_depth_does_not_recurse(depth: int) -> None:
    f = parse("~(" * depth + "p" + ")" * depth)
    assert fold.size(f) == depth + 1
    assert parse(str(f)) is f
    assert f.is_tpe
    assert evaluate(f, [{"p"}]) == [True]
    g = parse("S(" * 1000 + "p & q" + ")" * 1000)
    assert g is (p & q).S(1000)
    chain = conj(atom(f"x{k}").S(k % 3) for k in range(depth // 5))
    assert parse(str(chain)) is chain
    assert pickle.loads(pickle.dumps(chain)) is chain
    assert len(chain.latex()) > depth // 5
    assert len(chain.mp1943()) > depth // 5
    assert chain.is_tpe


def test_builders_and_substitution() -> None:
    assert conj([]) is TRUE
    assert disj([]) is FALSE
    assert str(disj([p, q & r, ~p])) == "p | q & r | ~p"
    assert str(p >> q.iff(r)) == "p -> (q <-> r)"
    f = parse("S p | once q & true")
    assert str(substitute(f, {"p": parse("S q"), "q": p})) == "S^2 q | once p & true"
    with pytest.raises(FormulaError, match="'x' is no formula; use parse"):
        p & "x"  # type: ignore[operator]


@pytest.mark.parametrize("ticks", [-1, True, 1.5])
def test_bad_powers(ticks: int) -> None:
    with pytest.raises(FormulaError, match="n counts ticks: 0, 1, 2"):
        p.S(ticks)
    with pytest.raises(FormulaError, match="n is 1000001 in all; keep n at 1000000 or below"):
        p.S(1_000_000).S()


@pytest.mark.parametrize("name", ["S", "once", "true", "", "1a", "a b", "é", "a" * 65, "a\n", 3])
def test_bad_names(name: object) -> None:
    with pytest.raises(FormulaError):
        check_name(name, "here")


# --- text


@given(strategies.formulas())
def test_text_round_trips(f: Formula) -> None:
    assert parse(str(f)) is f
    assert parse(f.unicode()) is f
    assert f.latex().count("{") == f.latex().count("}")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("~p & q", "(~p) & q"),
        ("S p & q", "(S p) & q"),
        ("~S p", "~(S p)"),
        ("once p since q", "(once p) since q"),
        ("p since q & r", "(p since q) & r"),
        ("p since q since r", "(p since q) since r"),
        ("p | q & r", "p | (q & r)"),
        ("p -> q | r", "p -> (q | r)"),
        ("p -> q -> r", "p -> (q -> r)"),
        ("p <-> q -> r", "p <-> (q -> r)"),
        ("p & q & r", "(p & q) & r"),
        ("N1(t-3)", "S^3 N1"),
        ("N1(t)", "N1"),
        ("N1( t - 2 ) & p", "S^2 N1 & p"),
        ("S(t)", "S t"),
        ("S(t-1)" if False else "S (t)", "S t"),
        ("S^0 p", "p"),
        ("S ^ 2 p", "S^2 p"),
        ("p ∨ q ∧ r · p ⊃ ¬q ≡ ∼r", "(p | q & r & p -> ~q) <-> ~r"),
        ("true & false | origin", "(true & false) | origin"),
        ("historically~p", "historically (~p)"),
        ("S1 & Sx & once_", "S1 & Sx & once_"),
        ("a.b[3] & _x", "a.b[3] & _x"),
    ],
)
def test_precedence_and_forms(written: str, meant: str) -> None:
    assert parse(written) is parse(meant)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("", "formula: it is empty; write a formula, e.g. S N1 & ~S N2"),
        ("   ", "formula: it is empty; write a formula, e.g. S N1 & ~S N2"),
        ("p &", "column 4: the end stands where a formula must begin; write a neuron, true, false"
         " or ( there"),
        ("& p", "column 1: '&' stands where a formula must begin; write a neuron, true, false or ("
         " there"),
        ("p q", "column 3: 'q' follows a complete formula; put & | -> or <-> between"),
        ("(p", "column 1: '(' is never closed; add )"),
        ("p)", "column 2: ')' closes nothing; remove it or open a bracket"),
        ("p <-> q <-> r", "column 9: '<->' follows another <->; <-> does not chain: use brackets"),
        ("S^-1 p", "column 1: the power of S is '-1'; write a whole number from 0 to 1000000"),
        ("S^ p", "column 1: the power of S is ''; write a whole number from 0 to 1000000"),
        ("S^1000001 p", "column 1: the power of S is '1000001'; write a whole number from 0 to"
         " 1000000"),
        ("N1(t-9999999)", "column 1: the power of S is '9999999'; write a whole number from 0 to"
         " 1000000"),
        ("p & always q", "column 5: 'always' stands only at the head of a property; inside a"
         " formula write historically (up to and including now)"),
        ("p && q", "column 3: '&&' is no sign of the language; write &"),
        ("p || q", "column 3: '||' is no sign of the language; write |"),
        ("!p", "column 1: '!' is no sign of the language; write ~"),
        ("p == q", "column 3: '==' is no sign of the language; write <->"),
        ("p = q", "column 3: '=' is no sign of the language; an equation is NAME = formula"),
        ("p => q", "column 3: '=>' is no sign of the language; write ->"),
        ("p → q", "column 3: '→' is no sign of the language; write -> or ⊃"),
        ("p $ q", "column 3: '$' is no sign of the language; use ~ S S^n & | -> <-> once"
         " historically since ( )"),
        ("p(3)", "column 2: '(' follows a complete formula; a neuron takes only a time, as in"
         " N1(t-3); else put & or | between"),
        ("a" * 65, f"column 1: {'a' * 65!r} is no name; begin with a letter or _, go on with"
         " letters, digits, _ . [ ], 64 characters at most"),
    ],
)  # fmt: skip
def test_errors_name_place_value_and_fix(bad: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(bad)
    assert str(caught.value) == message


def test_hostile_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormulaError, match="'\\\\x00' is no sign"):
        parse("p & \x00")
    with pytest.raises(FormulaError, match="3 is no text; quote it"):
        parse(3)  # type: ignore[arg-type]
    with pytest.raises(FormulaError, match="is never closed"):
        parse("(" * 100_000 + "p")
    monkeypatch.setattr("psychon.formal.formula.parse.MAX_TEXT", 10)
    with pytest.raises(FormulaError, match="11 characters; keep below 10"):
        parse("p" * 11)


def test_a_formula_too_large_to_write_says_so() -> None:
    f = p
    for k in range(40):
        f = (f & atom(f"a{k}")) | (f & atom(f"b{k}"))
    with pytest.raises(BudgetError, match="characters written out, more than 10,000,000; work"):
        str(f)
    with pytest.raises(BudgetError, match="too long to be written out"):
        f.mp1943()
    assert repr(f) == f"<Formula of {fold.size(f)} nodes>"
    assert text.abridged(conj([p] * 200)).endswith(" ...")
    assert repr(p & q) == "<Formula p & q>"
    assert (p & q)._repr_latex_() == r"$p \land q$"


def test_properties() -> None:
    assert parse_property("N3 = S N1") == Property("N3", parse("S N1"))
    assert parse_property(" always(p) ") == Property(None, p)
    assert parse_property("always_ = p").target == "always_"
    assert str(parse_property("N = p|q")) == "N = p | q"
    assert str(parse_property("always p -> q")) == "always p -> q"
    for bad in ("p -> q", "p == q", "p => q", "= p", "always", "N = always p", "S = p"):
        with pytest.raises(FormulaError):
            parse_property(bad)
    with pytest.raises(FormulaError, match="column 7: 'q' follows"):
        parse_property("N = p q")
    with pytest.raises(FormulaError, match="3 is no text"):
        parse_property(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("formula", "latex", "old"),
    [
        ("S N1 | S^3 N2 & ~S^2 N2", r"S N_{1} \lor S^{3} N_{2} \land \lnot S^{2} N_{2}",
         "N1(t-1) v. N2(t-3).~N2(t-2)"),
        ("(p | q) & r", r"\left(p \lor q\right) \land r", "p(t) v q(t).r(t)"),
        ("p & q & r", r"p \land q \land r", "p(t).q(t).r(t)"),
        ("S ~p", r"S \lnot p", "S[~p(t)]"),
        ("S^2 (p & ~q)", r"S^{2} \left(p \land \lnot q\right)", "p(t-2).~q(t-2)"),
        ("~(p | q)", r"\lnot \left(p \lor q\right)", "~(p(t) v q(t))"),
        ("heat_2x", r"\mathit{heat\_2x}", "heat_2x(t)"),
        ("once p & origin", r"\mathsf{once}\, p \land \mathsf{origin}", "[once p(t)].origin(t)"),
        ("p since q -> true", r"p\mathbin{\mathsf{since}}q \supset \top",
         "[p(t) since q(t)] ⊃ true"),
        ("S origin | false", r"S \mathsf{origin} \lor \bot", "origin(t-1) v false"),
    ],
)  # fmt: skip
def test_latex_and_the_notation_of_1943(formula: str, latex: str, old: str) -> None:
    assert parse(formula).latex() == latex
    assert parse(formula).mp1943() == old


# --- meaning


@given(strategies.formulas(st.sampled_from(["p", "q"])), strategies.histories(["p", "q"]))
def test_big_integers_mean_the_same(f: Formula, history: list[frozenset[str]]) -> None:
    past = [[int("p" in now) * 5, int("q" in now) * 5] for now in history]
    bits = formula_bits(f, {"p": 0, "q": 1}, past, 3)
    # runs 0 and 2 follow the history, run 1 stays silent
    truth, quiet = evaluate(f, history), evaluate(f, [frozenset()] * len(history))
    assert bits == [5 * a + 2 * b for a, b in zip(truth, quiet, strict=True)]


def test_since_once_historically_count_the_current_tick() -> None:
    history = [set("p"), set("pq"), set("p"), set(), set("q")]
    assert evaluate(parse("p since q"), history) == [False, True, True, False, True]
    assert evaluate(parse("once q"), history) == [False, True, True, True, True]
    assert evaluate(parse("historically p"), history) == [True, True, True, False, False]
    assert evaluate(parse("S^2 true"), history) == [False, False, True, True, True]
    assert evaluate(parse("origin"), history) == [True, False, False, False, False]


# --- which are TPEs


@pytest.mark.parametrize("seed", range(10))
def test_objections_equal_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    seen = {True: 0, False: 0}
    for _ in range(60):
        f = random_formula(rng, ["p", "q"], int(rng.integers(1, 6)), 2)
        depth = fold.s_depth(f)
        if depth > 3:
            continue
        table: dict[tuple[frozenset[str], ...], bool] = {}
        letters = [frozenset(x) for x in ("", "p", "q", "pq")]
        quiet = (frozenset[str](),) * (depth + 1)
        good = not any(evaluate(f, quiet * 3))
        for window in product(letters, repeat=depth + 1):
            # far from the start, whatever came before
            table[window] = evaluate(f, [frozenset("p"), *quiet, *window])[-1]
        for ticks in range(1, depth + 2):
            for history in product(letters, repeat=ticks):
                window = (quiet + history)[-(depth + 1) :]
                good &= evaluate(f, history)[-1] == table[window]
        found = objection(f)
        assert (found is None) == good, f
        assert f.is_tpe is good
        seen[good] += 1
        if found is not None:
            assert evaluate(f, found.history)[-1] is found.value
            assert found.value is not found.expected
    assert min(seen.values()) > 3


def test_a_far_start_is_found_without_walking_there() -> None:
    found = objection(parse("p & S^1000000 ~q"))
    assert found is not None
    assert len(found.history) == 1
    late = objection(parse("S^300000 (p & S ~q)"))
    assert late is not None
    assert len(late.history) == 300_001
    assert str(late).endswith("firing p at t = 0, it is false at t = 300000, not true")


def test_budgets_of_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = disj(atom(f"a{k}") & atom(f"b{k}") for k in range(14))
    hard = (
        pairs & ~pairs.S() & disj(atom(f"b{k}") & atom(f"c{k}") for k in range(14))
    ).S() & ORIGIN
    monkeypatch.setattr(diagram.Diagram.__init__, "__defaults__", (2000,))
    with pytest.raises(BudgetError, match="passes its budget of 2,000 nodes"):
        _ = hard.is_tpe
    monkeypatch.setattr(diagram, "BUDGET", 3)
    with pytest.raises(BudgetError, match="needed at more than 3 ticks"):
        diagram.looks(parse("p & S p & S^2 p & S^3 p"))
    with pytest.raises(BudgetError, match="'once' looks back without bound"):
        diagram.looks(parse("once p"))


@given(strategies.formulas(st.sampled_from(["p", "q", "r"]), past=False))
def test_diagrams_mean_the_formula(f: Formula) -> None:
    parts = diagram.looks(f)
    store = diagram.Diagram(diagram.variables(parts))
    for tick in range(3):
        root = diagram.build(store, parts, tick)
        if root == 0:
            continue
        chosen = store.path(root)
        history = [
            {v.name for v, fires in chosen.items() if fires and v.ago == tick - t}
            for t in range(tick + 1)
        ]
        assert evaluate(f, history)[-1]


def test_pure_connectives_only() -> None:
    with pytest.raises(ValueError, match="ATOM is no Boolean connective"):
        fold.connective(Kind.ATOM, [])
    assert Kind.ONCE in UNBOUNDED


# --- the notation of 1943, read back by the rule of its dots


def read_1943(written: str, rows: dict[str, list[bool]], t: int) -> bool:
    """Evaluate a formula of 1943 at tick t: split at the sign of the highest rank, from the right.

    The rank of n dots that mean "and" is 2 n, that of n dots beside another sign 2 n + 1.
    """
    depth, best = 0, (-1, 0, 0, "")
    k = 0
    while k < len(written):
        sign = re.match(r" ([.:]*)([v⊃≡])([.:]*) |(since) |([.:]+)", written[k:])
        if written[k] in "([":
            depth += 1
        elif written[k] in ")]":
            depth -= 1
        elif sign and depth == 0:
            dots = [sum(2 if d == ":" else 1 for d in part or "") for part in sign.group(1, 3, 5)]
            rank = 2 * dots[2] if sign[5] else 2 * max(dots[:2]) + 1
            if rank >= best[0]:
                best = (rank, k, k + len(sign[0]), sign[2] or "and")
            k += len(sign[0])
            continue
        k += 1
    if best[0] >= 0:
        left = read_1943(written[: best[1]], rows, t)
        right = read_1943(written[best[2] :], rows, t)
        return {"and": left and right, "v": left or right, "⊃": not left or right,
                "≡": left is right}[best[3]]  # fmt: skip
    if written.startswith("~"):
        return not read_1943(written[1:], rows, t)
    late = re.fullmatch(r"S(?:\^(\d+))?\[(.*)\]", written)
    if late:
        then = t - int(late[1] or 1)
        return then >= 0 and read_1943(late[2], rows, then)
    if written[0] in "([":
        return read_1943(written[1:-1], rows, t)
    if written in ("true", "false"):
        return written == "true"
    name, ago = re.fullmatch(r"(\w+)\(t(?:-(\d+))?\)", written).groups()  # type: ignore[union-attr]
    then = t - int(ago or 0)
    return then == 0 if name == "origin" else then >= 0 and rows[name][then]


@pytest.mark.parametrize("seed", range(8))
def test_the_dots_of_1943_bracket_as_meant(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(60):
        f = random_formula(rng, ["p", "q", "r"], int(rng.integers(1, 12)), 2)
        history = [
            {name for name in "pqr" if rng.random() < 0.5} for _ in range(int(rng.integers(1, 7)))
        ]
        rows = {name: [name in now for now in history] for name in "pqr"}
        truth = [read_1943(f.mp1943(), rows, t) for t in range(len(history))]
        assert truth == evaluate(f, history), (str(f), f.mp1943())


def test_many_dots_give_way_to_brackets() -> None:
    f = p
    for k in range(60):
        f = (f | q) if k % 2 else (f & r)
    assert max(len(m) for m in re.findall(r"[.:]+", f.mp1943())) <= 3
    assert "[" in f.mp1943()
