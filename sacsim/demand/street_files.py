"""Find and check the monthly street and outcomes files that data.police.uk offers for download.

Files keep the site's names (YYYY-MM-FORCE-street.csv, YYYY-MM-FORCE-outcomes.csv), plain or
gzip, in one folder or in month sub-folders. Whatever is wrong with them is told all at once.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from sacsim.errors import BadInput

COLUMNS = {
    "street": {
        "Crime ID": "id",
        "Month": "month",
        "Falls within": "force",
        "Crime type": "type",
        "Last outcome category": "outcome",
    },
    "outcomes": {
        "Crime ID": "id",
        "Month": "month",
        "Falls within": "force",
        "Outcome type": "outcome",
    },
}
"""The columns needed of each kind of file, and the short names given to them."""

PLACE = {"LSOA name": "place"}
"""Read of street files that have it; "" in those that have not."""

_NAME = re.compile(r"(\d{4}-\d{2})-(.+)-(street|outcomes)\.csv(\.gz)?", re.IGNORECASE)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NOT_PART_OF_A_NAME = {"police", "constabulary", "service", "of", "the"}
_OTHER_NAMES = {"btp": "british-transport"}


@dataclass(frozen=True)
class MonthFile:
    """One downloaded file: `shown` is its path inside the folder, `force` as in its name."""

    path: Path
    shown: str
    month: str
    force: str
    kind: str


def find_files(folder: Path) -> list[MonthFile]:
    """List the street and outcomes files of a folder by month; other files are passed over.

    Raises BadInput when there is no folder, no street file, or an impossible month in a name.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder")
    files, problems = [], []
    for path in sorted(folder.rglob("*")):
        match = _NAME.fullmatch(path.name)
        if match is None or not path.is_file():
            continue
        month, force, kind = match[1], match[2].lower(), match[3].lower()
        shown = path.relative_to(folder).as_posix()
        if _MONTH.fullmatch(month) is None:
            problems.append(f"{shown}: {month} is not a month")
        files.append(MonthFile(path, shown, month, force, kind))
    if problems:
        raise BadInput(*problems)
    if not any(file.kind == "street" for file in files):
        raise BadInput(
            f"{folder}: no street files; names must be like 2021-05-bedfordshire-street.csv"
            " (or .csv.gz)"
        )
    return sorted(files, key=lambda file: (file.month, file.kind, file.shown))


def same_force(one: str, other: str) -> bool:
    """Tell whether two ways to write a force's name ("avon-and-somerset") mean the same force."""
    return _short_name(one) == _short_name(other)


def choose_force(folder: Path, files: Sequence[MonthFile], force: str | None) -> list[MonthFile]:
    """Keep the files of one force, by file name, else by the forces found inside the files.

    Raises BadInput, with the forces there are, when several are there and none is chosen, or
    when the chosen one is not there.
    """
    names = sorted({file.force for file in files})
    if force is None:
        if len(names) > 1:
            raise BadInput(
                f"{folder}: files of several forces: {', '.join(names)}; choose one with --force"
            )
        return list(files)
    chosen = [file for file in files if same_force(file.force, force)]
    if chosen:
        return chosen
    inside: set[str] = set()
    for name in names:
        first = next(file for file in files if file.force == name)
        held = [one for one in forces_in(read_file(first)) if one]
        inside.update(held)
        if any(same_force(one, force) for one in held):
            chosen += [file for file in files if file.force == name]
    if not chosen:
        there = ", ".join(sorted(inside | set(names)))
        raise BadInput(f"{folder}: no files of force {force!r}; there are: {there}")
    return sorted(chosen, key=lambda file: (file.month, file.kind, file.shown))


def check_months(folder: Path, files: Sequence[MonthFile]) -> list[str]:
    """Return one line for each month that is missing, there twice, or has no street file."""
    problems = []
    by_key: dict[tuple[str, str, str], MonthFile] = {}
    for file in files:
        earlier = by_key.setdefault((file.month, file.force, file.kind), file)
        if earlier is not file:
            problems.append(f"{file.shown}: the same month as {earlier.shown}; keep one of them")
    street = sorted({file.month for file in files if file.kind == "street"})
    outcomes = {file.month for file in files if file.kind == "outcomes"}
    if not street:
        return [*problems, f"{folder}: no street files of this force"]
    for month in months_between(street[0], street[-1]):
        if month not in street:
            problems.append(
                f"{folder}: no street file for {month}, between {street[0]} and {street[-1]}"
            )
        elif outcomes and month not in outcomes:
            problems.append(f"{folder}: no outcomes file for {month}, but a street file")
    for file in files:
        if file.kind == "outcomes" and not street[0] <= file.month <= street[-1]:
            problems.append(f"{file.shown}: no street file for {file.month}")
    return problems


def read_file(file: MonthFile) -> pa.Table:
    """Read the needed columns of one file as text, empty cells as "".

    Raises BadInput for a damaged gzip, bytes that are not UTF-8, a missing column, a row of the
    wrong width, and a month other than that of the file name. Rows count the header as row 1.
    """
    data = _text(file)
    wanted = COLUMNS[file.kind]
    first_line = data.split(b"\n", 1)[0].decode()[:10_000]
    header = next(csv.reader([first_line.rstrip("\r")]), [])
    missing = [name for name in wanted if header.count(name) != 1]
    placed = file.kind == "street" and header.count(*PLACE) == 1
    wanted = wanted | PLACE if placed else wanted
    if missing:
        named = ", ".join(repr(name) for name in missing)
        raise BadInput(f"{file.shown}: column {named} missing or twice in the header {header}")
    try:
        table = pacsv.read_csv(
            pa.BufferReader(data),
            # one thread, because only then does an error name the row
            read_options=pacsv.ReadOptions(use_threads=False, block_size=max(len(data), 1)),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                include_columns=list(wanted),
                column_types=dict.fromkeys(wanted, pa.string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        told = str(error).splitlines()[0].removeprefix("CSV parse error: ")
        raise BadInput(f"{file.shown}: {told}") from None
    table = table.rename_columns(list(wanted.values()))
    if file.kind == "street" and not placed:
        table = table.append_column("place", pa.array([""] * table.num_rows, pa.string()))
    row = pc.index(pc.equal(table["month"], file.month), False).as_py()
    if row >= 0:
        found = table["month"][row].as_py()
        raise BadInput(
            f"{file.shown}: row {row + 2}: Month is {found!r}, but the file name says {file.month}"
        )
    return table


def forces_in(table: pa.Table) -> list[str]:
    """Return the different names in the column 'Falls within', sorted."""
    return sorted(pc.unique(table["force"]).to_pylist())


def months_between(first: str, last: str) -> list[str]:
    """Return every month from first to last, both included, as YYYY-MM."""
    return [
        f"{n // 12:04d}-{n % 12 + 1:02d}"
        for n in range(month_number(first), month_number(last) + 1)
    ]


def month_number(month: str) -> int:
    """Return the number of months from January of year 0 to a month YYYY-MM."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _text(file: MonthFile) -> bytes:
    """The bytes of a file, unpacked, known to be UTF-8, without a byte order mark."""
    try:
        data = file.path.read_bytes()
        if file.path.suffix.lower() == ".gz":
            data = gzip.decompress(data)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput(f"{file.shown}: damaged or cut short gzip file: {error}") from None
    except OSError as error:
        raise BadInput(f"{file.shown}: cannot be read: {error.strerror}") from None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{file.shown}: row {row}: byte 0x{data[error.start]:02x} is not UTF-8 text"
        ) from None
    return data.removeprefix(b"\xef\xbb\xbf")


def _short_name(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower().replace("&", " and "))
    short = "-".join(word for word in words if word not in _NOT_PART_OF_A_NAME)
    return _OTHER_NAMES.get(short, short)
