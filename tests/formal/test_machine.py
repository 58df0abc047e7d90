"""Turing machines: the text format, their nets, and the proof that two ticks are one step."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psychon.formal.errors import InputError
from psychon.formal.machine.net import Body, embody, scanner, state
from psychon.formal.machine.proof import prove, starts, steps
from psychon.formal.machine.table import Machine, Rule, read
from psychon.formal.net.model import Net
from psychon.formal.net.tick import tick
from psychon.proofs.derivation.tokens import changed_nets

BEAVERS = ["1RB1LB_1LA1RZ", "1RB1RZ_1LB0RC_1LC1LA", "1RB1LB_1LA0LC_1RZ1LD_1RD0RA",
           "1RB2LB1RZ_2LA2RB1LB", "1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA"]  # fmt: skip


def random_machine(rng: np.random.Generator, states: int, symbols: int) -> str:
    """Return a machine whose rules are drawn at random, some of them missing."""
    named = [*"ABCDEFGHIJKLMNOPQRSTUVWX"[:states], "Z"]

    def rule() -> str:
        if rng.random() < 0.05:
            return "---"
        return f"{rng.integers(symbols)}{'LR'[rng.integers(2)]}{named[rng.integers(len(named))]}"

    return "_".join("".join(rule() for _ in range(symbols)) for _ in range(states))


def test_the_text_format_is_read_and_written() -> None:
    machine = read("1RB---_0LA1RZ")
    assert machine.states == ("A", "B") and machine.symbols == 2 and machine.halting == ("Z",)
    assert machine.rule("A", 0) == Rule(1, 1, "B") and machine.rule("A", 1) is None
    assert machine.rule("Z", 0) is None
    assert str(machine) == "1RB---_0LA1RZ"
    assert read(" 1RH1RH ").halting == ("H",)
    assert read("12RA" * 13).symbols == 13
    many = read("_".join(["0RAB"] * 28))
    assert many.states[25:] == ("Z", "AA", "AB") and many.halting == ()


@given(st.integers(0, 2**32), st.integers(1, 30), st.integers(1, 12))
def test_what_is_written_is_read_again(seed: int, states: int, symbols: int) -> None:
    rng = np.random.default_rng(seed)
    text = random_machine(rng, min(states, 24), symbols)
    assert str(read(text)) == text


@given(st.text("01RLABZ-_ 9é", max_size=20))
def test_any_text_is_a_machine_or_refused_with_its_place(text: str) -> None:
    try:
        assert str(read(text)) == text.strip()
    except InputError as error:
        assert error.place.startswith(("state ", "machine")) and error.fix  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1RB_1LA1RZ", "state A, symbol 1: the transition is missing; write one, such as 1RZ, or"
         " --- where the machine halts"),
        ("", "state A, symbol 0: the transition is missing; write symbol, L or R, state, such as"
         " 1RB, or ---"),
        ("1RB1LB__", "state B, symbol 0: the transition is missing; write symbol, L or R, state,"
         " such as 1RB, or ---"),
        ("1RB1XB_1LA1RZ", "state A, symbol 1: '1XB' is no transition; write symbol, L or R, state,"
         " such as 1RB, or ---"),
        ("1RB2LB_1LA1RZ", "state A, symbol 1: it writes 2, for which no state has a transition;"
         " write a symbol from 0 to 1"),
        ("1RB1LC_1LA1RZ", "state A, symbol 1: it leads to C, which has no row; lead to one of A..B,"
         " or to Z to halt"),
    ],
)  # fmt: skip
def test_what_is_no_machine_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert str(caught.value) == message


def test_a_machine_too_large_is_refused() -> None:
    with pytest.raises(InputError, match="machine: 100,001 characters; stay below 100,000"):
        read("_" * 100_001)
    with pytest.raises(InputError, match="machine: 1 states times 10,001 symbols"):
        read("0RA" * 10_001)
    with pytest.raises(InputError, match="machine: None is no text"):
        read(None)  # type: ignore[arg-type]


def test_words_on_the_tape() -> None:
    assert read("1RB1LB_1LA1RZ").word("0110") == (0, 1, 1, 0)
    assert read("1RA" * 12).word("11,0,3") == (11, 0, 3)
    with pytest.raises(InputError, match=r"tape\[1\]: '2' is no symbol of the machine; write"):
        read("1RB1LB_1LA1RZ").word("12")
    with pytest.raises(InputError, match=r"tape\[0\]: '²' is no symbol"):
        read("1RB1LB_1LA1RZ").word("²")


@pytest.mark.parametrize("text", BEAVERS)
def test_the_nets_of_busy_beavers_are_proved(text: str) -> None:
    verdict = prove(embody(read(text)))
    assert verdict.status == "proved"
    assert verdict.method == "induction over steps, Z3 with arrays"


def test_random_machines_are_proved() -> None:
    rng = np.random.default_rng(1)
    sizes = [(1, 1), (1, 2), (2, 5), (7, 3), (13, 2), (24, 6)]
    for states, symbols in sizes * 3:
        assert prove(embody(read(random_machine(rng, states, symbols)))).status == "proved"


def test_a_budget_that_ends_leaves_it_unknown() -> None:
    rng = np.random.default_rng(2)
    verdict = steps(embody(read(random_machine(rng, 24, 6))), rlimit=1)
    assert verdict.status == "unknown"
    assert verdict.reason.startswith("the budget of 1 resource units")


def holds_everywhere(body: Body) -> bool:
    """Try every state, symbol and firing at the odd tick on the reference meaning."""
    machine, marks = body.machine, [scanner(k) for k in range(1, body.machine.symbols)]
    for name, symbol in product(body.states, range(machine.symbols)):
        start = {state(name), *([scanner(symbol)] if symbol else [])}
        for chosen in product((False, True), repeat=len(marks)):
            noise = {mark for mark, fires in zip(marks, chosen, strict=True) if fires}
            odd = tick(body.net, [frozenset(start)], noise)
            even = tick(body.net, [frozenset(start), odd])
            if even != body.after(name, symbol) or odd & {*body.effectors}:
                return False
    return True


@pytest.mark.parametrize("text", ["1RB1LB_1LA1RZ", "1RB2LB1RZ_2LA---1LB"])
def test_changed_nets_are_judged_as_by_trying_everything(text: str) -> None:
    body = embody(read(text))
    assert holds_everywhere(body)
    seen = set()
    for what, net in changed_nets(body.net):
        if net.program.longest_delay > 1:
            continue  # the past before the state is then free, too
        changed = Body(net, body.machine)
        verdict = prove(changed)
        begun = starts(changed).status == "proved"
        assert (verdict.status == "proved") is (begun and holds_everywhere(changed)), what
        assert (verdict.status == "refuted") is (verdict.trace is not None)
        seen.add(verdict.status)
    assert seen == {"proved", "refuted"}


def flipped(net: Net) -> "list[tuple[str, Net]]":
    """Return the nets with one synapse of a rule neuron turned from + to - or back, or cut."""
    document = net.to_dict()
    rows = document["synapses"]
    assert isinstance(rows, list)
    made = []
    for k, row in enumerate(rows):
        if not any(str(row[end]).startswith(("rule[", "hold[")) for end in ("source", "target")):
            continue
        ends = {"source": row["source"], "target": row["target"]}
        for other in ([], [ends | ({"weight": 1} if "veto" in row else {"veto": True})]):
            changed = Net.from_dict(document | {"synapses": [*rows[:k], *other, *rows[k + 1 :]]})
            made.append((f"{row}", changed))
    return made


@pytest.mark.parametrize("text", BEAVERS)
def test_a_flipped_synapse_of_a_rule_neuron_is_refuted(text: str) -> None:
    body = embody(read(text))
    nets = flipped(body.net)
    assert len(nets) >= 2 * (3 + 3) * len(body.machine.states)
    for what, net in nets:
        assert prove(Body(net, body.machine)).status == "refuted", what


def test_a_refutation_shows_three_ticks() -> None:
    body = embody(read("1RB1LB_1LA1RZ"))
    net = next(net for what, net in flipped(body.net) if "'target': 'state[Z]'" in what)
    verdict = prove(Body(net, body.machine))
    assert verdict.reason == (
        "in state B on symbol 1, state[Z] is silent after 2 ticks (replayed on the reference"
        " meaning)"
    )
    assert verdict.trace is not None
    assert (verdict.trace.steps, verdict.trace.at) == (3, 2)
    assert verdict.trace.firing["rule[B1]"] == (1,)


def test_a_start_in_the_wrong_state_is_refuted() -> None:
    body = embody(read("1RB1LB_1LA1RZ"))
    other = Net.from_dict(body.net.to_dict() | {"initial": ["state[B]"]})
    verdict = prove(Body(other, body.machine))
    assert (verdict.status, verdict.reason) == ("refuted", "state[A] is silent at t = 0")


def test_machines_are_values() -> None:
    machine = read("1RB1LB_1LA1RZ")
    assert machine == Machine(machine.rules) and hash(machine) == hash(Machine(machine.rules))
