"""Runs: the runs that an experiment asks for, each made once and kept under what it depends on.

A plan is what an experiment sets against other plans: a scenario, or one scenario under several
parameter sets, which the replications take by turns. Whoever asks for the same replication of the
same scenario again, in this process or a later one, gets the same measures and no new run: an
experiment can be a plain function of what it asks, killed and started again at any moment.

A folder has `key.json` (what experiment it is of), `runs/HASH/replications/0000/` (one folder a
run), the experiment's own tables and pictures, and `manifest.json`, written last.
"""

import hashlib
import io
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from sacsim.engine import store
from sacsim.engine.pool import Workers, each
from sacsim.engine.ready import ready
from sacsim.engine.replicate import Progress
from sacsim.engine.run import run
from sacsim.journal import CRIMES
from sacsim.measure.catalogue import KEYS, measure
from sacsim.scenario.scenario import Scenario
from sacsim.version import VERSION

Plan = Sequence[Scenario]
"""One scenario, or one under each of several parameter sets."""
MEASURES, TABLE = "measures.parquet", "table.parquet"
Task = TypeVar("Task")


class Wanted(NamedTuple):
    """One run."""

    scenario: Scenario
    replication: int


class Runs:
    """What has been run so far; `tell(done, of)` is called as asked-for runs finish."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        workers: Workers = None,
        whole: bool = False,
        engine: str | None = None,
        shard: tuple[int, int] | None = None,
        only: Collection[str] | None = None,
        tell: Progress | None = None,
    ) -> None:
        """Keep runs in a folder, or in memory alone.

        `whole` keeps every file of a run, as `sacsim run` does, not its measures alone. `shard`
        (i, n), i from 1, makes only the i-th of n parts of what is asked for. `only` are the
        measures to hold in memory, of a thousand runs; a folder keeps all.
        """
        self.folder = folder
        self.made = 0
        """Runs made here, not found."""
        self._workers, self._whole, self._shard = workers, whole, shard
        self._engine, self._only = engine, only
        self._tell = tell or (lambda done, of: None)
        self._measures: dict[tuple[str, int], bytes | pd.DataFrame] = {}
        """As they are kept, until somebody asks for the numbers."""

    def make(self, plans: Iterable[Plan], replications: Sequence[int]) -> None:
        """See to it that these replications of every plan have been run.

        Raises OutputError, WorkerLost.
        """
        self.make_all([(plan, n) for n in replications for plan in plans])

    def make_all(self, wanted: Iterable[tuple[Plan, int]]) -> None:
        """See to it that each of these replications has been run."""
        runs = {_key(run): run for run in (_wanted(plan, n) for plan, n in wanted)}
        todo = [one for key, one in runs.items() if not self._found(key) and self._mine(key)]
        self._tell(len(runs) - len(todo), len(runs))
        if not todo:
            return
        work = partial(_made, engine=ready(self._engine), whole=self._whole)
        lean = {id(one.scenario): one.scenario.to_run() for one in todo}
        todo = [Wanted(lean[id(one.scenario)], one.replication) for one in todo]
        for done, (one, files) in enumerate(each(work, todo, self._workers), 1):
            self._keep(one, files)
            self._tell(len(runs) - len(todo) + done, len(runs))

    def measures(self, plans: Mapping[str, Plan], replications: Sequence[int]) -> pd.DataFrame:
        """Return the measures of these replications of each named plan, run where need be.

        Columns: plan, replication, measure, crime_type, basis, unit, value; one row a number. The
        words are categories.
        """
        self.make(plans.values(), replications)
        frames = [
            self._read(_key(_wanted(plan, n))).assign(plan=name, replication=n)
            for name, plan in plans.items()
            for n in replications
        ]
        found = pd.concat(frames, ignore_index=True)
        words = ["plan", *KEYS]
        return found[["plan", "replication", *KEYS, "value"]].astype(
            dict.fromkeys(words, "category")
        )

    def tables(
        self, work: Callable[[Task], pd.DataFrame], tasks: Mapping[str, Task]
    ) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield, by name, the table that `work` makes of each task, kept from before or made now.

        For what looks at runs themselves, not at their measures. Beside the experiment's own key, a
        name says everything that its table depends on.
        """
        homes = {name: hashlib.sha256(name.encode()).hexdigest() for name in tasks}
        found = {
            name
            for name, home in homes.items()
            if self.folder is not None and store.finished(self._home(home), 0)
        }
        for name in found:
            place = store.place(self._home(homes[name]), 0)
            yield name, pd.read_parquet(place / TABLE)
        todo = [(name, task) for name, task in tasks.items() if name not in found]
        for (name, _), content in each(partial(_table, work), todo, self._workers):
            if self.folder is not None:
                store.save({TABLE: content}, self._home(homes[name]), 0)
            self.made += 1
            yield name, pd.read_parquet(io.BytesIO(content))

    def place(self, plan: Plan, replication: int) -> Path:
        """The folder of one run's files."""
        assert self.folder is not None
        one = _wanted(plan, replication)
        return store.place(self._home(_key(one)[0]), replication)

    def conclude(self, files: Mapping[str, bytes]) -> None:
        """Write the experiment's own files, and last the manifest that vouches for everything.

        Raises OutputError. Without a folder there is nothing to write, and a part vouches for
        nothing.
        """
        if self.folder is None or self._shard is not None:
            return
        sums = store.keep(self.folder, files)
        homes = sorted((self.folder / "runs").glob(f"*/replications/*/{store.CHECKSUMS}"))
        try:
            runs = {home.parent.relative_to(self.folder).as_posix(): _sum(home) for home in homes}
            key = json.loads((self.folder / store.KEY).read_bytes())
            store.conclude_with(self.folder, {"sacsim": VERSION, "runs": runs}, key, sums)
        except OSError as error:
            raise store.unwritten(self.folder, error) from error

    def _mine(self, key: tuple[str, int]) -> bool:
        if self._shard is None:
            return True
        part, of = self._shard
        number = int.from_bytes(hashlib.sha256(f"{key[0]} {key[1]}".encode()).digest()[:8], "big")
        return number % of == part - 1

    def _found(self, key: tuple[str, int]) -> bool:
        if key in self._measures:
            return True
        home = self._home(key[0]) if self.folder is not None else None
        if home is None or not store.finished(home, key[1]):
            return False
        self._measures[key] = (store.place(home, key[1]) / MEASURES).read_bytes()
        return True

    def _read(self, key: tuple[str, int]) -> pd.DataFrame:
        """Measures with words as categories: a fifth of the memory."""
        found = self._measures[key]
        if isinstance(found, bytes):
            frame = pd.read_parquet(io.BytesIO(found))
            if self._only is not None:
                frame = frame[frame["measure"].isin(self._only)]
            found = self._measures[key] = frame.astype(dict.fromkeys(KEYS, "category"))
        return found

    def _keep(self, one: Wanted, files: dict[str, bytes]) -> None:
        key = _key(one)
        if self.folder is not None:
            store.save(files, self._home(key[0]), key[1])
        self._measures[key] = files[MEASURES]
        self.made += 1

    def _home(self, digest: str) -> Path:
        assert self.folder is not None
        return self.folder / "runs" / digest[:16]


@contextmanager
def opened(
    folder: Path | None, key: Mapping[str, Any], *, resume: bool = False, **options: Any
) -> Iterator[Runs]:
    """Hold an experiment's folder while inside, and keep its runs there; None: in memory alone.

    `key` says what experiment it is: a folder of another is refused. `options` are those of Runs.
    Raises BadInput, OutputError.
    """
    if folder is None:
        yield Runs(None, **options)
        return
    shard = options.get("shard")
    with store.opened(folder, {"sacsim": VERSION, **key}, resume=resume, shard=shard):
        yield Runs(folder, **options)


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _wanted(plan: Plan, replication: int) -> Wanted:
    return Wanted(plan[replication % len(plan)], replication)


def _key(one: Wanted) -> tuple[str, int]:
    """What the bytes of a run depend on, as a hash, and its replication."""
    key = store.json_bytes(store.key_of(one.scenario, CRIMES))
    return hashlib.sha256(key).hexdigest(), one.replication


def _table(work: Callable[[Task], pd.DataFrame], task: tuple[str, Task]) -> bytes:
    return store.parquet_bytes(work(task[1]))


def _made(one: Wanted, engine: str, whole: bool) -> dict[str, bytes]:
    """Run one replication; what is kept of it, by file name."""
    result = run(one.scenario, one.replication, engine=engine)
    measures = measure(result)
    files = {MEASURES: store.parquet_bytes(measures[[*KEYS, "value"]])}
    return files | store.files_of(result, measures) if whole else files
