"""Changed: the crimes that come out otherwise under another plan, in the words of a trace.

Where two lives part is told twice: shortly, so that crimes alike can be counted together, and in
the full sentence of each life.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from sacsim.engine.results import Fact, Kept, read
from sacsim.experiment.changed import WORK
from sacsim.experiment.compare import Comparison
from sacsim.experiment.losses import LABELS
from sacsim.measure.causes import CAUSES
from sacsim.report.life import Life
from sacsim.report.sentences import sentence
from sacsim.words import Outcome, team_in_words

AS_WORK = {
    "arrived": "{task} asked for",
    "started": "{task} begun",
    "resumed": "{task} gone on with",
    "completed": "{task} done",
    "allocated": "{task}: officer in charge found",
    "reallocated": "{task}: passed on",
    "abandoned": "{task} given up",
    "cancelled": "{task} no longer needed",
    "pre-empted": "{task} broken off for something urgent",
    "parked": "{task} put down when a shift ends",
    "handed over": "{task} handed over when a shift ends",
    "turned away": "{task} turned away, queue full",
}
assert set(AS_WORK) == set(WORK)
AS_STEPS = {
    "graded": "graded: {task}",
    "realised": "evidence: {task}",
    "lost": "chance lost: {task} ({detail})",
    "regained": "chance open again: {task}",
    "attended": "officers attend",
    "arrested": "suspect arrested",
    "kept": "kept by the officer who attended",
    "first review done": "first review done",
    "officer changed": "another officer in charge",
    "submitted for charge": "submitted for a charging decision",
    "prevented": "a further crime prevented",
    "bail extended": "bail extended",
}
"""Steps whose sentences say more than what kind of step it was."""
FATES = {**LABELS, **{cause.name: cause.label for cause in CAUSES}}
NOTHING = "-"
COLUMNS = [
    "plan",
    "replication",
    "crime",
    "crime_type",
    "outcome_base",
    "outcome_plan",
    "came_to_base",
    "came_to_plan",
    "first",
    "then",
    "first_base_hours",
    "first_base",
    "first_plan_hours",
    "first_plan",
    "then_base",
    "then_plan",
]


class Told(NamedTuple):
    """Where two lives part, shortly, and in the sentences of each."""

    first: str
    then: str
    first_base_hours: float
    first_base: str
    first_plan_hours: float
    first_plan: str
    then_base: str
    then_plan: str


def tell_changed(found: Comparison) -> pd.DataFrame:
    """Return one row a changed crime (COLUMNS): what it came to, and where its two lives part.

    Outcomes are Home Office codes; `came_to` is what the last chance of a charge was lost to, or
    the good end. Reads the results folders again, a replication at a time.
    """
    assert found.folder is not None
    rows = []
    for (letter, replication), crimes in found.changed.groupby(["plan", "replication"], sort=False):
        base = read(found.folder / "A", int(replication))
        plan = read(found.folder / str(letter), int(replication))
        for row, told in zip(crimes.itertuples(), _told(crimes, base, plan), strict=True):
            ends = FATES[row.fate_base], FATES[row.fate_plan]
            kind = (row.crime_type, row.outcome_base, row.outcome_plan)
            rows.append((letter, replication, row.crime, *kind, *ends, *told))
    return pd.DataFrame(rows, columns=COLUMNS)


def _told(crimes: pd.DataFrame, base: Kept, plan: Kept) -> Iterator[Told]:
    for row in crimes.itertuples():
        one, other = Life(base, row.crime), Life(plan, row.crime)
        first, step = (row.first_base, row.first_plan), (row.step_base, row.step_plan)
        then = NOTHING if step == first else _side_by_side(*step, one, other)
        yield Told(
            _parted(*first, one, other),
            then,
            *(_hours(first[0]), _said(first[0], one)),
            *(_hours(first[1]), _said(first[1], other)),
            *(_said(step[0], one), _said(step[1], other)),
        )


def _parted(base: Fact | None, plan: Fact | None, one: Life, other: Life) -> str:
    """Say shortly what is first to differ, in words that other crimes share."""
    if base is None or plan is None:
        return _side_by_side(base, plan, one, other)
    what, instead = in_short(base, one), in_short(plan, other)
    if what != instead:
        return f"{what}; under the plan {instead}"
    if base.team != plan.team:
        return f"{what}: by {team_in_words(plan.team)}, not {team_in_words(base.team)}"
    if base.time != plan.time:
        return f"{what}: {'later' if plan.time > base.time else 'earlier'}"
    return f"{what}: with another result"


def _side_by_side(base: Fact | None, plan: Fact | None, one: Life, other: Life) -> str:
    told = [f"no longer: {in_short(base, one)}"] if base is not None else []
    told += [f"now: {in_short(plan, other)}"] if plan is not None else []
    return "; ".join(told) or NOTHING


def in_short(fact: Fact, life: Life) -> str:
    """Name what kind of fact it is, without who, how long and when."""
    if fact.event == "outcome":
        return f"outcome: {Outcome(int(fact.detail)).label}"
    pattern = AS_WORK.get(fact.event) or AS_STEPS.get(fact.event)
    if pattern is not None:
        return pattern.format(task=fact.task, detail=fact.detail)
    text = sentence(fact, life).removesuffix(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _said(fact: Fact | None, life: Life) -> str:
    """The sentence of a life with its date and time."""
    if fact is None:
        return ""
    when = life.local(fact.time)
    return f"{when:%a} {when.day} {when:%b %Y %H:%M} {sentence(fact, life)}"


def _hours(fact: Fact | None) -> float:
    return float("nan") if fact is None else fact.time


# -- counted together -----------------------------------------------------------------------------


class Group(NamedTuple):
    """Crimes that went from one outcome to another and whose lives parted alike."""

    outcome_base: Outcome
    outcome_plan: Outcome
    first: str
    then: str
    """What then went otherwise in most of them."""
    crimes: int
    per_thousand: float


def groups(told: pd.DataFrame, recorded: float) -> list[Group]:
    """Return the groups of one plan's changed crimes, the most frequent change of outcome first.

    `recorded` is the crimes of the first scenario in all replications together.
    """
    keys = ["outcome_base", "outcome_plan"]
    order = told.groupby(keys)["crime"].transform("size") if len(told) else None
    found = []
    for (base, plan, first), rows in told.groupby([*keys, "first"]):
        then = rows["then"].value_counts(sort=False).sort_index(kind="stable")
        group = Group(
            Outcome(int(base)),
            Outcome(int(plan)),
            str(first),
            str(then.idxmax()),
            len(rows),
            1000 * len(rows) / recorded,
        )
        assert order is not None
        found.append((-int(order[rows.index[0]]), int(base), int(plan), -len(rows), group))
    return [each[-1] for each in sorted(found, key=lambda each: (*each[:-1], each[-1].first))]
