"""``psychon solve``: from a net to formulae."""

import click

from .arguments import load_net
from .output import Answer, Question, progress


@click.command("solve", cls=Question)
@click.argument("net", metavar="NET")
@click.option(
    "-n", "--neuron", "neurons", metavar="N", multiple=True,
    help="Solve this neuron only; may be repeated.",
)  # fmt: skip
def command(net: str, neurons: tuple[str, ...]) -> Answer:
    """Write when each neuron fires as a formula over the afferents (Theorem I).

    With cycles, formulae also speak of a smallest set of neurons that meets every cycle, each of
    which has a recursive equation (Theorem VIII). The order is the size of this set.
    """
    loaded = load_net(net)
    with progress(f"solving {net}"):
        from ....formal.translate.solve import solve

        solution = solve(loaded, neurons or None)
        formulae = {name: str(formula) for name, formula in solution.items()}
    order = solution.order
    bounds = order.low if order.exact else {"low": order.low, "high": order.high}
    content = {"neurons": formulae, "order": bounds, "cyclic": list(order.witness)}
    lines = [f"{name} = {formula}" for name, formula in formulae.items()]
    if order.high:
        lines.append(f"order {order}: recursive in {', '.join(order.witness)}")
    return Answer(content, lambda: "\n".join(lines))
