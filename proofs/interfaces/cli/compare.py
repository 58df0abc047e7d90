"""``psychon compare``: do two nets fire alike."""

import click

from ....formal.errors import InputError
from .arguments import assume_option, load_net, rlimit_option, trace_option
from .output import Answer, Question, progress, remark
from .verdicts import answer, budgets, checked


@click.command("compare", cls=Question)
@click.argument("net", metavar="NET")
@click.argument("other", metavar="NET2")
@click.option(
    "--map", "pairs", metavar="A=B@d", multiple=True,
    help="Compare A of NET, d ticks earlier (default 0), with B of NET2; may be repeated.",
)  # fmt: skip
@assume_option
@trace_option
@rlimit_option
def command(
    net: str,
    other: str,
    pairs: tuple[str, ...],
    assume: tuple[str, ...],
    file: str | None,
    rlimit: int | None,
) -> Answer:
    """Prove or refute that neurons of two nets are equal at every tick.

    Without --map the neurons named in both nets are compared; afferents are shared by name.
    """
    first, second, wanted = load_net(net), load_net(other), checked(file)
    mapping, delay = _read(pairs)
    with progress(f"comparing {net} with {other}"):
        from ....formal.verify.decide import compare_each

        verdicts = compare_each(first, second, mapping, delay, assume=assume, **budgets(rlimit))
    if first.afferents and second.afferents and not set(first.afferents) & set(second.afferents):
        remark(
            f"{net} and {other} share no afferent: what drives one does not drive the other;"
            " name alike in both files what is to be driven alike"
        )
    return answer(verdicts, rlimit, file=wanted)


def _read(pairs: tuple[str, ...]) -> tuple[dict[str, str] | None, dict[str, int]]:
    mapping: dict[str, str] = {}
    delay: dict[str, int] = {}
    for text in pairs:
        name, _, rest = text.partition("=")
        twin, shifted, ticks = rest.partition("@")
        if not name or not twin or (shifted and not (ticks.isascii() and ticks.isdigit())):
            raise InputError("--map", f"it is {text!r:.200}", "write A=B or A=B@d, d ticks")
        if name in mapping:
            raise InputError("--map", f"{name!r:.80} is mapped twice", "map each neuron once")
        mapping[name] = twin
        # Python refuses to read thousands of digits; any number above is refused below as well
        delay[name] = int(ticks[:20] or "0")
    return (mapping or None), delay
