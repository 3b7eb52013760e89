"""Runs that begin with a table of live crimes: nothing is lost, nothing counted twice."""

import math
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from small_worlds import SCENARIOS

from sacsim import Run, Scenario, load, run
from sacsim.engine.snapshot import live_crimes
from sacsim.experiment.forecast import Periods, forecast, keep
from sacsim.force.queues import COMPILED, REFERENCE
from sacsim.journal import FULL
from sacsim.measure.catalogue import measure
from sacsim.measure.periods import by_period
from sacsim.pathway.live import COMPLETE, SUSPECTED, UNSOLVED, Stage
from sacsim.scenario.backlog import table_text

QUIET = {
    "warm_up_months": 3,
    "follow_up_months": 0,
    "demand.other.emergency_calls.per_year": 500,
    "demand.other.non_emergency_calls.per_year": 500,
    "demand.other.online_reports.per_year": 100,
    "demand.other.desk_crimes.per_year": 100,
    "demand.other.other_supervision.per_year": 300,
    "demand.other.patrol_and_problem_solving.per_year": 200,
    "demand.other.other_outcome_audits.per_year": 100,
    "demand.domestic_burglary.per_year": 900,
    "demand.personal_robbery.per_year": 300,
    "teams.pip1.officers": 30,
    "teams.pip2.officers": 30,
    "teams.desk.officers": 8,
    "teams.csi.officers": 8,
}
"""The small town with more crimes and little else, so that a quarter takes a second."""
WEEKS = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios")
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, folder)
    return folder


@pytest.fixture(scope="module")
def itself(folder: Path) -> Scenario:
    return load(folder / "small_town.toml", QUIET)


@pytest.fixture(scope="module")
def before(itself: Scenario) -> Run:
    """The warm-up, up to the recorded window."""
    return run(itself, 0, until=itself.window[0])


@pytest.fixture(scope="module")
def today(folder: Path, itself: Scenario, before: Run) -> Scenario:
    """The same town with a table of its live crimes."""
    text = table_text(live_crimes(before), itself.clock)
    (folder / "today.csv").write_text(text, encoding="utf-8", newline="\n")
    return itself.change({"backlog": "today.csv"})


def edges(scenario: Scenario, weeks: int = WEEKS) -> list[float]:
    first = scenario.clock.local(scenario.window[0]).date()
    return [scenario.clock.hours(day) for day in Periods("week", weeks).days(first)]


@pytest.fixture(scope="module")
def after(today: Scenario) -> Run:
    return run(today, 0, until=edges(today)[-1])


def test_the_table_is_of_every_stage_and_of_all_live_crimes(before: Run, today: Scenario) -> None:
    assert today.live is not None
    assert len(today.live) == int((before.crimes["outcome"] == 0).sum()) > 60
    assert set(Stage) - {row.stage for row in today.live} <= {Stage.CUSTODY, Stage.SCREENING}


def test_every_row_is_in_the_run_once_and_is_open_or_closed(after: Run) -> None:
    rows = after.scenario.live or ()
    since = after.window[0]
    taken = after.crimes[after.crimes["reported_hours"] < since]
    assert len(taken) == len(rows) == len(taken["crime"].unique())
    assert not after.crimes["crime"].duplicated().any()
    reported = sorted(zip(taken["reported_hours"], taken["crime_type"], strict=True))
    assert reported == sorted((row.reported, str(row.type)) for row in rows)
    counts = by_period(after, edges(after.scenario))
    whole = counts[counts["crime_type"] == "all"].pivot(
        index="period", columns="measure", values="value"
    )
    history = after.history
    again = history[(history["outcome"] == 0) & (history["time_hours"] < after.horizon)]
    open_now = int((after.crimes["outcome"] == 0).sum())
    assert open_now == whole["live"].iloc[-1]
    closed = int((after.crimes["outcome"] > 0).sum())
    assert open_now + closed == len(rows) + whole["reported"].sum()
    assert abs(whole["closed"].sum() - closed) <= 2 * len(again) + 5  # codes put right, reopened


def test_they_are_no_part_of_the_recorded_cohort(after: Run) -> None:
    rows = measure(after).set_index(["measure", "crime_type", "basis"])["value"]
    cohort = rows["crimes_recorded", "all", "recorded, snapshot"]
    assert cohort == (after.crimes["reported_hours"] >= after.window[0]).sum()
    assert rows["crimes_closed", "all", "closed in period"] > 0


def test_nothing_else_of_the_warm_up_is_reported(after: Run) -> None:
    early = after.journal.filter(
        [time < after.window[0] for time in after.journal["time_hours"].to_pylist()]
    )
    assert "reported" not in early["event"].to_pylist()


def test_new_crimes_are_those_of_the_town_itself(itself: Scenario, after: Run) -> None:
    """All that follow on none are the same; what follows on the past nearly as many."""
    own = run(itself, 0, until=after.horizon).crimes
    new = after.crimes[after.crimes["reported_hours"] >= after.window[0]]
    own = own[own["reported_hours"] >= after.window[0]]
    first = [set(each.loc[each["origin"] == "background", "crime"]) for each in (own, new)]
    assert first[0] == first[1]
    assert len(new) == pytest.approx(len(own), rel=0.1)


def test_what_was_drawn_fits_what_is_told(after: Run) -> None:
    by_time = {(crime.reported, crime.type): crime for crime in after.stories}
    for row in after.scenario.live or ():
        crime = by_time[row.reported, row.type]
        assert crime.attempt == row.attempt
        assert crime.vulnerable == row.vulnerable
        assert crime.occurred <= crime.reported
        if row.stage in SUSPECTED | UNSOLVED:
            assert crime.supports or row.stage == Stage.CUSTODY
        if row.stage in SUSPECTED:
            assert crime.suspect == after.window[0]
        if row.stage in COMPLETE:
            assert crime.evidence >= 1.0


def test_luck_belongs_to_the_row(folder: Path, itself: Scenario, today: Scenario) -> None:
    """Without its first rows the table leaves the others' luck as it was."""
    lines = (folder / "today.csv").read_text("utf-8").splitlines()
    fewer = [lines[0], *reversed(lines[11:])]
    (folder / "fewer.csv").write_text("\n".join(fewer), encoding="utf-8", newline="\n")
    until = today.window[0] + 24
    luck = ["crime", "crime_type", "reported_hours", "series", "supports", "cue"]
    all, some = (
        run(itself.change({"backlog": name}), 0, until=until).crimes
        for name in ("today.csv", "fewer.csv")
    )
    kept = all[all["crime"].isin(some["crime"])]
    assert len(kept) == len(some) == len(all) - 10
    assert_frame_equal(
        kept[luck].sort_values("crime").reset_index(drop=True),
        some[luck].sort_values("crime").reset_index(drop=True),
    )


def test_the_engines_agree(today: Scenario) -> None:
    until = edges(today, 4)[-1]
    one, other = (
        run(today, 1, until=until, engine=engine, journal=FULL) for engine in (COMPILED, REFERENCE)
    )
    assert one.journal.num_rows > 5000
    assert one.journal.equals(other.journal)
    assert_frame_equal(one.crimes, other.crimes, check_exact=True)


@pytest.mark.slow
def test_the_same_bytes_for_any_number_of_workers(today: Scenario, tmp_path: Path) -> None:
    kept = []
    brief = today.change({"start": date(2020, 9, 1), "warm_up_months": 1})
    assert brief.clock.local(brief.window[0]) == today.clock.local(today.window[0])
    for workers in (1, 2):
        made = forecast(brief, Periods("week", 1), 9, workers=workers)
        keep(made, tmp_path / str(workers), {})
        files = sorted((tmp_path / str(workers)).iterdir())
        kept.append({path.name: path.read_bytes() for path in files})
    assert kept[0] == kept[1]
    assert {"forecast.csv", "replications.csv", "backlog.csv", "manifest.json"} <= kept[0].keys()


def test_a_shorter_horizon_never_changes_the_past(today: Scenario, after: Run) -> None:
    until = edges(today, 3)[-1]
    short = run(today, 0, until=until).journal.to_pandas()
    long = after.journal.to_pandas()
    assert_frame_equal(
        short.astype({"event": str, "task": str, "team": str}),
        long[long["time_hours"] < until].astype({"event": str, "task": str, "team": str}),
        check_exact=True,
    )


@pytest.mark.slow
def test_a_forecast_from_the_table_agrees_with_one_from_the_warm_up(
    folder: Path, itself: Scenario
) -> None:
    """Six times over: charges in 12 weeks and live crimes at their end, within noise.

    Each replication's own live crimes are written down and taken over. The bound is four standard
    errors of the paired difference, which must themselves be less than half of the level.
    """
    ends = edges(itself)
    told: dict[str, list[tuple[float, float]]] = {"charged_so_far": [], "live": []}
    for n in range(6):
        text = table_text(live_crimes(run(itself, n, until=ends[0])), itself.clock)
        (folder / "again.csv").write_text(text, encoding="utf-8", newline="\n")
        both = [
            _last(run(scenario, n, until=ends[-1]), ends)
            for scenario in (itself, itself.change({"backlog": "again.csv"}))
        ]
        for name, values in told.items():
            values.append((both[0][name], both[1][name]))
    for values in told.values():
        own, table = np.array(values).T
        error = (table - own).std(ddof=1) / math.sqrt(len(own))
        assert abs((table - own).mean()) < 4 * error
        assert 4 * error < 0.5 * own.mean()


def _last(result: Run, ends: list[float]) -> "pd.Series[float]":
    counts = by_period(result, ends)
    last = counts[(counts["period"] == WEEKS) & (counts["crime_type"] == "all")]
    return last.set_index("measure")["value"]
