"""Where something is shown, and what fails a build there."""

import re
from typing import NamedTuple


class Place(NamedTuple):
    """Where a claim, a derivation or a step is shown; ``title`` is what a reference says."""

    docname: str
    line: int
    anchor: str
    title: str


class Fault(NamedTuple):
    """Something in a document that fails the build."""

    line: int
    message: str


def anchor(kind: str, claim: str, step: str = "") -> str:
    """Return the anchor of something on its page; steps may still share one."""
    name = f"{kind}-{claim}" + (f"-{step}" if step else "")
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
