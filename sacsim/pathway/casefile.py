"""Case file: light for police charges on a guilty plea, full for the CPS; checked, and sent back.

A file begun from 31 December 2020 on (Director's Guidance, sixth edition) has more material in it,
redacted, before the charge. Who helps the officer in charge with a full file is a policy.
"""

from collections.abc import Callable, Generator
from datetime import date
from typing import Any, Literal, NamedTuple

from sacsim.chance.distributions import Distribution
from sacsim.force.force import Force, Story
from sacsim.pathway.asking import by_owner, insist, on_the_custody_clock
from sacsim.pathway.crime import Crime
from sacsim.settings import FrozenSettings, NonNegative, Probability
from sacsim.words import Skill, TeamName

Choice = Literal["officer_builds", "file_builders", "disclosure_champions"]

DG6 = date(2020, 12, 31)


class Settings(FrozenSettings):
    """Hours of building, redaction, checking and rework."""

    custody_hours: Distribution
    custody_priority: NonNegative
    light_hours: Distribution
    """For a charge by the police."""
    full_hours: Distribution
    """For the CPS, files begun from 31 December 2020 on."""
    full_hours_before_dg6: Distribution
    redaction_hours: Distribution
    waits_for_results: Probability
    """Full files that wait for every result still to come, though there is evidence enough."""
    file_builders_do: Probability
    """Share of a full file's hours; `policies.case_file = "file_builders"`."""
    champions_leave: Probability
    """Share of a full file's hours that is left; `policies.case_file = "disclosure_champions"`."""
    review_hours: Distribution
    review_priority: NonNegative
    feedback_conflicts: Probability
    """Full files reworked for an evidence review officer who asks for other than the CPS."""
    supervisor_hours: Distribution
    supervisor_priority: NonNegative
    rework_hours: Distribution


class Support(NamedTuple):
    """Who helps with a full file, and whether it then passes triage at their rate."""

    builders: float
    """Share of the hours that file builders take over."""
    left: float
    """Share of the rest that is left to the officer in charge."""
    passes: bool


def build(
    crime: Crime, settings: Settings, support: Support, full: bool, urgency: float, force: Force
) -> Story:
    """Build the file; a supervisor checks it, an evidence review officer too if it is full."""
    if full:
        yield from _await_results(crime, settings, force)
        hours = _full_hours(crime, settings, force)
        yield from _share_with_builders(crime, support, hours, urgency, force)
        yield from _review(crime, settings, force)
        if force.chance(crime, "reviewer's feedback conflicts", settings.feedback_conflicts):
            force.journal.note(force.now, crime.id, "feedback conflicts")
            yield from rework(crime, settings, "to conflicting feedback", urgency, force)
            yield from _review(crime, settings, force)
    else:
        hours = force.sample(crime, "file hours", settings.light_hours)
        yield from by_owner(crime, "light file", hours, urgency, force, skill=Skill.FILE)
    check = force.sample(crime, "file check hours", settings.supervisor_hours)
    yield from insist(
        crime, TeamName.SUPERVISORS, "file check", check, settings.supervisor_priority, force
    )


def _review(crime: Crime, settings: Settings, force: Force) -> Story:
    """An evidence review officer reads the file."""
    hours = force.sample(crime, "file review hours", settings.review_hours)
    yield from insist(
        crime, TeamName.EVIDENCE_REVIEW, "file review", hours, settings.review_priority, force
    )


def _await_results(crime: Crime, settings: Settings, force: Force) -> Story:
    """A full file waits for results that are still to come, however much evidence there is."""
    if force.chance(crime, "file waits for results", settings.waits_for_results):
        while crime.pending or crime.csi_due:
            yield crime.news("result", force)


def build_in_custody(
    crime: Crime, settings: Settings, until: float, force: Force
) -> Generator[Any, Any, bool]:
    """Whoever is on duty builds a short file, unless the custody clock runs out first."""
    hours = force.sample(crime, "custody file hours", settings.custody_hours)
    asked = (TeamName.PIP1, "custody file", hours, settings.custody_priority)
    job = yield from on_the_custody_clock(crime, *asked, until, force, skill=Skill.FILE)
    return job is not None


def rework(
    crime: Crime, settings: Settings, which: int | str, urgency: float, force: Force
) -> Story:
    """Put right what the CPS, or who checks files for it, has asked for."""
    hours = force.sample(crime, f"rework hours {which}", settings.rework_hours)
    yield from by_owner(crime, "file rework", hours, urgency, force, skill=Skill.FILE)


def _full_hours(crime: Crime, settings: Settings, force: Force) -> float:
    """Hours of a full file begun now, redaction included where it comes before the charge."""
    if force.clock.local(force.now).date() < DG6:
        return force.sample(crime, "file hours", settings.full_hours_before_dg6)
    redaction = force.sample(crime, "redaction hours", settings.redaction_hours)
    return force.sample(crime, "file hours", settings.full_hours) + redaction


def _share_with_builders(
    crime: Crime, support: Support, hours: float, urgency: float, force: Force
) -> Story:
    """Specialist file builders, where a force has them, take a share of a full file's hours."""
    theirs = hours * support.builders
    own = (hours - theirs) * support.left
    yield from by_owner(crime, "full file", own, urgency, force, skill=Skill.FILE)
    if theirs > 0:
        yield from insist(
            crime, TeamName.FILE_BUILDERS, "full file, builders", theirs, urgency, force
        )


Policy = Callable[[Crime, Settings, Force], Support]
"""Says who helps the officer in charge with a full file."""

POLICIES: dict[str, Policy] = {
    "officer_builds": lambda crime, settings, force: Support(0.0, 1.0, passes=False),
    "file_builders": lambda crime, settings, force: Support(
        settings.file_builders_do, 1.0, passes=settings.file_builders_do > 0
    ),
    "disclosure_champions": lambda crime, settings, force: Support(
        0.0, settings.champions_leave, passes=True
    ),
}
