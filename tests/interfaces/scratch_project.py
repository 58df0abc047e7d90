"""A small Sphinx project outside of the repository, with claims of its own."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HANG: Final = 240
"""Seconds after which a build is given up as hanging; no test asserts a time."""

CONF: Final = """
import sys
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here))
project = "scratch"
extensions = ["psychon.proofs.interfaces.sphinx_ext"]
psychon_claims = ["scratch_claims"]
"""

CLAIMS: Final = """
from functools import partial

import sympy

from psychon.formal.registry import load
from psychon.proofs.derivation.experiment import Rate
from psychon.proofs.derivation.figure import Curve, Figure
from psychon.proofs.derivation.library import LIBRARY
from psychon.proofs.derivation.statements import Run, Valid, holds
from psychon.proofs.derivation.step import Step
from psychon.proofs.reasons.cases import Replay
from psychon.proofs.reasons.given import Lemma
from psychon.proofs.reasons.logic import Logic

x, y = sympy.symbols("x y", real=True)
SUM = Valid((x > 1, y > 2), x + y > 3)


@LIBRARY.claim(
    "sum-grows", "A sum grows", "If x > 1 and y > 2 then x + y > 3.", source="arithmetic",
    experiments=[
        Rate("rate of both", partial(load, "figure-1c"), "N3", "S N1 & S N2",
             {"N1": 0.8, "N2": 0.6}, 64, 40_000),
    ],
    notes=["A note."],
    figures=[Figure("line", "A line.", ("x", "x + y"), lambda: [Curve("y = 2", [1, 2], [3, 4.5])])],
)
def sum_grows():
    yield Step("sum", SUM, Logic(), "the step's note")
    both = (frozenset({"N1", "N2"}), frozenset())
    yield Step("run", Run(load("figure-1c"), both, (("N3", (1,)),), "both fire"), Replay())


@LIBRARY.claim("rests", "It rests", "It rests on another.", source="arithmetic")
def rests():
    yield Step("lemma", SUM, Lemma("sum-grows", "sum"))
    yield Step("product", Valid((x > 1, y > 2), x * y > 2), Logic())
    figure = holds(load("figure-1c"), "N3 = S N1 & S N2", about="figure-1c")
    yield Step("figure", figure, Lemma("figure-1c", "N3"))
"""

INDEX: Final = """
Scratch
=======

.. toctree::

   steps

.. psychon:claim:: sum-grows
.. psychon:claim:: rests

Look at :psychon:claim:`sum-grows`, at :psychon:step:`rests/product`, at :any:`sum-grows/run`.
"""

STEPS: Final = """
Steps
=====

.. psychon:derivation:: sum-grows
.. psychon:derivation:: rests
.. psychon:claim:: rests
   :no-index:
.. psychon:derivation:: rests
   :no-index:
.. psychon:net:: figure-1e
.. psychon:net:: figure-1i
.. psychon:net:: ring
.. psychon:net:: wide
.. psychon:trace:: sum-grows/run
.. psychon:trace:: figure-1e N3
.. psychon:trace:: veto-only OUT
.. psychon:figure:: sum-grows line
.. psychon:graph::
"""


@dataclass(frozen=True)
class Built:
    """What a build left behind."""

    code: int
    said: str
    out: Path

    def page(self, name: str = "index") -> str:
        """Return a page's HTML."""
        return (self.out / f"{name}.html").read_text("utf-8")


class Project:
    """A project in a folder.

    Args:
        files: instead of, or besides, those it has; an empty text leaves a file out.
        changes: texts to be put in place of others, in all files.
    """

    def __init__(
        self,
        folder: Path,
        files: Mapping[str, str] | None = None,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder / "scratch"
        self.folder.mkdir(parents=True)
        content = {
            "conf.py": CONF, "scratch_claims.py": CLAIMS, "index.rst": INDEX, "steps.rst": STEPS,
        }  # fmt: skip
        for name, text in {**content, **(files or {})}.items():
            for old, new in (changes or {}).items():
                text = text.replace(old, new)
            if text:
                (self.folder / name).write_text(text)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file."""
        path = self.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def build(self, *options: str, builder: str = "html") -> Built:
        """Build it by ``sphinx-build`` in two processes."""
        out = self.folder.parent / builder
        doctrees = ["-d", str(self.folder.parent / "doctrees")]
        command = [sys.executable, "-m", "sphinx", "-j2", "-b", builder, *doctrees, *options]
        done = subprocess.run(
            [*command, str(self.folder), str(out)], capture_output=True, text=True, timeout=HANG,
            check=False, cwd=self.folder.parent,
        )  # fmt: skip
        return Built(done.returncode, done.stdout + done.stderr, out)
