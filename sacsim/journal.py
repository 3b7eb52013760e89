"""The journal: one row for every fact of a run, kept in columns, append only.

The pathway and the teams write facts and never compute a mean; measures read them afterwards.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

CRIMES, FULL = "crimes", "full"

SCHEMA = pa.schema(
    [
        ("replication", pa.int32()),
        ("time_hours", pa.float64()),
        ("case", pa.int64()),
        ("job", pa.int64()),
        ("event", pa.dictionary(pa.int32(), pa.string())),
        ("task", pa.dictionary(pa.int32(), pa.string())),
        ("team", pa.dictionary(pa.int32(), pa.string())),
        ("officer", pa.int32()),
        ("priority", pa.float64()),
        ("detail", pa.string()),
    ]
)
_BLOCK = {CRIMES: 1_000_000, FULL: 100_000}
Row = tuple[float, int, int, str, str, str, int, float, str]


class Facts(Protocol):
    """Facts that somebody else has noted, in columns."""

    def __len__(self) -> int: ...

    @property
    def told(self) -> "npt.NDArray[np.int64]":
        """How many facts stood in `Journal.rows` when each was noted."""

    def columns(self) -> list[pa.Array]:
        """All columns of SCHEMA but the first."""


class Journal:
    """Facts in order of time; `keep` is "crimes" (stories alone) or "full" (the crowd too)."""

    def __init__(self, replication: int, keep: str = CRIMES) -> None:
        self.replication = replication
        self.full = keep == FULL
        self._block = _BLOCK[keep]
        self.rows: list[Row] = []
        """Facts told here since the last block was closed."""
        self._others: list[Facts] = []
        self._fetch: Callable[[], Facts] | None = None
        self._blocks: list[pa.RecordBatch] = []

    def note(
        self,
        time: float,
        case: int,
        event: str,
        task: str = "",
        team: str = "",
        officer: int = -1,
        job: int = -1,
        priority: float = -1,
        detail: str = "",
    ) -> None:
        """Write one fact: time in simulation hours, case and job by number (-1 for none)."""
        self.rows.append((time, case, job, event, task, team, officer, priority, detail))
        if len(self.rows) >= self._block:
            self._close_block()

    def also(self, fetch: Callable[[], Facts]) -> None:
        """Let somebody else note facts too, who gives up what they have when asked."""
        self._fetch = fetch

    def take(self, facts: Facts) -> None:
        """Take in facts that somebody else has noted since the last time."""
        self._others.append(facts)
        if sum(map(len, self._others)) >= self._block:
            self._close_block(fetch=False)

    def _close_block(self, fetch: bool = True) -> None:
        """Bring the facts of all into one order, as a block of columns."""
        if fetch and self._fetch is not None:
            self._others.append(self._fetch())
        tables = [_own(self.rows), *(facts.columns() for facts in self._others)]
        keys = [2 * np.arange(len(self.rows)) + 1, *(2 * facts.told for facts in self._others)]
        order = np.argsort(np.concatenate(keys), kind="stable")
        columns = [_together(parts).take(pa.array(order)) for parts in zip(*tables, strict=True)]
        replication = pa.array(np.full(len(order), self.replication, np.int32))
        self._blocks.append(pa.record_batch([replication, *columns], schema=SCHEMA))
        self.rows.clear()
        self._others.clear()

    def table(self) -> pa.Table:
        """All facts so far as an Arrow table with the columns of SCHEMA.

        In one piece, and words numbered as they first occur, whoever noted them in what blocks.
        """
        self._close_block()
        table = pa.Table.from_batches(self._blocks, schema=SCHEMA).combine_chunks()
        words = [n for n, field in enumerate(SCHEMA) if pa.types.is_dictionary(field.type)]
        for n in words:
            column = table.column(n).cast(pa.string()).combine_chunks().dictionary_encode()
            table = table.set_column(n, SCHEMA.field(n), column)
        return table


def _own(rows: list[Row]) -> list[pa.Array]:
    """Facts as columns."""
    columns = ([row[n] for row in rows] for n in range(len(SCHEMA) - 1))
    return [
        pa.array(column, type=field.type)
        if not pa.types.is_dictionary(field.type)
        else pa.array(column, type=pa.string()).dictionary_encode()
        for column, field in zip(columns, list(SCHEMA)[1:], strict=True)
    ]


def _together(parts: Sequence[pa.Array]) -> pa.Array:
    """One column of several; words are numbered anew."""
    whole = pa.chunked_array(parts)
    if pa.types.is_dictionary(whole.type):
        whole = whole.unify_dictionaries()
    return whole.combine_chunks()
