"""Find the claims of a project, and all files that their checks depend on."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from typing import Final

from sphinx.errors import ExtensionError

from ...derivation import kept
from ...derivation.claim import Claim
from ...derivation.library import LIBRARY, Library

OWN: Final = "psychon.proofs.claims"
"""The package of psychon's own claims."""


def register(names: Sequence[str]) -> tuple[Library, dict[str, str]]:
    """Import modules, and all below those that are packages.

    A claim is the project's if the function that makes its steps is defined in one of the modules
    or below it. psychon's own claims are there besides if one of the project's uses them.

    Returns:
        All claims; by id of the project's, which of the modules they belong to.

    Raises:
        ExtensionError: a module cannot be imported or registers no claim.
    """
    for name in names:
        try:
            package = import_module(name)
            below = walk_packages(getattr(package, "__path__", ()), f"{name}.")
            for inner in [info.name for info in below if not info.ispkg]:
                import_module(inner)
        except Exception as error:
            problem = f"psychon_claims: {name!r} cannot be imported: {type(error).__name__}: "
            raise ExtensionError(problem + str(error), error, "psychon") from error
    own = [claim for claim in LIBRARY if _home(claim, names)]
    homes = {claim.id: _home(claim, names) for claim in sorted(own, key=lambda claim: claim.id)}
    for name in names:
        if not any(_home(claim, [name]) for claim in own):
            raise ExtensionError(f"psychon_claims: {name!r} registers no claim", None, "psychon")
    if not {used for claim in own for used in _uses(claim)} <= {claim.id for claim in LIBRARY}:
        from ...claims.catalogue import library

        library()
    return LIBRARY, homes


def _home(claim: Claim, names: Iterable[str]) -> str:
    """Return in or below which of the modules a claim's steps are made; empty for none."""
    derive: object = claim.derive
    while isinstance(derive, partial):
        derive = derive.func
    module = f"{getattr(derive, '__module__', '')}."
    return next((name for name in names if module.startswith(f"{name}.")), "")


def _uses(claim: Claim) -> tuple[str, ...]:
    try:
        return claim.uses
    except Exception:  # the checker says why its steps cannot be made
        return ()


def fingerprint(names: Sequence[str]) -> str:
    """Return a hash of all that checks of a project's claims depend on.

    That is of the project the whole package that a module is in, or all files next to it if it is
    in none.

    Raises:
        ExtensionError: there is no such module.
    """
    return kept.fingerprint(names, _files(names))


def _files(names: Sequence[str]) -> Iterator[Path]:
    for top in sorted({name.split(".")[0] for name in names} - {__name__.split(".")[0]}):
        spec = find_spec(top)
        if spec is None:
            raise ExtensionError(f"psychon_claims: no module is called {top!r}", None, "psychon")
        if spec.submodule_search_locations is not None:
            for folder in sorted(spec.submodule_search_locations):
                yield from kept.sources(Path(folder))
        elif spec.origin is not None:
            folder = str(Path(spec.origin).parent)
            yield from sorted(p for p in Path(folder).glob("*") if p.suffix in kept.SOURCES)
