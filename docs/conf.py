"""How the documentation is built: ``make docs``."""

import re
from importlib.metadata import version as installed
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "psychon"
author = "psychon developers"
copyright = "psychon developers"  # noqa: A001 # the name Sphinx reads
release = version = installed("psychon")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "psychon.proofs.interfaces.sphinx_ext",
]
psychon_claims = ["psychon.proofs.claims"]
exclude_patterns = ["_build"]
nitpicky = False

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_numpy_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"psychon {release}"
html_copy_source = False
html_show_sourcelink = False


def escape(
    _app: object, _what: str, _name: str, _obj: object, _opt: object, lines: list[str]
) -> None:
    """Keep docstrings plain: outside of code, bars and asterisks are themselves."""
    for k, line in enumerate(lines):
        parts = re.split("(``.*?``)", line)
        parts[::2] = [re.sub(r"([|*])", r"\\\1", part) for part in parts[::2]]
        lines[k] = "".join(parts)


def setup(app: "Sphinx") -> None:
    """Escape docstrings before napoleon reads their sections."""
    app.connect("autodoc-process-docstring", escape, priority=400)
