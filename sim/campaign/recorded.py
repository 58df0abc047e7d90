"""Follow formulae along a recording."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...formal.errors import FormulaError
from ...formal.formula.expr import Formula
from ...formal.formula.kinds import NAME
from ...formal.formula.parse import Property, parse, parse_property
from ...formal.net.schema import known
from ..arguments import instance, several
from ..observe.recorded import Seen, integers, observed, truth
from ..stimulus.recorded import Trace

_JUDGED = re.compile(rf"\s*(always\b|{NAME}\s*=(?![=>]))")


@dataclass(frozen=True)
class Followed:
    """A formula and when it was true.

    Args:
        property: whether it is one, ``always F`` or ``N = F``, that must hold at every tick.
    """

    seen: Seen
    property: bool

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        content: dict[str, object] = vars(self.seen) | {"spans": self.seen.spans.tolist()}
        if self.property:
            content["verdict"] = "held" if self.seen.failed is None else "violated"
        return content


def follow(trace: Trace, formulas: Iterable[str | Formula | Property]) -> dict[str, Followed]:
    """Say when formulae over a recording's names are true, and whether properties hold.

    Args:
        formulas: formulae, or properties, by their texts or as values.

    Raises:
        InputError: a text is neither, or a name was not recorded.
    """
    fix = "give formulae or properties, as texts or values"
    given = several("watch", [formulas] if isinstance(formulas, str) else formulas, fix)
    names = instance("trace", trace, Trace, "give a Trace, as read_trace returns it").names
    asked = [(str(item), *_read(item, k, names)) for k, item in enumerate(given)]
    columns = integers(trace.names, trace.fires)
    return {
        text: Followed(observed(truth(formula, columns, trace.ticks), trace.ticks), judged)
        for text, formula, judged in asked
    }


def _read(
    item: str | Formula | Property, number: int, names: tuple[str, ...]
) -> tuple[Formula, bool]:
    place = f"watch[{number}]"
    try:
        instance(place, item, str | Formula | Property, "give a formula or a property")
        if isinstance(item, str):
            item = parse_property(item) if _JUDGED.match(item) else parse(item)
        formula = item.claim if isinstance(item, Property) else item
        return known(formula, names, place), isinstance(item, Property)
    except FormulaError as error:
        raise error.within(place) from None
