"""Victim: kept informed or not, consulted or not; some never support a prosecution, some withdraw.

Withdrawal is modelled from the moment a suspect is known. Consultation before a crime is closed is
left out where the force does not ask for it, or where whoever has the crime is too busy.
"""

import math

from simpy import Event

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.crime import Crime
from sacsim.pathway.waiting import hours_left
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive, Probability
from sacsim.words import Outcome

HOURS_A_MONTH = 24 * 365.25 / 12


class Settings(FrozenSettings):
    """Updates under the Victims' Code, and withdrawal once a suspect is known."""

    decline_days: PerCrimeType[Distribution]
    """Until the victim has said so."""
    update_every_days: Positive
    update_within_days: Positive
    """An update not begun by then is missed."""
    update_hours: Distribution
    update_priority: NonNegative
    withdraws_per_month: PerCrimeType[NonNegative]
    """Rate once a suspect is known."""
    missed_update_ratio: NonNegative
    """Factor on that rate after a missed update."""
    consults: Probability
    """Crimes, once allocated, whose victim is to be consulted before they are closed uncharged."""
    consult_hours: Distribution
    consult_priority: NonNegative
    consult_within_hours: Positive
    """A consultation not begun by then is left out."""
    needs_assessed: Probability
    """Crimes, once allocated, whose victim's needs are assessed under the Victims' Code."""
    needs_hours: Distribution
    """Of the officer in charge, for each assessment; 0 is no job of its own."""
    needs_priority: NonNegative


def updates(crime: Crime, settings: Settings, force: Force, since: float | None = None) -> Story:
    """Update the victim at stated intervals; an update that comes too late is missed.

    The first falls due an interval after the hour `since`, or after now.
    """
    due = force.now if since is None else since
    while True:
        due += 24 * settings.update_every_days
        yield from force.wait(crime, due - force.now)
        crime.updates_due += 1
        number = crime.updates_due
        hours = force.sample(crime, f"update hours {number}", settings.update_hours)
        job = yield from force.work(
            crime,
            crime.owner_team,
            "victim update",
            hours,
            settings.update_priority,
            officer=crime.owner,
            give_up_at=force.now + 24 * settings.update_within_days,
        )
        if job.done:
            crime.updates_on_time += 1
        else:
            crime.updates_missed += 1
            crime.tell("update missed")


def assess_needs(crime: Crime, settings: Settings, force: Force) -> None:
    """The officer in charge asks what the victim needs, where the force does so."""
    if crime.needs_assessed or not force.chance(crime, "needs assessed", settings.needs_assessed):
        return
    hours = force.sample(crime, "needs assessment hours", settings.needs_hours)
    if hours > 0:
        force.branch(crime, _assess(crime, hours, settings, force))
    else:
        crime.needs_assessed = True


def _assess(crime: Crime, hours: float, settings: Settings, force: Force) -> Story:
    job = yield from force.work(
        crime,
        crime.owner_team,
        "needs assessment",
        hours,
        settings.needs_priority,
        officer=crime.owner,
    )
    crime.needs_assessed = job.done


def consult(crime: Crime, settings: Settings, force: Force) -> Story:
    """Before a crime is closed without a charge, its officer asks the victim, if there is time."""
    if crime.owner_team and force.chance(crime, "consults", settings.consults):
        hours = force.sample(crime, "consultation hours", settings.consult_hours)
        job = yield from force.work(
            crime,
            crime.owner_team,
            "closure consultation",
            hours,
            settings.consult_priority,
            officer=crime.owner,
            give_up_at=force.now + settings.consult_within_hours,
        )
        crime.consulted = job.done


def support(crime: Crime, settings: Settings, force: Force) -> Story:
    """Return once the victim withdraws, which missed updates make likelier; never, if they do not.

    The victim's patience is one exponential draw, used up at the monthly rate, faster after a
    missed update: the crime's luck stays the same when updates improve.
    """
    patience = -math.log(force.draws.uniform(crime.id, "withdraws"))
    rate = settings.withdraws_per_month[crime.type] / HOURS_A_MONTH
    if not crime.updates_missed:
        since = force.now
        missed = crime.news("update missed", force)
        yield _withdraws(crime, patience, rate, force) | missed
        if not missed.triggered:
            return
        patience = max(0.0, patience - (force.now - since) * rate)
    yield _withdraws(crime, patience, rate * settings.missed_update_ratio, force)


def _withdraws(crime: Crime, patience: float, rate: float, force: Force) -> Event:
    """When the patience left is used up at this rate; never, at none."""
    return force.timer(crime, patience / rate if rate else math.inf)


def decline(crime: Crime, settings: Settings, force: Force) -> Story:
    """It takes some days until a victim who will not support a prosecution has said so."""
    left = hours_left(crime, "decline days", settings.decline_days[crime.type], force)
    yield from force.wait(crime, left)


def declined(crime: Crime) -> Outcome:
    """The outcome of a crime whose victim never supported a prosecution."""
    if crime.has_suspect:
        return Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES
    return Outcome.VICTIM_DECLINES_NO_SUSPECT
