"""Intact: whether a results folder holds what its runs wrote, all of it and nothing else.

The manifest has a checksum of itself and of every other file; a file that does not agree with it
is named. What the whole replications of `sacsim run` say is then checked as contradictions.py does;
of the runs of an experiment, which keep less, only the files are.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sacsim.engine import results, store
from sacsim.engine.lock import LOCK
from sacsim.engine.store import PICTURES
from sacsim.errors import BadInput
from sacsim.verify.contradictions import Counted, contradictions, counted
from sacsim.verify.log import Log
from sacsim.version import VERSION

BESIDE = (LOCK, "run.log", PICTURES)
"""What a run may leave in its folder and is no part of the results."""
PARQUET = ("crimes", "opportunities", "journal")
DAMAGED, MISSING = "is damaged: it is not what the run wrote", "is missing"
FOREIGN = "does not belong to these results: move it elsewhere"
MORE = "is of a replication that the results do not count: take it in with --resume and -r {count}"
LEFT_OVER = "is half-written, left by a run that was stopped"
MEND = "to mend it, run the same command with -o {folder} --resume: only what is at fault is redone"
OWN = "what cannot be is a fault in sacsim, not in your scenario: please report it with that"
MOST = 20
"""Lines told of one folder."""


class Verified(NamedTuple):
    """What was found of one folder."""

    folder: Path
    problems: list[str]
    replications: int = 0
    files: int = 0
    counted: Counted = Counted()


def run_folders(folder: Path) -> list[Path]:
    """Return the folder itself, with the results that stand in it: of `compare`, its plans.

    A folder that only holds others stands for all results below it.

    Raises BadInput for what holds no results.
    """
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "there is no such folder"
        raise BadInput(f"{folder}: {what}; give the results folder of a run")
    marks = (store.MANIFEST, store.KEY)
    if any((folder / mark).exists() for mark in marks):
        return [folder, *_within(folder)]
    below = sorted({path.parent for mark in marks for path in folder.rglob(mark)})
    if not below:
        raise BadInput(f"{folder}: holds no results of a run: it has no {store.MANIFEST}")
    return below


def _within(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob(f"*/{store.KEY}"))


def verify(folder: Path) -> Verified:
    """Check every file of a run's or an experiment's folder, and what whole replications say."""
    if (problem := _unreadable(folder)) is not None:
        return Verified(folder, [problem])
    manifest = store.manifest(folder) or {}
    homes = store.homes(manifest) if manifest else dict.fromkeys(_there(folder))
    at_fault = {home: list(_replication(folder / home, sum)) for home, sum in sorted(homes.items())}
    problems = _top(folder, manifest)
    whole = [home for home, found in at_fault.items() if not found]
    if len(whole) == len(homes) and not problems and "checksums" in manifest:
        problems += _together(folder, homes)
    problems += [line for found in at_fault.values() for line in found]
    redo = bool(problems)
    problems += _strangers(folder, manifest, homes)
    redo |= any(line.endswith(LEFT_OVER) for line in problems)
    hints = [MEND.format(folder=folder)] if redo else []
    told, count = len(problems), Counted()
    if "checksums" in manifest and (folder / store.SCENARIO).is_file():
        for home in whole:
            lines, found = _said(folder, int(Path(home).name), manifest)
            problems += [f"{folder / home}: {line}" for line in lines]
            count += found
    hints += [OWN] if len(problems) > told else []
    if len(problems) > MOST:
        problems = [*problems[:MOST], f"{folder}: and {len(problems) - MOST:,} more"]
    every = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    files = sum(path.parts[0] not in BESIDE and not path.match(f"{LOCK}-*") for path in every)
    return Verified(folder, [*problems, *hints], len(homes), files, count)


def _said(folder: Path, replication: int, manifest: Mapping[str, Any]) -> tuple[list[str], Counted]:
    """Check what a whole replication says."""
    if manifest["sacsim"] != VERSION:
        return [f"sacsim {manifest['sacsim']} wrote it, and {VERSION} cannot check it"], Counted()
    try:
        scenario = results.scenario(folder, dict(manifest))
    except BadInput:
        return [], Counted()
    log = log_in(folder, replication, scenario, full=manifest["journal"] == "full")
    return contradictions(log), counted(log)


def log_in(folder: Path, replication: int, scenario: Mapping[str, Any], *, full: bool) -> Log:
    """Return the log of a replication whose files are whole; `scenario` are its plain values."""
    place = store.place(folder, replication)

    def read(name: str) -> pd.DataFrame:
        if name in PARQUET:
            return pq.read_table(place / f"{name}.parquet").to_pandas()
        if name == "measures":
            return store.read_measures(folder, replication)
        return pacsv.read_csv(place / f"{name}.csv").to_pandas()  # exact, unlike pandas'

    books = read("queues")
    edges = [*sorted(set(books["from_hours"])), books["to_hours"].max()]
    first = int(scenario["warm_up_months"])
    recorded = edges[first], edges[first + 12 * int(scenario["years"])]
    since = recorded[0] if "backlog" in scenario else 0.0
    return Log(read, replication, scenario["teams"], recorded, edges[-1], full, since)


def _unreadable(folder: Path) -> str | None:
    """Say why nothing can be said of a folder's files, if that is so."""
    path = folder / store.MANIFEST
    if not path.exists() and (folder / store.KEY).exists():
        return f"{path}: is missing: the run was not finished; run it again with --resume"
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if isinstance(found, dict) and "coverage" in found:
        return f"{folder}: is a forecast, not a run; `sacsim score` reads it"
    if isinstance(found, dict) and "key" not in found and store.SEAL not in found:
        return f"{path}: is of a version that did not yet seal its results; run with --resume"
    return None


def _top(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Check the files that speak for all replications."""
    if not manifest:
        path = folder / store.MANIFEST
        return [f"{path}: {DAMAGED if path.exists() else MISSING}"]
    sums = manifest["files"]
    problems = [line for name in sums for line in _file(folder / name, sums[name])]
    if problems or "checksums" not in manifest:
        return problems
    try:
        results.scenario(folder, dict(manifest))
    except BadInput as error:
        problems += [line.partition(";")[0] for line in error.problems]
    return problems


def _together(folder: Path, homes: Mapping[str, Any]) -> Iterator[str]:
    """Check that all measures are the replications' own, one after the other, under one heading."""
    path = folder / store.MEASURES
    own = [(folder / home / store.MEASURES).read_bytes() for home in sorted(homes)]
    lines = [each.partition(b"\n") for each in own]
    if path.read_bytes() != lines[0][0] + b"\n" + b"".join(rest for _, _, rest in lines):
        yield f"{path}: is not what the replications' own measures are together"


def _replication(place: Path, checksum: str | None) -> Iterator[str]:
    """Check one replication's files; `checksum` is that of its own list of checksums."""
    if not place.is_dir():
        yield f"{place}: {MISSING}"
        return
    path = place / store.CHECKSUMS
    if (problem := next(_file(path, checksum), None)) is not None:
        yield problem
        return
    for file, expected in (_listed(place, checksum) or {path.name: ""}).items():
        yield from _file(place / file, expected)


def _listed(place: Path, checksum: str | None) -> dict[str, str] | None:
    """Return a replication's list of checksums, if it can be read and is what was written."""
    try:
        content = (place / store.CHECKSUMS).read_bytes()
        found = json.loads(content)
    except (OSError, ValueError):
        return None
    own = checksum is None or store.sum_of(content) == checksum
    return found if own and isinstance(found, dict) else None


def _strangers(
    folder: Path, manifest: Mapping[str, Any], homes: Mapping[str, str | None]
) -> Iterator[str]:
    """Name every file and folder that no run has written there; of a folder, not what is in it."""
    ours = {store.MANIFEST, store.KEY, *BESIDE, *manifest.get("files", ())}
    if not manifest:  # nothing else says what belongs there
        ours |= {path.name for path in folder.iterdir() if path.is_file()}
    for home, checksum in homes.items():
        ours |= {home, *(parent.as_posix() for parent in Path(home).parents)}
        listed = _listed(folder / home, checksum)
        names = listed or {path.name for path in (folder / home).glob("*")}
        ours |= {f"{home}/{name}" for name in (store.CHECKSUMS, *names)}
    ours |= {path.name for path in folder.glob(f"{LOCK}-*")}  # of parts
    ours |= {f"{PICTURES}/{path.name}" for path in (folder / PICTURES).glob("*.*")}
    strange: set[Path] = set()
    others = _within(folder)
    for path in sorted(folder.rglob("*")):
        if any(path.is_relative_to(other) for other in others):
            continue
        if path.match(store.HALF_WRITTEN):
            yield f"{path}: {LEFT_OVER}"
        elif path.relative_to(folder).as_posix() not in ours and path.parent not in strange:
            more = (path / store.CHECKSUMS).exists() and path.parent == folder / "replications"
            why = MORE.format(count=store.kept(folder)) if more else FOREIGN
            yield f"{path}: {why}"
            strange.add(path)
        elif path.parent in strange:
            strange.add(path)


def _there(folder: Path) -> list[str]:
    """The replications that have a folder, where no manifest says which there are."""
    found = folder.rglob("replications/[0-9]*")
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _file(path: Path, checksum: str | None) -> Iterator[str]:
    """Check a file against its checksum, if that is known."""
    try:
        found = store.sum_of(path.read_bytes())
    except OSError:
        yield f"{path}: {MISSING}"
        return
    if checksum is not None and found != checksum:
        yield f"{path}: {DAMAGED}"
