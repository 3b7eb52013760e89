"""Lets a world of crowd_worlds.py happen in one of the two engines, and tells what came of it."""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from alike import first_difference
from crowd_worlds import (
    BLOCKS,
    CANCEL,
    CLOSE,
    COME,
    DEPART,
    END,
    GIVE_AWAY,
    GO,
    LOOK,
    MONTH,
    MONTHS,
    MOVE,
    NOTE,
    PACE,
    RELEASE,
    REOPEN,
    REST,
    STOP,
    SUBMIT,
    WORK,
    Act,
    Ask,
    Tale,
    World,
)

from sacsim.force.agenda import ARRIVAL, COMPLETION, TIMER, Appointment, Telling
from sacsim.force.job import IN_HAND, WAITING, Job
from sacsim.force.queues import AnyTeam, queues
from sacsim.journal import FULL, Journal
from sacsim.words import Skill

LAST_ID = (1 << 63) - 1
Seen = list[tuple[Any, ...]]


class Told(NamedTuple):
    """What came of a world: journal, books of every team, and what each story saw."""

    journal: pa.Table
    books: dict[str, dict[str, Any]]
    seen: Seen


@dataclass
class _Story:
    """A tale being told: its jobs so far, and those it waits for."""

    tale: Tale
    number: int = 0
    jobs: list[tuple[AnyTeam, Job]] = field(default_factory=list)
    given: list[tuple[AnyTeam, Job]] = field(default_factory=list)
    telling: Telling | None = None
    waits_for: tuple[AnyTeam, Job] | None = None


class Play:
    """A world in an engine; `keep` says which jobs the journal follows."""

    def __init__(self, world: World, engine: str, keep: str = FULL) -> None:
        self.world = world
        self.journal = Journal(0, keep)
        self.queues = queues(engine, self.journal, world.window)
        self.agenda = self.queues.agenda
        self.teams = [
            self.queues.team(f"team {n}", crew.posts, crew.rules, crew.number)
            for n, crew in enumerate(world.crews)
        ]
        self.other_work = self.queues.other_work(world.kinds)
        self.stories = [_Story(tale) for tale in world.tales]
        self.heirs: dict[int, int] = {}
        """Who has been handed a case, by the number of its first job."""
        self.seen: Seen = []

    def told(self) -> Told:
        """Let everything happen up to the end, which is not part of it."""
        self._roster(0)
        self.agenda.due(BLOCKS[-1], ARRIVAL, LAST_ID, lambda _: self._roster(-1))
        for month in range(MONTHS + 1):
            self.agenda.due(MONTH * month, COMPLETION, 0, self._month_begins, month)
        for story in self.stories:
            self.agenda.due(story.tale.at, ARRIVAL, story.tale.id, self._begin, story)
        end = self.agenda.event()
        self.agenda.due(END, COMPLETION, 0, lambda _: end.succeed())
        self.agenda.run(until=end)
        for story in self.stories:
            for team, job in story.jobs:
                self._look(team, job)
        for team in self.teams:
            team.close_books()
        seen = self.seen.copy()
        for story in self.stories:
            if story.telling is not None:
                story.telling.stop()  # stories dropped later change nothing
        return Told(self.journal.table(), {team.name: _books(team) for team in self.teams}, seen)

    def _roster(self, block: int) -> None:
        for team, crew in zip(self.teams, self.world.crews, strict=True):
            team.roster(crew.duties[block])

    def _month_begins(self, due: Appointment) -> None:
        for team in self.teams:
            team.ledger.snapshot(due.time)
        if due.what < MONTHS:
            self._roster(due.what + 1)
            self.other_work.enter(self.world.months[due.what])

    # -- stories ------------------------------------------------------------------------------

    def _begin(self, due: Appointment) -> None:
        story: _Story = due.what
        story.telling = self.agenda.tell(self._tell(story))

    def _tell(self, story: _Story) -> Generator[Any, Any, None]:
        for act in story.tale.acts:
            if act.what == WORK:
                yield from self._work(story, act.ask)
            elif act.what == REST:
                id = self._next_id(story)
                yield self.agenda.due(self.agenda.now + act.hours, TIMER, id, lambda _: None)
            else:
                self._do(story, act)

    def _work(self, story: _Story, ask: Ask) -> Generator[Any, Any, None]:
        """Wait for a job; who is stopped gives back a case that they were given meanwhile."""
        telling, ended = self.agenda.telling, False
        team, job = story.waits_for = telling.asked = self._job(story, ask)
        try:
            yield from team.work(job, give=ask.give)
            ended = True
        finally:
            story.waits_for = telling.asked = None
            self._look(team, job)
            if ask.give and not ended:
                self._case(team, job, close=True)

    def _next_id(self, story: _Story) -> int:
        story.number += 1
        return story.tale.id + story.number

    def _job(self, story: _Story, ask: Ask) -> tuple[AnyTeam, Job]:
        asked = (
            self.teams[ask.crew],
            Job(
                self._next_id(story),
                f"story {ask.priority}",
                ask.hours,
                ask.priority,
                case=story.tale.id,
                preempts=ask.preempts,
                interruptible=ask.interruptible,
                officer=ask.officer,
                give_up_at=self.agenda.now + ask.patience,
                hold=ask.hold,
                skill=ask.skill,
            ),
        )
        story.jobs.append(asked)
        if ask.give:
            story.given.append(asked)
        return asked

    def _do(self, story: _Story, act: Act) -> None:
        """Do what takes no time."""
        earlier = story.jobs[-act.which] if 0 < act.which <= len(story.jobs) else None
        if act.what == SUBMIT:
            self._submit(story, act.ask)
        elif act.what == STOP:
            self._stop(story, act.which)
        elif act.what == CLOSE and story.given:
            self._case(*story.given[-1], close=True)
            del story.given[-1]
        elif act.what == REOPEN and story.given:
            self._case(*story.given[-1], close=False)
            story.given.append(story.given[-1])
        elif act.what == PACE:
            *posts, mean = act.paces
            self.teams[act.crew].set_paces(np.reshape(posts, (-1, len(Skill))), mean)
        elif act.what in (GO, COME, GIVE_AWAY, DEPART):
            self._change_of_people(act)
        elif act.what == NOTE:
            self.journal.note(self.agenda.now, story.tale.id, "note", detail=str(act.which))
        elif earlier is not None:
            team, job = earlier
            if act.what == CANCEL and story.waits_for != earlier:
                team.cancel(job)
            elif act.what == RELEASE and job.hold:
                team.release(job)
            elif act.what == LOOK:
                self._look(team, job)
            elif act.what == MOVE and self._strength(team):
                team.move(job, act.officer % self._strength(team))

    def _submit(self, story: _Story, ask: Ask) -> None:
        team, job = self._job(story, ask)

        def on_end(job: Job) -> None:
            self._look(team, job)
            for act in ask.then:
                self._do(story, act)

        job.on_end = on_end
        (team.give if ask.give else team.submit)(job)

    def _case(self, team: AnyTeam, job: Job, close: bool) -> None:
        """Close or reopen a case, if somebody is in charge of it."""
        officer = self._in_charge(team, job)
        if officer is not None:
            (team.close_case if close else team.take_case)(officer)

    def _in_charge(self, team: AnyTeam, job: Job) -> int | None:
        """Who has the case that was given to somebody with a job."""
        return self.heirs.get(job.id, team.current(job).officer)

    def _strength(self, team: AnyTeam) -> int:
        return self.world.crews[self.teams.index(team)].posts or 0

    def _change_of_people(self, act: Act) -> None:
        team = self.teams[act.crew]
        if not self._strength(team):
            return
        if act.what == GIVE_AWAY:
            self.seen.append((self.agenda.now, "handed to", team.hand_over(act.officer)))
        elif act.what == COME:
            team.come(act.officer)
        else:
            team.go(act.officer)
        if act.what == DEPART:
            for story in self.stories:
                self._depart(story, team, act.officer)
        self.seen.append((self.agenda.now, act.what, *team.live))

    def _depart(self, story: _Story, team: AnyTeam, officer: int) -> None:
        """Hand over a story's cases, with the job that it waits for, as the force does."""
        for given, job in story.given:
            over = team.current(job).state not in (WAITING, IN_HAND)
            if given is not team or not over or self._in_charge(team, job) != officer:
                continue
            heir = team.hand_over(officer)
            if heir is None:
                return
            self.heirs[job.id] = heir
            if story.waits_for is not None and story.waits_for[0] is team:
                asked = team.current(story.waits_for[1])
                if asked.officer == officer:
                    team.move(asked, heir)

    def _stop(self, asking: _Story, first: int) -> None:
        """Stop a story and the next, their waiting jobs first, as the force does."""
        tellings = [self.stories[n % len(self.stories)].telling for n in (first, first + 1)]
        asking = self.agenda.telling
        stopped = [each for each in dict.fromkeys(tellings) if each and each is not asking]
        stopped = [each for each in stopped if each.going_on]
        jobs = [each.asked for each in stopped if each.asked is not None]
        for team, job in sorted(jobs, key=lambda each: each[0].current(each[1]).state == IN_HAND):
            team.cancel(job)
        for each in stopped:
            each.stop()

    def _look(self, team: AnyTeam, job: Job) -> None:
        """Note what a story sees of a job, and how many wait in its team."""
        team.current(job)
        times = (job.arrived, job.started, job.resumed, job.left, job.squeezed, job.spent)
        where = (self.agenda.now, team.ledger.waiting, job.id, job.state, job.officer)
        self.seen.append((*where, *map(float, times)))


def _books(team: AnyTeam) -> dict[str, Any]:
    """Everything that a team has written down."""
    ledger = team.ledger
    return {
        "areas": ledger.areas,
        "live": team.live,
        "snapshots": ledger.snapshots,
        "capacity": ledger.capacity,
        "waits": {
            task: (waits.story, [*waits.arrived], [*waits.wait], [*waits.result])
            for task, waits in sorted(ledger.waits.items())
        },
    }


def play(world: World, engine: str, keep: str = FULL) -> Told:
    """Let a world happen."""
    return Play(world, engine, keep).told()


def differ(one: Told, other: Told) -> str:
    """The first difference between what two engines told, in words; empty if there is none."""
    found = first_difference(one.journal, other.journal)
    if found:
        return f"journal, {found}"
    if not one.journal.equals(other.journal):
        return "journal, words numbered differently"
    for team, books in one.books.items():
        for name, figures in books.items():
            if repr(figures) != repr(other.books[team][name]):
                return f"{name} of {team}: {figures} is not {other.books[team][name]}"
    for row, (first, second) in enumerate(zip(one.seen, other.seen, strict=True)):
        if repr(first) != repr(second):
            return f"seen, row {row}: {first} is not {second}"
    return ""
