"""Personnel: who is in each post, month by month: joining, being tutored, absent, leaving.

People leave on the first of a month; plans have dates of their own. Everything is drawn by (team,
officer, calendar month), so that one more officer changes nobody else's career. What workload does
to people shows two months later, because rosters are written a month ahead.
"""

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sacsim.chance.draws import Draws, FloatArray, IntArray
from sacsim.clock import Clock, month_after
from sacsim.force.people import MONTH, SKILLS, WEEK, YEAR, Route, Workforce
from sacsim.force.plans import Arrival, Departure, plans
from sacsim.force.roster import Duties, rostered, stand
from sacsim.force.staff import Staff, Strength, TeamPeople, at_the_start

TUTORS_SERVED = 2.0
"""Years of service before somebody may tutor."""


class Change(NamedTuple):
    """An officer in charge is there from a moment on, or no longer."""

    time: float
    officer: int
    here: bool


class TeamMonth(NamedTuple):
    """What a month is like for the people of a team."""

    stretch: float
    """How far the team was stretched two months before."""
    paces: FloatArray
    """Hours that one stated hour takes, posts x skills."""
    mean_pace: FloatArray
    """Of those at work, by skill."""
    quality: FloatArray
    """Posts x skills."""
    changes: list[Change]
    strength: "Strength"


class Personnel:
    """The people of all teams that have a `people` table."""

    def __init__(
        self, settings: Workforce, teams: Mapping[str, TeamPeople], clock: Clock, draws: Draws
    ) -> None:
        self.settings = settings
        self.clock = clock
        strengths = {name: team.strength for name, team in teams.items()}
        planned = plans(settings, strengths, clock)
        self.staff = {name: at_the_start(name, team, planned[name]) for name, team in teams.items()}
        careers, duty = draws.stream("workforce"), draws.stream("duty")
        self._draws = {name: careers.stream(name) for name in teams}
        self._duty_draws = {name: duty.stream(name) for name in teams}
        self._served()

    def _served(self) -> None:
        """Draw how long those who are there when the run begins have served."""
        for name, staff in self.staff.items():
            there = staff.since <= 0
            years = staff.people.service_years.quantile(
                self._draws[name].uniforms(staff.luck, "service")
            )
            staff.service[there] = -YEAR * years[there]
            staff.practice[there] = years[there, np.newaxis]

    def month(self, name: str, month: int, utilisation: float) -> TeamMonth:
        """A team's people in a month, the months before having been asked for.

        `utilisation` is that of the last whole month known.
        """
        staff, stretch = self.staff[name], self._stretch(utilisation)
        begin, end = self.clock.month_start(month), self.clock.month_start(month + 1)
        changes: list[Change] = []
        if month == 0:
            changes += [Change(0.0, int(n), False) for n in np.flatnonzero(staff.since > 0)]
        leavers = self._leave(staff, month, begin, stretch)
        changes += [Change(begin, n, False) for n in leavers]
        moved = list(self._transferred(staff, end))
        changes += moved
        joined = self._arrive(staff, begin, end)
        alone = (begin <= staff.independent) & (staff.independent < np.minimum(end, staff.left))
        alone &= staff.since > 0
        changes += [Change(float(staff.independent[n]), int(n), True) for n in alone.nonzero()[0]]
        changes += self._fall_absent(staff, month, begin, end)
        paces, quality = self._skills(staff, (begin + end) / 2, stretch)
        working = staff.working((begin + end) / 2)
        mean = paces[working].mean(axis=0) if working.any() else np.ones(SKILLS)
        lost = len(leavers) + len(moved)
        strength = self._strength(staff, (begin + end) / 2, paces, joined, lost)
        changes.sort(key=lambda change: (change.time, change.officer, change.here))
        told = [change for change in changes if staff.says(change.officer, change.here)]
        return TeamMonth(stretch, paces, mean, quality, told, strength)

    def _stretch(self, utilisation: float) -> float:
        """How far a team is stretched: 0 at the limit and below, 1 at a utilisation of 1."""
        above = self.settings.workload.above
        if not utilisation > above:
            return 0.0
        return min((utilisation - above) / (1 - above), 1.0) if above < 1 else 0.0

    # -- coming and going ---------------------------------------------------------------------

    def _ids(self, staff: Staff, month: int) -> IntArray:
        """Number of each person's calendar month in the draws."""
        first = month_after(self.clock.start, month)
        return np.int64(first.year * 12 + first.month) << 20 | staff.luck

    def _leave(self, staff: Staff, month: int, begin: float, stretch: float) -> list[int]:
        """Who leaves as the month begins; somebody is sought for each."""
        rate = self.settings.leaving.rate((begin - staff.service) / YEAR)
        rate = (rate + staff.people.moves_on_per_year) / 12
        rate *= 1 + self.settings.workload.leaving * stretch
        u = self._draws[staff.name].uniforms(self._ids(staff, month), "leaves")
        leavers = np.flatnonzero(staff.here(begin) & (u < rate) & (begin > staff.since))
        if month == 0:
            return []
        route = self.settings.routes[staff.people.replaced_by]
        needed = WEEK * (route.recruitment_weeks + route.training_weeks)
        vacant = max(0.0, needed - WEEK * staff.people.recruited_ahead_weeks)
        for n in leavers.tolist():
            staff.left[n] = begin
            staff.untutored = [each for each in staff.untutored if each[0] != n]
            staff.arrivals.append(Arrival(begin + vacant, n, route))
        staff.arrivals.sort(key=lambda arrival: (-arrival.time, -arrival.officer))
        return leavers.tolist()

    def _transferred(self, staff: Staff, end: float) -> Iterator[Change]:
        """Those whom a plan moves out of the team in this month, by lot among those there."""
        while staff.departures and staff.departures[-1].time < end:
            plan = staff.departures.pop()
            there = np.flatnonzero(staff.here(plan.time))
            lot = self._draws[staff.name].uniforms(staff.luck[there], f"transferred {plan.name}")
            going = there[np.argsort(lot, kind="stable")][: plan.people].tolist()
            self._fewer_arrive(plan, plan.people - len(going))
            for n in going:
                staff.left[n] = plan.time
                yield Change(plan.time, n, False)

    def _fewer_arrive(self, plan: Departure, fewer: int) -> None:
        """Posts vacant for the moment are moved without people: so many fewer arrive."""
        for staff in self.staff.values():
            due = [each for each in staff.arrivals if each.plan == plan.name][:fewer]
            for each in due:
                staff.arrivals.remove(each)

    def _arrive(self, staff: Staff, begin: float, end: float) -> int:
        """Let those come who are due in a month, each to a tutor if they need one."""
        joined = 0
        while staff.arrivals and staff.arrivals[-1].time < end:
            time, n, route, _ = staff.arrivals.pop()
            joined += 1
            staff.since[n], staff.left[n] = time, math.inf
            first_day = staff.trains_from[n] = time - WEEK * route.training_weeks
            staff.service[n] = first_day - YEAR * route.service_years
            staff.practice[n] = route.practice.row
            staff.absent_from[n] = staff.absent_to[n] = staff.tutors_to[n] = -math.inf
            staff.learning[n] = route.development_share
            staff.independent[n] = math.inf
            staff.untutored.append((n, route))
        waiting, staff.untutored = staff.untutored, []
        if waiting:
            tutors = self._draws[staff.name].uniforms(staff.luck, "tutor") < staff.people.tutors
        for n, route in waiting:
            self._tutor(staff, n, route, max(float(staff.since[n]), begin), tutors)
        return joined

    def _tutor(
        self, staff: Staff, n: int, route: Route, at: float, tutors: npt.NDArray[np.bool_]
    ) -> None:
        """Find a tutor for a newcomer; without one they wait until next month."""
        if route.tutored_weeks:
            tutor = self._free_tutor(staff, at, tutors)
            if tutor is None:
                staff.untutored.append((n, route))
                return
            staff.tutors_from[tutor], staff.tutors_to[tutor] = at, at + WEEK * route.tutored_weeks
            staff.tutor_gives[tutor] = route.tutor_gives
        staff.independent[n] = at + WEEK * route.tutored_weeks
        staff.developed[n] = staff.independent[n] + MONTH * route.development_months

    def _free_tutor(self, staff: Staff, at: float, tutors: npt.NDArray[np.bool_]) -> int | None:
        """Whoever may tutor and has gone longest without; then the lowest number.

        Where nobody at work may tutor, the longest serving does.
        """
        working = staff.working(at)
        may = working & tutors & (at - staff.service >= YEAR * TUTORS_SERVED)
        if not may.any() and working.any():
            may[np.where(working, staff.service, np.inf).argmin()] = True
        free = np.flatnonzero(may & (staff.tutors_to <= at))
        return None if not len(free) else int(free[np.argmin(staff.tutors_to[free])])

    def _fall_absent(self, staff: Staff, month: int, begin: float, end: float) -> list[Change]:
        """Long absences that begin in a month; after so many days the officer's crimes go on."""
        absence, draws = self.settings.absence, self._draws[staff.name]
        ids = self._ids(staff, month)
        u = draws.uniforms(ids, "falls absent")
        days = absence.days.quantile(draws.uniforms(ids, "absent for"))
        starts = begin + draws.uniforms(ids, "absent from") * (end - begin)
        can = staff.working(begin) & (staff.left > end) & (staff.absent_to <= begin)
        changes = []
        for n in np.flatnonzero(can & (u < absence.per_year / 12)).tolist():
            staff.absent_from[n], staff.absent_to[n] = starts[n], starts[n] + 24 * days[n]
            if days[n] > absence.reallocate_after_days:
                changes.append(Change(float(starts[n]), n, False))
        back = (begin <= staff.absent_to) & (staff.absent_to < end)
        for n in np.flatnonzero(back & staff.working(end)).tolist():
            changes.append(Change(float(staff.absent_to[n]), n, True))
        return changes

    # -- at work ------------------------------------------------------------------------------

    def duties(self, name: str, month: int, stretch: float) -> Duties:
        """The month's shifts of those who work alone, less abstraction, tutoring and learning.

        To be asked for before the people of the next month.
        """
        staff, workload = self.staff[name], self.settings.workload
        posts, roster = len(staff.since), staff.roster
        duties = rostered(roster, posts, self.clock, month)
        at, post = duties.start, duties.post
        there = (
            (staff.since[post] <= at) & (staff.independent[post] <= at) & (at < staff.left[post])
        )
        there &= (at < staff.absent_from[post]) | (at >= staff.absent_to[post])
        duties = duties.where(there)
        keep = (1 - roster.abstraction) * (1 - roster.other_duties)
        keep *= 1 - min(1.0, workload.sickness * stretch)
        duties = self._kept(staff, duties, np.full(len(duties.post), keep), "present")
        at, post = duties.start, duties.post
        tutoring = (staff.tutors_from[post] <= at) & (at < staff.tutors_to[post])
        gives = np.where(tutoring, staff.tutor_gives[post], 0.0)
        duties = self._kept(staff, duties, 1 - gives, "tutors")
        at, post = duties.start, duties.post
        learns = np.where(at < staff.developed[post], staff.learning[post], 0.0)
        duties = self._kept(staff, duties, 1 - learns, "learns")
        extra = workload.overtime_most * stretch * (duties.end - duties.start)
        return Duties(duties.post, duties.start, duties.end + extra)

    def _kept(self, staff: Staff, duties: Duties, share: FloatArray, question: str) -> Duties:
        """The shifts that stand, by each person's luck where the share is less than 1."""
        doubtful = share < 1
        some = duties.where(doubtful)
        stands = np.ones(len(share), np.bool_)
        stands[doubtful] = stand(
            some,
            share[doubtful],
            question,
            staff.luck[some.post],
            self.clock,
            self._duty_draws[staff.name],
        )
        return duties.where(stands)

    def _skills(self, staff: Staff, at: float, stretch: float) -> tuple[FloatArray, FloatArray]:
        """Pace and quality of every post at a moment, posts x skills."""
        experience = self.settings.experience
        since = np.clip((at - np.maximum(staff.independent, 0.0)) / YEAR, 0.0, None)
        years = staff.practice + since[:, np.newaxis]
        tired = 1 + self.settings.workload.fatigue * stretch
        return (
            experience.at(experience.hours, years) * tired,
            experience.at(experience.quality, years),
        )

    def _strength(
        self, staff: Staff, at: float, paces: FloatArray, joined: int, left: int
    ) -> Strength:
        here, working = staff.here(at), staff.working(at)
        coming = sum(arrival.starts <= at for arrival in staff.arrivals)
        coming += int(((staff.since > at) & (staff.trains_from <= at)).sum())
        tutoring = (staff.tutors_from <= at) & (at < staff.tutors_to)
        learning = np.where(at < staff.developed, staff.learning, 0.0)
        gives = (1 - np.where(tutoring, staff.tutor_gives, 0.0)) * (1 - learning)
        return Strength(
            establishment=sum(posts for time, posts in staff.posts if time <= at),
            strength=int(here.sum()) + coming,
            training=coming,
            tutored=int((here & (staff.independent > at)).sum()),
            absent=int((here & staff.absent(at)).sum()),
            deployable=int(working.sum()),
            at_work=float(gives[working].sum()),
            effective=float((gives / paces.mean(axis=1))[working].sum()),
            joined=joined,
            left=left,
        )
