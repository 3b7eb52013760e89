"""Where a beginning ends: MSER-5 by hand, on a decay whose length is known, and on a queue."""

import numpy as np
import pytest
from scipy.signal import lfilter

from sacsim.steady import BATCH, moving_average, mser, mser5


def statistic(values, cut):
    """The definition itself."""
    left = np.array(values[cut:])
    return ((left - left.mean()) ** 2).sum() / len(left) ** 2


def test_by_hand():
    """9, 5, then 1, 2 by turns: cut two, and what is left has a variance of 1/4 over 10."""
    values = [9.0, 5.0] + [1.0, 2.0] * 5
    assert statistic(values, 2) == pytest.approx(0.25 / 10)
    assert statistic(values, 1) == pytest.approx((10 * 0.25 + 10 / 11 * 3.5**2) / 11**2)
    assert mser(values) == 2


def test_it_is_the_smallest_of_its_definition():
    rng = np.random.default_rng(3)
    for _ in range(20):
        values = rng.normal(1e6, 1.0, 60) + 30 * np.exp(-np.arange(60) / 6)
        among = [statistic(values, cut) for cut in range(56)]
        assert mser(values) == np.argmin(among)


def test_batches_of_five():
    """Ten days of a hundred are two batches; the odd days at the end are left out."""
    values = [100.0] * 10 + [1.0, 2.0, 3.0, 2.0, 2.5] * 20 + [900.0] * (BATCH - 1)
    assert mser5(values) == 10


def test_a_steady_series_loses_nothing():
    assert mser5([3.0] * 100) == 0
    assert mser5(np.tile([1.0, 2.0, 3.0, 4.0, 5.0], 30)) == 0


@pytest.mark.parametrize(
    "values",
    [np.arange(100.0), [5.0] * 60 + [1.0] * 40, [1.0] * 7, []],
    ids=["rises for ever", "changes after the half", "too short", "nothing"],
)
def test_a_cut_in_the_second_half_means_not_enough_data(values):
    assert mser5(values) is None


def autoregressive(rng, number, length, along=0.5):
    """AR(1) series that begin in their steady state: mean 0, variance 1."""
    shocks = rng.normal(0.0, np.sqrt(1 - along**2), (number, length))
    shocks[:, 0] = rng.normal(0.0, 1.0, number)
    return lfilter([1.0], [1.0, -along], shocks, axis=1)


def test_it_finds_a_known_beginning_and_takes_its_bias_away():
    """A decay of 10 exp(-t / 50) on AR(1) noise: below a tenth of the noise after 230 days."""
    rng = np.random.default_rng(4)
    days = np.arange(1000)
    series = autoregressive(rng, 100, 1000) + 10 * np.exp(-days / 50)
    cuts = [mser5(each) for each in series]
    found = [cut for cut in cuts if cut is not None]
    assert len(found) >= 95
    assert 80 <= np.median(found) <= 230
    assert min(found) >= 50
    kept = [each[cut:].mean() for each, cut in zip(series, cuts, strict=True) if cut is not None]
    assert series.mean() > 0.45  # 10 x 50 / 1000
    assert abs(np.mean(kept)) < 0.1


def test_a_queue_from_empty_has_a_beginning_and_one_in_its_steady_state_has_none():
    """M/M/1 at a load of 0.9, a hundred replications: the mean wait of the nth customer.

    The wait rises from nothing to 9 hours; from a start drawn from the steady state it is 9 hours
    all along. Lindley's recursion: the next wait is the wait plus service less gap, or nothing.
    """
    rng = np.random.default_rng(6)
    load, customers, runs = 0.9, 2500, 400
    steps = rng.exponential(1.0, (runs, customers)) - rng.exponential(1 / load, (runs, customers))
    empty, settled = np.zeros(runs), rng.exponential(1 / (1 - load), runs)
    settled[rng.random(runs) >= load] = 0.0
    waits = {}
    for name, wait in (("empty", empty), ("settled", settled)):
        told = []
        for step in steps.T:
            told.append(wait.mean())
            wait = np.maximum(wait + step, 0.0)
        waits[name] = np.array(told)
    cut = mser5(waits["empty"])
    assert cut is not None
    assert 100 <= cut <= 600
    exact = load / (1 - load)
    assert abs(waits["empty"][cut:].mean() - exact) < 0.6
    assert waits["empty"].mean() < waits["empty"][cut:].mean()
    assert waits["settled"].mean() == pytest.approx(exact, abs=0.6)
    early = mser5(waits["settled"])
    assert early is None or waits["settled"][: early + 1].mean() > 7.0


def test_welchs_moving_average_by_hand():
    found = moving_average([4.0, 1.0, 1.0, 3.0, 5.0, 4.0], 2)
    assert found[:4] == pytest.approx([4.0, 2.0, 14 / 5, 14 / 5])
    assert np.isnan(found[4:]).all()
    assert moving_average([1.0, 5.0], 0) == pytest.approx([1.0, 5.0])
