"""Allocation: what is asked when posts are placed, what is looked at, and what was found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from sacsim.experiment.guarding import Guard, Kept
from sacsim.experiment.marginals import Marginal
from sacsim.experiment.selecting import Selection
from sacsim.experiment.splits import Split
from sacsim.statistics import Estimate


class Case(NamedTuple):
    """One thing to try; the default is the force as it is."""

    split: Split = ()
    beside: str = ""
    """A change without posts, by its name."""
    load: tuple[str, float] | None = None
    """A place whose other work is multiplied."""
    first_year: bool = False
    """The people are decided on when the recorded months begin, and come by the usual routes."""


AS_IT_IS = Case()
Look = Callable[[Sequence[Case], Sequence[int]], Mapping[Case, pd.DataFrame]]
"""Cases, numbers of replications -> for each a table, a row a replication: AIM, guards, others."""


@dataclass(frozen=True)
class Budget:
    """Replications of each look."""

    first: int = 6
    """Of every case at first."""
    most: int = 12
    """Of a split, in the end."""
    fresh: int = 6
    moved: int = 3
    """In each background."""


@dataclass(frozen=True)
class Task:
    """What is to be placed where, and what for."""

    places: tuple[str, ...]
    posts: int
    step: int
    today: Mapping[str, int]
    """Posts at each place."""
    work: Mapping[str, float]
    """Offered to each place, in any one unit."""
    better: int = 1
    """1: more of the aim is better; -1: less."""
    zone: float | None = None
    """The smallest gain that matters, in the aim's unit."""
    guards: tuple[Guard, ...] = ()
    costs: Mapping[str, float] = field(default_factory=dict)
    """Pounds a year of a post at each place."""
    most_pounds: float | None = None
    besides: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    """Places with other work to be moved."""
    sets: int = 0
    """Parameter sets that the replications take by turns."""

    @property
    def levels(self) -> tuple[int, ...]:
        """Numbers of posts at which each place is tried alone."""
        return tuple(sorted({self.step, 2 * self.step, self.posts} & {*range(self.posts + 1)}))

    def cost(self, split: Split) -> float:
        """Pounds a year of a split, as far as they are stated."""
        return sum(number * self.costs.get(place, 0.0) for place, number in split)


class Tried(NamedTuple):
    """A split on the replications on which it was chosen or not."""

    label: str
    split: Split
    gain: Estimate
    kept: tuple[Kept, ...]
    left_out: str = ""
    """Why it was not among those to choose from."""


class Confirmed(NamedTuple):
    """A finalist, or a change beside them, on fresh replications."""

    name: str
    split: Split
    gain: Estimate
    kept: tuple[Kept, ...]


class Background(NamedTuple):
    """The order of the finalists when a team's other work is moved."""

    place: str
    factor: float
    gains: dict[str, Estimate]
    """By name."""
    ahead: str
    """Whichever is ahead of the leader by more than the zone, or nothing."""


@dataclass(frozen=True)
class Allocation:
    """What was found; `reasons` say why no winner is named, if none is."""

    task: Task
    budget: Budget
    zone: float
    today: Estimate
    marginals: tuple[Marginal, ...]
    tried: tuple[Tried, ...]
    selection: Selection
    chosen_from: tuple[Split, ...]
    probability: float
    """That no split tried is better than the leader by more than the zone."""
    confirmed: tuple[Confirmed, ...]
    lead: Estimate | None
    """Of the leader over the runner-up, on fresh replications."""
    backgrounds: tuple[Background, ...]
    first_year: Mapping[str, Estimate | str]
    """Gain of each finalist in the year after the decision, or why it cannot be."""
    seen: Mapping[Case, pd.DataFrame]
    """Of the first look: nothing, and all posts at each place."""
    reasons: tuple[str, ...]

    @property
    def leader(self) -> Split:
        """The split that did best."""
        return self.chosen_from[self.selection.best]

    @property
    def winner(self) -> Split | None:
        """The leader, if it may be named."""
        return None if self.reasons else self.leader
