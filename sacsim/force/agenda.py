"""What is due when: SimPy's environment with a stated order for things due at one instant.

Events due at the same time come in the order (time, kind, id), never in the order in which they
were put into the diary: first completions, then roster changes, callers giving up, a story's own
timers, and last arrivals. Whatever a story does in consequence of one of them, at the same time, is
finished before the next one is taken: SimPy gives such consequences priority 0 or 1, and every
appointment here a larger one. A test guards this against changes in SimPy.
"""

from collections import deque
from collections.abc import Callable, Generator
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
        callback: Callable[["Appointment"], Any] | None,
        what: Any = None,
    ) -> None:
        self.env = agenda
        self.callbacks = [] if callback is None else [callback]
        self._value = None
        self._ok = True
        self._defused = False
        self.time = time
        self.what = what
        entry: Any = (time, (kind + 1) << ID_BITS | id, next(agenda._eid), self)
        heappush(agenda._queue, entry)


class _Begin:
    """What lets a story begin: an event that has happened."""

    callbacks = None
    _value = None


BEGIN = _Begin()


class Telling:
    """A story that is being told: a generator of SimPy events, each of which lets it go on.

    A SimPy process with less to it: nobody waits for its end, and it is stopped without an event.
    """

    __slots__ = ("agenda", "asked", "going_on", "story")

    def __init__(self, agenda: "Agenda", story: Generator[Any, Any, Any]) -> None:
        self.agenda = agenda
        self.story = story
        self.going_on = True
        self.asked: Any = None
        """The team and the job that it waits for, if it does."""
        if agenda.telling is None:
            self._go_on(BEGIN)
        else:
            agenda.beginning.append(self)

    def _go_on(self, event: Any) -> None:
        if not self.going_on:
            return
        agenda = self.agenda
        agenda.telling = self
        send = self.story.send
        try:
            while event.callbacks is None:
                event = send(event._value)
            event.callbacks.append(self._go_on)
        except StopIteration:
            self.going_on = False
        finally:
            agenda.telling = None
        while agenda.beginning:
            agenda.beginning.popleft()._go_on(BEGIN)

    def stop(self) -> None:
        """End the story where it stands; what it has begun, it ends in its `finally` clauses."""
        self.going_on = False
        self.story.close()


class Agenda(simpy.Environment):
    """A SimPy environment whose timed events carry (kind, id) in their priority."""

    telling: Telling | None = None
    """The story that is going on at this moment."""

    def __init__(self) -> None:
        super().__init__()
        self.beginning: deque[Telling] = deque()
        """Stories that begin as soon as the one being told pauses."""

    def tell(self, story: Generator[Any, Any, Any]) -> Telling:
        """Let a story begin: at once, or as soon as the one being told pauses."""
        return Telling(self, story)

    def due(
        self,
        time: float,
        kind: int,
        id: int,
        callback: Callable[[Appointment], Any] | None,
        what: Any = None,
    ) -> Appointment:
        """Enter an appointment at an absolute time, not before now.

        Without a callback it is there to be waited for.

        Raises ValueError for a time in the past.
        """
        if not time >= self._now:  # refuses what is not a number, too
            raise ValueError(f"{time} lies before now, {self._now}")
        return Appointment(self, time, kind, id, callback, what)
