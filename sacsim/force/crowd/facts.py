"""What the compiled crowd has noted for the journal, as columns like those of everybody else."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sacsim.force.crowd import layout as at
from sacsim.force.crowd.memory import Words, real
from sacsim.force.ledger import asked, how_long

PREEMPTS, HOLD, INTERRUPTIBLE = 1, 2, 4


class Facts:
    """Rows as fetched from memory, with the names of the tasks and teams known by then."""

    def __init__(self, rows: Words, tasks: list[str], teams: list[str]) -> None:
        self._rows = rows
        self._tasks = tasks
        self._teams = teams

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def told(self) -> npt.NDArray[np.int64]:
        """How many facts had been told by others when each was noted."""
        return self._rows[:, at.ROW_TOLD]

    def columns(self) -> list[pa.Array]:
        """Time, case, job, event, task, team, officer, priority and detail."""
        rows = self._rows
        return [
            pa.array(real(rows[:, at.ROW_TIME])),
            pa.array(rows[:, at.ROW_CASE]),
            pa.array(rows[:, at.ROW_JOB]),
            _named(rows[:, at.ROW_EVENT], at.EVENTS),
            _named(rows[:, at.ROW_TASK], self._tasks),
            _named(rows[:, at.ROW_TEAM], self._teams),
            pa.array(rows[:, at.ROW_OFFICER].astype(np.int32)),
            pa.array(real(rows[:, at.ROW_PRIORITY])),
            pa.array(self._details(), pa.string()),
        ]

    def _details(self) -> list[str]:
        details = [""] * len(self._rows)
        event = self._rows[:, at.ROW_EVENT]
        share, pace = real(self._rows[:, at.ROW_SQUEEZED]), real(self._rows[:, at.ROW_PACE])
        arrived = np.flatnonzero(event == at.EV_ARRIVED)
        hours, offered, give_up_at = (
            real(self._rows[arrived, field]).tolist()
            for field in (at.ROW_HOURS, at.ROW_OFFERED, at.ROW_GIVE_UP_AT)
        )
        officer = self._rows[arrived, at.ROW_ASKED_OF].tolist()
        flags = self._rows[arrived, at.ROW_FLAGS].tolist()
        columns: Any = (arrived.tolist(), hours, offered, officer, give_up_at, flags)
        for place, long, counted, of, until, flag in zip(*columns, strict=True):
            details[place] = asked(
                long,
                counted,
                None if of < 0 else of,
                until,
                preempts=bool(flag & PREEMPTS),
                hold=bool(flag & HOLD),
                interruptible=bool(flag & INTERRUPTIBLE),
            )
        share = np.where(event == at.EV_STARTED, share, 1.0)
        worked = (event == at.EV_STARTED) | (event == at.EV_RESUMED)
        for place in np.flatnonzero(worked & ((share != 1.0) | (pace != 1.0))).tolist():
            details[place] = how_long(float(share[place]), float(pace[place]))
        return details


def _named(codes: Words, names: "list[str] | tuple[str, ...]") -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32)), pa.array(names, pa.string())
    )
