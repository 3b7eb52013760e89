"""Small worlds of several teams, stories and other demand, in which nearly everything is a tie.

Times, hours and shift ends lie on a grid of half hours. A world is plain data: crowd_play.py lets
it happen, in either engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import NamedTuple

import numpy as np

from sacsim.force.job import FOREVER
from sacsim.force.roster import Duty
from sacsim.force.rules import FINISH, HAND_OVER, PARK, Rules, Squeeze
from sacsim.force.visits import MOST_ATTEMPTS, PATH, ROUTE_BITS, Batch, Kind, Visits
from sacsim.words import Skill

Pick = Callable[[int, int], int]
"""Chooses a whole number between two bounds, both possible."""

STEP, MONTH, MONTHS = 0.5, 8.0, 3
END = MONTH * MONTHS
BLOCKS = (0.0, 3.0, MONTH, 2 * MONTH, 18.0)
"""Duty times that begin from here on are added together.

Two blocks before anything happens, two as a month begins, the last when its hour is nearly over.
"""

WORK, REST, SUBMIT, CANCEL, RELEASE, CLOSE, REOPEN, LOOK, STOP, NOTE = (
    *("work", "rest", "submit", "cancel", "release"),
    *("close", "reopen", "look", "stop", "note"),
)
PACE, GO, COME, GIVE_AWAY, DEPART, MOVE = "pace", "go", "come", "give away", "depart", "move"
PACES = (0.5, 0.75, 1.0, 1.0, 1.3, 1.5, 2.0)
"""Some of which leave the grid, so that every digit counts."""
ALWAYS = (0.0, FOREVER)
LATEST = int(END / STEP) - 5
"""The last step at which anything comes from outside."""
BASES = (0, (1 << 62) - (1 << 21), (1 << 63) - (1 << 22))
"""Ids are counted from one of these; the largest of all worlds lies just below 2**63."""


@dataclass(frozen=True)
class Crew:
    """A team: posts (None: unlimited), rules and the duty times of each block."""

    posts: int | None
    rules: Rules
    number: int
    duties: list[list[Duty]]


@dataclass(frozen=True)
class Ask:
    """A job that a story asks a team for; `then` is what is done when it has ended."""

    crew: int
    hours: float
    priority: float
    preempts: bool = False
    interruptible: bool = True
    officer: int | None = None
    patience: float = FOREVER
    hold: bool = False
    give: bool = False
    skill: Skill = Skill.GENERAL
    then: tuple["Act", ...] = ()


@dataclass(frozen=True)
class Act:
    """One step of a story; `which` is a job asked for earlier or, to be stopped, another story.

    A team, `crew`, is given other `paces`; an `officer` of it goes, comes or gets a job.
    """

    what: str
    ask: Ask | None = None
    hours: float = 0.0
    which: int = 0
    crew: int = 0
    officer: int = 0
    paces: list[list[float]] = field(default_factory=list)


@dataclass(frozen=True)
class Tale:
    """A story: it begins at an hour and does one thing after another."""

    id: int
    at: float
    acts: list[Act]


@dataclass(frozen=True)
class World:
    """Everything that happens from outside."""

    crews: list[Crew]
    tales: list[Tale]
    kinds: list[Kind]
    months: list[Visits]
    window: tuple[float, float] = ALWAYS


class Visit(NamedTuple):
    """A visit of other demand, and what follows on it."""

    at: float
    id: int
    kind: int
    hours: float
    patience: float = FOREVER
    rings_back: Sequence[float] = ()
    """Hours until each further attempt."""
    follow: "Visit | None" = None


def visits_of(month: list[Visit]) -> Visits:
    """A month's visits as columns: of one kind together, and below them what follows on them."""
    alike = lambda visit: (visit.kind, len(visit.rings_back))  # noqa: E731
    layers = [sorted(month, key=alike)]
    while layers[-1]:
        after = [visit.follow for visit in layers[-1] if visit.follow]
        layers.append(sorted(after, key=alike))
    rows = [visit for layer in layers for visit in layer]
    number = {visit.id: n for n, visit in enumerate(rows)}
    parent = {visit.follow.id: number[visit.id] for visit in rows if visit.follow}
    batches = [
        _batch(list(visits), parent) for layer in layers for _, visits in groupby(layer, alike)
    ]
    first = rows[: len(month)]
    order = sorted(range(len(month)), key=lambda n: (first[n].at, first[n].id))
    return Visits(batches, np.array([v.at for v in first], float), np.array(order, np.int64))


def _batch(visits: list[Visit], parent: dict[int, int]) -> Batch:
    rings_back = np.array([visit.rings_back for visit in visits], float)
    parents = [parent[visit.id] for visit in visits if visit.id in parent]
    return Batch(
        kind=visits[0].kind,
        id=np.array([visit.id for visit in visits], np.int64),
        hours=np.array([visit.hours for visit in visits], float),
        patience=np.array([visit.patience for visit in visits], float),
        rings_back=rings_back.reshape(len(visits), len(visits[0].rings_back)),
        parent=np.array(parents, np.int64),
    )


def build(pick: Pick, tales: int, visits: int) -> World:
    """Make a world of so many stories and so many visits."""
    return _Making(pick).world(tales, visits)


class _Making:
    """A world that is being made: `guards` have many holds, `duels` named jobs that pre-empt.

    In a third of them people are `paced` unlike each other, in half they go and come (`restless`).
    """

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.guards, self.duels = ((False, False), (True, False), (False, True), (True, True))[
            pick(0, 3)
        ]
        self.paced = pick(0, 2) == 2
        self.restless = pick(0, 1) == 1
        self.crews = [self.crew(number) for number in range((1, 1, 2, 3)[pick(0, 3)])]

    def world(self, tales: int, visits: int) -> World:
        pick = self.pick
        base = BASES[max(0, pick(0, 5) - 3)]
        ids = (base + (n * 389 % 1009 << 12) for n in count(1))  # that do not follow arrivals
        kinds = [self.kind(n) for n in range(pick(1, 4))]
        told = [self.tale(next(ids), tales) for _ in range(tales)]
        months: list[list[Visit]] = [[] for _ in range(MONTHS)]
        for _ in range(visits):
            at = self.hours(LATEST)
            depth = max(0, pick(0, 6) - 2)
            months[int(at // MONTH)].append(self.visit(at, next(ids), kinds, depth))
        window = (STEP * pick(1, 6), END - STEP * pick(1, 12)) if pick(0, 3) == 3 else ALWAYS
        return World(self.crews, told, kinds, [visits_of(month) for month in months], window)

    def hours(self, most: int) -> float:
        return STEP * self.pick(0, most)

    def chance(self, often: bool) -> bool:
        """Two in three, or one in five."""
        return self.pick(0, 2) > 0 if often else self.pick(0, 4) == 4

    def crew(self, number: int) -> Crew:
        pick = self.pick
        posts = (1, 2, 3, 2, 3, 4, 5, 2, 0, None)[pick(0, 9)]
        squeeze = Squeeze(pick(0, 2), 0.25 * pick(1, 3), 0.25 * pick(0, 3))
        rules = Rules(
            at_shift_end=(FINISH, HAND_OVER, PARK)[pick(0, 2)],
            queue_limit=pick(0, 4) if pick(0, 3) == 3 else None,
            reserve_posts=pick(1, 2) if pick(0, 2) == 2 else 0,
            reserve_for_priority=pick(0, 1),
            squeeze=squeeze if pick(0, 2) == 2 else None,
            caseload_limit=pick(0, 3) or None,
        )
        return Crew(posts, rules, (7 - 3 * number) << 28, self.duties(posts or 0))

    def duties(self, posts: int) -> list[list[Duty]]:
        """Duty times by block: of some teams day and night, a shift upon a shift."""
        pick = self.pick
        steady, found = self.duels and pick(0, 1) == 1, [[] for _ in BLOCKS]
        for post in range(posts):
            time = 0.0 if steady else self.hours(4)
            while time < END:
                end = time + (END if pick(0, 7) == 7 else self.hours(3 if steady else 10))
                block = max(n for n, begins in enumerate(BLOCKS) if begins <= time)
                found[block].append((post, time, end))
                gap = self.hours(6) if not steady and pick(0, 1) else 0.0
                time = end + gap + STEP * (end == time)
        return found

    def kind(self, number: int) -> Kind:
        pick = self.pick
        in_charge = pick(0, 2) == 2
        return Kind(
            task=f"kind {number}",
            team=f"team {pick(0, len(self.crews) - 1)}",
            priority=pick(0, 3),
            preempts=self.chance(self.duels),
            interruptible=pick(0, 3) < 3,
            officer_in_charge=in_charge,
            turn_hours=STEP * pick(1, 3) if in_charge and pick(0, 3) else None,
            skill=self.skill(),
        )

    def visit(self, at: float, id: int, kinds: list[Kind], depth: int) -> Visit:
        """A visit of other demand with what follows on it, up to four deep."""
        pick = self.pick
        kind, path = pick(0, len(kinds) - 1), id & PATH
        patience = self.hours(3) if pick(0, 2) == 2 else FOREVER
        rings: list[float] = []
        if patience < FOREVER and not path and not kinds[kind].officer_in_charge and pick(0, 2):
            rings = [self.hours(3) for _ in range(MOST_ATTEMPTS - 1)]
        after = id - path | path << ROUTE_BITS | pick(1, 7)
        follow = self.visit(at, after, kinds, depth - 1) if depth else None
        return Visit(at, id, kind, self.hours(7), patience, rings, follow)

    def ask(self, then: tuple[Act, ...] = (), *, holds: bool = True) -> Ask:
        pick = self.pick
        crew = pick(0, len(self.crews) - 1)
        posts = self.crews[crew].posts
        hold = holds and self.chance(self.guards)
        give = not hold and pick(0, 3) == 3
        named = posts and not give and self.chance(self.duels)
        return Ask(
            crew=crew,
            hours=self.hours(20 if hold else 7),
            priority=pick(0, 3),
            preempts=self.chance(self.duels),
            interruptible=pick(0, 3) < 3,
            officer=pick(0, posts - 1) if named else None,
            patience=self.hours(4) if pick(0, 3) == 3 else FOREVER,
            hold=hold,
            give=give,
            skill=self.skill(),
            then=then,
        )

    def skill(self) -> Skill:
        return Skill(self.pick(0, len(Skill) - 1)) if self.paced else Skill.GENERAL

    def tale(self, id: int, tales: int) -> Tale:
        pick = self.pick
        acts: list[Act] = [self.pace()] if self.paced and pick(0, 2) else []
        for _ in range(pick(1, 4)):
            what = pick(0, 15)
            if what < 5:
                acts.append(Act(WORK, self.ask()))
            elif what < 11:
                then = tuple(self.at_once(tales) for _ in range(max(0, pick(0, 3) - 1)))
                ask = self.ask(then)
                acts.append(Act(SUBMIT, ask))
                if pick(0, 2) == 2:
                    last = RELEASE if ask.hold else CANCEL
                    acts += [Act(REST, hours=self.hours(9)), Act(last, which=pick(1, 2))]
            elif what < 13:
                acts.append(Act(REST, hours=self.hours(5)))
            else:
                acts.append(self.at_once(tales))
        if self.restless and pick(0, 1):
            acts.insert(pick(0, len(acts)), self.change_of_people())
        if pick(0, 2):
            acts += [Act(REST, hours=self.hours(3)), Act(CLOSE)]
        return Tale(id, self.hours(LATEST), acts)

    def at_once(self, tales: int) -> Act:
        """Something that takes a story no time."""
        if self.paced and not self.pick(0, 9):
            return self.pace()
        if self.restless and not self.pick(0, 4):
            return self.change_of_people()
        what = (SUBMIT, SUBMIT, *(CANCEL, RELEASE, CLOSE, CLOSE, REOPEN, LOOK, STOP, NOTE))
        chosen = what[self.pick(0, 9)]
        ask = self.ask(holds=False) if chosen == SUBMIT else None
        which = self.pick(0, tales - 1) if chosen == STOP else self.pick(1, 3)
        return Act(chosen, ask, which=which)

    def pace(self) -> Act:
        """Other paces for a team, from now on; the mean stands below those of the posts."""
        crew = self.pick(0, len(self.crews) - 1)
        rows = (self.crews[crew].posts or 0) + 1
        chosen = [[PACES[self.pick(0, 6)] for _ in Skill] for _ in range(rows)]
        return Act(PACE, crew=crew, paces=chosen)

    def change_of_people(self) -> Act:
        """Somebody goes or comes, or a job is named for somebody else."""
        what = (GO, GO, COME, COME, GIVE_AWAY, DEPART, DEPART, MOVE, MOVE)[self.pick(0, 8)]
        crew = self.pick(0, len(self.crews) - 1)
        officer = self.pick(0, max(0, (self.crews[crew].posts or 1) - 1))
        return Act(what, which=self.pick(1, 3), crew=crew, officer=officer)
