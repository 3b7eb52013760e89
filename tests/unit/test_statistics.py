"""Intervals must cover what they say they cover, and incidence must not forget open cases."""

from math import inf, isnan, nan

import numpy as np
import pytest
from scipy import stats

from sacsim.statistics import (
    cumulative_incidence,
    difference,
    interval_over_sets,
    mean_interval,
    paired_difference,
    quantile,
    upward_trend,
    wilson_interval,
)

FALSE_ALARM = 1e-4
"""Chance that a right programme, given a fresh seed, fails one of the simulated tests here."""


def within_binomial(hits, trials, share):
    """Say whether a count lies where a binomial count lies but for FALSE_ALARM."""
    low, high = stats.binom.interval(1 - FALSE_ALARM, trials, share)
    return low <= hits <= high


def test_t_interval_of_four_values_by_hand():
    # Mean 5, standard deviation sqrt(20/3), t(3) = 3.182446305 at 95 %.
    found = mean_interval([2.0, 4.0, 6.0, 8.0])
    reach = 3.182446305284263 * (20 / 3) ** 0.5 / 2
    assert found[:5] == pytest.approx((5.0, 5.0 - reach, 5.0 + reach, 4, 0))


@pytest.mark.parametrize("replications", [3, 8])
def test_t_interval_covers_the_mean_in_95_of_100(replications):
    rng = np.random.default_rng(20220811)
    samples = rng.normal(7.0, 3.0, size=(400, replications))
    hits = sum(not mean_interval(sample).excludes(7.0) for sample in samples)
    assert within_binomial(hits, 400, 0.95)


def test_differences_cover_the_true_difference():
    rng = np.random.default_rng(1)
    shared = rng.normal(0, 10, size=(400, 8))
    before = shared + rng.normal(0, 1, size=(400, 8))
    after = shared + rng.normal(2, 1, size=(400, 8))
    paired = [paired_difference(a, b) for a, b in zip(before, after, strict=True)]
    assert within_binomial(sum(not each.excludes(2.0) for each in paired), 400, 0.95)
    apart = [difference(a, b) for a, b in zip(before, rng.permutation(after), strict=True)]
    # Welch's freedom is approximate, but with equal spreads the error is far below these limits.
    assert within_binomial(sum(not each.excludes(2.0) for each in apart), 400, 0.95)
    assert np.mean([p.high - p.low for p in paired]) < 0.3 * np.mean(
        [w.high - w.low for w in apart]
    )


def test_welch_agrees_with_scipy():
    before, after = [1.0, 2.0, 4.0, 4.5], [3.0, 9.0, 5.0]
    expected = stats.ttest_ind(after, before, equal_var=False).confidence_interval()
    found = difference(before, after)
    assert (found.low, found.high) == pytest.approx(tuple(expected))


def test_wilson_interval_by_hand_and_at_the_ends():
    # Newcombe 1998, table I: 81 of 263 and 0 of 20.
    assert wilson_interval(81, 263)[:3] == pytest.approx((0.3080, 0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(0, 20)[:3] == pytest.approx((0.0, 0.0, 0.1611), abs=5e-5)
    assert wilson_interval(20, 20)[:3] == pytest.approx((1.0, 0.8389, 1.0), abs=5e-5)
    assert isnan(wilson_interval(0, 0).value)
    with pytest.raises(ValueError, match="successes"):
        wilson_interval(3, 2)


def test_wilson_covers_on_average():
    n = 100
    shares = np.linspace(0.02, 0.98, 49)
    inside = np.array(
        [[not wilson_interval(k, n).excludes(p) for k in range(n + 1)] for p in shares]
    )
    cover = (inside * stats.binom.pmf(np.arange(n + 1), n, shares[:, None])).sum(axis=1)
    assert cover.mean() == pytest.approx(0.95, abs=0.006)
    assert cover.min() > 0.90


def test_one_replication_excludes_nothing():
    found = mean_interval([4.0])
    assert found[:5] == (4.0, -inf, inf, 1, 0)
    assert not found.excludes(0.0)
    assert not mean_interval([]).excludes(0.0)
    assert not difference([1.0], [5.0, 5.1]).excludes(0.0)


def test_missing_is_counted_and_infinity_is_kept():
    assert mean_interval([1.0, nan, 3.0]).used == 2
    assert mean_interval([1.0, nan, 3.0]).missing == 1
    assert mean_interval([1.0, inf, 3.0])[:5] == (inf, -inf, inf, 3, 0)
    assert isnan(mean_interval([nan]).value)
    unclear = paired_difference([inf, 1.0, 1.0], [inf, 2.0, 2.0])
    assert (unclear.value, unclear.missing) == (1.0, 1)
    assert isnan(difference([inf, 1.0], [inf, 2.0]).value)
    with pytest.raises(ValueError, match="equally many"):
        paired_difference([1.0], [1.0, 2.0])


def test_equal_replications_have_no_width():
    assert difference([2.0, 2.0], [3.0, 3.0])[:3] == (1.0, 1.0, 1.0)


def test_quantile_counts_the_unreached_as_longer_than_any():
    seen = np.array([5.0, 1.0, 3.0, 2.0, 4.0])
    assert quantile(seen, 0.5) == 3.0
    assert quantile(seen, 0.9) == 5.0
    assert quantile(seen, 0.5, unreached=5) == 5.0
    assert quantile(seen, 0.5, unreached=6) == inf
    assert quantile(np.arange(1.0, 11.0), 0.9) == 9.0
    assert quantile(np.zeros(0), 0.5, unreached=1) == inf
    assert isnan(quantile(np.zeros(0), 0.5))


def test_trend_by_hand():
    # All 15 pairs of six rising values agree: S = 15, variance 6 x 5 x 17 / 18 = 28.33.
    assert upward_trend([1, 2, 3, 4, 5, 6]) == pytest.approx(stats.norm.sf(14 / (510 / 18) ** 0.5))
    assert upward_trend([6, 5, 4, 3, 2, 1]) == 1.0
    assert upward_trend([3, 3, 3, 3, 3]) == 1.0
    assert upward_trend([1, 2, 3]) == 1.0
    tied = upward_trend([1, 1, 2, 2, 3, 3])  # S = 12, variance less 3 x 18 / 18
    assert tied == pytest.approx(stats.norm.sf(11 / (456 / 18) ** 0.5))


def test_trend_false_alarms_are_as_rare_as_stated():
    rng = np.random.default_rng(2)
    alarms = sum(upward_trend(series) < 0.05 for series in rng.random((2000, 12)))
    # Twelve months have few possible scores, so the true level lies a little under 5 %.
    assert 0.03 * 2000 < alarms < stats.binom.isf(FALSE_ALARM, 2000, 0.05)


def test_incidence_of_six_cases_by_hand():
    # Times 1 (cause 0), 2 (cause 1), 2 (followed no longer), 3 (cause 0), 4 and 5 (open).
    times = np.array([1.0, 2.0, 2.0, 3.0, 4.0, 5.0])
    causes = np.array([0, 1, -1, 0, -1, -1])
    found = cumulative_incidence(times, causes, 2)
    first, second = 1 / 6, 5 / 6 * 1 / 5
    third = (1 - first - second) / 3
    assert found.at.tolist() == [1.0, 2.0, 3.0]
    assert found.by(0.9).tolist() == [0.0, 0.0]
    assert found.by(2.0) == pytest.approx([first, second])
    assert found.by(5.0) == pytest.approx([first + third, second])
    assert found.unended == pytest.approx([5 / 6, 4 / 6, 4 / 9])
    assert np.isnan(found.by(5.1)).all()
    assert found.first_time(0.5) == 3.0
    assert found.first_time(0.6) == inf
    assert found.first_time_of(0, 0.5, within=5.0) == 3.0
    assert found.first_time_of(0, 0.4, within=5.0) == 1.0
    assert found.mean_of(0, within=5.0) == pytest.approx((first + 3 * third) / (first + third))
    assert found.mean_within(5.0) == pytest.approx(1 + 5 / 6 + 4 / 6 + 2 * 4 / 9)
    assert isnan(found.mean_within(6.0))


def test_incidence_without_censoring_is_plain_counting():
    rng = np.random.default_rng(3)
    times, causes = rng.integers(0, 9, 200).astype(float), rng.integers(0, 3, 200)
    found = cumulative_incidence(times, causes, 3)
    for time in range(12):  # nobody is left open, so nothing is unknown later on
        plain = [np.mean((times <= time) & (causes == cause)) for cause in range(3)]
        assert found.by(time) == pytest.approx(plain)
    assert found.mean_within(20.0) == pytest.approx(times.mean())


def test_incidence_is_not_fooled_by_short_follow_up():
    """Half the cases are followed for 1 day only: the finished alone would look far too quick."""
    rng = np.random.default_rng(4)
    truth = rng.exponential(2.0, 40_000)
    cause = (rng.random(40_000) < 0.25).astype(int)
    followed = np.where(np.arange(40_000) % 2, 1.0, 10.0)
    seen = truth < followed
    times = np.where(seen, truth, followed)
    found = cumulative_incidence(times, np.where(seen, cause, -1), 2)
    exact = 1 - np.exp(-4.0 / 2.0)
    # Standard error about 0.003: five of them leave a false alarm of under one in a million.
    assert found.by(4.0) == pytest.approx([0.75 * exact, 0.25 * exact], abs=0.015)
    assert np.mean(seen & (times <= 4.0)) < exact - 0.1


def test_incidence_of_nobody_is_unknown():
    found = cumulative_incidence(np.zeros(0), np.zeros(0, dtype=int), 2)
    assert np.isnan(found.by(0.0)).all()
    assert isnan(found.first_time(0.5))
    assert isnan(found.first_time_of(0, 0.5, 1.0))
    assert isnan(found.mean_within(1.0))


def test_incidence_ignores_cases_never_under_observation():
    kept = cumulative_incidence(np.array([1.0, 2.0]), np.array([0, -1]), 1)
    more = cumulative_incidence(np.array([1.0, -1.0, 2.0]), np.array([0, -1, -1]), 1)
    assert kept.by(2.0) == more.by(2.0)


def test_the_two_intervals_of_several_parameter_sets_worked_by_hand():
    """Sets (1, 3), (5, 7) and (9, 11): means 2, 6, 10, within each a variance of 2.

    Mean 6. Of a set's mean the variance is 2 / 2 = 1, of the grand mean 1 / 3, with 3 degrees of
    freedom: t = 3.182, so 6 +- 1.837. Between the means it is 16, less 1 is 15, whose root times
    1.96 is 7.591.
    """
    found = interval_over_sets([1, 5, 9, 3, 7, 11], [0, 1, 2, 0, 1, 2])
    assert found.value == 6
    assert (found.low, found.high) == pytest.approx((4.163, 7.837), abs=1e-3)
    assert (found.parameters_low, found.parameters_high) == pytest.approx(
        (-1.591, 13.591), abs=1e-3
    )


def test_sets_that_differ_by_luck_alone_have_no_range():
    found = interval_over_sets([1, 2, 3, 3, 2, 1], [0, 1, 2, 0, 1, 2])
    assert (found.parameters_low, found.parameters_high) == (2, 2)
    assert found.low < 2 < found.high


@pytest.mark.parametrize("which", [[0, 1, 2], [0, 0, 0]])
def test_without_repetition_luck_and_parameters_cannot_be_told_apart(which):
    found = interval_over_sets([1.0, 2.0, 6.0], which)
    assert found.value == 3
    assert found.parameters_low == -inf
    assert found.parameters_high == inf


def test_what_was_not_measured_or_never_ended_says_so_over_sets_too():
    assert isnan(interval_over_sets([nan, nan], [0, 1]).value)
    assert interval_over_sets([inf, 1.0, 1.0, 2.0], [0, 1, 0, 1]).value == inf
    assert interval_over_sets([1.0, nan, 3.0, 5.0, 5.0, 5.0], [0, 1, 0, 1, 1, 1]).missing == 1


def test_both_intervals_cover_what_they_say():
    """Of 400 studies of 10 sets with sd 2, two replications each with sd 1."""
    rng = np.random.default_rng(8)
    covered, share = 0, []
    for _ in range(400):
        truth = rng.normal(scale=2, size=10)
        values = truth[np.arange(20) % 10] + rng.normal(size=20)
        found = interval_over_sets(values, np.arange(20) % 10)
        covered += found.low <= truth.mean() <= found.high
        share.append((found.parameters_high - found.parameters_low) / 2 / 1.96)
    assert covered / 400 == pytest.approx(0.95, abs=0.03)
    assert np.mean(np.square(share)) == pytest.approx(4, rel=0.1)
