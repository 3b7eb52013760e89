"""What a team writes down: time integrals, counts, waits, the duty timetable, and journal rows.

Integrals run over posts at work, on duty and working past their shift, and over jobs waiting, and
are read off at stated instants, so that nothing is counted past the horizon and unfinished work
counts as much as finished work.
"""

from array import array
from typing import TYPE_CHECKING

from sacsim.force.job import CROWD, Job
from sacsim.words import Skill

if TYPE_CHECKING:
    from sacsim.force.rules import Post
    from sacsim.journal import Journal

SERVED, GAVE_UP, STILL_WAITING = range(3)
ON_DUTY, BUSY, OVERTIME, WAITING = range(4)


class Waits:
    """Arrival, wait and result of each job of one task that arrived in the recorded window."""

    def __init__(self, story: bool) -> None:
        self.story = story
        self.arrived = array("d")
        self.wait = array("d")
        self.result = array("b")

    def note(self, arrived: float, wait: float, result: int) -> None:
        """Add one job: hours it arrived at and waited."""
        self.arrived.append(arrived)
        self.wait.append(wait)
        self.result.append(result)


class Ledger:
    """One team's books; `window` is the (from, to) of arrivals whose waits are kept, in hours."""

    def __init__(
        self,
        team: str,
        journal: "Journal | None" = None,
        window: tuple[float, float] = (0.0, float("inf")),
    ) -> None:
        self.team = team
        self.journal = journal
        self.window = window
        self.counts = [0, 0, 0, 0]
        self.areas = [0.0, 0.0, 0.0, 0.0]
        """Posts on duty, at work, past their shift; jobs waiting: now, and as integrals (hours)."""
        self._since = [0.0, 0.0, 0.0, 0.0]
        self.arrivals = 0
        self.starts = 0
        self.completed = 0
        self.abandoned = 0
        self.offered_hours = 0.0
        self.mean_pace = [1.0] * len(Skill)
        """Hours that an hour of offered work takes, by skill."""
        self.waits: dict[str, Waits] = {}
        self.capacity: list[tuple[float, int]] = []
        self.snapshots: list[tuple[float, ...]] = []

    @property
    def on_duty(self) -> int:
        """Posts on duty now."""
        return self.counts[ON_DUTY]

    @property
    def busy(self) -> int:
        """Jobs in hand now."""
        return self.counts[BUSY]

    @property
    def waiting(self) -> int:
        """Jobs that wait now."""
        return self.counts[WAITING]

    def _change(self, now: float, which: int, by: int) -> None:
        """Bring the integral of one count up to now, and change the count."""
        self.areas[which] += (now - self._since[which]) * self.counts[which]
        self._since[which] = now
        self.counts[which] += by

    def snapshot(self, now: float) -> None:
        """Read off the books at an instant."""
        for which in range(len(self.counts)):
            self._change(now, which, 0)
        counts = (self.waiting, self.arrivals, self.starts, self.completed, self.abandoned)
        self.snapshots.append((now, *self.areas, self.offered_hours, *counts))

    # -- jobs ---------------------------------------------------------------------------------

    def arrived(self, now: float, job: Job) -> None:
        """A job has arrived."""
        self.arrivals += 1
        self.offered_hours += job.offered * self.mean_pace[job.skill]
        self._row(now, job, "arrived", -1)

    def allocated(self, now: float, job: Job) -> None:
        """A crime's first job has got its officer in charge."""
        self._row(now, job, "allocated", -1 if job.officer is None else job.officer)

    def reallocated(self, now: float, job: Job) -> None:
        """A job has got another officer, or has gone back to the pool."""
        self._row(now, job, "reallocated", -1 if job.officer is None else job.officer)

    def still_waiting(self, now: float, job: Job) -> None:
        """A job has not been started by the horizon."""
        if job.started < 0:
            self._wait(job, now - job.arrived, STILL_WAITING)

    def turned_away(self, now: float, job: Job) -> None:
        """A job found the queue full."""
        self._row(now, job, "turned away", -1)

    def queued(self, now: float) -> None:
        """A job joins the queue."""
        self._change(now, WAITING, 1)

    def dequeued(self, now: float) -> None:
        """A job leaves the queue to be started."""
        self._change(now, WAITING, -1)

    def left_queue(self, now: float, job: Job, event: str) -> None:
        """A job leaves the queue unserved: abandoned or cancelled."""
        self.dequeued(now)
        if event == "abandoned":
            self.abandoned += 1
            self._wait(job, now - job.arrived, GAVE_UP)
        self._row(now, job, event, -1)

    def started(self, now: float, job: Job, post: "Post", first: bool) -> None:
        """A post starts or resumes a job."""
        self._change(now, BUSY, 1)
        if self._late(post):
            self._change(now, OVERTIME, 1)
        if first:
            self.starts += 1
            self._wait(job, now - job.arrived, SERVED)
        self._row(now, job, "started" if first else "resumed", post.number)

    def stopped(self, now: float, job: Job, post: "Post", event: str) -> None:
        """A job leaves its post's hands: completed, pre-empted, parked, handed over, cancelled."""
        self._change(now, BUSY, -1)
        if self._late(post):
            self._change(now, OVERTIME, -1)
        if event == "completed":
            self.completed += 1
        self._row(now, job, event, post.number)

    def _wait(self, job: Job, wait: float, result: int) -> None:
        if self.window[0] <= job.arrived < self.window[1]:
            waits = self.waits.get(job.task)
            if waits is None:
                waits = self.waits[job.task] = Waits(story=job.case != CROWD)
            waits.note(job.arrived, wait, result)

    # -- duty ---------------------------------------------------------------------------------

    @staticmethod
    def _late(post: "Post") -> bool:
        """Whether a post works past its shift; posts of unlimited teams have no shift."""
        return not post.on_duty and post.number >= 0

    def joined(self, now: float, post: "Post") -> None:
        """A post comes on duty; its work in hand is no longer overtime."""
        self._change(now, ON_DUTY, 1)
        if post.job is not None:
            self._change(now, OVERTIME, -1)

    def left(self, now: float, post: "Post") -> None:
        """A post goes off duty; its work in hand becomes overtime."""
        self._change(now, ON_DUTY, -1)
        if post.job is not None:
            self._change(now, OVERTIME, 1)

    def roster_changed(self, now: float) -> None:
        """Add a line to the duty timetable if the number on duty has changed."""
        if not self.capacity or self.capacity[-1][1] != self.on_duty:
            self.capacity.append((now, self.on_duty))

    def _row(self, now: float, job: Job, event: str, officer: int) -> None:
        journal = self.journal
        if journal is None or (job.case == CROWD and not journal.full):
            return
        detail = ""
        if event == "arrived":
            detail = asked(
                job.hours,
                job.offered,
                job.officer,
                job.give_up_at,
                preempts=job.preempts,
                hold=job.hold,
                interruptible=job.interruptible,
            )
        elif event in ("started", "resumed"):
            detail = how_long(job.squeezed if event == "started" else 1.0, job.pace)
        journal.note(
            now, job.case, event, job.task, self.team, officer, job.id, job.priority, detail
        )


def asked(
    hours: float,
    offered: float,
    officer: int | None,
    give_up_at: float,
    *,
    preempts: bool,
    hold: bool,
    interruptible: bool,
) -> str:
    """What a job asks, in full, so that its start can be recomputed from the journal alone."""
    parts = [f"hours={float(hours)!r}"]
    if offered != hours and not hold:
        parts.append(f"offered={float(offered)!r}")
    if officer is not None:
        parts.append(f"officer={officer}")
    if give_up_at != float("inf"):
        parts.append(f"give_up_at={float(give_up_at)!r}")
    if preempts:
        parts.append("preempts")
    if hold:
        parts.append("hold")
    if not interruptible:
        parts.append("uninterruptible")
    return " ".join(parts)


def how_long(squeezed: float, pace: float) -> str:
    """The share of its length that a report was cut to, and the hours that one hour then takes."""
    cut = f"squeezed={squeezed!r}" if squeezed != 1.0 else ""
    slow = f"pace={pace!r}" if pace != 1.0 else ""
    return f"{cut} {slow}".strip()
