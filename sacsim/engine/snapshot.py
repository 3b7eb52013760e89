"""Snapshot: the live crimes of a run at its end, as rows of a table that another run can take over.

What a records system would know, and no more: not what the offender left, nor what luck is to come.
Who is held on after the custody clock has run out, for a decision, is held since it began.
"""

import math

import pandas as pd

from sacsim.engine.run import Run
from sacsim.pathway.crime import Crime
from sacsim.pathway.live import COMPLETE, INTERVIEWED, LiveCrime, Stage
from sacsim.pathway.resuming import RELEASES
from sacsim.pathway.standing import stage_of
from sacsim.scenario.backlog_checks import CAN_LAPSE, EARLY, OWNERS

BESIDE = (
    "28-day review",
    "victim update",
    "cocooning",
    "prevention visit",
    "scene visit",
    "triage call",
    "guard scene",
    "fingerprint comparison",
    "DNA profiling",
    "exhibit submission",
    "kiosk examination",
    "phone examination",
    "IOM plan",
    "tag check",
)
"""Work that goes on beside a crime's main story and moves it to no other stage."""
MOVES = (
    "completed",
    "reported",
    "graded",
    "screened in",
    "screened out",
    "interviewed",
    "reopened",
)
_MINUTE = 1 / 60


def live_crimes(run: Run) -> list[LiveCrime]:
    """Return a row for each crime that is open when a run ends, in order of report."""
    journal = run.journal.select(["time_hours", "case", "event", "task"]).to_pandas()
    beside = journal["task"].isin(BESIDE)
    moves = journal[journal["event"].isin(MOVES) & ~beside]
    due = journal[journal["event"] == "arrived"]
    reviews = due[due["task"] == "28-day review"]
    updates = due[due["task"] == "victim update"]
    begun = journal[journal["event"] == "first review done"]
    since, reviewed, updated, begun = (_last(each) for each in (moves, reviews, updates, begun))
    clock_began = run.horizon - run.scenario.pathway.suspect.custody_hours
    rows = [
        _row(
            crime,
            since.get(crime.id, crime.reported),
            max(crime.arrested, clock_began + _MINUTE),
            reviewed.get(crime.id, begun.get(crime.id, math.nan)),
            updated.get(crime.id, begun.get(crime.id, math.nan)),
        )
        for crime in run.stories
        if crime.open
    ]
    return [row for row in sorted(rows, key=lambda row: row.reported) if row.reported < run.horizon]


def _last(facts: pd.DataFrame) -> dict[int, float]:
    return dict(facts.groupby("case")["time_hours"].last())


def _row(crime: Crime, since: float, held: float, reviewed: float, updated: float) -> LiveCrime:
    stage = stage_of(crime)
    team = crime.owner_team if crime.owner_team in OWNERS and stage not in EARLY else ""
    at_liberty = {state: word for word, state in RELEASES.items()}
    release = at_liberty.get(crime.release, "") if stage in INTERVIEWED else ""
    known = stage in (*EARLY, Stage.DECLINING)
    return LiveCrime(
        crime=f"{crime.id:x}",
        type=crime.type,
        stage=stage,
        reported=_told(crime.reported),
        since=_told(held if stage == Stage.CUSTODY else since),
        team=team,
        officer=crime.owner if team else None,
        attempt=crime.attempt,
        vulnerable=crime.vulnerable,
        summary_only=crime.summary_only and crime.type in CAN_LAPSE,
        suspect=crime.has_suspect if known else None,
        release=release,
        released=_told(crime.release_since) if release else math.nan,
        submitted=_told(crime.submitted) if stage in COMPLETE else math.nan,
        last_review=_told(reviewed) if team else math.nan,
        last_update=_told(updated) if team else math.nan,
    )


def _told(hours: float) -> float:
    """A time to the minute, as it can be written down."""
    return hours if math.isnan(hours) else math.floor(hours / _MINUTE) * _MINUTE
