"""A real team to which work, duty times and people are given while it goes on, as in oracle.py."""

from dataclasses import dataclass, field
from typing import Any

from oracle import FOLLOW, PEOPLE, Asked, World

from sacsim.force.agenda import ARRIVAL, TIMER
from sacsim.force.job import FOREVER, Job
from sacsim.force.queues import queues
from sacsim.force.rules import Rules, Squeeze
from sacsim.journal import FULL, Journal
from sacsim.words import Skill


@dataclass
class LiveTeam:
    """The team of a world, by one of the engines; what the world asks comes by `ask`."""

    world: World
    engine: str | None = None
    jobs: dict[int, Job] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.world
        self.journal = Journal(0, keep=FULL)
        teams = queues(self.engine, self.journal)
        rules = Rules(
            world.at_shift_end,
            world.queue_limit,
            world.reserve_posts,
            world.reserve_for_priority,
            Squeeze(*world.squeeze) if world.squeeze else None,
            world.caseload_limit,
        )
        self.agenda: Any = teams.agenda
        self.team: Any = teams.team("team", world.posts, rules)
        if world.paces is not None:
            self.team.set_paces(world.paces)

    def ask(self, asked: Asked) -> None:
        """Let a job arrive at its time, and what happens to it from outside."""
        job = self.jobs[asked.id] = Job(
            asked.id,
            "job",
            asked.hours,
            asked.priority,
            preempts=asked.preempts,
            interruptible=asked.interruptible,
            officer=asked.officer,
            give_up_at=asked.give_up_at,
            hold=asked.hold,
            skill=Skill(asked.skill),
            on_end=lambda job: self._ended(asked, job),
        )
        enter = self.team.give if asked.give else self.team.submit
        self.agenda.due(asked.at, ARRIVAL, asked.id, lambda _: enter(job))
        for what in ("cancel_at", "release_at", "close_at"):
            self.do(asked, what)

    def do(self, asked: Asked, what: str) -> None:
        """Put into the agenda what is to happen to a job, if it is to happen at all."""
        at, job = getattr(asked, what), self.jobs[asked.id]
        acts = {
            "cancel_at": lambda _: self.team.cancel(job),
            "release_at": lambda _: self.team.release(job),
            "close_at": lambda _: self._close(job),
        }
        if at < FOREVER:
            self.agenda.due(at, TIMER, 10 * asked.id + [*acts].index(what), acts[what])

    def people(self, number: int, at: float, what: str, officer: int) -> None:
        """Let an officer go or come."""
        change = self.team.go if what == "go" else self.team.come
        self.agenda.due(at, TIMER, PEOPLE + number, lambda _: change(officer))

    def rows(self) -> list[tuple[float, str, int, int]]:
        """The journal so far: time, event, job, officer."""
        table = self.journal.table().select(["time_hours", "event", "job", "officer"])
        return list(zip(*table.to_pydict().values(), strict=True))

    def _close(self, job: Job) -> None:
        if self.team.current(job).officer is not None:
            self.team.close_case(job.officer)

    def _ended(self, asked: Asked, job: Job) -> None:
        if asked.close_on_end:
            self._close(job)
        if asked.follow_hours is not None:
            follow = Job(FOLLOW + asked.id, "follow", asked.follow_hours, asked.priority)
            self.team.submit(follow)
