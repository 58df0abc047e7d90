"""Pictures in documents: SVG where the output is HTML, their description elsewhere."""

import re
from html import unescape
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes

from .graph import picture

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .domain import PsychonDomain


class Drawing(nodes.General, nodes.Element):
    """A picture; ``svg`` holds it whole, with a title and a description."""


class Dependencies(nodes.General, nodes.Element):
    """Where the graph of all claims will stand, once it is known where they are shown."""


def drawing(svg: str) -> Drawing:
    """Return the node of a picture."""
    return Drawing("", svg=svg)


def visit_html(self: Any, node: Drawing) -> None:
    """Write the picture itself.

    Raises:
        SkipNode: always.
    """
    self.body.append(f'<div class="psychon-drawing">{node["svg"]}</div>\n')
    raise nodes.SkipNode


def described(svg: str) -> str:
    """Return the title and the description of a picture."""
    found = re.search("<title>(.*?)</title><desc>(.*?)</desc>", svg, re.DOTALL)
    return unescape(": ".join(part for part in found.groups() if part)) if found else ""


def draw(app: "Sphinx", doctree: nodes.document, docname: str) -> None:
    """Draw the graph of all claims, with links to where they are shown."""
    domain = cast("PsychonDomain", app.env.get_domain("psychon"))
    html = app.builder.format == "html"
    for node in list(doctree.findall(Dependencies)):
        links = {}
        for claim in domain.findings.claims:
            place = domain.shown("claim", claim.id)
            if place is not None and html:
                # where all documents are one page, the uri has a fragment of its own
                uri = app.builder.get_relative_uri(docname, place.docname).partition("#")[0]
                links[claim.id] = f"{uri}#{place.anchor}"
        node.replace_self(drawing(picture(domain.findings.claims, links)))
    if not html:
        for shown in list(doctree.findall(Drawing)):
            shown.replace_self(nodes.paragraph("", described(shown["svg"])))
