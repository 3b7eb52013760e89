"""Whatever the disk, the clock or the workers do, a folder ends with the same bytes or says why."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from faults import KINDS, Faults, PowerCut

import sacsim
from sacsim import Scenario, load
from sacsim.engine import runs, store
from sacsim.errors import OutputError, WorkerLost

ROOT = Path(__file__).parents[2]
KEY = {"experiment": "faults"}
PATIENCE = 200


@pytest.fixture(scope="module")
def town() -> Scenario:
    return load(ROOT / "scenarios" / "small_town.toml")


@pytest.fixture
def experiment(
    town: Scenario, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], tuple[int, pd.DataFrame]]:
    """Six runs of three plans, of which each takes no time; how many were made, and a table."""

    def run(scenario: Scenario, replication: int, **_: object) -> Any:
        return SimpleNamespace(replication=replication, officers=scenario.teams["csi"].officers)

    def measure(made: Any) -> pd.DataFrame:
        value = [made.replication + made.officers / 7]
        return pd.DataFrame({**{key: ["x"] for key in runs.KEYS}, "value": value})

    monkeypatch.setattr(runs, "run", run)
    monkeypatch.setattr(runs, "measure", measure)
    monkeypatch.setattr(store, "files_of", lambda made, _: {"more.csv": b"y" * 5_000})
    plans = {str(n): [town.change({"teams.csi.officers": n})] for n in (3, 4, 5)}

    def experiment(folder: Path) -> tuple[int, pd.DataFrame]:
        with runs.opened(folder, KEY, resume=True, workers=1, whole=True) as made:
            table = made.measures(plans, [0, 1])
            made.conclude({"table.csv": store.csv_bytes(table)})
            return made.made, table

    return experiment


Experiment = Callable[[Path], tuple[int, pd.DataFrame]]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def nothing_false(folder: Path, reference: dict[str, bytes], lying: bool) -> None:
    """What counts as a result is one; a manifest vouches for a whole folder."""
    for home in folder.glob("runs/*/replications/*"):
        if store.finished(home.parents[1], int(home.name)):
            for name, content in contents(home).items():
                if not name.endswith(".tmp"):
                    assert content == reference[(home / name).relative_to(folder).as_posix()]
    if (folder / store.MANIFEST).exists() and not lying:
        assert contents(folder) == reference


@pytest.mark.parametrize("kind", KINDS)
def test_it_resumes_to_the_same_bytes_or_says_what_is_wrong(
    kind: str, experiment: Experiment, tmp_path: Path
) -> None:
    assert experiment(tmp_path / "reference")[0] == 6
    reference, happened = contents(tmp_path / "reference"), 0
    for seed in range(5):
        folder = tmp_path / f"seed{seed}"
        for attempt in itertools.count():
            assert attempt < PATIENCE, f"{kind}, seed {seed}: never ends"
            with pytest.MonkeyPatch.context() as patch:
                faults = Faults(kind, 1000 * seed + attempt, patch)
                try:
                    experiment(folder)
                    break
                except OutputError as error:
                    said = str(error)
                    assert kind in ("full", "broken", "rename")
                    assert "free some space" in said
                    assert str(folder) in said
                except WorkerLost as error:
                    said = str(error)
                    assert kind == "worker"
                    assert "--resume" in said
                except PowerCut:
                    assert kind in ("torn", "cut")
                finally:
                    happened += faults.happened
            nothing_false(folder, reference, kind == "lying")
        experiment(folder)
        assert contents(folder) == reference, f"{kind}, seed {seed}"
    assert happened, "the fault never happened"


def test_one_flipped_bit_is_found_and_only_that_run_is_made_again(
    experiment: Experiment, tmp_path: Path
) -> None:
    experiment(tmp_path / "x")
    reference = contents(tmp_path / "x")
    for path in sorted((tmp_path / "x" / "runs").rglob("*.*")):
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 4
        path.write_bytes(content)
        assert experiment(tmp_path / "x")[0] == 1, path
        assert contents(tmp_path / "x") == reference


LIMITED = """
import resource, signal, sys
from pathlib import Path
from sacsim.engine import store
folder, limit = Path(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for size in range(20):
    try:
        store.save({"measures.csv": b"x" * (500 * size)}, folder, size)
    except store.OutputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are POSIX's")
def test_files_that_may_not_grow_are_not_there_at_all(tmp_path: Path) -> None:
    """The real thing: the system stops a file in the midst, for ten of twenty sizes."""
    env = os.environ | {"PYTHONPATH": str(Path(sacsim.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path), "4750"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.splitlines()) == 10
    assert all("File too large; free some space" in line for line in done.stdout.splitlines())
    for size in range(20):
        assert store.finished(tmp_path, size) == (500 * size <= 4750)
    assert not [*tmp_path.rglob("*.tmp")]
    assert all(path.stat().st_size % 500 == 0 for path in tmp_path.rglob("measures.csv"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    """A file system of as many bytes as asked for; needs to be allowed to mount one."""
    place = tmp_path / "disk"

    def mount(size: int) -> Path:
        place.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("may not mount a small file system")
        return place

    yield mount
    if place.exists():
        subprocess.run(["umount", str(place)], capture_output=True)


def test_a_disk_of_any_size_says_that_it_is_full_and_loses_nothing(
    small_disk: Callable[[int], Path], experiment: Experiment, tmp_path: Path
) -> None:
    """Twenty sizes; with room made, the same bytes, and nothing twice."""
    experiment(tmp_path / "reference")
    reference = contents(tmp_path / "reference")
    full = 0
    for pages in range(1, 60, 3):
        place = small_disk(pages * 4096)
        try:
            try:
                experiment(place / "x")
            except OutputError as error:
                said = str(error)
                assert "No space left" in said
                full += 1
                nothing_false(place / "x", reference, lying=False)
                made = len([*(place / "x").glob(f"runs/*/replications/*/{store.CHECKSUMS}")])
                command = ["mount", "-o", "remount,size=10m", str(place)]
                subprocess.run(command, check=True, capture_output=True)
                assert experiment(place / "x")[0] <= 6 - made + 1
            assert contents(place / "x") == reference
        finally:
            subprocess.run(["umount", str(place)], check=True, capture_output=True)
    assert 5 <= full < 20
