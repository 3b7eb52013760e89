"""Timeliness: how long victims wait at each stage, and how old a crime is when it has an outcome.

Assumptions. Every crime of the recorded window counts, also those still open: time to outcome is
Aalen and Johansen's cumulative incidence of the first outcome, censored at the horizon. Crimes
reported late in the window are followed less long; beyond their follow-up the older crimes speak
for them, which supposes that the month of the report does not matter. Where nobody open was
followed so far, the value is NaN. Months are counted as data.police.uk counts them: the calendar
month of the outcome less that of the report, local time. Stage waits are of those who reached the
stage; the others are counted apart. A quantile is the smallest value that so many do not exceed.
"""

import numpy as np
import pandas as pd

from sacsim.measure.outcomes import CODES, INSTANT, first_outcome, month_starts
from sacsim.measure.rows import (
    ABANDONED,
    ALL,
    CRIME_GROUPS,
    MATURITY,
    NO_BASIS,
    SERVED,
    Flags,
    Floats,
    Ints,
    Row,
    Run,
    floats,
    group_flags,
    in_cohort,
    ints,
    percent,
    ratio,
    type_codes,
)
from sacsim.statistics import cumulative_incidence, quantile
from sacsim.words import CHARGED, NO_SUSPECT, UNABLE, Grade, Outcome, TeamName

TIMED = (CHARGED, NO_SUSPECT, UNABLE)
ANY = "any"
LAGS = range(12)
YEAR_OF_DAYS = 365.0
CENSORED = -1
_CAUSE = np.array([TIMED.index(o.group) if o.group in TIMED else len(TIMED) for o in Outcome])

STAGES = {
    "report_to_attendance": ("reported_hours", "attended_hours"),
    "report_to_csi": ("reported_hours", "csi_hours"),
    "report_to_allocation": ("reported_hours", "allocated_hours"),
    "report_to_suspect": ("reported_hours", "suspect_hours"),
    "report_to_arrest": ("reported_hours", "arrested_hours"),
    "suspect_to_arrest": ("suspect_hours", "arrested_hours"),
    "report_to_submission": ("reported_hours", "submitted_hours"),
    "submission_to_charge": ("submitted_hours", "charged_hours"),
    "report_to_charge": ("reported_hours", "charged_hours"),
}
"""Each stage's wait: the times between which it lies."""

ATTENDED_GRADES = tuple(str(g) for g in Grade if g is not Grade.NO_DEPLOYMENT)

CALLS = {
    "calls_999": ("emergency_calls", "999 crime report"),
    "calls_101": ("non_emergency_calls", "101 crime report"),
}
"""The tasks of the call handlers that count as answering each number."""
ANSWER_SECONDS = 10.0
UNRESOURCED_HOURS = 1.0


def timeliness_rows(run: Run) -> list[Row]:
    """Measure months and days to outcome, stage waits, attendance and calls answered."""
    cohort = in_cohort(run)
    groups = group_flags(type_codes(run.crimes)[cohort])
    crimes = run.crimes[cohort]
    when, which = first_outcome(run)
    when, which = when[cohort], which[cohort]
    cause = np.where(which > 0, _CAUSE[np.searchsorted(CODES, which)], CENSORED)
    return [
        *_months(run, crimes, groups, when, cause),
        *_days(run, crimes, groups, when, cause),
        *_stages(crimes, groups),
        *_attendance(run, crimes),
        *_calls(run),
        *_unresourced(run),
    ]


def _months(
    run: Run, crimes: pd.DataFrame, groups: list[Flags], when: Floats, cause: Ints
) -> list[Row]:
    """Measure cumulative incidence by month since the report, and its shape within twelve."""
    starts = month_starts(run)
    horizon_month = int(np.searchsorted(starts, run.window[2] + INSTANT, side="right")) - 1
    followed = horizon_month - 1 - ints(crimes, "report_month")
    given = cause != CENSORED
    lag = np.full(len(crimes), -1, dtype=np.int64)
    lag[given] = np.searchsorted(starts, when[given], side="right") - 1
    lag[given] -= ints(crimes, "report_month")[given]
    seen = given & (lag <= followed)
    times = np.where(seen, lag, followed).astype(float)
    causes = np.where(seen, cause, CENSORED)
    reached = np.full((len(LAGS), len(TIMED) + 1, len(groups)), np.nan)
    for place, member in enumerate(groups):
        if member.any():
            curve = cumulative_incidence(times[member], causes[member], len(TIMED) + 1)
            for month in LAGS:
                reached[month, :, place] = curve.by(month)
    # The last cause holds every other outcome: the sum over causes is any outcome at all.
    reached[:, -1] = reached.sum(axis=1)
    rows: list[Row] = []
    names = list(CRIME_GROUPS)
    for kind, label in enumerate((*TIMED, ANY)):
        for measure, values in (
            ("cumulative_incidence", 100.0 * reached[:, kind]),
            ("months_to_outcome", percent(reached[:, kind], reached[-1, kind])),
        ):
            rows += [
                (f"{measure}.{label}.by_{month}", name, MATURITY, "%", float(value))
                for month in LAGS
                for name, value in zip(names, values[month], strict=True)
            ]
    return rows


def _days(
    run: Run, crimes: pd.DataFrame, groups: list[Flags], when: Floats, cause: Ints
) -> list[Row]:
    """Measure days from report to first outcome, open crimes counted as longer."""
    until = np.where(cause == CENSORED, run.window[2], when)
    days = (until - floats(crimes, "reported_hours")) / 24.0
    rows: list[Row] = []
    for name, member in zip(CRIME_GROUPS, groups, strict=True):
        curve = cumulative_incidence(days[member], cause[member], len(TIMED) + 1)
        values = {
            "days_open.median": curve.first_time(0.5),
            "days_open.p90": curve.first_time(0.9),
            "days_open.mean_within_365": curve.mean_within(YEAR_OF_DAYS),
        }
        for kind, group in enumerate(TIMED):
            stem = f"days_to_outcome.{group}"
            values[f"{stem}.median"] = curve.first_time_of(kind, 0.5, YEAR_OF_DAYS)
            values[f"{stem}.p90"] = curve.first_time_of(kind, 0.9, YEAR_OF_DAYS)
            values[f"{stem}.mean"] = curve.mean_of(kind, YEAR_OF_DAYS)
        rows += [(measure, name, MATURITY, "days", value) for measure, value in values.items()]
    return rows


def _stages(crimes: pd.DataFrame, groups: list[Flags]) -> list[Row]:
    """Measure each stage's wait over the crimes that reached it, the others counted apart."""
    rows: list[Row] = []
    for stage, (begin, end) in STAGES.items():
        started = floats(crimes, begin)
        wait = floats(crimes, end) - started
        for name, member in zip(CRIME_GROUPS, groups, strict=True):
            entered = int(np.count_nonzero(~np.isnan(started[member])))
            rows += _wait_rows(f"wait.{stage}", name, wait[member], entered)
    return rows


def _attendance(run: Run, crimes: pd.DataFrame) -> list[Row]:
    """Measure attendance by grade; a crime never attended is not within target."""
    targets = run.scenario.measures.attendance_minutes
    hours = floats(crimes, "attended_hours") - floats(crimes, "reported_hours")
    grade = crimes["grade"].astype(str).to_numpy()
    rows: list[Row] = []
    for one in ATTENDED_GRADES:
        chosen = hours[grade == one]
        rows += _wait_rows(f"attendance.{one}", ALL, chosen, len(chosen))
        met = np.count_nonzero(chosen <= getattr(targets, one) / 60 + 1e-9)
        share = float(percent(met, len(chosen)))
        rows.append((f"attendance.{one}.within_target", ALL, MATURITY, "%", share))
    return rows


def _wait_rows(stem: str, group: str, wait: Floats, entered: int) -> list[Row]:
    """Return the five rows of one stage's wait; `entered` crimes began it."""
    done = wait[~np.isnan(wait)]
    mean = float(done.mean()) if len(done) else np.nan
    return [
        (f"{stem}.median", group, MATURITY, "hours", quantile(done, 0.5)),
        (f"{stem}.mean", group, MATURITY, "hours", mean),
        (f"{stem}.p90", group, MATURITY, "hours", quantile(done, 0.9)),
        (f"{stem}.reached", group, MATURITY, "count", float(len(done))),
        (f"{stem}.not_reached", group, MATURITY, "count", float(entered - len(done))),
    ]


def _calls(run: Run) -> list[Row]:
    """Measure how 999 and 101 were answered, of all calls, the abandoned included."""
    task = pd.Categorical(run.waits["task"])
    result = pd.Categorical(run.waits["result"])
    seconds = 3600.0 * floats(run.waits, "wait_hours")
    rows: list[Row] = []
    for stem, tasks in CALLS.items():
        ours = task.isin(tasks)
        answered = seconds[ours & (result == SERVED)]
        calls, gave_up = np.count_nonzero(ours), np.count_nonzero(ours & (result == ABANDONED))
        quick = np.count_nonzero(answered <= ANSWER_SECONDS + 1e-6)
        mean = float(answered.mean()) if len(answered) else np.nan
        rows += [
            (f"{stem}.calls", ALL, NO_BASIS, "count", float(calls)),
            (f"{stem}.answered_in_10_seconds", ALL, NO_BASIS, "%", float(percent(quick, calls))),
            (f"{stem}.abandonment", ALL, NO_BASIS, "%", float(percent(gave_up, calls))),
            (f"{stem}.mean_wait_to_answer", ALL, NO_BASIS, "seconds", mean),
            (f"{stem}.p90_wait_to_answer", ALL, NO_BASIS, "seconds", quantile(answered, 0.9)),
        ]
    return rows


def _unresourced(run: Run) -> list[Row]:
    """Measure the incidents that wait for somebody to be sent: SAC's, and all others' at response.

    Arrests and other work on crimes are no incidents.
    """
    task = pd.Categorical(run.waits["task"])
    visit = task.isin([each for each in task.categories if str(each).startswith("attend, ")])
    ours = pd.Categorical(run.waits["team"]).isin([TeamName.RESPONSE])
    incident = visit | ~run.waits["sac"].to_numpy(dtype=bool)
    wait = floats(run.waits, "wait_hours")[ours & incident]
    mean = float(ratio(wait.sum(), run.window[1] - run.window[0]))
    late = float(percent(np.count_nonzero(wait > UNRESOURCED_HOURS), len(wait)))
    return [
        ("incidents.unresourced_mean", ALL, NO_BASIS, "incidents", mean),
        ("incidents.unresourced_over_an_hour", ALL, NO_BASIS, "%", late),
    ]
