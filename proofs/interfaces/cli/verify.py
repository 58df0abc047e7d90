"""``psychon verify``: does a property hold for all inputs and all times."""

import click

from .arguments import assume_option, load_net, rlimit_option, start_option, trace_option
from .output import Answer, Question, progress
from .verdicts import answer, checked, options


@click.command("verify", cls=Question)
@click.argument("net", metavar="NET")
@click.argument("properties", metavar="[PROPERTY]...", nargs=-1)
@assume_option
@start_option
@trace_option
@rlimit_option
def command(
    net: str,
    properties: tuple[str, ...],
    assume: tuple[str, ...],
    start: str,
    file: str | None,
    rlimit: int | None,
) -> Answer:
    """Prove or refute properties of a net, for all inputs at all times.

    A PROPERTY is "NEURON = formula" or "always formula"; without one, what the net itself
    expects is decided. A refutation comes with a run that was replayed on the reference meaning.
    """
    loaded, wanted = load_net(net), checked(file)
    with progress(f"verifying {net}") as show:
        from ....formal.verify.decide import verify, verify_expected

        if not properties:
            verdicts = verify_expected(loaded, assume=assume, **options(start, rlimit))
        else:
            verdicts = []
            for text in properties:
                show(f"verifying {text:.100}")
                verdicts.append(verify(loaded, text, assume=assume, **options(start, rlimit)))
    return answer(verdicts, rlimit, file=wanted)
