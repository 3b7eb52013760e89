"""Followers: numbers that nobody else has, and volumes and shares that are as stated."""

import numpy as np
import pytest

from sacsim.chance.candidates import FOLLOW_BITS, Place, pack, unpack
from sacsim.chance.draws import Draws
from sacsim.demand import followers
from sacsim.demand.followers import FIRST_MONTH, MONTHS, ORIGINS, PATHS, RESERVED, _paths
from sacsim.demand.repeats import GENERATIONS, CrimeVolume, Kernel
from sacsim.words import CrimeType, Origin

BURGLARY = CrimeType.DOMESTIC_BURGLARY
DRAWS = Draws(1, 0).stream("followers")
DAY = 18_000


def kernel(share, left=1.0, mean_days=90.0, within_days=365.0):
    return Kernel(share=share, left_by_practice=left, mean_days=mean_days, within_days=within_days)


def roots(count, from_hour=0.0, to_hour=1.0, layer=0):
    """Crimes at even times, with numbers of their own."""
    at = np.arange(count)
    ids = pack(Place(np.full(count, 77), DAY + at // 128, np.full(count, layer), at % 128, 0 * at))
    return followers.first(ids, np.linspace(from_hour, to_hour, count))


def test_a_packed_place_is_unpacked_again():
    place = Place(65_535, 65_535, 4_095, 127, 4_095)
    assert pack(place) == 2**63 - 1
    assert unpack(pack(place)) == place
    assert unpack(pack(Place(77, 18_000, 3, 5, 9))) == (77, 18_000, 3, 5, 9)


def test_every_path_of_slots_has_a_number_of_its_own():
    """4 + 16 + 64 + 256 without a month, 12 x (1 + 2x4 + 3x16 + 4x64) with one: 4,096."""
    longer = _paths()
    numbers = longer[longer >= 0]
    assert sorted(numbers.tolist()) == list(range(PATHS))
    assert (longer[PATHS] >= 0).all()  # whatever follows on no other may be followed in any slot
    in_month = longer[longer[PATHS, FIRST_MONTH]]
    assert (in_month[:FIRST_MONTH] >= 0).all()
    assert (in_month[FIRST_MONTH:] < 0).all()  # a suspect at liberty is one person


def test_no_two_followers_share_a_number_and_no_other_arrival_can_have_it():
    """All paths of four crimes, of each type: 81,920 numbers in the reserved streams."""
    places = [(DAY, 0, 0), (DAY, 0, 1), (DAY, 63, 127), (DAY + 1, 0, 0)]
    every = []
    for type in CrimeType:
        for day, layer, point in places:
            root = np.full(PATHS, pack(Place(5, day, layer, point, 0)))
            every.append(followers.followers_ids(type, root, np.arange(PATHS)))
    ids = np.concatenate(every)
    assert len(np.unique(ids)) == len(CrimeType) * len(places) * PATHS
    assert unpack(ids).stream.min() == RESERVED
    assert unpack(ids).stream.max() == 65_535
    assert not unpack(ids).follow.any()
    assert (ids[: PATHS - 1] >> FOLLOW_BITS != ids[1:PATHS] >> FOLLOW_BITS).all()
    assert set(unpack(ids).day.tolist()) == {DAY, DAY + 1}


def test_layers_too_high_have_no_followers():
    assert not followers.without_followers(roots(3, layer=63).id)
    assert followers.without_followers(roots(3, layer=64).id)


@pytest.mark.parametrize(("mean", "within"), [(14.0, 42.0), (90.0, 365.0)])
def test_lags_are_whole_days_of_a_cut_exponential(mean, within):
    u = (np.arange(100_000) + 0.5) / 100_000
    days = kernel(0.1, mean_days=mean, within_days=within).lag_days(u)
    assert days.min() == 1
    assert days.max() == within
    for day in (1, 7, 28):
        expected = (1 - np.exp(-day / mean)) / (1 - np.exp(-within / mean))
        assert np.mean(days <= day) == pytest.approx(expected, abs=1e-4)


def test_a_follower_comes_at_the_time_of_day_of_the_crime_before():
    volume = CrimeVolume(per_year=1.0, repeats=kernel(0.4))
    rows = followers.repeats(BURGLARY, roots(2_000), volume, DRAWS)
    new = np.flatnonzero(rows.parent >= 0)
    assert len(new) > 500
    lag = rows.time[new] - rows.time[rows.parent[new]]
    off = lag - 24.0 * np.round(lag / 24.0)
    assert np.abs(off).max() < 1.0
    assert np.abs(off).mean() == pytest.approx(0.5, abs=0.05)
    passed = rows.day[new] - rows.day[rows.parent[new]]
    assert (passed == np.round(lag / 24.0)).all()
    assert {ORIGINS[slot] for slot in rows.slot[new]} == {Origin.REPEAT}


def test_a_larger_share_only_adds_lines_of_descent():
    less, more = (
        followers.repeats(
            BURGLARY, roots(500), CrimeVolume(per_year=1.0, repeats=kernel(share)), DRAWS
        )
        for share in (0.1, 0.4)
    )
    more_of = dict(zip(more.id.tolist(), more.time.tolist(), strict=True))
    assert len(more.id) > len(less.id) > 500
    assert all(more_of[id] == when for id, when in zip(less.id.tolist(), less.time, strict=True))


@pytest.mark.parametrize("at_liberty", [0.0, 0.1])
def test_stated_volume_and_shares_hold_under_the_practice_of_the_time(at_liberty):
    """100,000 crimes a year over four years before hour 0; the last of them is counted.

    Repeats 30 %, near repeats 5 %, and the rest as stated, within three standard errors, taken as
    those of clusters of two crimes.
    """
    volume = CrimeVolume(
        per_year=100_000.0,
        repeats=kernel(0.30, left=0.9),
        near_repeats=kernel(0.05, left=0.9, mean_days=14.0, within_days=42.0),
        by_suspects_at_liberty=at_liberty,
    )
    year = 8760.0
    count = round(4 * volume.per_year * volume.background)
    rows = followers.repeats(BURGLARY, roots(count, -4 * year, -1e-6), volume, DRAWS)
    if at_liberty:
        every = np.arange(len(rows.id))
        chance = np.full(len(every), volume.line.offences / MONTHS)
        further = followers.in_months(BURGLARY, rows, every, chance, DRAWS)
        further = followers.repeats(BURGLARY, further, volume, DRAWS, len(rows.id))
        rows = followers.together(rows, further)
    counted = (rows.time >= -year) & (rows.time < 0)
    total = counted.sum()
    error = np.sqrt(2 * volume.per_year)
    assert total == pytest.approx(volume.per_year, abs=3 * error)
    origin = np.array(["background", *ORIGINS])[rows.slot[counted] + 1]
    for name, share in ((Origin.REPEAT, 0.30), (Origin.NEAR_REPEAT, 0.05)):
        three_errors = 3 * np.sqrt(2 * share / volume.per_year)
        assert np.mean(origin == name) == pytest.approx(share, abs=three_errors)
    assert np.mean(origin == Origin.AT_LIBERTY) == pytest.approx(at_liberty, abs=0.005)
    assert rows.parent[counted].max() < len(rows.id)


def test_what_was_not_prevented_is_decided_by_level():
    """At the largest branching the levels of followers are even between 0 and 1."""
    volume = CrimeVolume(per_year=1.0, repeats=kernel(0.3, left=0.6))
    rows = followers.repeats(BURGLARY, roots(20_000), volume, DRAWS)
    level = rows.level[rows.slot >= 0]
    assert level.min() > 0
    assert level.max() < 1
    assert np.mean(level < 0.6) == pytest.approx(0.6, abs=0.02)


def test_only_what_happens_and_its_forebears_are_needed():
    volume = CrimeVolume(per_year=1.0, repeats=kernel(0.4))
    rows = followers.repeats(BURGLARY, roots(3_000, -8760.0, -1.0), volume, DRAWS)
    kept = followers.only(rows, followers.needed(rows, 0.0))
    assert (kept.time >= 0).sum() == (rows.time >= 0).sum() > 100
    assert len(kept.id) < len(rows.id) / 2
    later = np.flatnonzero(kept.time >= 0)
    assert (kept.parent[later] >= 0).all()
    assert (kept.time[kept.parent[later]] < kept.time[later]).all()
    before = dict(zip(rows.id.tolist(), rows.id[rows.parent].tolist(), strict=True))
    assert all(kept.id[kept.parent[row]] == before[kept.id[row]] for row in later)


def test_generations_end():
    volume = CrimeVolume(per_year=1.0, repeats=kernel(0.5), near_repeats=kernel(0.2))
    rows = followers.repeats(BURGLARY, roots(2_000), volume, DRAWS)
    generation = np.zeros(len(rows.id), int)
    for row in range(2_000, len(rows.id)):
        generation[row] = generation[rows.parent[row]] + 1
    assert generation.max() == GENERATIONS


def test_shares_that_leave_no_background_are_refused():
    with pytest.raises(ValueError, match="more than 80 %"):
        CrimeVolume(per_year=1.0, repeats=kernel(0.5), near_repeats=kernel(0.4))
