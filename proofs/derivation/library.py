"""The claims by id, their dependencies, and the order in which they are checked."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ...formal.errors import InputError, UnknownNameError, arrows, nearest
from .claim import Claim, Derive
from .experiment import Experiment
from .figure import Figure
from .step import Status


class Library:
    """A set of claims that use one another without a cycle."""

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        self._claims: dict[str, Claim] = {}
        for claim in claims:
            self.add(claim)

    def add(self, claim: Claim) -> Claim:
        """Register a claim and return it.

        Raises:
            InputError: another claim has its id.
        """
        if claim.id in self._claims:
            raise InputError(f"claim {claim.id!r}", "it is registered twice", "rename one of them")
        self._claims[claim.id] = claim
        return claim

    def claim(
        self,
        id: str,  # noqa: A002 # the field's name
        title: str,
        statement: str,
        *,
        source: str,
        status: Status = "proved",
        experiments: Iterable[Experiment] = (),
        notes: Iterable[str] = (),
        figures: Iterable[Figure] = (),
    ) -> Callable[[Derive], Claim]:
        """Return a decorator that registers the claim derived by a function of no arguments."""

        def register(derive: Derive) -> Claim:
            return self.add(
                Claim(id, title, statement, status, source, derive,
                      tuple(experiments), tuple(notes), tuple(figures))
            )  # fmt: skip

        return register

    def get(self, name: str) -> Claim:
        """Return the claim of this id.

        Raises:
            UnknownNameError: with the nearest ids.
        """
        if name not in self._claims:
            fix = nearest(name, list(self._claims), 100) if self._claims else "none is registered"
            raise UnknownNameError("claim", f"no claim is called {name!r:.80}", fix)
        return self._claims[name]

    def order(self, wanted: Iterable[str] = ()) -> list[Claim]:
        """List claims (default: all, by id) and all they use, each after those it uses.

        A claim whose derivation cannot be made uses nothing; the checker says why.

        Raises:
            UnknownNameError: no claim has an id that is wanted or used.
            InputError: claims use one another in a cycle.
        """
        done: dict[str, Claim] = {}
        for root in list(wanted) or sorted(self._claims):
            path = [self.get(root)]
            while path:
                claim = path[-1]
                missing = [name for name in _uses(claim) if name not in done]
                if not missing:
                    done[claim.id] = path.pop()
                    continue
                try:
                    path.append(self.get(missing[0]))
                except UnknownNameError as error:
                    raise error.within(f"claim {claim.id!r}") from None
                ids = [one.id for one in path]
                if ids[-1] in ids[:-1]:
                    cycle = arrows(ids[ids.index(ids[-1]) : -1])
                    raise InputError(
                        f"claim {ids[-1]!r}", f"it rests on itself, {cycle}", "cut the cycle"
                    )
        return list(done.values())

    @property
    def experiments(self) -> int:
        """How many experiments all claims have together."""
        return sum(len(claim.experiments) for claim in self)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __len__(self) -> int:
        return len(self._claims)


def _uses(claim: Claim) -> tuple[str, ...]:
    try:
        return claim.uses
    except Exception:
        return ()


LIBRARY: Final = Library()
"""The claims of psychon, once ``proofs.claims.catalogue`` has imported them."""
