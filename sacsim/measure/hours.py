"""Hours: how many of a team's posts are there, and at work, in each hour of an average week.

From a full journal, which has every job of other demand too: with the crimes' own facts alone most
work would be missing. Hours of the week are London's. Present: on duty, or still at work after the
shift; utilisation is at work over present, as in workload.py. Teams without limit are left out.
"""

import numpy as np
import pandas as pd

from sacsim.clock import Clock
from sacsim.measure.rows import Floats, ratio

HOURS_OF_WEEK = 168
BEGINS = ("started", "resumed")
ENDS = ("completed", "pre-empted", "parked", "handed over", "cancelled")
KEYS = ["team", "officer"]


def hours_of_week(
    journal: pd.DataFrame, officers: pd.DataFrame, clock: Clock, since: float, until: float
) -> pd.DataFrame:
    """Return a row for each team and hour of the week from Monday 00:00.

    `journal` has `time_hours, job, event, team, officer` in order of time, of all jobs; `officers`
    has `team, officer, from_hours, to_hours`. Columns: team, hour_of_week, on_duty, present,
    at_work (mean posts), utilisation. Only whole hours of the window count.
    """
    work = _work(journal, until)
    edges = np.arange(np.ceil(since), np.floor(until) + 1)
    labels = np.array([_hour_of_week(clock, edge) for edge in edges[:-1]])
    late = _late(work, officers)
    blocks = []
    for team in sorted(set(officers["team"])):
        duty, busy, over = (
            _mean_by_hour(each[each["team"] == team], edges, labels)
            for each in (officers, work, late)
        )
        blocks.append(
            pd.DataFrame(
                {
                    "team": team,
                    "hour_of_week": range(HOURS_OF_WEEK),
                    "on_duty": duty,
                    "present": duty + over,
                    "at_work": busy,
                    "utilisation": ratio(busy, duty + over),
                }
            )
        )
    return pd.concat(blocks, ignore_index=True)


def _work(journal: pd.DataFrame, until: float) -> pd.DataFrame:
    """Each spell of a post at work: team, officer, from_hours, to_hours."""
    own = journal[journal["event"].isin([*BEGINS, *ENDS]) & (journal["officer"] >= 0)]
    own = own.sort_values(["team", "job"], kind="stable")  # in order of time within a job
    nexts = own.groupby(["team", "job"], sort=False, observed=True)["time_hours"].shift(-1)
    begins = own["event"].isin(BEGINS)
    return pd.DataFrame(
        {
            "team": own.loc[begins, "team"].astype(str),
            "officer": own.loc[begins, "officer"],
            "from_hours": own.loc[begins, "time_hours"],
            "to_hours": nexts[begins].fillna(until),
        }
    )


def _late(work: pd.DataFrame, officers: pd.DataFrame) -> pd.DataFrame:
    """The parts of the spells at work in which the officer is not on duty."""
    parts = [
        frame[[*KEYS]].assign(time=frame[column], busy=busy * sign, duty=duty * sign)
        for frame, busy, duty in ((work, 1, 0), (officers, 0, 1))
        for column, sign in (("from_hours", 1), ("to_hours", -1))
    ]
    told = pd.concat(parts, ignore_index=True).sort_values([*KEYS, "time"], kind="stable")
    states = told.groupby(KEYS, sort=False)[["busy", "duty"]].cumsum()
    until = told.groupby(KEYS, sort=False)["time"].shift(-1)
    late = (states["busy"] > 0) & (states["duty"] == 0)
    spells = told.loc[late, KEYS].assign(from_hours=told.loc[late, "time"], to_hours=until[late])
    return spells.dropna()


def _mean_by_hour(spells: pd.DataFrame, edges: Floats, labels: np.ndarray) -> Floats:
    """The mean number going on, by hour of the week."""
    begun, ended = (_hours_since(spells[name], edges) for name in ("from_hours", "to_hours"))
    hourly = np.diff(begun - ended)
    times = np.bincount(labels, minlength=HOURS_OF_WEEK)
    return ratio(np.bincount(labels, hourly, HOURS_OF_WEEK), times)


def _hours_since(times: pd.Series, edges: Floats) -> Floats:
    """The hours since all of these times that have come before each edge, added up."""
    came = np.sort(times.to_numpy(dtype=float))
    number = np.searchsorted(came, edges, side="left")
    return number * edges - np.concatenate(([0.0], np.cumsum(came)))[number]


def _hour_of_week(clock: Clock, hours: float) -> int:
    at = clock.local(hours)
    return 24 * at.weekday() + at.hour
