"""Opportunities: the chances of a charge that the offender left behind, and what became of them.

All are drawn when the crime is created, together with the cue that anyone can see in the first
report: crimes that left more look more promising, which is why policies that send people to
promising crimes look better than they are. An opportunity is realised only by doing the right task
in time. Some identify a suspect, some only corroborate.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.special import ndtr, ndtri

from sacsim.chance.distributions import Distribution
from sacsim.chance.draws import Draws, FloatArray, IntArray
from sacsim.settings import FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import CrimeType

BoolArray = NDArray[np.bool_]


class Kind(StrEnum):
    """What an offender may leave."""

    NAMED = "named by the victim or a witness"
    NEAR_SCENE = "caught or seen near the scene"
    WITNESS = "witness questioned at the scene"
    CCTV = "CCTV or doorbell"
    FINGERPRINT = "fingerprint"
    DNA = "DNA"
    PHONE = "phone"
    VEHICLE_SIGHTING = "vehicle sighting"
    PROPERTY = "property recovered"
    INTELLIGENCE = "intelligence link to a series"
    TAG = "GPS tag"


FIELDS = {
    Kind.NAMED: "named",
    Kind.NEAR_SCENE: "near_scene",
    Kind.WITNESS: "witness",
    Kind.CCTV: "cctv",
    Kind.FINGERPRINT: "fingerprint",
    Kind.DNA: "dna",
    Kind.PHONE: "phone",
    Kind.VEHICLE_SIGHTING: "vehicle_sighting",
    Kind.PROPERTY: "property_recovered",
    Kind.INTELLIGENCE: "intelligence",
}
"""All but the tag's position, which only a tagged suspect at liberty leaves: see offenders.py."""


MARKS = (Kind.FINGERPRINT, Kind.DNA)
"""What a scene may keep; an attempt leaves fewer of them."""
THIS_FORCE = 0
"""Whose luck it is how one force differs from others; no crime has this number."""


class KindSettings(FrozenSettings):
    """One kind: how often it is left, how often it identifies, how much it is worth as evidence."""

    left: PerCrimeType[Probability]
    """Offenders who leave it."""
    identifies: Probability
    """Share that name somebody, not only corroborate."""
    strength: Distribution
    """Evidence, where 1 is enough for a charge."""


class TraceSettings(KindSettings):
    """One kind that an officer in charge can trace for some time after the offence."""

    lasts_days: Distribution


class BetweenForces(FrozenSettings):
    """How far forces differ for reasons that nobody has found: each replication is another force.

    For comparing forces with each other, never for what a policy or an officer is worth.
    """

    log_sd: PerCrimeType[NonNegative]
    """Of the factor on `left`, whose median is 1; 0: all replications are one force."""
    shared: Annotated[float, Field(ge=0, le=1)]
    """How far the factors of the crime types of one force go together."""


class Settings(FrozenSettings):
    """What offenders leave; strengths are measured against 1, enough for the police."""

    shared: Annotated[float, Field(ge=0, lt=1)]
    """How far the chances of one crime go together."""
    cue: Annotated[float, Field(ge=0, lt=1)]
    """How well the first report shows what was left."""
    attempts_leave: NonNegative
    """Factor on `left` of fingerprints and DNA for attempts."""
    between_forces: BetweenForces
    cctv_kept_days: Distribution
    """Until a recording is overwritten."""
    near_scene_minutes: Distribution
    """Until the offender is out of reach."""
    named: KindSettings
    near_scene: KindSettings
    witness: TraceSettings
    cctv: KindSettings
    fingerprint: KindSettings
    dna: KindSettings
    phone: KindSettings
    vehicle_sighting: TraceSettings
    property_recovered: TraceSettings
    intelligence: TraceSettings


@dataclass(slots=True)
class Opportunity:
    """One chance: when it ends by itself, how it was first missed, and how it ended."""

    kind: Kind
    identifies: bool
    strength: float
    expires: float = math.inf
    realised: float = math.nan
    lost: float = math.nan
    because: str = ""
    missed: str = ""
    recovered: float = math.nan
    submitted: bool = False

    @property
    def open(self) -> bool:
        """Whether it is neither realised nor lost."""
        return math.isnan(self.realised) and math.isnan(self.lost)


def left_behind(
    ids: IntArray,
    type: CrimeType,
    attempt: BoolArray,
    fresh: BoolArray,
    occurred: FloatArray,
    settings: Settings,
    draws: Draws,
) -> tuple[list[list[Opportunity]], FloatArray]:
    """What each offender left, and the visible cues in (0, 1): higher looks more promising.

    A shared latent factor makes opportunities and cue go together. `fresh` says that the crime was
    reported while in progress or just after, without which nobody is caught near the scene.
    """
    shared = ndtri(draws.uniforms(ids, "solvability"))
    factor = of_this_force(type, settings.between_forces, draws)
    fewer = np.where(attempt, settings.attempts_leave, 1.0)

    def correlated(question: str, weight: float) -> FloatArray:
        own = ndtri(draws.uniforms(ids, question))
        return ndtr(weight * shared + math.sqrt(1 - weight**2) * own)

    found: list[list[Opportunity]] = [[] for _ in ids]
    for kind, field in FIELDS.items():
        stated: KindSettings = getattr(settings, field)
        less = fewer if kind in MARKS else 1.0
        probability = np.minimum(stated.left[type] * factor * less, 1.0)
        left = correlated(f"left {field}", settings.shared) > 1 - probability
        if kind == Kind.NEAR_SCENE:
            left &= fresh
        where = left.nonzero()[0]
        whose = ids[where]
        identifies = draws.uniforms(whose, f"{field} identifies") < stated.identifies
        strength = stated.strength.quantile(draws.uniforms(whose, f"{field} strength"))
        expires = _expires(whose, kind, occurred[where], settings, draws)
        columns = (where.tolist(), identifies.tolist(), strength.tolist(), expires.tolist())
        for crime, names_somebody, worth, end in zip(*columns, strict=True):
            found[crime].append(Opportunity(kind, names_somebody, worth, end))
    return found, correlated("cue", settings.cue)


def of_this_force(type: CrimeType, settings: BetweenForces, draws: Draws) -> float:
    """The factor on what offenders leave in the force that this replication is, median 1."""
    common = ndtri(draws.uniform(THIS_FORCE, "force"))
    own = ndtri(draws.uniform(THIS_FORCE, f"force {type}"))
    weight = settings.shared
    return math.exp(settings.log_sd[type] * (weight * common + math.sqrt(1 - weight**2) * own))


def _expires(
    ids: IntArray, kind: Kind, occurred: FloatArray, settings: Settings, draws: Draws
) -> FloatArray:
    """When opportunities of a kind end by themselves; marks are the scene's business."""
    if kind == Kind.CCTV:
        return occurred + 24 * settings.cctv_kept_days.quantile(draws.uniforms(ids, "cctv kept"))
    if kind == Kind.NEAR_SCENE:
        u = draws.uniforms(ids, "offender lingers")
        return occurred + settings.near_scene_minutes.quantile(u) / 60
    stated: KindSettings = getattr(settings, FIELDS[kind])
    if isinstance(stated, TraceSettings):
        u = draws.uniforms(ids, f"{FIELDS[kind]} lasts")
        return occurred + 24 * stated.lasts_days.quantile(u)
    return np.full(len(ids), math.inf)
