"""What README and docs show is what happens: code blocks run, console blocks print."""

import base64
import contextlib
import io
import json
import re
import shlex
import zlib
from pathlib import Path

import pytest
from pictures import FOLDER, PICTURES

from psychon.formal.net.model import Net
from psychon.formal.verify.decide import verify_expected
from psychon.proofs.claims.catalogue import library
from psychon.proofs.derivation.library import Library
from psychon.proofs.interfaces.cli.app import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [
    ROOT / "README.md",
    *sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts),
]


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return the (language, text) of each fenced block."""
    return re.findall(r"```(\w+)\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


def name(page: Path) -> str:
    """Return what a page is called among the tests."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_python_blocks_run_and_print_the_text_that_follows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # a page's own claims are none of psychon's
    monkeypatch.setattr("psychon.proofs.derivation.library.LIBRARY", Library())
    names: dict[str, object] = {}
    found = blocks(page)
    for k, (language, text) in enumerate(found):
        if language != "python":
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(text, str(page), "exec"), names)  # noqa: S102 - the project's own pages
        if k + 1 < len(found) and found[k + 1][0] == "text":
            assert out.getvalue() == found[k + 1][1]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_console_blocks_print_what_they_show(
    page: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for language, text in blocks(page):
        if named := re.match(r"# (\S+\.toml)\n", text):
            Path(named[1]).write_text(text)  # commands further on are given it
        for command, shown in re.findall(
            r"^\$ psychon (.*)\n((?:(?!\$).*\n)*)", text, re.MULTILINE
        ):
            if language != "console":
                continue
            with pytest.raises(SystemExit):
                cli.main(shlex.split(command), prog_name="psychon")
            printed = capsys.readouterr().out
            assert shown.strip() in printed


def test_the_readmes_net_is_proved_and_every_command_is_listed() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    document = next(text for language, text in blocks(ROOT / "README.md") if language == "json")
    net = Net.from_dict(json.loads(document))
    assert [verdict.status for verdict in verify_expected(net)] == ["proved"]
    for name in COMMANDS:
        assert f"| `psychon {name}" in readme


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_every_claim_is_shown_so_that_the_documents_build() -> None:
    shown = re.findall(
        r"^```\{psychon:(?:claim|derivation)\} (\S+)$",
        "\n".join(page.read_text("utf-8") for page in PAGES),
        re.MULTILINE,
    )
    claims = {claim.id for claim in library()}
    assert claims - set(shown) == set(), "show them in docs/, or they are orphans for make docs"
    assert set(shown) - claims == set()


def test_the_systems_are_listed_with_their_claims() -> None:
    text = (DOCS / "systems.md").read_text("utf-8")
    rows = re.findall(r"^\| \[.*\]\((systems/.*)\) \| (.*) \|$", text, re.MULTILINE)
    assert {target for target, _ in rows} == {
        page.relative_to(DOCS).as_posix() for page in (DOCS / "systems").glob("*.md")
    }
    for target, claims in rows:
        shown = [text for language, text in directives(DOCS / target) if language == "claim"]
        assert claims == ", ".join(f"`{claim}`" for claim in shown)


def directives(page: Path) -> list[tuple[str, str]]:
    """Return (directive, argument) of each of psychon's directives on a page."""
    return re.findall(r"^```\{psychon:(\w+)\} (\S+)", page.read_text("utf-8"), re.MULTILINE)


def test_python_of_the_readme_says_what_its_comments_say() -> None:
    names: dict[str, object] = {}
    text = next(text for language, text in blocks(ROOT / "README.md") if language == "python")
    exec(compile(text, "README.md", "exec"), names)  # noqa: S102 - the project's own page
    assert names["verdict"].status == "refuted"  # type: ignore[attr-defined]
    assert names["made"].delay == {"OUT": 1}  # type: ignore[attr-defined]


@pytest.mark.parametrize("picture", PICTURES)
def test_pictures_show_what_is_drawn_today(picture: str) -> None:
    kept, drawn = (FOLDER / picture).read_text("utf-8"), PICTURES[picture]()
    pixels = re.compile(r"base64,([^\"]*)")
    assert pixels.sub("", kept) == pixels.sub("", drawn)
    # another zlib packs the same pixels otherwise
    assert [unpacked(b) for b in pixels.findall(kept)] == [
        unpacked(b) for b in pixels.findall(drawn)
    ]


def unpacked(text: str) -> bytes:
    """Return the pixels of a PNG with one block of data."""
    png = base64.b64decode(text)
    start = png.index(b"IDAT") + 4
    size = int.from_bytes(png[start - 8 : start - 4], "big")
    return zlib.decompress(png[start : start + size])
