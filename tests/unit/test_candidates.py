"""Candidates: a Poisson process of any rate whose points never move, appear late or renumber."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sacsim.chance.candidates import (
    FOLLOW_BITS,
    LAYER_HEIGHT,
    MAX_LAYERS,
    Candidates,
    candidates,
    layers_under,
    unpack,
)
from sacsim.chance.draws import Draws

FALSE_ALARM = 1e-4  # chance, over seeds, that a sound sampler fails one statistical test below
DRAWS = Draws(20220811, 0, "demand")
DAY = 18_444  # 2020-07-01


def rows(points: Candidates) -> list[tuple]:
    return list(zip(*(column.tolist() for column in points), strict=True))


def rate_at(fraction: np.ndarray) -> np.ndarray:
    """A day that is quiet at midnight and busiest at noon: 60 events on average, 0 to 120."""
    return 60 * (1 - np.cos(2 * math.pi * fraction))


@pytest.mark.parametrize("cut", [DAY, DAY + 1, DAY + 4, DAY + 7])
def test_days_may_be_split_anywhere(cut):
    whole = candidates(DRAWS, 3, DAY, DAY + 7, 4)
    parts = candidates(DRAWS, 3, DAY, cut, 4), candidates(DRAWS, 3, cut, DAY + 7, 4)
    assert rows(whole) == rows(parts[0]) + rows(parts[1])


def test_more_layers_add_points_above_and_change_nothing_below():
    low, high = (candidates(DRAWS, 3, DAY, DAY + 7, layers) for layers in (3, 9))
    below = high.height < 3 * LAYER_HEIGHT
    assert rows(low) == rows(Candidates(*(column[below] for column in high)))
    assert 0 < below.sum() < len(high.id)


def test_streams_and_replications_are_independent():
    """Daily counts of 2,000 days; the limit is for one correlation of independent counts."""
    days = np.arange(DAY, DAY + 2_000)
    series = [
        np.bincount(candidates(draws, stream, DAY, DAY + 2_000, 1).day - DAY, minlength=len(days))
        for draws, stream in ((DRAWS, 0), (DRAWS, 1), (Draws(20220811, 1, "demand"), 0))
    ]
    limit = stats.norm.isf(FALSE_ALARM / 2) / math.sqrt(len(days))
    correlations = np.corrcoef(series)[np.triu_indices(3, 1)]
    assert (abs(correlations) < limit).all()


def test_counts_of_a_layer_are_poisson():
    """4,000 boxes against the exact probabilities, tails pooled."""
    points = candidates(DRAWS, 3, DAY, DAY + 500, 8)
    place = unpack(points.id)
    counts = np.bincount((points.day - DAY) * 8 + place.layer, minlength=4_000)
    bins = np.arange(20, 46)
    seen = np.bincount(np.clip(counts, 19, 46), minlength=47)[19:]
    tails = stats.poisson.cdf(19, LAYER_HEIGHT), stats.poisson.sf(45, LAYER_HEIGHT)
    expected = np.array([tails[0], *stats.poisson.pmf(bins, LAYER_HEIGHT), tails[1]])
    assert stats.chisquare(seen, expected * 4_000).pvalue > FALSE_ALARM


def test_points_are_spread_evenly_over_the_day_and_the_height():
    points = candidates(DRAWS, 3, DAY, DAY + 60, 10)
    assert stats.kstest(points.fraction, "uniform").pvalue > FALSE_ALARM
    assert stats.kstest(points.height / (10 * LAYER_HEIGHT), "uniform").pvalue > FALSE_ALARM
    correlation = np.corrcoef(points.fraction, points.height)[0, 1]
    limit = stats.norm.isf(FALSE_ALARM / 2) / math.sqrt(len(points.id))
    assert abs(correlation) < limit


def test_accepted_points_follow_a_profile_within_the_day_and_are_poisson():
    """Mean, index of dispersion and shape of 2,000 days of a rate that moves across layers."""
    days = 2_000
    points = candidates(DRAWS, 5, DAY, DAY + days, layers_under(120))
    kept = points.height < rate_at(points.fraction)
    daily = np.bincount(points.day[kept] - DAY, minlength=days)
    two_sided = stats.norm.isf(FALSE_ALARM / 2)
    assert abs(daily.mean() - 60) < two_sided * math.sqrt(60 / days)
    dispersion = daily.var(ddof=1) / daily.mean() * (days - 1)
    low, high = stats.chi2.interval(1 - FALSE_ALARM, days - 1)
    assert low < dispersion < high

    def share_before(fraction):
        return fraction - np.sin(2 * math.pi * fraction) / (2 * math.pi)

    assert stats.kstest(points.fraction[kept], share_before).pvalue > FALSE_ALARM
    morning = points.fraction[kept] < 0.5
    halves = [
        np.bincount(points.day[kept][half] - DAY, minlength=days) for half in (morning, ~morning)
    ]
    assert abs(np.corrcoef(halves)[0, 1]) < two_sided / math.sqrt(days)


@given(rate=st.floats(0, 500), more=st.floats(0, 500), stream=st.integers(0, 65_535))
def test_more_demand_adds_points_and_renumbers_none(rate, more, stream):
    def happening(level):
        points = candidates(DRAWS, stream, DAY, DAY + 2, layers_under(level))
        return set(rows(Candidates(*(column[points.height < level] for column in points))))

    assert happening(rate) <= happening(rate + more)


@given(
    stream=st.integers(0, 65_535),
    day=st.integers(0, 65_534),
    layers=st.integers(0, 40),
)
def test_ids_are_unique_and_say_where_they_belong(stream, day, layers):
    points = candidates(DRAWS, stream, day, day + 2, layers)
    place = unpack(points.id)
    assert len(np.unique(points.id)) == len(points.id)
    assert (points.id >= 0).all()
    assert (place.stream == stream).all()
    assert np.array_equal(place.day, points.day)
    assert np.array_equal(place.layer, points.height // LAYER_HEIGHT)
    assert (place.follow == 0).all()
    for layer in range(layers):
        for date in (day, day + 1):
            number = place.point[(place.layer == layer) & (place.day == date)]
            assert number.tolist() == list(range(len(number)))


def test_an_id_packs_to_the_last_of_63_bits():
    last = (65_535 << 47) | (65_535 << 31) | (4_095 << 19) | (127 << 12) | 4_095
    assert last == 2**63 - 1
    assert FOLLOW_BITS == 12
    assert unpack(last) == (65_535, 65_535, 4_095, 127, 4_095)
    assert unpack(5 << 47 | DAY << 31 | 7 << 19 | 9 << 12 | 3) == (5, DAY, 7, 9, 3)
    assert candidates(DRAWS, 65_535, 65_535, 65_536, MAX_LAYERS).id.max() < 2**63


def test_the_greatest_count_fits_its_seven_bits(monkeypatch):
    monkeypatch.setattr(Draws, "uniforms", lambda *_: np.array([2.0**-53, 1 - 2.0**-53]))
    counts = np.bincount(candidates(DRAWS, 0, DAY, DAY + 2, 1).day - DAY)
    assert counts[0] <= 1
    assert 80 < counts[1] < 128


def test_no_demand_has_no_layers_and_no_candidates():
    assert [layers_under(rate) for rate in (0, 0.1, 32, 32.1)] == [0, 1, 1, 2]
    for empty in (candidates(DRAWS, 0, DAY, DAY + 9, 0), candidates(DRAWS, 0, DAY, DAY, 9)):
        assert [column.size for column in empty] == [0, 0, 0, 0]
        assert [column.dtype for column in empty] == [np.int64, np.int64, float, float]


@pytest.mark.parametrize(
    ("stream", "day_from", "day_to", "layers"),
    [(-1, 0, 1, 1), (65_536, 0, 1, 1), (0, -1, 1, 1), (0, 2, 1, 1), (0, 0, 65_537, 1),
     (0, 0, 1, -1), (0, 0, 1, 4_097)],
)  # fmt: skip
def test_what_an_id_cannot_hold_is_refused(stream, day_from, day_to, layers):
    with pytest.raises(ValueError, match="no candidates for stream"):
        candidates(DRAWS, stream, day_from, day_to, layers)


@pytest.mark.parametrize("rate", [-1, math.nan, math.inf, 131_073])
def test_rates_no_layers_can_hold_are_refused(rate):
    with pytest.raises(ValueError, match="a day is outside 0 to 131072"):
        layers_under(rate)
