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
SCRIPT: Final = ".smt2"


@click.command("convert", cls=Question)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option(
    "--property", "properties", metavar="P", multiple=True,
    help="What the circuit or script asks; default: what the net expects; may be repeated.",
)  # fmt: skip
@click.option(
    "--ticks", metavar="T", type=click.IntRange(1),
    help="Let an SMT-LIB script look at runs of at most T ticks.",
)  # fmt: skip
@assume_option
def command(
    source: str,
    target: str,
    properties: tuple[str, ...],
    ticks: int | None,
    assume: tuple[str, ...],
) -> Answer:
    """Write the net IN to OUT: .json or .toml; .aag or .aig, an AIGER circuit; .smt2, a question.

    The circuit has one clock a tick, and one output a property, which rises where it fails;
    without any, one a neuron, which rises where that fires. A circuit read from .aag or .aig
    becomes a net that takes a fixed number of ticks a clock, which is printed.

    An SMT-LIB 2 script asks one property: over the ticks that decide it, where a window does, else
    at all times, as constrained Horn clauses. It says itself what sat and unsat mean.
    """
    ending = Path(target).suffix
    if ending not in (*NETS, *CIRCUITS, SCRIPT):
        known = ", ".join((*NETS, *CIRCUITS, SCRIPT))
        raise InputError(f"OUT {target!r:.200}", "its format is not known", f"end it in {known}")
    if Path(source).suffix in CIRCUITS:
        if ending not in NETS or properties or assume or ticks:
            raise InputError(f"IN {source!r:.200}", "it is a circuit already, with its question",
                             "write it to .json or .toml, without properties")  # fmt: skip
        return _read(source, target)
    net = load_net(source)
    if ending == SCRIPT:
        return _script(net, target, properties, assume, ticks)
    if ticks:
        raise InputError("--ticks", f"{target!r:.200} is no script", "end it in .smt2")
    if ending in CIRCUITS:
        return _circuit(net, target, properties, assume)
    if properties or assume:
        fix = "end it in .aag, .aig or .smt2"
        raise InputError(f"OUT {target!r:.200}", "it takes no properties", fix)
    net.save(target)
    return Answer({"net": net.to_dict()}, lambda: "")


def _read(source: str, target: str) -> Answer:
    from ....formal.aiger.read import load, to_net

    made = to_net(load(source))
    made.net.save(target)
    content = {
        "net": made.net.to_dict(), "ticks": made.ticks, "clock": made.clock,
        "outputs": list(made.outputs),
    }  # fmt: skip
    words = (
        f"{made.ticks} ticks a clock: inputs count at ticks 0, {made.ticks}, {2 * made.ticks}, ...;"
        f" outputs, {', '.join(made.outputs) or 'none'}, come one clock later;"
        f' ask e.g. "always {made.clock} -> ~{next(iter(made.outputs), "o0")}"'
    )
    return Answer(content, lambda: words)


def _script(
    net: "Net", target: str, properties: tuple[str, ...], assume: tuple[str, ...], ticks: int | None
) -> Answer:
    from ....formal.net.document import save
    from ....formal.verify.decide import asked
    from ....formal.verify.script import script

    wanted = properties or net.expect
    if len(wanted) != 1:
        problem = f"a script asks one property, not {len(wanted)}"
        raise InputError("--property", problem, "name one")
    text = script(asked(net, wanted[0], assume), ticks)
    save(target, text)
    return Answer({"script": text}, lambda: "")


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
    return Answer(sizes, lambda: ", ".join(_sized(number, what) for what, number in sizes.items()))


def _sized(number: int, things: str) -> str:
    one = {"latches": "latch"}.get(things, things[:-1])
    return f"{number:,} {one if number == 1 else things}"
