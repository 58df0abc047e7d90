"""The domain ``psychon``: where documents show claims and their steps."""

from collections.abc import Iterator, Set
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from .directives import ShowClaim, ShowDerivation, ShowFigure, ShowGraph, ShowNet, ShowRun
from .findings import Findings
from .place import Fault, Place


class PsychonDomain(Domain):
    """Claims and steps by name.

    Attributes:
        findings: what this build's checks say of the claims.
        moved: whether this build reads a document, or one is gone.
    """

    name = "psychon"
    label = "psychon"
    object_types: ClassVar[dict[str, ObjType]] = {
        "claim": ObjType("claim", "claim"),
        "step": ObjType("step", "step"),
    }
    directives: ClassVar[dict[str, Any]] = {
        "claim": ShowClaim,
        "derivation": ShowDerivation,
        "figure": ShowFigure,
        "graph": ShowGraph,
        "net": ShowNet,
        "trace": ShowRun,
    }
    roles: ClassVar[dict[str, Any]] = {
        "claim": XRefRole(warn_dangling=True),
        "step": XRefRole(warn_dangling=True),
    }
    initial_data: ClassVar[dict[str, Any]] = {"places": {}, "faults": {}, "rests": {}, "graphs": []}
    data_version = 1
    findings = Findings()
    moved = True

    @property
    def places(self) -> dict[tuple[str, str], list[Place]]:
        """Where each ("claim" | "derivation" | "step", name) is shown."""
        found: dict[tuple[str, str], list[Place]] = self.data["places"]
        return found

    @property
    def faults(self) -> dict[str, list[Fault]]:
        """What is wrong in each document."""
        found: dict[str, list[Fault]] = self.data["faults"]
        return found

    @property
    def rests(self) -> dict[str, dict[str, str]]:
        """By document, the claims it shows (``*``: all), with the digest of what was found."""
        found: dict[str, dict[str, str]] = self.data["rests"]
        return found

    @property
    def graphs(self) -> list[str]:
        """The documents that show the graph of all claims."""
        found: list[str] = self.data["graphs"]
        return found

    def fault(self, docname: str, line: int, message: str) -> None:
        """Note what fails the build."""
        self.faults.setdefault(docname, []).append(Fault(line, message))

    def rest(self, docname: str, name: str) -> None:
        """Note that a document must be read again when findings about a claim change."""
        self.rests.setdefault(docname, {})[name] = self.findings.digest(name)

    def note(self, kind: str, name: str, place: Place) -> None:
        """Note where something is shown."""
        self.places.setdefault((kind, name), []).append(place)

    def repeated(self) -> Iterator[tuple[Place, str]]:
        """Yield (place, what is wrong) for what is shown again there."""
        for (kind, name), places in sorted(self.places.items()):
            first, *others = sorted(places)
            for place in others:
                where = f"in {first.docname!r}, line {first.line}, too"
                problem = f"the {kind} {name!r} is shown {where}"
                yield place, f"{problem}; add :no-index: to one of them"

    def shown(self, kind: str, name: str) -> Place | None:
        """Return where something is shown; a claim perhaps by its derivation only."""
        kinds = ("claim", "derivation") if kind == "claim" else (kind,)
        for one in kinds:
            if (one, name) in self.places:
                return min(self.places[one, name])
        return None

    def clear_doc(self, docname: str) -> None:
        """Forget a document."""
        for key, places in list(self.places.items()):
            self.places[key] = [place for place in places if place.docname != docname]
            if not self.places[key]:
                del self.places[key]
        self.faults.pop(docname, None)
        self.rests.pop(docname, None)
        self.data["graphs"] = [name for name in self.graphs if name != docname]

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for name in sorted(docnames):
            if name in otherdata["faults"]:
                self.faults[name] = otherdata["faults"][name]
            if name in otherdata["rests"]:
                self.rests[name] = otherdata["rests"][name]
            if name in otherdata["graphs"] and name not in self.graphs:
                self.graphs.append(name)
        for (kind, name), places in otherdata["places"].items():
            for place in places:
                if place.docname in docnames:
                    self.note(kind, name, place)

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 # Sphinx's interface
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,  # noqa: ARG002
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Make a reference to a claim or a step; None if it is not shown here."""
        place = self.shown(typ, target)
        if place is None:
            return None
        return make_refnode(
            builder, fromdocname, place.docname, place.anchor, contnode, place.title
        )

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Make references to whatever has this name."""
        found = (
            (kind, self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode))
            for kind in ("claim", "step")
        )
        return [(f"psychon:{kind}", one) for kind, one in found if one is not None]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield what objects.inv and the search list."""
        for kind in ("claim", "step"):
            for name in self.known(kind):
                place = self.shown(kind, name)
                assert place is not None
                yield name, name, kind, place.docname, place.anchor, 1

    def known(self, kind: str) -> list[str]:
        """Return the names of the claims or the steps that are shown."""
        kinds = ("claim", "derivation") if kind == "claim" else (kind,)
        return sorted({name for one, name in self.places if one in kinds})


def domain_of(env: BuildEnvironment) -> PsychonDomain:
    """Return this domain."""
    domain = env.get_domain("psychon")
    assert isinstance(domain, PsychonDomain)
    return domain
