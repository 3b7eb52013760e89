"""A team of the compiled crowd as stories see it: the same questions and answers as Team."""

from collections.abc import Generator, Iterable
from struct import Struct
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from sacsim.force.crowd import layout as at
from sacsim.force.crowd import loop
from sacsim.force.job import GIVEN, IN_HAND, TURNED_AWAY, WAITING, Job
from sacsim.force.ledger import Waits
from sacsim.force.roster import Duties, Duty
from sacsim.force.rules import Rules, mean_pace_of, paces_of
from sacsim.words import Skill

if TYPE_CHECKING:
    from sacsim.force.crowd.queues import CompiledQueues

_GOING_ON = (WAITING, IN_HAND)
POLICIES = {"finish": 0, "hand_over": 1, "park": 2}


class CrowdTeam:
    """Posts and queues in the crowd's memory; `posts=None` stands for unlimited capacity."""

    def __init__(
        self, queues: "CompiledQueues", index: int, name: str, posts: int | None, rules: Rules
    ) -> None:
        self.queues = queues
        self.agenda = queues.agenda
        self.name = name
        self.rules = rules
        self.unlimited = posts is None
        self.index = index
        self.strength = posts or 0
        self.address = self._record(index, posts)
        self.ledger = CrowdLedger(self)

    def _record(self, index: int, posts: int | None) -> int:
        """Write the team and its posts into memory."""
        memory, rules, count = self.queues.memory, self.rules, posts or 0
        team = memory.allot(at.TEAM_SIZE)
        first = memory.allot(count * at.POST_SIZE)
        whole = {
            at.TEAM_INDEX: index,
            at.POSTS: first,
            at.POST_COUNT: count,
            at.UNLIMITED: posts is None,
            at.AT_SHIFT_END: POLICIES[rules.at_shift_end],
            at.QUEUE_LIMIT: -1 if rules.queue_limit is None else rules.queue_limit,
            at.RESERVE: rules.reserve_posts,
            at.CASELOAD_LIMIT: -1 if rules.caseload_limit is None else rules.caseload_limit,
            at.SQUEEZES: rules.squeeze is not None,
            at.LAST_CAPACITY: -1,
        }
        for field, value in whole.items():
            memory.i[team + field] = int(value)
        memory.reals[team + at.MEAN_PACES : team + at.MEAN_PACES + len(Skill)] = 1.0
        memory.f[team + at.RESERVE_PRIORITY] = rules.reserve_for_priority
        if rules.squeeze is not None:
            memory.f[team + at.SQUEEZE_FROM] = rules.squeeze.from_priority
            memory.f[team + at.SQUEEZE_PER_WAITING] = rules.squeeze.per_waiting
            memory.f[team + at.SQUEEZE_FLOOR] = rules.squeeze.floor
        for number in range(count):
            post = first + number * at.POST_SIZE
            memory.i[post + at.POST_TEAM] = team
            memory.i[post + at.NUMBER] = number
            memory.f[post + at.IDLE_SINCE] = -1.0
            memory.reals[post + at.PACES : post + at.PACES + len(Skill)] = 1.0
        memory.i[at.SLACK] = max(memory.i[at.SLACK], count + 64)
        return team

    # -- what stories ask of a team -----------------------------------------------------------

    def submit(self, job: Job) -> None:
        """Let a job arrive now: it starts, pre-empts, waits or is turned away."""
        queues = self.queues
        job.env = queues.agenda
        job.arrived = queues.agenda._now
        job.state = WAITING
        _ASKED.pack_into(
            queues.memory.i,
            _ASKED_AT,
            len(queues.told),
            job.arrived,
            job.id,
            self.address,
            job.priority,
            job.hours,
            job.offered,
            job.give_up_at,
            job.preempts,
            job.interruptible,
            job.hold,
            queues.tasks[job.task],
            job.case,
            job.tie,
            job.skill,
            -1 if job.officer is None else job.officer,
        )
        record = queues.turn(loop.ASK, 0)
        if record < 0:
            job.state = TURNED_AWAY
            job.end()
        else:
            job.record = record
            queues.jobs[record] = job

    def give(self, job: Job) -> None:
        """Let a crime's first job arrive now, for whoever becomes the officer in charge."""
        job.tie = GIVEN
        self.submit(job)

    def work(self, job: Job, *, give: bool = False) -> Generator[Any, Any, Job]:
        """Wait, inside a story, until a job has ended; if the story is stopped, cancel the job.

        With `give`, the job is a crime's first and gets its officer in charge from the team.
        """
        try:
            (self.give if give else self.submit)(job)
            yield job
        finally:
            self.cancel(job)
        return job

    def current(self, job: Job) -> Job:
        """The job, with what has happened to it so far written into it."""
        if job.state in _GOING_ON:
            self.queues.write_into(job)
        return job

    def cancel(self, job: Job) -> None:
        """Take a job out of the queue or out of its post's hands; nothing if it has ended.

        Nor once the books are closed. A story that waits for the job is not woken.
        """
        if job.state in _GOING_ON and not self.queues.closed:
            self.queues.ask(loop.CANCEL, job.record)
            self.queues.over(job)

    def release(self, hold: Job) -> None:
        """End a hold: as done if it was in hand, as cancelled if it still waited."""
        if hold.state in _GOING_ON:
            self.queues.ask(loop.RELEASE, hold.record)
            self.queues.over(hold)
            hold.end()

    def close_case(self, officer: int) -> None:
        """An officer in charge has one live crime less, and may be given another."""
        if not self.queues.closed:
            self._ask_about(officer, loop.CLOSE_CASE)

    def take_case(self, officer: int) -> None:
        """An officer in charge has one live crime more, whatever the limit."""
        self._ask_about(officer, loop.TAKE_CASE)

    def go(self, officer: int) -> None:
        """An officer goes: no new crimes, and what waits for them is given away (rule 12)."""
        self._ask_about(officer, loop.GO)

    def come(self, officer: int) -> None:
        """A post has an officer again, who has whatever crimes have stayed with it."""
        self._ask_about(officer, loop.COME)

    def hand_over(self, officer: int) -> int | None:
        """Move a live crime of an officer who has gone to the least loaded; returns who that is.

        None, and nothing moves, if the officer has not gone or nobody is present.
        """
        heir = self._ask_about(officer, loop.HAND_OVER)
        return None if heir < 0 else heir

    def move(self, job: Job, officer: int) -> None:
        """Name a job that is somebody's for another officer; nothing if it is nobody's, or over.

        Work in hand stays where it is until it is put down.
        """
        if job.state in _GOING_ON:
            self._ask_about(officer, loop.MOVE, job.record)

    def _ask_about(self, officer: int, verb: int, what: int = 0) -> int:
        """Ask something of the crowd that concerns an officer; returns what it answers."""
        if not 0 <= officer < self.strength:
            raise IndexError(f"no officer {officer} in {self.name}")
        memory = self.queues.memory
        memory.i[at.ASKED] = officer
        self.queues.ask(verb, what or self.address)
        return int(memory.i[at.ASKED])

    @property
    def live(self) -> list[int]:
        """Live crimes of each officer in charge."""
        words, first = self.queues.memory.words, self.queues.memory.i[self.address + at.POSTS]
        end = first + self.strength * at.POST_SIZE
        return [int(n) for n in words[first + at.LIVE : end : at.POST_SIZE]]

    def roster(self, duties: Duties | Iterable[Duty]) -> None:
        """Add duty times (post, from, to) that begin at or after now; may be called again.

        A post's duty times must not overlap; later ones are added before earlier ones end.
        Raises ValueError for one that ends before it begins.
        """
        self.queues.rosters.add(self.address, Duties.of(duties))

    def set_paces(self, paces: npt.ArrayLike, mean: npt.ArrayLike | None = None) -> None:
        """State the paces (posts x skills) of work that is started or resumed from now on.

        `mean` are the paces (one a skill) at which the offered load counts hours; 1 unless stated.
        Raises ValueError for other shapes, or for what is not a positive number.
        """
        memory, count = self.queues.memory, self.strength
        place = memory.i[self.address + at.POSTS]
        posts = memory.reals[place : place + count * at.POST_SIZE].reshape(count, at.POST_SIZE)
        posts[:, at.PACES : at.PACES + len(Skill)] = paces_of(paces, count)
        means = self.address + at.MEAN_PACES
        memory.reals[means : means + len(Skill)] = mean_pace_of(mean)

    def close_books(self) -> None:
        """At the horizon: note the jobs that still wait; stories dropped later change nothing."""
        self.queues.closed = True
        self.queues.ask(loop.STILL_WAITING, self.address)


_ASKED = Struct("=qd2q4d8q")
_ASKED_AT = 8 * at.TOLD


def _count(field: int, meaning: str) -> property:
    """A whole number of a team's books."""

    def read(ledger: "CrowdLedger") -> int:
        return ledger.read(field)

    return property(read, doc=meaning)


class CrowdLedger:
    """A team's books, read off the crowd's memory: the same figures as Ledger."""

    waiting = _count(at.WAITING_NOW, "Jobs that wait now.")
    busy = _count(at.BUSY, "Jobs in hand now.")
    on_duty = _count(at.DUTY, "Posts on duty now.")
    arrivals = _count(at.ARRIVALS, "Jobs that have arrived so far.")
    starts = _count(at.STARTS, "Jobs begun so far.")
    completed = _count(at.COMPLETED, "Jobs done so far.")
    abandoned = _count(at.ABANDONED_JOBS, "Jobs given up so far.")

    def __init__(self, team: CrowdTeam) -> None:
        self._team = team
        self.snapshots: list[tuple[float, ...]] = []

    def read(self, field: int) -> int:
        """A whole number that the team's record holds."""
        return int(self._team.queues.memory.i[self._team.address + field])

    def _real(self, field: int) -> float:
        return float(self._team.queues.memory.f[self._team.address + field])

    @property
    def areas(self) -> list[float]:
        """Integrals of posts on duty, at work, past their shift, and of jobs waiting, in hours."""
        counts = (at.DUTY, at.BUSY, at.OVERTIME, at.WAITING_NOW)
        return [self._real(count + at.AREA) for count in counts]

    @property
    def capacity(self) -> list[tuple[float, int]]:
        """The duty timetable: (time, posts on duty) at every change."""
        return self._team.queues.written.capacity(self._team.index)

    @property
    def waits(self) -> dict[str, Waits]:
        """The waits of each task's jobs that arrived in the recorded window."""
        return self._team.queues.written.waits(self._team.index, self._team.queues.tasks)

    def snapshot(self, now: float) -> None:
        """Read off the books at an instant."""
        self._team.queues.ask(loop.READ_BOOKS, self._team.address, now)
        counts = (self.waiting, self.arrivals, self.starts, self.completed, self.abandoned)
        self.snapshots.append((now, *self.areas, self._real(at.OFFERED_HOURS), *counts))
