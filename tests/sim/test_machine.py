"""Runs of Turing machines' nets: both engines against plain machines and the reference meaning."""

from collections import defaultdict

import numpy as np
import pytest

from psychon.formal.draw.spacetime import picture
from psychon.formal.errors import BudgetError, InputError
from psychon.formal.machine.net import LEFT, RIGHT, Body, embody, scanner, write
from psychon.formal.machine.table import Machine, read
from psychon.formal.net.model import Net
from psychon.formal.net.tick import tick
from psychon.proofs.derivation.tokens import changed_nets
from psychon.sim.engine import choice
from psychon.sim.explore import kernel, machine
from psychon.sim.explore.machine import MachineRun, run_machine

KNOWN = {
    "1RB1LB_1LA1RZ": (6, 4),
    "1RB1RZ_1LB0RC_1LC1LA": (21, 5),
    "1RB1RZ_0RC1RB_1LC1LA": (14, 6),
    "1RB1LB_1LA0LC_1RZ1LD_1RD0RA": (107, 13),
    "1RB2LB1RZ_2LA2RB1LB": (38, 9),
}
"""Steps and cells that are not blank, as published (Rado 1962, Brady 1983, Lafitte 2007)."""


def plain(table: Machine, tape: tuple[int, ...], most: int) -> tuple[int, str, int, dict[int, int]]:
    """Run a machine by its table: steps, state, head and cells that are not blank."""
    cells = dict(enumerate(tape))
    state, head, steps = "A", 0, 0
    while steps < most:
        rule = table.rule(state, cells.get(head, 0))
        if rule is None:
            break
        cells[head], head, state, steps = rule.write, head + rule.move, rule.state, steps + 1
    return steps, state, head, {at: symbol for at, symbol in cells.items() if symbol}


def cells_of(run: MachineRun) -> dict[int, int]:
    """Return the cells that are not blank."""
    last = run.last
    return {last.first + k: s for k, s in enumerate(last.cells.tolist()) if s}


@pytest.mark.parametrize("engine", ["numpy", "fast"])
@pytest.mark.parametrize("text", KNOWN)
def test_busy_beavers(text: str, engine: str) -> None:
    run = run_machine(embody(read(text)), engine=engine)
    assert (run.steps, run.nonzero) == KNOWN[text]
    assert run.halted and run.state == "Z" and run.engine == engine
    assert run.ticks == 2 * run.steps + 2


@pytest.mark.parametrize("engine", ["numpy", "fast"])
def test_random_machines_run_as_by_their_tables(engine: str) -> None:
    rng = np.random.default_rng(3)
    for _ in range(40):
        states, symbols = int(rng.integers(1, 7)), int(rng.integers(2, 5))
        rules = [
            f"{rng.integers(symbols)}{'LR'[rng.integers(2)]}{'ABCDEFZ'[rng.integers(states + 1)]}"
            if rng.random() > 0.05 else "---"
            for _ in range(states * symbols)
        ]  # fmt: skip
        rows = ["".join(rules[k * symbols :][:symbols]) for k in range(states)]
        if states < 6:
            rows = [row.replace("ABCDEF"[states], "Z") for row in rows]
        table = read("_".join(rows))
        tape = tuple(rng.integers(symbols, size=int(rng.integers(6))).tolist())
        run = run_machine(embody(table), tape, 300, engine=engine)
        steps, state, head, cells = plain(table, tape, 300)
        assert (run.steps, run.state, run.last.head) == (steps, state, head)
        assert cells_of(run) == cells
        assert run.halted is (table.rule(state, cells.get(head, 0)) is None)


def referred(body: Body, most: int) -> tuple[int, dict[int, int]]:
    """Run net and tape on the reference meaning for some ticks: the head and the cells."""
    cells: dict[int, int] = defaultdict(int)
    head = 0
    history: list[frozenset[str]] = []
    for _ in range(most):
        fired = tick(body.net, history)
        for symbol in range(body.machine.symbols):
            if write(symbol) in fired:
                cells[head] = symbol
        head += (RIGHT in fired) - (LEFT in fired)
        scanned = {scanner(cells[head])} if cells[head] else set()
        history.append(fired | scanned)
        if any(name.startswith("hold[") for name in fired):
            break
    return head, {at: symbol for at, symbol in cells.items() if symbol}


def test_engines_agree_with_the_reference_on_nets_that_run_no_machine() -> None:
    body = embody(read("1RB2LB1RZ_2LA---1LB"))
    for k, (_, net) in enumerate(changed_nets(body.net)):
        changed = Body(net, body.machine)
        runs = [machine._Ticked(changed, ()), machine._Compiled(changed, ())]
        for run in runs:
            run.advance(40)
        if k % 4 == 0:
            head, cells = referred(changed, 40)
            seen = runs[0].snapshot()
            assert seen.head == head
            assert {seen.first + at: s for at, s in enumerate(seen.cells.tolist()) if s} == cells
        assert (runs[0].clock == runs[1].clock).all()
        assert (runs[0].cells == runs[1].cells).all()


def test_the_loop_is_the_same_before_numba_compiles_it(monkeypatch: pytest.MonkeyPatch) -> None:
    body = embody(read("1RB1LB_1LA0LC_1RZ1LD_1RD0RA"))
    monkeypatch.setattr(kernel, "compiled", lambda: kernel.loop)
    run = run_machine(body, engine="fast")
    assert (run.steps, run.nonzero, run.halted) == (107, 13, True)


@pytest.mark.parametrize("engine", ["numpy", "fast"])
def test_the_tape_grows_on_both_sides(engine: str) -> None:
    for text, at in (("0RA0RA", 500), ("0LA0LA", -500)):
        run = run_machine(embody(read(text)), (1,), 500, engine=engine)
        assert (run.last.head, run.steps, run.halted, run.nonzero) == (at, 500, False, 0)


def test_a_tape_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "CELLS", 1000)
    with pytest.raises(BudgetError, match="the tape grows beyond 1,000 cells"):
        run_machine(embody(read("0RA0RA")), engine="numpy")


def test_no_step_is_a_run_too() -> None:
    run = run_machine(embody(read("1RB1LB_1LA1RZ")), (1, 0, 1), 0, engine="numpy")
    assert (run.steps, run.state, run.nonzero, run.halted) == (0, "A", 2, False)
    assert run_machine(embody(read("---")), engine="numpy", steps=0).halted


def test_a_net_that_never_steps_is_stopped_all_the_same() -> None:
    body = embody(read("1RB1LB_1LA1RZ"))
    dead = Net.from_dict(body.net.to_dict() | {"initial": []})
    run = run_machine(Body(dead, body.machine), steps=50, engine="numpy", keep=4)
    assert (run.steps, run.ticks, run.halted) == (0, 102, False)


def test_snapshots_thin_out() -> None:
    body = embody(read("1RB1LB_1LA0LC_1RZ1LD_1RD0RA"))
    told: list[int] = []
    run = run_machine(body, engine="numpy", keep=20, show=told.append)
    assert [one.step for one in run.kept] == [*range(0, 107, 8), 107]
    assert told[-1] == 107
    for one in run.kept:
        steps, state, head, cells = plain(body.machine, (), one.step)
        assert (one.step, one.state, one.head) == (steps, state, head)
        assert {one.first + k: s for k, s in enumerate(one.cells.tolist()) if s} == cells


def test_arguments_out_of_range(monkeypatch: pytest.MonkeyPatch) -> None:
    body = embody(read("1RB1LB_1LA1RZ"))
    for arguments, message in (
        ({"engine": "slow"}, "engine: 'slow' is unknown; use auto, numpy or fast"),
        ({"steps": -1}, "steps: it is -1; give a whole number to 1,000,000,000,000"),
        ({"tape": (0, 7)}, r"tape[1]: 7 is no symbol of the machine; write symbols from 0 to 1"),
    ):
        with pytest.raises(InputError) as caught:
            run_machine(body, **arguments)
        assert str(caught.value) == message
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    assert run_machine(body).engine == "numpy"
    with pytest.raises(InputError) as caught:
        run_machine(body, engine="fast")
    assert str(caught.value) == (
        "engine: 'fast' needs numba and llvmlite;"
        ' pip install "psychon[fast]", or use auto or numpy'
    )


def test_pictures_of_short_and_long_runs() -> None:
    body = embody(read("1RB2LB1RZ_2LA2RB1LB"))
    short = run_machine(body, engine="numpy", keep=100)
    svg = picture(short.kept, "a run")
    assert svg.count("after ") >= 39 and "state Z, head at" in svg and "<image" not in svg
    long = run_machine(embody(read("1RA2RB2RB_1LA0LB2LA")), (2,), 3000, engine="numpy", keep=200)
    svg = picture(long.kept, "a longer run")
    assert "<image" in svg and "steps 0 to 3,000" in svg
    wide = run_machine(embody(read("1RA1RA")), (), 2000, engine="numpy", keep=3)
    assert "data:image/png;base64," in picture(wide.kept, "shared pixels")
