"""Outcomes: of the crimes reported, how many were charged, closed or are still open, on four bases.

The bases are the recorded cohort as it stood when the recorded window ended, the same cohort at
the horizon, the crimes closed in the window, and the crimes of each half-year looked at thirteen
months after it began (data.police.uk as published in evidence 12a). An open crime has no outcome;
it counts as `unavailable`, never as closed. Windows are half-open: an outcome given at the very
instant of looking has not been seen yet.
"""

import numpy as np

from sacsim.measure.rows import (
    AGED,
    BASES,
    CLOSED,
    MATURITY,
    MEMBERS,
    SNAPSHOT,
    TYPES,
    Flags,
    Floats,
    Ints,
    Row,
    Run,
    floats,
    group_rows,
    in_cohort,
    ints,
    percent,
    rows_of,
    type_codes,
)
from sacsim.words import (
    CHARGED,
    CHARGED_ELSEWHERE,
    OUT_OF_COURT,
    OUTCOME_GROUPS,
    UNAVAILABLE,
    Outcome,
)

CODES = np.array([int(one) for one in Outcome])
IN_GROUP = np.array([[one.group == group for one in Outcome] for group in OUTCOME_GROUPS], float)
POSITIVE = (CHARGED, CHARGED_ELSEWHERE, OUT_OF_COURT)
NO_ROW = -1
HALF_YEAR, LOOKED_AT = 6, 13
INSTANT = 1e-6
"""Hours within which two ways of writing the same midnight agree."""


def outcome_rows(run: Run) -> list[Row]:
    """Measure counts and shares of every outcome type and group, by crime group and basis."""
    rows: list[Row] = []
    for basis in BASES:
        counts = MEMBERS @ outcome_counts(run, basis)
        total = counts.sum(axis=1)
        grouped = counts @ IN_GROUP.T
        name = "crimes_closed" if basis == CLOSED else "crimes_recorded"
        rows += group_rows(name, basis, "count", total)
        for place, group in enumerate(OUTCOME_GROUPS):
            rows += group_rows(f"outcome_count.{group}", basis, "count", grouped[:, place])
        for place, group in enumerate(OUTCOME_GROUPS):
            share = percent(grouped[:, place], total)
            rows += group_rows(f"outcome_share.{group}", basis, "%", share)
        for place, code in enumerate(CODES):
            share = percent(counts[:, place], total)
            rows += group_rows(f"outcome_share.type_{code}", basis, "%", share)
        positive = sum(grouped[:, OUTCOME_GROUPS.index(group)] for group in POSITIVE)
        rows += group_rows("positive_outcome_share", basis, "%", percent(positive, total))
        known = total - grouped[:, OUTCOME_GROUPS.index(UNAVAILABLE)]
        charged = grouped[:, OUTCOME_GROUPS.index(CHARGED)]
        rows += group_rows("charged_share_of_closed", basis, "%", percent(charged, known))
    return rows


def outcome_counts(run: Run, basis: str) -> Floats:
    """Count crimes by type (rows, as TYPES) and outcome type (columns, as CODES) on one basis."""
    since, until, horizon = run.window
    if basis == SNAPSHOT:
        return _count(run, in_cohort(run), status_at(run, until))
    if basis == MATURITY:
        return _count(run, in_cohort(run), status_at(run, horizon))
    if basis == CLOSED:
        latest = latest_outcome(run, since, until)
        return _count(run, latest > 0, latest)
    if basis != AGED:
        raise ValueError(f"no basis called {basis!r}")
    counts = np.zeros((len(TYPES), len(CODES)))
    reported = floats(run.crimes, "reported_hours")
    for begin, end, look in half_years(run):
        counts += _count(run, (reported >= begin) & (reported < end), status_at(run, look))
    return counts


def status_at(run: Run, hours: float) -> Ints:
    """Return each crime's outcome type just before an instant, 0 where it is open."""
    return np.maximum(latest_outcome(run, -np.inf, hours), Outcome.NOT_YET_ASSIGNED)


def latest_outcome(run: Run, since: float, until: float) -> Ints:
    """Return each crime's last outcome of since <= time < until (0 reopened); NO_ROW for none."""
    crime, time, outcome = history(run)
    seen = (time >= since) & (time < until)
    latest = np.full(len(run.crimes), NO_ROW, dtype=np.int64)
    # numpy assigns in order, so the last of several rows of one crime stands.
    latest[crime[seen]] = outcome[seen]
    return latest


def first_outcome(run: Run) -> tuple[Floats, Ints]:
    """Return when each crime was first given an outcome (NaN never) and which (NO_ROW none)."""
    crime, time, outcome = history(run)
    given = (outcome > 0) & (time < run.window[2])
    when = np.full(len(run.crimes), np.nan)
    which = np.full(len(run.crimes), NO_ROW, dtype=np.int64)
    when[crime[given][::-1]] = time[given][::-1]
    which[crime[given][::-1]] = outcome[given][::-1]
    return when, which


def history(run: Run) -> tuple[Ints, Floats, Ints]:
    """Return (row of the crime in run.crimes, hours, outcome) in time order.

    Rows of the same instant keep their order. Raises ValueError on a crime that is not in
    run.crimes or an outcome type that does not exist.
    """
    frame = run.history
    row = rows_of(run, ints(frame, "crime"))
    outcome = ints(frame, "outcome")
    if (row < 0).any():
        raise ValueError("the history holds a crime that was never reported")
    if not np.isin(outcome, CODES).all():
        raise ValueError("the history holds an outcome type that does not exist")
    time = floats(frame, "time_hours")
    order = np.argsort(time, kind="stable")
    return row[order], time[order], outcome[order]


def half_years(run: Run) -> list[tuple[float, float, float]]:
    """Return (from, to, looked at) of each half-year of whole months in the recorded window.

    A half-year whose thirteenth month ends after the horizon cannot be looked at: it is left out.
    """
    since, until, horizon = run.window
    starts = month_starts(run)
    first = int(np.searchsorted(starts, since - INSTANT))
    found = []
    while first + LOOKED_AT < len(starts):
        begin, end = starts[first], starts[first + HALF_YEAR]
        look = starts[first + LOOKED_AT]
        if end > until + INSTANT or look > horizon + INSTANT:
            break
        found.append((float(begin), float(end), float(look)))
        first += HALF_YEAR
    return found


def month_starts(run: Run) -> Floats:
    """Return the first instant of every calendar month to the first after the horizon."""
    starts = [0.0]
    while starts[-1] <= run.window[2] + INSTANT:
        starts.append(run.clock.month_start(len(starts)))
    return np.array(starts)


def _count(run: Run, chosen: Flags, status: Ints) -> Floats:
    """Count the chosen crimes by type and outcome type."""
    place = np.searchsorted(CODES, status[chosen])
    cells = type_codes(run.crimes)[chosen] * len(CODES) + place
    counts = np.bincount(cells, minlength=len(TYPES) * len(CODES)).astype(float)
    return counts.reshape(len(TYPES), len(CODES))
