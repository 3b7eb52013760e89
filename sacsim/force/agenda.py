"""What is due when: SimPy's environment with a stated order for things due at one instant.

Events due at the same time come in the order (time, kind, id), never in the order in which they
were put into the diary: first completions, then roster changes, callers giving up, a story's own
timers, and last arrivals. Whatever a story does in consequence of one of them, at the same time, is
finished before the next one is taken: SimPy gives such consequences priority 0 or 1, and every
appointment here a larger one. A test guards this against changes in SimPy.
"""

from collections.abc import Callable
from heapq import heappush
from typing import Any

import simpy

COMPLETION, ROSTER, GIVE_UP, TIMER, ARRIVAL = range(5)
ID_BITS = 63


class Appointment(simpy.Event):
    """Something due at a stated time; `what` is anything its callback wants to find again."""

    __slots__ = ("time", "what")

    def __init__(
        self,
        agenda: "Agenda",
        time: float,
        kind: int,
        id: int,
        callback: Callable[["Appointment"], Any],
        what: Any = None,
    ) -> None:
        self.env = agenda
        self.callbacks = [callback]
        self._value = None
        self._ok = True
        self._defused = False
        self.time = time
        self.what = what
        entry: Any = (time, (kind + 1) << ID_BITS | id, next(agenda._eid), self)
        heappush(agenda._queue, entry)


class Agenda(simpy.Environment):
    """A SimPy environment whose timed events carry (kind, id) in their priority."""

    def due(
        self,
        time: float,
        kind: int,
        id: int,
        callback: Callable[[Appointment], Any],
        what: Any = None,
    ) -> Appointment:
        """Enter an appointment at an absolute time, not before now.

        Raises ValueError for a time in the past.
        """
        if not time >= self._now:  # refuses what is not a number, too
            raise ValueError(f"{time} lies before now, {self._now}")
        return Appointment(self, time, kind, id, callback, what)
