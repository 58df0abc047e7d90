"""SI units as abbreviations of the base units, so that equations among quantities are identities.

An equation among quantities that holds whatever the sizes of the base units is right in its numbers
and in its dimensions; one that mixes dimensions fails for some size.

Source: Bureau International des Poids et Mesures 2019, The International System of Units, 9th ed.
"""

from typing import Final

import sympy

from .chance import Defined, unfolded

kg, m, s, A = sympy.symbols("kg m s A", real=True)

V: Final = Defined("V", kg * m**2 / (s**3 * A))
OHM: Final = Defined("Ohm", V.body / A)
F: Final = Defined("F", A * s / V.body)
C: Final = Defined("C", A * s)


def prefixed(prefix: str, unit: sympy.Expr) -> Defined:
    """Return a unit with an SI prefix, such as ``m`` for a thousandth."""
    power = {"M": 6, "k": 3, "m": -3, "u": -6, "n": -9, "p": -12}[prefix]
    body = unit.body if isinstance(unit, Defined) else unit
    return Defined(f"{prefix}{unit}", sympy.Integer(10) ** power * body)


def sizes(*quantities: sympy.Expr) -> tuple[sympy.Basic, ...]:
    """Return as hypotheses that the base units which quantities are divided by are not 0."""
    below = set()
    for unit in {unit for one in quantities for unit in one.atoms(Defined)}:
        _, denominator = unfolded(unit.body).as_numer_denom()
        below |= denominator.free_symbols
    return tuple(sympy.Ne(base, 0) for base in sorted(below, key=str))
