"""Harm by a stated index: burglary 10, robbery 20, theft from a person 1, of 5, from vehicles 2."""

from dataclasses import replace
from math import isnan

import pytest
from made_run import MADE_BY_HAND, TARGETS, at, made_run, reported, values

from sacsim.measure.harm import harm_rows
from sacsim.measure.rows import CLOSED, MATURITY, SNAPSHOT
from sacsim.scenario.measures import MeasureSettings

ROBBERY, FROM = "personal_robbery", "theft_from_vehicle"


def run():
    """Two burglaries, a robbery, a theft from a vehicle; one burglary charged late."""
    crimes = [
        reported(1, "2021-03-01"),
        reported(2, "2021-03-01"),
        reported(3, "2021-03-01", ROBBERY),
        reported(4, "2021-03-01", FROM),
        reported(5, "2021-01-10", ROBBERY),  # before the window, closed in it
    ]
    history = [(1, at("2022-03-01"), 1), (4, at("2021-03-02"), 18), (5, at("2021-05-01"), 1)]
    prevented = [
        {"time_hours": at("2021-04-01")},
        {"time_hours": at("2021-04-01"), "crime_type": FROM},
        {"time_hours": at("2021-01-01"), "crime_type": ROBBERY},  # before the window
    ]
    return made_run(crimes, history, prevented=prevented)


def test_harm_is_weight_times_recorded_crimes_whatever_comes_of_them():
    found = values(harm_rows(run()))
    assert found["harm_recorded", "all", SNAPSHOT] == 42.0
    assert found["harm_recorded", "all", MATURITY] == 42.0
    assert found["harm_recorded", "burglary", MATURITY] == 20.0
    assert found["harm_recorded", "vehicle_crime", MATURITY] == 2.0
    assert found["harm_closed", "all", CLOSED] == 22.0
    assert found["harm_prevented", "all", MATURITY] == 12.0


def test_the_share_of_harm_charged_on_three_bases():
    found = values(harm_rows(run()))
    shares = [found["harm_share_charged", "all", basis] for basis in (SNAPSHOT, MATURITY, CLOSED)]
    assert shares == pytest.approx([0.0, 100 * 10 / 42, 100 * 20 / 22])
    assert isnan(found["harm_share_charged", "theft_from_person", MATURITY])


def test_without_an_index_nothing_is_weighed():
    plain = MADE_BY_HAND._replace(measures=MeasureSettings(attendance_minutes=TARGETS))
    assert harm_rows(replace(run(), scenario=plain)) == []
