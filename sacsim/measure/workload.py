"""Workload: how busy each team is, whether its queue grows without end, and what crimes cost.

Definitions. Months belong to the recorded window where their middle does. Utilisation is hours at
work over hours on duty, overtime on both sides. Offered load is the hours of work that arrived
over the hours on duty: at 1 or more a team cannot keep up without overtime or callers who give up.
Means over time weigh by time. A wait lasts to the first start; jobs that gave up are apart, and
jobs still waiting at the horizon are longer than any (in the mean, as long as they had waited).
Crimes' own costs run to the horizon. Officers without a crime do not appear in caseloads.
"""

import numpy as np
import pandas as pd

from sacsim.measure.outcomes import status_at
from sacsim.measure.rows import (
    ABANDONED,
    ALL,
    MATURITY,
    NO_BASIS,
    SERVED,
    WAITING,
    Flags,
    Floats,
    Row,
    Run,
    floats,
    group_flags,
    group_rows,
    in_cohort,
    ints,
    percent,
    ratio,
    summed,
    type_codes,
)
from sacsim.statistics import quantile, upward_trend
from sacsim.words import Outcome

AGES_IN_DAYS = (28, 90, 180, 365)
TREND_CHANCE, TREND_GROWTH = 0.001, 2.0
SUMS = ("on_duty_hours", "busy_hours", "overtime_hours", "offered_hours")
COUNTS = ("arrivals", "started", "completed", "abandoned")
PRACTICE = {
    "thrive_adequate": "thrive",
    "preservation_advice": "preservation_advice",
    "prevention_advice": "prevention_advice",
    "screened_out": "screened_out",
    "lines_completed": "lines_completed",
    "admitted": "admitted",
    "needs_assessed": "needs_assessed",
}


def workload_rows(run: Run) -> list[Row]:
    """Measure every team, the waits for it, the backlog of crimes and what crimes cost."""
    return [*_teams(run), *_waits(run), *_backlog(run), *_caseloads(run), *_costs(run)]


def recorded_months(run: Run) -> pd.DataFrame:
    """Return the rows of run.queues whose month belongs to the recorded window, in time order."""
    middle = (floats(run.queues, "from_hours") + floats(run.queues, "to_hours")) / 2
    chosen = run.queues[(middle >= run.window[0]) & (middle < run.window[1])]
    return chosen.sort_values(["team", "month"], kind="stable")


def grows_without_end(
    offered: float, available: float, given_up: float, queue_ends: Floats
) -> bool:
    """Say whether a team's queue grows without end.

    `offered` hours of work arrived, `available` hours were worked or could have been (overtime
    included), `given_up` is the share of jobs abandoned, `queue_ends` the jobs waiting at the end
    of each month. The queue must be longer in the last quarter of the months than in the first, and
    either the work that did not give up filled the hours available, or the rise is a trend: Mann
    and Kendall's test at 0.1 % (eight months at least can show it) and the last quarter over twice
    the first. The trend is for teams whose named officers drown while the team as a whole does not.
    False alarms in a steady year of twelve months, by simulation: under 1 in 1,000 if the months
    are independent, 2 in 100 at a month-to-month correlation of 0.7; a season can look like one.
    """
    if len(queue_ends) == 0:
        return False
    quarter = max(len(queue_ends) // 4, 1)
    last = float(queue_ends[-quarter:].mean())
    first = float(queue_ends[:quarter].mean()) if len(queue_ends) > 1 else 0.0
    if last <= first:
        return False
    if offered * (1 - given_up) >= available:
        return True
    return last > TREND_GROWTH * first and upward_trend(queue_ends) < TREND_CHANCE


def busiest_team(run: Run) -> str:
    """Return the team with the highest offered load in the recorded window; "" if none has any."""
    months = recorded_months(run)
    if months.empty:
        return ""
    wanted = months[["team", "offered_hours", "on_duty_hours"]]
    sums = wanted.groupby("team", sort=True, observed=True).sum()
    load = ratio(sums["offered_hours"], sums["on_duty_hours"])
    if np.isnan(load).all() or np.nanmax(load) == 0:
        return ""
    return str(sums.index[int(np.nanargmax(load))])


def _teams(run: Run) -> list[Row]:
    """Measure each team's hours, load and queue over the recorded months."""
    months = recorded_months(run)
    busiest = busiest_team(run)
    rows: list[Row] = []
    for team, own in months.groupby("team", sort=True, observed=True):
        hours = {name: float(floats(own, name).sum()) for name in SUMS}
        counts = {name: float(floats(own, name).sum()) for name in COUNTS}
        available = hours["on_duty_hours"] + hours["overtime_hours"]
        length = float((floats(own, "to_hours") - floats(own, "from_hours")).sum())
        ends = floats(own, "queue_end")
        given_up = counts["abandoned"] / counts["arrivals"] if counts["arrivals"] else 0.0
        grows = grows_without_end(hours["offered_hours"], available, given_up, ends)
        load = float(ratio(hours["offered_hours"], hours["on_duty_hours"]))
        values: list[tuple[str, str, float]] = [
            ("utilisation", "ratio", float(ratio(hours["busy_hours"], available))),
            ("offered_load", "ratio", load),
            ("busiest", "0 or 1", float(team == busiest)),
            ("growing", "0 or 1", float(grows)),
            ("queue_mean", "jobs", float(ratio(floats(own, "queue_hours").sum(), length))),
            ("queue_end", "jobs", float(ends[-1])),
            *((name, "hours", value) for name, value in hours.items()),
            *((name, "count", value) for name, value in counts.items()),
        ]
        rows += [(f"{team}.{name}", ALL, NO_BASIS, unit, value) for name, unit, value in values]
    return rows


def _waits(run: Run) -> list[Row]:
    """Measure the waits for each team, over all its tasks and for each."""
    teams = pd.Categorical(run.waits["team"])
    tasks = pd.Categorical(run.waits["task"])
    result = pd.Categorical(run.waits["result"])
    wait = floats(run.waits, "wait_hours")
    sac = run.waits["sac"].to_numpy(dtype=bool)
    kinds = [result == word for word in (SERVED, ABANDONED, WAITING)]
    # The smallest code that fits sorts fastest: a radix sort up to 16 bits.
    cell = teams.codes.astype(np.int32) * len(tasks.categories) + tasks.codes
    if len(teams.categories) * len(tasks.categories) < 2**15:
        cell = cell.astype(np.int16)
    order = np.argsort(cell, kind="stable")
    used, starts = np.unique(cell[order], return_index=True)
    blocks = dict(zip(used.tolist(), np.split(order, starts[1:]), strict=False))
    named: dict[str, list[np.ndarray]] = {}
    for code, block in blocks.items():
        team, task = divmod(code, len(tasks.categories))
        named.setdefault(str(teams.categories[team]), []).append(block)
        named[f"{teams.categories[team]}.{tasks.categories[task]}"] = [block]
    rows: list[Row] = []
    for stem in sorted(named):
        jobs = np.concatenate(named[stem])
        flags = [kind[jobs] for kind in kinds]
        rows += _wait_rows(stem, wait[jobs], sac[jobs], *flags)
    return rows


def _wait_rows(
    stem: str, wait: Floats, sac: Flags, served: Flags, gave_up: Flags, waiting: Flags
) -> list[Row]:
    """Return the rows of one team, or of one task of one team."""
    jobs = len(wait)
    n_waiting = int(np.count_nonzero(waiting))
    started = wait[served]
    stayed = np.count_nonzero(served) + n_waiting
    withdrawn = jobs - stayed - np.count_nonzero(gave_up)
    so_far = float(started.sum() + wait[waiting].sum())
    values = [
        ("jobs_in_window", "count", float(jobs)),
        ("wait_mean", "hours", float(ratio(so_far, stayed))),
        ("wait_median", "hours", quantile(started, 0.5, n_waiting)),
        ("wait_p90", "hours", quantile(started, 0.9, n_waiting)),
        ("time_in_queue_mean", "hours", float(ratio(wait.sum(), jobs))),
        ("had_to_wait_share", "%", float(percent(np.count_nonzero(wait > 0), jobs))),
        ("abandoned_share", "%", float(percent(np.count_nonzero(gave_up), jobs))),
        ("still_waiting_share", "%", float(percent(n_waiting, jobs))),
        ("withdrawn_share", "%", float(percent(withdrawn, jobs))),
        ("sac_share", "%", float(percent(np.count_nonzero(sac), jobs))),
    ]
    return [(f"{stem}.{name}", ALL, NO_BASIS, unit, value) for name, unit, value in values]


def open_at_snapshot(run: Run) -> Flags:
    """Say of each crime whether it is open when the recorded window ends, whenever reported."""
    reported = floats(run.crimes, "reported_hours") < run.window[1]
    return reported & (status_at(run, run.window[1]) == Outcome.NOT_YET_ASSIGNED)


def _backlog(run: Run) -> list[Row]:
    """Measure the open crimes at the snapshot and their ages since the report."""
    is_open = open_at_snapshot(run)
    types = type_codes(run.crimes)[is_open]
    age = (run.window[1] - floats(run.crimes, "reported_hours")[is_open]) / 24.0
    rows = group_rows("open_crimes", NO_BASIS, "count", summed(types))
    for days in AGES_IN_DAYS:
        older = summed(types, age > days)
        rows += group_rows(f"open_crimes.over_{days}_days", NO_BASIS, "count", older)
    for name, share in (("median", 0.5), ("p90", 0.9)):
        values = [quantile(age[member], share) for member in group_flags(types)]
        rows += group_rows(f"open_crimes.age_{name}", NO_BASIS, "days", values)
    mean = ratio(summed(types, age), summed(types))
    return rows + group_rows("open_crimes.age_mean", NO_BASIS, "days", mean)


def _caseloads(run: Run) -> list[Row]:
    """Measure the open crimes held by each team's officers at the snapshot (by last owner)."""
    allocated = floats(run.crimes, "allocated_hours") < run.window[1]
    held = run.crimes[open_at_snapshot(run) & allocated]
    held = held[held["owner_team"].fillna("") != ""]
    rows: list[Row] = []
    every = set(run.crimes["owner_team"].dropna().astype(str)) - {""}
    by_officer = held.groupby(["owner_team", "owner_officer"], observed=True).size()
    for team in sorted(every):
        own = by_officer.loc[[team]].to_numpy() if team in by_officer.index else np.zeros(0)
        mean = float(own.mean()) if len(own) else np.nan
        most = float(max(own, default=0))
        rows += [
            (f"{team}.crimes_held", ALL, NO_BASIS, "count", float(own.sum())),
            (f"{team}.caseload_mean", ALL, NO_BASIS, "crimes per officer", mean),
            (f"{team}.caseload_max", ALL, NO_BASIS, "crimes per officer", most),
        ]
    return rows


def _costs(run: Run) -> list[Row]:
    """Measure reviews, updates, bail, guarding and staff hours of the recorded crimes."""
    cohort = in_cohort(run)
    crimes = run.crimes[cohort]
    types = type_codes(crimes)
    number = summed(types)
    charged = summed(types, status_at(run, run.window[2])[cohort] == Outcome.CHARGED)
    staff = summed(types, np.nan_to_num(floats(crimes, "staff_hours")))
    bail = np.nan_to_num(floats(crimes, "bail_days"))
    bailed = summed(types, bail > 0)
    rows: list[Row] = []

    def add(measure: str, unit: str, values: Floats) -> None:
        rows.extend(group_rows(measure, MATURITY, unit, values))

    for duty in ("reviews", "updates"):
        due = summed(types, floats(crimes, f"{duty}_due"))
        add(f"{duty}_due", "count", due)
        add(f"{duty}_on_time", "%", percent(summed(types, floats(crimes, f"{duty}_on_time")), due))
    add("crimes_bailed", "count", bailed)
    add("bail_days", "days", summed(types, bail))
    add("bail_days_per_crime_bailed", "days", ratio(summed(types, bail), bailed))
    add("guard_hours", "hours", summed(types, np.nan_to_num(floats(crimes, "guard_hours"))))
    add("staff_hours", "hours", staff)
    add("staff_hours_per_crime", "hours", ratio(staff, number))
    add("staff_hours_per_charge", "hours", ratio(staff, charged))
    for name, column in PRACTICE.items():
        flags = crimes[column].to_numpy(dtype=bool)
        add(f"share.{name}", "%", percent(summed(types, flags), number))
    add("share.reopened", "%", percent(summed(types, ints(crimes, "reopened") > 0), number))
    return rows
