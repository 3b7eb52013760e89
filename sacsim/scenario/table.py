"""Tables: CSV files that people make, read so that every slip is told with its row and column.

Assumes UTF-8, with or without Excel's mark at the beginning, commas, and a heading; what Excel
makes of it where it is set otherwise is refused, with what to do. The heading is row 1.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sacsim.errors import BadInput
from sacsim.scenario.problems import MOST_PROBLEMS, did_you_mean, printable, shown

MOST_ROWS, MOST_BYTES = 200_000, 50_000_000


class Wrong(Exception):
    """A cell cannot be read; says why and what to do."""


@dataclass(frozen=True)
class Table:
    """The content of a table file, and the name by which it was asked for."""

    name: str
    path: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


def read_table(name: str, folder: Path = Path()) -> Table:
    """Return a file, by its name in a folder.

    Raises BadInput if it is not there or cannot be read.
    """
    path = folder / name
    try:
        if not path.exists():
            raise BadInput(f"{path}: is not there")
        if not path.is_file():
            raise BadInput(f"{path}: is not an ordinary file")
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path}: is too large; at most {MOST_BYTES // 1_000_000} MB")
        return Table(name, str(path), path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror or error}") from None


def rows(
    table: Table, columns: Sequence[str], needed: Sequence[str], wrong: list[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row's number in the file and its cells by column; what is wrong goes to `wrong`.

    Raises BadInput for a heading that does not have the columns, or what is no such table.
    """
    reader = csv.reader(io.StringIO(_text(table), newline=""), strict=False)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise BadInput(f"{table.path}: row {reader.line_num}: cannot be read: {error}") from None
    heading = [cell.strip().lower() for cell in lines[0]] if lines else []
    if problems := list(_heading_problems(heading, columns, needed)):
        raise BadInput(*(f"{table.path}: row 1: {what}" for what in problems))
    if len(lines) > MOST_ROWS:
        raise BadInput(f"{table.path}: more than {MOST_ROWS:,} rows")
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(heading):
            wrong.append(
                f"row {number}: has {len(cells)} cells where the heading has {len(heading)}; "
                "a comma inside a cell needs quotation marks around the cell"
            )
            continue
        yield number, dict(zip(heading, (cell.strip() for cell in cells), strict=True))


def _text(table: Table) -> str:
    """The text; Excel's mark of UTF-8 at its beginning is no part of it."""
    raw = table.content
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        raise BadInput(
            f"{table.path}: is not UTF-8 text; in Excel save it as 'CSV UTF-8 (comma delimited)'"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{table.path}: row {row}: is not UTF-8 text (byte {raw[error.start]:#04x}); in Excel "
            "save it as 'CSV UTF-8 (comma delimited)'"
        ) from None


def _heading_problems(
    heading: list[str], columns: Sequence[str], needed: Sequence[str]
) -> Iterator[str]:
    if not heading:
        yield f"the file is empty; it needs the columns {', '.join(needed)}"
        return
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(heading) == 1 and mark in heading[0]:
            yield (
                f"cells are separated by {name}, not by commas (in Excel save as "
                "'CSV UTF-8 (comma delimited)'; where that writes semicolons, set the list "
                "separator of Windows to a comma, under Region, Additional settings)"
            )
            return
    for name in dict.fromkeys(heading):
        if name not in columns:
            hint = did_you_mean(name, columns)
            yield f"{shown(name)} is no column of this table; allowed: {', '.join(columns)}{hint}"
        elif heading.count(name) > 1:
            yield f"the column {name} stands there twice"
    for name in needed:
        if name not in heading:
            yield f"the column {name} is missing"


def refuse(table: Table, wrong: Sequence[str]) -> None:
    """Raise BadInput if anything is wrong with a table, a line each."""
    if wrong:
        more = len(wrong) - MOST_PROBLEMS
        lines = [f"{table.path}: {printable(line)}" for line in wrong[:MOST_PROBLEMS]]
        raise BadInput(*lines, *([f"{table.path}: and {more} more problems"] if more > 0 else []))


def no_date(text: str) -> str:
    """Return why a text is no date, and what to write."""
    if text.count("/") == 2 or text.count(".") == 2:
        return (
            f"{shown(text)} is not an ISO date; write 2021-01-31 for 31 January 2021 (in Excel: "
            "Format Cells, Number, Custom, yyyy-mm-dd, and save as CSV again)"
        )
    return f"{shown(text)} is no date; write 2021-01-31, or 2021-01-31T14:05"
