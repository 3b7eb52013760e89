"""Ranking and selection: KN by hand, beside another program, and what it promises."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from sacsim.experiment.selecting import (
    kim_nelson,
    never_nought,
    probability_best,
    reach_squared,
    variances_of_differences,
)


def never(alive: Sequence[int], replication: int) -> Sequence[float]:
    raise AssertionError("no more was needed")


def test_the_reach_is_kim_and_nelsons() -> None:
    """k = 5, n0 = 10, alpha = 0.05: eta = ((2 x 0.05 / 4)^(-2/9) - 1) / 2 = 0.6350."""
    assert reach_squared(10, 5, 0.95) == pytest.approx(2 * 0.6350 * 9, rel=1e-3)


def test_variances_are_of_differences() -> None:
    """Two that share their luck wholly never differ by more or less than they do."""
    found = variances_of_differences(np.array([[1.0, 3.0, 0.0], [5.0, 7.0, 0.0], [3.0, 5.0, 0.0]]))
    assert found[0, 1] == 0
    assert found[0, 2] == 4
    assert np.array_equal(found, found.T)


def test_one_far_behind_is_dropped_at_once() -> None:
    first = np.array([[0.0, 10.0], [0.1, 10.0], [-0.1, 10.0]])
    found = kim_nelson(first, 1.0, never, most=10)
    assert found.best == 1
    assert found.finished


def test_worked_by_hand() -> None:
    """n0 = 3, k = 2, alpha = 0.05, zone 1: eta = (0.1^-1 - 1) / 2 = 4.5, h^2 = 18.

    S^2 of the differences (-1, 0, 1) is 1, so at r values one may lag by (18 - r) / 2r: 2.5 at 3.
    The first lags by 0 then; after a fourth value of -6 beside 6 by 3, and (18 - 4) / 8 = 1.75.
    """
    first = np.array([[0.0, 1.0], [0.0, 0.0], [0.0, -1.0]])
    asked = []

    def sample(alive: Sequence[int], replication: int) -> list[float]:
        asked.append((list(alive), replication))
        return [-6.0, 6.0]

    found = kim_nelson(first, 1.0, sample, most=10)
    assert asked == [([0, 1], 3)]
    assert found.best == 1
    assert found.finished
    assert [len(each) for each in found.values] == [4, 4]


def test_the_budget_ends_the_search_and_says_so() -> None:
    luck = np.random.default_rng(1)
    first = luck.normal(size=(3, 4))
    found = kim_nelson(first, 0.01, lambda alive, n: luck.normal(size=len(alive)), most=5)
    assert not found.finished
    assert max(map(len, found.values)) == 5


def test_the_same_values_end_the_search() -> None:
    """Without any luck between them there is nothing to wait for; the first is as good."""
    found = kim_nelson(np.ones((3, 3)), 1.0, never, most=10)
    assert found.best == 0
    assert found.finished


def test_two_that_agreed_in_the_first_look_are_not_parted_by_the_next() -> None:
    """Variances of differences: 0 between the first two, 1 and 1 beside the third: 1 for all.

    h^2 is 2 x 9.5 x 2 = 38 for k = 3, n0 = 3 (eta = (0.05^-1 - 1) / 2 = 9.5): at 4 values one may
    lag by (38 - 4) / 8 = 4.25. One charge more, a lag of 0.25, drops nobody.
    """
    first = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, -1.0]])
    asked = []

    def sample(alive: Sequence[int], replication: int) -> list[float]:
        asked.append(list(alive))
        return [0.0, 1.0, 0.0]

    kim_nelson(first, 1.0, sample, most=5)
    assert asked == [[0, 1, 2], [0, 1, 2]]
    assert never_nought(np.zeros((3, 3))).max() == 0


@pytest.mark.parametrize("wrong", [(np.ones((2, 3)), 1.0), (np.ones((3, 3)), 0.0)])
def test_what_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="KN needs"):
        kim_nelson(*wrong, never, most=10)


def correct(repetitions: int, options: int, looks: int, shared: float, seed: int) -> float:
    """Share of correct selections where the best leads all others by just the zone."""
    right = 0
    for repetition in range(repetitions):
        luck = np.random.default_rng([seed, repetition])
        means = np.zeros(options)
        means[options // 2] = 1.0

        def draw(n: int, luck: Any = luck, means: Any = means) -> Any:
            own = luck.normal(0, 2 * np.sqrt(1 - shared), (n, options))
            return means + own + luck.normal(0, 2 * np.sqrt(shared), (n, 1))

        found = kim_nelson(
            draw(looks), 1.0, lambda alive, n, draw=draw: draw(1)[0, alive].tolist(), most=100_000
        )
        right += found.best == options // 2
    return right / repetitions


def test_the_promise_holds() -> None:
    """95 % or more; 120 repetitions have a standard error of two points."""
    assert correct(120, options=4, looks=10, shared=0.5, seed=1) >= 0.95 - 3 * 0.02


@pytest.mark.long
@pytest.mark.parametrize("shared", [0.0, 0.8])
@pytest.mark.parametrize(("options", "looks"), [(2, 3), (5, 6), (10, 10)])
def test_the_promise_holds_at_length(options: int, looks: int, shared: float) -> None:
    repetitions = 2_000
    error = np.sqrt(0.95 * 0.05 / repetitions)
    assert correct(repetitions, options, looks, shared, seed=2) >= 0.95 - 2 * error


class Environment:
    """Values known beforehand, for the other program."""

    def __init__(self, values: Any) -> None:
        self.values, self.made = values, [0] * values.shape[1]

    def register_observer(self, observer: Any) -> None:
        self.observer = observer

    def simulate(self, design: int) -> None:
        value = self.values[self.made[design], design]
        self.made[design] += 1
        self.observer.feedback(self, design, value)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(20))
def test_another_program_selects_the_same(seed: int) -> None:
    """sim-tools, version 1.3, on the same values."""
    others = pytest.importorskip("sim_tools.ovs.indifference_zone")
    values = np.random.default_rng(seed).normal(0, 1, (3_000, 4)) + np.array([0.0, 0.6, 1.4, 0.0])
    theirs = others.KN(Environment(values), 4, delta=0.5, alpha=0.05, n_0=10, obj="max")
    ours = kim_nelson(
        values[:10], 0.5, lambda alive, n: values[n, alive].tolist(), most=3_000, confidence=0.95
    )
    assert theirs.solve().tolist() == [ours.best]


def test_probability_by_hand() -> None:
    """A lead of 1 with standard error 1/sqrt(3): t = sqrt(3) with 2 freedoms, one side 0.8873."""
    one, other = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0])
    assert probability_best([other, one], 1) == pytest.approx(0.8873, abs=1e-3)
    assert probability_best([other, one], 1, zone=10.0) > 0.99
    assert probability_best([one, one], 0) == 1
    assert probability_best([one, one + 1], 0) == 0
    assert probability_best([one[:1], one], 0) == 0
