"""Frames: the facts of a run as tables."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sacsim.clock import Clock
from sacsim.force.force import Force
from sacsim.force.roster import joined
from sacsim.force.staff import Strength
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Opportunity

if TYPE_CHECKING:
    from collections.abc import Sequence

CRIME_FIELDS = {
    "crime": ("id", "int64"),
    "crime_type": ("type", "str"),
    "attempt": ("attempt", "bool"),
    "reported_as": ("reported_as", "str"),
    "reported_hours": ("reported", "float64"),
    "origin": ("origin", "str"),
    "parent": ("parent", "int64"),
    "repeat_victim": ("repeat_victim", "bool"),
    "vulnerable": ("vulnerable", "bool"),
    "area": ("area", "str"),
    "series": ("series", "int64"),
    "supports": ("supports", "bool"),
    "cue": ("cue", "float64"),
    "grade": ("grade", "str"),
    "screened_out": ("screened_out", "bool"),
    "attended_hours": ("attended", "float64"),
    "out_of_reach": ("out_of_reach", "bool"),
    "csi_hours": ("csi", "float64"),
    "allocated_hours": ("allocated", "float64"),
    "owner_team": ("owner_team", "str"),
    "owner_officer": ("owner", "int64"),
    "suspect_hours": ("suspect", "float64"),
    "suspect_by": ("suspect_by", "str"),
    "outstanding": ("outstanding", "bool"),
    "arrested_hours": ("arrested", "float64"),
    "invited": ("invited", "bool"),
    "submitted_hours": ("submitted", "float64"),
    "evidence": ("evidence", "float64"),
    "decision": ("decision", "str"),
    "charged_hours": ("charged", "float64"),
    "outcome": ("outcome", "int64"),
    "true_outcome": ("true_outcome", "int64"),
    "outcome_hours": ("outcome_at", "float64"),
    "first_outcome_hours": ("first_outcome_at", "float64"),
    "reopened": ("reopened", "int64"),
    "thrive": ("thrive", "bool"),
    "preservation_advice": ("preservation_advice", "bool"),
    "prevention_advice": ("prevention_advice", "bool"),
    "consulted": ("consulted", "bool"),
    "needs_assessed": ("needs_assessed", "bool"),
    "lines_completed": ("lines_complete", "bool"),
    "admitted": ("admitted", "bool"),
    "reviews_due": ("reviews_due", "int64"),
    "reviews_on_time": ("reviews_on_time", "int64"),
    "updates_due": ("updates_due", "int64"),
    "updates_on_time": ("updates_on_time", "int64"),
    "updates_missed": ("updates_missed", "int64"),
    "staff_hours": ("staff_hours", "float64"),
    "guard_hours": ("guard_hours", "float64"),
    "bail_days": ("bail_days", "float64"),
    "rui_days": ("investigation_days", "float64"),
    "voluntary_days": ("voluntary_days", "float64"),
}
STEPS = (
    "suspect identified",
    "arrested",
    "interviewed",
    "bailed",
    "released under investigation",
    "outcome",
)
WAIT_RESULTS = ("served", "abandoned", "waiting")


def crimes_frame(stories: "Sequence[Crime]", clock: Clock) -> pd.DataFrame:
    """One row a crime, in order of report."""
    columns = {}
    for name, (field, kind) in CRIME_FIELDS.items():
        values = [getattr(crime, field) for crime in stories]
        if field == "owner":
            values = [-1 if value is None else value for value in values]
        if kind == "str":
            values = [str(value) for value in values]
        columns[name] = pd.Series(values, dtype=kind)
    frame = pd.DataFrame(columns)
    frame.insert(5, "report_month", _month_of(frame["reported_hours"].to_numpy(), clock))
    frame.loc[frame["outcome"] == 0, "outcome_hours"] = np.nan
    return frame


def _month_of(hours: "np.ndarray[tuple[int], np.dtype[np.float64]]", clock: Clock) -> pd.Series:
    """Index of the calendar month of each time."""
    last, starts = hours.max(initial=0.0), [0.0]
    while starts[-1] <= last:
        starts.append(clock.month_start(len(starts)))
    return pd.Series(np.searchsorted(starts, hours, side="right") - 1, dtype="int64")


def history_frame(journal: pa.Table) -> pd.DataFrame:
    """Each outcome assigned (its code) or taken back (0), in order of time."""
    told = pc.is_in(journal["event"], pa.array(["outcome", "reopened"]))
    rows = journal.filter(told)
    return pd.DataFrame(
        {
            "crime": rows["case"].to_numpy(),
            "time_hours": rows["time_hours"].to_numpy(),
            "outcome": pc.cast(rows["detail"], pa.int64()).to_numpy(),
        }
    )


def steps_frame(journal: pa.Table) -> pd.DataFrame:
    """When suspects were identified, brought in and released, and crimes closed, in order."""
    rows = journal.filter(pc.is_in(journal["event"], pa.array(STEPS)))
    return pd.DataFrame(
        {
            "crime": rows["case"].to_numpy(),
            "time_hours": rows["time_hours"].to_numpy(),
            "event": rows["event"].to_pandas().astype(str).to_numpy(),
        }
    )


def referrals_frame(stories: "Sequence[Crime]") -> pd.DataFrame:
    """One row each time a file went to the Crown Prosecution Service."""
    sent = [(crime.id, each) for crime in stories for each in crime.referrals]
    return pd.DataFrame(
        {
            "crime": pd.Series([crime for crime, _ in sent], dtype="int64"),
            "to": pd.Series([str(each.to) for _, each in sent], dtype="str"),
            "sent_hours": pd.Series([each.sent for _, each in sent], dtype="float64"),
            "back_hours": pd.Series([each.back for _, each in sent], dtype="float64"),
            "answer": pd.Series([str(each.answer) for _, each in sent], dtype="str"),
        }
    )


def prevented_frame(journal: pa.Table) -> pd.DataFrame:
    """Each crime that would have followed on another: time, its type, origin, what prevented it."""
    rows = journal.filter(pc.equal(journal["event"], "prevented"))
    told = [detail.partition(": ") for detail in rows["detail"].to_pylist()]
    return pd.DataFrame(
        {
            "time_hours": rows["time_hours"].to_numpy(),
            "crime_type": pd.Series([type for type, _, _ in told], dtype="str"),
            "origin": rows["task"].to_pandas().astype(str).to_numpy(),
            "because": pd.Series([because for _, _, because in told], dtype="str"),
        }
    )


def opportunities_frame(stories: "Sequence[Crime]") -> pd.DataFrame:
    """One row an opportunity."""
    found = [(crime, chance) for crime in stories for chance in crime.opportunities]
    return pd.DataFrame(
        {
            "crime": pd.Series([crime.id for crime, _ in found], dtype="int64"),
            "crime_type": pd.Series([str(crime.type) for crime, _ in found], dtype="str"),
            "kind": pd.Series([str(chance.kind) for _, chance in found], dtype="str"),
            "identifies": pd.Series([chance.identifies for _, chance in found], dtype="bool"),
            "strength": pd.Series([chance.strength for _, chance in found], dtype="float64"),
            "recovered_hours": pd.Series([c.recovered for _, c in found], dtype="float64"),
            "sent_hours": pd.Series([c.sent for _, c in found], dtype="float64"),
            "back_hours": pd.Series([c.back for _, c in found], dtype="float64"),
            "realised_hours": pd.Series([c.realised for _, c in found], dtype="float64"),
            "lost_hours": pd.Series([c.lost for _, c in found], dtype="float64"),
            "because": pd.Series([_because(c) for _, c in found], dtype="str"),
        }
    )


def _because(chance: Opportunity) -> str:
    return "still open" if chance.open else chance.because


def queues_frame(force: Force) -> pd.DataFrame:
    """Differences between the monthly snapshots of each team's books."""
    rows = []
    sac = dict(zip(force.sac_hours, zip(*force.sac_hours_read, strict=True), strict=True))
    for name, team in sorted(force.teams.items()):
        for month, (before, after) in enumerate(pairwise(team.ledger.snapshots)):
            change = [b - a for a, b in zip(before, after, strict=True)]
            rows.append(
                {
                    "team": name,
                    "month": month,
                    "from_hours": before[0],
                    "to_hours": after[0],
                    "on_duty_hours": change[1],
                    "busy_hours": change[2],
                    "overtime_hours": change[3],
                    "sac_hours": sac[name][month + 1] - sac[name][month],
                    "queue_hours": change[4],
                    "offered_hours": change[5],
                    "queue_end": int(after[6]),
                    "arrivals": int(change[7]),
                    "started": int(change[8]),
                    "completed": int(change[9]),
                    "abandoned": int(change[10]),
                }
            )
    return pd.DataFrame(rows)


def waits_frame(force: Force) -> pd.DataFrame:
    """Wait and result of each job that arrived in the recorded window."""
    parts = [
        (name, task, waits)
        for name, team in sorted(force.teams.items())
        for task, waits in sorted(team.ledger.waits.items())
    ]
    sizes = [len(waits.wait) for _, _, waits in parts]
    return pd.DataFrame(
        {
            "team": _categories([name for name, _, _ in parts], sizes),
            "task": _categories([task for _, task, _ in parts], sizes),
            "arrived_hours": _joined([waits.arrived for _, _, waits in parts], np.float64),
            "wait_hours": _joined([waits.wait for _, _, waits in parts], np.float64),
            "result": pd.Categorical.from_codes(
                _joined([waits.result for _, _, waits in parts], np.int8), pd.Index(WAIT_RESULTS)
            ),
            "sac": np.repeat(np.array([waits.story for _, _, waits in parts], bool), sizes),
        }
    )


def _categories(names: list[str], sizes: list[int]) -> pd.Categorical:
    words = sorted(set(names))
    codes: Any = np.repeat(np.array([words.index(name) for name in names], np.int32), sizes)
    return pd.Categorical.from_codes(codes, pd.Index(words, dtype=object))


def _joined(arrays: list[Any], kind: type) -> Any:
    return np.concatenate([np.frombuffer(a, dtype=kind) for a in arrays] or [np.empty(0, kind)])


def duties_frame(force: Force, horizon: float) -> pd.DataFrame:
    """Workable duty times of every post, clipped to the horizon."""
    names = sorted(force.duties)
    teams = [joined(force.duties[name]) for name in names]
    post, start, end = joined(teams)
    frame = pd.DataFrame(
        {
            "team": pd.Index(names, dtype="str").repeat([len(team.post) for team in teams]),
            "officer": post,
            "from_hours": start,
            "to_hours": np.minimum(end, horizon),
        }
    )
    return frame[start < horizon].reset_index(drop=True)


def workforce_frame(force: Force, clock: Clock, months: int) -> pd.DataFrame:
    """Establishment, strength and what it is worth, by team and month (label YYYY-MM)."""
    strengths = {} if force.staffing is None else force.staffing.strengths
    rows = [
        (team, month, clock.month_label(month), *strength)
        for team, by_month in sorted(strengths.items())
        for month, strength in enumerate(by_month[:months])
    ]
    return pd.DataFrame(rows, columns=["team", "month", "label", *Strength._fields])


def capacity_frame(force: Force) -> pd.DataFrame:
    """Posts on duty by team at every change."""
    rows = [
        (name, time, on_duty)
        for name, team in sorted(force.teams.items())
        for time, on_duty in team.ledger.capacity
    ]
    return pd.DataFrame(rows, columns=["team", "time_hours", "on_duty"])
