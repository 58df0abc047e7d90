"""Two nets side by side, with the afferents that share their names."""

from ..errors import NetError
from .model import Net


def paired(net: Net, other: Net) -> tuple[Net, dict[str, str]]:
    """Return both nets as one, and what the neurons of the second are called there.

    Raises:
        NetError: a name is an afferent in one and a neuron in the other.
    """
    for name in net.afferents:
        if name in other and other.threshold(name) is not None:
            _clash(name, "first", "second")
    for name in other.afferents:
        if name in net and net.threshold(name) is not None:
            _clash(name, "second", "first")
    taken = set(net.names) | set(other.names)
    aliases: dict[str, str] = {}
    for k, name in enumerate(other.neurons):
        alias = f"second[{k}]"
        while alias in taken:
            alias += "_"
        aliases[name] = alias
    return net.compose(other.rename(aliases)), aliases


def _clash(name: str, afferent_in: str, neuron_in: str) -> None:
    raise NetError(
        f"{name}",
        f"it is an afferent of the {afferent_in} net and a neuron of the {neuron_in}",
        "rename it in one of them",
    )
