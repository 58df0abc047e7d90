"""Nets and formulae by name: the figures of 1943 and corner cases."""

from .formulas import Sample as Sample
from .formulas import formulas as formulas
from .nets import load as load
from .nets import names as names
from .nets import nets as nets
