"""Is the warm-up long enough: verdicts on known series, and the days that they rest on."""

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sacsim import BadInput, Scenario, load
from sacsim.cli import main
from sacsim.experiment import warmup
from sacsim.experiment.daily import CLOSED, LIVE, QUEUE, REPORTED, Days, crimes_by_day, days
from sacsim.experiment.warmup import Finding, diagnose, judge
from sacsim.measure.periods import by_period
from sacsim.report.warmup import print_warmup, verdict
from sacsim.scenario.overload import overloaded

ROOT = Path(__file__).parents[2]
TOWN = load(ROOT / "scenarios" / "small_town.toml")
"""Six months of warm-up, thirty in all."""
LENGTH = 914
DAYS = np.arange(LENGTH)
PIP2 = f"{QUEUE}pip2"


def noisy(mean: Any, replications: int = 8, spread: float = 0.5) -> np.ndarray:
    """Series about a mean: replications x days."""
    rng = np.random.default_rng(7)
    return np.asarray(mean, dtype=float) + rng.normal(0.0, spread, (replications, LENGTH))


def found(mean: Any, growing: bool = False, spread: float = 0.5) -> warmup.Line:
    return judge(TOWN, PIP2, noisy(mean, spread=spread), {PIP2: growing}, tests=20)


def test_a_short_beginning_is_long_enough() -> None:
    line = found(10 - 9 * np.exp(-DAYS / 20))
    assert line.finding == Finding.LONG
    assert 60 <= line.cut_days <= 181
    assert line.needed_months == 6


def test_a_long_beginning_needs_more_months() -> None:
    """A backlog of ninety beside ten: 4.4 of it are left when recording begins, 0.4 after 330."""
    line = found(10 + 90 * np.exp(-DAYS / 60), spread=2.0)
    assert line.finding == Finding.SHORT
    assert 240 <= line.cut_days <= 457
    months = line.needed_months
    starts = [TOWN.clock.month_start(n) / 24 for n in (months - 1, months)]
    assert starts[0] - 0.1 < line.cut_days <= starts[1] + 0.1
    assert line.words == f"too short: {months} months needed"


def test_a_season_is_no_beginning() -> None:
    """What comes back a year later is not cut off, though MSER-5 may want to."""
    for phase in range(0, 364, 52):
        line = found(10 + 3 * np.sin(2 * np.pi * (DAYS + phase) / 364))
        assert line.finding in (Finding.LONG, Finding.LATER, Finding.FEW), phase


def test_a_rise_from_year_to_year_is_no_steady_state() -> None:
    line = found(10 + DAYS / 100)
    assert line.finding == Finding.DRIFTS
    assert "still rising, 13.7 at first, 17.3 in the end" in line.words
    falling = found(20 - DAYS / 100)
    assert "still falling" in falling.words
    assert judge(TOWN, PIP2, noisy(10 + DAYS / 1000), {}).finding != Finding.DRIFTS


def test_a_queue_that_grows_is_told_first() -> None:
    assert found(10.0, growing=True).finding == Finding.GROWS


def test_a_change_in_the_second_half_is_not_enough_data() -> None:
    """In a run of less than two years after the warm-up, where a jump late on is no trend."""
    table = noisy(10.0)[:, :600]
    table[:, 480:] -= 8.0
    line = judge(TOWN, PIP2, table, {})
    assert line.finding == Finding.FEW
    assert np.isnan(line.cut_days)


def test_nothing_there() -> None:
    assert judge(TOWN, PIP2, np.zeros((3, LENGTH)), {}).finding == Finding.NOTHING


# -- the days ---------------------------------------------------------------------------------


def test_days_agree_with_the_run_that_they_come_from() -> None:
    """Midnight's live crimes are those of the periods; the month's hours waited are its days'."""
    short = TOWN.change({"warm_up_months": 0, "follow_up_months": 0})
    kept: dict[str, Any] = {}
    real = warmup.days.__globals__["run"]

    def run(*given: Any, **how: Any) -> Any:
        kept["run"] = real(*given, **how)
        return kept["run"]

    patch = pytest.MonkeyPatch()
    patch.setitem(warmup.days.__globals__, "run", run)
    told = days(short, 0)
    patch.undo()
    result = kept["run"]
    clock, series = short.clock, told.series
    assert len(series) == 365
    starts = [round(clock.month_start(month) / 24) for month in range(13)]
    edges = [clock.month_start(month) for month in range(13)]
    counts = by_period(result, edges)
    counts = counts[counts["crime_type"] == "all"].pivot(index="period", columns="measure")["value"]
    assert series[LIVE].iloc[[day - 1 for day in starts[1:]]].tolist() == counts["live"].tolist()
    reported = [series[REPORTED].iloc[a:b].sum() for a, b in pairwise(starts)]
    assert reported == counts["reported"].tolist()
    assert series[CLOSED].sum() - counts["live"].iloc[-1] >= 0
    hours = np.diff([clock.hours(pd.Timestamp(short.start + pd.Timedelta(days=day)).date())
                     for day in range(366)])  # fmt: skip
    books = result.queues[result.queues["team"] == "pip2"]
    waited = series[PIP2].to_numpy() * hours
    by_month = [waited[a:b].sum() for a, b in pairwise(starts)]
    assert by_month == pytest.approx(books["queue_hours"].tolist(), rel=1e-9)
    assert set(told.growing) == set(short.teams)


def test_live_crimes_by_hand() -> None:
    """Three crimes; one is closed on day 0 and opened again on day 1; a new code is no end."""

    class Result:
        crimes = pd.DataFrame({"crime": [1, 2, 3], "reported_hours": [1.0, 5.0, 30.0]})
        history = pd.DataFrame(
            {
                "crime": [1, 1, 1, 2, 2],
                "time_hours": [10.0, 26.0, 60.0, 24.0, 50.0],
                "outcome": [18, 0, 1, 18, 16],
            }
        )

    told = crimes_by_day(Result(), [0.0, 24.0, 48.0, 72.0])  # type: ignore[arg-type]
    assert told[LIVE].tolist() == [1, 2, 1]
    assert told[REPORTED].tolist() == [2, 1, 0]
    assert told[CLOSED].tolist() == [1, 1, 1]


# -- what is said -----------------------------------------------------------------------------


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Runs that are made up: change the means, or which queues grow."""
    means: dict[str, Any] = {LIVE: 10.0, REPORTED: 1.0, CLOSED: 1.0, PIP2: 5.0, "growing": False}

    def made(scenario: Scenario, replication: int, *, engine: str | None = None) -> Days:
        rng = np.random.default_rng(replication)
        names = (LIVE, REPORTED, CLOSED, PIP2)
        columns = {name: means[name] + 0.1 * rng.normal(size=LENGTH) for name in names}
        return Days(pd.DataFrame(columns), {"pip2": means["growing"]})

    monkeypatch.setattr(warmup, "days", made)
    return means


def said(told: warmup.WarmUp) -> str:
    stream = io.StringIO()
    print_warmup(told, Console(file=stream, width=110))
    return stream.getvalue()


def test_a_settled_force_is_told_in_a_line(settled: dict[str, Any]) -> None:
    told = diagnose(TOWN, 4, workers=1)
    assert verdict(told) == ["The warm-up of 6 months is long enough."]
    assert "queue for PIP 2" in said(told)
    assert told.means["date"].iloc[[0, -1]].tolist() == ["2020-07-01", "2022-12-31"]


def test_an_overloaded_force_is_judged_from_its_starting_state(settled: dict[str, Any]) -> None:
    settled |= {"growing": True, PIP2: DAYS / 5.0, LIVE: 10.0 + DAYS / 10}
    one, two = verdict(diagnose(TOWN, 4, workers=1))
    assert one.startswith("No steady state exists: the queue for PIP 2 grows without end.")
    assert "a terminating run" in one
    assert two == "No steady state in these months, for the live crimes."


def test_a_warm_up_that_is_too_short_is_told_with_the_change(settled: dict[str, Any]) -> None:
    settled[PIP2] = 10 + 30 * (DAYS < 365)
    (only,) = verdict(diagnose(TOWN, 4, workers=1))
    assert only == (
        "The warm-up of 6 months is too short: 12 months needed, for the queue for PIP 2 "
        "(--set warm_up_months=12)."
    )


def test_with_live_crimes_from_a_table_only_other_work_is_judged(settled: dict[str, Any]) -> None:
    taken_over = load(ROOT / "scenarios" / "small_town_today.toml")
    told = diagnose(taken_over, 2, workers=1)
    assert told.series == [PIP2]
    assert verdict(told)[-1].startswith("The recorded months begin with a table of live crimes")


def test_the_command(
    settled: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tables and a picture, the same bytes each time; a folder in use is refused."""
    scenario = str(ROOT / "scenarios" / "small_town.toml")
    for name in ("one", "two"):
        out = ["-o", str(tmp_path / name)]
        assert main(["warmup", scenario, "-r", "2", "-j", "1", *out]) == 0
    assert "long enough" in capsys.readouterr().out
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["days.csv", "warmup.csv", "warmup.png", "warmup.svg"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    table = pd.read_csv(tmp_path / "one" / "warmup.csv")
    assert table["verdict"].tolist() == ["long enough"] * 4
    assert main(["warmup", scenario, "-o", str(tmp_path / "one")]) == 2
    assert "already there" in capsys.readouterr().err


def test_one_replication_cannot_tell_noise() -> None:
    with pytest.raises(BadInput, match="2 or more"):
        diagnose(TOWN, 1)


# -- overload, before anything is run ---------------------------------------------------------


def test_overload_is_foreseen() -> None:
    assert not list(overloaded(TOWN))
    ((team, line),) = overloaded(TOWN.change({"teams.pip2.officers": 4}))
    assert team == "pip2"
    assert line.startswith("teams.pip2: other work alone asks for 1.")
    assert "no steady state" in line
    assert not list(overloaded(TOWN.change({"teams.csi.officers": 1_000_000})))
