"""Two ticks of a machine's net are one step of the machine: for all tapes, heads and states.

The tape is an array over the integers. Of the net's past nothing is assumed but that at an even
tick one state neuron fires, no rule or hold neuron does, and the scanners tell the symbol under the
head; at the odd tick the scanners may do anything. If after two ticks the same is true, and state,
effectors, tape and head are the machine's, then by induction they are after any number of steps.
"""

from dataclasses import dataclass
from typing import Final

import z3

from ..errors import Disagreement
from ..net.tick import tick
from ..smt.encode import Value, both, either, negate, reaches, same
from ..smt.facade import DEFAULT_RLIMIT, budget
from ..verify.verdict import Trace, Verdict
from .net import LEFT, RIGHT, Body, scanner, state, write

START: Final = "at t = 0 the net is in the machine's first state, whatever the tape and the head"
STEP: Final = "two ticks of the net are one step of the machine"
METHOD: Final = "induction over steps, Z3 with arrays"
REPLAY: Final = "replay"


def prove(body: Body, *, rlimit: int = DEFAULT_RLIMIT) -> Verdict:
    """Decide whether a net runs its machine, for all tapes and heads and any number of steps.

    Returns:
        "proved", or "refuted" with three ticks from a state that the invariant admits.
    """
    begun = starts(body)
    if begun.status != "proved":
        return begun
    return steps(body, rlimit=rlimit)


def starts(body: Body) -> Verdict:
    """Decide the start: the neuron of the first state fires, and no other."""
    first = state(body.machine.states[0])
    initial = set(body.net.initial)
    for name in body.net.neurons:
        if (name in initial) is not (name == first):
            firing = {n: (0,) if n in initial else () for n in body.net.names}
            trace = Trace(1, firing, 0, int(name != first), int(name == first))
            word = "is silent" if name == first else "fires"
            return Verdict(START, "refuted", f"{name} {word} at t = 0", REPLAY, trace)
    return Verdict(START, "proved", f"{first} alone fires at t = 0", REPLAY)


def first_step(body: Body) -> Verdict:
    """Run the net's first two ticks on each symbol, and compare them with the machine's first step.

    Returns:
        "refuted", or "unknown": that one step is right proves nothing of all.
    """
    here = body.machine.states[0]
    for symbol in range(body.machine.symbols):
        history = [tick(body.net, [], {scanner(symbol)} if symbol else set())]
        history.append(tick(body.net, history))
        history.append(tick(body.net, history))
        wrong = _wrong(body, here, symbol, history[1], history[2])
        if wrong is not None:
            return _shown(body, here, symbol, history, wrong)
    return Verdict(STEP, "unknown", "the first step is right on each symbol", REPLAY)


def steps(body: Body, *, rlimit: int = DEFAULT_RLIMIT) -> Verdict:
    """Decide whether two ticks are one step."""
    question = _Question(body)
    solver = z3.Solver(ctx=question.context)
    solver.set("rlimit", rlimit)
    solver.add(question.given, question.fails)
    answer = solver.check()
    if answer == z3.unsat:
        count = len(body.machine.states) * body.machine.symbols
        reason = f"for all tapes, heads and past firing, in each of {count:,} state-symbol pairs"
        return Verdict(STEP, "proved", reason, METHOD)
    if answer == z3.unknown:
        why = solver.reason_unknown()
        if "interrupted" in why:
            raise KeyboardInterrupt
        ended = "canceled" in why or "resource" in why
        reason = f"the budget of {budget(rlimit)} ended" if ended else f"Z3: {why}"
        return Verdict(STEP, "unknown", reason, METHOD)
    return _refuted(body, question, solver.model())


@dataclass(frozen=True)
class _Tape:
    """What the world is: cells and the place of the head."""

    cells: z3.ArrayRef
    head: z3.ArithRef


class _Question:
    """The net over three ticks beside the machine over one step, in terms of Z3."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.context = context = z3.Context()
        machine = body.machine
        marks = [f"symbol{k}" for k in range(machine.symbols)]
        sort, self.symbols = z3.EnumSort("Symbol", marks, ctx=context)
        integers = z3.IntSort(context)
        cells = z3.Array("tape", integers, sort)
        self.tape = _Tape(cells, z3.Int("head", context))
        self.read = cells[self.tape.head]
        self._fires: dict[tuple[str, int], Value] = {}
        for name in body.between:
            self._fires[name, 0] = False
        for symbol in range(1, machine.symbols):
            self._fires[scanner(symbol), 0] = self.read == self.symbols[symbol]
        states = [self.fires(state(name), 0) for name in body.states]
        self.given = self._one(states)
        self.fails = negate(both(list(self._agreement())))

    def fires(self, name: str, at: int) -> Value:
        """Return whether a neuron fires ``at`` ticks after the even one, at most 2."""
        if (name, at) not in self._fires:
            if at <= 0 or self.body.net.threshold(name) is None:
                made: Value = z3.Bool(f"{self.body.net.row(name)}@{at}", self.context)
            else:
                made = reaches(self.body.net.threshold(name) or 1, [
                    (self.fires(s.source, at - s.delay), s.weight or 0)
                    for s in self.body.net.incoming(name)
                ])  # fmt: skip
            self._fires[name, at] = made
        return self._fires[name, at]

    def fired(self, model: z3.ModelRef) -> dict[tuple[str, int], bool]:
        """Return what fires when in a model, up to the odd tick."""
        return {
            (name, at): value if isinstance(value, bool) else z3.is_true(
                model.eval(value, model_completion=True))
            for (name, at), value in self._fires.items()
            if at <= 1
        }  # fmt: skip

    def _one(self, values: list[Value]) -> Value:
        """Return whether just one of some values is true."""
        return both([either(values), z3.AtMost(*values, 1)] if len(values) > 1 else values)

    def _agreement(self) -> "list[Value]":
        """List what must be so after two ticks."""
        machine = self.body.machine
        expected: dict[str, list[Value]] = {name: [] for name in self.body.net.neurons}
        cells, head = self.tape.cells, self.tape.head
        for name in self.body.states:
            here = self.fires(state(name), 0)
            for symbol in range(machine.symbols):
                case = both([here, self.read == self.symbols[symbol]])
                for neuron in self.body.after(name, symbol):
                    expected[neuron].append(case)
                done = machine.rule(name, symbol)
                if done is not None:
                    written = z3.Store(self.tape.cells, self.tape.head, self.symbols[done.write])
                    cells = z3.If(case, written, cells)
                    head = z3.If(case, self.tape.head + done.move, head)
        after = self._obeyed()
        return [
            *(same(self.fires(name, 2), either(cases)) for name, cases in expected.items()),
            *(negate(self.fires(name, 1)) for name in self.body.effectors),
            after.cells == cells,
            after.head == head,
        ]

    def _obeyed(self) -> _Tape:
        """Return the tape after it has obeyed the effectors of the second tick."""
        cells, head = self.tape.cells, self.tape.head
        for symbol in range(self.body.machine.symbols):
            fires = self.fires(write(symbol), 2)
            written = z3.Store(cells, self.tape.head, self.symbols[symbol])
            cells = _if(fires, written, cells)
        for effector, move in ((LEFT, -1), (RIGHT, 1)):
            head = _if(self.fires(effector, 2), head + move, head)
        return _Tape(cells, head)


def _if(condition: Value, then: z3.ExprRef, other: z3.ExprRef) -> z3.ExprRef:
    if isinstance(condition, bool):
        return then if condition else other
    return z3.If(condition, then, other)


def _refuted(body: Body, question: _Question, model: z3.ModelRef) -> Verdict:
    """Replay what Z3 found on the reference meaning.

    Raises:
        Disagreement: it shows nothing there.
    """
    fired = question.fired(model)
    first = min(at for _, at in fired)
    history = [
        frozenset(name for (name, when), fires in fired.items() if fires and when == at)
        for at in range(first, 1)
    ]
    scanners = {name for name in body.net.afferents if fired.get((name, 1))}
    history.append(tick(body.net, history, scanners))
    history.append(tick(body.net, history))
    symbol = next((k for k in range(1, body.machine.symbols) if scanner(k) in history[-3]), 0)
    here = next(name for name in body.states if state(name) in history[-3])
    wrong = _wrong(body, here, symbol, history[-2], history[-1])
    if wrong is None:
        raise Disagreement(f"Z3 refutes {body.machine} in {here} on {symbol}, its replay does not")
    return _shown(body, here, symbol, history, wrong)


def _shown(
    body: Body, here: str, symbol: int, history: list[frozenset[str]], wrong: tuple[str, int, bool]
) -> Verdict:
    """Return the refutation that the last three ticks of a run are."""
    name, at, fires = wrong
    last = len(history) - 1
    firing = {n: tuple(t for t, f in enumerate(history) if n in f) for n in body.net.names}
    word = "fires" if fires else "is silent"
    reason = f"in state {here} on symbol {symbol}, {name} {word} after {at} ticks"
    trace = Trace(last + 1, firing, last - 2 + at, int(fires), int(not fires))
    return Verdict(STEP, "refuted", f"{reason} (replayed on the reference meaning)", METHOD, trace)


def _wrong(
    body: Body, here: str, symbol: int, odd: frozenset[str], even: frozenset[str]
) -> tuple[str, int, bool] | None:
    """Return a neuron that is not as the machine has it, after how many ticks, and if it fires."""
    for name in body.effectors:
        if name in odd:
            return name, 1, True
    for name in body.net.neurons:
        if (name in even) is not (name in body.after(here, symbol)):
            return name, 2, name in even
    return None
