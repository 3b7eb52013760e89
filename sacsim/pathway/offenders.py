"""Offenders: suspects at liberty go on offending until they are charged.

A suspect is at liberty from when they are identified (before that nobody knows which crimes are
theirs, and they stand among the background), except in custody. Each crime's offender may commit a
further one in each of the twelve months after it; whether they do is decided at its own time.
Offender managers (IOM) take on prolific suspects as far as they have places.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sacsim.chance.distributions import Distribution
from sacsim.force.agenda import ARRIVAL
from sacsim.force.force import Force, Story
from sacsim.pathway.asking import insist
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind, Opportunity
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import Outcome, TeamName

CHARGED = (Outcome.CHARGED, Outcome.TAKEN_INTO_CONSIDERATION)


class Settings(FrozenSettings):
    """What suspects at liberty do, and what keeps them from it."""

    prolific: Probability
    """Offenders who are prolific."""
    offences_a_month: PerCrimeType[Probability]
    """Further crimes recorded of other offenders at liberty, a month."""
    offences_a_month_if_prolific: PerCrimeType[Probability]
    """The same, of prolific ones; one a month at most."""
    offences_if_not_charged: Probability
    """Factor once the crime has been closed without a charge."""
    offences_if_diverted: Probability
    """Factor after a diversion (deferred prosecution)."""
    managed_each: NonNegative
    """Prolific suspects at a time for each post of the offender managers."""
    managed_days: Positive
    plan_hours: Distribution
    """Taking an offender on."""
    plan_priority: NonNegative
    offences_if_managed: Probability
    """Factor while managed."""
    tagged: Probability
    """Prolific suspects at liberty who wear a GPS tag."""
    offences_if_tagged: Probability
    """Factor for them."""
    tag_places: Probability
    """Crimes of tagged offenders at which their tag was: it identifies, if somebody looks."""
    tag_strength: Distribution
    """What a tag's position adds to the evidence, where 1 is enough for a charge."""
    tag_check_hours: Distribution
    tag_check_priority: NonNegative

    def rate(self, crime: Crime) -> float:
        """Chance of a further offence each month."""
        by_type = self.offences_a_month_if_prolific if crime.prolific else self.offences_a_month
        return by_type[crime.type]


@dataclass
class Cohort:
    """The prolific suspects whom offender managers have taken on, and how many they can have."""

    places: int
    held: int = 0


def at_liberty(
    crime: Crime,
    settings: Settings,
    cohort: Cohort,
    commit: Callable[[Crime, Crime], None],
    force: Force,
) -> Story:
    """From the day the suspect is known: what they commit, each offence at its own time."""
    if not crime.has_suspect:
        yield crime.news("suspect", force)
    if crime.prolific:
        crime.tagged = force.chance(crime, "tagged", settings.tagged)
        force.go_on_alone(_manage(crime, settings, cohort, force))
    for offence in crime.further:
        if offence.occurred <= force.now:
            continue
        yield force.agenda.due(offence.occurred, ARRIVAL, offence.id, None)
        if because := prevented_by(crime, offence, settings):
            force.journal.note(
                force.now,
                crime.id,
                "prevented",
                task=offence.origin,
                detail=f"{offence.type}: {because}",
            )
            continue
        if crime.tagged and force.chance(offence, "tag places", settings.tag_places):
            strength = force.sample(offence, "tag strength", settings.tag_strength)
            offence.opportunities.append(Opportunity(Kind.TAG, True, strength))
        crime.committed = (*crime.committed, offence)
        commit(crime, offence)


def prevented_by(crime: Crime, offence: Crime, settings: Settings) -> str:
    """What keeps the suspect of a crime from a further one, or nothing if they commit it."""
    cases = (crime, *crime.committed)
    if any(case.true_outcome in CHARGED for case in cases):
        return "charged"
    if any(case.in_custody for case in cases):
        return "in custody"
    left = 1.0
    for cause, factor in _restraints(crime, offence, settings):
        left *= factor
        if offence.level >= left:
            return cause
    return ""


def _restraints(crime: Crime, offence: Crime, settings: Settings) -> Iterator[tuple[str, float]]:
    if crime.true_outcome == Outcome.DIVERSION:
        yield "diverted", settings.offences_if_diverted
    elif not crime.open:
        yield "not pursued, stopped by themselves", settings.offences_if_not_charged
    if crime.managed <= offence.occurred < crime.managed + 24 * settings.managed_days:
        yield "managed offender", settings.offences_if_managed
    if crime.tagged:
        yield "tagged", settings.offences_if_tagged


def _manage(crime: Crime, settings: Settings, cohort: Cohort, force: Force) -> Story:
    """Take a prolific suspect on, if there is a place, and keep them for some time."""
    if cohort.held >= cohort.places:
        force.journal.note(force.now, crime.id, "no offender manager has a place")
        return
    cohort.held += 1
    hours = force.sample(crime, "IOM plan hours", settings.plan_hours)
    asked = (TeamName.OFFENDER_MANAGERS, "IOM plan", hours, settings.plan_priority)
    yield from insist(crime, *asked, force)
    crime.managed = force.now
    force.journal.note(force.now, crime.id, "managed")
    yield from force.wait(crime, 24 * settings.managed_days)
    cohort.held -= 1


def check_tag(crime: Crime, settings: Settings, force: Force) -> Story:
    """Somebody looks whether a tag was there: the crime of a tagged offender has its suspect."""
    hours = force.sample(crime, "tag check hours", settings.tag_check_hours)
    asked = (TeamName.OFFENDER_MANAGERS, "tag check", hours, settings.tag_check_priority)
    yield from insist(crime, *asked, force)
    for chance in crime.chances(Kind.TAG):
        crime.realise(chance, force)


def places(settings: Settings, posts: int | None) -> int:
    """How many prolific suspects so many posts can manage at a time."""
    return round(settings.managed_each * posts) if posts is not None else 1_000_000
