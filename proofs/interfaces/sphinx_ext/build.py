"""What happens in a build: check the claims first, say at the end what is wrong."""

from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

from ....formal.errors import PsychonError, nearest
from .domain import PsychonDomain, domain_of
from .findings import faults, findings
from .project import OWN

logger = logging.getLogger(__name__)


def check(app: Sphinx) -> None:
    """Check the project's claims, once and before any document is read.

    Raises:
        ExtensionError: claims rest on one another in a cycle, a module cannot be imported, or two
            means of psychon contradict each other.
    """
    try:
        domain_of(app.env).findings = findings(
            [OWN] if app.config.psychon_claims is None else list(app.config.psychon_claims),
            Path(app.doctreedir),
            lambda words: logger.info(f"psychon: {words}"),
        )
    except PsychonError as error:
        raise ExtensionError(f"psychon: {error}", error, "psychon") from error


def outdated(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """List documents that show what is no longer found."""
    del app
    domain = domain_of(env)
    found = [
        docname
        for docname, claims in domain.rests.items()
        if any(domain.findings.digest(name) != digest for name, digest in claims.items())
    ]
    domain.moved = bool(added or changed or removed or found)
    return found


def finish(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Fail the build for each fault, and have graphs written anew if places may have changed."""
    domain = domain_of(env)
    found = list(_wrong(domain, app.config.psychon_claims is not None))
    for message, docname, line in found:
        place = (docname, line) if docname else None
        logger.error(f"psychon: {message}", location=place, type="psychon")
    if found:
        app.statuscode = 1  # whatever counts as an error otherwise
    return domain.graphs if domain.moved else []


def _wrong(domain: PsychonDomain, all_shown: bool) -> Iterator[tuple[str, str, int]]:
    """Yield (what is wrong, document, line).

    Args:
        all_shown: whether each of the project's claims must be shown.
    """
    for name, message in faults(domain.findings):
        place = domain.shown("claim", name)
        yield message, place.docname if place else "", place.line if place else 0
    for name in domain.findings.own:
        if all_shown and domain.shown("claim", name) is None:
            fix = f"show it by psychon:claim:: {name} or psychon:derivation:: {name}"
            yield f"claim {name!r}: it is an orphan, no document shows it; {fix}", "", 0
    for docname, list_ in sorted(domain.faults.items()):
        for line, message in list_:
            yield message, docname, line
    for place, message in domain.repeated():
        yield message, place.docname, place.line


def explain(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Name what a role's target may have meant."""
    del app
    if not isinstance(domain, PsychonDomain):
        return None
    kind, target = node["reftype"], node["reftarget"]
    fix = nearest(target, domain.known(kind)) if domain.known(kind) else "none is shown"
    message = f"psychon: no document shows a {kind} {target!r}; {fix}"
    logger.warning(message, location=cast(nodes.Node, node), type="ref", subtype=kind)
    return True
