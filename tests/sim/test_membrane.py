"""The passive membrane: exact steps keep to the closed form, straight ones do not."""

import math

import numpy as np
import pytest

from psychon.formal.errors import InputError
from psychon.sim.membrane.passive import passive


@pytest.mark.parametrize("dt", [1e-3, 0.1, 3.0, 50.0])
def test_exact_steps_keep_to_the_closed_form(dt: float) -> None:
    steps = min(4000, max(3, round(40 / dt)))
    found = passive([2.0] * steps, tau=10.0, resistance=5.0, dt=dt, rest=-70.0)
    times = dt * np.arange(steps + 1)
    assert np.allclose(found, -70 + 10 * -np.expm1(-times / 10), rtol=0, atol=1e-12 * 80)


def test_straight_steps_err_and_blow_up() -> None:
    fine = passive([1.0] * 100, tau=10.0, resistance=10.0, dt=0.1, method="euler")
    assert 1e-3 < abs(fine[-1] - 10 * -math.expm1(-1.0)) < 5e-2
    assert abs(passive([1.0] * 99, tau=1.0, resistance=1.0, dt=2.5, method="euler")[-1]) > 1e6


def test_it_starts_where_it_is_told() -> None:
    assert passive([], tau=1.0, resistance=1.0, dt=1.0, rest=-70.0).tolist() == [-70.0]
    assert passive([0.0], tau=1.0, resistance=1.0, dt=1e9, rest=3.0, start=5.0)[-1] == 3.0


def test_what_is_refused() -> None:
    good = {"tau": 1.0, "resistance": 1.0, "dt": 1.0}
    for changed, message in (
        ({"tau": 0.0}, "tau: it is 0.0; give a finite number above 0"),
        ({"dt": math.nan}, "dt: it is nan; give a finite number above 0"),
        ({"method": "heun"}, "method: 'heun' is unknown; use exact or euler"),
    ):
        with pytest.raises(InputError) as caught:
            passive([1.0], **(good | changed))
        assert str(caught.value) == message
    with pytest.raises(InputError, match=r"^current: its shape is \(1, 1\); give \[any\]$"):
        passive([[1.0]], tau=1.0, resistance=1.0, dt=1.0)
