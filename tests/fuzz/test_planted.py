"""Planted: nothing in a results folder is executed, unpickled or followed out of it."""

import hashlib
import json
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from watch import watched

from sacsim.cli import main

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HAMLET = """\
format = 1
name = "Hamlet"
extends = "small_town.toml"
warm_up_months = 0
follow_up_months = 0
replications = 1
[demand.other]
emergency_calls = { per_year = 500 }
non_emergency_calls = { per_year = 500 }
other_supervision = { per_year = 200 }
patrol_and_problem_solving = { per_year = 200 }
"""
RUN = ["run", "hamlet.toml", "-j", "1", "-o", "out"]


class Bomb:
    """What runs a command of its own wherever it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("exploded",)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with one finished run in `out`."""
    folder = tmp_path_factory.mktemp("planted")
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, folder)
    (folder / "hamlet.toml").write_text(HAMLET, encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    assert main(RUN) == 0
    yield folder
    os.chdir(before)


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    return tmp_path / "home"


def vouched_for(folder: Path) -> None:
    """Make every checksum that of the files as they are, as whoever plants a file would."""
    place = folder / "out" / "replications" / "0000"
    sums = json.loads((place / "checksums.json").read_text())
    sums = {name: hashlib.sha256((place / name).read_bytes()).hexdigest() for name in sums}
    written = json.dumps(sums, indent=2, sort_keys=True) + "\n"
    (place / "checksums.json").write_text(written, newline="\n")
    manifest = json.loads((folder / "out" / "manifest.json").read_text())
    manifest["checksums"] = {"0000": hashlib.sha256(written.encode()).hexdigest()}
    (folder / "out" / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "name", ["crimes.parquet", "journal.parquet", "officers.csv", "measures.csv"]
)
@pytest.mark.parametrize("bomb", [pickle.dumps(Bomb()), b"\x00\x01", b"a,b\n1\n2,3,4\n"])
def test_a_planted_object_is_not_woken(
    folder: Path, name: str, bomb: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "out" / "replications" / "0000" / name).write_bytes(bomb)
    for vouched in (False, True):
        if vouched:
            vouched_for(folder)
        for command in (["trace", "out"], ["scorecard", "out"]):
            with watched(folder) as seen:
                code = main(command)
            said = capsys.readouterr()
            assert code in ((0, 2) if vouched else (2,)), said.err
            assert not [each for each in seen if not each.startswith("open")]
            assert len(said.err.splitlines()) == (code == 2)
    assert not (folder / "exploded").exists()


def test_a_hostile_manifest_is_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = json.loads((folder / "out" / "manifest.json").read_text())
    for name in ("\x1b[31m", "[red]x[/red]", "a\nb", 3, None, ["x"]):
        path = folder / "out" / "manifest.json"
        path.write_text(json.dumps(manifest | {"name": name}))
        assert main(["scorecard", "out"]) in (0, 2)
        said = capsys.readouterr()
        assert (said.out + said.err).replace("\n", "").isprintable()


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
@pytest.mark.parametrize("inside", ["replications", "replications/0000", "replications/0001"])
def test_links_are_not_followed_out_of_the_folder(
    folder: Path, tmp_path: Path, inside: str, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    link = folder / "out" / inside
    if link.exists():
        shutil.move(link, elsewhere)
    else:
        elsewhere.mkdir()
    link.symlink_to(elsewhere, target_is_directory=True)
    before = sorted(elsewhere.rglob("*"))
    assert main([*RUN, "--resume", "-r", "2"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "is a link" in line
    assert sorted(elsewhere.rglob("*")) == before


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_file_that_is_a_link_is_replaced_not_written_through(
    folder: Path, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    for name in ("manifest.json", "measures.csv", "key.json"):
        content = (folder / "out" / name).read_bytes()
        precious.write_bytes(content)
        (folder / "out" / name).unlink()
        (folder / "out" / name).symlink_to(precious)
        assert main([*RUN, "--resume"]) == 0
        assert precious.read_bytes() == content
        assert not (folder / "out" / name).is_symlink()
