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


class Cyclic(NamedTuple):
    """What is known of a neuron that depends on a cycle.

    Args:
        seen: as simulated.
        expected: the rate over the counted ticks by the net's Markov chain, if it is small enough.
        long_run: the rate in the long run, as a ratio if it was worked out exactly.
    """

    seen: Seen
    expected: float | None
    long_run: str | None

    def __str__(self) -> str:
        if self.expected is None:
            return f"{self.seen}, of too many states for a Markov chain"
        late = f", in the long run {_cut(self.long_run)}" if self.long_run else ""
        return f"{self.seen}, expected {self.expected:.6f}{late}"

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return self.seen._asdict() | {"expected": self.expected, "long_run": self.long_run}


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
    "--level", metavar="P", type=float, default=0.99, show_default=True,
    help="Of the confidence intervals.",
)  # fmt: skip
def command(
    net: str, rates: tuple[str, ...], steps: int, runs: int, seed: int, level: float
) -> Answer:
    """Compare three accounts of how often each neuron fires under random afferents.

    Landahl, McCulloch & Pitts put + for or, x for and, 1 - for not. The exact rate under
    independent afferents is a polynomial, too; and the net is simulated. Neurons on cycles, and
    those that depend on them, have no such polynomial: where the net has few states, its Markov
    chain gives what is expected of the same ticks, and of the long run.
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
        "without": {name: known.to_dict() for name, known in others.items()},
    }
    unknown = any(known.expected is None for known in others.values())
    return Answer(content, lambda: _text(rows, others), UNKNOWN if unknown else 0)


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
) -> tuple[list[Row], dict[str, Cyclic]]:
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
    chained = _chain(net, rates, others, burn_in, steps) if others else {}
    return rows, {
        name: Cyclic(Seen(seen.rate[name], seen.interval[name]), *chained.get(name, (None, None)))
        for name in others
    }


def _chain(
    net: "Net", rates: dict[str, Fraction], neurons: list[str], burn_in: int, steps: int
) -> dict[str, tuple[float, str | None]]:
    """Return expected rates and those of the long run; exact ratios while they are short work."""
    from ....formal.errors import BudgetError
    from ....formal.probability.chain import Chain

    floats = {name: float(rate) for name, rate in rates.items()}
    try:
        chain = Chain(net, floats, neurons)
        expected = chain.expected(burn_in + steps, burn_in)
    except BudgetError:
        return {}
    late: dict[str, str] = {}
    for driven in (rates, floats):
        try:
            found = Chain(net, driven, neurons).long_run()
            late = {
                name: str(rate) if isinstance(rate, Fraction) else f"{rate:.12g}"
                for name, rate in found.items()
            }
            break
        except BudgetError:
            continue
    return {name: (float(expected[name]), late.get(name)) for name in neurons}


def _text(rows: list[Row], others: dict[str, Cyclic]) -> str:
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
        if rows
    ]
    for row in rows:
        lines.append(f"{row.neuron}: 1943 {_cut(str(row.landahl))}")
        lines.append(f"{' ' * len(row.neuron)}  exact {_cut(str(row.exact))}")
    if others:
        lines.append("without a polynomial, as they depend on a cycle:")
        lines += [f"  {name}  {known}" for name, known in others.items()]
    return "\n".join(lines)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
