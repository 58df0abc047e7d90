"""``psychon realize``: from formulae, or events, to a net."""

from typing import TYPE_CHECKING

import click

from ....formal.errors import InputError, NotATPE
from .output import Answer, Question, progress

if TYPE_CHECKING:
    from ....formal.formula.expr import Formula
    from ....formal.net.realization import Realization


@click.command("realize", cls=Question)
@click.argument("equations", metavar='"OUT = TPE"...', nargs=-1)
@click.option("--event", metavar='"[OUT =] E"', help="Realize a regular event, as (a|b)*abb.")
@click.option("--initial", is_flag=True, help="Let neurons fire initially: any formula will do.")
@click.option("-o", "--output", "file", metavar="NET", help="Write the net to this file.")
def command(
    equations: tuple[str, ...], event: str | None, initial: bool, file: str | None
) -> Answer:
    """Make a net whose neurons OUT fire as the formulae say, d ticks later (Theorem II).

    Each d is the smallest that this construction allows; 0 is realization in the narrow sense.
    A formula that is no temporal propositional expression is refused with a witness; with --initial
    neurons may fire initially, and any formula will do, as historically p (Theorem X).

    With --event, OUT fires one tick after the letters so far spell a word of the event (Kleene's
    theorem). a is a tick at which the afferent a fires alone, [p & ~q] one at which the formula
    holds, . any; events are joined by | & ~ * + ? ^n and by standing one after another.
    """
    if bool(equations) is (event is not None):
        fix = 'write "OUT = formula", or --event "(a|b)*abb"'
        raise InputError("realize", "it takes either formulae or one event", fix)
    with progress("realizing"):
        made = _formulas(equations, initial) if event is None else _event(event)
    if file is not None:
        made.net.save(file)
    content = {"net": made.net.to_dict(), "delay": dict(made.delay), "sense": made.sense}
    return Answer(content, lambda: _text(made, event))


def _event(text: str) -> "Realization":
    import re

    from ....formal.event.realize import realize_event

    equation = re.match(r"\s*([A-Za-z_][A-Za-z0-9_.\[\]]*)\s*=", text)
    if equation is None:
        return realize_event(text)
    return realize_event(" " * equation.end() + text[equation.end() :], equation[1])


def _formulas(equations: tuple[str, ...], initial: bool) -> "Realization":
    from ....formal.translate.past import realize_past
    from ....formal.translate.realize import realize

    formulas = _read(equations)
    if initial:
        return realize_past(formulas)
    try:
        return realize(formulas)
    except NotATPE as error:
        _add_table(error, formulas[error.place])
        raise


def _read(equations: tuple[str, ...]) -> "dict[str, Formula]":
    from ....formal.formula.parse import parse_property

    formulas: dict[str, Formula] = {}
    for text in equations:
        try:
            equation = parse_property(text)
        except InputError as error:
            raise error.within(f"{text!r:.200}") from None
        if equation.target is None:
            raise InputError(f"{text!r:.200}", "it has no output", 'write "OUT = formula"')
        if equation.target in formulas:
            raise InputError(equation.target, "it is defined twice", "keep one definition")
        formulas[equation.target] = equation.formula
    return formulas


def _add_table(error: NotATPE, formula: "Formula") -> None:
    """Note the witness's history, as the run of a net, below the message."""
    from ....formal.draw.raster import table
    from ....formal.formula.tpe import Witness
    from ....formal.verify.verdict import Trace

    witness = error.witness
    if not isinstance(witness, Witness) or not witness.history:
        return
    firing = {
        name: tuple(t for t, names in enumerate(witness.history) if name in names)
        for name in formula.atoms
    }
    steps = len(witness.history)
    error.add_note(
        table(Trace(steps, firing, steps - 1, int(witness.value), int(witness.expected)))
    )


def _text(made: "Realization", event: str | None) -> str:
    lines = []
    for name, delay in made.delay.items():
        ago = f"t - {delay}" if delay else "t"
        if event is None:
            lines.append(f"{name}(t) = Pr({ago}), in the {made.sense[name]} sense")
        else:
            lines.append(f"{name}(t) iff letters 0..t - {delay + 1} spell a word of the event")
    lines.append(f"afferents: {', '.join(made.net.afferents) or 'none'}")
    for name in made.net.neurons:
        first = ", fires at t = 0" if name in made.net.initial else ""
        lines.append(f"{name}: threshold {made.net.threshold(name)}{first}")
        for synapse in made.net.incoming(name):
            kind = "veto" if synapse.weight is None else f"weight {synapse.weight}"
            lines.append(f"  from {synapse.source}, {kind}, delay {synapse.delay}")
    return "\n".join(lines)
