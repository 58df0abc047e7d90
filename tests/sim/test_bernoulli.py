"""Random bits: the published generator, and comparisons with rates down to the last digit."""

from fractions import Fraction

import numpy as np
import pytest

from psychon.sim.observe.counters import unpack
from psychon.sim.stimulus.bernoulli import Bernoulli, philox, rate_bits

SEED, BLOCK, AFFERENT = 2**63 + 5, 3, 4


def published(counter: tuple[int, int, int, int], key: tuple[int, int]) -> list[int]:
    """Return Philox4x32-10 of plain integers, written after the paper."""
    a, b, c, d = counter
    k, m = key
    for _ in range(10):
        first, second = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (
            (second >> 32) ^ b ^ k, second % 2**32, (first >> 32) ^ d ^ m, first % 2**32,
        )  # fmt: skip
        k, m = (k + 0x9E3779B9) % 2**32, (m + 0xBB67AE85) % 2**32
    return [a, b, c, d]


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [  # Random123's known answers
        ((0,) * 4, (0,) * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        ((2**32 - 1,) * 4, (2**32 - 1,) * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
        ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0),
         [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]),
    ],
)  # fmt: skip
def test_philox_is_the_published_generator(
    counter: tuple[int, int, int, int], key: tuple[int, int], answer: list[int]
) -> None:
    a, b, c, d = (np.array([part], np.uint64) for part in counter)
    words = [int(word[0]) for word in philox((a, b, c, d), key[0] | key[1] << 32)]
    assert [half for word in words for half in (word % 2**32, word >> 32)] == answer
    assert published(counter, key) == answer


def numbers(tick: int) -> list[int]:
    """Return the 53 digits that each run of a block draws, as integers, without haste."""
    key = SEED % 2**32, SEED >> 32

    def drawn(counter: int) -> tuple[int, int]:
        a, b, c, d = published((counter, AFFERENT, tick, BLOCK), key)
        return a | b << 32, c | d << 32

    planes = [drawn(8 * pair + word) for word in range(8) for pair in range(4)]
    numbers = []
    for run in range(512):
        pairs = planes[run // 64 * 4 : run // 64 * 4 + 4]
        number = drawn(32 + run)[0] >> 19  # the last 45
        for place, bits in enumerate(bits for pair in pairs for bits in pair):
            number |= (bits >> run % 64 & 1) << 52 - place
        numbers.append(number)
    return numbers


def test_a_run_fires_iff_its_random_number_is_below_the_rate() -> None:
    drawn = {tick: numbers(tick) for tick in range(2)}
    # rates just above and at the numbers of some runs, so that the last digit decides
    edges = [drawn[tick][run] + more for tick in drawn for run in (0, 77, 511) for more in (0, 1)]
    rates = [0, 1, 2**52, 3 * 2**50, 5 * 2**40 + 1, 2**53 - 1, 2**53, *edges]
    source = Bernoulli(rates, SEED, BLOCK, [AFFERENT] * len(rates))
    for tick in drawn:
        fires = unpack(source.tick(), 512)
        for row, rate in zip(fires, rates, strict=True):
            assert row.tolist() == [number < rate for number in drawn[tick]]


def test_rates_are_exact_to_53_bits() -> None:
    assert rate_bits(0.0, "") == 0
    assert rate_bits(1, "") == 2**53
    assert rate_bits(Fraction(1, 3), "") == round(Fraction(2**53, 3))
    assert rate_bits(np.float64(0.5), "") == 2**52
