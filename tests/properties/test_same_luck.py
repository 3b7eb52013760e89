"""Luck belongs to the crime: a change of people or of policy changes only what capacity decides.

Without feedback, where the same crimes happen; test_same_luck_feedback.py has the promises with it.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from small_worlds import (
    CROWD,
    LUCK,
    NO_FEEDBACK,
    NOBODY,
    SCENARIOS,
    SMALL_TOWN,
    asked_hours,
    facts,
    full_run,
    marks_left,
    town,
)

from sacsim import Run, load, run
from sacsim.chance.candidates import FOLLOW_BITS
from sacsim.chance.draws import Draws
from sacsim.engine import store
from sacsim.measure.catalogue import measure
from sacsim.words import TeamName

MONTHS = 3
Asked = dict[tuple[tuple[str, ...], int, str], float]


class Listened:
    """A run and every question that its crimes asked of chance, with the answers."""

    def __init__(self, changes: dict[str, Any] | None = None) -> None:
        self.asked: Asked = {}
        answer = Draws.uniform

        def listen(draws: Draws, entity: int, question: str) -> float:
            u = answer(draws, entity, question)
            self.asked[draws.path, entity, question] = u
            return u

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Draws, "uniform", listen)
            self.run = full_run(town(MONTHS, NO_FEEDBACK | (changes or {})))
        self.facts = facts(self.run)


@pytest.fixture(scope="module")
def base() -> Listened:
    return Listened()


def written(result: Run, folder: Path) -> dict[str, bytes]:
    """The bytes of every file that a run is kept in."""
    store.save(store.files_of(result, measure(result)), folder, result.replication)
    return {path.name: path.read_bytes() for path in folder.rglob("*.*")}


def first_hours(journal: pd.DataFrame) -> dict[tuple[int, str], float]:
    """Hours that each crime first asked for in each task."""
    asked = journal[(journal["case"] != CROWD) & (journal["event"] == "arrived")]
    asked = asked.drop_duplicates(["case", "task"])
    keys = zip(asked["case"], asked["task"], strict=True)
    return dict(zip(keys, asked["detail"].map(asked_hours), strict=True))


def same_but_for(team: str, one: pd.DataFrame, other: pd.DataFrame) -> None:
    one, other = (f[f["team"] != team].reset_index(drop=True) for f in (one, other))
    assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize(
    ("team", "officers"), [("csi", 4), ("call_handlers", 14), ("supervisors", 3)]
)
def test_staffing_leaves_luck_alone(base: Listened, team: str, officers: int) -> None:
    other = Listened({f"teams.{team}.officers": officers})
    assert_frame_equal(other.run.crimes[LUCK], base.run.crimes[LUCK], check_exact=True)
    assert_frame_equal(marks_left(other.run), marks_left(base.run), check_exact=True)
    both = base.asked.keys() & other.asked.keys()
    assert len(both) > 0.8 * len(base.asked)
    assert all(base.asked[each] == other.asked[each] for each in both)
    # It mattered: somebody was seen to earlier or later than before.
    assert not other.facts["time_hours"].equals(base.facts["time_hours"])


def test_one_more_officer_changes_nobody_elses_duty(base: Listened) -> None:
    more = Listened({"teams.csi.officers": 4}).run
    before, after = base.run.officers, more.officers
    newcomer = (after["team"] == "csi") & (after["officer"] == 3)
    assert newcomer.sum() > 30
    assert_frame_equal(after[~newcomer].reset_index(drop=True), before, check_exact=True)


def test_work_asked_belongs_to_the_crime(base: Listened) -> None:
    """Hours of a task do not depend on how busy anybody is, unless a find decides them."""
    fewer = Listened({"teams.response.officers": 16, "teams.pip1.officers": 3})
    one, other = first_hours(base.facts), first_hours(fewer.facts)
    both = {each for each in one.keys() & other.keys() if not each[1].startswith("line:")}
    assert len(both) > 200
    assert all(one[each] == other[each] for each in both)


def test_more_burglary_renumbers_nothing(base: Listened) -> None:
    more = Listened({"demand.domestic_burglary.per_year": 180})
    before, after = base.run.crimes[LUCK], more.run.crimes[LUCK]
    new = ~after["crime"].isin(before["crime"])
    assert set(after.loc[new, "crime_type"]) == {"domestic_burglary"}
    assert 0 < new.sum() < 0.5 * (before["crime_type"] == "domestic_burglary").sum()
    assert_frame_equal(after[~new].reset_index(drop=True), before, check_exact=True)
    marks = marks_left(more.run)
    old = marks["crime"].isin(before["crime"])
    assert_frame_equal(marks[old].reset_index(drop=True), marks_left(base.run), check_exact=True)
    both = base.asked.keys() & more.asked.keys()
    assert all(base.asked[each] == more.asked[each] for each in both)
    assert_frame_equal(crowd_arrivals(more.facts), crowd_arrivals(base.facts), check_exact=True)
    assert_frame_equal(more.run.officers, base.run.officers, check_exact=True)


def crowd_arrivals(journal: pd.DataFrame) -> pd.DataFrame:
    """Other demand that arrived by itself, not as a follow-on or as an officer's next turn."""
    by_itself = (journal["job"] & (1 << FOLLOW_BITS) - 1 == 0) & ~journal["task"].str.endswith(
        ", continued"
    )
    rows = journal[(journal["case"] == CROWD) & (journal["event"] == "arrived") & by_itself]
    return rows.reset_index(drop=True)


def test_less_demand_only_takes_crimes_away(base: Listened) -> None:
    types = ("domestic_burglary", "personal_robbery", "theft_of_vehicle")
    fewer = full_run(town(MONTHS, NO_FEEDBACK | {f"demand.{type}.per_year": 20 for type in types}))
    before, after = base.run.crimes[LUCK], fewer.crimes[LUCK]
    kept = before["crime"].isin(after["crime"])
    assert set(before.loc[~kept, "crime_type"]) == set(types)
    assert_frame_equal(after, before[kept].reset_index(drop=True), check_exact=True)


def test_an_earlier_start_finds_the_same_crimes() -> None:
    """Candidates and duty belong to the calendar: neither warm-up nor start renumbers a crime.

    Careers begin with the run, so nobody comes or goes here.
    """
    people = {f"teams.{name}.people": None for name, t in town(1).teams.items() if t.people}
    late, early = (
        full_run(town(months, NO_FEEDBACK | {"start": start, **people}))
        for months, start in ((MONTHS, "2020-07-01"), (MONTHS + 1, "2020-06-01"))
    )
    shift = early.clock.month_start(1)
    now, then = late.crimes[LUCK], early.crimes[LUCK]
    # Crimes that happened before the later start but were reported after it are not in that run.
    again = then[then["crime"].isin(now["crime"])].reset_index(drop=True)
    assert len(again) == len(now)
    assert 0 < (then["reported_hours"] >= shift).sum() - len(again) < 0.1 * len(now)
    assert_frame_equal(again.drop(columns="reported_hours"), now.drop(columns="reported_hours"))
    np.testing.assert_allclose(again["reported_hours"], now["reported_hours"] + shift, rtol=1e-12)
    duty, earlier = late.officers, early.officers
    earlier = earlier[earlier["from_hours"] > shift].reset_index(drop=True)
    duty = duty[duty["from_hours"] > 0].reset_index(drop=True)
    assert_frame_equal(earlier[["team", "officer"]], duty[["team", "officer"]])
    np.testing.assert_allclose(earlier["from_hours"] - shift, duty["from_hours"], rtol=1e-12)


def test_a_team_that_nobody_asks_changes_nothing(base: Listened) -> None:
    spare = {"officers": 6, "shifts": "five_team_2224", "abstraction": 0.2}
    spared = full_run(town(MONTHS, NO_FEEDBACK | {"teams.spare": spare}))
    assert spared.journal.equals(base.run.journal)
    assert_frame_equal(spared.crimes, base.run.crimes, check_exact=True)
    assert "spare" in set(spared.queues["team"])
    same_but_for("spare", spared.queues, base.run.queues)
    same_but_for("spare", spared.officers, base.run.officers)


NOTHING = {"team": "response", "priority": 0.0, "preempts": True, "hours": 3.0}


@pytest.mark.parametrize(
    "stream",
    [
        NOTHING | {"per_year": 0},
        NOTHING | {"share_of": "emergency_calls", "share": 0.0},
    ],
)
def test_a_stream_of_nothing_changes_no_byte(tmp_path: Path, stream: dict[str, Any]) -> None:
    one = written(run(town(2)), tmp_path / "one")
    other = written(run(town(2, {"demand.other.a_nothing": stream})), tmp_path / "other")
    assert one == other


def test_the_order_of_tables_changes_no_byte(tmp_path: Path) -> None:
    for name in ("england_median.toml", "small_town.toml"):
        head, *tables = re.split(r"^(?=\[)", (SCENARIOS / name).read_text(), flags=re.M)
        text = "".join([head, *(table.rstrip() + "\n\n" for table in reversed(tables))])
        (tmp_path / name).write_text(text)
    swapped = load(tmp_path / "small_town.toml", {"follow_up_months": 2, "warm_up_months": 0})
    assert list(swapped.teams) != list(load(SMALL_TOWN).teams)
    assert swapped.digest == load(SMALL_TOWN, {"follow_up_months": 2, "warm_up_months": 0}).digest
    swapped = swapped.model_copy(update={"years": 0})
    assert written(run(swapped), tmp_path / "one") == written(run(town(2)), tmp_path / "other")


# -- nobody, and everybody --------------------------------------------------------------------

NEVER = {
    "call_handlers": ["attended_hours", "csi_hours", "allocated_hours", "suspect_hours"],
    "response": ["attended_hours", "arrested_hours"],
    "csi": ["csi_hours"],
    "supervisors": ["allocated_hours", "submitted_hours", "charged_hours", "outcome_hours"],
}
"""What never happens to a crime while nobody is in a team."""


@pytest.mark.parametrize("team", TeamName)
def test_nothing_passes_an_empty_team(team: TeamName) -> None:
    result = full_run(town(1, NOBODY[team]))
    journal = facts(result)
    there = journal[journal["team"] == team]
    assert not set(there["event"]) & {"started", "resumed", "completed"}
    books = result.queues[result.queues["team"] == team]
    assert not books[["on_duty_hours", "busy_hours", "started", "completed"]].to_numpy().any()
    assert team not in set(result.officers["team"])
    for column in NEVER.get(team, []):
        assert result.crimes[column].isna().all(), column
    assert len(result.crimes) > 20


def test_without_call_handlers_no_call_becomes_an_incident() -> None:
    journal = facts(full_run(town(1, NOBODY["call_handlers"])))
    assert journal[journal["team"] == "response"].empty
    assert (journal[journal["team"] == "call_handlers"]["event"] == "abandoned").sum() > 1000


def test_unlimited_staff_means_no_queue_but_still_time() -> None:
    unlimited = {
        f"teams.{name}": {"officers": "unlimited", "shifts": "always", "owns": team.owns}
        for name, team in load(SMALL_TOWN).teams.items()
    }
    result = full_run(town(4, unlimited))
    journal = facts(result)
    jobs = journal[journal["job"] >= 0]
    assert set(jobs["event"]) <= {"arrived", "started", "completed", "cancelled"}
    arrived, started = (
        jobs.loc[jobs["event"] == event, ["job", "task", "time_hours"]].sort_values(
            ["job", "time_hours"], ignore_index=True
        )
        for event in ("arrived", "started")
    )
    assert_frame_equal(started, arrived, check_exact=True)
    assert not result.queues[["queue_hours", "queue_end", "abandoned"]].to_numpy().any()

    crimes = result.crimes
    travel = crimes["attended_hours"] - crimes["reported_hours"]
    assert (travel[crimes["attended_hours"].notna()] > 0).all()
    profiling = jobs[jobs["task"] == "DNA profiling"].groupby("job")["time_hours"]
    assert profiling.agg(np.ptp).max() > 24
    reviews = crimes[crimes["reviews_due"] > 0]
    assert len(reviews)
    assert (crimes["outcome_hours"] - crimes["reported_hours"] > 24 * 28)[reviews.index].any()
