"""Crimes: each is reported once, is open or closed at every moment, and lives a possible life."""

from collections.abc import Iterator

import numpy as np

from sacsim.verify.log import Ints, Log, each

NEEDS = {
    "graded": ("reported",),
    "attended": ("graded",),
    "screened in": ("graded",),
    "screened out": ("graded",),
    "suspect identified": ("realised",),
    "arrested": ("suspect identified",),
    "not arrested": ("suspect identified",),
    "suspect outstanding": ("suspect identified",),
    "interviewed": ("suspect identified",),
    "not interviewed in custody": ("arrested",),
    "bailed": ("arrested",),
    "bail extended": ("bailed",),
    "submitted for charge": ("interviewed",),
    "rejected at triage": ("submitted for charge",),
    "action plan": ("submitted for charge",),
    "threshold test": ("submitted for charge",),
    "prosecution deferred": ("interviewed",),
    "contract broken": ("prosecution deferred",),
    "regained": ("lost",),
    "reopened": ("outcome",),
}
"""What must have been written down of a crime before an event may be."""
OF_OTHERS = "prevented"
"""Written down for a crime that did not happen, at the time when it would have."""
PLACES = ("attended", "csi", "allocated", "suspect", "arrested", "submitted", "charged")
"""Moments of a crime's life, as crimes.parquet has them."""


def entries_are_in_order(log: Log) -> Iterator[str]:
    """The journal is in order of time, from 0 to the horizon, of one replication."""
    time = log.time
    for n in np.flatnonzero(np.diff(time) < 0):
        yield f"journal: entry {n + 1} at {time[n + 1]} h comes after one at {time[n]} h"
    for n in np.flatnonzero(~((time >= 0) & (time < log.horizon))):
        yield f"journal: entry {n} at {time[n]} h is outside 0 to {log.horizon:g} h"
    if (log.journal["replication"] != log.replication).any():
        yield f"journal: has rows of another replication than {log.replication}"


def every_crime_is_reported_once(log: Log) -> Iterator[str]:
    """The crimes of the table are those that the journal says were reported, at the same time."""
    new = log.crimes[log.crimes["reported_hours"] >= log.since]
    rows = log.rows("reported")
    ids, times = log.case[rows], log.time[rows]
    for crime in log.crimes.loc[log.crimes["crime"].duplicated(), "crime"]:
        yield f"crime {crime}: is in the table twice"
    reported = new["crime"].to_numpy(np.int64)
    if not np.array_equal(ids, reported):
        for crime in np.setdiff1d(ids, reported):
            yield f"crime {crime}: was reported, but is not in the table"
        for crime in np.setdiff1d(reported, ids):
            yield f"crime {crime}: is in the table, but was never reported"
        if np.array_equal(np.sort(ids), np.sort(reported)):
            yield "crimes: are not in the order in which they were reported"
        return
    for n in np.flatnonzero(times != new["reported_hours"].to_numpy(np.float64)):
        yield f"crime {ids[n]}: was reported at {times[n]} h, by the table at another time"


def arrivals_are_closed_or_open(log: Log) -> Iterator[str]:
    """At every moment the crimes reported so far are those closed and those open; one outcome each.

    A crime is closed once, put right while it is closed, and may be opened again; what is last
    written down of it is what the table says.
    """
    rows = log.rows("outcome", "reopened")
    crime, time = log.case[rows], log.time[rows]
    code = log.journal["detail"].to_numpy(object)[rows].astype(np.int64)
    order = np.argsort(crime, kind="stable")
    crime_of, time_of, code_of = crime[order], time[order], code[order]
    first = np.ones(len(order), bool)
    first[1:] = crime_of[1:] != crime_of[:-1]
    before = np.where(first, 0, np.roll(code_of, 1))
    for n in np.flatnonzero(before == code_of):
        what = f"outcome {code_of[n]}" if code_of[n] else "no outcome"
        yield f"crime {crime_of[n]}: at {time_of[n]} h has {what}, which it had already"

    known = log.crimes.set_index("crime")
    closing, opening = (before == 0) & (code_of > 0), (before > 0) & (code_of == 0)
    change = np.zeros(len(order), np.int64)
    change[order] = closing.astype(np.int64) - opening
    closed = np.cumsum(change)
    arrivals = np.sort(known["reported_hours"].to_numpy(np.float64))
    opened = np.sort(np.concatenate([arrivals, time_of[opening]]))
    ended = np.sort(time_of[closing])
    last = np.ones(len(time), bool)
    last[:-1] = time[1:] != time[:-1]
    still_open = np.searchsorted(opened, time, "right") - np.searchsorted(ended, time, "right")
    arrived = np.searchsorted(arrivals, time, "right")
    for n in np.flatnonzero(last & ((arrived != closed + still_open) | (still_open < 0))):
        yield (
            f"at {time[n]} h: {arrived[n]} crimes have been reported, but {closed[n]} are closed "
            f"and {still_open[n]} open"
        )
    yield from _last_word(log, crime_of, time_of, code_of)


def _last_word(log: Log, crime: Ints, time: "np.ndarray", code: Ints) -> Iterator[str]:
    """What the table says of each crime's outcome is what the journal says last."""
    ids = log.crimes["crime"].to_numpy(np.int64)
    end = np.searchsorted(crime, ids, "right")
    any = end > np.searchsorted(crime, ids, "left")
    last = np.where(any, end - 1, -1)
    padded_code, padded_time = np.append(code, 0), np.append(time, np.nan)
    said, when = padded_code[last], padded_time[last]
    when = np.where(said == 0, np.nan, when)
    told = log.crimes["outcome"].to_numpy(np.int64)
    told_when = log.crimes["outcome_hours"].to_numpy(np.float64)
    for n in np.flatnonzero(said != told):
        yield f"crime {ids[n]}: outcome {told[n]} in the table, {said[n]} in the journal"
    same = (when == told_when) | (np.isnan(when) & np.isnan(told_when))
    for n in np.flatnonzero((said == told) & ~same):
        yield f"crime {ids[n]}: its outcome came at {told_when[n]} h by the table, else {when[n]} h"
    again = np.bincount(np.searchsorted(ids, crime[code == 0], sorter=np.argsort(ids)), minlength=1)
    reopened = np.zeros(len(ids), np.int64)
    reopened[np.argsort(ids)[: len(again)]] = again[: len(ids)]
    for n in np.flatnonzero(reopened != log.crimes["reopened"].to_numpy(np.int64)):
        yield f"crime {ids[n]}: was opened again {reopened[n]} times, not as the table says"


def lives_are_possible(log: Log) -> Iterator[str]:
    """Nothing comes before a crime's report, nor before what it follows from."""
    crimes = log.crimes.set_index("crime")
    reported = crimes["reported_hours"]
    own = np.flatnonzero(log.case >= 0)
    since = reported.reindex(log.case[own]).to_numpy()
    others = np.isin(own, log.rows(OF_OTHERS))
    for n in own[np.isnan(since)]:
        yield f"crime {log.case[n]}: is not in the table, but in the journal at {log.time[n]} h"
    for n in own[(log.time[own] < since) & ~others]:
        yield f"crime {log.case[n]}: has an entry at {log.time[n]} h, before its report"
    young = crimes.index[reported >= log.since].to_numpy(np.int64)
    for event, needed in NEEDS.items():
        rows = log.rows(event)
        rows = rows[np.isin(log.case[rows], young)]
        if not len(rows):
            continue
        before = log.rows(*needed)
        ids, first = np.unique(log.case[before], return_index=True)
        place = np.searchsorted(ids, log.case[rows])
        place[place == len(ids)] = 0
        found = (ids[place] == log.case[rows]) & (before[first][place] < rows) if len(ids) else None
        for n in rows if found is None else rows[~found]:
            yield (
                f"crime {log.case[n]}: '{event}' at {log.time[n]} h without "
                f"'{' or '.join(needed)}' before it"
            )
    yield from _moments(log)


def _moments(log: Log) -> Iterator[str]:
    """The moments in the table lie between the report and the horizon."""
    reported = log.crimes["reported_hours"].to_numpy(np.float64)
    ids = log.crimes["crime"].to_numpy(np.int64)
    young = reported >= log.since
    for name in PLACES:
        at = log.crimes[f"{name}_hours"].to_numpy(np.float64)
        late = (at >= log.horizon) & (name != "csi")
        for n in np.flatnonzero(young & ((at < reported) | late)):
            yield f"crime {ids[n]}: {name}_hours is {at[n]}, not from its report to the horizon"
    charged = ~np.isnan(log.crimes["charged_hours"].to_numpy(np.float64))
    for n in np.flatnonzero((log.crimes["outcome"].to_numpy(np.int64) == 1) & ~charged):
        yield f"crime {ids[n]}: has outcome 1 without a charge"


def chances_end_once(log: Log) -> Iterator[str]:
    """An opportunity is realised, lost with a cause or still open; the journal has it as often."""
    table = log.opportunities
    realised, lost = table["realised_hours"].notna(), table["lost_hours"].notna()
    because = table["because"]
    wrong = (
        (realised & lost) | (realised & (because != "")) | (lost & because.isin(["", "still open"]))
    )
    wrong |= ~realised & ~lost & (because != "still open")
    for row in each(table[wrong]):
        yield f"crime {row.crime}: {row.kind} is said to be realised, lost and open at once"
    count = {name: len(log.rows(name)) for name in ("realised", "lost", "regained")}
    if log.since > 0:  # some ended before the crime was taken over
        return
    if count["realised"] != realised.sum():
        yield f"opportunities: {realised.sum()} realised, {count['realised']} in the journal"
    if (said := count["lost"] - count["regained"]) != lost.sum():
        yield f"opportunities: {lost.sum()} lost, {said} in the journal"
