"""Posts: a job arrives, is begun and ends once; nobody works off duty, or twice at once."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sacsim.verify.log import (
    ABANDONED,
    ARRIVED,
    BEGINS,
    CANCELLED,
    COMPLETED,
    EVENTS,
    HANDED_OVER,
    PARKED,
    PREEMPTED,
    PUT_DOWN,
    RESUMED,
    STARTED,
    TURNED_AWAY,
    Floats,
    Log,
    Moves,
)

NOTHING = -1
MAY_FOLLOW = {
    ARRIVED: (STARTED, ABANDONED, CANCELLED, TURNED_AWAY, NOTHING),
    STARTED: (COMPLETED, PREEMPTED, PARKED, HANDED_OVER, CANCELLED, NOTHING),
    RESUMED: (COMPLETED, PREEMPTED, PARKED, HANDED_OVER, CANCELLED, NOTHING),
    PREEMPTED: (RESUMED, CANCELLED, NOTHING),
    PARKED: (RESUMED, CANCELLED, NOTHING),
    HANDED_OVER: (RESUMED, CANCELLED, NOTHING),
    COMPLETED: (NOTHING,),
    ABANDONED: (NOTHING,),
    CANCELLED: (NOTHING,),
    TURNED_AWAY: (NOTHING,),
}
"""What may become of a job after each event."""
HOURS = 1e-9
"""Within which the hours worked on a job are those it asked for."""


def jobs_go_on_as_they_may(log: Log) -> Iterator[str]:
    """A job arrives, may wait, is begun, may be put down and taken up again, and ends once."""
    moves = log.moves
    for n in np.flatnonzero(moves.first & (moves.event != ARRIVED)):
        yield f"job {moves.job[n]}: '{EVENTS[moves.event[n]]}' at {moves.time[n]} h, never arrived"
    allowed = np.zeros((len(EVENTS), len(EVENTS) + 1), bool)
    for event, following in MAY_FOLLOW.items():
        allowed[event, list(following)] = True
    for n in np.flatnonzero(~allowed[moves.event, moves.next]):
        last, after = EVENTS[moves.event[n]], EVENTS[moves.next[n]]
        yield f"job {moves.job[n]}: '{after}' at {moves.until[n]} h after '{last}'"


def nobody_does_two_things_at_once(log: Log) -> Iterator[str]:
    """Each officer begins one job and puts it down before beginning the next."""
    own = log.by_officer
    begins = np.isin(own.event, BEGINS)
    same = np.zeros(len(begins), bool)
    same[1:] = (own.team[1:] == own.team[:-1]) & (own.officer[1:] == own.officer[:-1])
    at_work = same & np.roll(begins, 1)
    name = log.team_names
    for n in np.flatnonzero(begins & at_work):
        yield (
            f"{name[own.team[n]]} {own.officer[n]}: begins job {own.job[n]} at {own.time[n]} h, "
            f"while at work on job {own.job[n - 1]}"
        )
    for n in np.flatnonzero(~begins & ~(at_work & (own.job == np.roll(own.job, 1)))):
        yield (
            f"{name[own.team[n]]} {own.officer[n]}: ends job {own.job[n]} at {own.time[n]} h, "
            "which they had not begun"
        )


def nobody_works_off_duty(log: Log) -> Iterator[str]:
    """Work begins on duty; it goes on after a shift only where it must be finished."""
    for (team, officer), own in log.spells():
        if log.unlimited(team):
            continue
        begin, end = log.duties.get((team, officer), (np.zeros(0), np.zeros(0)))
        place = np.searchsorted(begin, own.time, "right") - 1
        ends = np.append(end, -1.0)[place]
        off = (place < 0) | (own.time > ends)
        for n in np.flatnonzero(off):
            yield f"{team} {officer}: begins job {own.job[n]} at {own.time[n]} h, off duty"
        if log.teams[team].get("at_shift_end", "finish") == "finish":
            continue
        for n in np.flatnonzero((own.until > ends) & ~off & ~own.hold & ~own.fixed):
            yield f"{team} {officer}: is at job {own.job[n]} after the shift ended at {ends[n]} h"


def patience_is_kept(log: Log) -> Iterator[str]:
    """Nothing is begun after its patience has ended, and nothing is given up before."""
    moves = log.moves
    arrived = moves.where(moves.event == ARRIVED)
    ends = _stated(log, arrived, "give_up_at", np.inf)
    until = np.maximum(ends, arrived.time)
    for n in np.flatnonzero((arrived.next == ABANDONED) & (arrived.until != until)):
        yield f"job {arrived.job[n]}: given up at {arrived.until[n]} h, not at {ends[n]} h"
    waits = np.isin(arrived.next, (STARTED, NOTHING))
    for n in np.flatnonzero(waits & (arrived.until > until)):
        yield f"job {arrived.job[n]}: waits beyond {ends[n]} h, when its patience ends"


def hours_worked_are_hours_asked(log: Log) -> Iterator[str]:
    """A job that is done has had the hours it asked for, at the pace of whoever did it."""
    moves = log.moves.where(~log.moves.hold)
    begun = moves.where(np.isin(moves.event, BEGINS))
    spells = (begun.until - begun.time) / _stated(log, begun, "pace", 1.0)
    arrived = moves.where(moves.event == ARRIVED)
    jobs = arrived.job  # in order, as the moves are
    given = np.bincount(np.searchsorted(jobs, begun.job), spells, len(jobs))
    first = begun.event == STARTED
    share = np.ones(len(jobs))
    started = begun.where(first)
    share[np.searchsorted(jobs, started.job)] = _stated(log, started, "squeezed", 1.0)
    asked = _stated(log, arrived, "hours", np.nan) * share
    done = np.isin(jobs, moves.job[moves.event == COMPLETED])
    for n in np.flatnonzero(done & ~(np.abs(given - asked) < HOURS)):
        yield f"job {jobs[n]}: was given {given[n]} hours of the {asked[n]} it asked for"
    for n in np.flatnonzero(given > asked + HOURS):
        yield f"job {jobs[n]}: was given {given[n]} hours, more than the {asked[n]} it asked for"


def _stated(log: Log, moves: Moves, name: str, otherwise: float) -> Floats:
    """Return what the journal's details state under a name, for each of some moves."""
    detail = pa.array(log.journal["detail"].iloc[moves.row], pa.string())
    found = pc.extract_regex(detail, rf"(?:^| ){name}=(?P<stated>\S+)")
    stated = pc.cast(pc.struct_field(found, "stated"), pa.float64())
    return np.asarray(pc.fill_null(stated, otherwise), np.float64)


def only_what_was_put_down_is_taken_up(log: Log) -> Iterator[str]:
    """What is stopped stands in the journal with the officer who had it, and comes after."""
    moves = log.moves
    backwards = (moves.next >= 0) & (moves.until < moves.time)
    for n in np.flatnonzero(backwards):
        yield f"job {moves.job[n]}: goes back in time at {moves.time[n]} h"
    named = np.isin(moves.event, (COMPLETED, *PUT_DOWN)) & (moves.officer < 0)
    for n in np.flatnonzero(named):
        if not log.unlimited(log.team_names[moves.team[n]]):
            yield f"job {moves.job[n]}: '{EVENTS[moves.event[n]]}' at {moves.time[n]} h by nobody"
