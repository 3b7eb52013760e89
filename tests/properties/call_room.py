"""Every start in a pool team, worked out again from what arrived and who was on duty, no more.

Written from the rules in force/rules.py for a team whose jobs nobody interrupts: the order
(priority, arrival, id), the longest idle post, patience, the reserve, reports cut short when
callers wait, and shifts that end once the work in hand is finished.
"""

from heapq import heappop, heappush
from typing import NamedTuple

import pandas as pd
from small_worlds import asked_hours

from sacsim.force.force import TeamSettings

COMPLETION, ROSTER, GIVE_UP, ARRIVAL = range(4)


class Start(NamedTuple):
    """When a job was started, by whom, and what share of its hours was left of it."""

    time: float
    officer: int
    squeezed: float


class Asked(NamedTuple):
    """A job as it arrived."""

    arrived: float
    id: int
    priority: float
    hours: float
    give_up_at: float
    pace: float
    """Hours that an hour takes whoever it turns out to be; it tells nothing of the start."""


def asked_of(journal: pd.DataFrame, team: str) -> list[Asked]:
    """The jobs that arrived at a team, from the journal."""
    rows = journal[(journal["team"] == team) & (journal["event"] == "arrived")]
    patience = rows["detail"].str.extract(r"give_up_at=(\S+)")[0].astype(float)
    begun = journal[(journal["team"] == team) & (journal["event"] == "started")]
    pace = begun.set_index("job")["detail"].str.extract(r"pace=(\S+)")[0].astype(float)
    columns = (
        rows["time_hours"],
        rows["job"],
        rows["priority"],
        rows["detail"].map(asked_hours),
        patience.fillna(float("inf")),
        rows["job"].map(pace).fillna(1.0),
    )
    return [Asked(*row) for row in zip(*columns, strict=True)]


class CallRoom:
    """A team's posts and callers, moved from event to event."""

    def __init__(self, team: TeamSettings) -> None:
        self.team = team
        self.on_duty: set[int] = set()
        self.in_hand: dict[int, int] = {}
        self.idle: list[tuple[float, int]] = []
        self.waiting: list[tuple[float, float, int]] = []
        self.callers: dict[int, Asked] = {}
        self.ends: list[tuple[float, int, int]] = []
        self.starts: dict[int, Start] = {}

    def may_take(self, job: Asked) -> bool:
        """Whether an idle post may take this job, as the reserve stands."""
        urgent = job.priority <= self.team.reserve_for_priority
        return bool(self.idle) and (urgent or len(self.idle) > self.team.reserve_posts)

    def start(self, now: float, post: int, job: Asked) -> None:
        """Start a job, cut short by the callers who still wait."""
        squeeze, left = self.team.squeeze, 1.0
        if squeeze is not None and job.priority >= squeeze.from_priority and self.on_duty:
            pressure = len(self.callers) / len(self.on_duty)
            left = max(squeeze.floor, 1.0 - squeeze.per_waiting * pressure)
        self.idle = [each for each in self.idle if each[1] != post]
        self.in_hand[post] = job.id
        self.starts[job.id] = Start(now, post, left)
        heappush(self.ends, (now + job.hours * left * job.pace, job.id, post))

    def free(self, now: float, post: int) -> None:
        """Let an idle post take the first caller, if there is one that it may take."""
        while self.waiting and self.waiting[0][2] not in self.callers:
            heappop(self.waiting)
        if self.waiting and self.may_take(self.callers[self.waiting[0][2]]):
            self.start(now, post, self.callers.pop(heappop(self.waiting)[2]))

    def complete(self, now: float) -> None:
        """End the first call in hand."""
        _, _, post = heappop(self.ends)
        del self.in_hand[post]
        if post in self.on_duty:
            self.idle.append((now, post))
            self.free(now, post)

    def change(self, now: float, leave: set[int], join: set[int]) -> None:
        """Change shifts: who leaves, who joins, then whoever is idle takes a caller."""
        self.on_duty = self.on_duty - (leave - join) | join
        self.idle = [each for each in self.idle if each[1] in self.on_duty]
        for post in sorted(join - leave - self.in_hand.keys()):
            self.idle.append((now, post))
        for _, post in sorted(self.idle):
            self.free(now, post)

    def arrive(self, now: float, job: Asked) -> None:
        """Start a call at once, or let it wait."""
        if self.may_take(job):
            self.start(now, min(self.idle)[1], job)
        else:
            self.callers[job.id] = job
            heappush(self.waiting, (job.priority, job.arrived, job.id))

    def give_up(self, job: Asked) -> None:
        """A caller who still waits hangs up."""
        self.callers.pop(job.id, None)


def starts(
    jobs: list[Asked], duties: pd.DataFrame, team: TeamSettings, horizon: float
) -> dict[int, Start]:
    """Every start before the horizon; `duties` are officer, from_hours, to_hours."""
    room = CallRoom(team)
    leave: dict[float, set[int]] = {}
    join: dict[float, set[int]] = {}
    for post, begin, end in duties.itertuples(index=False):
        join.setdefault(begin, set()).add(post)
        leave.setdefault(end, set()).add(post)
    events = [(at, ROSTER, 0, None) for at in leave.keys() | join.keys()]
    events += [(job.arrived, ARRIVAL, job.id, job) for job in jobs]
    events += [(job.give_up_at, GIVE_UP, job.id, job) for job in jobs]
    for at, kind, _, job in sorted(events, key=lambda event: event[:3]):
        if at >= horizon:
            break
        while room.ends and room.ends[0][0] <= at:
            room.complete(room.ends[0][0])
        if kind == ROSTER:
            room.change(at, leave.get(at, set()), join.get(at, set()))
        elif kind == ARRIVAL:
            room.arrive(at, job)
        else:
            room.give_up(job)
    while room.ends and room.ends[0][0] < horizon:
        room.complete(room.ends[0][0])
    return room.starts
