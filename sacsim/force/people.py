"""People: what practice is worth, who leaves, by which route others come, and dated plans.

Stated hours of work are those of the average officer. Somebody new takes longer and does it less
well, by their years of practice in what the task asks; a route by which people come says how much
of that they bring. All of it is optional: a team without `people` never changes.
"""

from datetime import date
from itertools import pairwise
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from sacsim.chance.distributions import Distribution
from sacsim.chance.draws import FloatArray
from sacsim.settings import Count, FrozenSettings, NonNegative, Positive, Probability

WEEK, YEAR = 168.0, 8766.0
MONTH = YEAR / 12
SKILLS = 5

Ascending = Annotated[tuple[NonNegative, ...], Field(min_length=1, max_length=20)]
Name = Annotated[str, Field(min_length=1)]


def _rises(values: tuple[float, ...]) -> bool:
    return all(a < b for a, b in pairwise(values))


class BySkill(FrozenSettings):
    """A list of numbers for each kind of task, one for each of the stated years."""

    general: tuple[Positive, ...]
    """Lines of enquiry, desk and laboratory work."""
    scene: tuple[Positive, ...]
    """Attending incidents and scenes."""
    interview: tuple[Positive, ...]
    arrest: tuple[Positive, ...]
    file: tuple[Positive, ...]

    @property
    def rows(self) -> tuple[tuple[float, ...], ...]:
        """The lists, in the order of Skill."""
        return self.general, self.scene, self.interview, self.arrest, self.file


class Experience(FrozenSettings):
    """What years of practice are worth; between two stated years the values change evenly."""

    years: Ascending
    """Years of practice, from 0."""
    hours: BySkill
    """Officer-hours that one stated hour of work takes."""
    quality: BySkill
    """Factor on the chance that a task finds what there is."""

    @model_validator(mode="after")
    def _one_value_a_year(self) -> Self:
        if self.years[0] != 0 or not _rises(self.years):
            raise ValueError("years begin with 0 and rise")
        for name, table in (("hours", self.hours), ("quality", self.quality)):
            for skill, values in zip(BySkill.model_fields, table.rows, strict=True):
                if len(values) != len(self.years):
                    raise ValueError(f"{name}.{skill} needs {len(self.years)} numbers, as years")
        return self

    def at(self, table: BySkill, practice: FloatArray) -> FloatArray:
        """Values for years of practice, an array people x skills; the same shape."""
        columns = [np.interp(years, self.years, values) for years, values in zip(
            practice.T, table.rows, strict=True
        )]  # fmt: skip
        return np.stack(columns, axis=1)


class Practice(FrozenSettings):
    """Years of practice somebody brings, by what tasks ask."""

    general: NonNegative
    scene: NonNegative
    interview: NonNegative
    arrest: NonNegative
    file: NonNegative

    @property
    def row(self) -> tuple[float, ...]:
        """In the order of Skill."""
        return self.general, self.scene, self.interview, self.arrest, self.file


class Route(FrozenSettings):
    """A way into a team: how long it takes, and what those who come that way can do."""

    recruitment_weeks: NonNegative
    """From the decision to the first day."""
    training_weeks: NonNegative
    """Full time, before the first shift."""
    course_places: Count | None = None
    """In training at a time at most; more wait for a place."""
    tutored_weeks: NonNegative
    """At work beside a tutor, adding nothing."""
    tutor_gives: Probability
    """Share of the tutor's duty that this takes."""
    development_months: NonNegative
    """After that, until independent or accredited."""
    development_share: Probability
    """Share of duty meanwhile spent learning."""
    service_years: NonNegative
    """Years of service on the first day."""
    practice: Practice
    training_cost: NonNegative = 0.0
    """Pounds a person."""


class People(FrozenSettings):
    """Who is in a team, and who comes for those who leave."""

    service_years: Distribution
    """Years of service, and of practice, of those there at the start."""
    replaced_by: Name
    """The route by which leavers are replaced."""
    moves_on_per_year: Probability
    """Further people a year who go on to other teams."""
    recruited_ahead_weeks: NonNegative
    """So long before a post falls vacant its successor is sought."""
    tutors: Probability
    """Share of people with two years' service who may tutor."""
    minimum_on_duty: Probability = 0.0
    """Fewer at any hour than this share of those there at the start is warned of."""
    post_cost: NonNegative = 0.0
    """Pounds a post and year, all costs."""


class Leaving(FrozenSettings):
    """How many leave in a year, by years of service."""

    years: Ascending
    """Where one band of service ends and the next begins."""
    per_year: tuple[Probability, ...]
    """Leavers a year, of those in each band: one more than `years`."""

    @model_validator(mode="after")
    def _one_more_band(self) -> Self:
        if not _rises(self.years):
            raise ValueError("years must rise")
        if len(self.per_year) != len(self.years) + 1:
            raise ValueError(f"per_year needs {len(self.years) + 1} numbers: one more than years")
        return self

    def rate(self, service: FloatArray) -> FloatArray:
        """Leavers a year among people of so many years of service."""
        return np.asarray(self.per_year)[np.searchsorted(self.years, service, side="right")]


class Absence(FrozenSettings):
    """Long absence: sickness, secondment, restricted duty."""

    per_year: Probability
    """Chance a person and year that one begins."""
    days: Distribution
    reallocate_after_days: NonNegative
    """An officer away for longer gives up their crimes at once."""


class Workload(FrozenSettings):
    """What a team's workload does to its people two months later."""

    above: Probability
    """Utilisation from which it tells."""
    sickness: NonNegative
    """Further share of shifts lost at a utilisation of 1."""
    leaving: NonNegative
    """Further leavers at a utilisation of 1, as a share of the usual."""
    overtime_most: Annotated[Probability, Field(le=0.25)]
    """Longest extension of shifts, as a share, at a utilisation of 1; 0: no overtime."""
    fatigue: NonNegative
    """Further hours a task takes, as a share, at the longest extension."""


class Joiners(FrozenSettings):
    """People who join a team over and above its posts."""

    team: Name
    date: date
    """The day of the decision; `recruitment_weeks` follow."""
    people: Annotated[int, Field(ge=1, le=2_000)]
    by: Name
    """The route they come by."""


class Transfer(FrozenSettings):
    """Officers who move from one team to another, posts and all."""

    source: Name
    """The team they leave."""
    team: Name
    """The team they join."""
    date: date
    people: Annotated[int, Field(ge=1, le=2_000)]
    by: Name
    """The route they come by; `recruitment_weeks` do not count."""


class Workforce(FrozenSettings):
    """How the force's people change."""

    experience: Experience
    leaving: Leaving
    absence: Absence
    workload: Workload
    routes: dict[str, Route]
    joiners: dict[str, Joiners] = Field(default_factory=dict)
    transfers: dict[str, Transfer] = Field(default_factory=dict)
