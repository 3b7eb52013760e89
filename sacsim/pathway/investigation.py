"""Investigation: the officer in charge pursues lines of enquiry until they are done or drift.

A line is generated or never thought of (more often with an investigation plan and by the more
skilled), and a line begun too late finds nothing. A crime may drift: nothing happens until a
supervisor's next sufficient review, or until a result names somebody. Such a review may also bring
up a line that nobody had thought of. Which crimes get a plan is a policy.
"""

from collections.abc import Callable, Generator
from typing import Any, Literal

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.force.job import FOREVER, Job
from sacsim.pathway.asking import by_owner, insist
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind
from sacsim.settings import FrozenSettings, NonNegative, Probability
from sacsim.words import Skill, TeamName

Choice = Literal["as_stated", "always", "none"]


class ByTeam(FrozenSettings):
    """A number for each team that may own a crime."""

    pip2: Probability
    pip1: Probability
    response: Probability
    neighbourhood: Probability
    desk: Probability

    def of(self, team: str) -> float:
        """The number of a team."""
        return float(getattr(self, team))


class Line(FrozenSettings):
    """One line of enquiry: whether it is generated, and its hours with and without a find."""

    generated: Probability
    """Thought of, with a plan and full skill."""
    hours: Distribution
    hours_if_nothing: Distribution


class Lines(FrozenSettings):
    """The secondary lines of enquiry."""

    cctv: Line
    witness: Line
    vehicle_sighting: Line
    property_recovered: Line
    intelligence: Line


class Settings(FrozenSettings):
    """Plans, skill, drift, and the hours of each line."""

    plan: ByTeam
    """Share of crimes with an investigation plan; `policies.investigation_plan = "as_stated"`."""
    plan_hours: Distribution
    """Of the officer in charge, for a plan."""
    without_plan: Probability
    """Factor on skill where there is none."""
    skill: ByTeam
    """Factor on `generated`, by the owner's team."""
    drifts: Probability
    """Chance before each line that nothing happens until a review."""
    review_finds: Probability
    """Missed lines that a sufficient review brings up."""
    lines: Lines
    series_check_hours: Distribution
    series_check_priority: NonNegative
    links: Probability
    """Series checks that show who it was, if another crime of the series has a suspect."""
    joined_up: bool
    """Analysts, detectives and the owners of problem-solving plans are tasked together."""
    links_unless_joined_up: Probability
    """Factor on `links` where they are not."""


LINES = {
    Kind.CCTV: ("cctv", "CCTV overwritten"),
    Kind.WITNESS: ("witness", "witness no longer found"),
    Kind.VEHICLE_SIGHTING: ("vehicle_sighting", "vehicle not traced"),
    Kind.PROPERTY: ("property_recovered", "property not traced"),
    Kind.INTELLIGENCE: ("intelligence", "link not made"),
}


def plan(crime: Crime, settings: Settings, policy: "Policy", urgency: float, force: Force) -> Story:
    """The officer in charge writes an investigation plan, if this crime gets one."""
    crime.planned = policy(crime, settings, force)
    hours = force.sample(crime, f"plan hours {crime.owner_team}", settings.plan_hours)
    if crime.planned and hours > 0:
        yield from by_owner(crime, "investigation plan", hours, urgency, force)


def find_suspect(crime: Crime, settings: Settings, urgency: float, force: Force) -> Story:
    """Pursue one line after another until somebody is identified or no line is left."""
    for kind in LINES:
        if crime.has_suspect:
            return
        yield from _pursue(crime, kind, settings, urgency, force)


def pursue_the_rest(crime: Crime, settings: Settings, urgency: float, force: Force) -> Story:
    """Pursue the lines that were left when the suspect was identified, for corroboration."""
    for kind in LINES:
        yield from _pursue(crime, kind, settings, urgency, force)


def after_reviews(crime: Crime, settings: Settings, urgency: float, force: Force) -> Story:
    """Beside the rest of the enquiry, pursue what sufficient reviews bring up."""
    while True:
        yield crime.news("review", force)
        yield from second_look(crime, settings.review_finds, settings, urgency, force)


def second_look(
    crime: Crime, finds: float, settings: Settings, urgency: float, force: Force
) -> Story:
    """Pursue the lines that nobody had thought of, each as likely as stated to be brought up."""
    found = [
        kind
        for kind in crime.lines_missed
        if force.chance(crime, f"review finds {LINES[kind][0]}", finds)
    ]
    for kind in found:
        crime.lines_missed.remove(kind)
    for kind in found:
        crime.regain_line(kind, force)
        yield from _follow(crime, kind, settings, urgency, force)


def _pursue(crime: Crime, kind: Kind, settings: Settings, urgency: float, force: Force) -> Story:
    """Pursue a line once, if anybody thinks of it; what it could have found is lost otherwise."""
    if kind in crime.lines_done:
        return
    crime.lines_done.add(kind)
    field, _ = LINES[kind]
    due = force.now
    if force.chance(crime, f"drifts before {field}", settings.drifts):
        force.journal.note(force.now, crime.id, "drifts")
        yield crime.news("review", force) | crime.news("suspect", force)
    if because := _not_generated(crime, field, settings, force):
        crime.lines_missed.append(kind)
        for chance in crime.chances(kind):
            crime.lose(chance, chance.missed or because, force)
        return
    yield from _follow(crime, kind, settings, urgency, force, due if force.now > due else FOREVER)


def _follow(
    crime: Crime,
    kind: Kind,
    settings: Settings,
    urgency: float,
    force: Force,
    drifted_since: float = FOREVER,
) -> Story:
    """Do the work of a line; begun too late, it finds nothing."""
    field, too_late = LINES[kind]
    line: Line = getattr(settings.lines, field)
    hours = line.hours if crime.chances(kind) else line.hours_if_nothing
    job = yield from _work(
        crime, kind, force.sample(crime, f"{field} hours", hours), settings, urgency, force
    )
    for chance in crime.chances(kind):
        if job.started < chance.expires:
            if kind == Kind.INTELLIGENCE and _linked(crime, settings, force):
                chance.identifies = True
            crime.realise(chance, force)
        else:
            by_drift = drifted_since < chance.expires
            crime.lose(chance, "case drifted" if by_drift else too_late, force)


def _linked(crime: Crime, settings: Settings, force: Force) -> bool:
    """Whether the analysts' check links the crime to another of its series with a suspect."""
    if crime.kin is None or not crime.kin.suspect:
        return False
    tasking = 1.0 if settings.joined_up else settings.links_unless_joined_up
    return force.chance(crime, "series linked", settings.links * tasking)


def _not_generated(crime: Crime, field: str, settings: Settings, force: Force) -> str:
    """Why nobody thinks of a line, or nothing if somebody does: one draw, falling short of less."""
    line: Line = getattr(settings.lines, field)
    u = force.draws.uniform(crime.id, f"{field} line")
    quality = force.quality(crime.owner_team, crime.owner, Skill.GENERAL)
    skill = settings.skill.of(crime.owner_team) * quality
    if u < line.generated * skill * (1.0 if crime.planned else settings.without_plan):
        return ""
    if u < line.generated * skill:
        return "no investigation plan"
    return "line missed for want of skill" if u < line.generated else "line not pursued"


def _work(
    crime: Crime, kind: Kind, hours: float, settings: Settings, urgency: float, force: Force
) -> Generator[Any, Any, Job]:
    """Work on one line; a link to a series is an analyst's or an offender manager's product."""
    if kind == Kind.INTELLIGENCE and crime.series >= 0:
        check = force.sample(crime, "series check hours", settings.series_check_hours)
        asked = (check, settings.series_check_priority, force)
        yield from insist(crime, TeamName.ANALYSTS, "series check", *asked)
        yield from insist(crime, TeamName.OFFENDER_MANAGERS, "IOM check", *asked)
    return (yield from by_owner(crime, f"line: {kind}", hours, urgency, force))


Policy = Callable[[Crime, Settings, Force], bool]
"""Says whether a crime that has been allocated gets an investigation plan."""

POLICIES: dict[str, Policy] = {
    "as_stated": lambda crime, settings, force: force.chance(
        crime, "investigation plan", settings.plan.of(crime.owner_team)
    ),
    "always": lambda crime, settings, force: True,
    "none": lambda crime, settings, force: False,
}
