"""A job: one piece of work asked of a team, from its arrival to its end."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import simpy

from sacsim.words import Skill

if TYPE_CHECKING:
    from sacsim.force.agenda import Agenda, Appointment

NEW, WAITING, IN_HAND, DONE, ABANDONED, CANCELLED, TURNED_AWAY = range(7)
ANYONES, NAMED, GIVEN = range(3)
FOREVER = float("inf")
CROWD = -1


class Job(simpy.Event):
    """What is asked (task, hours, priority) and how far it has come; as an event, its end.

    `hours` are officer-hours; for a hold they are the longest it may last. `officer` names one post
    of the team; `tie` says why: it is ANYONES (no post has it, or one that parked it), NAMED (it
    was asked of that officer) or GIVEN (with its case, to an officer in charge). `offered` are the
    hours that count towards the offered load. `case` is the crime it belongs to, or CROWD for work
    without a story; `skill` is what it asks for. `left` are the stated hours still to do, `pace`
    what each of them takes the post that has it, `spent` the hours that posts have spent on it
    until it was last put down, `squeezed` the factor by which a hurried report was cut short, and
    `give_up_at` the simulation hour at which it is abandoned if it has not started. `by` is
    the post that had it last, none in a team without limit. `on_end` is told when the job has
    ended; a story waits for that with `yield job`. `record` is for the compiled engine, which keeps
    what happens to a job in a place of its own: there `state`, `started`, `left` ... are right once
    it has ended.
    """

    env: "Agenda"
    callbacks: list[Any] | None  # type: ignore[assignment]

    def __init__(
        self,
        id: int,
        task: str,
        hours: float,
        priority: float = 0,
        *,
        case: int = CROWD,
        preempts: bool = False,
        interruptible: bool = True,
        officer: int | None = None,
        give_up_at: float = FOREVER,
        hold: bool = False,
        skill: Skill = Skill.GENERAL,
        on_end: Callable[["Job"], Any] | None = None,
    ) -> None:
        self.callbacks = []
        self.id = id
        self.task = task
        self.hours = hours
        self.priority = priority
        self.case = case
        self.preempts = preempts
        self.interruptible = interruptible and not hold
        self.officer = officer
        self.tie = ANYONES if officer is None else NAMED
        self.give_up_at = give_up_at
        self.hold = hold
        self.skill = skill
        self.on_end = on_end
        self.state = NEW
        self.arrived = -1.0
        self.started = -1.0
        self.left = hours
        self.offered = 0.0 if hold else hours
        self.squeezed = 1.0
        self.resumed = -1.0
        self.pace = 1.0
        self.spent = 0.0
        self.by: int | None = None
        self.post: Any = None
        self.due: Appointment | None = None
        self.record = 0

    @property
    def done(self) -> bool:
        """Whether the work was done (and not abandoned, cancelled or turned away)."""
        return self.state == DONE

    @property
    def waited(self) -> float:
        """Hours from arrival to the first start; only for a job that has started."""
        return self.started - self.arrived

    def end(self) -> None:
        """Tell whoever asked for it that the job has ended.

        A story that waits for it goes on at once, or when the one being told pauses.
        """
        if self.on_end is not None:
            self.on_end(self)
        waiting = self.callbacks
        if not waiting or self.env.telling is None:
            self.callbacks, self._ok, self._value = None, True, None
            for go_on in waiting or ():
                go_on(self)
        else:
            self.succeed()
