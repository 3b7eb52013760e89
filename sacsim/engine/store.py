"""Store: where results are kept, so that nothing half-written can be taken for a result.

Every file is written beside its place and moved there whole. A replication's folder counts only if
its checksums agree; the manifest is written last.
"""

import hashlib
import io
import json
import os
import platform
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sacsim.engine.frames import capacity_frame
from sacsim.engine.lock import LOCK, PATIENCE_SECONDS, held, no_part_at_work, part_lock
from sacsim.engine.run import Run
from sacsim.errors import BadInput, OutputError
from sacsim.scenario.scenario import Scenario
from sacsim.version import VERSION

MANIFEST, KEY, CHECKSUMS = "manifest.json", "key.json", "checksums.json"
MEASURES, CAPACITY, SCENARIO = "measures.csv", "capacity.csv", "scenario.json"
BACKLOG, PICTURES = "backlog.csv", "pictures"
HALF_WRITTEN = ".*.*.[0-9]*.tmp"
SEAL = "seal"
"""The manifest's checksum of itself."""
Content = bytes | Iterable[bytes]
"""What a file holds: all of it, or piece by piece."""
HERE = zlib.crc32(platform.node().encode())
"""Tells machines apart that write into one shared folder."""


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


def check(folder: Path, key: dict[str, Any], *, resume: bool) -> None:
    """Refuse a folder that holds anything but, with `resume`, results of this key (BadInput)."""
    try:
        if folder.exists() and not _is_as_new(folder):
            _check_resumable(folder, key, resume)
            _check_no_links(folder)
    except OSError as error:
        raise unwritten(folder, error) from error


@contextmanager
def opened(
    folder: Path, key: dict[str, Any], *, resume: bool, shard: tuple[int, int] | None = None
) -> Iterator[None]:
    """Hold a results folder, ready to be written into, while inside.

    Shards (part, of) may hold one side by side, and join what the others have begun; a whole run is
    there alone. Raises BadInput if it holds anything else or another command is writing there,
    OutputError if it cannot be made.
    """
    check(folder, key, resume=resume or shard is not None)
    if shard is None:
        with held(folder):
            no_part_at_work(folder)
            prepare(folder, key, resume=resume)
            yield
        return
    with held(folder, part_lock(*shard), PATIENCE_SECONDS):
        with held(
            folder, patience=PATIENCE_SECONDS
        ):  # no whole run now, nor until the part is done
            _join(folder, key)
        yield


def prepare(folder: Path, key: dict[str, Any], *, resume: bool) -> None:
    """Make a result folder ready; with `resume`, one that holds the same scenario's results.

    Raises BadInput if it holds anything else, OutputError if it cannot be made.
    """
    check(folder, key, resume=resume)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _forget_what_is_foreign(folder)
        for left in folder.rglob(HALF_WRITTEN):
            left.unlink(missing_ok=True)
        write(folder / KEY, json_bytes(key))
        (folder / MANIFEST).unlink(missing_ok=True)
    except OSError as error:
        raise unwritten(folder, error) from error


def _join(folder: Path, key: dict[str, Any]) -> None:
    """Make a folder ready for a part; half-written files may be another part's, and stay."""
    check(folder, key, resume=True)
    try:
        (folder / MANIFEST).unlink(missing_ok=True)
        if not (folder / KEY).is_file():
            write(folder / KEY, json_bytes(key))
    except OSError as error:
        raise unwritten(folder, error) from error


def _is_as_new(folder: Path) -> bool:
    """Whether a folder is empty, but for what a run that was killed at once may have left."""
    return folder.is_dir() and all(
        each.name.startswith(LOCK) or each.match(HALF_WRITTEN) for each in folder.iterdir()
    )


def _check_resumable(folder: Path, key: dict[str, Any], resume: bool) -> None:
    if not folder.is_dir():
        raise BadInput(f"{folder}: is not a folder")
    vouched = (manifest(folder) or {}).get("key")
    if not (folder / KEY).is_file() and vouched is None:
        raise BadInput(f"{folder}: holds other files; choose a new folder with -o")
    if not resume:
        raise BadInput(f"{folder}: already holds results; add --resume or choose another -o")
    try:
        found = vouched or json.loads((folder / KEY).read_text(encoding="utf-8"))
    except ValueError:
        raise BadInput(f"{folder / KEY}: cannot be read; choose a new folder with -o") from None
    if found != key:
        held = found if isinstance(found, dict) else {}
        differs = ", ".join(sorted(k for k in {*key, *held} if held.get(k) != key.get(k)))
        raise BadInput(f"{folder}: holds results of another {differs}; choose another -o")


def _forget_what_is_foreign(folder: Path) -> None:
    """Take what the manifest does not vouch for as not finished, whatever it says of itself."""
    for home, checksum in homes(manifest(folder) or {}).items():
        path = folder / home / CHECKSUMS
        if path.is_file() and sum_of(path.read_bytes()) != checksum:
            path.unlink()


def manifest(folder: Path) -> dict[str, Any] | None:
    """Return what a finished run or experiment says of itself, if its manifest is whole."""
    try:
        written = (folder / MANIFEST).read_bytes()
        found = json.loads(written)
        return found if written == json_bytes(sealed(found)) else None
    except (OSError, ValueError, AttributeError):
        return None


def homes(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The folder of each replication of a manifest, and the checksum of its checksums."""
    own = {f"replications/{n}": checksum for n, checksum in manifest.get("checksums", {}).items()}
    return own | manifest.get("runs", {})


def sealed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest with a checksum of itself."""
    rest = {name: value for name, value in manifest.items() if name != SEAL}
    return {**rest, SEAL: sum_of(json_bytes(rest))}


def sum_of(content: bytes) -> str:
    """The checksum of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def _check_no_links(folder: Path) -> None:
    """Refuse a folder whose insides lie elsewhere, which somebody else may have meant."""
    inside = ("replications", "replications/*", "runs", "runs/*", "runs/*/replications/*")
    for each in (found for pattern in inside for found in folder.glob(pattern)):
        if each.is_symlink():
            raise BadInput(f"{each}: is a link; results are written into their own folder alone")


def place(folder: Path, replication: int) -> Path:
    """The folder of one replication."""
    return folder / "replications" / f"{replication:04d}"


def files_of(run: Run, measures: pd.DataFrame) -> dict[str, bytes]:
    """What is kept of one replication, by file name."""
    return {
        "crimes.parquet": parquet_bytes(run.crimes),
        "opportunities.parquet": parquet_bytes(run.opportunities),
        "journal.parquet": parquet_bytes(run.journal),
        "queues.csv": csv_bytes(run.queues),
        "workforce.csv": csv_bytes(run.workforce),
        "officers.csv": _long_csv(run.officers),
        CAPACITY: csv_bytes(capacity_frame(run.force)),
        MEASURES: csv_bytes(measures),
    }


def save(files: Mapping[str, bytes], folder: Path, replication: int) -> None:
    """Write one replication's files, and their checksums last.

    Raises OutputError if the disk does not take them.
    """
    target = place(folder, replication)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write(target / name, content)
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        write(target / CHECKSUMS, json_bytes(sums))
    except OSError as error:
        raise unwritten(target, error) from error


def kept(folder: Path) -> int:
    """How many replications a folder has that were written to their end."""
    found = (folder / "replications").glob(f"*/{CHECKSUMS}")
    return sum(one.parent.name.isdecimal() for one in found)


def finished(folder: Path, replication: int) -> bool:
    """Whether a replication's files are all there and whole."""
    target = place(folder, replication)
    try:
        written = (target / CHECKSUMS).read_bytes()
        sums = json.loads(written)
        return (
            bool(sums)
            and written == json_bytes(sums)
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
        files: dict[str, Content] = {
            MEASURES: _in_pieces(measures),
            CAPACITY: (place(folder, 0) / CAPACITY).read_bytes(),
            SCENARIO: scenario.tree.canonical().encode(),
        }
        if scenario.table is not None:
            files[BACKLOG] = scenario.table.content
        sums = {name: write(folder / name, content) for name, content in files.items()}
        whole = {
            f"{n:04d}": sum_of((place(folder, n) / CHECKSUMS).read_bytes()) for n in range(count)
        }
        told = {"name": scenario.name, "replications": count, "checksums": whole}
        conclude_with(folder, {**key, **told}, key, sums)
    except OSError as error:
        raise unwritten(folder, error) from error


def conclude_with(
    folder: Path, told: Mapping[str, Any], key: Mapping[str, Any], sums: Mapping[str, str]
) -> None:
    """Write a manifest: what is told, and checksums of files, of the key and of itself."""
    files = {**sums, KEY: sum_of(json_bytes(key))}
    write(folder / MANIFEST, json_bytes(sealed({**told, "key": key, "files": files})))


def keep(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Put files of these names into a folder, each whole, and return their checksums.

    Raises OutputError if the disk does not take them.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return {name: write(folder / name, content) for name, content in files.items()}
    except OSError as error:
        raise unwritten(folder, error, "free some space") from error


def unwritten(
    place: Path, error: OSError, then: str = "free some space and add --resume"
) -> OutputError:
    """Say that the disk did not take a file."""
    why = error.strerror or error
    return OutputError(f"{place}: cannot be written: {why}; {then}, or choose another -o")


def write(path: Path, content: Content) -> str:
    """Put a file in its place whole: written beside it, flushed to the disk, then renamed.

    Returns its checksum.

    On POSIX the rename takes the place of what was there at once; on Windows it fails while another
    program holds that open. Whether a rename outlasts a power cut is the file system's to promise.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}-{HERE}.tmp")
    digest = hashlib.sha256()
    try:
        with beside.open("wb") as stream:
            for piece in [content] if isinstance(content, bytes) else content:
                stream.write(piece)
                digest.update(piece)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return digest.hexdigest()


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


def json_bytes(content: Any) -> bytes:
    """Plain values as they are kept, the same on every system."""
    return (json.dumps(content, indent=2, sort_keys=True) + "\n").encode()


def csv_bytes(frame: pd.DataFrame, header: bool = True) -> bytes:
    """A table as it is kept: full precision, the same on every system."""
    text = frame.to_csv(index=False, float_format="%.17g", lineterminator="\n", header=header)
    return str(text).encode()


def _in_pieces(measures: pd.DataFrame) -> Iterator[bytes]:
    """The measures of all replications as one file, for which there may be no room in memory."""
    yield csv_bytes(measures.head(0))
    for _, part in measures.groupby("replication", sort=False):
        yield csv_bytes(part, header=False)


def _long_csv(frame: pd.DataFrame) -> bytes:
    """Like `csv_bytes`, some twenty times faster, with all words in quotes."""
    stream = io.BytesIO()
    pacsv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), stream)
    return stream.getvalue()


def parquet_bytes(table: pd.DataFrame | pa.Table) -> bytes:
    """A table as Parquet, without anything of where or by what it was written."""
    if isinstance(table, pd.DataFrame):
        table = pa.Table.from_pandas(table, preserve_index=False, nthreads=1)
    stream = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), stream, compression="zstd")
    return stream.getvalue()
