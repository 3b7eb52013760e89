"""Prevention: what keeps a crime from being followed by others against its victim or neighbours.

Advice at the call, a visit to a recognised repeat victim, cocooning of the neighbours by PCSOs, and
hotspot patrol. Each lowers the chance of followers from when it is done; whether a follower comes
is decided at its own time.
"""

from collections.abc import Iterator

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import Origin, TeamName


class Settings(FrozenSettings):
    """Who is protected, by how much work, and what that leaves of the crimes that would follow."""

    repeats_if_advised: Probability
    """Of the repeats, left after prevention advice at the call."""
    visits: Probability
    """Recognised repeat victims whom the neighbourhood team is asked to visit."""
    visit_hours: Distribution
    visit_priority: NonNegative
    visit_within_days: Positive
    """A visit not begun by then is given up."""
    repeats_if_visited: Probability
    """Of the repeats, left after the visit."""
    cocoons: PerCrimeType[Probability]
    """Crimes after which the neighbours are to be warned."""
    cocoon_hours: Distribution
    cocoon_priority: NonNegative
    cocoon_within_hours: Positive
    """Cocooning not begun so long after the report is given up."""
    near_repeats_if_cocooned: Probability
    """Of the near repeats, left after cocooning."""
    near_repeats_if_patrolled: Probability
    """Of the near repeats, left while all patrol hours asked for are worked."""


def protect(crime: Crime, settings: Settings, force: Force) -> None:
    """Ask the neighbourhood team to warn the neighbours and to visit a recognised repeat victim."""
    share = settings.cocoons[crime.type]
    if share and force.chance(crime, "to be cocooned", share):
        force.go_on_alone(_cocoon(crime, settings, force))
    if crime.repeat_recognised and force.chance(crime, "to be visited", settings.visits):
        force.go_on_alone(_visit(crime, settings, force))


def _cocoon(crime: Crime, settings: Settings, force: Force) -> Story:
    """Warn the neighbours, if somebody finds the time."""
    job = yield from force.work(
        crime,
        TeamName.NEIGHBOURHOOD,
        "cocooning",
        force.sample(crime, "cocooning hours", settings.cocoon_hours),
        settings.cocoon_priority,
        give_up_at=max(crime.reported + settings.cocoon_within_hours, force.now),
    )
    if job.done:
        crime.cocooned = force.now
        crime.protection_hours += job.spent
        force.journal.note(force.now, crime.id, "neighbours warned")


def _visit(crime: Crime, settings: Settings, force: Force) -> Story:
    """Make the home or vehicle of a repeat victim safer, if somebody finds the time."""
    job = yield from force.work(
        crime,
        TeamName.NEIGHBOURHOOD,
        "prevention visit",
        force.sample(crime, "prevention visit hours", settings.visit_hours),
        settings.visit_priority,
        give_up_at=force.now + 24 * settings.visit_within_days,
    )
    if job.done:
        crime.visited = force.now
        crime.protection_hours += job.spent
        force.journal.note(force.now, crime.id, "repeat victim visited")


def prevented_by(crime: Crime, follower: Crime, settings: Settings, patrol: float) -> str:
    """What prevents a follower of a crime at its own time, or nothing if it happens.

    `patrol` is the share of the patrol hours asked for that were worked of late.
    """
    left = 1.0
    for cause, factor in _protection(crime, follower, settings, patrol):
        left *= factor
        if follower.level >= left:
            return cause
    return ""


def _protection(
    crime: Crime, follower: Crime, settings: Settings, patrol: float
) -> Iterator[tuple[str, float]]:
    """What has been done by the time of a follower, and what each thing leaves of such crimes."""
    if follower.origin == Origin.REPEAT:
        if crime.prevention_advice:
            yield "prevention advice", settings.repeats_if_advised
        if crime.visited <= follower.occurred:
            yield "prevention visit", settings.repeats_if_visited
    else:
        if crime.cocooned <= follower.occurred:
            yield "cocooning", settings.near_repeats_if_cocooned
        yield "hotspot patrol", 1.0 - patrol * (1.0 - settings.near_repeats_if_patrolled)
