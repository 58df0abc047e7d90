"""The Sphinx extension, in a real project outside of the repository."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docutils import nodes
from interfaces.scratch_project import CONF, HANG, INDEX, Built, Project
from planted import claim_of, found, said
from sphinx.errors import ExtensionError
from sphinx.util.inventory import InventoryFile

from psychon.proofs.derivation.kept import freeze, thaw
from psychon.proofs.derivation.library import LIBRARY
from psychon.proofs.derivation.report import ClaimReport, ExperimentReport
from psychon.proofs.derivation.step import Outcome
from psychon.proofs.interfaces.sphinx_ext import pages, project
from psychon.proofs.interfaces.sphinx_ext.drawing import described
from psychon.proofs.interfaces.sphinx_ext.findings import (
    FILE,
    Findings,
    Line,
    Plot,
    faults,
)
from psychon.proofs.interfaces.sphinx_ext.graph import picture
from psychon.proofs.interfaces.sphinx_ext.plot import picture as plot

EXTENSION = "psychon.proofs.interfaces.sphinx_ext"

# ---- a project whose claims hold


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Built]:
    """Build the project once, warnings being errors, with links to documents of psychon's."""
    folder = tmp_path_factory.mktemp("good")
    page = "psychon\n=======\n\n.. psychon:claim:: figure-1i\n"
    own = {"index.rst": page, "steps.rst": "", "scratch_claims.py": ""}
    circle = "psychon.proofs.claims.figures.circle"
    theirs = Project(folder / "theirs", own, {"scratch_claims": circle}).build("-W")
    assert theirs.code == 0, theirs.said
    links = f"{{'psychon': ('https://x.test/', {str(theirs.out / 'objects.inv')!r})}}"
    conf = f"{CONF}extensions += ['sphinx.ext.intersphinx']\nintersphinx_mapping = {links}\n"
    more = "\nAnd at psychon's own :psychon:claim:`figure-1i`.\n"
    scratch = Project(folder / "good", {"conf.py": conf, "index.rst": INDEX + more})
    return scratch, scratch.build("-W")


def test_it_builds_in_parallel_and_without_warnings(good: tuple[Project, Built]) -> None:
    _, built = good
    assert built.code == 0, built.said
    assert "psychon: checking rests" in built.said
    # psychon's own claims are checked where they are used, and only there
    assert "psychon: checking figure-1c" in built.said
    assert "checking figure-1a" not in built.said


def test_a_claim_is_shown(good: tuple[Project, Built]) -> None:
    page = good[1].page()
    for text in ("A sum grows", "If x &gt; 1 and y &gt; 2 then x + y &gt; 3.", "arithmetic",
                 "A note.", f"python -m {EXTENSION} scratch_claims sum-grows", "rate of both",
                 "agree", 'id="claim-sum-grows"', " rejected"):  # fmt: skip
        assert text in page.replace('<span class="pre">', "").replace("</span>", ""), text
    assert 'class="psychon-badge psychon-proved">' in page


def test_a_derivation_is_shown(good: tuple[Project, Built]) -> None:
    page = good[1].page("steps")
    flat = page.replace('<span class="pre">', "").replace("</span>", "")
    for text in (f"{EXTENSION} scratch_claims sum-grows --step sum", r"\[x + y &gt; 3\]",
                 r"\(y &gt; 2\)", "<em>logic</em>", "s note", "<em>lemma</em>",
                 'id="step-sum-grows-sum"', "measured beside it, rate of both"):  # fmt: skip
        assert text in flat, text
    assert page.count('id="derivation-rests"') == page.count('id="step-rests-lemma"') == 1


def test_nets_and_runs_are_drawn(good: tuple[Project, Built]) -> None:
    page = good[1].page("steps")
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') == 8
    assert r"\(N_{3} = S N_{1} \lor S^{3} N_{2} \land \lnot S^{2} N_{2}\)" in page
    assert ", recursive in X:" in page
    assert page.count(", recursive in ") == 2
    assert "A shortest run in which N3 of figure-1e fires, at t = 1" in page
    assert "OUT of veto-only never fires" in page
    assert "<title>A line.</title><desc>x + y over x; y = 2: 3 at 1, 4.5 at 2</desc>" in page
    assert "<title>both fire: over 2 ticks with N1 at 0, N2 at 0, N3 fires at 1</title>" in page


def test_the_graph_links_claims_to_what_they_rest_on(good: tuple[Project, Built]) -> None:
    page = good[1].page("steps")
    label = "rests (It rests): proved, rests on sum-grows, figure-1c"
    assert f'<a href="index.html#claim-rests" aria-label="{label}">' in page
    assert page.count('class="psychon-uses"') == 2
    assert 'role="group" aria-label="3 claims by status, and what rests on what"' in page


def test_roles_inventory_and_intersphinx(good: tuple[Project, Built]) -> None:
    _, built = good
    page = built.page()
    assert 'href="steps.html#step-rests-product" title="It rests, product"' in page
    assert 'href="#claim-sum-grows"' in page
    assert 'href="steps.html#step-sum-grows-run"' in page
    assert 'href="https://x.test/index.html#claim-figure-1i"' in page
    inventory = InventoryFile.loads((built.out / "objects.inv").read_bytes(), uri="").data
    assert set(inventory["psychon:claim"]) == {"sum-grows", "rests"}
    assert set(inventory["psychon:step"]) == {
        "sum-grows/sum", "sum-grows/run", "rests/lemma", "rests/product", "rests/figure",
    }  # fmt: skip


def test_the_commands_shown_check_what_they_say(good: tuple[Project, Built]) -> None:
    scratch, built = good
    flat = built.page("steps").replace('<span class="pre">', "").replace("</span>", "")
    commands = re.findall(f"python -m ({EXTENSION} scratch_claims [^<]*)", flat)
    assert len(set(commands)) == 6
    (sum_,) = {one for one in commands if one.endswith("--step sum")}
    for words, code, text in (
        (sum_.split(), 0, "1 of 1 claims are as their files declare"),
        ([EXTENSION, "scratch_claims", "sum-grow"], 2, "did you mean sum-grows?"),
        ([EXTENSION, "nowhere"], 1, "psychon: psychon_claims: 'nowhere' cannot be imported"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=scratch.folder, capture_output=True, text=True,
            check=False, timeout=HANG,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert text in done.stdout + done.stderr


def test_nothing_is_loaded_from_elsewhere(good: tuple[Project, Built]) -> None:
    _, built = good
    page = built.page("steps")
    assert 'src="_static/psychon/mathjax/tex-chtml.js' in page
    assert "cdn." not in page
    assert (built.out / "_static/psychon/psychon.css").is_file()
    fonts = built.out / "_static/psychon/mathjax/output/chtml/fonts/woff-v2"
    assert len(list(fonts.glob("*.woff"))) == 23


def test_what_is_unchanged_is_not_checked_again(good: tuple[Project, Built]) -> None:
    scratch, built = good
    before = built.page("steps")
    again = scratch.build("-W", "-E", "-a")
    assert again.code == 0, again.said
    assert "checking" not in again.said.replace("checking consistency", "")
    assert "psychon: 3 claims unchanged since checked" in again.said
    assert again.page("steps") == before
    kept = scratch.folder.parent / "doctrees" / FILE
    content = json.loads(kept.read_text())
    for text in ("{", "[]", json.dumps(content | {"found": {"own": 1}}), "\x00"):
        kept.write_text(text)
    assert "psychon: checking rests" in scratch.build("-W", builder="text").said
    assert json.loads(kept.read_text()) == content
    text = (scratch.folder.parent / "text" / "steps.txt").read_text()
    words = "3 claims by status, and what rests on what: sum-grows (A sum grows): proved"
    assert words in " ".join(text.split())
    # a change of the claims' code has them checked again, and pages that show them written
    scratch.change("scratch_claims.py", "A sum grows", "A sum swells")
    changed = scratch.build("-W")
    assert changed.code == 0, changed.said
    assert "psychon: checking sum-grows" in changed.said
    assert "A sum swells" in changed.page()
    assert "A sum swells" in changed.page("steps")


# ---- what fails a build


SIGN = {"x + y > 3)": "x - y > 3)"}
HYPOTHESIS = {"Valid((x > 1, y > 2), x * y > 2)": "Valid((x > 1,), x * y > 2)"}
NUMBER = {'"S N1 & S N2",\n': '"S N1 | S N2",\n'}
DEAD = {'Lemma("sum-grows", "sum")': 'Lemma("sum-grows", "some")'}


@pytest.mark.parametrize(
    ("planted", "messages"),
    [
        (SIGN, ["claim 'sum-grows': it is refuted, its file declares proved",
                "index.rst:9: ERROR: psychon: claim 'sum-grows': step 'sum' is refuted (logic): "
                "x > 1, y > 2 |- x - y > 3"]),
        (NUMBER, ["claim 'sum-grows': experiment 'rate of both' disagrees: expected 0.9"]),
        (HYPOTHESIS | DEAD,
         ["claim 'rests': step 'product' is refuted (logic): x > 1 |- x*y > 2",
          "claim 'rests': step 'lemma' is unknown (lemma)",
          "claim 'sum-grows' has no step 'some'"]),
    ],
    ids=["sign", "experiment", "hypothesis and lemma"],
)  # fmt: skip
def test_a_false_claim_fails_every_build(
    tmp_path: Path, planted: dict[str, str], messages: list[str]
) -> None:
    scratch = Project(tmp_path, changes=planted)
    built = scratch.build()
    again = scratch.build()
    for one in (built, again):
        assert one.code == 1
        for message in messages:
            assert message in one.said
    assert "checking sum-grows" not in again.said
    # the page shows what is wrong
    status = "psychon-refuted" if "disagree" not in messages[0] else "disagree"
    assert status in built.page() + built.page("steps")


BAD = """
Scratch
=======

.. psychon:claim:: sum-grow
.. psychon:net:: figure-1z
.. psychon:net:: ../secret.json
.. psychon:trace:: figure-1e N9
.. psychon:trace:: sum-grows/ran
.. psychon:trace:: sum-grows/sum
.. psychon:figure:: sum-grows lime
.. psychon:claim:: sum-grows
.. psychon:derivation:: sum-grows

See :psychon:claim:`sum-gros`, :psychon:step:`nowhere`.
"""


def test_bad_names_repetitions_and_orphans_fail_the_build(tmp_path: Path) -> None:
    files = {
        "index.rst": BAD,
        "steps.rst": ":orphan:\n\nSteps\n=====\n\n.. psychon:claim:: sum-grows",
    }
    scratch = Project(tmp_path, files, {"nowhere`.": "rests/lemma`."})
    for built in (scratch.build(builder="dummy"), scratch.build(builder="dummy")):
        assert built.code == 1
        for message in (
            "index.rst:5: ERROR: psychon: psychon:claim: no claim is called 'sum-grow';"
            " did you mean sum-grows?",
            "index.rst:6: ERROR: psychon: psychon:net: no built-in net is called 'figure-1z';"
            " did you mean",
            "psychon:net: no built-in net is called '../secret.json'",
            "psychon:trace: net 'figure-1e' has no neuron 'N9'; known names: A, B, N3, N4",
            "psychon:trace: claim 'sum-grows' has no step 'ran'; did you mean run?",
            "psychon:figure: claim 'sum-grows' has no figure 'lime'; did you mean line?",
            "psychon:trace: step 'sum' of 'sum-grows' speaks of no run; these do: run",
            "steps.rst:6: ERROR: psychon: the claim 'sum-grows' is shown in 'index', line 12, too;"
            " add :no-index: to one of them",
            "claim 'rests': it is an orphan, no document shows it;"
            " show it by psychon:claim:: rests or psychon:derivation:: rests",
        ):
            assert message in built.said, message
    assert "no document shows a claim 'sum-gros'; did you mean sum-grows?" in built.said
    assert "no document shows a step 'rests/lemma'; known names:" in built.said


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({'yield Step("sum", SUM, Logic(), "the step\'s note")':
          'yield Step("sum", SUM, Lemma("rests", "lemma"))'},
         "psychon: claim 'rests': it rests on itself, rests -> sum-grows -> rests; cut the cycle"),
        ({"figure-1c\", \"N3\"": "figure-1y\", \"N3\""},
         "psychon: claim 'rests': claim: no claim is called 'figure-1y'; did you mean"),
        ({'["scratch_claims"]': '["nowhere"]'},
         "psychon_claims: no module is called 'nowhere'"),
        ({'["scratch_claims"]': '["json"]'}, "psychon_claims: 'json' registers no claim"),
        ({"import sympy\n": "import sympie\n"},
         "psychon_claims: 'scratch_claims' cannot be imported: ModuleNotFoundError"),
    ],
    ids=["cycle", "missing claim", "missing module", "no claim", "broken module"],
)  # fmt: skip
def test_what_cannot_be_checked_ends_the_build(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    built = Project(tmp_path, changes=changes).build(builder="dummy")
    assert built.code == 2
    assert message in built.said


def test_without_claims_nets_are_shown(tmp_path: Path) -> None:
    page = (
        "Nets\n====\n\n.. psychon:net:: figure-1a\n.. psychon:claim:: figure-1a\n.. psychon:graph::"
    )
    files = {"index.rst": page, "steps.rst": "", "scratch_claims.py": ""}
    built = Project(tmp_path, files, {'"scratch_claims"': ""}).build(builder="singlehtml")
    assert built.code == 1
    assert "no claim is called 'figure-1a'; none is registered" in built.said
    assert "N_{2} = S N_{1}" in built.page()
    assert "0 claims by status" in built.page()


# ---- parts


def report(*uses: str, id: str = "one", status: str = "proved") -> ClaimReport:  # noqa: A002
    """Return a report that was never checked."""
    return replace(found(said()), id=id, uses=uses, status=status)  # type: ignore[arg-type]


def test_findings_survive_json_and_anything_else_is_refused() -> None:
    whole = Findings(("one",), (report("two"), report(id="two")), {})
    plain = json.loads(json.dumps(freeze(whole)))
    assert thaw(Findings, plain) == whole
    for path, value in (("status", "fine"), ("steps", 1), ("title", None), ("uses", [1])):
        broken = json.loads(json.dumps(plain))
        broken["claims"][0][path] = value
        with pytest.raises(TypeError):
            thaw(Findings, broken)
    del plain["claims"][0]["notes"]
    with pytest.raises(KeyError):
        thaw(Findings, plain)


def test_blunt_experiments_and_problems_are_faults() -> None:
    blunt = ExperimentReport("rate", "agree", 1.0, (0.0, 2.0), 1, sharp=False)
    claim = replace(report(status="unknown"), experiments=(blunt,), problems=("it limps",))
    assert [message for _, message in faults(Findings((), (claim,), {}))] == [
        "claim 'one': it is unknown, its file declares proved",
        "claim 'one': it limps",
        "claim 'one': experiment 'rate' is blunt: an error of 1% would pass it",
    ]
    assert thaw(ExperimentReport, freeze(blunt)) == blunt
    shown = pages.claim(claim, "", "").astext() + pages.derivation(claim, "", [], "").astext()
    assert "it limps" in shown
    assert "an error of 1% would, too" in shown


def test_badges_say_in_words_what_was_only_measured_and_long_texts_are_cut() -> None:
    step = said(Outcome("tested", "d" * 3000), ())
    claim = replace(found(step), uses=("two",))
    shown = pages.derivation(claim, "", [], "").astext()
    assert "checked numerically only" in shown
    assert "(1,800 characters more)" in shown
    node = pages.claim(claim, "here", "")
    assert "psychon check planted" in node.astext()
    assert isinstance(node, nodes.Element)
    assert any(one.astext() == "two" for one in node.findall(nodes.literal))


def test_a_graph_of_many_claims() -> None:
    chain = [report(*([f"c{k - 1}"] if k else []), id=f"c{k}") for k in range(4)]
    over = report("c0", "c3", id="over", status="refuted")
    alone = [report(id=f"a-rather-long-name-of-a-claim-{k}") for k in range(9)]
    svg = picture([*chain, over, *alone], {"c0": "p.html#c0"})
    assert svg.count('class="psychon-uses"') == 5
    assert svg.count("<a href=") == 1
    assert "over (planted): refuted, rests on c0, c3" in described(svg)
    assert described("no picture") == ""


def test_a_figure_is_cut_at_its_limit_and_where_values_are_missing() -> None:
    steep = Line("steep", (0, 1, 2, 3), (0, 4, None, 1), points=False)
    back = Line("back", (0, 1, 2, 3), (4, 0, 0, 4), points=False)
    marked = Line("marked <b>", (0, 1, 2, 3), (1, 2, None, 4), points=True)
    svg = plot(Plot("id", "A figure", ("time", "rate"), (steep, back, marked), 2.0))
    root = ET.fromstring(svg)
    words = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert [word for word in words if word in ("steep", "back", "marked <b>", "time", "rate")] == [
        "time", "rate", "steep", "back", "marked <b>",
    ]  # fmt: skip
    assert svg.count("<circle") == 3
    # 0..2 is reached at half the way to 4, and left again on the other line
    assert 'd="M64.0 314.0L144.3 14.0M546.0 164.0M64' in svg
    assert 'd="M144.3 14.0L224.7 314.0L385.3 314.0L465.7 14.0M64' in svg
    assert "steep: 0 at 0, 4 at 1, 1 at 3" in described(svg)
    empty = Plot("id", "Nothing", ("x", "y"), (Line("none", (), (), points=False),), None)
    assert "none: nothing" in described(plot(empty))


@pytest.mark.parametrize("high", [0.003, 0.096, 0.5, 1, 1.9, 2, 5, 8.99, 9.6, 37, 1e6])
def test_axes_have_few_round_numbers(high: float) -> None:
    svg = plot(Plot("id", "", ("x", "y"), (Line("l", (0, high), (0, 1), points=False),), None))
    assert 4 <= svg.count("v5") <= 9


def test_claims_belong_to_the_module_that_makes_their_steps() -> None:
    _, own = project.register(["psychon.proofs.claims.figures"])
    assert {"figure-1a", "figure-1e"} <= set(own)
    assert set(own.values()) == {"psychon.proofs.claims.figures"}
    assert "theorem-1" not in own
    code = project.fingerprint(["psychon.proofs.claims"])
    assert code == project.fingerprint(["psychon.proofs.claims"])
    assert code != project.fingerprint(["psychon.proofs.claims.figures"])
    assert len(project.fingerprint(["email.mime", "json"])) == 64
    with pytest.raises(ExtensionError, match="no module is called 'nowhere'"):
        project.fingerprint(["nowhere.at.all"])
    assert claim_of(said()).id not in {claim.id for claim in LIBRARY}
