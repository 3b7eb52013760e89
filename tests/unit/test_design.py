"""Designs: levels, whole numbers, words, an even spread, the same seed the same points."""

from collections import Counter

import numpy as np
import pytest
from scipy.stats import qmc

from sacsim.experiment.design import Factor, points, size

OFFICERS = Factor("officers", low=100, high=140, whole=True)
SHARE = Factor("share", low=0.2, high=0.6)
POLICY = Factor("policy", ("a", "b", "c"))
KIOSKS = Factor("kiosks", (4, 6))


def test_a_grid_tries_every_level_with_every_other() -> None:
    found = points([KIOSKS, POLICY], "grid", 0, 1)
    assert [(each["kiosks"], each["policy"]) for each in found] == [
        (4, "a"), (4, "b"), (4, "c"), (6, "a"), (6, "b"), (6, "c")
    ]  # fmt: skip
    assert size([KIOSKS, POLICY], "grid", 0) == 6


def test_a_list_goes_down_the_lists_together() -> None:
    found = points([KIOSKS, Factor("x", (1, 2), scale=True)], "list", 0, 1)
    assert found == [{"kiosks": 4, "factor on x": 1}, {"kiosks": 6, "factor on x": 2}]


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_a_sampled_design_is_even(design: str) -> None:
    found = points([OFFICERS, SHARE, POLICY], design, 32, 7)
    assert points([OFFICERS, SHARE, POLICY], design, 32, 7) == found
    assert points([OFFICERS, SHARE, POLICY], design, 32, 8) != found
    officers = [each["officers"] for each in found]
    assert all(isinstance(each, int) and 100 <= each <= 140 for each in officers)
    assert set(Counter(each["policy"] for each in found).values()) <= {10, 11, 12}
    shares = sorted(float(each["share"]) for each in found)
    quarters = Counter(min(int((each - 0.2) / 0.1), 3) for each in shares)
    assert all(7 <= number <= 9 for number in quarters.values())


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_a_sampled_design_is_spread_better_than_luck(design: str) -> None:
    factors = [Factor(str(n), low=0.0, high=1.0) for n in range(3)]
    luck = [qmc.discrepancy(np.random.default_rng(n).random((64, 3))) for n in range(20)]
    ours = [
        qmc.discrepancy(np.array([[*p.values()] for p in points(factors, design, 64, seed)], float))
        for seed in range(5)
    ]
    assert max(ours) < min(luck)


def test_both_ends_of_whole_numbers_are_as_likely_as_the_rest() -> None:
    factor = Factor("officers", low=1, high=4, whole=True)
    found = Counter(factor.at(share) for share in (np.arange(400) + 0.5) / 400)
    assert found == {1: 100, 2: 100, 3: 100, 4: 100}
    assert factor.ends() == (1, 4)
