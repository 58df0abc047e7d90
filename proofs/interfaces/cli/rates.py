"""``psychon rates``: firing rates after 1943, exactly, and as simulated."""

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from ....formal.errors import InputError
from .arguments import load_net
from .output import Answer, Question, progress

if TYPE_CHECKING:
    from ....formal.net.model import Net
    from ....formal.probability.polynomial import Polynomial

LONGEST: Final = 100
"""How many characters of a polynomial the table shows."""

UNKNOWN: Final = 3


class Seen(NamedTuple):
    """A simulated rate with its interval."""

    rate: float
    interval: tuple[float, float]

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.rate:.6f} in [{low:.6f}, {high:.6f}]"


class Row(NamedTuple):
    """What is known of one neuron.

    Args:
        landahl, exact: as polynomials.
        value: the exact rate.
        seen: as simulated.
    """

    neuron: str
    landahl: "Polynomial"
    exact: "Polynomial"
    approximate: Fraction
    value: Fraction
    seen: Seen


@click.command("rates", cls=Question)
@click.argument("net", metavar="NET")
@click.option(
    "--rate", "rates", metavar="[NAME=]p", multiple=True,
    help="The rate of all afferents, or of one, as 0.3 or 3/10; default 1/2; may be repeated.",
)  # fmt: skip
@click.option(
    "--steps", metavar="T", type=click.IntRange(1, 10**6), default=64, show_default=True,
    help="Ticks that are counted in each simulated run, after the start-up.",
)  # fmt: skip
@click.option(
    "--runs", metavar="R", type=click.IntRange(1, 10**7), default=4096, show_default=True,
    help="Simulated runs.",
)  # fmt: skip
@click.option("--seed", metavar="s", type=int, default=0, show_default=True, help="Of all chance.")
@click.option(
    "--level", type=float, default=0.99, show_default=True, help="Of the confidence intervals."
)
def command(
    net: str, rates: tuple[str, ...], steps: int, runs: int, seed: int, level: float
) -> Answer:
    """Compare three accounts of how often each neuron fires under random afferents.

    Landahl, McCulloch & Pitts put + for or, x for and, 1 - for not. The exact rate under
    independent afferents is a polynomial, too; and the net is simulated. Neurons on cycles, and
    those that depend on them, have no such polynomial: of them only the simulation is given.
    """
    loaded = load_net(net)
    driven = _rates(rates, loaded)
    with progress(f"working out rates of {net}"):
        rows, others = _rows(loaded, driven, steps, runs, seed, level)
    content: dict[str, object] = {
        "rates": {name: str(rate) for name, rate in driven.items()},
        "neurons": {
            row.neuron: {
                "landahl": {"polynomial": str(row.landahl), "value": str(row.approximate)},
                "exact": {"polynomial": str(row.exact), "value": str(row.value)},
                "error": str(row.approximate - row.value),
                "simulated": row.seen._asdict(),
            }
            for row in rows
        },
        "without": {name: seen._asdict() for name, seen in others.items()},
    }
    return Answer(content, lambda: _text(rows, others), UNKNOWN if others else 0)


def _rates(texts: tuple[str, ...], net: "Net") -> dict[str, Fraction]:
    """Read ``p`` and ``NAME=p`` exactly; decimal numbers are taken as they are written."""
    general: Fraction | None = None
    named: dict[str, Fraction] = {}
    for text in texts:
        name, equals, value = text.rpartition("=")
        place = f"--rate {text!r:.200}"
        try:
            rate = Fraction(value) if len(value) <= 40 else None
        except (ValueError, ZeroDivisionError):
            rate = None
        if rate is None or not 0 <= rate <= 1:
            fix = "write p or NAME=p with p from 0 to 1, as 0.3 or 3/10"
            raise InputError(place, "it is no rate", fix)
        if name in named or (not equals and general is not None):
            raise InputError(place, "it is given twice", "keep one of them")
        if not equals:
            general = rate
        elif name not in net.afferents:
            raise InputError(place, "there is no such afferent", f"name {', '.join(net.afferents)}")
        else:
            named[name] = rate
    if general is None:
        general = Fraction(1, 2)
    return {**dict.fromkeys(net.afferents, general), **named}


def _rows(
    net: "Net", rates: dict[str, Fraction], steps: int, runs: int, seed: int, level: float
) -> tuple[list[Row], dict[str, Seen]]:
    from ....formal.formula.fold import postorder, s_depth
    from ....formal.formula.kinds import Kind
    from ....formal.probability.polynomial import landahl_polynomial, rate_polynomial
    from ....formal.translate.solve import solve
    from ....sim.campaign.simulate import simulate

    afferents = set(net.afferents)
    formulas = {n: f for n, f in solve(net).items() if set(f.atoms) <= afferents}
    started = any(
        node.kind is Kind.ORIGIN for formula in formulas.values() for node in postorder(formula)
    )
    burn_in = max(map(s_depth, formulas.values()), default=0) + started
    seen = simulate(
        net, steps + burn_in, runs, rates, seed=seed, burn_in=burn_in, level=level
    )  # fmt: skip
    rows = []
    for name, formula in formulas.items():
        landahl, exact = landahl_polynomial(formula), rate_polynomial(formula)
        rows.append(Row(
            name, landahl, exact, Fraction(landahl.value(rates)), Fraction(exact.value(rates)),
            Seen(seen.rate[name], seen.interval[name]),
        ))  # fmt: skip
    others = [name for name in net.neurons if name not in formulas]
    return rows, {name: Seen(seen.rate[name], seen.interval[name]) for name in others}


def _text(rows: list[Row], others: dict[str, Seen]) -> str:
    head = ("neuron", "1943", "exact", "error", "simulated")
    table = [
        head,
        *(
            (row.neuron, f"{float(row.approximate):.6f}", f"{float(row.value):.6f}",
             f"{float(row.approximate - row.value):+.6f}", str(row.seen))
            for row in rows
        ),
    ]  # fmt: skip
    widths = [max(len(line[k]) for line in table) for k in range(4)]
    lines = [
        "  ".join([*(f"{part:<{size}}" for part, size in zip(line, widths, strict=False)), line[4]])
        for line in table
    ]
    for row in rows:
        lines.append(f"{row.neuron}: 1943 {_cut(str(row.landahl))}")
        lines.append(f"{' ' * len(row.neuron)}  exact {_cut(str(row.exact))}")
    if others:
        lines.append("without a polynomial, as they depend on a cycle:")
        lines += [f"  {name}  {seen}" for name, seen in others.items()]
    return "\n".join(lines)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
