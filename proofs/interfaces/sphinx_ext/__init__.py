"""Show claims, derivations, nets and runs in Sphinx documents, and fail builds whose claims fail.

A project lists the modules that register its claims in ``psychon_claims``; all of them are checked
once a build, before documents are read, unless nothing has changed since they were last checked.
"""

from types import NoneType
from typing import TYPE_CHECKING, Final

from .build import check, explain, finish, outdated
from .domain import PsychonDomain
from .drawing import Dependencies, Drawing, draw, visit_html

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

MATHJAX: Final = "psychon/mathjax/tex-chtml.js"
"""MathJax below ``_static``: formulae are set from ``file://`` and without a network, too."""

# The menu and the loading of rarer macros would ask for files that are not shipped.
OFFLINE: Final = {
    "options": {"enableMenu": False},
    "tex": {"packages": {"[-]": ["autoload", "require"]}},
}


def setup(app: "Sphinx") -> "ExtensionMetadata":
    """Install the domain ``psychon`` and what checks and draws for it."""
    from .... import __version__

    app.require_sphinx((8, 2))
    app.add_domain(PsychonDomain)
    app.add_config_value("psychon_claims", None, "env", types=frozenset({list, tuple, NoneType}))
    app.add_node(Drawing, html=(visit_html, None))
    app.add_node(Dependencies)
    app.setup_extension("sphinx.ext.mathjax")
    app.connect("config-inited", _assets)
    app.add_css_file("psychon/psychon.css")
    app.connect("builder-inited", check)
    app.connect("env-get-outdated", outdated)
    app.connect("env-updated", finish)
    app.connect("warn-missing-reference", explain)
    app.connect("doctree-resolved", draw)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _assets(_: "Sphinx", config: "Config") -> None:
    """Ship the style sheet and MathJax, unless the project has a MathJax of its own."""
    from sphinx.ext.mathjax import MATHJAX_URL

    config.html_static_path = [*config.html_static_path, str(_folder() / "static")]
    if config.mathjax_path == MATHJAX_URL:
        config.mathjax_path = MATHJAX
        config.mathjax3_config = OFFLINE | (config.mathjax3_config or {})


def _folder() -> "Path":
    from pathlib import Path

    return Path(__file__).parent
