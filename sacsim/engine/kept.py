"""Kept: the results of a finished run, read back from the folder that `sacsim run` wrote.

What is incomplete, damaged or of another version is refused: nothing is read that its checksums do
not vouch for.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sacsim.engine.store import CHECKSUMS, KEY, MANIFEST, finished, place, read_measures
from sacsim.errors import BadInput
from sacsim.scenario.tree import Tree
from sacsim.version import VERSION

NOT_KEYED = ("comparators", "replications")


class Kept(NamedTuple):
    """One folder's results: the measures of every replication, and the scenario's plain values."""

    folder: Path
    name: str
    seed: int
    replications: int
    measures: pd.DataFrame
    scenario: dict[str, Any]


def read_all(folders: list[Path]) -> list[Kept]:
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


def read(folder: Path) -> Kept:
    """Read the results of a folder; raises BadInput in one line for what cannot be trusted."""
    manifest = _manifest(folder)
    try:
        name, seed = str(manifest["name"]), int(manifest["seed"])
        sums, scenario = dict(manifest["checksums"]), str(manifest["scenario"])
        count, version = int(manifest["replications"]), str(manifest["sacsim"])
    except (KeyError, TypeError, ValueError):
        raise BadInput(f"{folder / MANIFEST}: damaged; run the scenario again") from None
    if version != VERSION:
        raise BadInput(
            f"{folder}: results of sacsim {version}, this is {VERSION}; run the scenario again"
        )
    whole = [n for n in range(count) if _whole(folder, n, sums)]
    if len(whole) < count or not count:
        lacking = ", ".join(str(n) for n in range(count) if n not in whole) or "all"
        raise BadInput(f"{folder}: damaged or missing: replication {lacking}; run with --resume")
    measures = pd.concat([read_measures(folder, n) for n in whole], ignore_index=True)
    return Kept(folder, name, seed, count, measures, _scenario(folder, scenario))


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.exists():
        raise BadInput(f"{folder}: there is no such folder")
    if not folder.is_dir():
        raise BadInput(f"{folder}: is not a folder of results; give one that `sacsim run` wrote")
    if not (folder / MANIFEST).is_file():
        if (folder / KEY).is_file():
            raise BadInput(f"{folder}: the run is not complete; run it again with --resume")
        raise BadInput(f"{folder}: holds no results; give a folder that `sacsim run` wrote")
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise BadInput(f"{folder / MANIFEST}: damaged; run the scenario again")
    return found


def _whole(folder: Path, replication: int, sums: dict[str, Any]) -> bool:
    """Whether a replication's files are those that the manifest speaks of."""
    if not finished(folder, replication):
        return False
    written = (place(folder, replication) / CHECKSUMS).read_bytes()
    return hashlib.sha256(written).hexdigest() == sums.get(f"{replication:04d}")


def _scenario(folder: Path, digest: str) -> dict[str, Any]:
    path = folder / "scenario.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        keyed = {key: value for key, value in data.items() if key not in NOT_KEYED}
    except (OSError, ValueError, AttributeError):
        keyed = {}
    if Tree(keyed, {}, {}).digest() != digest:
        raise BadInput(f"{path}: damaged or missing; run with --resume")
    return keyed
