"""``psychon draw``: a net as a picture."""

import click

from ....formal.errors import InputError
from .arguments import load_net
from .output import Answer, Question


@click.command("draw", cls=Question)
@click.argument("net", metavar="NET")
@click.option("-o", "--output", "file", metavar="F.svg", help="Write the picture to this file.")
def command(net: str, file: str | None) -> Answer:
    """Draw a net as SVG, to a file or else to stdout."""
    from ....formal.draw.layered import picture
    from ....formal.net.document import save

    if file is not None and not file.endswith(".svg"):
        raise InputError(f"-o {file!r:.200}", "a net is drawn as SVG", "end it in .svg")
    svg = picture(load_net(net))
    if file is not None:
        save(file, svg)
    return Answer({"svg": svg}, lambda: "" if file is not None else svg.rstrip("\n"))
