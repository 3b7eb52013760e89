"""Asking: work that a team with a full queue turns away is asked for again, after some hours.

For work that a crime cannot go on without. What can be left out, or has a clock of its own (an
interview in custody, a victim update), is asked for once.
"""

from collections.abc import Generator
from typing import Any

from sacsim.force.force import Force
from sacsim.force.job import TURNED_AWAY, Job
from sacsim.pathway.crime import Crime


def insist(
    crime: Crime,
    team: str,
    task: str,
    hours: float,
    priority: float,
    force: Force,
    *,
    owner: bool = False,
    **how: Any,
) -> Generator[Any, Any, Job]:
    """Have a team work on a crime as `Force.work` does, as often as it takes to be let in.

    With `owner`, it is asked of the officer in charge: each time of whoever that is by then.
    """
    while True:
        if owner:
            how["officer"] = crime.owner
        job = yield from force.work(crime, team, task, hours, priority, **how)
        if job.state != TURNED_AWAY:
            return job
        yield from force.wait(crime, crime.asks_again_hours)


def by_owner(
    crime: Crime, task: str, hours: float, priority: float, force: Force, **how: Any
) -> Generator[Any, Any, Job]:
    """Have the officer in charge do it, as `insist` does."""
    return insist(crime, crime.owner_team, task, hours, priority, force, owner=True, **how)
