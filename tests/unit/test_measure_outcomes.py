"""Ten crimes followed by hand: what each basis sees, and what it must not see yet."""

from math import isnan, nan

import pytest
from made_run import CLOCK, at, made_run, reported, values

from sacsim.measure.outcomes import first_outcome, half_years, outcome_rows, status_at
from sacsim.measure.rows import AGED, BASES, CLOSED, CRIME_GROUPS, MATURITY, SNAPSHOT
from sacsim.words import OUTCOME_GROUPS, Outcome

ROBBERY, OF, FROM = "personal_robbery", "theft_of_vehicle", "theft_from_vehicle"


@pytest.fixture
def run():
    """Recorded from 1 February 2021 to 1 February 2022, followed to 1 September 2022."""
    crimes = [
        reported(1, "2021-02-10"),
        reported(2, "2021-03-05"),
        reported(3, "2021-08-03"),
        reported(4, "2021-02-01", ROBBERY),  # the window's first instant
        reported(5, "2022-01-31", OF),
        reported(6, "2021-01-15", FROM),  # before the window
        reported(7, "2022-02-01", FROM),  # the window's end: outside
        reported(8, "2021-05-01", FROM),
        reported(9, "2021-09-01", FROM),
        reported(10, "2021-07-31 22:00", OF),
    ]
    history = [
        (1, at("2021-02-20"), 18),
        (2, at("2022-02-15"), 1),  # after the snapshot, before the half-year is looked at
        (3, at("2021-08-05"), 18),
        (3, at("2021-12-01"), 0),  # reopened, and open when the window ends
        (3, at("2022-04-01"), 1),
        (4, at("2022-02-01"), 16),  # at the very snapshot
        (5, at("2022-09-01"), 1),  # at the very horizon
        (6, at("2021-02-01"), 18),  # at the window's first instant
        (7, at("2022-02-03"), 18),
        (8, at("2021-05-02"), 18),
        (8, at("2021-05-10"), 0),
        (8, at("2021-06-10"), 14),
        (8, at("2022-04-15"), 0),
        (8, at("2022-05-01"), 1),
        (9, at("2022-08-31 23:00"), 4),
        (10, at("2022-03-01"), 1),  # the very instant at which its half-year is looked at
    ]
    return made_run(crimes, history[::-1])


def shares(run, basis, group="all"):
    found = values(outcome_rows(run))
    every = {name: found[f"outcome_share.{name}", group, basis] for name in OUTCOME_GROUPS}
    return {name: share for name, share in every.items() if share}


def test_snapshot_sees_nothing_given_at_its_own_instant(run):
    assert shares(run, SNAPSHOT) == {
        "no_suspect": 12.5,
        "unable_to_prosecute": 12.5,
        "unavailable": 75.0,
    }
    assert shares(run, SNAPSHOT, ROBBERY) == {"unavailable": 100.0}


def test_maturity_sees_everything_before_the_horizon(run):
    assert shares(run, MATURITY) == {
        "charged": 50.0,
        "charged_in_another_case": 12.5,
        "no_suspect": 12.5,
        "unable_to_prosecute": 12.5,
        "unavailable": 12.5,
    }
    assert shares(run, MATURITY, OF) == {"charged": 50.0, "unavailable": 50.0}


def test_closed_in_period_counts_old_crimes_and_drops_the_reopened(run):
    assert shares(run, CLOSED) == pytest.approx(
        {"no_suspect": 200 / 3, "unable_to_prosecute": 100 / 3}
    )
    found = values(outcome_rows(run))
    assert found["crimes_closed", "all", CLOSED] == 3
    assert found["outcome_count.no_suspect", FROM, CLOSED] == 1
    assert ("crimes_recorded", "all", CLOSED) not in found


def test_half_years_are_looked_at_thirteen_months_after_they_begin(run):
    assert half_years(run) == [
        (at("2021-02-01"), at("2021-08-01"), at("2022-03-01")),
        (at("2021-08-01"), at("2022-02-01"), at("2022-09-01")),
    ]
    assert shares(run, AGED) == {
        "charged": 25.0,
        "charged_in_another_case": 12.5,
        "no_suspect": 12.5,
        "unable_to_prosecute": 25.0,
        "unavailable": 25.0,
    }


def test_wide_types_pool_thefts_of_and_from_vehicles(run):
    found = values(outcome_rows(run))
    assert found["crimes_recorded", "vehicle_crime", SNAPSHOT] == 4
    assert found["outcome_share.type_14", "vehicle_crime", SNAPSHOT] == 25.0
    assert found["outcome_share.type_14", FROM, SNAPSHOT] == 50.0
    for basis in BASES:
        for wide, narrow in (("burglary", "domestic_burglary"), ("robbery", ROBBERY)):
            assert shares(run, basis, wide) == pytest.approx(
                shares(run, basis, narrow), nan_ok=True
            )


def test_charged_of_the_closed_leaves_out_the_open(run):
    found = values(outcome_rows(run))
    assert found["charged_share_of_closed", "all", MATURITY] == pytest.approx(400 / 7)
    assert found["positive_outcome_share", "all", MATURITY] == 62.5


def test_shares_and_counts_are_conserved(run):
    found = values(outcome_rows(run))
    for basis in BASES:
        name = "crimes_closed" if basis == CLOSED else "crimes_recorded"
        for group in CRIME_GROUPS:
            total = found[name, group, basis]
            by_group = [found[f"outcome_share.{each}", group, basis] for each in OUTCOME_GROUPS]
            by_type = [found[f"outcome_share.type_{int(o)}", group, basis] for o in Outcome]
            counts = [found[f"outcome_count.{each}", group, basis] for each in OUTCOME_GROUPS]
            assert sum(counts) == total
            if total:
                assert sum(by_group) == pytest.approx(100.0, abs=1e-9)
                assert sum(by_type) == pytest.approx(100.0, abs=1e-9)


def test_no_crimes_of_a_type_gives_nan_not_nought(run):
    found = values(outcome_rows(run))
    assert found["crimes_recorded", "theft_from_person", MATURITY] == 0
    assert isnan(found["outcome_share.charged", "theft_from_person", MATURITY])


def test_all_open_is_all_unavailable_and_nothing_closed():
    run = made_run([reported(1, "2021-03-01"), reported(2, "2021-04-01")])
    for basis in (SNAPSHOT, MATURITY, AGED):
        assert shares(run, basis) == {"unavailable": 100.0}
    found = values(outcome_rows(run))
    assert found["crimes_closed", "all", CLOSED] == 0
    assert isnan(found["outcome_share.no_suspect", "all", CLOSED])
    assert isnan(found["charged_share_of_closed", "all", MATURITY])


def test_an_empty_run_measures_without_a_warning():
    assert values(outcome_rows(made_run()))["crimes_recorded", "all", SNAPSHOT] == 0


def test_a_half_year_that_cannot_be_followed_is_left_out():
    crimes = [reported(1, "2021-03-01"), reported(2, "2021-09-01")]
    found = values(outcome_rows(made_run(crimes, follow_up=6)))
    assert found["crimes_recorded", "all", AGED] == 1
    found = values(outcome_rows(made_run(crimes, recorded=5)))
    assert found["crimes_recorded", "all", AGED] == 0
    assert isnan(found["outcome_share.charged", "all", AGED])


def test_status_at_follows_a_reopened_crime(run):
    status = {day: status_at(run, at(day))[7] for day in ("2021-05-02", "2021-05-03")}
    assert status == {"2021-05-02": 0, "2021-05-03": 18}
    assert [status_at(run, at(day))[7] for day in ("2021-05-20", "2021-07-01")] == [0, 14]


def test_rows_of_one_instant_keep_their_order():
    run = made_run([reported(1, "2021-03-01")], [(1, 2000.0, 18), (1, 2000.0, 0), (1, 2000.0, 15)])
    assert status_at(run, 2001.0).tolist() == [15]
    assert [each.tolist() for each in first_outcome(run)] == [[2000.0], [18]]


def test_first_outcome_survives_reopening(run):
    when, which = first_outcome(run)
    assert which.tolist() == [18, 1, 18, 16, -1, 18, 18, 18, 4, 1]
    assert when[2] == at("2021-08-05")
    assert when[4] == pytest.approx(nan, nan_ok=True)


def test_history_of_an_unknown_crime_or_outcome_is_refused():
    crimes = [reported(1, "2021-03-01")]
    with pytest.raises(ValueError, match="never reported"):
        outcome_rows(made_run(crimes, [(2, 2000.0, 18)]))
    with pytest.raises(ValueError, match="does not exist"):
        outcome_rows(made_run(crimes, [(1, 2000.0, 2)]))
    with pytest.raises(ValueError, match="bicycle_theft"):
        outcome_rows(made_run([reported(1, "2021-03-01", "bicycle_theft")]))


def test_month_starts_are_local_midnights(run):
    assert CLOCK.month_start(4) - CLOCK.month_start(3) == 30 * 24
    assert CLOCK.month_start(3) - CLOCK.month_start(2) == 31 * 24 - 1
