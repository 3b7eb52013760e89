"""The journal: one row for every fact of a run, kept in columns, append only.

The pathway and the teams write facts and never compute a mean; measures read them afterwards.
"""

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
_BLOCK = 100_000
Row = tuple[float, int, int, str, str, str, int, float, str]


class Journal:
    """Facts in order of time; `keep` is "crimes" (stories alone) or "full" (the crowd too)."""

    def __init__(self, replication: int, keep: str = CRIMES) -> None:
        self.replication = replication
        self.full = keep == FULL
        self._rows: list[Row] = []
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
        self._rows.append((time, case, job, event, task, team, officer, priority, detail))
        if len(self._rows) >= _BLOCK:
            self._close_block()

    def _close_block(self) -> None:
        time, case, job, event, task, team, officer, priority, detail = zip(
            *self._rows, strict=True
        )
        columns = [(self.replication,) * len(time)]
        columns += [time, case, job, event, task, team, officer, priority, detail]
        arrays = [
            pa.array(column, type=field.type)
            if not pa.types.is_dictionary(field.type)
            else pa.array(column, type=pa.string()).dictionary_encode()
            for column, field in zip(columns, SCHEMA, strict=True)
        ]
        self._blocks.append(pa.record_batch(arrays, schema=SCHEMA))
        self._rows = []

    def table(self) -> pa.Table:
        """All facts so far as an Arrow table with the columns of SCHEMA."""
        if self._rows:
            self._close_block()
        return pa.Table.from_batches(self._blocks, schema=SCHEMA).unify_dictionaries()
