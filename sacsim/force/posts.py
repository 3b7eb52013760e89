"""Posts at work: who takes which job, and what becomes of it at the end of a shift.

The rules of rules.py are here but for what is asked of a team, which stands in team.py.
Everything happens in callbacks: no process a job, no scanning of queues.
"""

from heapq import heapify, heappop, heappush

import numpy.typing as npt

from sacsim.force.agenda import COMPLETION, ROSTER, Agenda, Appointment
from sacsim.force.job import ANYONES, DONE, GIVEN, IN_HAND, NAMED, TURNED_AWAY, WAITING, Job
from sacsim.force.ledger import Ledger
from sacsim.force.ownership import Caseload
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


class Posts:
    """The posts of a team and the jobs that wait for them; `posts=None`: unlimited capacity."""

    def __init__(
        self, agenda: Agenda, posts: int | None, rules: Rules, ledger: Ledger, number: int
    ) -> None:
        self.agenda = agenda
        self.number = number
        self.rules = rules
        self.ledger = ledger
        self.unlimited = posts is None
        self.posts = [Post(n) for n in range(posts or 0)]
        self.caseload = Caseload(len(self.posts), rules.caseload_limit)
        self.idle = 0
        self._pool: Queue = []
        self._idle: list[tuple[float, int]] = []
        self._busy: dict[int, Post] = {}
        self._relief: list[tuple[int, Job]] = []
        self._changes: dict[float, tuple[set[int], set[int]]] = {}

    # -- what a team asks ---------------------------------------------------------------------

    def enter(self, job: Job, limit: int | None = None) -> None:
        """Let a job start, pre-empt, wait or, where the queue has a limit, be turned away."""
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

    def pass_on(self, job: Job) -> bool:
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

    def own_queue(self, officer: int) -> list[Job]:
        """The jobs that wait for one post, in order."""
        return self._waiting(self.posts[officer].queue)

    def waiting(self) -> list[Job]:
        """All jobs that wait: the pool's in order, then each post's."""
        queues = [self._pool, *(post.queue for post in self.posts)]
        return [job for queue in queues for job in self._waiting(queue)]

    @staticmethod
    def _waiting(queue: Queue) -> list[Job]:
        return [entry[3] for entry in sorted(queue) if entry[3].state == WAITING]

    def set_paces(self, paces: npt.ArrayLike, mean: npt.ArrayLike | None = None) -> None:
        """State the paces: see Team."""
        for post, row in zip(self.posts, paces_of(paces, len(self.posts)).tolist(), strict=True):
            post.paces = row
        self.ledger.mean_pace = mean_pace_of(mean).tolist()

    def change(self, time: float) -> tuple[set[int], set[int]]:
        """The roster change at an instant: (posts that leave, posts that join)."""
        if time not in self._changes:
            self._changes[time] = (set(), set())
            self.agenda.due(time, ROSTER, self.number, self._roster_change)
        return self._changes[time]

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
        self.pass_on(job)
        if job.officer is None or job.officer == post.number:
            self._wait(job)
        else:
            self._start_or_wait(job)

    def queue_anew(self, job: Job, former: int) -> None:
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

    def next(self, post: Post) -> None:
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
        self.stop(stopped)
        self.ledger.stopped(self.agenda.now, stopped, post, "pre-empted")
        self._start(post, job)
        self._put_back(stopped, post)

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

    def stop(self, job: Job) -> Post:
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
            self.finish(due.what)

    def finish(self, job: Job) -> None:
        """A job is done; its post, if on duty, takes the next before anybody is told."""
        post = self.stop(job)
        job.left = 0.0
        job.state = DONE
        self.ledger.stopped(self.agenda.now, job, post, "completed")
        if post.on_duty:
            self.next(post)
        job.end()

    # -- shifts -------------------------------------------------------------------------------

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
            self.stop(job)
            self.ledger.stopped(now, job, post, "parked" if parked else "handed over")
            self.pass_on(job)
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
