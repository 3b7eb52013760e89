"""The compiled crowd beside SimPy: one clock, two diaries, and whatever is first comes first.

Stories stay SimPy processes. Before SimPy takes its next timed event, the crowd does everything due
before it, and stops where a job ends that a story waits for.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Any

import numpy as np

from sacsim.force.agenda import ID_BITS, Agenda
from sacsim.force.crowd import layout as at
from sacsim.force.crowd import loop
from sacsim.force.crowd.entering import lay_out
from sacsim.force.crowd.facts import Facts
from sacsim.force.crowd.memory import Block, Blocks, Memory, Pool
from sacsim.force.crowd.rosters import Rosters
from sacsim.force.crowd.teams import CrowdTeam
from sacsim.force.crowd.written import Written
from sacsim.force.job import Job
from sacsim.force.rules import Rules
from sacsim.force.visits import Kind, Visits
from sacsim.journal import Journal

_IDS = (1 << ID_BITS) - 1
_NEVER, _LAST_OF_ALL = float("inf"), 9
_UNTIL, _HOW_IT_WENT = Struct("=d3q"), Struct("=2q6dq")
_UNTIL_AT = 8 * at.UNTIL


class CrowdAgenda(Agenda):
    """A SimPy environment that lets the crowd go on to its own next event before taking that."""

    def __init__(self, queues: "CompiledQueues") -> None:
        super().__init__()
        self._crowd = queues

    def step(self) -> None:
        """Do what is due next: a part of the crowd's work, or one event of SimPy's."""
        queue: Any = self._queue
        if not queue:
            if self._crowd.go_on(_NEVER, _LAST_OF_ALL, 0):
                return
        else:
            time, priority, _, _ = queue[0]
            due = priority > 1 or time > self._now
            if due and self._crowd.go_on(time, (priority >> ID_BITS) - 1, priority & _IDS):
                return
        super().step()


class _Codes(dict[str, int]):
    """The number of each task in the crowd's memory, given when it is first met."""

    def __missing__(self, task: str) -> int:
        code = self[task] = len(self)
        return code


class CompiledQueues:
    """The queues of all teams and the other work that stands in them, in one memory."""

    def __init__(
        self, journal: Journal | None = None, window: tuple[float, float] = (0.0, _NEVER)
    ) -> None:
        self.agenda: Agenda = CrowdAgenda(self)
        self.journal = journal
        self.told: list[Any] = [] if journal is None else journal.rows
        self.memory = Memory()
        self.teams: dict[str, CrowdTeam] = {}
        self.jobs: dict[int, Job] = {}
        self.closed = False
        self.tasks = _Codes()
        self._kinds_at = np.empty(0, np.int64)
        self.rosters = Rosters(self.memory)
        self.written = Written(self.memory)
        self._arrivals, self._rings_back = Block(self.memory), Blocks(self.memory)
        self._follow_ons = Pool(self.memory, at.VISIT_SIZE, at.VISIT_OF)
        self.memory.f[at.FROM], self.memory.f[at.TO] = window
        if journal is not None:
            self.memory.i[at.JOURNAL] = at.EVERY_JOB if journal.full else at.STORIES
            journal.also(self._fetch_rows)

    # -- what is asked of the crowd -----------------------------------------------------------

    def go_on(self, time: float, kind: int, id: int) -> bool:
        """Let the crowd work up to (time, kind, id); whether it stopped before, having told."""
        if self.rosters.new:
            self.rosters.enter()
        memory = self.memory
        _UNTIL.pack_into(memory.i, _UNTIL_AT, time, kind, id, len(self.told))
        record = self.turn(loop.GO_ON, 0)
        if record == loop.NOTHING:
            return False
        self.agenda._now = memory.f[at.NOW]
        job = self.jobs.pop(record)
        self.write_into(job)
        job.end()
        return True

    def ask(self, verb: int, what: int, now: float | None = None) -> None:
        """Ask one thing of the crowd now: see loop.turn."""
        self.memory.f[at.NOW] = self.agenda._now if now is None else now
        self.memory.i[at.TOLD] = len(self.told)
        self.turn(verb, what)

    def turn(self, verb: int, what: int) -> int:
        """Call into the compiled crowd, giving it room as it needs it."""
        answer: int = loop.turn(self.memory.words, verb, what)
        while answer == loop.NO_ROOM:
            self._make_room()
            answer = loop.turn(self.memory.words, verb, what)
        return answer

    def over(self, job: Job) -> None:
        """Write into a story's job how it ended."""
        del self.jobs[job.record]
        self.write_into(job)

    def write_into(self, job: Job) -> None:
        """Write into a story's job what has happened to it."""
        how = _HOW_IT_WENT.unpack_from(self.memory.i, 8 * (job.record + at.OFFICER))
        officer, job.state, job.left, job.started, job.squeezed, job.resumed, job.spent, *by = how
        job.officer = None if officer < 0 else officer
        job.pace, post = by
        job.by = self.memory.i[post + at.NUMBER] if post and job.started >= 0 else None

    # -- teams --------------------------------------------------------------------------------

    def team(
        self, name: str, posts: int | None, rules: Rules | None = None, number: int = 0
    ) -> CrowdTeam:
        """A new team; `number` places its roster changes among those of other teams."""
        team = CrowdTeam(self, len(self.teams), name, posts, rules or Rules())
        self.memory.i[team.address + at.TEAM_NUMBER] = number
        self.teams[name] = team
        self.ask(loop.STAND_READY, team.address)
        return team

    # -- other work ---------------------------------------------------------------------------

    def other_work(self, kinds: Sequence[Kind]) -> "CompiledQueues":
        """Say what kinds of other work there are; `enter` then lets a month's visits in."""
        memory = self.memory
        first = memory.allot(len(kinds) * at.KIND_SIZE)
        self._kinds_at = first + np.arange(len(kinds)) * at.KIND_SIZE
        for address, kind in zip(self._kinds_at.tolist(), kinds, strict=True):
            whole = {
                at.KIND_TEAM: self.teams[kind.team].address,
                at.KIND_TASK: self.tasks[kind.task],
                at.KIND_CONTINUED: self.tasks[f"{kind.task}, continued"],
                at.KIND_PREEMPTS: kind.preempts,
                at.KIND_INTERRUPTIBLE: kind.interruptible,
                at.KIND_IN_CHARGE: kind.officer_in_charge,
                at.KIND_SKILL: kind.skill,
            }
            for field, value in whole.items():
                memory.i[address + field] = int(value)
            memory.f[address + at.KIND_PRIORITY] = kind.priority
            memory.f[address + at.KIND_TURN_HOURS] = kind.turn_hours or 0.0
        return self

    def enter(self, visits: Visits) -> None:
        """Let the visits of a month come, those of the month before having come."""
        memory, arrivals = self.memory, len(visits.time)
        count = sum(len(batch.id) for batch in visits.batches)
        rings = sum(batch.rings_back.size for batch in visits.batches)
        again = self._rings_back.allot(rings, self.agenda.now, visits.rings_until)
        first = self._arrivals.allot(arrivals * at.VISIT_SIZE)
        places = np.empty(count, np.int64)
        places[arrivals:] = self._follow_ons.allot(count - arrivals)
        places[visits.order] = first + np.arange(0, arrivals * at.VISIT_SIZE, at.VISIT_SIZE)
        ends = np.cumsum([len(batch.id) for batch in visits.batches], dtype=np.int64)
        parts, times = np.split(places, ends)[:-1], np.split(visits.time, ends)[:-1]
        for batch, part, time in zip(visits.batches, parts, times, strict=True):
            kind, tries = self._kinds_at[batch.kind], batch.rings_back.shape[1]
            if batch.parent.size:
                time = batch.hours  # any numbers: nobody knows yet when these will come
            patience = np.ascontiguousarray(batch.patience)
            lay_out(
                memory.words,
                memory.reals,
                part,
                time,
                batch.id,
                batch.hours,
                patience,
                kind,
                again,
                tries,
            )
            memory.write(again, batch.rings_back.view(np.int64))
            again += batch.rings_back.size
        for batch, part in zip(visits.batches, parts, strict=True):
            memory.words[places[batch.parent] + at.VISIT_FOLLOW] = part[: len(batch.parent)]
        memory.i[at.ARRIVAL_AT] = first
        memory.i[at.ARRIVALS_END] = first + arrivals * at.VISIT_SIZE

    # -- what has been written down -----------------------------------------------------------

    def _make_room(self) -> None:
        """Fetch what has been written down, and enlarge what is short."""
        self.written.fetch()
        if self.journal is not None:
            self.journal.take(self._fetch_rows())
            self.memory.i[at.TOLD] = len(self.journal.rows)
        self.memory.make_room()

    def _fetch_rows(self) -> Facts:
        rows = self.memory.fetch(at.ROWS, at.ROW_SIZE)
        return Facts(rows, [*self.tasks], [*self.teams])
