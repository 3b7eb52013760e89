"""Other work in the reference engine: lets each visit in at its time, and whatever follows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sacsim.force.agenda import ARRIVAL, Agenda, Appointment
from sacsim.force.job import ABANDONED, GIVEN, Job
from sacsim.force.team import Team
from sacsim.force.visits import MOST_TURNS, Kind, Visits, numbered


@dataclass(slots=True)
class _Visit:
    kind: Kind
    id: int
    hours: float
    patience: float
    rings_back: Sequence[float]
    follow: "_Visit | None" = None


class OtherWork:
    """Visits of these kinds, for these teams."""

    def __init__(self, agenda: Agenda, teams: Mapping[str, Team], kinds: Sequence[Kind]) -> None:
        self.agenda = agenda
        self.teams = teams
        self.kinds = kinds
        self._times: list[float] = []
        self._visits: list[_Visit] = []
        self._at = 0

    def enter(self, visits: Visits) -> None:
        """Let the visits of a month come, those of the month before having come."""
        rows: list[_Visit] = []
        for batch in visits.batches:
            kind, columns = self.kinds[batch.kind], [column.tolist() for column in batch[1:5]]
            these = [_Visit(kind, *row) for row in zip(*columns, strict=True)]
            for parent, visit in zip(batch.parent.tolist(), these, strict=False):
                rows[parent].follow = visit
            rows += these
        self._visits = [rows[at] for at in visits.order.tolist()]
        self._times = visits.time[visits.order].tolist()
        self._at = 0
        self._next_arrival()

    def _next_arrival(self) -> None:
        if self._at < len(self._visits):
            visit = self._visits[self._at]
            self.agenda.due(self._times[self._at], ARRIVAL, visit.id, self._arrive)

    def _arrive(self, due: Appointment) -> None:
        visit = self._visits[self._at]
        self._at += 1
        self._let_in(visit)
        self._next_arrival()

    def _follow_on(self, due: Appointment) -> None:
        self._let_in(due.what)

    def _let_in(self, visit: _Visit, attempt: int = 1) -> None:
        kind = visit.kind
        team = self.teams[kind.team]
        job = Job(
            numbered(visit.id, attempt - 1),
            kind.task,
            visit.hours,
            kind.priority,
            preempts=kind.preempts,
            interruptible=kind.interruptible,
            give_up_at=self.agenda.now + visit.patience,
            skill=kind.skill,
        )
        if visit.follow is not None or visit.rings_back:
            job.on_end = partial(self._ended, visit, attempt)
        if kind.officer_in_charge:
            hours = kind.turn_hours or visit.hours
            _Turns(team, hours, visit.hours, job.on_end).begin(job)
        else:
            team.submit(job)

    def _ended(self, visit: _Visit, attempt: int, job: Job) -> None:
        """A call that was answered may become an incident; one given up may be tried again."""
        now = self.agenda.now
        if job.done and visit.follow is not None:
            self.agenda.due(now, ARRIVAL, visit.follow.id, self._follow_on, visit.follow)
        if job.state == ABANDONED and attempt <= len(visit.rings_back):
            due = now + visit.rings_back[attempt - 1]
            again = partial(self._try_again, visit, attempt + 1)
            self.agenda.due(due, ARRIVAL, numbered(visit.id, attempt), again)

    def _try_again(self, visit: _Visit, attempt: int, due: Appointment) -> None:
        self._let_in(visit, attempt)


@dataclass(slots=True)
class _Turns:
    """An investigation done in turns, because its officer in charge has others too."""

    team: Team
    hours: float
    rest: float
    at_end: Callable[[Job], Any] | None
    number: int = 0

    def begin(self, job: Job) -> None:
        """Give the case to an officer, for its first turn."""
        self.rest -= min(self.rest, self.hours)
        job.hours = job.left = job.hours - self.rest
        job.on_end = self._ended
        self.team.give(job)

    def _ended(self, job: Job) -> None:
        """The officer turns to their next case; the rest of this one stands at the end."""
        if self.rest > 0 and job.done:
            self._next(job)
            return
        if job.officer is not None:  # nobody in particular, in a team without limit
            self.team.close_case(job.officer)
        if self.at_end is not None:
            self.at_end(job)

    def _next(self, job: Job) -> None:
        self.number += 1
        turn = self.rest if self.number == MOST_TURNS else min(self.rest, self.hours)
        self.rest -= turn
        task = job.task if self.number > 1 else f"{job.task}, continued"
        id = numbered(job.id, self.number)
        more = Job(id, task, turn, job.priority, officer=job.officer, skill=job.skill)
        more.offered = 0.0
        more.tie = GIVEN
        more.on_end = self._ended
        self.team.submit(more)
