"""Visits: the jobs of other demand as they are handed to the queues, in columns, a month at a time.

They have no story, only queues to stand in. A call may become an incident: the visit that follows
arrives when its parent is done. Investigations that need an officer in charge are done in turns,
because an officer works on several cases at once; callers who gave up may ring again.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sacsim.chance.candidates import FOLLOW_BITS
from sacsim.words import Skill

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ROUTE_BITS = 3
PATH = (1 << FOLLOW_BITS) - 1
"""Low bits of an id: 0 for what arrives by itself, otherwise a path, a number of turns or tries."""
MOST_ROUTES = (1 << ROUTE_BITS) - 1
MOST_TURNS = PATH >> ROUTE_BITS
MOST_ATTEMPTS = 4


@dataclass(frozen=True)
class Kind:
    """What all visits of one kind of other demand have in common."""

    task: str
    team: str
    priority: float
    preempts: bool = False
    interruptible: bool = True
    officer_in_charge: bool = False
    turn_hours: float | None = None
    skill: Skill = Skill.GENERAL


class Batch(NamedTuple):
    """Visits of one kind, in columns."""

    kind: int
    """Position in the list of kinds."""
    id: Ints
    hours: Floats
    patience: Floats
    """Hours until the caller gives up; infinite where nobody does."""
    rings_back: Floats
    """Hours until a caller who gave up tries again, a column for each time; or no columns."""
    parent: Ints
    """Numbers of the visits that these follow once those are done; none if by themselves."""


class Visits(NamedTuple):
    """The visits of a month, numbered batch by batch; what follows comes after its parent."""

    batches: list[Batch]
    time: Floats
    """When the first ones come, by themselves, in simulation hours."""
    order: Ints
    """Their numbers in order of (time, id)."""

    @property
    def rings_until(self) -> float:
        """Simulation hours after which none of these callers can try again."""
        callers = [batch for batch in self.batches if batch.rings_back.size]
        longest = [batch.patience.max() + batch.rings_back.max() for batch in callers]
        return float(max(longest, default=0.0) * MOST_ATTEMPTS + self.time.max(initial=0.0))


def numbered(id: int, number: int) -> int:
    """The id of a call's next attempt or of an investigation's next turn; no follow-on has it.

    The number stands in the low bits above the last route, and that route is 0.
    """
    return id - (id & PATH) | number << ROUTE_BITS if number else id


def follow_on_ids(ids: Ints, route: int) -> Ints:
    """A follow-on's id: its parent's, with the path in the low bits continued by the route.

    Raises ValueError for a path that is too long.
    """
    path: Any = (ids & PATH) << ROUTE_BITS | route
    if path.size and path.max() > PATH:
        raise ValueError("work may follow on other work at most four deep")
    return ids - (ids & PATH) | path
