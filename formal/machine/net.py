"""A net that runs a Turing machine by scanners and effectors.

At even ticks one state neuron fires, and the scanners say which symbol the head reads; at the odd
tick between, the rule neuron of both fires, or a hold neuron where the machine has halted; at the
next even tick the new state and the effectors fire, and the tape obeys before the tick is over:
only synapses take time.

Source: McCulloch & Pitts 1943, Bull. Math. Biophys. 5:129, which says that such nets exist and
gives none.
"""

from dataclasses import dataclass

from ..net.model import Net
from .table import Machine


@dataclass(frozen=True)
class Body:
    """A net with what its neurons are for.

    Args:
        net: its afferents are the scanners; all delays are 1.
        machine: what it runs.
    """

    net: Net
    machine: Machine

    @property
    def states(self) -> tuple[str, ...]:
        """The states that have a neuron, those that halt last."""
        return (*self.machine.states, *self.machine.halting)

    @property
    def between(self) -> tuple[str, ...]:
        """The rule and hold neurons, which fire at odd ticks."""
        return tuple(n for n in self.net.neurons if n.startswith(("rule[", "hold[")))

    @property
    def effectors(self) -> tuple[str, ...]:
        """The neurons that the tape obeys."""
        return (*map(write, range(self.machine.symbols)), LEFT, RIGHT)

    def after(self, name: str, symbol: int) -> frozenset[str]:
        """Return the neurons that must fire two ticks after a state and a symbol."""
        done = self.machine.rule(name, symbol)
        if done is None:
            return frozenset({state(name)})
        return frozenset({state(done.state), write(done.write), LEFT if done.move < 0 else RIGHT})


def scanner(symbol: int) -> str:
    """Name the afferent that fires while the head reads a symbol; the blank has none."""
    return f"scan[{symbol}]"


def state(name: str) -> str:
    """Name the neuron of a state."""
    return f"state[{name}]"


def rule(name: str, symbol: int) -> str:
    """Name the neuron of a state and a symbol that have a rule."""
    return f"rule[{name}{symbol}]"


def hold(name: str, symbol: int | None = None) -> str:
    """Name the neuron that keeps a halted machine where it is."""
    return f"hold[{name}{'' if symbol is None else symbol}]"


def write(symbol: int) -> str:
    """Name the effector that writes a symbol."""
    return f"write[{symbol}]"


LEFT, RIGHT = "move[L]", "move[R]"
"""The effectors that move the head."""


def embody(machine: Machine) -> Body:
    """Return the net of a machine.

    A rule neuron of a symbol needs its state and its scanner; that of the blank its state, and is
    vetoed by every scanner. A halted machine stutters: its hold neuron excites the state again.
    """
    builder = Net.build()
    marks = range(1, machine.symbols)
    builder.afferent(*map(scanner, marks))
    for name in (*machine.states, *machine.halting):
        builder.neuron(state(name), initial=name == "A")
    for effector in (*map(write, range(machine.symbols)), LEFT, RIGHT):
        builder.neuron(effector)
    for name, row in zip(machine.states, machine.rules, strict=True):
        for symbol, done in enumerate(row):
            between = hold(name, symbol) if done is None else rule(name, symbol)
            builder.neuron(between, 2 if symbol else 1).synapse(state(name), between)
            if symbol:
                builder.synapse(scanner(symbol), between)
            else:
                for mark in marks:
                    builder.veto(scanner(mark), between)
            if done is None:
                builder.synapse(between, state(name))
            else:
                builder.synapse(between, state(done.state)).synapse(between, write(done.write))
                builder.synapse(between, LEFT if done.move < 0 else RIGHT)
    for name in machine.halting:
        builder.neuron(hold(name)).synapse(state(name), hold(name))
        builder.synapse(hold(name), state(name))
    return Body(builder.net(), machine)
