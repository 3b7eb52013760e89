"""Whatever is done to a scenario file, `check` says that it is sound, or what is wrong with it.

The ordinary run tries 240 mutants; `pytest -m long tests/fuzz` tries 10,000, as trial.py does.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from damage import SCENARIOS, mutant, places
from trial import MOST_BYTES, Tally, made_folder, told, try_mutants

from sacsim.cli import main

BATCHES = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    before = Path.cwd()
    yield made_folder(tmp_path_factory.mktemp("mutants") / "scenarios")
    os.chdir(before)


def sound(tally: Tally) -> None:
    """Nothing went wrong with any mutant, and nearly every refusal names the key."""
    wrong = [fault for fault in tally.faults if "does not name the key" not in fault]
    assert not wrong, "\n".join([told(tally), *wrong])
    assert tally.refused > tally.accepted
    assert tally.named >= 0.99 * tally.one_key, "\n".join(tally.faults)
    assert tally.memory < MOST_BYTES


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_mutant_is_sound_or_refused(batch: int, folder: Path) -> None:
    sound(try_mutants(range(20_000 + batch, 20_240, BATCHES), folder))


@pytest.mark.long
def test_ten_thousand_mutants(folder: Path) -> None:
    tally = try_mutants(range(10_000), folder)
    sound(tally)
    assert tally.accepted > 0


def test_a_seed_is_a_mutant() -> None:
    assert mutant(7) == mutant(7)
    assert len({mutant(seed).content for seed in range(60)}) > 50


def test_all_that_is_wrong_is_told_at_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Six keys damaged, each in a table of its own: six lines, one for each."""
    os.chdir(folder)
    for seed in range(4):
        luck = np.random.default_rng(seed)
        text = (SCENARIOS / "england_median.toml").read_text(encoding="utf-8")
        inner = [p for p in places(text) if p.path[0] == "pathway" and len(p.path) == 3]
        chosen = {inner[n].path[1]: inner[n] for n in luck.permutation(len(inner)).tolist()}
        six = sorted(list(chosen.values())[:6], key=lambda p: -p.value[0])
        for place in six:
            text = text[: place.value[0]] + "{ zzyzx = 1 }" + text[place.value[1] :]
        (folder / "mutant.toml").write_text(text, encoding="utf-8")
        assert main(["check", "mutant.toml"]) == 2
        lines = capsys.readouterr().err.splitlines()
        for place in six:
            key = ".".join(map(str, place.path))
            assert any(re.match(rf"mutant\.toml:\d+: {key}[.:]", line) for line in lines), lines


@pytest.mark.parametrize("key", ["low", "high"])
@pytest.mark.parametrize("wrong", ["-5", "7", '"x"', "nan", "true"])
def test_a_range_is_checked_like_its_number(
    folder: Path, capsys: pytest.CaptureFixture[str], key: str, wrong: str
) -> None:
    os.chdir(folder)
    Path("mutant.toml").write_text(
        'format = 1\nextends = "small_town.toml"\n[teams.csi]\n'
        f"abstraction = {{ value = 0.3, {key} = {wrong} }}\n",
        encoding="utf-8",
    )
    assert main(["check", "mutant.toml"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"mutant.toml:4: teams.csi.abstraction.{key}: ")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device files here")
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/full", "pipe", "loop", ".", "sub", "gone"])
@pytest.mark.parametrize("command", ["check", "explain", "run", "demand", "trace", "scorecard"])
def test_what_is_no_file(
    folder: Path, capsys: pytest.CaptureFixture[str], path: str, command: str
) -> None:
    os.chdir(folder)
    Path("sub").mkdir(exist_ok=True)
    before = sorted(folder.rglob("*"))
    assert main([command, path]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert path in line
    assert sorted(folder.rglob("*")) == before
