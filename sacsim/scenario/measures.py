"""Measures: what a force holds itself to, and how it weighs one crime against another.

None of it changes what happens in a run: only what is measured.
"""

from typing import Annotated

from pydantic import Field

from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Positive

Words = Annotated[str, Field(min_length=1, max_length=200)]


class AttendanceTargets(FrozenSettings):
    """The service level of each grade: minutes from the report to somebody's arrival."""

    emergency: Positive
    priority: Positive
    scheduled: Positive


class Harm(FrozenSettings):
    """A harm index: what one recorded crime of each type weighs, whatever comes of it."""

    name: Words
    """Printed wherever the index is."""
    unit: Words
    """What a weight of 1 is, such as pounds of 2015/16 or days of imprisonment."""
    weight: PerCrimeType[NonNegative]
    """Of each recorded crime."""


class MeasureSettings(FrozenSettings):
    """Service levels and, where asked for, a harm index."""

    attendance_minutes: AttendanceTargets
    harm: Harm | None = None
