"""``psychon simulate``: Monte Carlo."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import click

from ....formal.errors import InputError, counted
from .arguments import load_net
from .output import Answer, Question, progress

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from ....sim.campaign.result import IntervalHistogram, Simulation
    from ....sim.stimulus.chance import Stimulus
    from ....sim.stimulus.drive import Rates

MOST: Final = 10**9
"""The most ticks, runs or chunks; what a smaller number costs is the caller's to know."""

DRAWN: Final = 200
"""How many ticks of the first run are drawn."""

LINES: Final = 5
"""How many neurons' rates are drawn if none are asked for."""

SHOWN: Final = 10
"""How many lengths of intervals the text lists."""

DEFAULT_STEPS: Final = 1000
DEFAULT_RATE: Final = 0.5
LONGEST_RATE: Final = 40


@click.command("simulate", cls=Question)
@click.argument("net", metavar="NET")
@click.option(
    "--steps", metavar="T", type=click.IntRange(1, MOST),
    help="Ticks a run; default 1000, or the length of what drives the net.",
)  # fmt: skip
@click.option(
    "--runs", metavar="R", type=click.IntRange(1, MOST), default=512, show_default=True,
    help="Runs.",
)  # fmt: skip
@click.option(
    "--rate", "rates", metavar="[NAME=]p", multiple=True,
    help="The rate of all afferents, or of one, as 0.3 or 3/10; default 0.5; may be repeated.",
)  # fmt: skip
@click.option(
    "--drive", "drives", metavar="FILE", multiple=True,
    help="What drives the afferents it names: recorded firing, the same in every run (CSV), or laws"
    " of firing (psychon-drive/1, in .toml or .json); may be repeated.",
)  # fmt: skip
@click.option(
    "--bin", "width", metavar="W",
    help="Bin a list of spikes by W, in the unit of its times.",
)  # fmt: skip
@click.option("--seed", metavar="s", type=int, default=0, show_default=True, help="Of all chance.")
@click.option(
    "--watch", "watched", metavar="FORMULA", multiple=True,
    help="Report how often this formula is true; may be repeated.",
)  # fmt: skip
@click.option(
    "--per-tick", metavar="FORMULA", multiple=True,
    help="Report this formula's rate over the runs at each tick; may be repeated.",
)  # fmt: skip
@click.option(
    "--isi", metavar="FORMULA", multiple=True,
    help="Report the intervals from one time that it is true to the next; may be repeated.",
)  # fmt: skip
@click.option(
    "--longest", metavar="N", type=click.IntRange(1), default=64, show_default=True,
    help="Intervals up to N ticks are told apart.",
)  # fmt: skip
@click.option(
    "--resolve", metavar="R", type=click.FloatRange(0, 1e9, min_open=True),
    help="Say how many runs would catch a rate that is off by this share of it, as 0.01.",
)  # fmt: skip
@click.option(
    "--plot", metavar="F.svg",
    help=f"Draw the first run, {DRAWN} ticks at most, above the rates by tick of what --per-tick"
    f" names, or else of the first {LINES} neurons, as SVG or PNG (psychon[plot]).",
)  # fmt: skip
@click.option(
    "--level", metavar="P", type=float, default=0.99, show_default=True,
    help="Of the confidence intervals.",
)  # fmt: skip
@click.option(
    "--chunks", metavar="N", type=click.IntRange(1, MOST), default=1, show_default=True,
    help="In how many parts to run; the answer is the same.",
)  # fmt: skip
@click.option(
    "--engine", type=click.Choice(["auto", "numpy", "fast"]), default="auto", show_default=True,
    help="What runs the net; the answer is the same.",
)  # fmt: skip
@click.option(
    "--threads", metavar="N", type=click.IntRange(1),
    help="How many parts at once; default one a core.",
)  # fmt: skip
@click.option(
    "--burn-in", metavar="T", type=int, default=0, show_default=True,
    help="Ticks not counted at the start.",
)  # fmt: skip
def command(
    net: str,
    steps: int | None,
    runs: int,
    rates: tuple[str, ...],
    drives: tuple[str, ...],
    width: str | None,
    seed: int,
    watched: tuple[str, ...],
    per_tick: tuple[str, ...],
    isi: tuple[str, ...],
    longest: int,
    resolve: float | None,
    plot: str | None,
    level: float,
    chunks: int,
    engine: str,
    threads: int | None,
    burn_in: int,
) -> Answer:
    """Estimate how often each neuron fires under independent random afferents.

    An interval covers the expected fraction of ticks fired, start-up included; runs are
    independent, ticks of a run are not. In JSON, "watch" is what was seen of the one formula
    watched; of several, by their texts.
    """
    loaded = load_net(net)
    if plot:
        from ....sim.plot import style

        style.installed()
        style.checked(plot)
    stimuli, ticks = _stimuli(drives, width, steps)
    known = {name for names in stimuli for name in names}
    driven = _rates(rates, [name for name in loaded.afferents if name not in known])
    with progress(f"simulating {net}"):
        from ....sim.campaign.simulate import simulate
        from ....sim.observe.raster import Window

        window = Window(ticks=(0, min(ticks, DRAWN)), runs=1) if plot else False
        timed = per_tick or (loaded.neurons or loaded.afferents)[:LINES] if plot else per_tick
        result = simulate(
            loaded, ticks, runs, driven, stimuli=stimuli, seed=seed, watch=watched,
            per_tick=timed, isi=isi, longest=longest, raster=window, burn_in=burn_in, level=level,
            chunks=chunks, engine=engine, threads=threads,
        )  # fmt: skip
    content = result.to_dict()
    if len(result.watch) == 1:
        content["watch"] = next(iter(result.watch.values())).to_dict()
    if not per_tick:
        content.pop("per_tick", None)  # those were drawn alone
    if plot:
        from ....sim.plot.firing import overview

        style.save(overview(result), plot)
    needed = _needed(result, resolve)
    if needed:
        content["runs_needed"] = needed
    return Answer(content, lambda: _text(result, needed, per_tick))


def _needed(result: "Simulation", share: float | None) -> dict[str, int]:
    """Return for each neuron that fires, but not always, how many runs catch such a fault."""
    if share is None:
        return {}
    return {n: result.runs_needed(n, share) for n in result.neurons if 0 < result.rate[n] < 1}


def _stimuli(
    drives: tuple[str, ...], width: str | None, steps: int | None
) -> "tuple[dict[tuple[str, ...], ArrayLike | Stimulus], int]":
    """Return what drives which names, and how many ticks to run."""
    from ....sim.stimulus.laws import ENDINGS, read_laws
    from ....sim.stimulus.recorded import read_trace

    stimuli: dict[tuple[str, ...], ArrayLike | Stimulus] = {}
    ticks = steps
    for drive in drives:
        place = f"--drive {drive!r:.200}"
        one: Mapping[tuple[str, ...], ArrayLike | Stimulus]
        if drive.endswith(ENDINGS):
            laws = read_laws(drive)
            one, length = laws.stimuli, laws.ticks
        else:
            trace = read_trace(drive, width)
            one, length = {(name,): fires for name, fires in trace.columns.items()}, trace.ticks
        if length not in (None, ticks or length):
            problem = f"it has {counted(length or 0, 'tick')}, "
            if steps is None:
                raise InputError(place, problem + f"another drive {ticks:,}", "make them as long")
            raise InputError(place, problem + f"--steps asks for {steps:,}", "leave --steps away")
        ticks = length or ticks
        driven = {name for names in stimuli for name in names}
        for name in (name for names in one for name in names if name in driven):
            raise InputError(place, f"another file drives {name!r:.80} too", "keep one of them")
        stimuli.update(one)
    if width is not None and all(drive.endswith(ENDINGS) for drive in drives):
        raise InputError("--bin", "there is nothing to bin", "name a list of spikes by --drive")
    return stimuli, ticks or DEFAULT_STEPS


def _rates(texts: tuple[str, ...], afferents: list[str]) -> "Rates":
    """Read ``p`` and ``NAME=p``; the one without a name drives whatever is not named."""
    general: float | Fraction | None = None if texts else DEFAULT_RATE
    named: dict[str, float | Fraction] = {}
    for text in texts:
        name, equals, value = text.rpartition("=")
        place = f"--rate {text!r:.200}"
        rate = _rate(value, place)
        if not equals:
            if general is not None:
                raise InputError(place, "a rate for all was given before", "keep one of them")
            general = rate
        elif name in named:
            raise InputError(place, f"{name!r:.80} has a rate already", "keep one of them")
        else:
            named[name] = rate
    if general is None:
        return named
    return {**dict.fromkeys(afferents, general), **named} if named else general


def _rate(text: str, place: str) -> float | Fraction:
    try:
        # the length keeps a ratio of a million digits from being worked out
        if len(text) <= LONGEST_RATE:
            return Fraction(text) if "/" in text else float(text)
    except (ValueError, ZeroDivisionError):
        pass
    raise InputError(place, "it is no rate", "write p or NAME=p with p from 0 to 1, as 0.3 or 3/10")


def _intervals(text: str, spaced: "IntervalHistogram") -> list[str]:
    lines = [f"intervals: {text}: {spaced.total:,}"]
    shown = [k for k in range(len(spaced.counts)) if spaced.counts[k]][:SHOWN]
    lines += [f"  {k + 1:>6} {spaced.fraction[k]:.6f}" for k in shown]
    rest = spaced.total - int(spaced.counts[shown].sum())
    if rest:
        lines.append(f"  others {rest / spaced.total:.6f}")
    return lines


def _text(result: "Simulation", needed: dict[str, int], per_tick: tuple[str, ...]) -> str:
    rows = [("neuron", "count", "rate", "interval")]
    for name in result.neurons:
        low, high = result.interval[name]
        rows.append(
            (name, str(result.count[name]), f"{result.rate[name]:.6f}", f"[{low:.6f}, {high:.6f}]")
        )
    widths = [max(len(row[k]) for row in rows) for k in range(4)]
    lines = [
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}"
        for row in rows
    ]
    for text, seen in result.watch.items():
        low, high = seen.interval
        lines += [
            f"watched: {text}",
            f"  true at {seen.fraction:.6f} of ticks, interval [{low:.6f}, {high:.6f}]",
            f"  at every tick in {seen.held_throughout:.6f} of runs,"
            f" at one tick or more in {seen.held_once:.6f}",
        ]
        if seen.held_once:
            low, high = seen.first_interval
            lines.append(
                f"  first at tick {seen.first_mean:.6g} on average, interval [{low:.6g},"
                f" {high:.6g}]"
                + (f"; never counts as {result.steps}" if seen.held_once < 1 else "")
            )
    for text, timed in result.per_tick.items() if per_tick else ():
        rate = timed.rate
        least, most = int(rate.argmin()), int(rate.argmax())
        ends = [f"{rate[t]:.6f} at tick {t}" for t in (least, most)]
        lines.append(f"by tick: {text}: least {ends[0]}, most {ends[1]}")
    for text, spaced in result.isi.items():
        lines += _intervals(text, spaced)
    lines += [f"to resolve {name}: {count:,} runs" for name, count in needed.items()]
    lines.append(
        f"ticks {result.burn_in}..{result.steps - 1} of {result.runs} runs, seed {result.seed},"
        f" level {result.level}, engine {result.engine}"
    )
    return "\n".join(lines)
