"""The rules of a team done the slow way: every question is answered by looking at everything.

Written from the rules in the docstring of sacsim/force/rules.py and from nothing else. There are no
queues here, only jobs and what has become of them; who is on duty is read off the timetable.
"""

from dataclasses import dataclass, field
from math import inf


@dataclass
class Asked:
    """What is asked of the team, and what happens to it from outside."""

    id: int
    at: float
    hours: float
    priority: float = 0
    preempts: bool = False
    interruptible: bool = True
    officer: int | None = None
    give_up_at: float = inf
    hold: bool = False
    give: bool = False
    cancel_at: float = inf
    release_at: float = inf
    close_at: float = inf
    close_on_end: bool = False
    follow_hours: float | None = None
    skill: int = 0


@dataclass
class World:
    """A team, its timetable of (post, from, to), its rules, and the work that comes."""

    posts: int
    duties: list[tuple[int, float, float]]
    asked: list[Asked]
    at_shift_end: str = "finish"
    queue_limit: int | None = None
    reserve_posts: int = 0
    reserve_for_priority: float = 0
    squeeze: tuple[float, float, float] | None = None
    caseload_limit: int | None = None
    paces: list[list[float]] | None = None
    """By post and skill."""
    people: list[tuple[float, str, int]] = field(default_factory=list)
    """Who goes and comes: (hour, "go" or "come", officer), in order."""


@dataclass
class Work:
    """A job and what has become of it."""

    asked: Asked
    state: str = "new"  # new, unallocated, waiting, in hand, over
    officer: int | None = None
    arrived: float = -1
    started: float = -1
    resumed: float = -1
    left: float = 0
    pace: float = 1
    ends: float = inf
    post: int = -1
    place: tuple[float, float, int] = field(default=(0, 0, 0))


FOLLOW, PEOPLE = 1000, 100_000


class Oracle:
    """Recompute the journal of a world: `rows` are (time, event, job, officer)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = 0.0
        self.rows: list[tuple[float, str, int, int]] = []
        self.areas = [0.0, 0.0, 0.0, 0.0]  # on duty, busy, overtime, waiting
        self.jobs = [Work(asked, officer=asked.officer) for asked in world.asked]
        self.duty: set[int] = set()
        self.idle_since = [0.0] * world.posts
        self.live = [0] * world.posts
        self.last_given = [0] * world.posts
        self.gone: set[int] = set()
        self.changes = {time for _, *duty in world.duties if duty[0] < duty[1] for time in duty}
        self.outside = [
            (at, 3, 10 * w.asked.id + n, act, w)
            for w in self.jobs
            for n, (at, act) in enumerate(
                [
                    (w.asked.cancel_at, self.cancel),
                    (w.asked.release_at, self.release),
                    (w.asked.close_at, self.close),
                ]
            )
        ] + [
            (at, 3, PEOPLE + n, self.change_people, (n, what, officer))
            for n, (at, what, officer) in enumerate(world.people)
        ]

    def run(self, horizon: float) -> None:
        """Take whatever is due first until the horizon, which is not part of the run."""
        while True:
            due = self.due()
            time = min(due, key=lambda d: d[:3])[0] if due else inf
            until = min(time, horizon)
            counts = (len(self.duty), len(self.state("in hand")), len(self.late()), self.waiting())
            self.areas = [
                a + (until - self.now) * n for a, n in zip(self.areas, counts, strict=True)
            ]
            self.now = until
            if time >= horizon:
                return
            *_, act, what = min(due, key=lambda d: d[:3])
            act(what)

    def due(self) -> list:
        """Everything that is due some time: (time, kind, id, what to do, with what)."""
        in_hand, new = self.state("in hand"), self.state("new")
        queued = [w for w in self.state("waiting") + self.state("unallocated") if w.started < 0]
        return [
            *((w.ends, 0, w.asked.id, self.complete, w) for w in in_hand),
            *((time, 1, 0, self.change_roster, time) for time in self.changes),
            *((w.asked.give_up_at, 2, w.asked.id, self.give_up, w) for w in queued),
            *self.outside,
            *((w.asked.at, 4, w.asked.id, self.arrive, w) for w in new if w.asked.at < inf),
        ]

    # What can be seen by looking.

    def state(self, state: str) -> list[Work]:
        return [w for w in self.jobs if w.state == state]

    def waiting(self) -> int:
        return len(self.state("waiting")) + len(self.state("unallocated"))

    def in_hand_of(self, post: int) -> Work | None:
        return next((w for w in self.state("in hand") if w.post == post), None)

    def late(self) -> list[Work]:
        return [w for w in self.state("in hand") if w.post not in self.duty]

    def idle(self) -> list[int]:
        """Idle posts, the longest idle first, then the lowest number."""
        idle = [post for post in self.duty if self.in_hand_of(post) is None]
        return sorted(idle, key=lambda post: (self.idle_since[post], post))

    def note(self, event: str, work: Work, officer: int = -1) -> None:
        self.rows.append((self.now, event, work.asked.id, officer))

    # Rules 1 to 4, 9 and 10: arrivals, queues, pre-emption.

    def arrive(self, work: Work) -> None:
        work.arrived, work.left = self.now, work.asked.hours
        work.place = (work.asked.priority, work.arrived, work.asked.id)
        self.note("arrived", work)
        if work.asked.give:
            work.state = "unallocated"
            self.allocate()
        else:
            self.enter(work)

    def allocate(self) -> None:
        while self.state("unallocated") and (officer := self.least_loaded()) is not None:
            limit = self.world.caseload_limit
            if limit is not None and self.live[officer] >= limit:
                return
            work = min(self.state("unallocated"), key=lambda w: w.place)
            self.put_in_charge(work, officer)
            work.state = "new"
            self.note("allocated", work, officer)
            self.enter(work)

    def least_loaded(self) -> int | None:
        present = [post for post in range(self.world.posts) if post not in self.gone]
        key = lambda post: (self.live[post], self.last_given[post], post)  # noqa: E731
        return min(present, key=key, default=None)

    def put_in_charge(self, work: Work, officer: int) -> None:
        self.live[officer] += 1
        self.last_given[officer] = max(self.last_given) + 1
        work.officer = officer

    def enter(self, work: Work) -> None:
        idle = [post for post in self.idle() if self.may_have(work, post)]
        if idle:
            self.start(work, idle[0])
        elif work.asked.preempts and (stopped := self.weakest(work)):
            post = stopped.post
            self.stop("pre-empted", stopped)
            self.start(work, post)
            stopped.state = "waiting"
            if self.passed_on(stopped) and stopped.officer is not None:
                self.start_at_once(stopped)
        elif not work.asked.give and self.full():
            work.state = "over"
            self.note("turned away", work)
            self.ended(work)
        else:
            work.state = "waiting"

    def full(self) -> bool:
        """Whether an arrival that must wait is turned away; crimes that are given never are."""
        limit = self.world.queue_limit
        return limit is not None and self.waiting() >= limit

    def may_have(self, work: Work, post: int) -> bool:
        """Whether an idle post may do a job: its own always, the pool's if enough are left."""
        if work.officer is not None:
            return work.officer == post
        urgent = work.asked.priority <= self.world.reserve_for_priority
        return urgent or len(self.idle()) > self.world.reserve_posts

    def weakest(self, work: Work) -> Work | None:
        lower = [
            w
            for w in self.state("in hand")
            if w.post in self.duty
            and (w.asked.interruptible and not w.asked.hold)
            and w.asked.priority > work.asked.priority
            and work.officer in (None, w.post)
        ]
        key = lambda w: (w.asked.priority, w.resumed, w.asked.id)  # noqa: E731
        return max(lower, key=key, default=None)

    def start(self, work: Work, post: int) -> None:
        work.state, work.post, work.resumed = "in hand", post, self.now
        first = work.started < 0
        if first:
            work.started = self.now
            work.left *= self.squeezed(work)
            self.note("started", work, post)
        else:
            self.note("resumed", work, post)
        if self.world.paces is not None and not work.asked.hold:
            work.pace = self.world.paces[post][work.asked.skill]
        work.ends = self.now + work.left * work.pace

    def squeezed(self, work: Work) -> float:
        if self.world.squeeze is None or work.asked.hold:
            return 1.0
        from_priority, per_waiting, floor = self.world.squeeze
        if work.asked.priority < from_priority:
            return 1.0
        return max(floor, 1.0 - per_waiting * (self.waiting() / len(self.duty)))

    def stop(self, event: str, work: Work) -> None:
        """Take a job out of hand; the caller says what becomes of it."""
        work.left = (work.ends - self.now) / work.pace
        work.state = "stopped"
        self.note(event, work, work.post)

    def take(self, post: int) -> None:
        """Rules 2 and 7: a free post relieves a hold, else takes the first job it may."""
        holds = [w for w in self.late() if w.asked.hold]
        jobs = [w for w in self.state("waiting") if self.may_have(w, post)]
        if holds:
            hold = min(holds, key=lambda w: w.asked.id)
            ends = hold.ends
            self.stop("handed over", hold)
            self.start(hold, post)
            hold.ends = ends
        elif jobs:
            self.start(min(jobs, key=lambda w: w.place), post)

    def free(self, post: int) -> None:
        if post in self.duty:
            self.idle_since[post] = self.now
            self.take(post)

    # Rules 5 and 8: shifts.

    def change_roster(self, time: float) -> None:
        self.changes.remove(time)
        before = self.duty
        self.duty = {post for post, start, end in self.world.duties if start <= time < end}
        for post in sorted(before - self.duty):
            work = self.in_hand_of(post)
            if work is None or work.asked.hold or not work.asked.interruptible:
                continue
            if self.world.at_shift_end != "finish":
                stays = work.officer is not None or self.world.at_shift_end == "park"
                self.stop("parked" if stays else "handed over", work)
                work.officer = post if stays else None
                work.state = "waiting"
                self.passed_on(work)
        for post in self.duty - before:
            self.idle_since[post] = time
        for post in self.idle():
            if self.in_hand_of(post) is None:
                self.take(post)

    # Rule 12: officers who go and come.

    def change_people(self, change: tuple[int, str, int]) -> None:
        self.outside = [o for o in self.outside if o[3:] != (self.change_people, change)]
        _, what, officer = change
        if what == "come":
            self.gone.discard(officer)
            self.allocate()
            return
        self.gone.add(officer)
        theirs = [w for w in self.state("waiting") if w.officer == officer]
        for work in sorted(theirs, key=lambda w: w.place):
            if self.passed_on(work):
                self.start_at_once(work)

    def passed_on(self, work: Work) -> bool:
        """Whether somebody has gone with whom a job was that may be passed on, and now is."""
        former, heir = work.officer, self.least_loaded()
        if former not in self.gone or work.asked.officer is not None:
            return False
        if not work.asked.give:
            work.officer = None
        elif heir is None:
            return False
        else:
            self.live[former] -= 1
            self.put_in_charge(work, heir)
        self.note("reallocated", work, -1 if work.officer is None else work.officer)
        return True

    def start_at_once(self, work: Work) -> None:
        """Start a job that waits, if a post that it may have is idle."""
        idle = [post for post in self.idle() if self.may_have(work, post)]
        if idle:
            self.start(work, idle[0])

    # Rules 6 and 7, and what others do.

    def complete(self, work: Work) -> None:
        self.stop("completed", work)
        work.state = "over"
        self.free(work.post)
        self.ended(work)

    def give_up(self, work: Work) -> None:
        work.state = "over"
        self.note("abandoned", work)
        self.ended(work)

    def cancel(self, work: Work) -> None:
        self.outside = [o for o in self.outside if o[3:] != (self.cancel, work)]
        self.cancelled(work)

    def cancelled(self, work: Work) -> None:
        if work.state == "in hand":
            self.stop("cancelled", work)
            work.state = "over"
            self.free(work.post)
        elif work.state in ("waiting", "unallocated"):
            work.state = "over"
            self.note("cancelled", work)

    def release(self, work: Work) -> None:
        self.outside = [o for o in self.outside if o[3:] != (self.release, work)]
        if work.state == "in hand":
            self.complete(work)
        elif work.state == "waiting":
            self.cancelled(work)
            self.ended(work)

    def close(self, work: Work) -> None:
        self.outside = [o for o in self.outside if o[3:] != (self.close, work)]
        self.closed(work)

    def closed(self, work: Work) -> None:
        if work.officer is not None:
            self.live[work.officer] -= 1
            self.allocate()

    def ended(self, work: Work) -> None:
        """The story's answer to an end, at once: close the crime, ask for follow-on work."""
        if work.asked.close_on_end:
            self.closed(work)
        self.follow(work)

    def follow(self, work: Work) -> None:
        if work.asked.follow_hours is not None:
            asked = Asked(FOLLOW + work.asked.id, inf, work.asked.follow_hours, work.asked.priority)
            self.jobs.append(Work(asked))
            self.arrive(self.jobs[-1])
