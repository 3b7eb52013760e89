"""Changed: which crimes come out otherwise under another plan, and where their lives part.

Crimes of the recorded months that happen under both plans have the same luck, so that whatever
differs in their lives is due to the plan, be it directly or because some officer was elsewhere. A
crime that happens under one plan alone (prevented under the other, or committed by a suspect who is
charged there) is counted apart.

Two lives part at the first fact that one has and the other has not, or has at another time, from
another team or with another result. Which officer it was does not count by itself: what
a less practised one does differently, or takes longer for, does.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from sacsim.engine.results import Fact, Kept
from sacsim.measure.fates import FATES, fates

INSTANT = 1e-6
"""Hours within which two ways of reckoning the same moment agree."""
WORK = (
    "arrived",
    "started",
    "resumed",
    "completed",
    "allocated",
    "reallocated",
    "abandoned",
    "cancelled",
    "pre-empted",
    "parked",
    "handed over",
    "turned away",
)
"""What is said of a piece of work; every other event is a step in the life of the crime."""
COLUMNS = [
    "replication",
    "crime",
    "crime_type",
    "outcome_base",
    "outcome_plan",
    "fate_base",
    "fate_plan",
    "first_base",
    "first_plan",
    "step_base",
    "step_plan",
]
Pair = tuple[Fact | None, Fact | None]


class Happened(NamedTuple):
    """Crimes of the recorded months: under each plan, under one alone, and with another outcome."""

    crimes_base: int
    crimes_plan: int
    only_base: int
    only_plan: int
    changed: int


class _Cohort(NamedTuple):
    """As much of a kept replication as tells the fate of its crimes."""

    crimes: pd.DataFrame
    opportunities: pd.DataFrame
    window: tuple[float, float, float]


def changed(base: Kept, plan: Kept, window: tuple[float, float]) -> tuple[pd.DataFrame, Happened]:
    """Return the crimes of one replication whose outcome differs (COLUMNS), and how many happened.

    Outcomes are Home Office codes at the horizon; a fate is what the crime came to or was lost to
    (measure/fates.py); `first` are the facts at which the two lives part, `step` the first steps
    that one has and the other has not, None where there is none.
    """
    one, other = _told(base, window), _told(plan, window)
    sides = ("_base", "_plan")
    both = one.merge(other, left_index=True, right_index=True, suffixes=sides)
    found = both[both["outcome_base"] != both["outcome_plan"]]
    counts = Happened(
        len(one), len(other), len(one) - len(both), len(other) - len(both), len(found)
    )
    numbers = [int(crime) for crime in found.index]
    before, after = base.facts(numbers), plan.facts(numbers)
    apart = [(*parting(before[n], after[n]), *steps(before[n], after[n])) for n in numbers]
    rows = found.reset_index().rename(columns={"crime_type_base": "crime_type"})
    rows["replication"] = base.replication
    for place, name in enumerate(COLUMNS[-4:]):
        rows[name] = pd.Series([each[place] for each in apart], dtype=object)
    return rows[COLUMNS].copy(), counts


def _told(kept: Kept, window: tuple[float, float]) -> pd.DataFrame:
    """Type, outcome and fate of each crime of the recorded months, by its number."""
    run = _Cohort(kept.crimes, kept.opportunities, (*window, kept.horizon))
    reported = kept.crimes["reported_hours"]
    cohort = kept.crimes[(reported >= window[0]) & (reported < window[1])]
    return pd.DataFrame(
        {
            "crime_type": cohort["crime_type"].astype(str).to_numpy(),
            "outcome": cohort["outcome"].to_numpy(),
            "fate": [FATES[place] for place in fates(run)],
        },
        index=pd.Index(cohort["crime"].to_numpy(), name="crime"),
    )


def parting(base: Sequence[Fact], plan: Sequence[Fact]) -> Pair:
    """Return the facts at which two lives part; None where one has no such fact then or ever."""
    first, second = dict(_numbered(base)), dict(_numbered(plan))
    apart = {
        key: (first.get(key), second.get(key))
        for key in (*first, *second)
        if not _alike(first.get(key), second.get(key))
    }
    if not apart:
        return None, None
    earliest = min(apart.values(), key=_when)
    if None not in earliest:
        return earliest
    # One graded otherwise, or sent elsewhere, at the same moment is the other side of the same.
    known = next(fact for fact in earliest if fact is not None)
    side = earliest.index(None)
    for pair in apart.values():
        fact = pair[side]
        if fact and pair[1 - side] is None and fact.event == known.event and _at_once(fact, known):
            return (fact, known) if side == 0 else (known, fact)
    return earliest


def steps(base: Sequence[Fact], plan: Sequence[Fact]) -> Pair:
    """Return the first step of each life that the other has not, whenever it comes."""
    first, second = dict(_taken(base)), dict(_taken(plan))
    return (
        next((fact for key, fact in first.items() if key not in second), None),
        next((fact for key, fact in second.items() if key not in first), None),
    )


def _numbered(facts: Sequence[Fact]) -> Iterator[tuple[tuple[str, str, int], Fact]]:
    """Each fact under its event, its task and how often these have been told before."""
    seen: dict[tuple[str, str], int] = {}
    for fact in facts:
        name = fact.event, fact.task
        seen[name] = seen.get(name, 0) + 1
        yield (*name, seen[name]), fact


def _taken(facts: Sequence[Fact]) -> Iterator[tuple[tuple[str, str, str], Fact]]:
    """The steps among facts, each under what it says, the first time it is said."""
    seen = set()
    for fact in facts:
        name = fact.event, fact.task, _result(fact)
        if fact.event not in WORK and name not in seen:
            seen.add(name)
            yield name, fact


def _alike(one: Fact | None, other: Fact | None) -> bool:
    if one is None or other is None:
        return False
    return _at_once(one, other) and one.team == other.team and _result(one) == _result(other)


def _at_once(one: Fact, other: Fact) -> bool:
    return abs(one.time - other.time) <= INSTANT


def _result(fact: Fact) -> str:
    """What a fact says of its result: not who does the work, how fast and for how long."""
    return " ".join(word for word in fact.detail.split(" ") if "=" not in word)


def _when(pair: Pair) -> float:
    return min(fact.time for fact in pair if fact is not None)
