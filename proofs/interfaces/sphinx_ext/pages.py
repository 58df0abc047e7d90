"""Write claims, derivations, nets and runs as nodes of a document."""

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from docutils import nodes
from sphinx import addnodes

from ....formal.draw.layered import picture as net_picture
from ....formal.draw.raster import picture as run_picture
from ....formal.errors import counted
from ....formal.formula.expr import atom
from ....formal.formula.text import abridged
from ....formal.net.model import Net
from ....formal.translate.solve import solve
from ....formal.verify.verdict import Trace, Verdict
from ...derivation.mutants import BY_HAND
from ...derivation.report import ClaimReport, ExperimentReport, StepReport
from .drawing import Drawing, drawing
from .findings import Plot
from .plot import picture as plot_picture

BADGES: Final = {"tested": "checked numerically only"}
"""What a badge says where the status alone says too little."""

LONGEST: Final = 1200
"""How many characters of a text are shown; of formulae, of which a page can hold few, fewer."""

LONGEST_FORMULA: Final = 500

PLANTED: Final = f": {BY_HAND}: "
"""Before the words of a false twin, in the name of a mutant."""


def claim(report: ClaimReport, anchor: str, home: str) -> nodes.Node:
    """Show a claim: statement, source, notes, experiments, mutants, and how to check it again.

    Args:
        home: the module that registers it; empty for psychon's own.
    """
    content: list[nodes.Node] = [
        nodes.paragraph("", "", nodes.strong("", report.title)),
        nodes.paragraph("", report.statement),
    ]
    content += [_listed("psychon-problems", report.problems)] if report.problems else []
    fields: list[tuple[str, nodes.Element]] = [("Source", nodes.paragraph("", report.source))]
    if report.notes:
        fields.append(("Notes", _listed("psychon-notes", report.notes)))
    if report.uses:
        fields.append(("Rests on", _references(report.uses)))
    fields.append(("Mutants", nodes.paragraph("", _mutants(report))))
    if twins := [one.id.partition(PLANTED)[2] for one in report.mutants if PLANTED in one.id]:
        fields.append(("Among them", _listed("psychon-notes", twins)))
    fields.append(("Check it", _command(home, report.id)))
    content.append(_fields(fields))
    if report.experiments:
        content.append(_experiments(report.experiments))
    return _described("claim", report, anchor, content)


def derivation(report: ClaimReport, anchor: str, anchors: Sequence[str], home: str) -> nodes.Node:
    """Show the numbered steps of a claim.

    Args:
        anchors: by step; empty if the steps are not to be referred to.
        home: the module that registers it; empty for psychon's own.
    """
    steps = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
    steps["classes"].append("psychon-steps")
    beside: set[str] = set()
    for k, step in enumerate(report.steps):
        # "rate of N3" stands beside the step N3
        near = [one for one in report.experiments if step.id in one.id.split()]
        beside |= {one.id for one in near}
        item = _step(step, anchors[k] if anchors else "", near)
        item += _command(home, report.id, "--step", step.id)
        steps += item
    content: list[nodes.Node] = [steps] if report.steps else []
    content += [_listed("psychon-problems", report.problems)] if report.problems else []
    content += [_measured(one) for one in report.experiments if one.id not in beside]
    return _described("derivation", report, anchor, content)


def net(name: str, found: Net) -> list[nodes.Node]:
    """Show a net and when its neurons fire."""
    shown: list[nodes.Node] = [drawing(net_picture(found))]
    formulae = nodes.bullet_list(classes=["psychon-formulae"])
    solution = solve(found)
    intro = nodes.paragraph("", "Its formulae by ", _code("solve", name))
    if solution.order.high:
        intro += nodes.Text(f", recursive in {', '.join(solution.order.witness)}")
    intro += nodes.Text(":")
    lines = []
    for neuron, formula in solution.items():
        said = f"{atom(neuron).latex()} = {formula.latex()}"
        if len(said) <= LONGEST_FORMULA:
            lines.append(nodes.paragraph("", "", nodes.math(said, said)))
        else:
            text = f"{neuron} = {abridged(formula, LONGEST_FORMULA)}"
            lines.append(nodes.paragraph("", "", nodes.literal("", text)))
    for line in lines:
        formulae += nodes.list_item("", line)
    if found.names:
        head = f"Net {name}: {repr(found).strip('<>').partition(': ')[2]}. "
        intro.insert(0, nodes.Text(head))
    shown.append(intro)
    return [*shown, formulae] if lines else shown


def run(report: ClaimReport, step: str, trace: Trace) -> list[nodes.Node]:
    """Show the run that a step speaks of."""
    said = next(one for one in report.steps if one.id == step)
    caption = nodes.paragraph("", "", *_reference("step", f"{report.id}/{step}"))
    caption += [nodes.Text(" "), _badge(said.status), nodes.Text(f" {_cut(said.statement)}")]
    return [_run(trace, said.statement, mark=said.status == "refuted"), caption]


def figure(report: ClaimReport, plot: Plot) -> list[nodes.Node]:
    """Show a figure of a claim."""
    caption = nodes.paragraph("", f"{plot.caption} ", *_reference("claim", report.id))
    caption += [nodes.Text(" "), _badge(report.status)]
    return [drawing(plot_picture(plot)), caption]


def search(name: str, neuron: str, verdict: Verdict) -> list[nodes.Node]:
    """Show a shortest run in which a neuron fires, or say that there is none."""
    command = _code("find", name, neuron)
    if verdict.trace is None:
        never = {"proved": "never fires", "unknown": "may or may not fire"}[verdict.status]
        words = f"{neuron} of {name} {never}: {verdict.reason} ("
        return [nodes.paragraph("", words, command, nodes.Text(")"))]
    words = f"A shortest run in which {neuron} of {name} fires, at t = {verdict.trace.at}"
    caption = nodes.paragraph("", f"{words}, found by ", command, nodes.Text("."))
    return [_run(verdict.trace, words), caption]


def _run(trace: Trace, title: str, *, mark: bool = True) -> Drawing:
    return drawing(run_picture(trace, title=_cut(title), mark=mark))


def _described(
    kind: str, report: ClaimReport, anchor: str, content: Iterable[nodes.Node]
) -> nodes.Node:
    """Return a description as Sphinx gives of functions, with an entry in the page's contents."""
    signature = addnodes.desc_signature("", "", is_multiline=False, first=False)
    signature += [addnodes.desc_annotation("", f"{kind} "), addnodes.desc_name("", report.id)]
    signature += [nodes.Text(" "), _badge(report.status)]
    signature["_toc_name"] = report.id if kind == "claim" else f"{report.id}: {kind}"
    signature["_toc_parts"] = (report.id, kind)
    if anchor:
        signature["ids"].append(anchor)
    inside = addnodes.desc_content("", *content)
    node = addnodes.desc("", signature, inside, domain="psychon", objtype=kind, desctype=kind)
    node["classes"] += ["psychon", f"psychon-{kind}"]
    node["no-index"] = node["no-contents-entry"] = not anchor
    return node


def _step(step: StepReport, anchor: str, near: Sequence[ExperimentReport]) -> nodes.list_item:
    head = nodes.paragraph("", "", nodes.strong("", step.id), nodes.Text(" "), _badge(step.status))
    item = nodes.list_item("", head)
    if anchor:
        item["ids"].append(anchor)
        link = nodes.reference("", "¶", internal=True, refid=anchor, classes=["headerlink"])
        head += [nodes.Text(" "), link]
    if step.latex:
        item += _math(step.latex)
    else:
        item += nodes.paragraph("", _cut(step.statement))
    if step.given:
        given = nodes.paragraph("", "where ", classes=["psychon-given"])
        for k, one in enumerate(step.given):
            given += [nodes.Text(", " if k else ""), nodes.math(one, one)]
        item += given
    words = f" {_cut(step.detail)}" if step.detail else ""
    item += nodes.paragraph("", "by ", nodes.emphasis("", step.reason), nodes.Text(f":{words}"))
    if step.note:
        item += nodes.paragraph("", step.note, classes=["psychon-note"])
    item += [_measured(one) for one in near]
    return item


def _math(latex: str) -> nodes.math_block:
    block = nodes.math_block(latex, latex)
    block["nowrap"] = block["no-wrap"] = False
    block["number"] = block["label"] = None
    return block


def _badge(status: str) -> nodes.inline:
    classes = ["psychon-badge", f"psychon-{status}"]
    return nodes.inline("", BADGES.get(status, status), classes=classes)


def _mutants(report: ClaimReport) -> str:
    counts = Counter(mutant.status for mutant in report.mutants)
    return ", ".join(f"{count} {status}" for status, count in counts.most_common()) or "none"


def _measured(one: ExperimentReport) -> nodes.paragraph:
    words = f"measured beside it, {one.id}: {_interval(one)}, expected {one.expected:.6g}: "
    return nodes.paragraph("", words, _agreement(one), classes=["psychon-measured"])


def _interval(one: ExperimentReport) -> str:
    low, high = one.interval
    return f"{one.estimate:.6g} in [{low:.6g}, {high:.6g}]"


def _agreement(one: ExperimentReport) -> nodes.inline:
    status = "proved" if one.status == "agree" else "refuted"
    words = one.status if one.sharp else f"{one.status}, but an error of 1% would, too"
    return nodes.inline("", words, classes=["psychon-badge", f"psychon-{status}"])


def _experiments(experiments: Sequence[ExperimentReport]) -> nodes.table:
    heads = ("experiment", "estimate", "interval", "expected", "")
    widths = (16, 10, 22, 10, 10)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(heads))
    group += nodes.thead("", _row([nodes.Text(head) for head in heads]))
    body = nodes.tbody()
    for one in experiments:
        low, high = one.interval
        cells = (one.id, f"{one.estimate:.6g}", f"[{low:.6g}, {high:.6g}]", f"{one.expected:.6g}")
        body += _row([*map(nodes.Text, cells), _agreement(one)])
    group += body
    return nodes.table("", group, classes=["psychon-experiments", "colwidths-auto"])


def _row(cells: Iterable[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def _fields(fields: Iterable[tuple[str, nodes.Element]]) -> nodes.field_list:
    return nodes.field_list(
        "",
        *(
            nodes.field("", nodes.field_name("", name), nodes.field_body("", body))
            for name, body in fields
        ),
    )


def _listed(kind: str, texts: Iterable[str]) -> nodes.bullet_list:
    items = (nodes.list_item("", nodes.paragraph("", _cut(text))) for text in texts)
    return nodes.bullet_list("", *items, classes=[kind])


def _references(names: Sequence[str]) -> nodes.paragraph:
    paragraph = nodes.paragraph()
    for k, name in enumerate(names):
        paragraph += [nodes.Text(", " if k else ""), *_reference("claim", name)]
    return paragraph


def _reference(kind: str, name: str) -> list[nodes.Node]:
    """Return a reference, which stays plain if nothing shows what it names."""
    content = nodes.literal("", name, classes=["xref", "psychon", f"psychon-{kind}"])
    reference = addnodes.pending_xref(
        "", content, refdomain="psychon", reftype=kind, reftarget=name, refexplicit=False,
        refwarn=False,
    )  # fmt: skip
    return [reference]


def _command(home: str, *words: str) -> nodes.paragraph:
    """Return the command that checks something again."""
    start = ["python", "-m", __package__, home] if home else ["psychon", "check"]
    text = nodes.literal("", shlex.join([*start, *words]))
    return nodes.paragraph("", "", text, classes=["psychon-command"])


def _code(*words: str) -> nodes.literal:
    return nodes.literal("", shlex.join(["psychon", *words]))


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} … ({counted(len(text) - LONGEST, 'character')} more)"
