"""Books: each team's hours and counts, month by month, added up again; nobody is over-used."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sacsim.verify.log import (
    ABANDONED,
    ARRIVED,
    BEGINS,
    CLOSE,
    COMPLETED,
    CROWD,
    STARTED,
    WAITS,
    Flags,
    Floats,
    Ints,
    Log,
    each,
)

COUNTS = {"arrivals": ARRIVED, "started": STARTED, "completed": COMPLETED, "abandoned": ABANDONED}
HOURS = ("on_duty_hours", "busy_hours", "overtime_hours", "sac_hours", "queue_hours")


def books_are_bounded(log: Log) -> Iterator[str]:
    """Utilisation lies within 0 and 1, overtime within work, and no count or hour is negative."""
    books = log.queues
    busy, late = books["busy_hours"], books["overtime_hours"]
    unlimited = books["team"].map({team: log.unlimited(team) for team in books["team"].unique()})
    over = ~unlimited & (busy > books["on_duty_hours"] + late + CLOSE)
    for row in each(books.loc[over]):
        yield f"{row.team}, month {row.month}: at work {row.busy_hours} h, more than there were"
    for row in each(books[late > busy + CLOSE]):
        yield f"{row.team}, month {row.month}: more overtime than work"
    negative = (books[[*HOURS, *COUNTS, "queue_end"]].to_numpy(np.float64) < -CLOSE).any(axis=1)
    for row in each(books[negative]):
        yield f"{row.team}, month {row.month}: a negative count or number of hours"
    team = books["team"].to_numpy(object)
    first = np.append(True, team[1:] != team[:-1])
    since, until = (books[name].to_numpy(np.float64) for name in ("from_hours", "to_hours"))
    follows = np.where(first, since == 0, since == np.roll(until, 1)) & (until <= log.horizon)
    for n in np.flatnonzero(~follows):
        yield f"{team[n]}: its months do not follow each other from 0 to the horizon"
    come, begun, done = (
        _so_far(books[name], first) for name in ("arrivals", "started", "completed")
    )
    for n in np.flatnonzero((books["queue_end"].to_numpy() > come) | (begun > come)):
        yield f"{team[n]}, month {books['month'].iloc[n]}: more jobs wait or are begun than came"
    for n in np.flatnonzero(done > begun):
        yield f"{team[n]}, month {books['month'].iloc[n]}: more jobs are done than begun"


def _so_far(count: pd.Series, first: Flags) -> Ints:
    """Return a count added up from each team's first month."""
    total = np.cumsum(count.to_numpy(np.int64))
    before = np.where(first, total - count.to_numpy(np.int64), 0)
    return total - np.maximum.accumulate(before)


def duty_is_as_rostered(log: Log) -> Iterator[str]:
    """Hours on duty, and how many at every change, are those of the officers' duty times."""
    duty = log.officers
    begin, end = (duty[c].to_numpy(np.float64) for c in ("from_hours", "to_hours"))
    for row in each(duty[(begin < 0) | (end < begin) | (end > log.horizon)]):
        yield f"{row.team} {row.officer}: on duty from {row.from_hours} to {row.to_hours} h"
    for (team, officer), (start, stop) in log.duties.items():
        for n in np.flatnonzero(start[1:] < stop[:-1]):
            yield f"{team} {officer}: is on duty twice at {start[n + 1]} h"
    teams = duty["team"].to_numpy(object)
    for key, own in log.queues.groupby("team", observed=True):
        name = str(key)
        if log.unlimited(name):
            continue
        chosen = teams == name
        hours = _by_month(begin[chosen], end[chosen], own)
        said = own["on_duty_hours"].to_numpy(np.float64)
        for n in np.flatnonzero(np.abs(said - hours) > CLOSE):
            yield f"{name}, month {n}: {said[n]} h on duty, {hours[n]} h by the officers' times"
        changes = log.capacity[log.capacity["team"] == name]
        at = changes["time_hours"].to_numpy(np.float64)
        there = np.searchsorted(np.sort(begin[chosen]), at, "right")
        there -= np.searchsorted(np.sort(end[chosen]), at, "right")
        seen = at < log.horizon
        wrong = seen & (there != changes["on_duty"].to_numpy(np.int64))
        for n in np.flatnonzero(wrong):
            yield f"{name}: {changes['on_duty'].iloc[n]} on duty at {at[n]} h, {there[n]} by name"


def books_agree_with_the_journal(log: Log) -> Iterator[str]:
    """What the journal says of jobs adds up to the books; without other demand, to no more."""
    moves, in_time = log.moves, _hours_in_time(log)
    for place, team in enumerate(log.team_names):
        own, books = moves.where(moves.team == place), log.queues[log.queues["team"] == team]
        if not len(own.job) or not len(books):
            continue
        edges = [*books["from_hours"], books["to_hours"].iloc[-1]]
        for column, event in COUNTS.items():
            counted = np.histogram(own.time[own.event == event], edges)[0]
            said = books[column].to_numpy(np.int64)
            for n in np.flatnonzero((counted != said) if log.full else (counted > said)):
                yield f"{team}, month {n}: {said[n]} {column}, {counted[n]} in the journal"
        working = own.where(np.isin(own.event, BEGINS))
        waiting = own.where(np.isin(own.event, WAITS))
        hours = {
            "busy_hours": _by_month(working.time, working.until, books),
            "queue_hours": _by_month(waiting.time, waiting.until, books),
        }
        if not log.unlimited(team):
            hours["overtime_hours"] = hours["busy_hours"] - _on_duty(in_time.get(team, []), books)
        for column, found in hours.items():
            told = books[column].to_numpy(np.float64)
            apart = np.abs(told - found) if log.full else found - told
            for n in np.flatnonzero(apart > CLOSE):
                yield f"{team}, month {n}: {column} {told[n]}, {found[n]} by the journal"


def follow_on_work_has_a_parent(log: Log) -> Iterator[str]:
    """A crime's jobs have numbers after its own, and belong to a crime that there is."""
    moves = log.moves
    stories = moves.where((moves.case != CROWD) & (moves.event == ARRIVED))
    for n in np.flatnonzero(stories.job <= stories.case):
        yield f"job {stories.job[n]}: has a number before its crime's"


def _by_month(begin: Floats, end: Floats, months: pd.DataFrame) -> Floats:
    """Return the hours of some spells that fall into each month of a team's books."""
    spans = zip(months["from_hours"], months["to_hours"], strict=True)
    return np.array([(np.clip(end, a, b) - np.clip(begin, a, b)).sum() for a, b in spans])


def _hours_in_time(log: Log) -> dict[str, list[tuple[Floats, Floats, Floats, Floats]]]:
    """Return for each team its officers' spells of work and their duty hours so far, by time."""
    found: dict[str, list[tuple[Floats, Floats, Floats, Floats]]] = {}
    for (team, officer), own in log.spells():
        if (team, officer) in log.duties:
            start, stop = log.duties[team, officer]
            edges = np.column_stack([start, stop]).ravel()
            so_far = np.repeat(np.concatenate([[0.0], np.cumsum(stop - start)]), 2)[1:-1]
            found.setdefault(team, []).append((own.time, own.until, edges, so_far))
    return found


def _on_duty(spells: list[tuple[Floats, Floats, Floats, Floats]], months: pd.DataFrame) -> Floats:
    """Return the hours a month that a team's officers work within their duty times."""
    total = np.zeros(len(months))
    for begin, end, edges, so_far in spells:
        for n, (a, b) in enumerate(zip(months["from_hours"], months["to_hours"], strict=True)):
            within = (begin < b) & (end > a)
            since, until = np.maximum(begin[within], a), np.minimum(end[within], b)
            total[n] += (np.interp(until, edges, so_far) - np.interp(since, edges, so_far)).sum()
    return total
