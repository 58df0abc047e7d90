"""All claims of psychon: importing this package's modules registers them."""

from importlib import import_module
from pkgutil import walk_packages

from ..derivation.library import LIBRARY, Library


def library() -> Library:
    """Return the library with every claim of ``proofs/claims`` registered."""
    for name in modules():
        import_module(name)
    return LIBRARY


def modules() -> list[str]:
    """List the modules below ``proofs/claims``, by name, sorted."""
    package = import_module(__package__)
    found = walk_packages(package.__path__, f"{__package__}.")
    return sorted(info.name for info in found if not info.ispkg)
