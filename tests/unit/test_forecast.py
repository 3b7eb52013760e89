"""Forecasts: what bands cover, which periods there are, what is kept and what is drawn."""

import json
import math
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sacsim.chance.draws import Draws
from sacsim.errors import BadInput
from sacsim.experiment import forecast as forecasting
from sacsim.experiment.forecast import Forecast, Periods, keep, read_kept
from sacsim.measure.periods import CRIME_TYPES, LIVE, MEASURES
from sacsim.report.fan import fan_chart, pictures
from sacsim.scenario.scenario import Scenario, load
from sacsim.statistics import band_place, interval_score, prediction_band

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize(
    ("count", "wanted", "place", "coverage"),
    [
        (39, 0.95, 1, 38 / 40),
        (39, 0.80, 4, 32 / 40),
        (9, 0.80, 1, 8 / 10),
        (9, 0.95, 1, 8 / 10),  # the widest there is
        (19, 0.95, 1, 18 / 20),
        (79, 0.95, 2, 76 / 80),
        (79, 0.80, 8, 64 / 80),
        (20, 0.80, 2, 17 / 21),
    ],
)
def test_the_exact_coverage_nearest(count: int, wanted: float, place: int, coverage: float) -> None:
    assert band_place(count, wanted) == (place, pytest.approx(coverage))


def test_a_band_of_order_statistics_covers_what_it_says_exactly() -> None:
    """Every value of ten in turn is the one to come: the band of the other nine covers eight."""
    values = np.arange(10.0)
    inside = 0
    for others in combinations(values, 9):
        (to_come,) = set(values) - set(others)
        band = prediction_band(others, 0.8)
        inside += band.low <= to_come <= band.high
    assert inside / 10 == band.coverage == 0.8


def test_the_fortieth_draw_lies_in_the_bands_of_thirty_nine_as_often_as_promised() -> None:
    luck = Draws(5, 0).uniforms(np.arange(1, 4000 * 40 + 1), "value").reshape(4000, 40)
    for wanted in (0.80, 0.95):
        place, coverage = band_place(39, wanted)
        ordered = np.sort(luck[:, :39], axis=1)
        hit = (ordered[:, place - 1] <= luck[:, 39]) & (luck[:, 39] <= ordered[:, -place])
        assert hit.mean() == pytest.approx(coverage, abs=4 * math.sqrt(0.2 * 0.8 / 4000))


@pytest.mark.parametrize(
    ("value", "coverage", "score"),
    [
        (5, 0.8, 6.0),  # inside: the width
        (2, 0.8, 6 + 10 * 1.0),  # one below: 2 / 0.2
        (12, 0.95, 6 + 40 * 3.0),  # three above: 2 / 0.05
    ],
)
def test_the_interval_score(value: float, coverage: float, score: float) -> None:
    assert interval_score(3.0, 9.0, value, coverage) == pytest.approx(score)


def test_weeks_and_months_begin_on_their_days() -> None:
    weeks = Periods("week", 2).days(date(2021, 3, 20))
    assert weeks == [date(2021, 3, 20), date(2021, 3, 27), date(2021, 4, 3)]
    assert Periods("month", 2).days(date(2020, 12, 1))[-1] == date(2021, 2, 1)


@pytest.fixture(scope="module")
def today() -> Scenario:
    return load(SCENARIOS / "small_town_today.toml")


def made(scenario: Scenario, replications: int = 39, weeks: int = 3) -> Forecast:
    """A forecast without a simulation: replication n counts n in each line."""
    periods = Periods("week", weeks)
    starts = [str(day) for day in periods.days(date(2021, 1, 1))[:-1]]
    rows = [
        (n, start, number, crime_type, measure, n)
        for n in range(replications)
        for number, start in enumerate(starts, start=1)
        for crime_type in CRIME_TYPES
        for measure in MEASURES
    ]
    columns = ["replication", "period_start", "period", "crime_type", "measure", "value"]
    every = pd.DataFrame(rows, columns=columns)
    return Forecast(scenario, periods, every, forecasting._bands(scenario, periods, every))


def test_bands_of_39_run_from_the_4th_and_the_1st(today: Scenario) -> None:
    line = made(today).of("all", LIVE)
    assert line["period"].tolist() == ["week 1", "week 2", "week 3"]
    assert line.iloc[0][["median", "low80", "high80", "low95", "high95"]].tolist() == [
        19, 3, 35, 0, 38,
    ]  # fmt: skip
    assert made(today).coverage == {"80": 0.80, "95": 0.95}
    assert made(today, 9).coverage == {"80": 0.80, "95": 0.80}


def test_what_is_kept_is_read_again_and_a_change_is_seen(today: Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "forecast"
    keep(made(today), folder, {"forecast.png": b"picture"})
    bands, manifest = read_kept(folder)
    assert manifest["coverage"] == {"80": 0.80, "95": 0.95}
    assert manifest["scenario"] == today.digest
    assert len(bands) == 3 * len(CRIME_TYPES) * len(MEASURES)
    assert sorted(json.loads((folder / "manifest.json").read_text("utf-8"))["checksums"]) == [
        "backlog.csv",
        "forecast.csv",
        "forecast.png",
        "replications.csv",
        "scenario.json",
    ]
    with pytest.raises(BadInput, match="already exists"):
        keep(made(today), folder, {})
    path = folder / "forecast.csv"
    path.write_bytes(path.read_bytes().replace(b"19", b"18", 1))
    with pytest.raises(BadInput, match="has been changed since"):
        read_kept(folder)
    with pytest.raises(BadInput, match="holds no whole forecast"):
        read_kept(tmp_path)


def test_what_cannot_be_forecast_is_said_at_once(today: Scenario) -> None:
    with pytest.raises(BadInput) as error:
        forecasting.forecast(today, Periods("month", 60), 8)
    assert error.value.problems == [
        "-r 8: a forecast needs 9 replications or more",
        "--months 60: ends on 2026-01-01, after the scenario does, on 2023-01-01; ask for fewer, "
        "or set follow_up_months",
    ]


def test_the_picture_says_what_it_shows_and_is_the_same_every_time(today: Scenario) -> None:
    hostile = today.change({"name": "Town $x$ <b>\u202e"})
    figure = fan_chart(made(hostile))
    said = " ".join(text.get_text() for text in figure.texts)
    assert "80 % and 95 % of futures lie, by 39 simulations" in said
    assert "$x$ <b>\\u202e" in said
    assert "do not cover doubt about the numbers" in said
    assert [axis.get_title(loc="left") for axis in figure.axes] == [
        "Reported each week",
        "Closed each week",
        "Charged so far",
        "Live at the end of the week",
    ]
    assert figure.axes[3].lines[0].get_ydata()[0] == len(today.live or ())
    first, again = pictures(made(hostile)), pictures(made(hostile))
    assert first == again
    assert first["forecast.png"].startswith(b"\x89PNG")
    assert b"matplotlib.org" not in first["forecast.png"]
