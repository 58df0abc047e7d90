"""The directives; they take names that are registered, never paths or code."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from ....formal.errors import InputError, UnknownNameError, nearest
from . import pages
from .drawing import Dependencies
from .place import Place, anchor

if TYPE_CHECKING:
    from ...derivation.report import ClaimReport
    from .domain import PsychonDomain

Options = dict[str, Callable[[str], Any]]

SILENT: Final = cast("Options", {"no-index": directives.flag})


class _Shown(SphinxDirective):
    """A directive whose bad names are faults that fail the build."""

    required_arguments = 1
    has_content = False

    @property
    def domain(self) -> "PsychonDomain":
        """The domain, with what the checks found."""
        return cast("PsychonDomain", self.env.get_domain("psychon"))

    def run(self) -> list[nodes.Node]:
        """Show it, or say on the page, too, why it cannot be shown."""
        try:
            found = list(self.show())
        except InputError as error:
            self.domain.fault(self.env.docname, self.lineno, f"{self.name}: {error}")
            found = [nodes.error("", nodes.paragraph("", str(error)))]
        for node in found:
            self.set_source_info(node)
        return found

    def show(self) -> Iterable[nodes.Node]:
        """Make the nodes.

        Raises:
            InputError: there is no such thing.
        """
        raise NotImplementedError

    def claim(self, name: str) -> "ClaimReport":
        """Return the report of a claim, and note that this document rests on it.

        Raises:
            UnknownNameError: with the nearest ids.
        """
        report = self.domain.findings.get(name)
        if report is None:
            known = [claim.id for claim in self.domain.findings.claims]
            fix = nearest(name, known) if known else "none is registered"
            raise UnknownNameError("", f"no claim is called {name!r:.80}", fix)
        self.domain.rest(self.env.docname, name)
        return report

    def note(self, kind: str, name: str, anchor: str, title: str) -> None:
        """Note where something is shown, unless the document asks not to."""
        if "no-index" not in self.options:
            place = Place(self.env.docname, self.lineno, anchor, title)
            self.domain.note(kind, name, place)


class ShowClaim(_Shown):
    """``psychon:claim:: ID``: what is claimed, what it is worth, what was measured."""

    option_spec: ClassVar[Options | None] = SILENT

    def show(self) -> Iterable[nodes.Node]:
        """Make the nodes."""
        report = self.claim(self.arguments[0])
        place = "" if "no-index" in self.options else anchor("claim", report.id)
        self.note("claim", report.id, place, report.title)
        return [pages.claim(report, place, self.domain.findings.homes.get(report.id, ""))]


class ShowDerivation(_Shown):
    """``psychon:derivation:: ID``: the steps, each with its reason and the command to run it."""

    option_spec: ClassVar[Options | None] = SILENT

    def show(self) -> Iterable[nodes.Node]:
        """Make the nodes."""
        report = self.claim(self.arguments[0])
        silent = "no-index" in self.options
        place = "" if silent else anchor("derivation", report.id)
        self.note("derivation", report.id, place, f"{report.title}: derivation")
        anchors: list[str] = []
        for step in report.steps:
            wanted = anchor("step", report.id, step.id)
            while wanted in anchors:
                wanted += "-again"
            anchors.append(wanted)
            self.note("step", f"{report.id}/{step.id}", wanted, f"{report.title}, {step.id}")
        home = self.domain.findings.homes.get(report.id, "")
        return [pages.derivation(report, place, [] if silent else anchors, home)]


class ShowNet(_Shown):
    """``psychon:net:: NAME``: a built-in net drawn, with its formulae."""

    def show(self) -> Iterable[nodes.Node]:
        """Make the nodes."""
        from ....formal.registry import load

        name = self.arguments[0]
        return pages.net(name, load(name))


class ShowRun(_Shown):
    """``psychon:trace:: CLAIM/STEP`` or ``NET NEURON``: a run of a net.

    The first is the run that the step speaks of, or that refutes it; the second a shortest one
    in which a neuron of a built-in net fires.
    """

    optional_arguments = 1

    def show(self) -> Iterable[nodes.Node]:
        """Make the nodes."""
        if len(self.arguments) == 2:
            return self._found(*self.arguments)
        name, _, step = self.arguments[0].partition("/")
        report = self.claim(name)
        steps = [one.id for one in report.steps]
        if step not in steps:
            problem = f"claim {name!r} has no step {step!r:.80}"
            raise UnknownNameError("", problem, nearest(step, steps) if steps else "it has none")
        run = self.domain.findings.runs.get(f"{name}/{step}")
        if run is None:
            speak = [one for one in steps if f"{name}/{one}" in self.domain.findings.runs]
            fix = f"these do: {', '.join(speak)}" if speak else "write a net and its neuron"
            raise InputError("", f"step {step!r} of {name!r} speaks of no run", fix)
        return pages.run(report, step, run)

    def _found(self, name: str, neuron: str) -> Iterable[nodes.Node]:
        from ....formal.formula.expr import atom
        from ....formal.registry import load
        from ....formal.verify.decide import find

        net = load(name)
        if neuron not in net.neurons:
            problem = f"net {name!r} has no neuron {neuron!r:.80}"
            raise UnknownNameError("", problem, nearest(neuron, net.neurons))
        return pages.search(name, neuron, find(net, atom(neuron)))


class ShowFigure(_Shown):
    """``psychon:figure:: CLAIM FIGURE``: curves that belong to a claim."""

    required_arguments = 2

    def show(self) -> Iterable[nodes.Node]:
        """Make the nodes."""
        name, wanted = self.arguments
        report = self.claim(name)
        plots = {plot.id: plot for plot in self.domain.findings.plots[name]}
        if wanted not in plots:
            problem = f"claim {name!r} has no figure {wanted!r:.80}"
            fix = nearest(wanted, list(plots)) if plots else "it has none"
            raise UnknownNameError("", problem, fix)
        return pages.figure(report, plots[wanted])


class ShowGraph(_Shown):
    """``psychon:graph::``: which claims rest on which."""

    required_arguments = 0

    def show(self) -> Iterable[nodes.Node]:
        """Make the nodes."""
        self.domain.rest(self.env.docname, "*")
        if self.env.docname not in self.domain.graphs:
            self.domain.graphs.append(self.env.docname)
        return [Dependencies()]
