"""A team: what stories and other demand ask of its posts, under the rules of rules.py."""

from collections.abc import Generator, Iterable
from typing import Any

import numpy.typing as npt

from sacsim.force.agenda import GIVE_UP, Agenda, Appointment
from sacsim.force.job import ABANDONED, CANCELLED, FOREVER, GIVEN, IN_HAND, WAITING, Job
from sacsim.force.ledger import Ledger
from sacsim.force.posts import Posts
from sacsim.force.roster import Duties, Duty
from sacsim.force.rules import Rules


class Team:
    """Posts and queues under the rules above; `posts=None` stands for unlimited capacity."""

    def __init__(
        self,
        agenda: Agenda,
        name: str,
        posts: int | None,
        rules: Rules | None = None,
        ledger: Ledger | None = None,
        number: int = 0,
    ) -> None:
        self.agenda = agenda
        self.name = name
        self.rules = rules or Rules()
        self.ledger = ledger or Ledger(name)
        self.posts = Posts(agenda, posts, self.rules, self.ledger, number)
        self.caseload = self.posts.caseload
        self.unlimited = posts is None
        self._closed = False

    # -- what stories and other demand ask of a team ------------------------------------------

    def submit(self, job: Job) -> None:
        """Let a job arrive now: it starts, pre-empts, waits or is turned away."""
        job.env = self.agenda
        job.arrived = self.agenda.now
        self.ledger.arrived(self.agenda.now, job)
        self.posts.pass_on(job)
        self.posts.enter(job, self.rules.queue_limit)
        self._patience(job)

    def give(self, job: Job) -> None:
        """Let a crime's first job arrive now, for whoever becomes the officer in charge.

        It is never turned away. Unlimited teams have nobody in particular: it just starts.
        """
        if self.unlimited:
            self.submit(job)
            return
        job.env = self.agenda
        job.arrived = self.agenda.now
        job.tie = GIVEN
        self.ledger.arrived(self.agenda.now, job)
        job.state = WAITING
        self.ledger.queued(self.agenda.now)
        self.caseload.wait(job)
        self._allocate()
        self._patience(job)

    def close_case(self, officer: int) -> None:
        """An officer in charge has one live crime less, and may be given another."""
        if not self._closed:
            self.caseload.close(officer)
            self._allocate()

    def take_case(self, officer: int) -> None:
        """An officer in charge has one live crime more, whatever the limit."""
        self.caseload.take(officer)

    def go(self, officer: int) -> None:
        """An officer goes: no new crimes, and what waits for them is given away (rule 12)."""
        self.caseload.go(officer)
        for job in self.posts.own_queue(officer):
            if self.posts.pass_on(job):
                self.posts.queue_anew(job, officer)

    def come(self, officer: int) -> None:
        """A post has an officer again, who has whatever crimes have stayed with it."""
        self.caseload.come(officer)
        self._allocate()

    def hand_over(self, officer: int) -> int | None:
        """Move a live crime of an officer who has gone to the least loaded; returns who that is.

        None, and nothing moves, if the officer has not gone or nobody is present.
        """
        return self.caseload.hand_over(officer)

    def move(self, job: Job, officer: int) -> None:
        """Name a job that is somebody's for another officer; nothing if it is nobody's, or over.

        Work in hand stays where it is until it is put down.
        """
        if job.officer is None or job.state not in (WAITING, IN_HAND):
            return
        former, job.officer = job.officer, officer
        self.ledger.reallocated(self.agenda.now, job)
        if job.state == WAITING:
            self.posts.queue_anew(job, former)

    @property
    def live(self) -> list[int]:
        """Live crimes of each officer in charge."""
        return self.caseload.live

    def current(self, job: Job) -> Job:
        """The job, with what has happened to it so far written into it."""
        return job

    def _allocate(self) -> None:
        while (allocated := self.caseload.next()) is not None:
            job, officer = allocated
            job.officer = officer
            self.ledger.dequeued(self.agenda.now)
            self.ledger.allocated(self.agenda.now, job)
            self.posts.enter(job)

    def _patience(self, job: Job) -> None:
        """Note when a job that has just arrived, and waits, gives up."""
        if job.state == WAITING and job.give_up_at < FOREVER:
            due = max(job.give_up_at, self.agenda.now)
            self.agenda.due(due, GIVE_UP, job.id, self._give_up, job)

    def _give_up(self, due: Appointment) -> None:
        job = due.what
        if job.state == WAITING and job.started < 0:
            job.state = ABANDONED
            self.ledger.left_queue(self.agenda.now, job, "abandoned")
            job.end()

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

    def cancel(self, job: Job) -> None:
        """Take a job out of the queue or out of its post's hands; nothing if it has ended.

        Nor once the books are closed. A story that waits for the job is not woken.
        """
        if self._closed:
            return
        now = self.agenda.now
        if job.state == WAITING:
            job.state = CANCELLED
            self.ledger.left_queue(now, job, "cancelled")
        elif job.state == IN_HAND:
            post = self.posts.stop(job)
            job.state = CANCELLED
            self.ledger.stopped(now, job, post, "cancelled")
            if post.on_duty:
                self.posts.next(post)

    def release(self, hold: Job) -> None:
        """End a hold: as done if it was in hand, as cancelled if it still waited."""
        if hold.state == IN_HAND:
            self.posts.finish(hold)
        elif hold.state == WAITING:
            self.cancel(hold)
            hold.end()

    def roster(self, duties: Duties | Iterable[Duty]) -> None:
        """Add duty times (post, from, to) that begin at or after now; may be called again.

        A post's duty times must not overlap; later ones are added before earlier ones end.
        Raises ValueError for one that ends before it begins.
        """
        for number, start, end in Duties.of(duties).rows():
            if end < start:
                raise ValueError(f"duty of post {number} ends at {end}, before {start}")
            if start == end:
                continue
            self.posts.change(start)[1].add(number)
            if end < FOREVER:
                self.posts.change(end)[0].add(number)

    def set_paces(self, paces: npt.ArrayLike, mean: npt.ArrayLike | None = None) -> None:
        """State the paces (posts x skills) of work that is started or resumed from now on.

        `mean` are the paces (one a skill) at which the offered load counts hours; 1 unless stated.
        Raises ValueError for other shapes, or for what is not a positive number.
        """
        self.posts.set_paces(paces, mean)

    def close_books(self) -> None:
        """At the horizon: note the jobs that still wait; stories dropped later change nothing."""
        self._closed = True
        for job in self.posts.waiting() + self.caseload.unallocated():
            self.ledger.still_waiting(self.agenda.now, job)
