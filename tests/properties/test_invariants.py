"""What no scenario may break, whatever its staffing, priorities and policies."""

import json
import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from call_room import asked_of, starts
from hypothesis import HealthCheck, Phase, given, settings
from random_towns import changes
from small_worlds import CROWD, asked_hours, facts, full_run, town

from sacsim import Run
from sacsim.chance.candidates import FOLLOW_BITS
from sacsim.force.visits import MOST_ROUTES, ROUTE_BITS

PATH = (1 << FOLLOW_BITS) - 1
BEGINS = ("started", "resumed")
STOPS = ("completed", "pre-empted", "parked", "handed over", "cancelled")
WAITS_FROM = ("arrived", "pre-empted", "parked", "handed over")
WAITS_TO = ("started", "resumed", "abandoned", "cancelled", "turned away")
MONTHS = 2

AtWork = dict[tuple[str, int], list[tuple[float, float, int]]]
"""Spells of work of each post: from, to, job."""

# -- what the journal says --------------------------------------------------------------------


class World(NamedTuple):
    """A run with its journal as a frame."""

    run: Run
    journal: pd.DataFrame

    @property
    def horizon(self) -> float:
        return self.run.window[2]

    @property
    def jobs(self) -> pd.DataFrame:
        """The rows about jobs."""
        return self.journal[self.journal["job"] >= 0]


def holds(jobs: pd.DataFrame) -> set[int]:
    """Jobs that guard a scene: they have no hours of their own."""
    arrived = jobs[jobs["event"] == "arrived"]
    return set(arrived.loc[arrived["detail"].str.contains("hold"), "job"])


def at_work(world: World) -> AtWork:
    """Who worked on what, when: each post does one thing at a time."""
    spells: AtWork = {}
    named = world.jobs["event"].isin(["allocated", "reallocated"])
    rows = world.jobs[(world.jobs["officer"] >= 0) & ~named]
    columns = rows[["team", "officer", "time_hours", "event", "job"]]
    busy: dict[tuple[str, int], tuple[float, int]] = {}
    for team, officer, time, event, job in columns.itertuples(index=False):
        post = team, officer
        if event in BEGINS:
            assert post not in busy, f"{post} begins {job} while at work on {busy[post]}"
            busy[post] = time, job
        else:
            assert event in STOPS, event
            since, doing = busy.pop(post)
            assert doing == job, f"{post} ends {job} but is at work on {doing}"
            spells.setdefault(post, []).append((since, time, job))
    for post, (since, job) in busy.items():
        spells.setdefault(post, []).append((since, world.horizon, job))
    return spells


def duty_of(world: World) -> AtWork:
    """When each post is on duty; duty times that touch are one."""
    duties: AtWork = {}
    frame = world.run.officers.sort_values(["team", "officer", "from_hours"])
    for team, officer, begin, end in frame.itertuples(index=False):
        own = duties.setdefault((team, officer), [])
        if own and begin <= own[-1][1]:
            assert begin == own[-1][1], f"{team} {officer} is on duty twice at {begin}"
            own[-1] = own[-1][0], end, 0
        else:
            own.append((begin, end, 0))
    return duties


def by_month(spells: list[tuple[float, float]], months: pd.DataFrame) -> np.ndarray:
    """Hours of these spells that fall into each month of a team's queues frame."""
    begin, end = np.array(spells).reshape(-1, 2).T
    clipped = [
        np.clip(end, low, high) - np.clip(begin, low, high)
        for low, high in zip(months["from_hours"], months["to_hours"], strict=True)
    ]
    return np.array([each.sum() for each in clipped])


# -- invariants -------------------------------------------------------------------------------


def entries_are_in_order_of_time(world: World) -> None:
    times = world.journal["time_hours"].to_numpy()
    assert times.min() >= 0
    assert times.max() < world.horizon
    late = np.flatnonzero(np.diff(times) < 0)
    assert not len(late), f"out of order:\n{world.journal.iloc[[*late, *(late + 1)]]}"


def every_crime_is_open_or_closed(world: World) -> None:
    """A crime opens with its report; it closes, is corrected while closed, and may reopen."""
    crimes = world.run.crimes
    reported = world.journal[world.journal["event"] == "reported"]
    assert crimes["crime"].is_unique
    assert reported["case"].tolist() == crimes["crime"].tolist()
    assert reported["time_hours"].tolist() == crimes["reported_hours"].tolist()
    since = dict(zip(crimes["crime"], crimes["reported_hours"], strict=True))
    last = dict.fromkeys(since, 0)
    arrivals = np.searchsorted(reported["time_hours"], world.run.history["time_hours"], "right")
    closed = 0
    for arrived, (crime, time, outcome) in zip(
        arrivals.tolist(), world.run.history.itertuples(index=False), strict=True
    ):
        assert time >= since[crime]
        assert outcome != last[crime], "an outcome follows another, 0 stands for none"
        closed += (outcome > 0) - (last[crime] > 0)
        last[crime] = outcome
        still_open = sum(code == 0 for case, code in last.items() if since[case] <= time)
        assert arrived == closed + still_open
    assert crimes["outcome"].tolist() == [last[crime] for crime in crimes["crime"]]
    assert (crimes["outcome_hours"].isna() == (crimes["outcome"] == 0)).all()


def lost_opportunities_have_a_cause(world: World) -> None:
    chances = world.run.opportunities
    realised, lost = chances["realised_hours"].notna(), chances["lost_hours"].notna()
    assert not (realised & lost).any()
    assert (chances.loc[realised, "because"] == "").all()
    assert (chances.loc[~realised & ~lost, "because"] == "still open").all()
    causes = chances.loc[lost, "because"]
    assert not causes.isin(["", "still open"]).any()
    gone = {"realised": 1, "lost": 1, "regained": -1}  # regained by a crime that is reopened
    noted = world.journal[world.journal["event"].isin(gone)]
    times = noted["event"].map(gone).astype(int).groupby([noted["case"], noted["task"]]).cumsum()
    assert times.isin([0, 1]).all()
    count = noted["event"].value_counts()
    assert count.get("realised", 0) == realised.sum()
    assert count.get("lost", 0) - count.get("regained", 0) == lost.sum()


def jobs_belong_to_somebody(world: World) -> None:
    """A story's jobs have numbers after their crime's, and no job is asked twice at a time."""
    arrived = world.jobs[world.jobs["event"] == "arrived"]
    own = arrived[arrived["case"] != CROWD]
    assert own["job"].is_unique
    assert ((own["job"] > own["case"]) & (own["job"] - own["case"] < 1 << FOLLOW_BITS)).all()
    assert own["case"].isin(world.run.crimes["crime"]).all()
    live: set[int] = set()
    ends = ("completed", "abandoned", "cancelled", "turned away")
    for job, event in world.jobs[["job", "event"]].itertuples(index=False):
        if event == "arrived":
            assert job not in live
            live.add(job)
        else:
            assert job in live, f"{event} of {job}, which is not there"
            live -= {job} if event in ends else set()


def follow_on_arrives_when_its_parent_is_done(world: World) -> None:
    crowd = world.jobs[world.jobs["case"] == CROWD]
    ended = crowd[crowd["event"].isin(["completed", "abandoned"])]
    completed = ended[ended["event"] == "completed"]
    done = completed.groupby(first_number(completed["job"]))
    later = crowd[(crowd["event"] == "arrived") & (crowd["job"] & PATH > 0)]
    again = later["job"] & MOST_ROUTES == 0  # a case's next turn, or a call tried again
    before = later.loc[again, "job"].to_numpy() - (1 << ROUTE_BITS)
    previous = ended.set_index("job")["time_hours"].reindex(before).to_numpy()
    turn = later.loc[again, "task"].str.endswith(", continued").to_numpy()
    begins = later.loc[again, "time_hours"].to_numpy()
    assert (begins[turn] == previous[turn]).all()
    assert (begins[~turn] > previous[~turn]).all()
    arrived = later[~again]
    id = arrived["job"].to_numpy()
    parent = id - (id & PATH) | (id & PATH) >> ROUTE_BITS
    born = done["time_hours"].last().reindex(parent).to_numpy()
    assert (born == arrived["time_hours"].to_numpy()).all()
    answered = crowd[(crowd["event"] == "completed") & (crowd["team"] == "call_handlers")]
    if len(answered) > 2000:  # about a fifth to a half of calls become incidents
        assert 0.15 < len(arrived) / len(answered) < 0.6


def first_number(job: pd.Series) -> pd.Series:
    """The id of a call's first attempt, or of a case's first turn."""
    return job.where(job & MOST_ROUTES > 0, job - (job & PATH))


def nobody_works_off_duty(world: World) -> None:
    """Work begins on duty; it goes on after the shift only where it must be finished."""
    duties, guards = duty_of(world), holds(world.jobs)
    arrived = world.jobs[world.jobs["event"] == "arrived"]
    fixed = set(arrived.loc[arrived["detail"].str.contains("uninterruptible"), "job"])
    for (team, officer), spells in at_work(world).items():
        rules = world.run.scenario.teams[team]
        if rules.officers == "unlimited":
            continue
        own = duties[team, officer]
        begins = np.array([begin for begin, _, _ in own])
        for since, until, job in spells:
            place = np.searchsorted(begins, since, "right") - 1
            handed = job in guards
            assert place >= 0
            assert since <= own[place][1], f"{team} {officer} begins {job} at {since}, off duty"
            if not (handed or job in fixed or rules.at_shift_end == "finish"):
                assert until <= own[place][1], f"{team} {officer} is at {job} after the shift"


def how_long(detail: str) -> dict[str, float]:
    """What a journal row says of the length of work begun: squeezed, pace."""
    return {name: float(value) for name, _, value in (p.partition("=") for p in detail.split())}


def hours_worked_are_hours_asked(world: World) -> None:
    """A completed job has had the hours it asked for, less what a hurried call was cut short."""
    jobs, guards = world.jobs, holds(world.jobs)
    left: dict[int, float] = {}
    since: dict[int, float] = {}
    pace: dict[int, float] = {}
    checked = 0
    columns = jobs[["time_hours", "job", "event", "detail"]]
    for time, job, event, detail in columns.itertuples(index=False):
        if job in guards:
            continue
        if event == "arrived":
            left[job] = asked_hours(detail)
        elif event in BEGINS:
            how = how_long(detail)
            since[job], pace[job] = time, how.get("pace", 1.0)
            left[job] *= how.get("squeezed", 1.0)
        elif job in since:
            left[job] -= (time - since.pop(job)) / pace[job]
            assert left[job] >= -1e-9
            if event == "completed":
                assert abs(left[job]) < 1e-9, f"{job} ended with {left[job]} hours to do"
                checked += 1
    assert checked or not (jobs["event"] == "completed").any()


def books_agree_with_the_journal(world: World) -> None:
    """Hours on duty, at work, in overtime and in the queue, and counts, month by month."""
    queues, jobs = world.run.queues, world.jobs
    spells, duties, guards = at_work(world), duty_of(world), holds(jobs)
    for team, months in queues.groupby("team"):
        own = jobs[jobs["team"] == team]
        on_duty = [s[:2] for post, each in duties.items() if post[0] == team for s in each]
        work = [(post, *s[:2]) for post, each in spells.items() if post[0] == team for s in each]
        late = [gap for post, begin, end in work for gap in off_duty(begin, end, duties, post)]
        recomputed = {
            "on_duty_hours": by_month(on_duty, months),
            "queue_hours": by_month(waited(own, guards, world.horizon), months),
        }
        if world.run.scenario.teams[team].officers == "unlimited":
            at_unlimited = in_hand(own, world.horizon)
            recomputed["busy_hours"] = by_month(at_unlimited, months)
            assert not months["on_duty_hours"].any()
        else:
            recomputed["busy_hours"] = by_month([(b, e) for _, b, e in work], months)
            recomputed["overtime_hours"] = by_month(late, months)
            available = months["on_duty_hours"] + months["overtime_hours"]
            assert (months["busy_hours"] <= available + 1e-9).all()
        for column, hours in recomputed.items():
            np.testing.assert_allclose(
                months[column], hours, rtol=0, atol=1e-6, err_msg=f"{team} {column}"
            )
        counted = {"arrivals": "arrived", "started": "started", "completed": "completed"}
        for column, event in (counted | {"abandoned": "abandoned"}).items():
            times = own.loc[own["event"] == event, "time_hours"]
            edges = [*months["from_hours"], months["to_hours"].iloc[-1]]
            assert np.histogram(times, edges)[0].tolist() == months[column].tolist(), column


def off_duty(
    begin: float, end: float, duties: AtWork, post: tuple[str, int]
) -> list[tuple[float, float]]:
    """The parts of a spell of work outside a post's duty times."""
    gaps = []
    for duty_begin, duty_end, _ in duties.get(post, []):
        if begin < duty_begin < end:
            gaps.append((begin, duty_begin))
        begin = max(begin, min(duty_end, end)) if duty_begin < end else begin
    return [*gaps, (begin, end)]


def waited(jobs: pd.DataFrame, guards: set[int], horizon: float) -> list[tuple[float, float]]:
    """Every spell of waiting: from arrival, or from being stopped, to the next start or the end."""
    since: dict[int, float] = {}
    spells = []
    for time, job, event in jobs[["time_hours", "job", "event"]].itertuples(index=False):
        if event in WAITS_FROM and not (event == "handed over" and job in guards):
            since[job] = time
        elif event in WAITS_TO and job in since:
            spells.append((since.pop(job), time))
    return spells + [(begin, horizon) for begin in since.values()]


def in_hand(jobs: pd.DataFrame, horizon: float) -> list[tuple[float, float]]:
    """Every spell of work on each job, whoever did it."""
    since: dict[int, float] = {}
    spells = []
    for time, job, event in jobs[["time_hours", "job", "event"]].itertuples(index=False):
        if event in BEGINS:
            since[job] = time
        elif event in STOPS and job in since:
            spells.append((since.pop(job), time))
    return spells + [(begin, horizon) for begin in since.values()]


def call_room_starts_can_be_worked_out_again(world: World) -> None:
    team = "call_handlers"
    settings = world.run.scenario.teams[team]
    duties = world.run.officers
    duties = duties.loc[duties["team"] == team, ["officer", "from_hours", "to_hours"]]
    expected = starts(asked_of(world.journal, team), duties, settings, world.horizon)
    rows = world.jobs[(world.jobs["team"] == team) & (world.jobs["event"] == "started")]
    assert set(rows["job"]) == set(expected)
    for time, job, officer, detail in rows[["time_hours", "job", "officer", "detail"]].itertuples(
        index=False
    ):
        start = expected[job]
        squeezed = how_long(detail).get("squeezed", 1.0)
        assert abs(time - start.time) < 1e-9, job
        assert officer == start.officer, job
        assert abs(squeezed - start.squeezed) < 1e-9, job


INVARIANTS = (
    entries_are_in_order_of_time,
    every_crime_is_open_or_closed,
    lost_opportunities_have_a_cause,
    jobs_belong_to_somebody,
    follow_on_arrives_when_its_parent_is_done,
    nobody_works_off_duty,
    hours_worked_are_hours_asked,
    books_agree_with_the_journal,
    call_room_starts_can_be_worked_out_again,
)


@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(made=changes())
def test_invariants(made: dict[str, Any]) -> None:
    made |= {"teams.call_handlers.at_shift_end": "finish"}
    made.pop("teams.call_handlers.queue_limit", None)
    result = full_run(town(MONTHS, made))
    world = World(result, facts(result))
    for invariant in INVARIANTS:
        invariant(world)


def test_invariants_of_the_small_town_itself() -> None:
    result = full_run(town(5, {"pathway.scene.guarded": 0.1}))
    world = World(result, facts(result))
    for invariant in INVARIANTS:
        invariant(world)
    # The journal tells a story worth checking.
    assert {*BEGINS, *STOPS, "abandoned", "allocated"} <= set(world.jobs["event"])
    assert holds(world.jobs)
    assert re.search("squeezed=0", json.dumps(world.journal["detail"].tolist()))
