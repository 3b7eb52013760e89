"""Asking: work that a team with a full queue turns away is asked for again, after some hours.

For work that a crime cannot go on without. What can be left out, as a victim update, is asked for
once; so is what the custody clock limits.
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


def on_the_custody_clock(
    crime: Crime,
    team: str,
    task: str,
    hours: float,
    priority: float,
    until: float,
    force: Force,
    **how: Any,
) -> Generator[Any, Any, Job | None]:
    """Have whoever is on duty do it while a suspect is in custody; returns the job, if it was done.

    Nothing is begun once the clock has run out, and nothing begun is put down: at the end of a
    shift it is finished, for the suspect cannot wait for the officer's next day on duty.
    """
    if force.now >= until:
        return None
    job = yield from force.work(
        crime, team, task, hours, priority, give_up_at=until, interruptible=False, **how
    )
    return job if job.done else None
