"""Live crimes: what a force knows of a crime on the day a forecast begins, and what it does not.

A row of the table of live crimes says where a crime stands. What the row does not say (what the
offender left, the victim's support, how promising it looked) is drawn: candidates, each with luck
of its own keyed to the row, one after another until one fits what the stage implies. So the crimes
taken over are the crimes of their type that could stand there, in the proportions in which they
come. Where a thousand do not fit (an attempted theft with evidence enough, say), it will do that
the victim's support and whether anybody could be identified are right. What would have been found
on the way is taken as found as far as the stage needs it.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

import numpy as np

from sacsim.chance.candidates import Place, pack
from sacsim.chance.draws import Draws
from sacsim.demand.arrivals import stream_number
from sacsim.errors import BadInput
from sacsim.pathway.charging import SUFFICIENT
from sacsim.pathway.crime import Crime, create
from sacsim.pathway.journey import Pathway
from sacsim.pathway.opportunities import Kind, Opportunity
from sacsim.words import CrimeType

STREAM = "backlog"
"""Whose numbers the crimes taken over have."""
_KEY_BITS = 35
_BLOCKS = (16, 112, 896, 3072)
"""Candidates tried at a time; 4,096 in all, as many as a number leaves room for."""
STRICT = sum(_BLOCKS[:-1])
"""So many are held against all that the stage implies."""


class Stage(StrEnum):
    """Where a live crime stands, in the service's words."""

    DEPLOYMENT = "awaiting deployment"
    SCREENING = "awaiting screening"
    CUSTODY = "suspect in custody"
    ALLOCATION = "awaiting allocation"
    INVESTIGATION = "under investigation"
    DECLINING = "victim does not support"
    FILING = "awaiting filing"
    OUTSTANDING = "suspect outstanding"
    INTERVIEWED = "suspect interviewed"
    FILE = "file being built"
    CPS = "with the CPS"


REPORTED = frozenset({Stage.DEPLOYMENT, Stage.SCREENING})
"""Nobody is in charge of the crime, and nobody has been interviewed."""
UNSOLVED = frozenset({Stage.INVESTIGATION, Stage.FILING})
"""Nobody has been identified."""
SUSPECTED = frozenset({Stage.CUSTODY, Stage.OUTSTANDING, Stage.INTERVIEWED, Stage.FILE, Stage.CPS})
"""Somebody has been."""
INTERVIEWED = frozenset({Stage.INTERVIEWED, Stage.FILE, Stage.CPS})
"""And has given an account of it."""
COMPLETE = frozenset({Stage.FILE, Stage.CPS})
"""And the evidence suffices."""

FOUND_IN_TURN = (
    Kind.NAMED,
    Kind.NEAR_SCENE,
    Kind.WITNESS,
    Kind.CCTV,
    Kind.VEHICLE_SIGHTING,
    Kind.PROPERTY,
    Kind.INTELLIGENCE,
    Kind.FINGERPRINT,
    Kind.DNA,
)
"""In which order an enquiry comes upon what there is, before anybody's phone is seized."""


@dataclass(frozen=True)
class LiveCrime:
    """One row; times are simulation hours, NaN (or none, or nothing) for what it does not say."""

    crime: str
    type: CrimeType
    stage: Stage
    reported: float
    since: float = math.nan
    team: str = ""
    officer: int | None = None
    attempt: bool | None = None
    vulnerable: bool | None = None
    summary_only: bool | None = None
    suspect: bool | None = None
    release: str = ""
    released: float = math.nan
    submitted: float = math.nan
    last_review: float = math.nan
    last_update: float = math.nan

    @property
    def has_suspect(self) -> bool | None:
        """Whether somebody has been identified, if the stage or the row says so."""
        if self.stage in SUSPECTED or self.release:
            return True
        return False if self.stage in UNSOLVED else self.suspect


def taken_over(
    rows: Sequence[LiveCrime],
    pathway: Pathway,
    draws: Draws,
    day: Callable[[float], int],
    fits: Callable[[Crime, LiveCrime, bool], bool],
) -> list[Crime]:
    """Make a crime of each row, in their order: the first candidate that could stand there.

    `day` turns an hour into days since 1970; `fits` is told whether to be strict. Raises BadInput
    where no candidate fits.
    """
    numbers = _numbers(rows)
    found: dict[int, Crime] = {}
    for type in CrimeType:
        waiting = [n for n, row in enumerate(rows) if row.type == type]
        tried = 0
        for block in _BLOCKS:
            made = _candidates(type, rows, waiting, numbers, tried, block, pathway, draws, day)
            for n, candidates in zip(waiting, made, strict=True):
                strictly = tried < STRICT
                fitting = (each for each in candidates if fits(each, rows[n], strictly))
                if (first := next(fitting, None)) is not None:
                    found[n] = first
                    if (told := rows[n].attempt) is not None:
                        first.attempt = told
            waiting = [n for n in waiting if n not in found]
            tried += block
            if not waiting:
                break
    if missing := [row for n, row in enumerate(rows) if n not in found]:
        raise BadInput(
            *(
                f"backlog, crime {row.crime}: no {row.type} that could be '{row.stage}' came up "
                f"in {sum(_BLOCKS):,}: what pathway.opportunities and the policies say hardly "
                "allows one"
                for row in missing
            )
        )
    return [found[n] for n in range(len(rows))]


def _numbers(rows: Sequence[LiveCrime]) -> list[int]:
    """A number for each row that depends on its reference alone, but for rare collisions."""
    taken: dict[int, str] = {}
    for reference in sorted(row.crime for row in rows):
        key = int.from_bytes(blake2b(reference.encode(), digest_size=8).digest(), "little")
        key %= 1 << _KEY_BITS
        while key in taken:
            key = (key + 1) % (1 << _KEY_BITS)
        taken[key] = reference
    keys = {reference: key for key, reference in taken.items()}
    return [_number(keys[row.crime]) for row in rows]


def _number(key: int) -> int:
    day, layer, point = key >> 19, key >> 7 & 0xFFF, key & 0x7F
    return pack(Place(stream_number(STREAM), day, layer, point, 0))


def _candidates(
    type: CrimeType,
    rows: Sequence[LiveCrime],
    which: list[int],
    numbers: list[int],
    tried: int,
    block: int,
    pathway: Pathway,
    draws: Draws,
    day: Callable[[float], int],
) -> Iterable[list[Crime]]:
    """The next candidates for each of these rows, as if reported when the row says."""
    if not which:
        return []
    own = np.array([numbers[n] for n in which], np.int64)
    reported = np.array([rows[n].reported for n in which])
    days = np.array([day(rows[n].reported) for n in which], np.int64)
    crimes = create(
        type,
        (own[:, None] + np.arange(tried, tried + block)).ravel(),
        reported.repeat(block),
        pathway.crime,
        pathway.opportunities,
        draws,
        days=days.repeat(block),
    )
    made = [crimes[start : start + block] for start in range(0, len(crimes), block)]
    for n, candidates in zip(which, made, strict=True):
        for crime in candidates:
            _as_told(crime, rows[n], numbers[n])
    return made


def _as_told(crime: Crime, row: LiveCrime, number: int) -> None:
    """Give a candidate the row's number and facts; what was drawn moves back by the delay."""
    delay = crime.reported - crime.occurred
    crime.id, crime.occurred, crime.reported = number, row.reported - delay, row.reported
    for chance in crime.opportunities:
        chance.expires -= delay
    if row.vulnerable is not None:
        crime.vulnerable = row.vulnerable
    if row.summary_only is not None:
        crime.summary_only = row.summary_only


def found_by_then(crime: Crime, row: LiveCrime) -> list[Opportunity]:
    """What the force has found by the stage it is at, in turn: who it was, then enough for a file.

    Nothing, where nobody is known to have been identified.
    """
    if not row.has_suspect:
        return []
    there = [chance for kind in FOUND_IN_TURN for chance in crime.chances(kind)]
    first = next((n for n, chance in enumerate(there) if chance.identifies), len(there))
    found, rest = there[: first + 1], there[first + 1 :]
    for chance in rest if row.stage in COMPLETE else ():
        if _strength(crime, found) >= SUFFICIENT:
            break
        found.append(chance)
    return found


def _strength(crime: Crime, found: Iterable[Opportunity]) -> float:
    return crime.admission + sum(chance.strength for chance in found)


def may_stand(crime: Crime, row: LiveCrime) -> bool:
    """Whether the victim's support, and who may be identified, allow a crime to stand there."""
    if row.stage == Stage.DECLINING and crime.supports:
        return False
    if row.stage in UNSOLVED | SUSPECTED - {Stage.CUSTODY} and not crime.supports:
        return False
    named = any(chance.identifies for chance in crime.chances(Kind.NAMED))
    if row.has_suspect is False and named:
        return False
    return not row.has_suspect or any(each.identifies for each in found_by_then(crime, row))


def is_likely_to(crime: Crime, row: LiveCrime) -> bool:
    """Whether it is an attempt or not, and has evidence enough or not, as the row implies."""
    if row.attempt is not None and crime.attempt != row.attempt:
        return False
    enough = _strength(crime, found_by_then(crime, row)) >= SUFFICIENT
    return row.stage not in INTERVIEWED or enough == (row.stage in COMPLETE)
