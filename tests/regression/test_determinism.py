"""A run is a pure function: the same bytes wherever, whenever and in however many parts."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from folders import COUNT, contents, differing
from pandas.testing import assert_frame_equal

import sacsim
from sacsim import Run, Scenario, replicate, run
from sacsim.engine import store
from sacsim.engine.replicate import one
from sacsim.errors import BadInput

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CODE = Path(sacsim.__file__).parents[1]
FILES = {
    "capacity.csv",
    "checksums.json",
    "crimes.parquet",
    "journal.parquet",
    "measures.csv",
    "officers.csv",
    "opportunities.parquet",
    "queues.csv",
    "workforce.csv",
}
TOP = {".lock", "capacity.csv", "key.json", "manifest.json", "measures.csv", "scenario.json"}


def command(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    start = [sys.executable, "-c", "from sacsim.cli import entry; entry()", *arguments]
    env = os.environ | {"PYTHONPATH": str(CODE)} | environment
    return subprocess.run(start, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)


def test_the_files_of_a_result(results: Path) -> None:
    names = contents(results).keys()
    assert {name for name in names if "/" not in name} == TOP
    assert {name for name in names if "/" in name} == {
        f"replications/{n:04d}/{file}" for n in range(COUNT) for file in FILES
    }
    manifest = json.loads((results / "manifest.json").read_bytes())
    assert manifest["replications"] == len(manifest["checksums"]) == COUNT


def test_two_workers_write_what_one_writes(
    scenario: Scenario, results: Path, tmp_path: Path
) -> None:
    parallel = replicate(scenario, COUNT, workers=2, folder=tmp_path / "parallel")
    assert differing(tmp_path / "parallel", results) == []
    kept = [store.read_measures(results, n) for n in range(COUNT)]
    again = pd.concat(kept, ignore_index=True)
    assert_frame_equal(parallel.measures.astype(again.dtypes), again, check_exact=True)


def test_a_cluster_writes_what_one_process_writes(
    scenario: Scenario, results: Path, tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed", reason="needs sacsim[dask]")
    options = {"threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(2, **options) as two:
        replicate(scenario, COUNT, workers=two.scheduler_address, folder=tmp_path / "cluster")
    assert differing(tmp_path / "cluster", results) == []


def test_parts_write_what_one_job_writes(scenario: Scenario, results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    for part in (2, 1):
        replicate(scenario, COUNT, workers=1, folder=folder, shard=(part, 2))
        assert not (folder / "manifest.json").exists()
    told: list[tuple[int, int]] = []
    replicate(scenario, COUNT, folder=folder, resume=True, progress=lambda *n: told.append(n))
    assert told == [(COUNT, COUNT)]
    assert set(differing(folder, results)) == {".lock-1-of-2", ".lock-2-of-2"}


def test_place_locale_time_zone_and_hash_seed_do_not_matter(
    hamlet: Path, results: Path, tmp_path: Path
) -> None:
    for place, given, environment in (
        ("here", os.path.relpath(hamlet, tmp_path / "here"), {"TZ": "UTC", "LC_ALL": "C.UTF-8"}),
        ("there", str(hamlet), {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"}),
    ):
        (tmp_path / place).mkdir()
        environment["PYTHONHASHSEED"] = str(len(place))
        done = command(
            "run",
            given,
            "-r",
            str(COUNT),
            "-j",
            "1",
            "-o",
            "out",
            cwd=tmp_path / place,
            **environment,
        )
        assert done.returncode == 0, done.stderr
        assert differing(tmp_path / place / "out", results) == []


def test_no_key_knows_of_time_or_place(results: Path) -> None:
    plain = b"".join(
        content for name, content in contents(results).items() if name.endswith(("json", "csv"))
    )
    for word in (str(results), str(SCENARIOS), os.uname().nodename, sys.version.split()[0]):
        assert word.encode() not in plain
    assert b"pandas" not in b"".join(contents(results).values())


def test_replications_are_their_own(scenario: Scenario, results: Path, tmp_path: Path) -> None:
    """A replication is the same made alone, and is not another seed's."""
    _, files = one([scenario], 1, keep=True)
    store.save(files, tmp_path / "apart", 1)
    assert differing(store.place(tmp_path / "apart", 1), store.place(results, 1)) == []
    crimes = {n: frame(results, n, "crimes.parquet") for n in range(COUNT)}
    assert not crimes[0]["crime"].equals(crimes[1]["crime"])
    next_seed = run(scenario.change({"seed": scenario.seed + 1}), 0)
    for each in crimes.values():
        assert len(set(each["crime"]) & set(next_seed.crimes["crime"])) < 0.2 * len(each)


def test_replications_can_be_added_later(scenario: Scenario, results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "grown"
    replicate(scenario, 1, workers=1, folder=folder)
    assert json.loads((folder / "manifest.json").read_bytes())["replications"] == 1
    replicate(scenario, COUNT, workers=1, folder=folder, resume=True)
    assert differing(folder, results) == []


def frame(folder: Path, replication: int, name: str) -> pd.DataFrame:
    return pd.read_parquet(store.place(folder, replication) / name)


def past(result: Run, before: float) -> list[pd.DataFrame]:
    """Everything that was known at an instant."""
    journal = result.journal.to_pandas()
    officers = result.officers[result.officers["from_hours"] < before]
    officers = officers.assign(to_hours=officers["to_hours"].clip(upper=before))
    history = result.history
    return [
        each.reset_index(drop=True)
        for each in (
            journal[journal["time_hours"] < before].astype(
                {"event": str, "task": str, "team": str}
            ),
            officers,
            history[history["time_hours"] < before],
            result.queues[result.queues["to_hours"] <= before].sort_values(["team", "month"]),
        )
    ]


def test_a_longer_horizon_never_changes_the_past(scenario: Scenario) -> None:
    short = run(scenario, 0, journal="full")
    long = run(scenario.change({"follow_up_months": 2}), 0, journal="full")
    assert long.window[2] > short.window[2]
    assert long.journal.num_rows > short.journal.num_rows
    for before, after in zip(
        past(short, short.window[2]), past(long, short.window[2]), strict=True
    ):
        assert_frame_equal(before, after, check_exact=True)


def test_the_full_journal_contains_the_crimes_journal(scenario: Scenario) -> None:
    brief, full = run(scenario, 0), run(scenario, 0, journal="full")
    one, other = brief.journal.to_pandas(), full.journal.to_pandas()
    assert (one["case"] >= 0).all()
    assert len(other) > 1.5 * len(one)
    words = {"event": str, "task": str, "team": str}
    stories = other[other["case"] >= 0].reset_index(drop=True)
    assert_frame_equal(stories.astype(words), one.astype(words), check_exact=True)
    for name in ("crimes", "opportunities", "queues", "waits", "officers", "history"):
        assert_frame_equal(getattr(full, name), getattr(brief, name), check_exact=True)


# -- resume -----------------------------------------------------------------------------------


def test_any_damage_is_seen(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    assert all(store.finished(folder, n) for n in range(COUNT))
    assert not store.finished(folder, COUNT)
    for path in sorted(store.place(folder, 0).iterdir()):
        whole = path.read_bytes()
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        for damaged in (flipped, whole[:-1], b""):
            path.write_bytes(damaged)
            assert not store.finished(folder, 0), path.name
        path.unlink()
        assert not store.finished(folder, 0), path.name
        path.write_bytes(whole)
    assert store.finished(folder, 0)


def test_resume_redoes_only_what_is_missing(
    scenario: Scenario, results: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    flipped = store.place(folder, 0) / "crimes.parquet"
    flipped.write_bytes(flipped.read_bytes()[:-9] + b"123456789")
    (store.place(folder, 0) / "officers.csv").unlink()
    (folder / "manifest.json").unlink()
    (folder / "measures.csv").write_text("nonsense")
    kept = {path: path.stat().st_mtime_ns for path in store.place(folder, 1).iterdir()}
    told: list[tuple[int, int]] = []
    replicate(
        scenario, COUNT, workers=1, folder=folder, resume=True, progress=lambda *n: told.append(n)
    )
    assert told == [(1, COUNT), (2, COUNT)]
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert differing(folder, results) == []


def test_killed_at_any_write_a_rerun_ends_with_the_same_bytes(
    scenario: Scenario, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop at the nth renaming of a file, for some n, as if the power had gone."""

    class Gone(BaseException):
        pass

    real, written = os.replace, 0

    def replace(source: Path, target: Path) -> None:
        nonlocal written
        written += 1
        if written in (1, 3, 9, 12):
            raise Gone
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr("sacsim.engine.replicate.run", lambda *_, **__: made)
    made, cut = run(scenario, 0), tmp_path / "cut"
    for half_written in (".key.json.4711.tmp", "replications/0000/.crimes.parquet.4711.tmp"):
        (cut / half_written).parent.mkdir(parents=True, exist_ok=True)
        (cut / half_written).write_bytes(b"half of a f")
        for _ in range(2):
            with pytest.raises(Gone):
                replicate(scenario, 1, workers=1, folder=cut, resume=True)
            assert not (cut / "manifest.json").exists()
    replicate(scenario, 1, workers=1, folder=cut, resume=True)
    assert differing(store.place(cut, 0), store.place(results, 0)) == []
    assert contents(cut).keys() == TOP | {f"replications/0000/{name}" for name in FILES}


def test_results_of_another_scenario_are_never_mixed_in(
    scenario: Scenario, results: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    for changed, journal in (
        (scenario.change({"seed": 1}), "crimes"),
        (scenario.change({"teams.csi.officers": 4}), "crimes"),
        (scenario, "full"),
    ):
        with pytest.raises(BadInput, match="choose another -o"):
            replicate(changed, COUNT, workers=1, folder=folder, resume=True, journal=journal)
    with pytest.raises(BadInput, match="--resume"):
        replicate(scenario, COUNT, workers=1, folder=folder)
    assert differing(folder, results) == []
    # What is only printed beside a forecast does not count as another scenario.
    replicate(scenario.change({"comparators.source": "x"}), COUNT, folder=folder, resume=True)
