"""``psychon recheck``: have another solver judge the certificate of a proof."""

import click

from .arguments import load_net
from .output import Answer, Question, progress


@click.command("recheck", cls=Question)
@click.argument("certificate", metavar="CERTIFICATE")
@click.argument("net", metavar="NET")
@click.argument("second", metavar="[NET2]", required=False)
@click.option(
    "--solver", metavar="NAME", default="auto",
    help="bitwuzla or cvc5; auto, the default, is the first that is installed.",
)  # fmt: skip
def command(certificate: str, net: str, second: str | None, solver: str) -> Answer:
    """Judge CERTIFICATE, a JSON file, for NET; for NET beside NET2 if it is of a comparison.

    The judge builds the obligations anew, by an encoder of its own, and has bitwuzla or cvc5 decide
    them (psychon[solvers]). The exit code is 0 if it accepts, 1 if it rejects, 3 if the solver's
    budget ends.
    """
    from ....formal.certificate.certificate import load
    from ....formal.certificate.judge import recheck

    evidence, subject = load(certificate), load_net(net)
    if second is not None:
        from ....formal.net.pair import paired

        subject, _ = paired(subject, load_net(second))
    with progress(f"judging {certificate}"):
        judged = recheck(evidence, subject, solver=solver)
    word = "accepted" if judged.accepted else "rejected"
    code = 0 if judged.accepted else 3 if judged.undecided else 1
    return Answer(judged.to_dict(), lambda: f"{word}: {judged.reason}", code)
