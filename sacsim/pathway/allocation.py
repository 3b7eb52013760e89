"""Allocation: which crimes are investigated, and by whom; both policies are named choices.

Screening and the shares of a policy act on the visible cue, not on what the offender really left:
some solvable crimes are screened out, and better-looking crimes go to the more skilled. A crowded
desk takes in less than its policy would, whatever the cue: a hurried look tells less.
"""

import math
from collections.abc import Callable
from typing import Literal

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.asking import insist
from sacsim.pathway.crime import Crime
from sacsim.pathway.investigation import ByTeam
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import CrimeType, TeamName

Choice = Literal[
    "by_share",
    "response_keeps",
    "pip1_by_default",
    "pip2_for_burglary_and_robbery",
    "named_suspects_only",
    "desk",
    "score_of_75",
    "threat_harm_risk",
]
ScreeningChoice = Literal["solvability", "heavy", "none"]


class Shares(FrozenSettings):
    """How a policy by share divides crimes: the most promising to PIP 2, the rest down the list."""

    pip2: PerCrimeType[Probability]
    """Share to PIP 2, best cue first; `policies.allocation = "by_share"`."""
    pip1: PerCrimeType[Probability]
    """The next share; the rest stays with the desk."""


class Score(FrozenSettings):
    """Points for what is known when a crime is allocated; `policies.allocation = "score_of_75"`."""

    suspect: NonNegative
    """Somebody is named."""
    robbery: NonNegative
    burglary: NonNegative
    vulnerable: NonNegative
    """And recognised as such."""
    repeat: NonNegative
    """A victim recognised as a repeat one."""
    series: NonNegative
    """Seen to belong to a series."""
    fresh: NonNegative
    """Reported in progress or just after."""
    promising: NonNegative
    """For the best of cues; less in proportion."""
    pip2_from: NonNegative
    """The threshold of the burglary team, or PIP 2."""
    pip1_from: NonNegative
    """Below it the desk keeps the crime, unless somebody is named."""


class Settings(FrozenSettings):
    """Screening at the desk, and who gets what is screened in."""

    screens_in: PerCrimeType[Probability]
    """Share screened in, best cue first; `policies.screening = "solvability"`."""
    screens_in_heavily: PerCrimeType[Probability]
    """The same where `policies.screening = "heavy"`."""
    screens_out_per_waiting: NonNegative
    """Share of the rest screened out too, for each job waiting a post of the desk; 0: none."""
    screens_out_at_most: Probability
    """Share of the rest that a crowded desk screens out at most."""
    shares: Shares
    score: Score
    series_seen: Probability
    """Crimes of a series that are seen to be so when they are allocated."""
    links_series: ByTeam
    """Share of a charged offender's other crimes that the charged crime's team finds besides."""
    pip2_overflows_at: NonNegative | None = None
    """Jobs waiting a post of PIP 2 at which its crimes go to PIP 1 instead; never, if not given."""
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


def screen(crime: Crime, settings: Settings, policy: "Screening", force: Force) -> Story:
    """The desk assesses a report and screens the crime in or out."""
    hours = force.sample(crime, "assessment hours", settings.assessment_hours)
    yield from insist(
        crime, TeamName.DESK, "assessment", hours, settings.assessment_priority, force
    )
    wanted = policy(crime, settings, force)
    crime.crowded_out = wanted and _crowded_out(crime, settings, force)
    crime.screened_out = crime.crowded_out or not wanted
    decision = "screened out" if crime.screened_out else "screened in"
    why = "desk too busy" if crime.crowded_out else ""
    force.journal.note(force.now, crime.id, decision, detail=why)


def _crowded_out(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether a crowded desk screens out what its policy would have taken in."""
    if not settings.screens_out_per_waiting or crime.has_suspect or crime.recognised:
        return False
    share = settings.screens_out_per_waiting * _queue(TeamName.DESK, force)
    return force.chance(crime, "crowded out", min(share, settings.screens_out_at_most))


def _queue(team: str, force: Force) -> float:
    """Jobs that wait in a team for each of its people; as if for one where there is nobody."""
    return force.teams[team].ledger.waiting / max(force.people_at_work(team), 1)


def needs_an_investigator(crime: Crime) -> bool:
    """Whether nobody has the crime who could bring in a suspect: the desk works by telephone."""
    return crime.owner_team in ("", TeamName.DESK)


def allocate(crime: Crime, settings: Settings, policy: "Policy", force: Force) -> Story:
    """A supervisor allocates the crime; its officer in charge reads it when next on duty.

    A crime that changes hands leaves its former officer's caseload. One that response keeps stays
    with the officer who attended.
    """
    hours = force.sample(crime, "allocation hours", settings.allocation_hours)
    yield from insist(
        crime, TeamName.SUPERVISORS, "allocation", hours, settings.allocation_priority, force
    )
    force.close_case(crime)
    crime.owner = None
    crime.owner_team = _with_room(policy(crime, settings, force), crime, settings, force)
    keeps = crime.owner_team == TeamName.RESPONSE and force.owns(TeamName.RESPONSE)
    keeper = crime.attended_by if keeps else None
    if keeper is not None:
        force.keep_case(crime, keeper)
    hours = force.sample(crime, "first review hours", settings.review_hours)
    job = yield from insist(
        crime,
        crime.owner_team,
        "first review",
        hours,
        settings.urgency(crime),
        force,
        owner=keeper is not None,
        give=keeper is None and force.owns(crime.owner_team),
    )
    if math.isnan(crime.allocated):
        crime.allocated = job.started
    officer = -1 if crime.owner is None else crime.owner
    force.journal.note(
        force.now, crime.id, "first review done", team=crime.owner_team, officer=officer
    )


def _with_room(team: str, crime: Crime, settings: Settings, force: Force) -> str:
    """The team that a policy names, or PIP 1 while too much waits in PIP 2."""
    limit = settings.pip2_overflows_at
    if team != TeamName.PIP2 or limit is None or _queue(team, force) < limit:
        return team
    force.journal.note(force.now, crime.id, "overflows to PIP 1")
    return TeamName.PIP1


def links(crime: Crime, settings: Settings) -> float:
    """How many of a charged offender's other crimes this crime's team finds besides, as a share."""
    return settings.links_series.of(crime.owner_team) if crime.owner_team else 0.0


def _solvable(crime: Crime, screens_in: PerCrimeType[Probability]) -> bool:
    """Promising enough; a suspect or a recognised victim goes in whatever the cue."""
    return crime.has_suspect or crime.recognised or crime.cue > 1 - screens_in[crime.type]


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


def _series_seen(crime: Crime, settings: Settings, force: Force) -> bool:
    return crime.series >= 0 and force.chance(crime, "series seen", settings.series_seen)


def _score(crime: Crime, settings: Settings, force: Force) -> float:
    points = settings.score
    return (
        points.suspect * crime.has_suspect
        + points.robbery * (crime.type == CrimeType.PERSONAL_ROBBERY)
        + points.burglary * (crime.type == CrimeType.DOMESTIC_BURGLARY)
        + points.vulnerable * (crime.vulnerable and crime.thrive)
        + points.repeat * crime.repeat_recognised
        + points.series * _series_seen(crime, settings, force)
        + points.fresh * crime.fresh
        + points.promising * crime.cue
    )


def _score_of_75(crime: Crime, settings: Settings, force: Force) -> str:
    """Points for stated factors; at the threshold the more skilled take the crime."""
    score = _score(crime, settings, force)
    if score >= settings.score.pip2_from:
        return TeamName.PIP2
    return (
        TeamName.PIP1 if crime.has_suspect or score >= settings.score.pip1_from else TeamName.DESK
    )


def _threat_harm_risk(crime: Crime, settings: Settings, force: Force) -> str:
    """Threat, harm and risk take a crime to PIP 2; the others are discussed, on their cue."""
    serious = crime.recognised or crime.type == CrimeType.PERSONAL_ROBBERY
    if serious or _series_seen(crime, settings, force):
        return TeamName.PIP2
    taken = crime.has_suspect or crime.cue > 1 - settings.shares.pip1[crime.type]
    return TeamName.PIP1 if taken else TeamName.DESK


Screening = Callable[[Crime, Settings, Force], bool]
"""Says whether a crime that the desk has assessed is screened in."""

SCREENING: dict[str, Screening] = {
    "solvability": lambda crime, settings, force: _solvable(crime, settings.screens_in),
    "heavy": lambda crime, settings, force: _solvable(crime, settings.screens_in_heavily),
    "none": lambda crime, settings, force: True,
}

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
    "score_of_75": _score_of_75,
    "threat_harm_risk": _threat_harm_risk,
}
