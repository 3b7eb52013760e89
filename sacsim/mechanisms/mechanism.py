"""A mechanism: what the report says happens, the numbers and names that move it, and which way.

Facts only: docs/mechanisms.md is written from them, and a test pulls every lever to both ends under
the same luck.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Effect(StrEnum):
    """What a measure does when a lever is pulled from its first end to its second."""

    RISES = "rises"
    FALLS = "falls"
    SAME = "stays the same"


RISES, FALLS, SAME = Effect


@dataclass(frozen=True)
class Lever:
    """One key of a scenario, pulled from one end to the other, and what that does to a measure."""

    key: str
    """Dotted: `pathway.contact.thrive.unhurried`."""
    ends: tuple[Any, Any]
    """Two values that the key may have, the first the weaker or the less of it."""
    measure: str
    """A name in docs/measures.md."""
    effect: Effect
    """`SAME`: not one byte of the journal differs."""
    crime_type: str = "all"
    basis: str = "recorded, at maturity"
    """For measures that have several: docs/measures.md."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """Other keys set at both ends, so that the effect can be seen."""
    because: str = ""
    """Why the measure moves so, or why other keys are set; one sentence."""


@dataclass(frozen=True)
class Mechanism:
    """One row of docs/mechanisms.md."""

    number: int
    """As in section 15 of the project's evidence."""
    name: str
    how: str
    """How the model has it, in one or two sentences."""
    levers: tuple[Lever, ...]
