"""Allocation: which crimes are investigated, and by whom; a policy is a named choice.

Screening and the shares of a policy act on the visible cue, not on what the offender really left:
some solvable crimes are screened out, and better-looking crimes go to the more skilled.
"""

import math
from collections.abc import Callable
from typing import Literal

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.asking import insist
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import CrimeType, TeamName

Choice = Literal[
    "by_share",
    "response_keeps",
    "pip1_by_default",
    "pip2_for_burglary_and_robbery",
    "named_suspects_only",
    "desk",
]


class Shares(FrozenSettings):
    """How a policy by share divides crimes: the most promising to PIP 2, the rest down the list."""

    pip2: PerCrimeType[Probability]
    """Share to PIP 2, best cue first; `policies.allocation = "by_share"`."""
    pip1: PerCrimeType[Probability]
    """The next share; the rest stays with the desk."""


class Settings(FrozenSettings):
    """Screening at the desk, and who gets what is screened in."""

    screens_in: PerCrimeType[Probability]
    """Share screened in, best cue first."""
    shares: Shares
    assessment_hours: Distribution
    assessment_priority: NonNegative
    allocation_hours: Distribution
    allocation_priority: NonNegative
    review_hours: Distribution
    priority: NonNegative
    priority_with_suspect: NonNegative

    def urgency(self, crime: Crime) -> float:
        """Place of a crime's tasks in its officer's list."""
        return self.priority_with_suspect if crime.has_suspect else self.priority


def screen(crime: Crime, settings: Settings, force: Force) -> Story:
    """The desk assesses a report and screens the crime in or out."""
    hours = force.sample(crime, "assessment hours", settings.assessment_hours)
    yield from insist(
        crime, TeamName.DESK, "assessment", hours, settings.assessment_priority, force
    )
    recognised = (crime.thrive and crime.vulnerable) or crime.repeat_recognised
    promising = crime.cue > 1 - settings.screens_in[crime.type]
    crime.screened_out = not (crime.has_suspect or recognised or promising)
    decision = "screened out" if crime.screened_out else "screened in"
    force.journal.note(force.now, crime.id, decision)


def needs_an_investigator(crime: Crime) -> bool:
    """Whether nobody has the crime who could bring in a suspect: the desk works by telephone."""
    return crime.owner_team in ("", TeamName.DESK)


def allocate(crime: Crime, settings: Settings, policy: "Policy", force: Force) -> Story:
    """A supervisor allocates the crime; its officer in charge reads it when next on duty.

    A crime that changes hands leaves its former officer's caseload.
    """
    hours = force.sample(crime, "allocation hours", settings.allocation_hours)
    yield from insist(
        crime, TeamName.SUPERVISORS, "allocation", hours, settings.allocation_priority, force
    )
    force.close_case(crime)
    crime.owner = None
    crime.owner_team = policy(crime, settings, force)
    hours = force.sample(crime, "first review hours", settings.review_hours)
    job = yield from insist(
        crime,
        crime.owner_team,
        "first review",
        hours,
        settings.urgency(crime),
        force,
        give=force.owns(crime.owner_team),
    )
    if math.isnan(crime.allocated):
        crime.allocated = job.started
    officer = -1 if crime.owner is None else crime.owner
    force.journal.note(
        force.now, crime.id, "first review done", team=crime.owner_team, officer=officer
    )


def _by_share(crime: Crime, settings: Settings, force: Force) -> str:
    pip2 = settings.shares.pip2[crime.type]
    if crime.cue > 1 - pip2:
        return TeamName.PIP2
    if crime.has_suspect or crime.cue > 1 - pip2 - settings.shares.pip1[crime.type]:
        return TeamName.PIP1
    return TeamName.DESK


def _pip2_for_burglary_and_robbery(crime: Crime, settings: Settings, force: Force) -> str:
    serious = crime.type in (CrimeType.DOMESTIC_BURGLARY, CrimeType.PERSONAL_ROBBERY)
    return TeamName.PIP2 if serious else TeamName.PIP1


Policy = Callable[[Crime, Settings, Force], str]
"""Says which team a crime goes to, when a supervisor allocates it."""

POLICIES: dict[str, Policy] = {
    "by_share": _by_share,
    "response_keeps": lambda crime, settings, force: TeamName.RESPONSE,
    "pip1_by_default": lambda crime, settings, force: TeamName.PIP1,
    "pip2_for_burglary_and_robbery": _pip2_for_burglary_and_robbery,
    "named_suspects_only": lambda crime, settings, force: (
        TeamName.PIP2 if crime.has_suspect else TeamName.DESK
    ),
    "desk": lambda crime, settings, force: TeamName.PIP1 if crime.has_suspect else TeamName.DESK,
}
