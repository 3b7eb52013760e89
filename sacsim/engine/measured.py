"""Measured: the results of a finished run, read back from the folder that `sacsim run` wrote.

What is incomplete, damaged or of another version is refused: nothing is read that its checksums do
not vouch for.
"""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sacsim.engine import results, store
from sacsim.errors import BadInput
from sacsim.scenario.problems import printable


class Measured(NamedTuple):
    """One folder's results: the measures of every replication, and the scenario's plain values."""

    folder: Path
    name: str
    seed: int
    replications: int
    measures: pd.DataFrame
    scenario: dict[str, Any]


def read_all(folders: list[Path]) -> list[Measured]:
    """Read the results of several folders; raises BadInput with one line a folder at fault."""
    found, problems = [], []
    for folder in folders:
        try:
            found.append(read(folder))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(*problems)
    return found


def read(folder: Path) -> Measured:
    """Read the results of a folder; raises BadInput in one line for what cannot be trusted."""
    manifest = results.manifest(folder)
    scenario = results.scenario(folder, manifest)
    try:
        sums, count = dict(manifest["checksums"]), int(manifest["replications"])
        name, seed = printable(str(manifest["name"])), int(manifest["seed"])
    except (KeyError, TypeError, ValueError):
        raise results.damaged(folder, store.MANIFEST) from None
    whole = [n for n in range(count) if _whole(folder, n, sums)]
    if len(whole) < count or not count:
        lacking = ", ".join(str(n) for n in range(count) if n not in whole) or "all"
        raise BadInput(f"{folder}: damaged or missing: replication {lacking}; run with --resume")
    try:
        measures = pd.concat([store.read_measures(folder, n) for n in whole], ignore_index=True)
    except (ValueError, KeyError):
        raise results.damaged(folder, store.MEASURES) from None
    return Measured(folder, name, seed, count, measures, scenario)


def _whole(folder: Path, replication: int, sums: dict[str, Any]) -> bool:
    """Whether a replication's files are those that the manifest speaks of."""
    if not store.finished(folder, replication):
        return False
    written = (store.place(folder, replication) / store.CHECKSUMS).read_bytes()
    return hashlib.sha256(written).hexdigest() == sums.get(f"{replication:04d}")
