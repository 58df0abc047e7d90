"""The physiological Turing machine: two ticks of its net are one step, on every tape."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Final, Literal

from ...formal.machine.net import Body, embody
from ...formal.machine.proof import first_step, starts, steps
from ...formal.machine.table import Machine, read
from ...formal.net.model import Net
from ...sim.explore.machine import run_machine
from ..derivation.claim import leaves_of
from ..derivation.experiment import Experiment, Measurement, Watched
from ..derivation.library import LIBRARY
from ..derivation.mutants import Change, changes
from ..derivation.statements import Cases
from ..derivation.step import Context, Outcome, Reason, Step, Twin, unfit
from ..derivation.tokens import changed_nets
from ..reasons.cases import Enumeration

BEAVERS: Final = {
    "two-states": "1RB1LB_1LA1RZ",
    "three-states": "1RB1RZ_1LB0RC_1LC1LA",
    "four-states": "1RB1LB_1LA0LC_1RZ1LD_1RD0RA",
    "five-states": "1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA",
    "three-symbols": "1RB2LB1RZ_2LA2RB1LB",
}
"""Of the machines of their size that halt, these run longest."""


@dataclass(frozen=True)
class Embodied:
    """A net begins as a machine does, or two of its ticks are one step of it.

    Args:
        part: "start" for its first tick, "step" for a step from any state on any tape.
    """

    net: Net
    machine: Machine
    part: Literal["start", "step"]
    equality: ClassVar[bool] = True

    def __str__(self) -> str:
        if self.part == "start":
            return f"at t = 0 the net is in the first state of {self.machine}"
        return f"from every state, on every tape, two ticks are one step of {self.machine}"


@dataclass(frozen=True)
class Runs:
    """A net runs a machine."""

    net: Net
    machine: Machine
    equality: ClassVar[bool] = False

    def __str__(self) -> str:
        return (
            "on every tape, for every k, net and tape are after 2 k ticks as"
            f" {self.machine} is after k steps"
        )


@dataclass(frozen=True)
class TwoTicks(Reason):
    """Decides ``Embodied``: the start by looking, a step by Z3 with the tape as an array."""

    name: ClassVar[str] = "logic"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Ask; a refutation is replayed on the reference meaning."""
        said = step.statement
        if not isinstance(said, Embodied):
            return unfit(step)
        verdict = (starts if said.part == "start" else steps)(Body(said.net, said.machine))
        detail = f"{verdict.method}: {verdict.reason}"
        if verdict.status == "refuted":
            return Outcome("refuted", detail, "trace", verdict.trace)
        return Outcome(verdict.status, detail, "proof" if verdict.status == "proved" else None)


@dataclass(frozen=True)
class Steps(Reason):
    """Decides ``Runs`` by induction over steps.

    Args:
        by: the earlier steps that say how the net begins and how it goes on.
    """

    by: tuple[str, ...]
    name: ClassVar[str] = "induction"
    composes: ClassVar[bool] = True

    def decide(self, step: Step, context: Context) -> Outcome:
        """Look for the base of the induction and for its step."""
        said = step.statement
        if not isinstance(said, Runs):
            return unfit(step)
        known = [
            leaf.statement
            for name in self.by
            if name in context.before and context.before[name].outcome.status == "proved"
            for _, leaf in leaves_of(context.before[name].step)
        ]
        parts: tuple[Literal["start", "step"], ...] = ("start", "step")
        for part in parts:
            needed = Embodied(said.net, said.machine, part)
            if needed not in known:
                seen = first_step(Body(said.net, said.machine))
                if seen.status == "refuted":
                    return Outcome("refuted", seen.reason, "trace", seen.trace)
                return Outcome("unknown", f"nothing proves that {needed}")
        return Outcome("proved", "it begins so, and each step leads to the next", "proof")


@changes.register
def _(statement: Embodied) -> Iterator[Change]:
    if statement.part == "step":
        for what, machine in changed_machines(statement.machine):
            yield Change(what, replace(statement, machine=machine), "implied")
    for what, net in changed_nets(statement.net):
        if statement.part == "start" and net.initial == statement.net.initial:
            continue  # nothing else matters at the start
        yield Change(what, replace(statement, net=net), "equivalent")


@changes.register
def _(statement: Runs) -> Iterator[Change]:
    first = statement.machine.states[0]
    for what, machine in changed_machines(statement.machine):
        if what.startswith(first):  # the rules of other states may never be used
            yield Change(what, replace(statement, machine=machine), "implied")


def changed_machines(machine: Machine) -> Iterator[tuple[str, Machine]]:
    """Yield (what was changed, machine) for each machine with one token changed."""
    named = (*machine.states, *machine.halting)
    for k, row in enumerate(machine.rules):
        for symbol, done in enumerate(row):
            if done is None:
                continue
            after = named[(named.index(done.state) + 1) % len(named)]
            for new in (
                done._replace(write=(done.write + 1) % machine.symbols),
                done._replace(move=-done.move),
                done._replace(state=after),
            ):
                changed = (*row[:symbol], new, *row[symbol + 1 :])
                rules = (*machine.rules[:k], changed, *machine.rules[k + 1 :])
                # a halting state that is left out has no neuron in the other's net
                other = Machine(rules)
                if other.halting == machine.halting:
                    yield f"{machine.states[k]}{symbol} {done} to {new}", other


@dataclass(frozen=True)
class Run(Experiment):
    """Run the net of a machine on a blank tape and count.

    Args:
        machine: in the standard text format.
        counted: what is counted when it has halted.
        expected: as published.
    """

    id: str
    machine: str
    counted: Literal["steps", "nonzero"]
    expected: int

    def measure(self, level: float) -> Measurement:  # noqa: ARG002 # no chance is in it
        """Run the simulator's tick, one call a tick."""
        run = run_machine(embody(read(self.machine)), engine="numpy", steps=10_000)
        found = float(getattr(run, self.counted)) if run.halted else float("nan")
        return Measurement(found, (found, found), self.expected)


TICKS: Final = 32
"""How long the net of two states runs on random scanners."""


def two_states() -> Net:
    """Return the net of the machine of two states."""
    return embody(read(BEAVERS["two-states"])).net


def halted() -> Fraction:
    """Return the mean fraction of ticks at which it is in its halting state.

    The scanner fires at random, as if every cell were new. From A it goes to B whatever it reads,
    from B to A or, by chance 1/2, to the halting state, where it is held; states fire at even
    ticks.
    """
    chances = {"A": Fraction(1), "B": Fraction(0), "Z": Fraction(0)}
    total = Fraction(0)
    for _ in range(0, TICKS, 2):
        total += chances["Z"]
        half = chances["B"] / 2
        chances = {"A": half, "B": chances["A"], "Z": chances["Z"] + half}
    return total / TICKS


SLIPS: Final = (
    ("the head moves the other way first", "1LB1LB_1LA1RZ"),
    ("a blank is written for a one", "0RB1LB_1LA1RZ"),
    ("the first state goes on", "1RA1LB_1LA1RZ"),
    ("it halts from the wrong symbol", "1RB1LB_1RZ1LA"),
)
"""Tables that one might write for the two states."""


def twins(net: Net, part: Literal["start", "step"]) -> tuple[Twin, ...]:
    """Return false twins: a step of other machines."""
    if part == "start":
        return ()
    return tuple(Twin(what, Embodied(net, read(table), part)) for what, table in SLIPS)


@LIBRARY.claim(
    "turing-machine",
    "The physiological Turing machine",
    "A net whose afferents scan a tape and whose effectors write on it and move along it runs a"
    " Turing machine: two ticks are one step, whatever the tape, the head and the state, and"
    " whatever the scanners do at odd ticks; a halted machine stays as it is. So it does for any"
    " number of steps. The nets of the longest-running machines of 2, 3, 4 and 5 states and of 2"
    " states with 3 symbols are proved, and run.",
    source="McCulloch & Pitts 1943, Bull. Math. Biophys. 5:129; machines and counts: Rado 1962,"
    " Bell Syst. Tech. J. 41:877; Brady 1983, Math. Comp. 40:647; Marxen & Buntrock 1990, Bull."
    " EATCS 40:247; Lafitte & Papazian 2007, CiE 2007:247",
    experiments=[
        Run("steps of two states", BEAVERS["two-states"], "steps", 6),
        Run("steps of three states", BEAVERS["three-states"], "steps", 21),
        Run("steps of four states", BEAVERS["four-states"], "steps", 107),
        Run("ones of four states", BEAVERS["four-states"], "nonzero", 13),
        Run("steps of three symbols", BEAVERS["three-symbols"], "steps", 38),
        Watched("two states on random scanners, halted", two_states, "state[Z]", 0.5, halted, TICKS,
                100_000),
    ],
    notes=(
        "By cases, up to the machines that are listed; psychon turing proves any other.",
        "The net has finitely many neurons; that the tape has no ends is the world's part.",
    ),
)  # fmt: skip
def turing_machine() -> Iterator[Step]:
    """Prove the start and the step of each machine, then all steps by induction."""
    bodies = {name: embody(read(text)) for name, text in BEAVERS.items()}
    domain = f"the nets of {len(bodies)} machines"
    for part in ("start", "step"):
        cases = tuple(
            Step(name, Embodied(body.net, body.machine, part), TwoTicks(),
                 twins=twins(body.net, part) if name == "two-states" else ())
            for name, body in bodies.items()
        )  # fmt: skip
        yield Step(part, Cases(domain, cases), Enumeration())
    runs = tuple(
        Step(name, Runs(body.net, body.machine), Steps(("start", "step")))
        for name, body in bodies.items()
    )
    yield Step("runs", Cases(f"{domain}, any number of steps", runs), Enumeration())
