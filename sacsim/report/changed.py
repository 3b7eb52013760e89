"""Changed: the crimes that come out otherwise under another plan, in the words of a trace.

Where two lives part is told twice: shortly, so that crimes alike can be counted together, and in
the full sentence of each life.
"""

from typing import Any, NamedTuple

import pandas as pd

from sacsim.engine.results import Fact, read
from sacsim.experiment.changed import WORK
from sacsim.experiment.compare import Comparison
from sacsim.experiment.compare_lines import PER
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
NOTHING = ""
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
    parts: Any = found.changed.groupby(["plan", "replication"], sort=False)
    for (letter, replication), crimes in parts:
        kept = [read(found.folder / name, replication) for name in ("A", letter)]
        facts = [each.facts(crimes["crime"].tolist()) for each in kept]
        for row in crimes.itertuples(index=False):
            lives = [
                Life(each, row.crime, known[row.crime])
                for each, known in zip(kept, facts, strict=True)
            ]
            ends = FATES[row.fate_base], FATES[row.fate_plan]
            kind = (row.crime_type, row.outcome_base, row.outcome_plan)
            told = _told(row, lives[0], lives[1], letter)
            rows.append((letter, replication, row.crime, *kind, *ends, *told))
    return pd.DataFrame(rows, columns=COLUMNS)


def _told(row: Any, one: Life, other: Life, letter: str) -> Told:
    first, step = (row.first_base, row.first_plan), (row.step_base, row.step_plan)
    return Told(
        _parted(*first, one, other, letter),
        NOTHING if step == first else _side_by_side(*step, one, other, letter),
        *(_hours(first[0]), _said(first[0], one)),
        *(_hours(first[1]), _said(first[1], other)),
        *(_said(step[0], one), _said(step[1], other)),
    )


def _parted(base: Fact | None, plan: Fact | None, one: Life, other: Life, letter: str) -> str:
    """Say shortly what is first to differ, in words that other crimes share."""
    if base is None or plan is None:
        return _side_by_side(base, plan, one, other, letter)
    what, instead = in_short(base, one), in_short(plan, other)
    if what != instead:
        return f"under A {what}; under {letter} {instead}"
    if base.team != plan.team:
        return f"{what}: by {team_in_words(plan.team)}, not {team_in_words(base.team)}"
    if base.time != plan.time:
        return f"{what}: {'later' if plan.time > base.time else 'earlier'}"
    return f"{what}: with another result"


def _side_by_side(base: Fact | None, plan: Fact | None, one: Life, other: Life, letter: str) -> str:
    told = [f"under A {in_short(base, one)}"] if base is not None else []
    told += [f"under {letter} {in_short(plan, other)}"] if plan is not None else []
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
    own = next(each for each in life.facts if each == fact)
    return f"{when:%a} {when.day} {when:%b %Y %H:%M} {sentence(own, life)}"


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
    found = []
    for (base, plan), rows in _by(told, keys):
        for (first,), alike in _by(rows, ["first"]):
            then = alike["then"].value_counts().sort_index(kind="stable").idxmax()
            counts = len(alike), PER * len(alike) / recorded
            group = Group(Outcome(base), Outcome(plan), first, str(then), *counts)
            found.append(((-len(rows), base, plan, -len(alike), first), group))
    return [group for _, group in sorted(found)]


def _by(frame: pd.DataFrame, keys: list[str]) -> Any:
    return frame.groupby(keys)
