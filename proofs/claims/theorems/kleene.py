"""Kleene's theorem over the registry: neurons represent regular events, and nets these."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from ....formal.event.alphabet import Alphabet
from ....formal.event.automaton import difference
from ....formal.event.determine import automaton
from ....formal.event.read import read
from ....formal.event.realize import realize_event
from ....formal.event.represent import represented, spelled
from ....formal.net.model import Net
from ....formal.registry import load
from ...derivation.experiment import Rate
from ...derivation.library import LIBRARY
from ...derivation.mutants import Change, changes
from ...derivation.statements import Cases
from ...derivation.step import Context, Outcome, Reason, Step, Twin, unfit
from ...derivation.tokens import changed_nets
from ...reasons.cases import Enumeration

NEURONS: Final = (
    ("figure-1c", "N3", ".*[N1 & N2]"),
    ("figure-1d", "N3", ".*[N1 & ~N2]"),
    ("figure-1e", "N4", ".*[N2]^2"),
    ("figure-1h", "N2", ".*[N1]^2"),
    ("figure-1i", "N3", ".*[N2]|.*[N1 & N2].*[N1]"),
    ("archetype-positive-loop", "A", ".*[p](..)*"),
    ("initial-veto", "OUT", "()|[p]|..+[p]"),
)
"""Built-in nets, a neuron of each, and its event."""

EVENTS: Final = ("(a|b)*abb", "[p & ~q]+[q]*", "~(.*[p][q].*)", "(.^3)*", "[p]?([q][p])*")
"""Events for which nets are made."""

SLIPS: Final = {
    "figure-1c N3": (("either letter will do", ".*[N1 | N2]", 0),),
    "figure-1h N2": (
        ("one firing is enough", ".*[N1]", 0),
        ("at any two ticks", ".*[N1].*[N1]", 0),
    ),
    "figure-1i N3": (("the circle forgets", ".*[N2]|.*[N1 & N2][N1]", 0),),
    "(a|b)*abb": (
        ("at once after the last letter", "(a|b)*abb", 0),
        ("the last letter may be left out", "(a|b)*abb?", 1),
    ),
    "(.^3)*": (("of every second length, too", "(.^3)*|(.^2)*", 1),),
}  # fmt: skip
"""Other events and delays that one might think of, by neuron or event."""


@dataclass(frozen=True)
class Represents:
    """A neuron fires at t + delay iff letters 0..t-1 spell a word of an event."""

    net: Net
    neuron: str
    event: str
    delay: int
    about: str = ""
    equality: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.about}: {self.neuron} represents {self.event} with delay {self.delay}"


@dataclass(frozen=True)
class Exploration(Reason):
    """Decides ``Represents`` by the automata of net and event, compared state by state."""

    name: ClassVar[str] = "exploration"

    def decide(self, step: Step, context: Context) -> Outcome:  # noqa: ARG002
        """Explore both; a refutation is a shortest word."""
        said = step.statement
        if not isinstance(said, Represents):
            return unfit(step)
        alphabet = Alphabet(said.net.afferents)
        found = represented(said.net, said.neuron, alphabet=alphabet)
        # the delay's letters do not matter, and before it no word is over
        given = automaton(*read(f"({said.event}).^{said.delay}", alphabet))
        word = difference(found, given)
        if word is None:
            detail = f"{len(found)} states over {len(alphabet)} letters agree"
            return Outcome("proved", detail, "proof")
        which = "the neuron fires" if word in found else "the neuron is silent"
        return Outcome("refuted", f"after {spelled(word, alphabet)} {which}", "trace")


@changes.register
def _(statement: Represents) -> Iterator[Change]:
    for what, net in changed_nets(statement.net.subnet([statement.neuron])):
        changed = Represents(net, statement.neuron, statement.event, statement.delay)
        yield Change(what, changed, "equivalent")


def twins(place: str, net: Net, neuron: str) -> tuple[Twin, ...]:
    """Return the false twins of a neuron's event."""
    return tuple(
        Twin(what, Represents(net, neuron, event, delay, place))
        for what, event, delay in SLIPS.get(place, ())
    )


def doubled() -> Net:
    """Return the net of the experiment."""
    return realize_event(".*[N2]^2").net


@LIBRARY.claim(
    "kleene",
    "Kleene's theorem over the registry",
    "A neuron of a net represents a regular event, the inputs after which it fires: so do neurons"
    " of figure 1, with a cycle and without, and of a net that fires initially. Some regular events"
    " are each represented, with delay 1, by a net with one neuron that fires initially: it fires"
    " two ticks after the last letter, as in Kleene's construction.",
    source="Kleene 1956, Representation of events in nerve nets and finite automata, Automata"
    " Studies 3-41 (RAND RM-704, 1951)",
    experiments=[
        Rate("two in a row", doubled, "OUT", "S^2 N2 & S^3 N2", {"N2": 0.7}, 128, 16384),
    ],
    notes=("By cases, up to the nets and events that are shown; psychon event decides any other.",),
)  # fmt: skip
def kleene() -> Iterator[Step]:
    """Compare automata of nets and of events, both ways."""
    analysed = tuple(
        Step(f"{name} {neuron}", Represents(load(name), neuron, event, 0, name), Exploration(),
             twins=twins(f"{name} {neuron}", load(name), neuron))
        for name, neuron, event in NEURONS
    )  # fmt: skip
    domain = f"a neuron of each of {len(analysed)} built-in nets"
    yield Step("analysis", Cases(domain, analysed), Enumeration())
    made = tuple(
        Step(
            event,
            Represents(realize_event(event).net, "OUT", event, 1, "the net made of it"),
            Exploration(),
            twins=twins(event, realize_event(event).net, "OUT"),
        )
        for event in EVENTS
    )
    yield Step("synthesis", Cases(f"the nets made of {len(made)} events", made), Enumeration())
