"""Intact: whether a results folder holds what its run wrote, all of it and nothing else.

The manifest has a checksum of itself and of every other file; a file that does not agree with it
is named. What the whole files say is then checked as contradictions.py does.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from sacsim.engine import results, store
from sacsim.errors import BadInput
from sacsim.verify.contradictions import Counted, contradictions, counted
from sacsim.verify.log import Log
from sacsim.version import VERSION

BESIDE = ("run.log",)
"""Files that a run may leave in its folder and that are no part of the results."""
EXPERIMENT = "experiment.json"
PARQUET = ("crimes", "opportunities", "journal")
DAMAGED, MISSING = "is damaged: it is not what the run wrote", "is missing"
FOREIGN = "does not belong to these results: move it elsewhere"
LEFT_OVER = "is half-written, left by a run that was stopped"
MEND = (
    "to mend it: `sacsim run SCENARIO -o {folder} --resume`, with the options of the first time, "
    "makes again only what is at fault"
)
OWN = "what cannot be is a fault in sacsim, not in your scenario: please report it with the scenario"
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
    """Return the folder itself, or those of the runs below it, if it holds several.

    Raises BadInput for what holds no results.
    """
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "there is no such folder"
        raise BadInput(f"{folder}: {what}; give the results folder of a run")
    marks = (store.MANIFEST, store.KEY)
    if not (folder / EXPERIMENT).exists() and any((folder / mark).exists() for mark in marks):
        return [folder]
    below = sorted({path.parent for mark in marks for path in folder.rglob(mark)} - {folder})
    if not below:
        raise BadInput(f"{folder}: holds no results of a run: it has no {store.MANIFEST}")
    return below


def verify(folder: Path) -> Verified:
    """Check every file of a run's folder, and what the whole replications say."""
    if (problem := _unreadable(folder)) is not None:
        return Verified(folder, [problem])
    manifest = store.manifest(folder) or {}
    problems = [*_top(folder, manifest), *_strangers(folder, manifest)]
    names = sorted(manifest.get("checksums") or _there(folder))
    whole = []
    for name in names:
        found = list(_replication(folder, name, manifest.get("checksums", {}).get(name)))
        problems += found
        if not found:
            whole.append(int(name))
    ours = [line for line in problems if not line.endswith(FOREIGN)]
    mend = [MEND.format(folder=folder)] if ours else []
    count, told = Counted(), len(problems)
    if manifest and manifest["sacsim"] != VERSION:
        problems.append(f"{folder}: what sacsim {manifest['sacsim']} wrote, {VERSION} cannot check")
    elif manifest and not any(store.SCENARIO in each for each in problems):
        scenario = json.loads((folder / store.SCENARIO).read_text(encoding="utf-8"))
        for n in whole:
            log = log_in(folder, n, scenario, full=manifest["journal"] == "full")
            lines = contradictions(log)
            problems += [f"{store.place(folder, n)}: {line}" for line in lines]
            count += counted(log)
        mend += [OWN] if len(problems) > told else []
    if len(problems) > MOST:
        problems = [*problems[:MOST], f"{folder}: and {len(problems) - MOST:,} more"]
    files = sum(1 for path in folder.rglob("*") if path.is_file())
    return Verified(folder, [*problems, *mend], len(names), files, count)


def log_in(folder: Path, replication: int, scenario: Mapping[str, Any], *, full: bool) -> Log:
    """Return the log of a replication whose files are whole; `scenario` are its plain values."""
    place = store.place(folder, replication)

    def read(name: str) -> pd.DataFrame:
        if name in PARQUET:
            return pq.read_table(place / f"{name}.parquet").to_pandas()
        if name == "measures":
            return store.read_measures(folder, replication)
        path = place / f"{name}.csv"
        return pd.read_csv(path, keep_default_na=False, float_precision="round_trip")

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
        return f"{folder}: its run was not finished; run it again with --resume"
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if isinstance(found, dict) and "coverage" in found:
        return f"{folder}: is a forecast, not a run; `sacsim score` reads it"
    if isinstance(found, dict) and "files" not in found and store.SEAL not in found:
        return f"{path}: was written before manifests vouched for every file; add --resume to its run"
    return None


def _top(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Check the files that speak for all replications."""
    if not manifest:
        path = folder / store.MANIFEST
        return [f"{path}: {DAMAGED if path.exists() else MISSING}"]
    sums = manifest["files"]
    problems = [line for name in sums for line in _file(folder / name, sums[name])]
    if problems:
        return problems
    path = folder / store.MEASURES
    parts = [folder / "replications" / n / store.MEASURES for n in manifest["checksums"]]
    if all(part.is_file() for part in parts) and path.read_bytes() != _together(parts):
        problems.append(f"{path}: is not what the replications' own measures are together")
    try:
        results.scenario(folder, manifest)
    except BadInput as error:
        problems += [line.partition(";")[0] for line in error.problems]
    return problems


def _together(parts: list[Path]) -> bytes:
    """Return the replications' measures one after the other, under one heading."""
    lines = [part.read_bytes().partition(b"\n") for part in parts]
    return lines[0][0] + b"\n" + b"".join(rest for _, _, rest in lines)


def _replication(folder: Path, name: str, checksum: str | None) -> Iterator[str]:
    """Check one replication's files; `checksum` is that of its own list of checksums."""
    place = folder / "replications" / name
    if not place.is_dir():
        yield f"{place}: {MISSING}"
        return
    path = place / store.CHECKSUMS
    if (problem := next(_file(path, checksum), None)) is not None:
        yield problem
        return
    for file, expected in (_listed(place) or {path.name: ""}).items():
        yield from _file(place / file, expected)


def _listed(place: Path) -> dict[str, str] | None:
    """Return a replication's list of checksums, if it can be read."""
    try:
        found = json.loads((place / store.CHECKSUMS).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _strangers(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """Name every file that no run has written there."""
    known = {store.MANIFEST, store.KEY, *manifest.get("files", (store.MEASURES, store.CAPACITY))}
    known |= set() if manifest else {store.SCENARIO, store.BACKLOG}
    names = manifest.get("checksums") or _there(folder)
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.match(store.HALF_WRITTEN):
            yield f"{path}: {LEFT_OVER}"
        elif path.is_dir():
            if parts[0] != "replications" or (len(parts) == 2 and parts[1] not in names):
                yield f"{path}: {FOREIGN}"
        elif len(parts) == 1:
            if path.name not in known and path.name not in BESIDE:
                yield f"{path}: {FOREIGN}"
        elif parts[0] == "replications" and not _is_listed(folder, parts[1:], names):
            yield f"{path}: {FOREIGN}"


def _is_listed(folder: Path, parts: tuple[str, ...], names: Any) -> bool:
    """Whether a file below `replications` is one of its replication's, or of a folder named so."""
    if len(parts) != 2 or parts[0] not in names or parts[1] == store.CHECKSUMS:
        return len(parts) == 2
    listed = _listed(folder / "replications" / parts[0])
    return listed is None or parts[1] in listed


def _there(folder: Path) -> list[str]:
    """The replications that have a folder, where no manifest says which there are."""
    return sorted(path.name for path in (folder / "replications").glob("[0-9]*"))


def _file(path: Path, checksum: str | None) -> Iterator[str]:
    """Check a file against its checksum, if that is known."""
    found = _sum(path)
    if found is None:
        yield f"{path}: {MISSING}"
    elif checksum is not None and found != checksum:
        yield f"{path}: {DAMAGED}"


def _sum(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
