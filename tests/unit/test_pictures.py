"""Pictures of a run: what they are drawn from, by hand; and the same bytes each time."""

import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sacsim.clock import Clock
from sacsim.measure.hours import hours_of_week
from sacsim.report.pictures import NUMBERS, outcomes_figure, queues_figure, week_figure
from sacsim.report.plots import drawing, saved

MONDAY = Clock(date(2021, 2, 1))
WEEK = 168.0
DUTY = pd.DataFrame(
    {
        "team": ["csi", "csi", "desk"],
        "officer": [0, 1, 0],
        "from_hours": [8.0, 9.0, 20.0],
        "to_hours": [16.0, 17.0, 30.0],
    }
)
JOURNAL = pd.DataFrame(
    [
        (8.0, 1, "started", "csi", 0),
        (9.0, 2, "started", "csi", 1),
        (10.0, 1, "pre-empted", "csi", 0),
        (10.0, 3, "started", "csi", 0),
        (10.5, 3, "completed", "csi", 0),
        (10.5, 1, "resumed", "csi", 0),
        (11.0, 2, "completed", "csi", 1),
        (15.0, 9, "allocated", "csi", 1),
        (17.5, 1, "completed", "csi", 0),
        (25.0, 4, "started", "desk", 0),
        (26.0, 5, "started", "dna_laboratory", -1),
    ],
    columns=["time_hours", "job", "event", "team", "officer"],
)
"""A CSI works from 8 to 17:30, an hour and a half over; another from 9 to 11; the desk goes on."""


def week(until: float = WEEK) -> dict[str, pd.DataFrame]:
    table = hours_of_week(JOURNAL, DUTY, MONDAY, 0.0, until)
    return {str(team): own.set_index("hour_of_week") for team, own in table.groupby("team")}


def test_hours_of_a_week_by_hand() -> None:
    csi = week()["csi"]
    assert csi["on_duty"].iloc[7:18].tolist() == [0, 1, 2, 2, 2, 2, 2, 2, 2, 1, 0]
    assert csi["present"].iloc[7:18].tolist() == [0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 0.5]
    assert csi["at_work"].iloc[7:18].tolist() == [0, 1, 2, 2, 1, 1, 1, 1, 1, 1, 0.5]
    assert csi["utilisation"].iloc[[8, 10, 11, 16, 17]].tolist() == [1.0, 1.0, 0.5, 0.5, 1.0]
    assert np.isnan(csi["utilisation"].iloc[3])
    assert csi["at_work"].sum() == 9.5 + 2.0


def test_work_that_has_not_ended_counts_to_the_end_of_the_window() -> None:
    desk = week()["desk"]
    assert desk["at_work"].iloc[24:28].tolist() == [0, 1, 1, 1]
    assert desk["at_work"].sum() == WEEK - 25
    assert desk["present"].sum() == 10 + (WEEK - 30)


def test_two_weeks_are_averaged_and_unlimited_teams_have_no_posts() -> None:
    both = week(2 * WEEK)
    assert set(both) == {"csi", "desk"}
    assert both["csi"]["at_work"].sum() == (9.5 + 2.0) / 2


def test_clock_changes_are_hours_of_their_own() -> None:
    """On 28 March 2021 there is no 01:00 in London; Sunday's hour at 01:00 was never seen."""
    sunday = Clock(date(2021, 3, 1)).hours(date(2021, 3, 28))
    duty = DUTY.assign(from_hours=0.0, to_hours=1000.0)
    table = hours_of_week(JOURNAL[:0], duty, Clock(date(2021, 3, 1)), sunday, sunday + 23)
    desk = table[table["team"] == "desk"]["on_duty"].to_numpy()
    assert np.isnan(desk[6 * 24 + 1])
    assert desk[6 * 24] == desk[6 * 24 + 2] == 1.0


def outcomes() -> Figure:
    rows = [
        ("burglary", "charged", 6.0, 3.0, 9.0, 4.4, 2.9, 6.8, "in band"),
        ("robbery", "charged", 20.0, 15.0, 25.0, 9.0, 5.9, 12.6, "above"),
        ("robbery", "no_suspect", 44.0, -np.inf, np.inf, np.nan, np.nan, np.nan, ""),
    ]
    return outcomes_figure(
        pd.DataFrame(rows, columns=["crime_type", "outcome", *NUMBERS, "verdict"])
    )


def queues() -> Figure:
    rows = [("csi", month, f"2021-{month + 1:02d}", 1.0 + month, 0.5, 9.0) for month in range(12)]
    names = ["team", "month", "label", "queue_mean", "queue_least", "queue_most"]
    return queues_figure(pd.DataFrame(rows, columns=names), "Town", (2, 8))


def a_week() -> Figure:
    return week_figure(hours_of_week(JOURNAL, DUTY, MONDAY, 0.0, WEEK))


@pytest.mark.parametrize("draw", [outcomes, queues, a_week])
def test_a_picture_has_the_same_bytes_each_time(draw) -> None:
    files = []
    for _ in range(2):
        with drawing():
            files.append(saved(draw(), "picture"))
    assert files[0] == files[1]
    assert set(files[0]) == {"picture.png", "picture.svg"}


def words(figure: Figure) -> str:
    stream = io.StringIO()
    with drawing():
        figure.savefig(stream, format="svg")
    return stream.getvalue()


def test_the_words_say_what_the_colours_do() -> None:
    told = [text.get_text() for axes in outcomes().axes for text in axes.texts]
    assert told == ["6.0  in band", "20.0  above", "44.0  "]
    assert "Csi" not in words(queues())
    titles = [axes.get_title(loc="left") for axes in a_week().axes if axes.get_visible()]
    assert titles[0].startswith("Desk: ")
    assert titles[1] == "CSIs: 66 % at work"  # 11.5 of 16 + 1.5 hours


def test_run_draws_pictures_with_their_numbers(tmp_path: Path) -> None:
    """Any number of workers draws the same: the pictures come from the kept files alone."""
    from sacsim import load, replicate
    from sacsim.engine.results import read
    from sacsim.report.pictures import pictures

    scenario = load(Path(__file__).parents[2] / "scenarios" / "small_town.toml").change(
        {"warm_up_months": 0, "follow_up_months": 0, "demand.other.emergency_calls.per_year": 500,
         "demand.other.non_emergency_calls.per_year": 500}
    )  # fmt: skip
    results = replicate(scenario, 1, workers=1, folder=tmp_path, journal="full")
    files = pictures(results, [read(tmp_path, 0)], full=True)
    assert set(files) == {
        f"{name}.{kind}"
        for name in ("outcomes", "queues", "week")
        for kind in ("csv", "png", "svg")
    }
    told = pd.read_csv(io.BytesIO(files["week.csv"]))
    used = told.groupby("team")[["at_work", "present"]].sum()
    measured = results.measures.set_index("measure")["value"]
    for team in ("response", "pip2", "csi"):
        stated = measured[f"{team}.utilisation"]
        assert used["at_work"][team] / used["present"][team] == pytest.approx(stated, abs=0.01)
    queue = pd.read_csv(io.BytesIO(files["queues.csv"]))
    mean = queue[queue["team"] == "pip2"]["queue_mean"].mean()
    assert mean == pytest.approx(measured["pip2.queue_mean"], rel=0.02)
