"""Store: where results are kept, so that nothing half-written can be taken for a result.

Every file is written beside its place and moved there whole. A replication's folder counts only if
its checksums agree; the manifest is written last.
"""

import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sacsim.engine.frames import capacity_frame
from sacsim.engine.run import Run
from sacsim.errors import BadInput, OutputError
from sacsim.scenario.scenario import Scenario
from sacsim.version import VERSION

MANIFEST, KEY, CHECKSUMS = "manifest.json", "key.json", "checksums.json"
MEASURES, CAPACITY, SCENARIO = "measures.csv", "capacity.csv", "scenario.json"
BACKLOG = "backlog.csv"
HALF_WRITTEN = ".*.*.[0-9]*.tmp"


def key_of(scenario: Scenario, journal: str, under: Sequence[Scenario] = ()) -> dict[str, Any]:
    """What the bytes of a replication depend on, apart from its number.

    `under` is the scenario under each parameter set, if there are any.
    """
    key = {
        "sacsim": VERSION,
        "scenario": scenario.digest,
        "seed": scenario.seed,
        "journal": journal,
    }
    return key | {"parameters": [each.digest for each in under]} if under else key


def prepare(folder: Path, key: dict[str, Any], *, resume: bool) -> None:
    """Make a result folder ready; with `resume`, one that holds the same scenario's results.

    Raises BadInput if it holds anything else, OutputError if it cannot be made.
    """
    try:
        if folder.exists() and not _is_as_new(folder):
            _check_resumable(folder, key, resume)
            _check_no_links(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.rglob(HALF_WRITTEN):
            left.unlink(missing_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
        write(folder / KEY, _json(key))
    except OSError as error:
        raise _unwritten(folder, error) from error


def _is_as_new(folder: Path) -> bool:
    """Whether a folder is empty, but for what a run that was killed at once may have left."""
    return folder.is_dir() and all(each.match(HALF_WRITTEN) for each in folder.iterdir())


def _check_resumable(folder: Path, key: dict[str, Any], resume: bool) -> None:
    if not folder.is_dir():
        raise BadInput(f"{folder}: is not a folder")
    if not (folder / KEY).is_file():
        raise BadInput(f"{folder}: holds other files; choose a new folder with -o")
    if not resume:
        raise BadInput(f"{folder}: already holds results; add --resume or choose another -o")
    try:
        found = json.loads((folder / KEY).read_text(encoding="utf-8"))
    except ValueError:
        raise BadInput(f"{folder / KEY}: cannot be read; choose a new folder with -o") from None
    if found != key:
        held = found if isinstance(found, dict) else {}
        differs = ", ".join(sorted(k for k in {*key, *held} if held.get(k) != key.get(k)))
        raise BadInput(f"{folder}: holds results of another {differs}; choose another -o")


def _check_no_links(folder: Path) -> None:
    """Refuse a folder whose insides lie elsewhere, which somebody else may have meant."""
    for each in (folder / "replications", *folder.glob("replications/*")):
        if each.is_symlink():
            raise BadInput(f"{each}: is a link; results are written into their own folder alone")


def place(folder: Path, replication: int) -> Path:
    """The folder of one replication."""
    return folder / "replications" / f"{replication:04d}"


def save(run: Run, measures: pd.DataFrame, folder: Path) -> None:
    """Write one replication's files, and their checksums last.

    Raises OutputError if the disk does not take them.
    """
    target = place(folder, run.replication)
    files = {
        "crimes.parquet": _parquet(run.crimes),
        "opportunities.parquet": _parquet(run.opportunities),
        "journal.parquet": _parquet(run.journal),
        "queues.csv": csv_bytes(run.queues),
        "workforce.csv": csv_bytes(run.workforce),
        "officers.csv": _long_csv(run.officers),
        CAPACITY: csv_bytes(capacity_frame(run.force)),
        MEASURES: csv_bytes(measures),
    }
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write(target / name, content)
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        write(target / CHECKSUMS, _json(sums))
    except OSError as error:
        raise _unwritten(target, error) from error


def finished(folder: Path, replication: int) -> bool:
    """Whether a replication's files are all there and whole."""
    target = place(folder, replication)
    try:
        written = (target / CHECKSUMS).read_bytes()
        sums = json.loads(written)
        return (
            bool(sums)
            and written == _json(sums)
            and all(
                hashlib.sha256((target / name).read_bytes()).hexdigest() == value
                for name, value in sums.items()
            )
        )
    except (OSError, ValueError, AttributeError):
        return False


def read_measures(folder: Path, replication: int) -> pd.DataFrame:
    """The measures of a finished replication, exactly as they were written."""
    path = place(folder, replication) / MEASURES
    frame = pd.read_csv(path, keep_default_na=False, dtype={"value": str})
    frame["value"] = [float(text or "nan") for text in frame["value"]]  # exact, unlike pandas'
    return frame


def conclude(
    folder: Path, scenario: Scenario, measures: pd.DataFrame, key: dict[str, Any], count: int
) -> None:
    """Write what speaks for all replications, the manifest last."""
    try:
        write(folder / MEASURES, csv_bytes(measures))
        write(folder / CAPACITY, (place(folder, 0) / CAPACITY).read_bytes())
        write(folder / SCENARIO, scenario.tree.canonical().encode())
        if scenario.table is not None:
            write(folder / BACKLOG, scenario.table.content)
        whole = {
            f"{n:04d}": hashlib.sha256((place(folder, n) / CHECKSUMS).read_bytes()).hexdigest()
            for n in range(count)
        }
        manifest = {**key, "name": scenario.name, "replications": count, "checksums": whole}
        write(folder / MANIFEST, _json(manifest))
    except OSError as error:
        raise _unwritten(folder, error) from error


def keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files of these names into a folder, each whole.

    Raises OutputError if the disk does not take them.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write(folder / name, content)
    except OSError as error:
        raise _unwritten(folder, error, "free some space") from error


def _unwritten(
    place: Path, error: OSError, then: str = "free some space and add --resume"
) -> OutputError:
    why = error.strerror or error
    return OutputError(f"{place}: cannot be written: {why}; {then}, or choose another -o")


def write(path: Path, content: bytes) -> None:
    """Put a file in its place whole: written beside it, flushed to the disk, then renamed."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def unused(folder: Path) -> Path:
    """The folder itself if it is new, otherwise the same name with the next free number."""
    return next(each for each in _numbered(folder) if not each.exists())


def latest(folder: Path, key: dict[str, Any]) -> Path:
    """The newest of the numbered folders that holds results of this key.

    Raises BadInput if there is none.
    """
    kept = None
    for found in _numbered(folder):
        if not found.exists():
            break
        if _holds(found, key):
            kept = found
    if kept is None:
        raise BadInput(f"--resume: no results of this scenario under {folder}; name them with -o")
    return kept


def _holds(folder: Path, key: dict[str, Any]) -> bool:
    try:
        return bool(json.loads((folder / KEY).read_text(encoding="utf-8")) == key)
    except (OSError, ValueError):
        return False


def _numbered(folder: Path) -> Iterator[Path]:
    yield folder
    number = 2
    while True:
        yield folder.with_name(f"{folder.name}-{number}")
        number += 1


def _json(content: Any) -> bytes:
    return (json.dumps(content, indent=2, sort_keys=True) + "\n").encode()


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A table as it is kept: full precision, the same on every system."""
    text = frame.to_csv(index=False, float_format="%.17g", lineterminator="\n")
    return str(text).encode()


def _long_csv(frame: pd.DataFrame) -> bytes:
    """Like `csv_bytes`, some twenty times faster, with all words in quotes."""
    stream = io.BytesIO()
    pacsv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), stream)
    return stream.getvalue()


def _parquet(table: pd.DataFrame | pa.Table) -> bytes:
    if isinstance(table, pd.DataFrame):
        table = pa.Table.from_pandas(table, preserve_index=False)
    stream = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), stream, compression="zstd")
    return stream.getvalue()
