"""A run made by hand: whatever a test does not state has a plain default."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sacsim.clock import Clock, month_after
from sacsim.scenario.measures import AttendanceTargets, Harm, MeasureSettings
from sacsim.settings import PerCrimeType

NAN = float("nan")
START = date(2021, 1, 1)
CLOCK = Clock(START)

CRIME = {
    "crime": 0,
    "crime_type": "domestic_burglary",
    "attempt": False,
    "reported_as": "later",
    "reported_hours": 0.0,
    "report_month": 0,
    "origin": "background",
    "repeat_victim": False,
    "vulnerable": False,
    "area": "",
    "supports": True,
    "grade": "scheduled",
    "screened_out": False,
    "attended_hours": NAN,
    "out_of_reach": False,
    "csi_hours": NAN,
    "allocated_hours": NAN,
    "owner_team": "",
    "owner_officer": -1,
    "suspect_hours": NAN,
    "suspect_by": "",
    "outstanding": False,
    "arrested_hours": NAN,
    "invited": False,
    "submitted_hours": NAN,
    "evidence": 0.0,
    "decision": "",
    "charged_hours": NAN,
    "outcome": 0,
    "true_outcome": 0,
    "outcome_hours": NAN,
    "first_outcome_hours": NAN,
    "reopened": 0,
    "thrive": False,
    "preservation_advice": False,
    "prevention_advice": False,
    "lines_completed": False,
    "admitted": False,
    "consulted": False,
    "needs_assessed": False,
    "reviews_due": 0,
    "reviews_on_time": 0,
    "updates_due": 0,
    "updates_on_time": 0,
    "updates_missed": 0,
    "staff_hours": 0.0,
    "guard_hours": 0.0,
    "bail_days": 0.0,
    "rui_days": 0.0,
    "voluntary_days": 0.0,
}
MONTH = {
    "team": "csi",
    "month": 0,
    "from_hours": 0.0,
    "to_hours": 0.0,
    "on_duty_hours": 0.0,
    "busy_hours": 0.0,
    "overtime_hours": 0.0,
    "queue_hours": 0.0,
    "queue_end": 0,
    "arrivals": 0,
    "started": 0,
    "completed": 0,
    "abandoned": 0,
    "offered_hours": 0.0,
    "sac_hours": 0.0,
}
STRENGTH = {
    "team": "csi",
    "month": 0,
    "label": "2021-01",
    "establishment": 0,
    "strength": 0,
    "training": 0,
    "tutored": 0,
    "absent": 0,
    "deployable": 0,
    "at_work": 0.0,
    "effective": 0.0,
    "joined": 0,
    "left": 0,
}
WAIT = {
    "team": "csi",
    "task": "scene visit",
    "arrived_hours": 800.0,
    "wait_hours": 0.0,
    "result": "served",
    "sac": False,
}
CHANCE = {
    "crime": 0,
    "crime_type": "domestic_burglary",
    "kind": "mark",
    "identifies": True,
    "strength": 1.0,
    "recovered_hours": NAN,
    "sent_hours": NAN,
    "back_hours": NAN,
    "realised_hours": NAN,
    "lost_hours": NAN,
    "because": "",
}
PREVENTED = {
    "time_hours": 800.0,
    "crime_type": "domestic_burglary",
    "origin": "repeat",
    "because": "prevention advice",
}


STEP = {"crime": 0, "time_hours": 0.0, "event": ""}
REFERRAL = {"crime": 0, "to": "cps_area", "sent_hours": 0.0, "back_hours": NAN, "answer": ""}

TARGETS = AttendanceTargets(emergency=15.0, priority=60.0, scheduled=2880.0)
HARM = Harm(name="by hand", unit="points", weight=PerCrimeType((10.0, 20.0, 1.0, 5.0, 2.0)))


class Named(NamedTuple):
    """A scenario that has nothing but a name and what is measured."""

    name: str
    measures: MeasureSettings = MeasureSettings(attendance_minutes=TARGETS, harm=HARM)


MADE_BY_HAND = Named("made by hand")


@dataclass(frozen=True)
class MadeRun:
    """What measures read of a run."""

    crimes: pd.DataFrame
    history: pd.DataFrame
    queues: pd.DataFrame
    workforce: pd.DataFrame
    waits: pd.DataFrame
    opportunities: pd.DataFrame
    prevented: pd.DataFrame
    steps: pd.DataFrame
    referrals: pd.DataFrame
    window: tuple[float, float, float]
    clock: Clock = CLOCK
    scenario: Named = MADE_BY_HAND
    replication: int = 3


def at(text: str) -> float:
    """Hours of a local date, or date and time, of a run that starts on 1 January 2021."""
    day, _, clock = text.partition(" ")
    return CLOCK.hours(date.fromisoformat(day), time.fromisoformat(clock) if clock else time())


def reported(number: int, when: str, crime_type: str = "domestic_burglary", **more: Any) -> dict:
    """A crime reported at a local date and time."""
    moment = datetime.fromisoformat(when)
    month = (moment.year - START.year) * 12 + moment.month - START.month
    row = {"crime": number, "crime_type": crime_type, "reported_hours": at(when)}
    return {**row, "report_month": month, **more}


def frame(default: dict, rows: Iterable[dict]) -> pd.DataFrame:
    """A frame of rows that differ from a default, with the default's types even when empty."""
    full = [{**default, **row} for row in rows]
    unknown = {key for row in full for key in row} - set(default)
    assert not unknown, unknown
    types = {key: type(value) for key, value in default.items()}
    return pd.DataFrame(full, columns=list(default)).astype(types)


def made_run(
    crimes: Iterable[dict] = (),
    history: Sequence[tuple[int, float, int]] = (),
    queues: Iterable[dict] = (),
    waits: Iterable[dict] = (),
    opportunities: Iterable[dict] = (),
    workforce: Iterable[dict] = (),
    prevented: Iterable[dict] = (),
    steps: Iterable[dict] = (),
    referrals: Iterable[dict] = (),
    warm_up: int = 1,
    recorded: int = 12,
    follow_up: int = 7,
) -> MadeRun:
    """A run whose warm-up, recorded window and follow-up are whole months."""
    ends = np.cumsum([warm_up, recorded, follow_up])
    window = tuple(CLOCK.hours(month_after(START, int(months))) for months in ends)
    jobs = frame(WAIT, waits).astype(dict.fromkeys(("team", "task", "result"), "category"))
    moves = pd.DataFrame(list(history), columns=["crime", "time_hours", "outcome"])
    return MadeRun(
        crimes=frame(CRIME, crimes),
        history=moves.astype({"crime": "int64", "time_hours": float, "outcome": "int64"}),
        queues=frame(MONTH, queues),
        workforce=frame(STRENGTH, workforce),
        waits=jobs,
        opportunities=frame(CHANCE, opportunities),
        prevented=frame(PREVENTED, prevented),
        steps=frame(STEP, steps),
        referrals=frame(REFERRAL, referrals),
        window=window,
    )


def values(rows: Iterable[tuple]) -> dict[tuple[str, str, str], float]:
    """Rows by (measure, crime type, basis); no two may share these."""
    found = {(name, group, basis): value for name, group, basis, _, value in rows}
    assert len(found) == len(list(rows))
    return found
