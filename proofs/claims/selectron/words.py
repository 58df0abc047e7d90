"""What all claims about the selectron speak of.

n inputs x_i, each from 0 to 1, meet signed weights w_i; the neuron spikes iff A = sum w_i x_i
passes theta, strictly. L is the 1-norm of the weights and B the weight that is active.
"""

from typing import Final

import sympy

from ...derivation.chance import ChanceBase, Defined, E, Indicator

SOURCE: Final = (
    "Balduzzi & Besserve 2012, Towards a learning-theoretic analysis of spike-timing dependent"
    " plasticity, Advances in Neural Information Processing Systems 25"
)

i, n = sympy.symbols("i n", integer=True)
p, theta, omega, nu = sympy.symbols("p theta omega nu", real=True)
w = sympy.IndexedBase("w", real=True)
x = ChanceBase("x", real=True)

A: Final = Defined("A", sympy.Sum(w[i] * x[i], (i, 1, n)))
B: Final = Defined("B", sympy.Sum(sympy.Abs(w[i]) * x[i], (i, 1, n)))
L: Final = Defined("L", sympy.Sum(sympy.Abs(w[i]), (i, 1, n)))

UNIT: Final = (sympy.Ge(x[i], 0), sympy.Le(x[i], 1))
"""Every input lies from 0 to 1."""

MEAN: Final = sympy.Eq(E(x[i]), p)
"""Every input has the mean p."""

POSITIVE: Final = sympy.Gt(theta, 0)
SPIKE: Final = Indicator(sympy.Gt(A, theta))
