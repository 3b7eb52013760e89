"""Crimes by area and by victim: parts, gaps, and the gap that luck alone would make."""

from math import isnan

import numpy as np
import pytest
from made_run import at, made_run, reported, values

from sacsim.measure.equity import Fair, _gap_by_chance, _mean, equity_rows
from sacsim.measure.rows import CLOSED, MATURITY, SNAPSHOT
from sacsim.statistics import expected_range

T = at("2021-03-01")
FROM = "theft_from_vehicle"


@pytest.fixture
def run():
    """East: two of four attended, after 2 and 4 hours; west: two of two, after 6 hours each."""
    facts = [
        ("east", 2.0, {"vulnerable": True, "updates_due": 3, "updates_on_time": 3}),
        ("east", 4.0, {"screened_out": True, "updates_due": 1}),
        ("east", np.nan, {"repeat_victim": True}),
        ("east", np.nan, {}),
        ("west", 6.0, {"suspect_hours": T + 1, "updates_due": 2, "updates_on_time": 1}),
        ("west", 6.0, {}),
    ]
    crimes = [
        reported(n, "2021-03-01", area=area, attended_hours=T + hours, **more)
        for n, (area, hours, more) in enumerate(facts)
    ]
    return made_run(crimes, [(4, at("2022-03-01"), 1)])


def test_parts_and_gaps(run):
    found = values(equity_rows(run))

    def parts(what, split="area", names=("east", "west"), basis=MATURITY):
        return [found[f"equity.{split}.{name}.{what}", "all", basis] for name in names]

    assert parts("crimes") == [4, 2]
    assert parts("attended") == [50.0, 100.0]
    assert parts("hours_to_attendance") == [3.0, 6.0]
    assert parts("suspect_named") == [0.0, 50.0]
    assert parts("screened_out") == [25.0, 0.0]
    assert parts("updates_on_time") == [75.0, 50.0]
    assert parts("charged") == [0.0, 50.0]
    assert parts("charged", basis=SNAPSHOT) == [0.0, 0.0]  # charged after it
    assert isnan(found["equity.area.east.charged", "all", CLOSED])
    assert found["equity_gap.area.attended", "all", MATURITY] == 50.0
    assert found["equity_gap.area.hours_to_attendance", "burglary", MATURITY] == 3.0
    assert isnan(found["equity_gap.area.attended", "robbery", MATURITY])
    victims = ("vulnerable", "not_vulnerable")
    assert parts("attended", "vulnerability", victims) == [100.0, 60.0]
    assert parts("crimes", "repeat", ("repeat_victim", "first_victim")) == [1, 5]


def test_without_areas_there_are_no_rows_by_area():
    found = values(equity_rows(made_run([reported(1, "2021-03-01")])))
    assert not any(name.startswith("equity.area") for name, _, _ in found)
    assert found["equity.repeat.first_victim.crimes", "all", MATURITY] == 1


def test_the_expected_range_against_closed_forms():
    """Two values: s sqrt(2 / pi), s the error of their difference; three alike: 3 / sqrt(pi)."""
    assert expected_range(np.array([3.0, 4.0])) == pytest.approx(5 * np.sqrt(2 / np.pi), rel=1e-6)
    assert expected_range(np.full(3, 2.0)) == pytest.approx(2 * 3 / np.sqrt(np.pi), rel=1e-6)
    assert expected_range(np.array([0.0, 2.0])) == pytest.approx(2 * np.sqrt(2 / np.pi), rel=1e-3)
    assert expected_range(np.zeros(3)) == 0.0


@pytest.mark.parametrize("what", ["share", "mean of some", "ratio"])
def test_the_gap_by_chance_is_that_of_crimes_dealt_out_at_random(what):
    """Against 4,000 permutations of the labels, within four standard errors and 2 %.

    The labels of those that count are dealt out again; the rest have no say.
    """
    luck = np.random.default_rng(1)
    sizes = (300, 200, 100)
    above = (luck.random(600) < 0.2).astype(float)
    below = np.ones(600)
    if what == "mean of some":
        below = (luck.random(600) < 0.4).astype(float)
        above = below * luck.exponential(5.0, 600)
    if what == "ratio":
        below = luck.integers(1, 6, 600).astype(float)
        above = luck.binomial(below.astype(int), 0.7).astype(float)
    fair = Fair("test", "hours", above, below)
    label = np.repeat(np.arange(3), sizes)
    every = np.ones(600, bool)
    expected = _gap_by_chance(fair, [label == n for n in range(3)], every)
    dealt = []
    counts = below > 0
    for _ in range(4000):
        order = label.copy()
        order[counts] = luck.permutation(label[counts])
        means = [_mean(fair, order == n) for n in range(3)]
        dealt.append(max(means) - min(means))
    error = 4 * np.std(dealt) / np.sqrt(len(dealt)) + 0.02 * expected
    assert np.mean(dealt) == pytest.approx(expected, abs=error)
