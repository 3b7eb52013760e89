"""Runs of an experiment: each made once, kept under what it depends on."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from sacsim import Scenario, load
from sacsim.engine import store
from sacsim.engine.lock import held
from sacsim.engine.replicate import replicate
from sacsim.engine.runs import MEASURES, Runs, opened
from sacsim.errors import BadInput

TOWN = Path(__file__).parents[2] / "scenarios" / "small_town.toml"
KEY = {"experiment": "a test"}


@pytest.fixture(scope="module")
def town() -> Scenario:
    calls = ("emergency_calls", "non_emergency_calls", "online_reports", "desk_crimes")
    changes = {f"demand.other.{name}.per_year": 100 for name in calls}
    return load(TOWN, {"warm_up_months": 0, "follow_up_months": 0, **changes})


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_measures_are_those_of_replicate(town: Scenario) -> None:
    found = Runs(workers=1).measures({"town": [town]}, [1])
    alone = replicate(town, 2, workers=1).measures
    alone = alone[alone["replication"] == 1].reset_index(drop=True)
    assert set(found["plan"]) == {"town"}
    columns = ["replication", "measure", "crime_type", "basis", "unit", "value"]
    assert_frame_equal(
        found[columns].astype({"measure": str, "crime_type": str, "basis": str, "unit": str}),
        alone[columns].astype({"measure": str, "crime_type": str, "basis": str, "unit": str}),
    )


def test_a_run_is_made_once(town: Scenario, tmp_path: Path) -> None:
    more = town.change({"teams.csi.officers": 4})
    with opened(tmp_path / "x", KEY, workers=1) as runs:
        first = runs.measures({"a": [town], "b": [more], "c": [town]}, [0])
        assert runs.made == 2
        runs.measures({"a": [town]}, [0])
        assert runs.made == 2
        runs.conclude({"table.csv": b"x\n"})
    before = contents(tmp_path / "x")
    with opened(tmp_path / "x", KEY, resume=True, workers=1) as again:
        assert_frame_equal(again.measures({"a": [town], "b": [more], "c": [town]}, [0]), first)
        assert again.made == 0
        again.conclude({"table.csv": b"x\n"})
    assert contents(tmp_path / "x") == before


def test_a_damaged_run_is_made_again(town: Scenario, tmp_path: Path) -> None:
    with opened(tmp_path / "x", KEY, workers=1) as runs:
        runs.make([[town]], [0])
        damaged = runs.place([town], 0) / MEASURES
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    with opened(tmp_path / "x", KEY, resume=True, workers=1) as again:
        again.make([[town]], [0])
        assert again.made == 1
    assert store.finished(damaged.parents[2], 0)


def test_parts_together_are_the_whole(town: Scenario) -> None:
    plans = [[town], [town.change({"teams.csi.officers": 4})]]
    parts = [Runs(workers=1, shard=(i, 2)) for i in (1, 2)]
    for part in parts:
        part.make(plans, [0, 1])
    assert sum(part.made for part in parts) == 4


def test_parts_side_by_side_in_one_folder(town: Scenario, tmp_path: Path) -> None:
    """Neither disturbs the other, no whole run comes between, and together they are the whole."""
    plans = [[town], [town.change({"teams.csi.officers": 4})]]
    whole, shared, apart = (tmp_path / name for name in ("whole", "shared", "apart"))
    with opened(whole, KEY, workers=1) as runs:
        runs.make(plans, [0, 1])
        runs.conclude({})
    first, second = (opened(shared, KEY, workers=1, shard=(i, 2)) for i in (1, 2))
    with first as one, second as two:
        half_written = shared / "runs" / ".table.parquet.4711-12.tmp"
        one.make(plans, [0, 1])
        half_written.write_bytes(b"another part's")
        two.make(plans, [0, 1])
        assert half_written.exists()
        assert one.made + two.made == 4
        for refused in ({"shard": (1, 2)}, {"resume": True}):
            with pytest.raises(BadInput, match="another sacsim is writing there"):
                opened(shared, KEY, workers=1, **refused).__enter__()
        two.conclude({"table.csv": b"half a table"})
        assert not (shared / "manifest.json").exists()
        assert not (shared / "table.csv").exists()
    with (
        opened(shared, KEY, resume=True, workers=1) as runs,
        pytest.raises(BadInput, match="another sacsim"),
    ):
        opened(shared, KEY, workers=1, shard=(1, 2)).__enter__()
    for home in sorted((shared / "runs").iterdir()):  # as if from folders of their own
        shutil.copytree(home, apart / "runs" / home.name)
    shutil.copy(shared / "key.json", apart)
    for folder in (shared, apart):
        with opened(folder, KEY, resume=True, workers=1) as runs:
            runs.make(plans, [0, 1])
            assert runs.made == 0
            runs.conclude({})
        found = {name: data for name, data in contents(folder).items() if ".lock" not in name}
        assert found == {n: data for n, data in contents(whole).items() if ".lock" not in n}


def table_of(number: int) -> pd.DataFrame:
    if number > 3:
        raise KeyboardInterrupt
    return pd.DataFrame({"number": [number], "third": [number / 3]})


def test_tables_are_kept_by_name(tmp_path: Path) -> None:
    with opened(tmp_path / "x", KEY, workers=1) as runs, pytest.raises(KeyboardInterrupt):
        list(runs.tables(table_of, {f"n{number}": number for number in range(6)}))
    with opened(tmp_path / "x", KEY, resume=True, workers=1) as runs:
        found = dict(runs.tables(table_of, {f"n{number}": number for number in range(4)}))
        assert runs.made == 0
        again = dict(runs.tables(table_of, {"n3": 3, "m": 2}))
        assert runs.made == 1
    assert {name: frame["third"].tolist() for name, frame in found.items()} == {
        f"n{number}": [number / 3] for number in range(4)
    }
    assert_frame_equal(again["m"], found["n2"])


def test_parameter_sets_are_taken_by_turns(town: Scenario) -> None:
    other = town.change({"teams.csi.officers": 4})
    runs = Runs(workers=1)
    both = runs.measures({"both": [town, other]}, [0, 1])
    assert runs.made == 2
    apart = runs.measures({"town": [town]}, [0]), runs.measures({"other": [other]}, [1])
    assert runs.made == 2
    for n, frame in enumerate(apart):
        mine = both[both["replication"] == n]
        assert mine["value"].tolist() == pytest.approx(frame["value"].tolist(), nan_ok=True)


def test_one_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path / "x", KEY):
        with pytest.raises(BadInput, match="another sacsim is writing there"):
            opened(tmp_path / "x", KEY, resume=True).__enter__()
        assert json.loads((tmp_path / "x" / "key.json").read_text())["experiment"] == "a test"
    with held(tmp_path / "x"):
        pass


def test_a_folder_of_another_experiment_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "x", KEY):
        pass
    with pytest.raises(BadInput, match="holds results of another experiment"):
        opened(tmp_path / "x", {"experiment": "another"}, resume=True).__enter__()
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / "letter.txt").write_text("dear")
    with pytest.raises(BadInput, match="holds other files"):
        opened(tmp_path / "y", KEY).__enter__()
    assert contents(tmp_path / "y") == {"letter.txt": b"dear"}
