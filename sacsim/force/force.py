"""The force as a story sees it: its teams, its clock and a crime's own luck.

A random number belongs to a crime and a question, never to a moment or a resource, so two scenarios
differ only where staffing or policy made the difference.
"""

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol
from zlib import crc32

import simpy
from pydantic import model_validator

from sacsim.chance.distributions import Law
from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.force.agenda import TIMER
from sacsim.force.job import FOREVER, IN_HAND, Job
from sacsim.force.people import People, Workforce
from sacsim.force.queues import queues
from sacsim.force.roster import NOBODY, Duties, RosterSettings, joined, together, workable
from sacsim.force.rules import Rules, Squeeze
from sacsim.force.staffing import Staffing
from sacsim.settings import Count, FrozenSettings, NonNegative, Probability
from sacsim.words import Skill

if TYPE_CHECKING:
    from sacsim.journal import Journal

Story = Generator[Any, Any, Any]


class Case(Protocol):
    """Whatever owns luck and jobs: a crime."""

    id: int
    staff_hours: float
    owner_team: str
    owner: int | None
    telling: Any
    branches: list[Any]

    def next_job_id(self) -> int:
        """A number for the crime's next job, unique in the run."""


class SqueezeSettings(FrozenSettings):
    """How reports of a priority or below are cut short when callers wait."""

    from_priority: NonNegative
    """Reports of this priority and larger are cut."""
    per_waiting: NonNegative
    """Share cut for each job waiting a post on duty."""
    floor: Probability
    """Share of the length that is always left."""


class TeamSettings(RosterSettings):
    """A team: posts, roster, abstraction, what happens at the end of a shift, caseload."""

    officers: Count | Literal["unlimited"] = 0
    """Establishment, in full-time posts."""
    vacancies: Probability = 0.0
    """Share of the establishment not filled."""
    at_shift_end: Literal["finish", "hand_over", "park"] = "finish"
    """Work in hand is finished, handed over, or kept by its officer."""
    owns: bool = False
    """Its crimes have an officer in charge."""
    caseload_limit: Count | None = None
    """Live crimes given to one officer at most."""
    queue_limit: Count | None = None
    """Jobs that wait at most; more are turned away."""
    reserve_posts: Count = 0
    """Idle posts kept free for the most urgent."""
    reserve_for_priority: NonNegative = 0.0
    """The reserve serves this priority and smaller."""
    squeeze: SqueezeSettings | None = None
    kiosks: Count | None = None
    """With `trained_users`, instead of `officers`."""
    trained_users: Count | None = None
    people: People | None = None
    """Who leaves and who comes; without it nobody does."""
    partner: bool = False
    """Another body's people: their hours are not the force's own."""
    role: str = ""
    """A remark."""

    @model_validator(mode="after")
    def _kiosks_need_users(self) -> "TeamSettings":
        if (self.kiosks is None) != (self.trained_users is None):
            raise ValueError("kiosks and trained_users go together: an examination needs both")
        if self.kiosks is not None and self.officers:
            raise ValueError("a team of kiosks takes its capacity from kiosks and trained_users")
        return self

    @property
    def strength(self) -> int | None:
        """Posts filled: establishment less vacancies (kiosks for kiosks, None for unlimited)."""
        if self.officers == "unlimited":
            return None
        if self.kiosks is not None:
            return self.kiosks
        return round(self.officers * (1 - self.vacancies))

    def duties(self, clock: Clock, month: int, draws: Draws) -> Duties:
        """Workable duty times of the shifts that begin in a month."""
        if self.strength is None:
            return NOBODY
        if self.kiosks is not None:
            users = joined(
                workable(self, self.trained_users or 0, clock, begun, draws)
                for begun in range(max(month - 1, 0), month + 1)
            )
            within = clock.month_start(month), clock.month_start(month + 1)
            return together(users, self.kiosks, within)
        return workable(self, self.strength, clock, month, draws)

    @property
    def rules(self) -> Rules:
        """The team's standing rules."""
        squeeze = None if self.squeeze is None else Squeeze(**self.squeeze.model_dump())
        return Rules(
            at_shift_end=self.at_shift_end,
            queue_limit=self.queue_limit,
            reserve_posts=self.reserve_posts,
            reserve_for_priority=self.reserve_for_priority,
            squeeze=squeeze,
            caseload_limit=self.caseload_limit,
        )


class Force:
    """Teams on one agenda; `window` is the recorded period (from, to) in simulation hours.

    `engine` is "compiled" or "reference": see queues.py.
    """

    def __init__(
        self,
        teams: Mapping[str, TeamSettings],
        clock: Clock,
        draws: Draws,
        journal: "Journal",
        window: tuple[float, float],
        engine: str | None = None,
        workforce: Workforce | None = None,
    ) -> None:
        self.clock = clock
        self.journal = journal
        self.queues = queues(engine, journal, window)
        self.agenda = self.queues.agenda
        self.draws = draws.stream("crime")
        self._duty_draws = draws.stream("duty")
        self._settings = teams
        self.staffing = None if workforce is None else Staffing(workforce, teams, clock, draws)
        self._partners = {name for name, settings in teams.items() if settings.partner}
        self.sac_hours = dict.fromkeys(teams, 0.0)
        """Hours of each team on crimes with a story, counted when each job ends."""
        self.sac_hours_read: list[list[float]] = []
        self._gone: dict[str, set[int]] = {}
        self._in_charge: dict[tuple[str, int], dict[int, Case]] = {}
        """Live crimes, by number, of each team's officers in charge."""
        self.duties: dict[str, list[Duties]] = {name: [] for name in teams}
        self.teams = {
            name: self.queues.team(
                name, self.posts(name), settings.rules, number=crc32(name.encode())
            )
            for name, settings in teams.items()
        }

    @property
    def now(self) -> float:
        """Simulation hours."""
        return self.agenda._now  # as a property of SimPy's it would take twice as long

    def owns(self, team: str) -> bool:
        """Whether crimes of a team have an officer in charge."""
        return self._settings[team].owns

    def posts(self, team: str) -> int | None:
        """Posts of a team, those that plans will fill included; none for unlimited."""
        planned = None if self.staffing is None else self.staffing.posts(team)
        return self._settings[team].strength if planned is None else planned

    def people_at_work(self, team: str) -> int:
        """People whom a team has this month, on duty or not; 0 for unlimited."""
        here = None if self.staffing is None else self.staffing.at_work(team)
        return (self._settings[team].strength or 0) if here is None else here

    def roster_month(self, month: int) -> None:
        """Put a month's shifts into the agenda, as the month before begins (or at the start)."""
        if self.staffing is not None:
            self.staffing.month_begins(self)
        for name, settings in self._settings.items():
            if self.staffing is not None and self.staffing.posts(name) is not None:
                duties = self.staffing.plan(self, name, month)
            else:
                duties = settings.duties(self.clock, month, self._duty_draws.stream(name))
            self.duties[name].append(duties)
            self.teams[name].roster(duties)

    def quality(self, team: str, officer: int | None, skill: Skill) -> float:
        """How well an officer does what a task asks: 1 for the experienced, and for nobody known.

        A factor on the chance that the task finds what there is.
        """
        return 1.0 if self.staffing is None else self.staffing.quality(team, officer, skill)

    # -- a crime's luck -----------------------------------------------------------------------

    def chance(self, crime: Case, question: str, probability: float) -> bool:
        """Whether a thing of this probability happens to this crime."""
        return self.draws.uniform(crime.id, question) < probability

    def sample(self, crime: Case, question: str, distribution: Law) -> float:
        """This crime's own value from a distribution."""
        return distribution.quantile(self.draws.uniform(crime.id, question))

    # -- a crime's time -----------------------------------------------------------------------

    def wait(self, crime: Case, hours: float) -> Story:
        """Let time pass for a crime."""
        if hours > 0:
            yield self.timer(crime, hours)

    def timer(self, crime: Case, hours: float) -> simpy.Event:
        """An event so many hours from now; never, for infinity."""
        if hours == FOREVER:
            return self.agenda.event()
        return self.agenda.due(self.now + hours, TIMER, crime.next_job_id(), None)

    def work(
        self,
        crime: Case,
        team: str,
        task: str,
        hours: float,
        priority: float,
        *,
        officer: int | None = None,
        preempts: bool = False,
        interruptible: bool = True,
        give_up_at: float = FOREVER,
        give: bool = False,
        skill: Skill = Skill.GENERAL,
    ) -> Generator[Any, Any, Job]:
        """Have a team work on a crime for so many hours; returns the job when it has ended.

        With `give`, the crime gets its officer in charge from the team first.
        """
        job = Job(
            crime.next_job_id(),
            task,
            hours,
            priority,
            case=crime.id,
            officer=officer,
            preempts=preempts,
            interruptible=interruptible,
            give_up_at=give_up_at,
            skill=skill,
        )
        telling, asked = self.agenda.telling, self.teams[team]
        assert telling is not None
        telling.asked = asked, job
        (asked.give if give else asked.submit)(job)
        try:
            yield job
            if give:
                self._put_in_charge(crime, job.officer)
        finally:
            telling.asked = None
            asked.cancel(job)
            self.spent(crime, team, job.spent)
            if give and crime.owner is None and job.officer is not None:
                self.teams[team].close_case(job.officer)
        return job

    def spent(self, crime: Case, team: str, hours: float) -> None:
        """Count hours that a team has spent on a crime; a partner's are not the force's own."""
        self.sac_hours[team] += hours
        if team not in self._partners:
            crime.staff_hours += hours

    def read_books(self, now: float) -> None:
        """Read off the books of all teams at an instant."""
        for team in self.teams.values():
            team.ledger.snapshot(now)
        self.sac_hours_read.append([*self.sac_hours.values()])

    def keep_case(self, crime: Case, officer: int) -> None:
        """An officer of its team keeps a crime, whatever the limit; another, if they have gone."""
        self.teams[crime.owner_team].take_case(officer)
        self.journal.note(self.now, crime.id, "kept", team=crime.owner_team, officer=officer)
        self._put_in_charge(crime, officer)

    def close_case(self, crime: Case) -> None:
        """The officer in charge, if there is one, has one live crime less."""
        if crime.owner is not None:
            self._crimes_of(crime).pop(crime.id, None)
            self.teams[crime.owner_team].close_case(crime.owner)

    def reopen_case(self, crime: Case) -> None:
        """The former officer in charge, if there was one, has the crime again.

        If they have gone, it goes to another.
        """
        if crime.owner is not None:
            self.teams[crime.owner_team].take_case(crime.owner)
            self._put_in_charge(crime, crime.owner)

    # -- officers who go and come -------------------------------------------------------------

    def depart(self, team: str, officer: int) -> None:
        """An officer goes now (leaves, is transferred, is away for long): others get their crimes.

        The team hears of it first, so that nothing is handed over to the one who goes. What they
        have in hand they finish, or put down as usual; the roster says how long they are on duty.
        """
        self._gone.setdefault(team, set()).add(officer)
        self._give_away(team, officer)

    def _give_away(self, team: str, officer: int) -> None:
        """Give an absent officer's crimes to whoever is there, if anybody is."""
        self.teams[team].go(officer)
        crimes = self._in_charge.get((team, officer), {})
        for id in sorted(crimes):
            self._hand_over(crimes[id])

    def take_up(self, team: str, officer: int) -> None:
        """A newcomer, or the officer who went, takes up a post and the crimes still with it.

        Crimes that stayed with other empty posts, because nobody was there, find somebody now.
        """
        gone = self._gone.setdefault(team, set())
        gone.discard(officer)
        self.teams[team].come(officer)
        for other in sorted(gone):
            self._give_away(team, other)

    def _crimes_of(self, crime: Case) -> dict[int, Case]:
        """The live crimes of a crime's officer in charge."""
        assert crime.owner is not None
        return self._in_charge.setdefault((crime.owner_team, crime.owner), {})

    def _put_in_charge(self, crime: Case, officer: int | None) -> None:
        """Note who has been given a crime; whoever has gone meanwhile hands it over."""
        crime.owner = officer
        if officer is not None:
            self._crimes_of(crime)[crime.id] = crime
            self._hand_over(crime)

    def _hand_over(self, crime: Case) -> None:
        """Give a crime whose officer has gone to another, with the jobs that it waits for."""
        team, former = self.teams[crime.owner_team], crime.owner
        assert former is not None
        if (officer := team.hand_over(former)) is None:
            return
        del self._crimes_of(crime)[crime.id]
        crime.owner = officer
        self._crimes_of(crime)[crime.id] = crime
        self.journal.note(self.now, crime.id, "officer changed", team=team.name, officer=officer)
        told = [each for each in (crime.telling, *crime.branches) if each is not None]
        for asked, job in [each.asked for each in told if each.asked is not None]:
            if asked is team and team.current(job).officer == former:
                team.move(job, officer)

    # -- a story and its branches -------------------------------------------------------------

    def begin(self, crime: Case, story: Story) -> None:
        """Start a crime's story."""
        crime.telling = self.agenda.tell(story)

    def branch(self, crime: Case, story: Story) -> None:
        """Start a part of a crime's story that goes on beside the rest until the crime closes."""
        crime.branches.append(self.agenda.tell(story))

    def go_on_alone(self, story: Story) -> None:
        """Start a part of a crime's story that goes on whatever becomes of the crime."""
        self.agenda.tell(story)

    def stop(self, crime: Case) -> None:
        """Stop a crime's story and branches, except the one that asks for it."""
        asking = self.agenda.telling
        told = [each for each in (crime.telling, *crime.branches) if each is not None]
        stopped = [each for each in told if each is not asking and each.going_on]
        jobs = [each.asked for each in stopped if each.asked is not None]
        jobs.sort(key=lambda asked: asked[0].current(asked[1]).state == IN_HAND)
        for team, job in jobs:  # those that wait first, so that no post takes one of them up
            team.cancel(job)
        for each in stopped:
            each.stop()
        crime.branches.clear()
