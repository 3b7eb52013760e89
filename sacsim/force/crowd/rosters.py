"""Roster changes in the crowd's memory: who comes on and goes off duty, in order."""

import numpy as np
import numpy.typing as npt

from sacsim.force.crowd import layout as at
from sacsim.force.crowd.memory import Block, Memory, Words
from sacsim.force.crowd.shifts import STAYS
from sacsim.force.roster import Duties

_TEAM, _POST, _WHAT = 10, 30, 2
"""Bits for a team, the address of a post, and what it does, in a number that sorts changes."""


class Rosters:
    """Duty times as they are added, a month at a time, and the changes that they make."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.new: list[Words] = []
        self._block = Block(memory)

    def add(self, team: int, duties: Duties) -> None:
        """Add duty times of the team at this address.

        Raises ValueError for one that ends before it begins.
        """
        number, start, end = duties
        if (end < start).any():
            wrong = int(np.flatnonzero(end < start)[0])
            raise ValueError(
                f"duty of post {number[wrong]} ends at {end[wrong]}, before {start[wrong]}"
            )
        comes = start < end
        goes = comes & (end < np.inf)
        rows = np.empty((comes.sum() + goes.sum(), at.CHANGE_SIZE), np.int64)
        rows[:, at.CHANGE_TIME] = np.concatenate([start[comes], end[goes]]).view(np.int64)
        rows[:, at.CHANGE_TEAM] = team
        first = self._memory.i[team + at.POSTS]
        post = np.concatenate([number[comes], number[goes]])
        rows[:, at.CHANGE_POST] = first + post * at.POST_SIZE
        rows[:, at.CHANGE_WHAT] = np.arange(len(rows)) < comes.sum()
        self.new.append(rows)

    def enter(self) -> None:
        """Bring what has been added, and the changes still to come, into order."""
        memory, new = self._memory, np.concatenate(self.new)
        self.new = []
        left = memory.words[memory.i[at.CHANGE_AT] : memory.i[at.CHANGES_END]]
        left = left.reshape(-1, at.CHANGE_SIZE)
        times = new[:, at.CHANGE_TIME]
        first = np.searchsorted(left[:, at.CHANGE_TIME], times.min()) if len(times) else len(left)
        rows = np.concatenate([left[:first], self._in_order(np.concatenate([left[first:], new]))])
        first = self._block.put(rows)
        memory.i[at.CHANGE_AT] = first
        memory.i[at.CHANGES_END] = first + rows.size

    def _in_order(self, rows: Words) -> Words:
        """Changes by time, team number, what and post, each once; sorted as one number a change.

        A post that leaves and joins at one instant does neither, but its team looks again.
        """
        times, instant = _ranked(rows[:, at.CHANGE_TIME])  # never negative: ordered as whole, too
        teams, team = _ranked(rows[:, at.CHANGE_TEAM])
        order = np.lexsort((teams, self._memory.words[teams + at.TEAM_NUMBER]))
        place = np.argsort(order)[team]
        post, what = rows[:, at.CHANGE_POST], rows[:, at.CHANGE_WHAT]

        packed = np.sort(((instant << _TEAM | place) << _POST | post) << _WHAT | what)
        packed = packed[_differs(packed)]
        who, what = packed >> _WHAT, packed & _mask(_WHAT)
        both = np.flatnonzero(who[1:] == who[:-1])
        what[both] = STAYS
        who, what = np.delete(who, both + 1), np.delete(what, both + 1)

        post, when = who & _mask(_POST), who >> _POST
        packed = np.sort((when << _WHAT | what) << _POST | post)
        when = packed >> _POST + _WHAT
        changes = np.empty((len(packed), at.CHANGE_SIZE), np.int64)
        changes[:, at.CHANGE_TIME] = times[when >> _TEAM]
        changes[:, at.CHANGE_TEAM] = teams[order[when & _mask(_TEAM)]]
        changes[:, at.CHANGE_POST] = packed & _mask(_POST)
        changes[:, at.CHANGE_WHAT] = packed >> _POST & _mask(_WHAT)
        return changes


def _mask(bits: int) -> int:
    return (1 << bits) - 1


def _differs(values: Words) -> npt.NDArray[np.bool_]:
    """Which of some sorted values differ from the one before."""
    differs = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=differs[1:])
    return differs


def _ranked(values: Words) -> tuple[Words, Words]:
    """The distinct values in order, and the rank of each; np.unique takes three times as long."""
    order = np.argsort(values)
    ordered = values[order]
    differs = _differs(ordered)
    rank = np.empty(len(values), np.int64)
    rank[order] = np.cumsum(differs) - 1
    return ordered[differs], rank
