"""Roster changes in the crowd's memory: who comes on and goes off duty, in order."""

import numpy as np

from sacsim.force.crowd import layout as at
from sacsim.force.crowd.memory import Block, Memory, Words, real
from sacsim.force.crowd.posts import STAYS
from sacsim.force.roster import Duties


class Rosters:
    """Duty times as they are added, a month at a time, and the changes that they make."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._new: list[Words] = []
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
        self._new.append(rows)

    def enter(self) -> None:
        """Bring what has been added, and the changes still to come, into order."""
        if not self._new:
            return
        memory = self._memory
        left = memory.words[memory.i[at.CHANGE_AT] : memory.i[at.CHANGES_END]]
        rows = self._in_order(np.concatenate([left.reshape(-1, at.CHANGE_SIZE), *self._new]))
        self._new = []
        first = self._block.put(rows)
        memory.i[at.CHANGE_AT] = first
        memory.i[at.CHANGES_END] = first + rows.size

    def _in_order(self, rows: Words) -> Words:
        """Changes by time, team number, what and post, each once."""
        time, team, post, what = rows.T
        rows = _once(rows[np.lexsort((what, post, team, real(time)))])
        time, team, post, what = rows.T
        teams, which = np.unique(team, return_inverse=True)
        number = self._memory.words[teams + at.TEAM_NUMBER][which]
        return rows[np.lexsort((post, what, team, number, real(time)))]


def _once(rows: Words) -> Words:
    """Changes in order of (time, team, post, what), each once.

    A post that leaves and joins at one instant does neither, but its team looks again.
    """
    same = np.zeros(len(rows), bool)  # the same post at the same instant as in the next row
    same[:-1] = (rows[1:, :-1] == rows[:-1, :-1]).all(axis=1)
    what = rows[:, at.CHANGE_WHAT]
    twice = same.copy()
    twice[:-1] &= what[1:] == what[:-1]
    if twice.any():
        return _once(rows[~twice])
    what[same] = STAYS
    before = np.zeros(len(rows), bool)
    before[1:] = same[:-1]
    return rows[~before]
