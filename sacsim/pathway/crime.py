"""A crime: its type, its victim, the evidence its offender left, and how far it has come.

Everything here that luck decides is drawn when the crime is created and belongs to the crime.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sacsim.chance.distributions import Distribution
from sacsim.chance.draws import Draws, FloatArray, IntArray
from sacsim.demand.areas import Area
from sacsim.pathway.opportunities import BoolArray, Kind, Opportunity, left_behind
from sacsim.pathway.opportunities import Settings as OpportunitySettings
from sacsim.pathway.referral import Referral
from sacsim.pathway.series import Series
from sacsim.settings import FrozenSettings, PerCrimeType, Positive, Probability
from sacsim.words import CrimeType, Grade, Origin, Outcome

if TYPE_CHECKING:
    from sacsim.force.force import Force

IN_PROGRESS, JUST_HAPPENED, LATER = "in progress", "just happened", "later"
SCREENED_OUT, NO_SUSPECT, NOT_NEEDED = "screened out", "no suspect identified", "not needed"
CROWDED_OUT = "screened out, desk too busy"
NOTHING_LOST = (
    Outcome.CHARGED,
    Outcome.CAUTION,
    Outcome.TAKEN_INTO_CONSIDERATION,
    Outcome.COMMUNITY_RESOLUTION,
    Outcome.DIVERSION,
)
VICTIM_DECLINES = (
    Outcome.VICTIM_DECLINES_NO_SUSPECT,
    Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES,
)


class Settings(FrozenSettings):
    """What crimes, victims and suspects are like."""

    attempt: PerCrimeType[Probability]
    in_progress: PerCrimeType[Probability]
    just_happened: PerCrimeType[Probability]
    """Reported within a quarter of an hour."""
    report_hours: PerCrimeType[Distribution]
    """From the crime to a later report."""
    repeat_victim: PerCrimeType[Probability]
    """Victims of the last twelve months; where repeats are modelled, they are among these."""
    same_offender: Probability
    """Repeats and near repeats that belong to the same series as the crime before, or to none."""
    vulnerable: PerCrimeType[Probability]
    series: PerCrimeType[Probability]
    """Share of crimes that belong to a series."""
    series_a_month: PerCrimeType[Positive]
    """Offenders with a series active at a time."""
    never_supports: PerCrimeType[Probability]
    """Victims who will not support a prosecution."""
    admits: Probability
    """Suspects who admit when interviewed."""
    summary_only: PerCrimeType[Probability]
    """Lapse after six months."""
    asks_again_hours: Positive
    """Until work that a full queue has turned away is asked for again."""


@dataclass(slots=True, eq=False)
class Crime:
    """One crime; times are simulation hours, NaN for what has not happened.

    `followers` may come against the same victim or the neighbours, `further` are what its offender
    may do while at liberty, of which `committed` have happened; `level` says how much of the
    largest branching must be left for the crime to happen; `waited` are the hours that a crime
    taken over from before the run has been in its present wait, `kept_waiting` those that its
    victim waited on the telephone and for a crew.
    """

    id: int
    type: CrimeType
    attempt: bool
    reported_as: str
    occurred: float
    reported: float
    repeat_victim: bool
    vulnerable: bool
    series: int
    supports: bool
    summary_only: bool
    cue: float
    opportunities: list[Opportunity]
    asks_again_hours: float

    area: str = ""
    travel_factor: float = 1.0
    grade: Grade = Grade.NO_DEPLOYMENT
    misgraded: bool = False
    thrive: bool = False
    repeat_recognised: bool = False
    preservation_advice: bool = False
    prevention_advice: bool = False
    screened_out: bool = False
    crowded_out: bool = False
    lines_complete: bool = False
    attended: float = math.nan
    attended_by: int | None = None
    kept_waiting: float = 0.0
    out_of_reach: bool = False
    csi: float = math.nan
    allocated: float = math.nan
    owner_team: str = ""
    owner: int | None = None
    suspect: float = math.nan
    suspect_by: str = ""
    outstanding: bool = False
    arrested: float = math.nan
    admitted: bool = False
    admission: float = 0.0
    interviewed: bool = False
    released: bool = False
    release: str = ""
    release_since: float = math.nan
    invited: bool = False
    submitted: float = math.nan
    referred: float = math.nan
    referrals: list[Referral] = field(default_factory=list)
    charged: float = math.nan
    decision: str = ""
    outcome: Outcome = Outcome.NOT_YET_ASSIGNED
    true_outcome: Outcome = Outcome.NOT_YET_ASSIGNED
    outcome_at: float = math.nan
    first_outcome_at: float = math.nan
    reopened: int = 0
    planned: bool = False
    consulted: bool = False
    needs_assessed: bool = False
    reviewed_for_victim: bool = False
    reviews_upheld: int = 0
    reviews_due: int = 0
    reviews_on_time: int = 0
    updates_due: int = 0
    updates_on_time: int = 0
    updates_missed: int = 0
    staff_hours: float = 0.0
    guard_hours: float = 0.0
    bail_days: float = 0.0
    investigation_days: float = 0.0
    voluntary_days: float = 0.0
    pending: int = 0
    csi_due: bool = False
    overseen: bool = False
    waited: float = 0.0
    origin: Origin = Origin.BACKGROUND
    parent: int = -1
    level: float = 0.0
    kin: Series | None = None
    prolific: bool = False
    tagged: bool = False
    cocooned: float = math.nan
    visited: float = math.nan
    managed: float = math.nan
    protection_hours: float = 0.0
    followers: Sequence["Crime"] = ()
    further: Sequence["Crime"] = ()
    committed: Sequence["Crime"] = ()
    lines_done: set[Kind] = field(default_factory=set)
    lines_missed: list[Kind] = field(default_factory=list)
    telling: Any = None
    branches: list[Any] = field(default_factory=list)
    events: dict[str, Any] = field(default_factory=dict)
    _jobs: int = 0

    def refer(self, to: str, force: "Force") -> Referral:
        """Write down that the file goes to the Crown Prosecution Service."""
        referral = Referral(to, force.now)
        self.referrals.append(referral)
        return referral

    def next_job_id(self) -> int:
        """A number for the crime's next job or timer: its own id, then 1, 2, ..."""
        self._jobs += 1
        return self.id + self._jobs

    @property
    def open(self) -> bool:
        """Whether the crime has no outcome."""
        return self.outcome == Outcome.NOT_YET_ASSIGNED

    @property
    def fresh(self) -> bool:
        """Whether it was reported in progress or just after."""
        return self.reported_as != LATER

    @property
    def recognised(self) -> bool:
        """Whether the call handler noticed a vulnerable or a repeat victim."""
        return (self.thrive and self.vulnerable) or self.repeat_recognised

    @property
    def in_custody(self) -> bool:
        """Whether a suspect has been arrested and neither charged nor released."""
        return not math.isnan(self.arrested) and not self.released and self.open

    @property
    def reviewed(self) -> bool:
        """Whether every supervisor's review that fell due was made, and on time."""
        return self.reviews_due > 0 and self.reviews_on_time == self.reviews_due

    @property
    def has_suspect(self) -> bool:
        """Whether somebody has been identified."""
        return not math.isnan(self.suspect)

    @property
    def evidence(self) -> float:
        """Strength of all evidence so far, against SUFFICIENT in the charging room.

        What has been realised, and the suspect's own account.
        """
        found = sum(o.strength for o in self.opportunities if not math.isnan(o.realised))
        return found + self.admission

    def chances(self, *kinds: Kind) -> list[Opportunity]:
        """The opportunities of these kinds (of all, if none is named) that are still open."""
        return [o for o in self.opportunities if (not kinds or o.kind in kinds) and o.open]

    def realise(self, chance: Opportunity, force: "Force") -> None:
        """Write down that an opportunity has been realised; it may identify a suspect.

        Raises ValueError for one that has been realised or lost already.
        """
        if not chance.open:
            raise ValueError(f"crime {self.id}: {chance.kind} has already been realised or lost")
        chance.realised = force.now
        force.journal.note(force.now, self.id, "realised", chance.kind)
        if chance.identifies and not self.has_suspect:
            self.suspect = force.now
            self.suspect_by = chance.kind
            if self.kin is not None:
                self.kin.suspect = True
            force.journal.note(force.now, self.id, "suspect identified", chance.kind)
            self.tell("suspect")

    def news(self, of: str, force: "Force") -> Any:
        """An event that `tell` will trigger: wait for it inside the story."""
        event = self.events.get(of)
        if event is None or event.triggered:
            event = self.events[of] = force.agenda.event()
        return event

    def tell(self, of: str) -> None:
        """Wake whatever part of the story waits for this news."""
        event = self.events.get(of)
        if event is not None and not event.triggered:
            event.succeed()

    def lose(self, chance: Opportunity, because: str, force: "Force") -> None:
        """Write down why an opportunity has been lost."""
        if chance.open:
            chance.lost = force.now
            chance.because = because
            force.journal.note(force.now, self.id, "lost", chance.kind, detail=because)

    def regain(self, force: "Force") -> None:
        """A reopened crime has again what was given up when it was filed, if it still exists."""
        for chance in self.opportunities:
            if chance.because in (SCREENED_OUT, CROWDED_OUT, NO_SUSPECT):
                self._open_again(chance, force)

    def regain_line(self, kind: Kind, force: "Force") -> None:
        """Somebody has thought of a line after all: what it could find is open again."""
        for chance in self.opportunities:
            if chance.kind == kind and not math.isnan(chance.lost):
                self._open_again(chance, force)

    def _open_again(self, chance: Opportunity, force: "Force") -> None:
        if force.now < chance.expires:
            chance.lost, chance.because = math.nan, ""
            force.journal.note(force.now, self.id, "regained", chance.kind)

    def closed_because(self, kind: Kind) -> str:
        """Why the closing of the crime ended a chance that was still open."""
        outcome = self.true_outcome
        if outcome in NOTHING_LOST:
            return NOT_NEEDED
        if outcome == Outcome.NO_SUSPECT_IDENTIFIED:
            if not self.screened_out or kind == Kind.PHONE:
                return NO_SUSPECT
            return CROWDED_OUT if self.crowded_out else SCREENED_OUT
        if outcome in VICTIM_DECLINES:
            return "victim withdrew" if self.supports else "victim does not support"
        return f"crime closed: {outcome.label}"


def create(
    type: CrimeType,
    ids: IntArray,
    occurred: FloatArray,
    settings: Settings,
    opportunities: OpportunitySettings,
    draws: Draws,
    *,
    area: Sequence[str] = (),
    areas: Mapping[str, Area] | None = None,
    days: IntArray | None = None,
    repeat_victim: float | None = None,
) -> list[Crime]:
    """Crimes of one type that have just happened, with everything their own luck decides.

    `area` is the name of each one's area, of those in `areas`, where there are any.
    `days` (since 1970) are needed where ids do not hold them; `repeat_victim` stands for the stated
    share where repeats are crimes of their own.
    """

    def chance(question: str, probability: float | FloatArray) -> BoolArray:
        return draws.uniforms(ids, question) < probability

    u = draws.uniforms(ids, "reported as")
    in_progress = u < settings.in_progress[type]
    fresh = u < settings.in_progress[type] + settings.just_happened[type]
    delay = draws.uniforms(ids, "report delay")
    delay[~fresh] = settings.report_hours[type].quantile(delay[~fresh])
    delay[fresh] *= 0.25
    delay[in_progress] = 0.0
    attempt = chance("attempt", settings.attempt[type])
    repeats = settings.repeat_victim[type] if repeat_victim is None else repeat_victim
    found, cue = left_behind(ids, type, attempt, fresh, occurred, opportunities, draws)
    where = [areas[name] for name in area] if areas else []
    vulnerable = np.array([each.vulnerable_factor for each in where]) if where else 1.0
    words = (LATER, JUST_HAPPENED, IN_PROGRESS)
    facts = {
        "id": ids.tolist(),
        "type": [type] * len(ids),
        "attempt": attempt.tolist(),
        "reported_as": [words[n] for n in (fresh.astype(int) + in_progress).tolist()],
        "occurred": occurred.tolist(),
        "reported": (occurred + delay).tolist(),
        "repeat_victim": chance("repeat victim", repeats).tolist(),
        "vulnerable": chance("vulnerable", settings.vulnerable[type] * vulnerable).tolist(),
        "series": _series(ids, days, type, settings, draws).tolist(),
        "supports": (~chance("never supports", settings.never_supports[type])).tolist(),
        "summary_only": chance("summary only", settings.summary_only[type]).tolist(),
        "cue": cue.tolist(),
        "opportunities": found,
        "asks_again_hours": [settings.asks_again_hours] * len(ids),
        "area": area or [""] * len(ids),
        "travel_factor": [each.travel_factor for each in where] or [1.0] * len(ids),
    }
    rows = zip(*facts.values(), strict=True)
    return [Crime(**dict(zip(facts, row, strict=True))) for row in rows]


def _series(
    ids: IntArray, days: IntArray | None, type: CrimeType, settings: Settings, draws: Draws
) -> IntArray:
    """The series that crimes belong to, or -1.

    A stand-in until offenders are modelled: every thirty days a stated number of offenders is
    active for each crime type, and a crime in a series is one of theirs.
    """
    period = ((ids >> 31 & 0xFFFF) if days is None else days) // 30
    which = draws.uniforms(ids, "which series") * settings.series_a_month[type]
    belongs = draws.uniforms(ids, "in a series") < settings.series[type]
    return np.where(belongs, period * 1_000 + which.astype(np.int64), -1)
