"""Every check sees what it is there for: a true log is altered in one place at a time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sacsim
from sacsim import Run, load, run
from sacsim.cli import main
from sacsim.engine import possible
from sacsim.engine.possible import log_of, must_be_possible
from sacsim.errors import Contradiction
from sacsim.journal import FULL
from sacsim.measure.catalogue import measure
from sacsim.verify import books, crimes, figures, posts
from sacsim.verify.contradictions import MOST, QUICK, THOROUGH, Check, contradictions, counted
from sacsim.verify.log import Log

SMALL_TOWN = Path(__file__).parents[2] / "scenarios" / "small_town.toml"
FEW = {
    "warm_up_months": 0,
    "follow_up_months": 0,
    "demand.other.emergency_calls.per_year": 500,
    "demand.other.non_emergency_calls.per_year": 500,
    "demand.other.online_reports.per_year": 100,
    "demand.other.desk_crimes.per_year": 100,
    "demand.other.other_supervision.per_year": 300,
    "demand.other.patrol_and_problem_solving.per_year": 200,
    "demand.other.other_outcome_audits.per_year": 100,
    "teams.pip1.at_shift_end": "park",
}
Alter = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def made() -> Run:
    return run(load(SMALL_TOWN, FEW), 0, journal=FULL)


@pytest.fixture(scope="module")
def log(made: Run) -> Log:
    return log_of(made, measure(made))


def altered(log: Log, name: str, alter: Alter) -> Log:
    """The log with one table altered."""
    table = alter(log.read(name).copy().reset_index(drop=True))
    return replace(log, read=lambda wanted: table if wanted == name else log.read(wanted))


def cell(column: str, value: object, where: Callable[[pd.DataFrame], pd.Series]) -> Alter:
    """Put a value, or what a function makes of the old one, into the first row that fits."""

    def alter(table: pd.DataFrame) -> pd.DataFrame:
        row = int(np.flatnonzero(where(table))[0])
        old = table.at[row, column]
        table[column] = table[column].astype(object)
        table.at[row, column] = value(old) if callable(value) else value
        return table.astype({column: type(old)}) if isinstance(old, int | float) else table

    return alter


def event(word: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: table["event"].astype(str) == word


def without(word: str, nth: int = 0) -> Alter:
    """The journal without the n-th row of an event."""
    return lambda t: t.drop(index=np.flatnonzero(event(word)(t))[nth])


def of(team: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: (table["team"].astype(str) == team) & (table["month"] == 3)


def first(table: pd.DataFrame) -> pd.Series:
    return pd.Series(table.index == 0)


def taken(table: pd.DataFrame) -> pd.DataFrame:
    """One row moved to another officer, who has work of their own at the time."""
    begun = table[event("started")(table) & (table["team"].astype(str) == "response")]
    busy = begun[begun["officer"] != begun["officer"].iloc[0]].iloc[0]
    own = table.index[(table["job"] == busy["job"]) & (table["officer"] == busy["officer"])]
    other = begun["officer"].iloc[0]
    table.loc[own, "officer"] = other
    table.loc[own, "time_hours"] = begun["time_hours"].iloc[0]
    return table.sort_values("time_hours", kind="stable").reset_index(drop=True)


charged = {"measure": "outcome_count.charged", "crime_type": "all"}
CASES: list[tuple[Check, str, Alter, str]] = [
    (crimes.entries_are_in_order, "journal", cell("time_hours", 9e3, first), "outside 0 to 8760"),
    (crimes.entries_are_in_order, "journal", cell("replication", 1, first), "another replication"),
    (crimes.entries_are_in_order, "journal", lambda t: t.iloc[::-1], "comes after one at"),
    (crimes.every_crime_is_reported_once, "journal", without("reported"), "was never reported"),
    (crimes.every_crime_is_reported_once, "crimes", lambda t: t.iloc[1:], "is not in the table"),
    (
        crimes.every_crime_is_reported_once,
        "crimes",
        lambda t: pd.concat([t, t.iloc[:1]]),
        "is in the table twice",
    ),
    (
        crimes.every_crime_is_reported_once,
        "crimes",
        cell("reported_hours", lambda old: old + 1e-9, lambda t: t.index == 5),
        "by the table at another time",
    ),
    (crimes.arrivals_are_closed_or_open, "journal", without("outcome"), "0 in the journal"),
    (
        crimes.arrivals_are_closed_or_open,
        "journal",
        lambda t: pd.concat([t, t[event("outcome")(t)].iloc[:1]]),
        "which it had already",
    ),
    (crimes.arrivals_are_closed_or_open, "crimes", lambda t: t.iloc[40:], "crimes have been"),
    (
        crimes.arrivals_are_closed_or_open,
        "crimes",
        cell("outcome_hours", lambda old: old + 1, lambda t: t["outcome"] > 0),
        "its outcome came at",
    ),
    (
        crimes.arrivals_are_closed_or_open,
        "crimes",
        cell("reopened", 7, first),
        "not as the table says",
    ),
    (crimes.lives_are_possible, "journal", without("graded"), "without 'graded' before it"),
    (crimes.lives_are_possible, "journal", without("interviewed"), "without 'interviewed'"),
    (
        crimes.lives_are_possible,
        "journal",
        cell("time_hours", 0.0, event("outcome")),
        "before its report",
    ),
    (
        crimes.lives_are_possible,
        "crimes",
        cell("arrested_hours", -1.0, lambda t: t["arrested_hours"].notna()),
        "arrested_hours is -1.0",
    ),
    (
        crimes.lives_are_possible,
        "crimes",
        cell("charged_hours", np.nan, lambda t: t["outcome"] == 1),
        "without a charge",
    ),
    (
        crimes.chances_end_once,
        "opportunities",
        cell("because", "policy", lambda t: t["realised_hours"].notna()),
        "realised, lost and open at once",
    ),
    (crimes.chances_end_once, "journal", without("lost"), "lost, "),
    (posts.jobs_go_on_as_they_may, "journal", without("arrived"), "never arrived"),
    (posts.jobs_go_on_as_they_may, "journal", without("started"), "'completed' at"),
    (posts.jobs_go_on_as_they_may, "journal", without("resumed"), "after '"),
    (posts.nobody_does_two_things_at_once, "journal", taken, "while at work on job"),
    (posts.nobody_does_two_things_at_once, "journal", without("started"), "had not begun"),
    (posts.nobody_works_off_duty, "officers", lambda t: t.iloc[300:], "off duty"),
    (
        posts.nobody_works_off_duty,
        "officers",
        lambda t: t.assign(
            to_hours=np.where(t["team"] == "pip1", t["to_hours"] - 2, t["to_hours"])
        ),
        "after the shift ended",
    ),
    (
        posts.patience_is_kept,
        "journal",
        cell("time_hours", lambda old: old - 1e-6, event("abandoned")),
        "given up at",
    ),
    (
        posts.hours_worked_are_hours_asked,
        "journal",
        cell("time_hours", lambda old: old + 1e-6, event("completed")),
        "more than the",
    ),
    (
        posts.hours_worked_are_hours_asked,
        "journal",
        cell("time_hours", lambda old: old - 1e-6, event("completed")),
        "of the",
    ),
    (
        posts.only_what_was_put_down_is_taken_up,
        "journal",
        cell("officer", -1, event("completed")),
        "by nobody",
    ),
    (books.books_are_bounded, "queues", cell("busy_hours", 1e6, of("csi")), "more than there were"),
    (books.books_are_bounded, "queues", cell("overtime_hours", 1e6, of("csi")), "more overtime"),
    (books.books_are_bounded, "queues", cell("queue_hours", -1.0, of("csi")), "negative"),
    (books.books_are_bounded, "queues", cell("started", 10**6, of("csi")), "begun than came"),
    (books.books_are_bounded, "queues", cell("completed", 10**6, of("csi")), "done than begun"),
    (books.books_are_bounded, "queues", cell("from_hours", 1, of("csi")), "do not follow"),
    (books.duty_is_as_rostered, "officers", cell("to_hours", 9e3, first), "on duty from"),
    (
        books.duty_is_as_rostered,
        "officers",
        cell("from_hours", lambda old: old - 20, lambda t: t.index == 1),
        "on duty twice",
    ),
    (
        books.duty_is_as_rostered,
        "queues",
        cell("on_duty_hours", lambda old: old + 1, of("csi")),
        "by the officers' times",
    ),
    (books.duty_is_as_rostered, "capacity", cell("on_duty", 99, first), "by name"),
    *(
        (
            books.books_agree_with_the_journal,
            "queues",
            cell(column, lambda old: old + 1, of("csi")),
            f"{column}",
        )
        for column in ("arrivals", "started", "busy_hours", "queue_hours", "overtime_hours")
    ),
    (
        books.follow_on_work_has_a_parent,
        "journal",
        cell("case", 2**63 - 1, lambda t: event("arrived")(t) & (t["case"] >= 0)),
        "a number before its crime's",
    ),
    *(
        (
            figures.measures_can_be_worked_out_again,
            "measures",
            cell(
                "value", lambda old: old * (1 + 1e-6) + 1e-6, lambda t, m=measure: t["measure"] == m
            ),
            f"{measure} of",
        )
        for measure in (
            *("crimes_recorded", "crimes_closed", "outcome_count.charged", "outcome_share.type_18"),
            *("wait.report_to_csi.mean", "csi.utilisation", "csi.busy_hours", "desk.completed"),
        )
    ),
    (
        figures.measures_can_be_worked_out_again,
        "measures",
        lambda t: t[t["measure"] != "csi.utilisation"],
        "csi.utilisation of all (no basis) is missing",
    ),
]


def test_a_true_log_has_no_contradictions(log: Log) -> None:
    assert contradictions(log) == []
    assert min(counted(log)) > 400


def test_every_check_is_made_and_tried() -> None:
    assert {check for check, *_ in CASES} == set(THOROUGH)
    assert set(QUICK) < set(THOROUGH)


@pytest.mark.parametrize(
    ("check", "table", "alter", "said"),
    CASES,
    ids=[f"{check.__name__}, {said}" for check, _, _, said in CASES],
)
def test_what_cannot_be_is_seen(
    check: Check, table: str, alter: Alter, said: str, log: Log
) -> None:
    assert list(check(log)) == []
    lines = list(check(altered(log, table, alter)))
    assert any(said in line for line in lines), lines[:3]


def test_many_are_counted_and_few_told(log: Log) -> None:
    wrong = altered(log, "crimes", lambda t: t.assign(reopened=9))
    lines = contradictions(wrong, (crimes.arrivals_are_closed_or_open,))
    assert len(lines) == MOST + 1
    assert lines[-1] == f"and {len(log.crimes) - MOST:,} more of this kind"


def test_the_checks_know_nothing_of_the_engine() -> None:
    """What they import of sacsim: the field's words, and each other."""
    folder = Path(sacsim.__file__).parent / "verify"
    for name in ("log", "crimes", "posts", "books", "figures", "contradictions"):
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        modules = [line.split()[1] for line in text.splitlines() if line.startswith("from sacsim")]
        assert all(m in ("sacsim.words", "sacsim.verify") or "verify." in m for m in modules), name


# -- refused, and told how to make it again ---------------------------------------------------


def test_a_run_that_contradicts_itself_is_refused(
    made: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    must_be_possible(made)
    must_be_possible(made, measure(made))
    monkeypatch.setattr(possible, "log_of", lambda run, measures=None: _impossible(run))
    with pytest.raises(Contradiction) as refused:
        must_be_possible(made)
    first, second, *_, last = str(refused.value).splitlines()
    assert "replication 0 of 'Small town" in first
    assert "a fault in sacsim, not in your scenario" in first
    assert "comes after one at 9000.0 h" in second
    assert f"--seed {made.scenario.seed} -r 1 --paranoid" in last


def _impossible(run: Run) -> Log:
    return altered(log_of(run), "journal", cell("time_hours", 9e3, first))


def test_the_command_keeps_nothing_of_it(
    made: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Found by --paranoid alone, in a figure; exit code 5, no replication and no manifest."""
    monkeypatch.setattr("sacsim.engine.replicate.run", lambda *_, **__: made)
    wrong = measure(made)
    wrong.loc[wrong["measure"] == "csi.utilisation", "value"] = 1.5
    monkeypatch.setattr("sacsim.engine.replicate.measure", lambda _: wrong)
    arguments = ["run", str(SMALL_TOWN), "-r", "1", "-j", "1", "-o", str(tmp_path / "out")]
    assert main([*arguments, "--paranoid"]) == Contradiction.exit_code == 5
    told = capsys.readouterr().err
    assert "csi.utilisation is 1.5, not within 0 and 1" in told
    assert not list((tmp_path / "out").rglob("*.parquet"))
    assert not (tmp_path / "out" / "manifest.json").exists()
