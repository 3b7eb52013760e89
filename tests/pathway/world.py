"""One crime in a small force with fixed times, for journals that can be worked by hand.

Every team has one post that is always on duty, every duration is a plain number and every
probability 0 or 1, so that a story can be told in round hours. A test states only what it changes.
"""

import math
from datetime import date
from functools import lru_cache
from pathlib import Path
from textwrap import dedent

from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.force.agenda import ARRIVAL, TIMER
from sacsim.force.force import Force, TeamSettings
from sacsim.force.job import Job
from sacsim.journal import Journal
from sacsim.pathway.crime import LATER, Crime
from sacsim.pathway.disposal import SeriesBook
from sacsim.pathway.journey import Pathway, journey
from sacsim.pathway.opportunities import Kind, Opportunity
from sacsim.scenario.scenario import Scenario, load
from sacsim.words import CrimeType, TeamName

ENGLAND = Path(__file__).parents[2] / "scenarios" / "england_median.toml"
START = date(2021, 1, 1)
FOREVER = math.inf
NEVER = {"unhurried": 0.0, "hurried": 0.0}
SURELY = {"unhurried": 1.0, "hurried": 1.0}
NO_LINE = {"generated": 0.0, "hours": 2.0, "hours_if_nothing": 1.0}
ALL_TEAMS = dict.fromkeys(("pip2", "pip1", "response", "neighbourhood", "desk"), 1.0)

FIXED = {
    "crime": {"admits": 0.0},
    "contact": {
        "online": 0.0,
        "emergency_minutes": 6.0,
        "report_minutes": 30.0,
        "online_minutes": 15.0,
        "patience_minutes": 60.0,
        "call_back_hours": 2.0,
        "priority_999": 0.0,
        "priority_101": 2.0,
        "priority_online": 3.0,
        "thrive": NEVER,
        "repeat_recognised": NEVER,
        "preservation_advice": NEVER,
        "prevention_advice": NEVER,
    },
    "deployment": {
        "attends": 0.0,
        "travel_minutes": 15.0,
        "appointment_hours": 3.0,
        "scene_hours": 1.0,
        "lines_completed": 1.0,
        "lines_completed_if_called_away": 0.0,
        "secures_cctv": 0.0,
    },
    "scene": {
        "attends": 0.0,
        "priority": 1.0,
        "scene_hours": 2.0,
        "give_up_hours": 96.0,
        "disturbed_if_advised": 0.0,
        "disturbed_if_not_advised": 0.0,
        "disturbed_within_hours": 3.0,
        "weather_hours": 72.0,
        "guarded": 0.0,
        "guard_at_most_hours": 24.0,
        "guard_priority": 1.0,
    },
    "forensics": {
        "submits": 1.0,
        "priority": 1.0,
        "fingerprint_hours": 2.0,
        "fingerprint_delay_days": 60.0,
        "dna_gate_days": 5.0,
        "dna_laboratory_days": 10.0,
    },
    "digital": {
        "kiosk_share": 1.0,
        "outsourced_share": 0.0,
        "priority": 1.0,
        "kiosk_hours": 2.0,
        "unit_hours": 8.0,
        "outsourced_days": 76.0,
    },
    "allocation": {
        "policy": "by_share",
        "screens_in": 1.0,
        "shares.pip2": 0.0,
        "shares.pip1": 1.0,
        "assessment_hours": 0.5,
        "assessment_priority": 1.0,
        "allocation_hours": 0.25,
        "allocation_priority": 0.0,
        "review_hours": 0.75,
        "priority": 3.0,
        "priority_with_suspect": 2.0,
    },
    "investigation": {
        "plan": ALL_TEAMS,
        "without_plan": 0.5,
        "skill": ALL_TEAMS,
        "drifts": 0.0,
        "lines.cctv": NO_LINE,
        "lines.witness": NO_LINE,
        "lines.vehicle_sighting": NO_LINE,
        "lines.property_recovered": NO_LINE,
        "lines.intelligence": NO_LINE,
        "series_check_hours": 1.0,
        "series_check_priority": 1.0,
    },
    "supervision": {
        "every_days": 28.0,
        "on_time_days": 7.0,
        "hours": 0.5,
        "priority": 2.0,
        "sufficient": 1.0,
        "closure_hours": 0.25,
        "closure_priority": 2.0,
    },
    "victim": {
        "decline_days": 5.0,
        "update_every_days": 28.0,
        "update_within_days": 5.0,
        "update_hours": 0.25,
        "update_priority": 3.0,
        "withdraws_per_month": 0.0,
        "missed_update_ratio": 2.0,
    },
    "suspect": {
        "locate_days": 1.0,
        "locate_hours": 2.0,
        "never_found": 0.0,
        "arrests": 0.0,
        "arrest_hours": 3.0,
        "arrest_priority": 1.0,
        "custody_hours": 24.0,
        "interview_hours": 2.0,
        "interview_priority": 0.0,
        "voluntary_days": 10.0,
        "bailed": 0.0,
        "bail_days_before_reform": 28.0,
        "bail_days_after_reform": 91.0,
        "admission_strength": 0.5,
    },
    "casefile": {
        "custody_hours": 3.0,
        "custody_priority": 0.0,
        "light_hours": 4.0,
        "full_hours": 10.0,
        "full_hours_before_dg6": 6.0,
        "redaction_hours": 2.0,
        "file_builders_do": 0.0,
        "review_hours": 1.0,
        "review_priority": 1.0,
        "supervisor_hours": 0.5,
        "supervisor_priority": 1.0,
        "rework_hours": 3.0,
    },
    "charging": {
        "police_may_charge": 1.0,
        "police_hours": 0.5,
        "police_priority": 1.0,
        "direct_hours": 1.0,
        "kept_if_caught": 1.0,
        "kept_otherwise": 0.0,
        "area_hours": 2.0,
        "area_priority": 1.0,
        "area_delay_days": 7.0,
        "rejected_at_triage": 0.0,
        "rejected_if_builders": 0.0,
        "resubmit_days": 10.0,
        "prosecutor_bar": 1.0,
        "action_plan_within": 0.15,
        "action_plan_adds": 0.25,
        "most_loops": 3.0,
    },
    "disposal": {
        "filing_days": 2.0,
        "screened_out_days": 1.0,
        "out_of_court": 0.0,
        "out_of_court_hours": 2.0,
        "diverted": 0.0,
        "cautioned": 0.0,
        "other_agency": 0.0,
        "not_public_interest": 0.0,
        "miscoded": 0.0,
        "miscoded_if_reviewed": 0.0,
        "audited": 0.0,
        "audit_hours": 0.5,
        "audit_priority": 1.0,
        "taken_into_consideration": 0.0,
        "taken_into_consideration_days": 90.0,
    },
}


@lru_cache(maxsize=1)
def england() -> Scenario:
    """The default force with every number of the pathway fixed."""
    fixed = {f"{room}.{key}": value for room, keys in FIXED.items() for key, value in keys.items()}
    return load(ENGLAND).change({f"pathway.{key}": value for key, value in fixed.items()})


def pathway(**changes) -> Pathway:
    """The fixed settings with some changed: pathway(**{"suspect.arrests": 1.0})."""
    if not changes:
        return england().pathway
    return england().change({f"pathway.{key}": value for key, value in changes.items()}).pathway


def left(kind, strength=0.5, *, identifies=False, expires=FOREVER) -> Opportunity:
    """An opportunity that the offender left."""
    return Opportunity(Kind(kind), identifies, strength, expires)


class World:
    """Teams of one post each, always on duty, except where `posts` or `duty` says otherwise.

    `posts` gives a team's number of posts, `limits` caseload limits of teams with officers in
    charge, `duty` a team's duty times (post, from, to) in place of always.
    """

    def __init__(self, changes=None, *, posts=None, duty=None, limits=None, start=START):
        self.pathway = pathway(**(changes or {}))
        self.book = SeriesBook()
        self.stories = []
        self._others = 0
        owners = (TeamName.PIP1, TeamName.PIP2, TeamName.RESPONSE)
        settings = {
            str(name): TeamSettings(
                officers=(posts or {}).get(name, 1),
                shifts="always",
                owns=name in owners,
                caseload_limit=(limits or {}).get(name),
            )
            for name in TeamName
        }
        self.force = Force(settings, Clock(start), Draws(1, 0), Journal(0), (0.0, FOREVER))
        for name, team in self.force.teams.items():
            always = [(number, 0.0, FOREVER) for number in range(len(team.posts))]
            team.roster((duty or {}).get(name, always))

    def crime(self, *chances, reported=0.0, type=CrimeType.DOMESTIC_BURGLARY, **facts) -> Crime:
        """A crime that occurred four hours before its report unless stated otherwise."""
        facts = {
            "attempt": False,
            "reported_as": LATER,
            "occurred": reported - 4.0,
            "repeat_victim": False,
            "vulnerable": False,
            "series": -1,
            "supports": True,
            "summary_only": False,
            "cue": 0.5,
        } | facts
        crime = Crime(
            id=(len(self.stories) + 1) << 12,
            type=type,
            reported=reported,
            opportunities=list(chances),
            **facts,
        )
        self.stories.append(crime)
        return crime

    def live(self, crime) -> Crime:
        """Let a crime be reported at its time and live its whole life."""
        self.at(crime.reported, lambda: self._begin(crime, self._journey(crime)), ARRIVAL, crime.id)
        return crime

    def play(self, crime, story, at=0.0) -> Crime:
        """Play one room for a crime: `story` makes the room's generator when its time comes."""
        self.at(at, lambda: self._begin(crime, story()))
        return crime

    def branch(self, crime, story, at=0.0) -> Crime:
        """Play one room beside the crime's main story."""
        self.at(at, lambda: self.force.branch(crime, story()))
        return crime

    def at(self, time, act, kind=TIMER, id=0):
        """Do something at an hour."""
        self.force.agenda.due(time, kind, id, lambda _: act())

    def busy(self, team, at, hours, priority=0.0, **asks):
        """Let a team do somebody else's work for so many hours."""
        self._others += 1
        job = Job(self._others, "other work", hours, priority, **asks)
        self.at(at, lambda: self.force.teams[team].submit(job))

    def run(self, until) -> "World":
        """Let the world run to an hour."""
        self.force.agenda.run(until=until)
        return self

    def journal(self, crime=None) -> str:
        """All facts about a crime (the first, if none is named), a line each.

        hour, event, task, @team; (detail) unless it only repeats what a job asked.
        """
        wanted = (crime or self.stories[0]).id
        lines = []
        for row in self.force.journal.table().to_pylist():
            if row["case"] == wanted:
                words = [f"{row['time_hours']:g}", row["event"], row["task"]]
                words.append(f"@{row['team']}" if row["team"] else "")
                asks = row["event"] in ("arrived", "allocated", "first review done")
                words.append(f"({row['detail']})" if row["detail"] and not asks else "")
                lines.append(" ".join(word for word in words if word))
        return "\n".join(lines)

    def facts(self, crime=None) -> str:
        """The journal without what the teams write about their jobs, except when work ends."""
        routine = ("arrived", "started", "allocated")
        lines = self.journal(crime).splitlines()
        return "\n".join(line for line in lines if line.split()[1] not in routine)

    def history(self, crime=None) -> list[tuple[float, int]]:
        """Outcomes assigned and taken back (0) with their hours."""
        lines = self.journal(crime).splitlines()
        told = [line.split() for line in lines if line.split()[1] in ("outcome", "reopened")]
        return [(float(words[0]), int(words[-1].strip("()"))) for words in told]

    def live_crimes(self, team) -> int:
        """Live crimes of a team's officers in charge."""
        return sum(self.force.teams[team].caseload.live)

    def _begin(self, crime, story):
        self.force.begin(crime, story)

    def _journey(self, crime):
        return journey(crime, self.pathway, self.book, self.force)


def lines(text) -> str:
    """A journal written in a test, without its indentation."""
    return dedent(text).strip()
