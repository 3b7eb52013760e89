"""Suspects outstanding, bailed and under investigation: spells and ages worked by hand."""

import pytest
from made_run import at, made_run, reported, values

from sacsim.measure.liberty import liberty_rows

START, END = at("2021-02-01"), at("2022-02-01")
DAYS = (END - START) / 24
ROBBERY = "personal_robbery"


def step(crime, hours, event):
    return {"crime": crime, "time_hours": hours, "event": event}


@pytest.fixture
def found():
    """1 outstanding for 200 days; 2 arrested; 3 bailed, then under investigation; 4 closed."""
    steps = [
        step(1, END - 24 * 200, "suspect identified"),
        step(2, END - 24 * 50, "suspect identified"),
        step(2, END - 24 * 40, "arrested"),
        step(2, END - 24 * 39, "interviewed"),
        step(2, END - 24 * 39, "bailed"),
        step(3, END - 24 * 100, "suspect identified"),
        step(3, END - 24 * 100, "arrested"),
        step(3, END - 24 * 99, "bailed"),
        step(3, END - 24 * 71, "released under investigation"),
        step(3, END - 24 * 60, "interviewed"),  # changes nothing: still under investigation
        step(4, START - 24 * 30, "suspect identified"),
        step(4, START - 24 * 30, "interviewed"),
        step(4, START - 24 * 10, "released under investigation"),
        step(4, START + 24 * 10, "outcome"),
        step(5, END, "suspect identified"),  # after the window
    ]
    types = {3: ROBBERY}
    crimes = [reported(n, "2021-01-02", types.get(n, "domestic_burglary")) for n in range(1, 6)]
    found = values(liberty_rows(made_run(crimes, steps=steps)))
    return lambda name, group="all": found[f"suspects.{name}", group, ""]


def test_states_at_the_end_by_age(found):
    assert found("outstanding") == 1
    ages = [found(f"outstanding.over_{days}_days") for days in (28, 90, 180, 365)]
    assert ages == [1, 1, 1, 0]
    assert found("bailed") == 1
    assert found("bailed.over_28_days") == 1
    assert found("bailed.over_90_days") == 0
    assert found("under_investigation") == 1
    assert found("under_investigation", ROBBERY) == 1
    assert found("under_investigation", "burglary") == 0
    assert found("under_investigation.over_28_days") == 1


def test_means_over_the_recorded_window(found):
    """Days in the state inside the window, over the window's days."""
    assert found("outstanding.mean") == pytest.approx((200 + 10) / DAYS)
    assert found("bailed.mean") == pytest.approx((39 + 28) / DAYS)
    assert found("under_investigation.mean") == pytest.approx((71 + 10) / DAYS)
