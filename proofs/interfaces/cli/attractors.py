"""``psychon attractors``: where a closed net ends up."""

from typing import TYPE_CHECKING, Final

import click

from ....formal.errors import counted
from .arguments import load_net
from .output import Answer, Question, progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....formal.verify.fixed import FixedPoints
    from ....sim.explore.attractors import Attractor

ROWS: Final = 20
"""The most attractors that the table lists."""

LONGEST: Final = 100
"""The most characters of a cycle in the table."""

UNKNOWN: Final = 3


@click.command("attractors", cls=Question)
@click.argument("net", metavar="NET")
@click.option("--fixed-points", is_flag=True, help="These alone, by Z3, for nets of any size.")
@click.option(
    "--plot", metavar="F.svg",
    help="Draw the states, of which there may be 4,096, as SVG or PNG (psychon[plot]).",
)  # fmt: skip
def command(net: str, fixed_points: bool, plot: str | None) -> Answer:
    """List the cycles of states that every run of a net without afferents ends in.

    Every state is looked at, for up to 22 neurons (and delays), so that basins are exact: how
    many states lead to each. A state is what fires; neurons that nothing but themselves keeps
    firing from the start are left out.
    """
    loaded = load_net(net)
    if plot:
        from ....sim.plot import states, style

        style.checked(plot)
        style.save(states.states(loaded), plot)
    with progress(f"looking at the states of {net}"):
        if fixed_points:
            from ....formal.verify.fixed import fixed_points as search
            from ....sim.explore.states import closed

            points = search(loaded, closed(loaded))
            content = {"fixed_points": [sorted(state) for state in points.states],
                       "complete": points.complete}  # fmt: skip
            return Answer(content, lambda: _points(points), 0 if points.complete else UNKNOWN)
        from ....sim.explore.attractors import attractors

        found = attractors(loaded)
    total = sum(one.basin for one in found)
    rows = [
        {"period": one.period, "basin": one.basin, "states": [sorted(s) for s in one.states]}
        for one in found
    ]
    return Answer({"states": total, "attractors": rows}, lambda: _table(found, total))


def _table(found: "list[Attractor]", total: int) -> str:
    basin = max(len("basin"), len(f"{total:,}"))
    lines = [f"{counted(total, 'state')}, {counted(len(found), 'attractor')}"]
    lines += [f"{'basin':>{basin}}  share  period  cycle"]
    for one in found[:ROWS]:
        cycle = " -> ".join(map(_state, one.states[:LONGEST]))
        cycle = cycle if len(cycle) <= LONGEST else f"{cycle[:LONGEST]} ..."
        lines.append(f"{one.basin:>{basin},} {one.basin / total:6.1%}  {one.period:>6}  {cycle}")
    if len(found) > ROWS:
        lines.append(f"and {len(found) - ROWS:,} more, which --json lists")
    return "\n".join(lines)


def _points(points: "FixedPoints") -> str:
    lines = [_state(state) for state in points.states]
    known = "and no other" if points.complete else f"and maybe others: {points.reason}"
    return "\n".join([*lines, f"{counted(len(lines), 'fixed point')}, {known}"])


def _state(state: "Iterable[str]") -> str:
    return f"{{{', '.join(sorted(state))}}}"
