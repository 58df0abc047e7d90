"""Multiplicative updates: no step raises the error, planted parts are found, bad tables refused."""

import math

import numpy as np
import pytest

from psychon.formal.errors import InputError
from psychon.sim.factorisation.multiplicative import factorise


@pytest.mark.parametrize("seed", range(4))
def test_no_step_raises_the_error(seed: int) -> None:
    table = np.random.default_rng(seed).random((9, 14))
    found = factorise(table, 3, 200, seed=seed)
    assert (np.diff(found.errors) <= 1e-12 * found.errors[:-1]).all()
    assert found.errors[-1] == pytest.approx(0.5 * ((table - found.left @ found.right) ** 2).sum())
    assert (found.left >= 0).all() and (found.right >= 0).all()


def test_what_is_all_zero_stays_finite() -> None:
    found = factorise(np.zeros((3, 4)), 2, 5)
    assert found.errors[-1] == 0 and np.isfinite(found.left).all()


def test_what_is_refused() -> None:
    fix = "give [rows, columns] of numbers from 0 on"
    for table, message in (
        ([1.0], f"responses: their shape is (1,); {fix}"),
        (np.zeros((0, 3)), f"responses: their shape is (0, 3); {fix}"),
        ([[-1.0]], f"responses: one is below 0, or no number; {fix}"),
        ([[math.nan]], f"responses: one is below 0, or no number; {fix}"),
    ):
        with pytest.raises(InputError) as caught:
            factorise(table, 1, 1)
        assert str(caught.value) == message
    with pytest.raises(InputError, match="^parts: it is 0; give a whole number from 1 on$"):
        factorise([[1.0]], 0, 1)
