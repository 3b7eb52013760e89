"""A team: posts on or off duty and the jobs that wait for them, under the rules of rules.py.

Everything happens in callbacks: no process a job, no scanning of queues.
"""

from collections.abc import Generator, Iterable
from heapq import heapify, heappop, heappush
from typing import Any

import numpy.typing as npt

from sacsim.force.agenda import COMPLETION, GIVE_UP, ROSTER, Agenda, Appointment
from sacsim.force.job import (
    ABANDONED,
    ANYONES,
    CANCELLED,
    DONE,
    FOREVER,
    GIVEN,
    IN_HAND,
    NAMED,
    TURNED_AWAY,
    WAITING,
    Job,
)
from sacsim.force.ledger import Ledger
from sacsim.force.ownership import Caseload
from sacsim.force.roster import Duties, Duty
from sacsim.force.rules import (
    FINISH,
    NOT_IDLE,
    PARK,
    Post,
    Queue,
    Rules,
    Squeeze,
    mean_pace_of,
    paces_of,
)


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
        self.number = number
        self.rules = rules or Rules()
        self.ledger = ledger or Ledger(name)
        self.unlimited = posts is None
        self.posts = [Post(n) for n in range(posts or 0)]
        self.caseload = Caseload(len(self.posts), self.rules.caseload_limit)
        self.idle = 0
        self._pool: Queue = []
        self._idle: list[tuple[float, int]] = []
        self._busy: dict[int, Post] = {}
        self._relief: list[tuple[int, Job]] = []
        self._changes: dict[float, tuple[set[int], set[int]]] = {}
        self._closed = False

    # -- what stories and other demand ask of a team ------------------------------------------

    def submit(self, job: Job) -> None:
        """Let a job arrive now: it starts, pre-empts, waits or is turned away."""
        job.env = self.agenda
        job.arrived = self.agenda.now
        self.ledger.arrived(self.agenda.now, job)
        self._pass_on(job)
        self._enter(job, self.rules.queue_limit)
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
        for *_, job in sorted(self.posts[officer].queue):
            if job.state == WAITING and self._pass_on(job):
                self._queue_anew(job, officer)

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
            self._queue_anew(job, former)

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
            self._enter(job)

    def _pass_on(self, job: Job) -> bool:
        """Take a job from an officer who has gone, unless it was asked of them; whether it was."""
        officer = job.officer
        if officer is None or job.tie == NAMED or not self.caseload.gone[officer]:
            return False
        heir = None if job.tie == ANYONES else self.caseload.hand_over(officer)
        if job.tie == GIVEN and heir is None:
            return False
        job.officer = heir
        self.ledger.reallocated(self.agenda.now, job)
        return True

    def _enter(self, job: Job, limit: int | None = None) -> None:
        post = self._idle_post_for(job)
        if post is not None:
            self._start(post, job)
        elif job.preempts and (post := self._post_to_preempt(job)) is not None:
            self._preempt(post, job)
        elif limit is not None and self.ledger.waiting >= limit:
            job.state = TURNED_AWAY
            self.ledger.turned_away(self.agenda.now, job)
            job.end()
        else:
            self._wait(job)

    def _patience(self, job: Job) -> None:
        """Note when a job that has just arrived, and waits, gives up."""
        if job.state == WAITING and job.give_up_at < FOREVER:
            due = max(job.give_up_at, self.agenda.now)
            self.agenda.due(due, GIVE_UP, job.id, self._give_up, job)

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
            post = self._stop(job)
            job.state = CANCELLED
            self.ledger.stopped(now, job, post, "cancelled")
            if post.on_duty:
                self._next(post)

    def release(self, hold: Job) -> None:
        """End a hold: as done if it was in hand, as cancelled if it still waited."""
        if hold.state == IN_HAND:
            self._finish(hold)
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
            self._change(start)[1].add(number)
            if end < FOREVER:
                self._change(end)[0].add(number)

    def set_paces(self, paces: npt.ArrayLike, mean: npt.ArrayLike | None = None) -> None:
        """State the paces (posts x skills) of work that is started or resumed from now on.

        `mean` are the paces (one a skill) at which the offered load counts hours; 1 unless stated.
        Raises ValueError for other shapes, or for what is not a positive number.
        """
        for post, row in zip(self.posts, paces_of(paces, len(self.posts)).tolist(), strict=True):
            post.paces = row
        self.ledger.mean_pace = mean_pace_of(mean).tolist()

    def close_books(self) -> None:
        """At the horizon: note the jobs that still wait; stories dropped later change nothing."""
        self._closed = True
        queues = [self._pool, *(post.queue for post in self.posts)]
        waiting = [e[3] for queue in queues for e in sorted(queue) if e[3].state == WAITING]
        for job in waiting + self.caseload.unallocated():
            self.ledger.still_waiting(self.agenda.now, job)

    # -- queues -------------------------------------------------------------------------------

    def _wait(self, job: Job) -> None:
        """Put a job into its place among those that wait."""
        job.state = WAITING
        queue = self._pool if job.officer is None else self.posts[job.officer].queue
        heappush(queue, (job.priority, job.arrived, job.id, job))
        self.ledger.queued(self.agenda.now)

    def _start_or_wait(self, job: Job) -> None:
        """Let a job that has not just arrived start at an idle post it may have, or else wait."""
        post = self._idle_post_for(job)
        if post is not None:
            self._start(post, job)
        else:
            self._wait(job)

    def _put_back(self, job: Job, post: Post) -> None:
        """Let a job that a post has put down wait again, or start at the post it now has."""
        self._pass_on(job)
        if job.officer is None or job.officer == post.number:
            self._wait(job)
        else:
            self._start_or_wait(job)

    def _queue_anew(self, job: Job, former: int) -> None:
        """Let a job that waited for one officer go to where it now belongs."""
        queue = self.posts[former].queue
        queue[:] = [entry for entry in queue if entry[3] is not job]
        heapify(queue)
        self.ledger.dequeued(self.agenda.now)
        self._start_or_wait(job)

    @staticmethod
    def _first(queue: Queue) -> tuple[float, float, int, Job] | None:
        """First job of a queue, dropping those that were cancelled or abandoned."""
        while queue and queue[0][3].state != WAITING:
            heappop(queue)
        return queue[0] if queue else None

    def _next(self, post: Post) -> None:
        """Let a post that has become free on duty take its next job, or be idle from now."""
        if not self._take(post):
            self._becomes_idle(post)

    def _becomes_idle(self, post: Post) -> None:
        post.idle_since = self.agenda.now
        heappush(self._idle, (post.idle_since, post.number))
        self.idle += 1

    def _take(self, post: Post) -> bool:
        """Start the first job that a free post may take; a hold to be relieved goes before all."""
        if self._relief and self._relieve(post):
            return True
        own, pool = self._first(post.queue), self._first(self._pool)
        if pool is not None and not self._may_take(pool[0], self.idle + 1):
            pool = None
        if own is None and pool is None:
            return False
        named = own is not None and (pool is None or own < pool)
        job = heappop(post.queue if named else self._pool)[3]
        self.ledger.dequeued(self.agenda.now)
        self._start(post, job)
        return True

    def _may_take(self, priority: float, idle: int) -> bool:
        """Whether a pool job of this priority may use one of so many idle posts."""
        return priority <= self.rules.reserve_for_priority or idle > self.rules.reserve_posts

    def _idle_post_for(self, job: Job) -> Post | None:
        """Take off the idle list the post that an arriving job may have at once."""
        if self.unlimited:
            return Post(-1)
        if job.officer is not None:
            post = self.posts[job.officer]
            if post.idle_since == NOT_IDLE:
                return None
            self._no_longer_idle(post)
            return post
        if self.idle and self._may_take(job.priority, self.idle):
            while True:
                since, number = heappop(self._idle)
                post = self.posts[number]
                if post.idle_since == since:
                    self._no_longer_idle(post)
                    return post
        return None

    def _no_longer_idle(self, post: Post) -> None:
        post.idle_since = NOT_IDLE
        self.idle -= 1

    def _post_to_preempt(self, job: Job) -> Post | None:
        """The post whose job a pre-empting job stops, if any."""
        candidates = self._busy.values() if job.officer is None else [self.posts[job.officer]]
        best, best_key = None, None
        for post in candidates:
            other = post.job
            if (
                other is not None
                and post.on_duty
                and other.interruptible
                and other.priority > job.priority
            ):
                key = (other.priority, other.resumed, other.id)
                if best_key is None or key > best_key:
                    best, best_key = post, key
        return best

    def _preempt(self, post: Post, job: Job) -> None:
        stopped = post.job
        assert stopped is not None
        self._stop(stopped)
        self.ledger.stopped(self.agenda.now, stopped, post, "pre-empted")
        self._start(post, job)
        self._put_back(stopped, post)

    def _give_up(self, due: Appointment) -> None:
        job = due.what
        if job.state == WAITING and job.started < 0:
            job.state = ABANDONED
            self.ledger.left_queue(self.agenda.now, job, "abandoned")
            job.end()

    # -- work in hand -------------------------------------------------------------------------

    def _start(self, post: Post, job: Job) -> None:
        now = self.agenda.now
        first = job.started < 0
        if first:
            job.started = now
            if self.rules.squeeze is not None and not job.hold:
                job.squeezed = self._squeezed(job, self.rules.squeeze)
                job.left *= job.squeezed
        job.state = IN_HAND
        job.resumed = now
        job.post = post
        job.by = post.number if post.number >= 0 else None
        post.job = job
        self._busy[post.number] = post
        job.pace = 1.0 if job.hold else post.paces[job.skill]
        self.ledger.started(now, job, post, first)
        if job.due is None:
            due = now + job.left * job.pace
            job.due = self.agenda.due(due, COMPLETION, job.id, self._complete, job)

    def _squeezed(self, job: Job, squeeze: Squeeze) -> float:
        """The share of a report's length that is left when callers wait for each post on duty."""
        if job.priority < squeeze.from_priority or not self.ledger.on_duty:
            return 1.0
        pressure = self.ledger.waiting / self.ledger.on_duty
        return max(squeeze.floor, 1.0 - squeeze.per_waiting * pressure)

    def _stop(self, job: Job) -> Post:
        """Take a job out of hand, keeping the hours that are left of it."""
        post: Post = job.post
        assert job.due is not None
        job.left = (job.due.time - self.agenda.now) / job.pace
        job.due = None
        self._let_go(post, job)
        return post

    def _let_go(self, post: Post, job: Job) -> None:
        job.spent += self.agenda.now - job.resumed
        post.job = None
        self._busy.pop(post.number, None)

    def _complete(self, due: Appointment) -> None:
        if due.what.due is due:
            self._finish(due.what)

    def _finish(self, job: Job) -> None:
        post = self._stop(job)
        job.left = 0.0
        job.state = DONE
        self.ledger.stopped(self.agenda.now, job, post, "completed")
        if post.on_duty:
            self._next(post)
        job.end()

    # -- shifts -------------------------------------------------------------------------------

    def _change(self, time: float) -> tuple[set[int], set[int]]:
        """The roster change at an instant: (posts that leave, posts that join)."""
        if time not in self._changes:
            self._changes[time] = (set(), set())
            self.agenda.due(time, ROSTER, self.number, self._roster_change)
        return self._changes[time]

    def _roster_change(self, due: Appointment) -> None:
        leave, join = self._changes.pop(due.time)
        for number in sorted(leave - join):
            self._leave(self.posts[number])
        for number in sorted(join - leave):
            self._join(self.posts[number])
        self._idle = sorted(e for e in set(self._idle) if self.posts[e[1]].idle_since == e[0])
        for since, number in self._idle.copy():
            post = self.posts[number]
            if post.idle_since == since:
                self._no_longer_idle(post)
                if not self._take(post):
                    post.idle_since = since
                    self.idle += 1
        self.ledger.roster_changed(due.time)

    def _join(self, post: Post) -> None:
        post.on_duty = True
        self.ledger.joined(self.agenda.now, post)
        if post.job is None:
            self._becomes_idle(post)

    def _leave(self, post: Post) -> None:
        now = self.agenda.now
        post.on_duty = False
        self.ledger.left(now, post)
        job = post.job
        if job is None:
            self._no_longer_idle(post)
        elif job.hold:
            heappush(self._relief, (job.id, job))
        elif job.interruptible and self.rules.at_shift_end != FINISH:
            parked = job.officer is not None or self.rules.at_shift_end == PARK
            if parked and job.officer is None:
                job.officer = post.number
            self._stop(job)
            self.ledger.stopped(now, job, post, "parked" if parked else "handed over")
            self._pass_on(job)
            self._wait(job)

    def _relieve(self, post: Post) -> bool:
        """Let a free post take over the first hold whose holder's shift has ended."""
        while self._relief:
            _, hold = heappop(self._relief)
            holder = hold.post
            if hold.state == IN_HAND and not holder.on_duty:
                self._let_go(holder, hold)
                self.ledger.stopped(self.agenda.now, hold, holder, "handed over")
                self._start(post, hold)
                return True
        return False
