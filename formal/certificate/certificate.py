"""A certificate: what a proof for all time claims, as values and JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from ..errors import InputError

FORMAT: Final = "psychon-certificate/1"

Start = Literal["initial", "any"]
"""Whether a net begins with its own initial firing, or with any."""

LARGEST: Final = 64 * 2**20
"""A longer file is not read, in bytes."""

DEEPEST: Final = 10**5
"""No proof looks at more ticks."""


@dataclass(frozen=True)
class Certificate:
    """An invariant, and how many ticks before it make a claim hold.

    With P the claim, A the assumptions and I the invariant, over states ``f@j`` (whether f held j
    ticks ago, false before the start) and, where the start may be any, ``N@-j`` (whether an impulse
    left N j ticks ago, for synapses alone), these are its obligations:

    - initiation: at t = 0, A gives I;
    - consecution: I and A, and A at the next tick, give I there;
    - safety: I and A at ``ticks`` + 1 ticks in a row, and P at all but the last, give P there; and
      P holds at the first ``ticks`` ticks from the start.

    Args:
        net: the fingerprint of the net: neurons, synapses and initial firing.
        claim: what always holds, in the formula language.
        assume: what may be taken to hold at every tick up to the one judged.
        start: where the net begins: "initial" or "any".
        invariant: SMT-LIB 2 over the variables of a state, with and, or, not, =, =>.
        ticks: how many ticks safety looks back.
        method: what found it; the judge does not care.
    """

    net: str
    claim: str
    assume: tuple[str, ...]
    start: Start
    invariant: str
    ticks: int
    method: str

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return {"format": FORMAT} | asdict(self) | {"assume": list(self.assume)}


def merged(certificates: Sequence[Certificate | None]) -> Certificate | None:
    """Return one certificate for all claims of one net under the same assumptions.

    What k ticks give, more ticks give, and an invariant beside another is one.
    """
    known = [certificate for certificate in certificates if certificate is not None]
    if len(known) < len(certificates) or len(known) < 2:
        return known[0] if len(known) == len(certificates) else None
    return Certificate(
        known[0].net,
        " & ".join(f"({certificate.claim})" for certificate in known),
        known[0].assume,
        known[0].start,
        f"(and {' '.join(certificate.invariant for certificate in known)})",
        max(certificate.ticks for certificate in known),
        "; ".join(dict.fromkeys(certificate.method for certificate in known)),
    )


def from_dict(content: object) -> Certificate:
    """Read a certificate from JSON's values.

    Raises:
        InputError: it is none, with the key and what it should be.
    """
    if not isinstance(content, Mapping):
        raise InputError("certificate", "it is no object", 'begin with {"format": ...')
    if content.get("format") != FORMAT:
        found = f"it is {content.get('format')!r:.80}"
        raise InputError("certificate: format", found, f"this psychon reads {FORMAT!r}")
    wanted = {"net": str, "claim": str, "assume": list, "start": str, "invariant": str,
              "ticks": int, "method": str}  # fmt: skip
    for key in content:
        if key not in wanted and key != "format":
            raise InputError(f"certificate: {key!r:.80}", "no such key is known", "remove it")
    for key, kind in wanted.items():
        if type(content.get(key)) is not kind:
            raise InputError(
                f"certificate: {key}", f"it is {content.get(key)!r:.80}", f"give a {kind.__name__}"
            )
    if not all(isinstance(text, str) for text in content["assume"]):
        raise InputError("certificate: assume", "one is no text", "give a list of formulae")
    if content["start"] not in get_args(Start):
        problem = f"it is {content['start']!r:.80}"
        raise InputError("certificate: start", problem, "give 'initial' or 'any'")
    if not 0 <= content["ticks"] <= DEEPEST:
        problem = f"it is {content['ticks']}"
        raise InputError("certificate: ticks", problem, f"give 0 to {DEEPEST:,}")
    return Certificate(
        content["net"], content["claim"], tuple(content["assume"]), content["start"],
        content["invariant"], content["ticks"], content["method"],
    )  # fmt: skip


def load(path: str | Path) -> Certificate:
    """Read a certificate's file, or what ``verify --json`` or ``compare --json`` answered.

    Of several results all must be proved; their certificates are taken as one.

    Raises:
        InputError: it cannot be read, or is none.
    """
    place = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise InputError(place, f"it is longer than {LARGEST:,} bytes", "give a certificate")
        content = json.loads(data)
    except OSError as error:
        raise InputError(place, f"it cannot be read ({error.strerror})", "name a file") from None
    except (ValueError, RecursionError) as error:
        raise InputError(place, f"it is no JSON ({error!s:.200})", "give a certificate") from None
    if isinstance(content, dict) and isinstance(content.get("results"), list):
        results = content["results"]
        found = [one.get("certificate") for one in results if isinstance(one, dict)]
        if not results or len(found) < len(results) or not all(found):
            raise InputError(place, "a result has no certificate", "give proofs alone")
    else:
        found = [content]
    try:
        known = list(dict.fromkeys(map(from_dict, found)))
        if len({(one.net, one.assume, one.start) for one in known}) > 1:
            raise InputError("certificate", "its results are not of one question", "split them")
        whole = merged(known)
        assert whole is not None
        return whole
    except InputError as error:
        raise error.within(place) from None
