"""``psychon convert``: nets and questions in other formats."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ....formal.errors import InputError
from .arguments import assume_option, load_net
from .output import Answer, Question

if TYPE_CHECKING:
    from ....formal.net.model import Net

NETS: Final = (".json", ".toml")
CIRCUITS: Final = (".aag", ".aig")


@click.command("convert", cls=Question)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option(
    "--property", "properties", metavar="P", multiple=True,
    help="What the circuit asks; default: what the net expects; may be repeated.",
)  # fmt: skip
@assume_option
def command(
    source: str, target: str, properties: tuple[str, ...], assume: tuple[str, ...]
) -> Answer:
    """Write the net IN to OUT: .json or .toml, or .aag or .aig, an AIGER circuit.

    The circuit has one clock a tick, and one output a property, which rises where it fails;
    without any, one a neuron, which rises where that fires. A circuit read from .aag or .aig
    becomes a net that takes a fixed number of ticks a clock, which is printed.
    """
    ending = Path(target).suffix
    if ending not in (*NETS, *CIRCUITS):
        known = ", ".join((*NETS, *CIRCUITS))
        raise InputError(f"OUT {target!r:.200}", "its format is not known", f"end it in {known}")
    if Path(source).suffix in CIRCUITS:
        if ending in CIRCUITS or properties or assume:
            raise InputError(f"IN {source!r:.200}", "it is a circuit already, with its question",
                             "write it to .json or .toml, without properties")  # fmt: skip
        return _read(source, target)
    net = load_net(source)
    if ending in CIRCUITS:
        return _circuit(net, target, properties, assume)
    if properties or assume:
        raise InputError(f"OUT {target!r:.200}", "it takes no properties", "end it in .aag or .aig")
    net.save(target)
    return Answer({"net": net.to_dict()}, lambda: "")


def _read(source: str, target: str) -> Answer:
    from ....formal.aiger.read import load, to_net

    made = to_net(load(source))
    made.net.save(target)
    content = {"net": made.net.to_dict(), "ticks": made.ticks, "outputs": list(made.outputs)}
    words = (
        f"{made.ticks} ticks a clock: inputs count at ticks 0, {made.ticks}, {2 * made.ticks}, ...;"
        f" outputs, {', '.join(made.outputs) or 'none'}, come one clock later"
    )
    return Answer(content, lambda: words)


def _circuit(
    net: "Net", target: str, properties: tuple[str, ...], assume: tuple[str, ...]
) -> Answer:
    from ....formal.aiger.circuit import circuit
    from ....formal.formula.expr import atom
    from ....formal.formula.parse import parse, parse_property
    from ....formal.net.document import save

    asked = properties or net.expect
    claims = [parse_property(text).claim for text in asked] or [~atom(n) for n in net.neurons]
    given = [parse(text) for text in (*net.assume, *assume)]
    made = circuit(net, claims, given)
    save(target, made.ascii() if target.endswith(".aag") else made.binary())
    sizes = {"inputs": len(made.inputs), "latches": len(made.latches),
             "outputs": len(made.outputs), "gates": len(made.gates)}  # fmt: skip
    return Answer(sizes, lambda: ", ".join(f"{number} {what}" for what, number in sizes.items()))
