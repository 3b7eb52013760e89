"""The journal's table: its columns and types, its dictionaries, and more rows than one block."""

import pyarrow as pa

from sacsim.journal import FULL, SCHEMA, Journal

COLUMNS = [
    *("replication", "time_hours", "case", "job", "event"),
    *("task", "team", "officer", "priority", "detail"),
]


def test_a_row_says_what_was_noted_and_defaults_say_none():
    journal = Journal(7)
    journal.note(1.5, 12, "started", "scene", "csi", officer=3, job=2**62, priority=1, detail="x=1")
    journal.note(2.0, 13, "reported")
    first = (7, 1.5, 12, 2**62, "started", "scene", "csi", 3, 1.0, "x=1")
    second = (7, 2.0, 13, -1, "reported", "", "", -1, -1.0, "")
    rows = [tuple(row.values()) for row in journal.table().to_pylist()]
    assert rows == [first, second]


def test_columns_and_types():
    table = Journal(0).table()
    assert table.num_rows == 0
    assert table.column_names == COLUMNS
    assert table.schema == SCHEMA
    words = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    assert words == ["event", "task", "team"]


def test_more_than_one_block_keeps_order_and_shares_one_dictionary():
    """250,000 rows are three blocks; new words in later blocks join the same dictionary."""
    journal = Journal(0, keep=FULL)
    words = ("arrived", "started", "completed")
    for n in range(250_000):
        journal.note(n / 4, n, words[n // 100_000], job=2 * n, officer=n % 50)
    table = journal.table()
    assert table.num_rows == 250_000
    assert table["time_hours"].to_pylist() == [n / 4 for n in range(250_000)]
    assert table["job"].to_pylist() == [2 * n for n in range(250_000)]
    assert table["event"].to_pylist() == [words[n // 100_000] for n in range(250_000)]
    for chunk in table["event"].chunks:
        assert chunk.dictionary.to_pylist() == list(words)


def test_the_table_may_be_read_while_the_run_goes_on():
    journal = Journal(0)
    journal.note(1.0, 1, "reported")
    assert journal.table().num_rows == 1
    journal.note(2.0, 2, "closed")
    assert journal.table().num_rows == 2
    assert journal.table()["event"].to_pylist() == ["reported", "closed"]
    assert len(journal.table()["event"].combine_chunks().dictionary) == 2


def test_only_full_journals_keep_the_crowd():
    assert Journal(0, keep=FULL).full
    assert not Journal(0).full
