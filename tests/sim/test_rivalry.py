"""Rivalry: stepped pairs keep to the formula, release where it says; first passages to chances."""

import math

import numpy as np
import pytest

from psychon.formal.errors import InputError
from psychon.sim.rivalry.dominance import Rivals, first_passages, stepped, survival


@pytest.mark.parametrize("drive", [1.1, 1.2, 1.3])
def test_the_stepped_pair_settles_into_the_cycle(drive: float) -> None:
    pair = Rivals(drive, 0.2, 0.75, 1.0)
    assert 0 < pair.escapes < 0.5 and 1 - pair.escapes < pair.releases
    changes = stepped(pair, 12.0, 1e-3, (0.0, 0.6))
    expected = math.log((1 - pair.escapes) / pair.escapes)
    assert changes[-1] - changes[-2] == pytest.approx(expected, abs=3e-3)


def test_a_weak_drive_releases_before_the_other_escapes() -> None:
    pair = Rivals(1.0, 0.2, 0.75, 1.0)
    assert 1 - pair.escapes > pair.releases
    changes = stepped(pair, 12.0, 1e-3, (0.0, 0.6))
    assert changes[-1] - changes[-2] < math.log((1 - pair.escapes) / pair.escapes) - 0.5


def test_without_noise_the_first_passage_is_on_time() -> None:
    pair = Rivals(1.2, 0.2, 0.75, 1.0)
    found = first_passages(np.random.default_rng(1), 5, pair, 0.0, 1e-3, 0.75)
    assert found == pytest.approx([math.log(3)] * 5, abs=2e-3)


def test_noisy_first_passages_keep_to_their_chances() -> None:
    pair = Rivals(1.2, 0.2, 0.75, 1.0)
    chances = survival(pair, 0.05, 0.05, 0.75)
    assert chances[0] == 1 and (np.diff(chances) <= 0).all() and chances[-1] < 1e-18
    found = first_passages(np.random.default_rng(2), 40_000, pair, 0.05, 0.05, 0.75)
    later = [(found > k * 0.05 + 1e-9).mean() for k in range(len(chances))]
    assert np.abs(np.array(later) - chances).max() < 0.015


def test_without_adaptation_there_are_no_rivals() -> None:
    message = "^adaptation: it is 0.0; give a finite number above 0$"
    with pytest.raises(InputError, match=message):
        Rivals(1.0, 0.2, 0.5, 0.0)
