"""Suspects at liberty, consultation and wrong codes, of crimes made by hand."""

from math import isnan

from made_run import at, made_run, reported, values

from sacsim.measure.closing import closing_rows
from sacsim.measure.rows import MATURITY

FROM = "theft_from_vehicle"


def measured(run):
    found = values(closing_rows(run))
    return lambda name, group="all": found[name, group, MATURITY]


def test_days_at_liberty_by_state():
    crimes = [
        reported(1, "2021-03-01", rui_days=10.0, bail_days=28.0),
        reported(2, "2021-03-01", rui_days=30.0),
        reported(3, "2021-03-01", FROM, voluntary_days=50.0, invited=True),
        reported(4, "2021-03-01", FROM),
        reported(5, "2021-01-01", rui_days=99.0),  # before the window
    ]
    found = measured(made_run(crimes))
    assert found("crimes_rui") == 2
    assert found("rui_days") == 40.0
    assert found("rui_days_per_crime_rui") == 20.0
    assert isnan(found("rui_days_per_crime_rui", FROM))
    assert found("crimes_voluntary", FROM) == 1
    assert found("voluntary_days_per_crime_voluntary") == 50.0


def test_voluntary_attendance_of_those_asked_in_or_arrested():
    """Released after an arrest and asked in later counts as both."""
    crimes = [
        reported(1, "2021-03-01", invited=True),
        reported(2, "2021-03-01", arrested_hours=1500.0),
        reported(3, "2021-03-01", arrested_hours=1500.0),
        reported(4, "2021-03-01", arrested_hours=1500.0),
        reported(5, "2021-03-01"),
    ]
    assert measured(made_run(crimes))("share.voluntary_attendance") == 25.0


def test_wrong_codes_of_crimes_that_stand_closed():
    crimes = [
        reported(1, "2021-03-01", outcome=16, true_outcome=15),
        reported(2, "2021-03-01", outcome=15, true_outcome=15),
        reported(3, "2021-03-01", FROM),  # open
    ]
    run = made_run(crimes, [(1, at("2021-04-01"), 16), (2, at("2021-04-01"), 15)])
    assert measured(run)("share.wrong_code") == 50.0
    assert isnan(measured(run)("share.wrong_code", FROM))


def test_consulted_of_those_closed_by_the_police_without_a_charge():
    outcomes = {1: 18, 2: 15, 3: 1, 4: 16, 5: 14, 6: 18}
    crimes = [reported(n, "2021-03-01", consulted=n in (1, 3, 7)) for n in range(1, 8)]
    run = made_run(crimes, [(n, at("2021-04-01"), code) for n, code in outcomes.items()])
    assert round(measured(run)("share.consulted_at_closure"), 3) == round(100 / 3, 3)
