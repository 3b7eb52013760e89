"""Whether two tables, or two runs, are the same bit for bit, and where they first differ."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sacsim import Run
from sacsim.engine.frames import capacity_frame

FRAMES = ("crimes", "opportunities", "queues", "waits", "officers", "history")
_AT_ONCE = 1 << 18


def first_difference(one: pa.Table, other: pa.Table) -> str:
    """The first row in which two tables differ, in words; empty if they are the same."""
    if one.column_names != other.column_names:
        return f"columns {one.column_names} are not {other.column_names}"
    length = min(one.num_rows, other.num_rows)
    for start in range(0, length, _AT_ONCE):
        count = min(_AT_ONCE, length - start)
        first, second = one.slice(start, count), other.slice(start, count)
        differs = np.zeros(count, bool)
        for column in zip(first.columns, second.columns, strict=True):
            differs |= _differs(*column)
        if differs.any():
            row = start + int(differs.argmax())
            return f"row {row}: {_row(one, row)} is not {_row(other, row)}"
    if one.num_rows != other.num_rows:
        longer = one if one.num_rows > other.num_rows else other
        return f"{one.num_rows} rows are not {other.num_rows}; the next is {_row(longer, length)}"
    return ""


def _differs(one: pa.ChunkedArray, other: pa.ChunkedArray) -> "npt.NDArray[np.bool_]":
    """Where two columns differ; real numbers by their bits, words whatever their numbers are."""
    if pa.types.is_floating(one.type):
        return one.to_numpy().view(np.int64) != other.to_numpy().view(np.int64)
    if pa.types.is_dictionary(one.type):
        one, other = (pc.cast(column, column.type.value_type) for column in (one, other))
    return pc.not_equal(one, other).to_numpy()


def _row(table: pa.Table, row: int) -> list[object]:
    return [*table.slice(row, 1).to_pylist()[0].values()]


def tables(run: Run) -> dict[str, pa.Table]:
    """Everything that a run tells."""
    frames = {name: getattr(run, name) for name in FRAMES}
    frames["capacity"] = capacity_frame(run.force)
    return {"journal": run.journal} | {name: _table(frame) for name, frame in frames.items()}


def _table(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def unlike(one: Run, other: Run) -> str:
    """The first difference between two runs, in words; empty if there is none."""
    first, second = tables(one), tables(other)
    for name, table in first.items():
        found = first_difference(table, second[name])
        if found:
            return f"{name}, {found}"
    return ""
