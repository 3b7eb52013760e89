"""One crime in a small force with fixed times, for journals that can be worked by hand.

Every team has one post that is always on duty, every duration is a plain number and every
probability 0 or 1, so that a story can be told in round hours. A test states only what it changes.
"""

import math
from datetime import date
from functools import lru_cache
from pathlib import Path
from textwrap import dedent

from fixed_numbers import FIXED

from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.force.agenda import ARRIVAL, TIMER
from sacsim.force.force import Force, TeamSettings
from sacsim.force.job import Job
from sacsim.journal import Journal
from sacsim.pathway import disposal
from sacsim.pathway.crime import LATER, Crime
from sacsim.pathway.journey import Pathway, Practice, journey
from sacsim.pathway.opportunities import Kind, Opportunity
from sacsim.pathway.policies import Policies, chosen
from sacsim.scenario.scenario import Scenario, load
from sacsim.words import CrimeType, TeamName

ENGLAND = Path(__file__).parents[2] / "scenarios" / "england_median.toml"
START = date(2021, 1, 1)
FOREVER = math.inf


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

    `policies` are named choices, `posts` gives a team's number of posts, `limits` caseload limits
    of teams with officers in charge, `queues` limits of queues, `duty` a team's duty times (post,
    from, to) in place of always, `ends` what a team does with work in hand when a shift ends, and
    `squeezes` how a team's reports are cut short.
    """

    def __init__(
        self,
        changes=None,
        *,
        policies=None,
        posts=None,
        duty=None,
        limits=None,
        queues=None,
        ends=None,
        squeezes=None,
        start=START,
    ):
        self.pathway = pathway(**(changes or {}))
        named = {**england().policies.model_dump(), **(policies or {})}
        self.practice = Practice(self.pathway, chosen(Policies(**named)))
        self.stories = []
        self._others = 0
        owners = (TeamName.PIP1, TeamName.PIP2, TeamName.RESPONSE)
        settings = {
            str(name): TeamSettings(
                officers=(posts or {}).get(name, 1),
                shifts="always",
                owns=name in owners,
                caseload_limit=(limits or {}).get(name),
                queue_limit=(queues or {}).get(name),
                **({"at_shift_end": ends[name]} if name in (ends or {}) else {}),
                squeeze=(squeezes or {}).get(name),
            )
            for name in TeamName
        }
        self.force = Force(settings, Clock(start), Draws(1, 0), Journal(0), (0.0, FOREVER))
        for name, team in self.force.teams.items():
            always = [(number, 0.0, FOREVER) for number in range(settings[name].strength or 0)]
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
            "asks_again_hours": self.pathway.crime.asks_again_hours,
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
        return sum(self.force.teams[team].live)

    def _begin(self, crime, story):
        self.force.begin(crime, story)

    def _journey(self, crime):
        return journey(crime, self.practice, self.force)


def lines(text) -> str:
    """A journal written in a test, without its indentation."""
    return dedent(text).strip()


def case(world, strength, **facts):
    """A crime owned by PIP 1 with so much evidence."""
    crime = world.crime(left(Kind.NAMED, strength, identifies=True), **facts)
    crime.opportunities[0].realised = crime.suspect = 0.0
    crime.owner_team, crime.owner = TeamName.PIP1, 0
    return crime


def recorded(world, crime, outcome, at=10.0, *, waits=True):
    """Record an outcome, while the crime's story waits unless it has one of its own."""
    if waits:
        world.play(crime, lambda: world.force.wait(crime, 1e6))
    p = world.pathway.disposal
    world.at(at, lambda: disposal.record(crime, outcome, p, world.force))
    return crime


def referrals(crime):
    """What went to the prosecutor: to whom, when, when it came back and with what."""
    return [(each.to, each.sent, each.back, each.answer) for each in crime.referrals]
