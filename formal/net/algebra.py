"""Make nets of nets, on their documents: rename, cut out, compose."""

from collections.abc import Iterable, Mapping

from ..errors import NetError, UnknownNameError, nearest
from ..formula.expr import Formula, atom, substitute
from ..formula.parse import Property, parse, parse_property

Document = dict[str, object]


def rename(document: Document, names: Mapping[str, str]) -> Document:
    """Return the document with neurons renamed, in its formulae too.

    Raises:
        NetError: a name is unknown, or two neurons would share one.
    """
    neurons, synapses, initial = _parts(document)
    _require(names, neurons, "rename")
    new = {old: names.get(old, old) for old in neurons}
    if len(set(new.values())) < len(new):
        twice = next(n for n in new.values() if list(new.values()).count(n) > 1)
        raise NetError("rename", f"two neurons would be called {twice!r}", "choose another name")
    atoms = {old: atom(name) for old, name in names.items()}
    return document | {
        "neurons": {new[name]: fields for name, fields in neurons.items()},
        "synapses": [
            row | {"source": new[str(row["source"])], "target": new[str(row["target"])]}
            for row in synapses
        ],
        "initial": [new[name] for name in initial],
        "assume": [str(substitute(parse(text), atoms)) for text in _texts(document, "assume")],
        "expect": [_renamed(text, names, atoms) for text in _texts(document, "expect")],
    }


def subnet(document: Document, names: Iterable[str]) -> Document:
    """Return the part that decides how ``names`` fire, and the formulae that speak of it alone."""
    neurons, synapses, initial = _parts(document)
    wanted = list(names)
    _require(wanted, neurons, "subnet")
    sources: dict[str, list[str]] = {}
    for row in synapses:
        sources.setdefault(str(row["target"]), []).append(str(row["source"]))
    kept = set(wanted)
    while wanted:
        for source in sources.get(wanted.pop(), ()):
            if source not in kept:
                kept.add(source)
                wanted.append(source)

    def speaks(formula: Formula) -> bool:
        return kept.issuperset(formula.atoms)

    return document | {
        "neurons": {name: fields for name, fields in neurons.items() if name in kept},
        "synapses": [row for row in synapses if row["target"] in kept],
        "initial": [name for name in initial if name in kept],
        "assume": [text for text in _texts(document, "assume") if speaks(parse(text))],
        "expect": [
            text for text in _texts(document, "expect") if speaks(parse_property(text).claim)
        ],
    }


def compose(first: Document, second: Document) -> Document:
    """Return both as one net; an afferent called like the other's neuron is driven by it.

    Assumptions about an afferent that is now driven become expectations.

    Raises:
        NetError: a neuron of one is called like a neuron of the other.
    """
    neurons, synapses, initial = _parts(first)
    others, more, also = _parts(second)
    for name, fields in others.items():
        if fields and neurons.get(name):
            raise NetError(
                f"neurons.{name}", "both nets have a neuron of this name", "rename one of them"
            )
    merged = {name: others.get(name) or fields for name, fields in neurons.items()}
    merged |= {name: fields for name, fields in others.items() if name not in merged}
    assume: list[str] = []
    expect: list[str] = []
    for text in dict.fromkeys([*_texts(first, "assume"), *_texts(second, "assume")]):
        driven = any(merged[name] for name in parse(text).atoms)
        (expect if driven else assume).append(f"always {text}" if driven else text)
    expect += [*_texts(first, "expect"), *_texts(second, "expect")]
    return first | {
        "neurons": merged,
        "synapses": [*synapses, *more],
        "initial": [*initial, *also],
        "assume": assume,
        "expect": list(dict.fromkeys(expect)),
    }


def _renamed(text: str, names: Mapping[str, str], atoms: dict[str, Formula]) -> str:
    found = parse_property(text)
    target = None if found.target is None else names.get(found.target, found.target)
    return str(Property(target, substitute(found.formula, atoms)))


def _parts(
    document: Document,
) -> tuple[dict[str, dict[str, object]], list[dict[str, object]], list[str]]:
    neurons, synapses, initial = (document[key] for key in ("neurons", "synapses", "initial"))
    assert isinstance(neurons, dict) and isinstance(synapses, list) and isinstance(initial, list)
    return neurons, synapses, initial


def _texts(document: Document, key: str) -> list[str]:
    texts = document[key]
    assert isinstance(texts, list)
    return texts


def _require(names: Iterable[str], known: Mapping[str, object], place: str) -> None:
    for name in names:
        if name not in known:
            raise UnknownNameError(
                place, f"no neuron is called {name!r:.80}", nearest(str(name), list(known))
            )
