"""Whatever is damaged in a results folder, verify names it, and a rerun makes just that again."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from folders import COUNT, contents, differing

import sacsim.engine.intact
import sacsim.engine.replicate
from sacsim import Run, Scenario, replicate, run
from sacsim.cli import main
from sacsim.engine import store
from sacsim.engine.intact import run_folders, verify
from sacsim.engine.runs import opened
from sacsim.errors import BadInput
from sacsim.verify.contradictions import Counted

Damage = Callable[[Path, np.random.Generator], list[Path]]
KEPT = (".lock", "run.log")


def flip(folder: Path, rng: np.random.Generator) -> list[Path]:
    """One bit of one file."""
    path = some_file(folder, rng)
    content = bytearray(path.read_bytes())
    content[rng.integers(len(content))] ^= 1 << int(rng.integers(8))
    path.write_bytes(content)
    return [path]


def truncate(folder: Path, rng: np.random.Generator) -> list[Path]:
    path = some_file(folder, rng)
    content = path.read_bytes()
    path.write_bytes(content[: rng.integers(len(content))])
    return [path]


def delete(folder: Path, rng: np.random.Generator) -> list[Path]:
    path = some_file(folder, rng)
    path.unlink()
    return [path]


def swap(folder: Path, rng: np.random.Generator) -> list[Path]:
    """The contents of two files; a manifest in another's place can vouch for nothing."""
    while True:
        one, other = some_file(folder, rng), some_file(folder, rng)
        first, second = one.read_bytes(), other.read_bytes()
        if first != second and "manifest.json" not in (one.name, other.name):
            one.write_bytes(second)
            other.write_bytes(first)
            return [one, other]


def some_file(folder: Path, rng: np.random.Generator) -> Path:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in KEPT)
    return files[rng.integers(len(files))]


@pytest.fixture(scope="module")
def made(scenario: Scenario) -> list[Run]:
    return [run(scenario, n) for n in range(COUNT)]


def named(folder: Path) -> set[str]:
    """The files that verify names, from the folder on."""
    lines = verify(folder).problems
    assert all(line.startswith((f"{folder}/", "to mend it")) for line in lines), lines
    paths = [line.partition(": ")[0] for line in lines if not line.startswith("to mend it")]
    return {Path(path).relative_to(folder).as_posix() for path in paths}


def damaged_and_mended(
    damage: Damage, results: Path, place: Path, seed: int, redo: Callable[[Path], set[int]]
) -> None:
    folder = place / f"{damage.__name__}-{seed}"
    shutil.copytree(results, folder)
    found = damage(folder, np.random.default_rng(seed))
    parts = [path.relative_to(folder).as_posix() for path in found]
    lists = {part.rpartition("/")[0] for part in parts if part.endswith("/checksums.json")}
    told = {p for p in parts if p.endswith("checksums.json") or p.rpartition("/")[0] not in lists}
    assert named(folder) == told  # whose list of checksums is damaged can be told no nearer
    own = {int(part.split("/")[1]) for part in parts if part.startswith("replications/")}
    assert redo(folder) == own
    assert differing(folder, results) == []
    shutil.rmtree(folder)


@pytest.mark.parametrize("damage", [flip, truncate, delete, swap])
def test_damage_is_named_and_mended(
    damage: Damage,
    scenario: Scenario,
    results: Path,
    made: list[Run],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In three random places; what would be run again is not, but taken from where it is ready."""
    again: set[int] = set()

    def ready_made(_: Scenario, n: int, **how: object) -> Run:
        again.add(n)
        return made[n]

    monkeypatch.setattr(sacsim.engine.replicate, "run", ready_made)
    monkeypatch.setattr(sacsim.engine.intact, "contradictions", lambda log: [])
    monkeypatch.setattr(sacsim.engine.intact, "counted", lambda log: Counted())

    def redo(folder: Path) -> set[int]:
        again.clear()
        replicate(scenario, COUNT, workers=1, folder=folder, resume=True)
        return set(again)

    for seed in range(3):
        damaged_and_mended(damage, results, tmp_path, seed, redo)


def test_files_whose_list_is_another_file_are_not_called_strange(
    results: Path, tmp_path: Path
) -> None:
    """Nobody is told to move away what only cannot be vouched for."""
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    listed = "replications/0001/checksums.json"
    (folder / listed).write_bytes((folder / "key.json").read_bytes())
    assert named(folder) == {listed}


@pytest.mark.long
@pytest.mark.parametrize("damage", [flip, truncate, delete, swap])
def test_damage_in_fifty_places_is_named_and_mended_by_the_command(
    damage: Damage, hamlet: Path, results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """200 in all, each mended by `sacsim run --resume`, which runs again for the purpose."""

    def redo(folder: Path) -> set[int]:
        names = [path.name for path in sorted((folder / "replications").iterdir())]
        before = {n: stamps(folder / "replications" / n) for n in names}
        arguments = ["run", str(hamlet), "-r", str(COUNT), "-j", "1", "-o", str(folder)]
        assert main([*arguments, "--resume"]) == 0
        return {int(n) for n in names if stamps(folder / "replications" / n) != before[n]}

    for seed in range(100, 150):
        damaged_and_mended(damage, results, tmp_path, seed, redo)
        capsys.readouterr()


def stamps(folder: Path) -> list[tuple[str, int]]:
    return [(path.name, path.stat().st_mtime_ns) for path in sorted(folder.iterdir())]


def test_whole_results_are_said_to_be_whole(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(results)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{results}: whole: 23 files, {COUNT} replications; ")
    counted = verify(results).counted
    assert f"{counted.entries:,} entries" in line
    assert min(counted) > 100


def test_what_is_damaged_is_told_with_what_mends_it(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    (folder / "replications" / "0001" / "officers.csv").unlink()
    (folder / "letter.txt").write_text("dear")
    (folder / "replications" / "0000" / ".crimes.parquet.4711.tmp").write_bytes(b"half")
    (folder / "replications" / "0007").mkdir()
    (folder / "replications" / "0007" / "crimes.parquet").write_bytes(b"PAR1")
    shutil.copytree(results / "replications" / "0000", folder / "replications" / "0002")
    assert main(["verify", str(results), str(folder)]) == 2
    out, err = capsys.readouterr()
    assert out.startswith(f"{results}: whole")
    replications = folder / "replications"
    assert err.splitlines() == [
        f"{replications / '0001' / 'officers.csv'}: is missing",
        f"{folder / 'letter.txt'}: does not belong to these results: move it elsewhere",
        f"{replications / '0000' / '.crimes.parquet.4711.tmp'}: is half-written, left by a run "
        "that was stopped",
        f"{replications / '0002'}: is of a replication that the results do not count: take it in "
        "with --resume and -r 3",
        f"{replications / '0007'}: does not belong to these results: move it elsewhere",
        f"to mend it, run the same command with -o {folder} --resume: only what is at fault "
        "is redone",
    ]


def test_a_replication_of_another_number_is_not_taken(
    scenario: Scenario, results: Path, made: list[Run], tmp_path: Path, monkeypatch: Any
) -> None:
    """Each is whole by its own checksums; the manifest knows better."""
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    shutil.rmtree(store.place(folder, 1))
    shutil.copytree(store.place(folder, 0), store.place(folder, 1))
    assert store.finished(folder, 1)
    assert named(folder) == {"replications/0001/checksums.json"}
    monkeypatch.setattr(sacsim.engine.replicate, "run", lambda _, n, **how: made[n])
    replicate(scenario, COUNT, workers=1, folder=folder, resume=True)
    assert differing(folder, results) == []


def test_what_whole_files_say_is_checked_too(results: Path, tmp_path: Path) -> None:
    """Somebody edits a figure and makes every checksum fit: the figure does not."""
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    place = store.place(folder, 0)
    text = (place / "measures.csv").read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if ",outcome_count.charged,all," in line)
    new = old.rpartition(",")[0] + ",99"
    (place / "measures.csv").write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    sums = json.loads((place / "checksums.json").read_bytes())
    sums["measures.csv"] = store.sum_of((place / "measures.csv").read_bytes())
    (place / "checksums.json").write_bytes(store.json_bytes(sums))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["checksums"]["0000"] = store.sum_of((place / "checksums.json").read_bytes())
    (folder / "manifest.json").write_bytes(store.json_bytes(store.sealed(manifest)))
    together, contradiction, hint, fault = verify(folder).problems
    assert "measures.csv: is not what the replications' own measures are together" in together
    assert hint.startswith("to mend it")
    assert "a fault in sacsim" in fault
    assert "outcome_count.charged of all" in contradiction
    assert "is 99, worked out again" in contradiction


def test_pictures_and_the_locks_of_parts_are_no_strangers(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    (folder / "pictures").mkdir()
    (folder / "pictures" / "queues.svg").write_text("<svg/>", encoding="utf-8")
    (folder / ".lock-1-of-4").touch()
    found = verify(folder)
    assert not found.problems
    assert found.files == verify(results).files
    (folder / "drawings").mkdir()
    (told,) = verify(folder).problems
    assert told.startswith(f"{folder / 'drawings'}: does not belong")


def test_a_folder_of_folders_is_verified_each(results: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(results, tmp_path / "all" / name)
    assert run_folders(tmp_path / "all") == [tmp_path / "all" / "a", tmp_path / "all" / "b"]
    (tmp_path / "none").mkdir()
    for wrong, why in (("none", "holds no results"), ("nowhere", "there is no such folder")):
        with pytest.raises(BadInput, match=why):
            run_folders(tmp_path / wrong)


def test_runs_of_an_experiment_are_verified_file_by_file(
    scenario: Scenario, made: list[Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sacsim.engine.runs.run", lambda _, n, **how: made[n])
    folder = tmp_path / "experiment"
    for resume in (False, True):
        with opened(folder, {"experiment": "a test"}, resume=resume, workers=1) as runs:
            runs.make([[scenario]], [0, 1])
            runs.conclude({"table.csv": b"x\n"})
        assert runs.made == (1 if resume else 2)
        if not resume:
            whole = contents(folder)
            assert verify(folder)[1:3] == ([], 2)
            kept = next(folder.glob("runs/*/replications/0001/measures.parquet"))
            kept.write_bytes(kept.read_bytes()[:-1])
            (folder / "table.csv").write_text("y\n")
            (folder / "runs" / "strange").mkdir()
            assert named(folder) == {
                "table.csv",
                "runs/strange",
                kept.relative_to(folder).as_posix(),
            }
            (folder / "runs" / "strange").rmdir()
    assert contents(folder) == whole


def test_what_cannot_be_verified_is_said(tmp_path: Path, results: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(results, folder)
    (folder / "manifest.json").write_text('{"coverage": 1}')
    assert "is a forecast" in verify(folder).problems[0]
    (folder / "manifest.json").write_text('{"sacsim": "0.0.1", "checksums": {}}')
    assert "did not yet seal" in verify(folder).problems[0]
    (folder / "manifest.json").unlink()
    assert "was not finished" in verify(folder).problems[0]


def test_the_command_wants_folders_or_theory(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["somewhere", "--theory"]):
        assert main(["verify", *arguments]) == 2
        assert "give results folders to check, or --theory" in capsys.readouterr().err
    assert main(["verify", "nowhere"]) == 2
    assert "there is no such folder" in capsys.readouterr().err
