"""Figures: a few of the measures, worked out again from the tables, equal those of measures.csv.

Crimes by outcome on three bases, crimes charged, the wait for a CSI, and each team's hours.
"""

from collections.abc import Iterator

import numpy as np

from sacsim.verify.log import Flags, Floats, Ints, Log, each
from sacsim.words import WIDE_TYPES, CrimeType, Outcome

ALL, NO_BASIS = "all", ""
SNAPSHOT, MATURITY, CLOSED = "recorded, snapshot", "recorded, at maturity", "closed in period"
GROUPS = {**{str(t): (t,) for t in CrimeType}, **WIDE_TYPES, ALL: tuple(CrimeType)}
REPEATED = 1e-9
"""Relative difference within which a mean worked out in another order is the same."""
Figure = tuple[str, str, str, float]
"""Measure, crime type, basis, value."""


def measures_can_be_worked_out_again(log: Log) -> Iterator[str]:
    """Every figure that is worked out again stands in measures.csv with the same value."""
    table = log.measures
    if (table["replication"] != log.replication).any():
        yield f"measures: have rows of another replication than {log.replication}"
    keys = zip(table["measure"], table["crime_type"], table["basis"], strict=True)
    said = dict(zip(keys, table["value"].to_numpy(np.float64), strict=True))
    for measure, crime_type, basis, value in figures(log):
        told = said.get((measure, crime_type, basis))
        if told is None:
            yield f"measures: {measure} of {crime_type} ({basis or 'no basis'}) is missing"
        elif not np.isclose(told, value, rtol=REPEATED, atol=REPEATED, equal_nan=True):
            yield (
                f"measures: {measure} of {crime_type} ({basis or 'no basis'}) is {told:.17g}, "
                f"worked out again {value:.17g}"
            )
    for row in each(table[table["measure"].str.endswith(".utilisation")]):
        unlimited = log.unlimited(row.measure.partition(".")[0])
        if (row.value > 1 + REPEATED or row.value < 0) and not unlimited:
            yield f"measures: {row.measure} is {row.value}, not within 0 and 1"


def figures(log: Log) -> list[Figure]:
    """Work out again from the tables what some of the measures must be."""
    return [*_outcomes(log), *_csi(log), *_teams(log)]


def _status(log: Log, since: float, until: float) -> Ints:
    """Return each crime's last outcome within a time (0 opened again); -1 for none."""
    rows = log.rows("outcome", "reopened")
    rows = rows[(log.time[rows] >= since) & (log.time[rows] < until)]
    code = log.journal["detail"].to_numpy(object)[rows].astype(np.int64)
    last = dict(zip(log.case[rows].tolist(), code.tolist(), strict=True))
    return np.array([last.get(each, -1) for each in log.crimes["crime"].tolist()], np.int64)


def _outcomes(log: Log) -> Iterator[Figure]:
    since, until = log.recorded
    reported = log.crimes["reported_hours"].to_numpy(np.float64)
    cohort = (reported >= since) & (reported < until)
    for basis, status in (
        (SNAPSHOT, np.where(cohort, np.maximum(_status(log, -np.inf, until), 0), -1)),
        (MATURITY, np.where(cohort, np.maximum(_status(log, -np.inf, log.horizon), 0), -1)),
        (CLOSED, _status(log, since, until)),
    ):
        chosen = status > 0 if basis == CLOSED else cohort
        name = "crimes_closed" if basis == CLOSED else "crimes_recorded"
        for group, member in _members(log):
            own = status[chosen & member]
            yield name, group, basis, float(len(own))
            for code in Outcome:
                share = 100 * np.count_nonzero(own == code) / len(own) if len(own) else np.nan
                yield f"outcome_share.type_{int(code)}", group, basis, share
            for word in {code.group for code in Outcome}:
                codes = [int(code) for code in Outcome if code.group == word]
                count = np.count_nonzero(np.isin(own, codes))
                yield f"outcome_count.{word}", group, basis, float(count)


def _members(log: Log) -> Iterator[tuple[str, Flags]]:
    types = log.crimes["crime_type"].astype(str).to_numpy(object)
    for group, held in GROUPS.items():
        yield group, np.isin(types, [str(each) for each in held])


def _csi(log: Log) -> Iterator[Figure]:
    reported = log.crimes["reported_hours"].to_numpy(np.float64)
    wait: Floats = log.crimes["csi_hours"].to_numpy(np.float64) - reported
    cohort = (reported >= log.recorded[0]) & (reported < log.recorded[1])
    for group, member in _members(log):
        own = wait[cohort & member]
        seen = own[~np.isnan(own)]
        stage = "wait.report_to_csi"
        yield f"{stage}.reached", group, MATURITY, float(len(seen))
        yield f"{stage}.not_reached", group, MATURITY, float(len(own) - len(seen))
        yield f"{stage}.mean", group, MATURITY, seen.mean() if len(seen) else np.nan


def _teams(log: Log) -> Iterator[Figure]:
    books = log.queues
    middle = (books["from_hours"] + books["to_hours"]) / 2
    books = books[(middle >= log.recorded[0]) & (middle < log.recorded[1])]
    for team, own in books.groupby("team", observed=True):
        sums = {name: float(own[f"{name}_hours"].sum()) for name in ("on_duty", "busy", "overtime")}
        for name, hours in sums.items():
            yield f"{team}.{name}_hours", ALL, NO_BASIS, hours
        there = sums["on_duty"] + sums["overtime"]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = float(np.float64(sums["busy"]) / there)
        yield f"{team}.utilisation", ALL, NO_BASIS, share
        for name in ("arrivals", "started", "completed", "abandoned"):
            yield f"{team}.{name}", ALL, NO_BASIS, float(own[name].sum())
