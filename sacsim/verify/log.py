"""Log: what a replication has written down, as an outsider reads it.

Nothing here, nor in the checks beside it, knows how the simulation works: they read the tables that
are kept of every replication, and work out again from them what must be so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CROWD = -1
"""The case of work that belongs to no crime."""
ARRIVED, STARTED, RESUMED, COMPLETED, PREEMPTED, PARKED, HANDED_OVER = range(7)
ABANDONED, CANCELLED, TURNED_AWAY = range(7, 10)
EVENTS = (
    *("arrived", "started", "resumed", "completed", "pre-empted", "parked", "handed over"),
    *("abandoned", "cancelled", "turned away"),
)
"""What moves a job on, in the order of the numbers above."""
BEGINS = (STARTED, RESUMED)
PUT_DOWN = (PREEMPTED, PARKED, HANDED_OVER)
WAITS = (ARRIVED, *PUT_DOWN)
CLOSE = 1e-6
"""Hours within which two sums of thousands of spells agree."""


def each(frame: pd.DataFrame | pd.Series) -> Iterator[Any]:
    """Yield the rows of a table."""
    return iter(pd.DataFrame(frame).itertuples())


class Moves(NamedTuple):
    """Every row of the journal that moves a job on, job by job, each with the one after it."""

    job: Ints
    case: Ints
    time: Floats
    event: Ints
    """Place in EVENTS."""
    team: Ints
    """Place in Log.team_names."""
    officer: Ints
    row: Ints
    """Place in the journal."""
    first: Flags
    """Whether it is the job's first."""
    next: Ints
    """The event after it; -1 for none."""
    until: Floats
    """When that is; the horizon for none."""
    hold: Flags
    """Whether the job guards a scene."""
    fixed: Flags
    """Whether it must be finished once it is begun."""

    def where(self, flags: Flags | Ints | slice) -> "Moves":
        """Return some of the moves, or all in another order."""
        columns: list[Any] = [column[flags] for column in self]
        return Moves(*columns)


@dataclass(frozen=True)
class Log:
    """One replication's tables, each read when it is asked for; times are simulation hours."""

    read: Callable[[str], pd.DataFrame]
    """Reads a table by the name of its file, without the ending."""
    replication: int
    teams: Mapping[str, Mapping[str, Any]]
    """What the scenario states of each team."""
    recorded: tuple[float, float]
    horizon: float
    full: bool
    """Whether the journal has the jobs of other demand too."""
    since: float = 0.0
    """Crimes reported before were taken over from a table."""

    @cached_property
    def crimes(self) -> pd.DataFrame:
        """One row a crime."""
        return self.read("crimes")

    @cached_property
    def opportunities(self) -> pd.DataFrame:
        """One row an opportunity."""
        return self.read("opportunities")

    @cached_property
    def journal(self) -> pd.DataFrame:
        """Every fact."""
        return self.read("journal")

    @cached_property
    def officers(self) -> pd.DataFrame:
        """Who is on duty when."""
        return self.read("officers")

    @cached_property
    def queues(self) -> pd.DataFrame:
        """Each team's books by month."""
        return self.read("queues")

    @cached_property
    def capacity(self) -> pd.DataFrame:
        """How many are on duty, at every change."""
        return self.read("capacity")

    @cached_property
    def measures(self) -> pd.DataFrame:
        """The figures."""
        return self.read("measures")

    @cached_property
    def words(self) -> dict[str, Any]:
        """The journal's events, tasks and teams as categories."""
        return {
            name: self.journal[name].astype("category").array for name in ("event", "task", "team")
        }

    def rows(self, *events: str) -> Ints:
        """Return the places in the journal of all rows with one of these events."""
        column = self.words["event"]
        codes = [n for n, word in enumerate(column.categories) if word in events]
        return np.flatnonzero(np.isin(column.codes, codes))

    @cached_property
    def time(self) -> Floats:
        """When each row of the journal was written."""
        return self.journal["time_hours"].to_numpy(np.float64)

    @cached_property
    def case(self) -> Ints:
        """The crime of each row of the journal."""
        return self.journal["case"].to_numpy(np.int64)

    @property
    def team_names(self) -> list[str]:
        """The teams that the journal speaks of."""
        return [str(name) for name in self.words["team"].categories]

    @cached_property
    def moves(self) -> Moves:
        """What has become of every job, in order."""
        column = self.words["event"]
        place = np.array([EVENTS.index(w) if w in EVENTS else -1 for w in column.categories])
        event = place[column.codes] if len(place) else np.full(len(self.journal), -1)
        job = self.journal["job"].to_numpy(np.int64)
        row = np.flatnonzero((job >= 0) & (event >= 0))
        row = row[np.argsort(job[row], kind="stable")]
        job, event, time = job[row], event[row].astype(np.int64), self.time[row]
        first = np.ones(len(row), bool)
        first[1:] = job[1:] != job[:-1]
        last = np.roll(first, -1)
        after, until = np.roll(event, -1), np.roll(time, -1)
        after[last], until[last] = -1, self.horizon
        asked = self.journal["detail"].iloc[row[first]]
        hold = asked.str.endswith(("hold", "hold uninterruptible")).to_numpy(bool)
        fixed = asked.str.endswith("uninterruptible").to_numpy(bool)
        which = np.cumsum(first) - 1
        return Moves(
            job,
            self.case[row],
            time,
            event,
            self.words["team"].codes[row].astype(np.int64),
            self.journal["officer"].to_numpy(np.int64)[row],
            row,
            first,
            after,
            until,
            hold[which],
            fixed[which],
        )

    @cached_property
    def duties(self) -> dict[tuple[str, int], tuple[Floats, Floats]]:
        """When each officer is on duty, (from, to); duty times that touch are one."""
        found = {}
        key: Any
        for key, own in self.officers.groupby(["team", "officer"], observed=True, sort=False):
            order = np.argsort(own["from_hours"].to_numpy(np.float64), kind="stable")
            begin, end = (own[c].to_numpy(np.float64)[order] for c in ("from_hours", "to_hours"))
            apart = np.ones(len(begin), bool)
            apart[1:] = begin[1:] != end[:-1]
            found[str(key[0]), int(key[1])] = begin[apart], end[np.roll(apart, -1)]
        return found

    def unlimited(self, team: str) -> bool:
        """Whether a team has no officers in particular, and never a queue."""
        return self.teams.get(team, {}).get("officers") == "unlimited"

    @cached_property
    def by_officer(self) -> Moves:
        """What officers begin and put down, officer by officer, in order of the journal."""
        moves = self.moves.where((self.moves.officer >= 0) & (self.moves.event != ARRIVED))
        order = np.lexsort((moves.row, moves.officer, moves.team))
        return moves.where(order)

    def spells(self) -> Iterator[tuple[tuple[str, int], Moves]]:
        """Yield each officer's spells of work: from when to until when, on which job."""
        moves = self.by_officer.where(np.isin(self.by_officer.event, BEGINS))
        changes = (np.diff(moves.team) != 0) | (np.diff(moves.officer) != 0)
        edges = [0, *(np.flatnonzero(changes) + 1).tolist(), len(moves.job)]
        names = self.team_names
        for start, end in pairwise(edges):
            if start < end:
                own = moves.where(slice(start, end))
                yield (names[own.team[0]], int(own.officer[0])), own
