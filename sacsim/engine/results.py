"""Results: one replication read again from a results folder, whole or not at all."""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sacsim.clock import Clock
from sacsim.engine import store
from sacsim.engine.frames import CRIME_FIELDS
from sacsim.errors import BadInput
from sacsim.scenario.tree import Tree
from sacsim.version import VERSION
from sacsim.words import officer_in_words


class Fact(NamedTuple):
    """One row of the journal; times in simulation hours, -1 for no job and no officer."""

    time: float
    job: int
    event: str
    task: str
    team: str
    officer: int
    detail: str

    def said(self, name: str) -> str:
        """What the detail says under a name, as hours=2.5; nothing if it does not."""
        found = re.search(rf"(?:^|\s){name}=(\S+)", self.detail)
        return found[1] if found else ""

    @property
    def who(self) -> str:
        """Who did it."""
        return officer_in_words(self.team, self.officer)


@dataclass(frozen=True)
class Kept:
    """What a results folder keeps of one replication; times are simulation hours."""

    folder: Path
    replication: int
    name: str
    """Of the scenario."""
    clock: Clock
    months: int
    """From the start to the horizon."""

    @property
    def horizon(self) -> float:
        """Where the run ends."""
        return self.clock.month_start(self.months)

    @cached_property
    def crimes(self) -> pd.DataFrame:
        """One row a crime, in order of report: crimes.parquet."""
        return self._parquet("crimes.parquet")

    @cached_property
    def opportunities(self) -> pd.DataFrame:
        """One row an opportunity: opportunities.parquet."""
        return self._parquet("opportunities.parquet")

    @cached_property
    def officers(self) -> pd.DataFrame:
        """Who can work when: officers.csv."""
        return self._csv("officers.csv")

    @cached_property
    def queues(self) -> pd.DataFrame:
        """Time integrals and counts by team and month: queues.csv."""
        return self._csv("queues.csv")

    @property
    def jobs(self) -> pd.DataFrame:
        """When posts began and left off each job: some columns of journal.parquet, in order."""
        columns = ["time_hours", "job", "event", "team", "officer"]
        filters = [("officer", ">=", 0)]
        return self._parquet("journal.parquet", columns=columns, filters=filters)

    def journal(self, *crimes: int) -> pd.DataFrame:
        """Every fact of these crimes, in order: rows of journal.parquet."""
        return self._parquet("journal.parquet", filters=[("case", "in", crimes)])

    def facts(self, crimes: Collection[int]) -> dict[int, list[Fact]]:
        """What happened to each of these crimes, in order."""
        if not crimes:
            return {}
        rows = self.journal(*crimes)
        found: dict[int, list[Fact]] = {crime: [] for crime in crimes}
        for crime, fact in zip(rows["case"], facts_in(rows), strict=True):
            found[crime].append(fact)
        return found

    def _parquet(self, name: str, **which: Any) -> pd.DataFrame:
        try:
            return pq.read_table(self._place / name, **which).to_pandas(ignore_metadata=True)
        except (OSError, ValueError, pa.ArrowException):
            raise damaged(self._place, name) from None

    def _csv(self, name: str) -> pd.DataFrame:
        try:
            return pd.read_csv(self._place / name, keep_default_na=False)
        except ValueError:
            raise damaged(self._place, name) from None

    @property
    def _place(self) -> Path:
        return store.place(self.folder, self.replication)


def facts_in(rows: pd.DataFrame) -> list[Fact]:
    """The facts that rows of a journal tell, in order."""
    told = rows[["time_hours", *Fact._fields[1:]]].astype(_TYPES)
    return [Fact(*row) for row in told.itertuples(index=False)]


_TYPES = {
    "time_hours": float,
    "job": int,
    "event": str,
    "task": str,
    "team": str,
    "officer": int,
    "detail": str,
}


def read(folder: Path, replication: int) -> Kept:
    """Open one replication of a finished run.

    Raises BadInput for what is no results folder, is not finished, has not that replication or is
    damaged.
    """
    found = manifest(folder)
    count = found.get("replications")
    if not isinstance(count, int):
        raise damaged(folder, store.MANIFEST)
    if not 0 <= replication < count:
        there = f"0 to {count - 1}" if count > 1 else "0 alone"
        raise BadInput(f"{folder}: has no replication {replication}; it has {there}")
    stated = scenario(folder, found)
    if not store.finished(folder, replication):
        place = store.place(folder, replication)
        raise BadInput(f"{place}: a file is damaged or missing; run again with --resume")
    months = stated["warm_up_months"] + 12 * stated["years"] + stated["follow_up_months"]
    start = date.fromisoformat(stated["start"])
    kept = Kept(folder, replication, str(stated["name"]), Clock(start), months)
    if lacking := [name for name in CRIME_FIELDS if name not in kept.crimes]:
        raise BadInput(f"{folder}: written without {lacking[0]}; run the scenario again")
    return kept


def manifest(folder: Path) -> dict[str, Any]:
    """Read what a finished run says of itself; raises BadInput for anything else."""
    if not folder.exists():
        raise BadInput(f"{folder}: there is no such folder; give the results folder of a run")
    if not folder.is_dir():
        raise BadInput(f"{folder}: is not a folder; give the results folder of a run")
    if not (folder / store.MANIFEST).is_file():
        if (folder / store.KEY).is_file():
            raise BadInput(f"{folder}: its run was not finished; run it again with --resume")
        raise BadInput(f"{folder}: holds no results of a run: it has no {store.MANIFEST}")
    found = _read_json(folder, store.MANIFEST)
    version = found.get("sacsim")
    if not isinstance(version, str):
        raise damaged(folder, store.MANIFEST)
    if "coverage" in found:
        raise BadInput(f"{folder}: is a forecast, not a run; `sacsim score` reads it")
    if "runs" in found:
        raise BadInput(
            f"{folder}: holds an experiment, not one run; of `sacsim compare`, give one of the "
            f"folders in it, as {folder / 'A'}"
        )
    if version != VERSION:
        raise BadInput(
            f"{folder}: results of sacsim {version}, this is {VERSION}; run the scenario again"
        )
    key = _read_json(folder, store.KEY)
    if any(found.get(name) != value for name, value in key.items()):
        raise damaged(folder, store.KEY)
    return found


def scenario(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """Read the scenario's plain values, if they are still those of the run."""
    data = _read_json(folder, store.SCENARIO)
    told = dict(data)
    if "backlog" in data:
        try:
            told["backlog"] = hashlib.sha256((folder / store.BACKLOG).read_bytes()).hexdigest()
        except OSError:
            raise damaged(folder, store.BACKLOG) from None
    if Tree(told, {}, {}).depends_on().digest() != manifest.get("scenario"):
        raise damaged(folder, store.SCENARIO)
    return data


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise damaged(folder, name) from None
    if not isinstance(found, dict):
        raise damaged(folder, name)
    return found


def damaged(folder: Path, name: str) -> BadInput:
    """Say that a file of a results folder is not what it was."""
    return BadInput(f"{folder / name}: is damaged or missing; run again with --resume")
