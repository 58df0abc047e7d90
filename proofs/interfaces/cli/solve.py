"""``psychon solve``: from a net to formulae."""

import click

from .arguments import load_net
from .output import Answer, Question, progress


@click.command("solve", cls=Question)
@click.argument("net", metavar="NET")
@click.option(
    "--neuron", "neurons", metavar="N", multiple=True,
    help="Solve this neuron only; may be repeated.",
)  # fmt: skip
def command(net: str, neurons: tuple[str, ...]) -> Answer:
    """Write when each neuron fires as a formula over the afferents (Theorem I).

    The net, or the part of it that leads to the neurons asked for, must have no cycle.
    """
    loaded = load_net(net)
    with progress(f"solving {net}"):
        from ....formal.translate.solve import solve

        solution = {name: str(f) for name, f in solve(loaded, neurons or None).items()}
    # what could be solved has no cycle, which is order 0
    content = {"neurons": solution, "order": 0}
    return Answer(content, lambda: "\n".join(f"{name} = {f}" for name, f in solution.items()))
