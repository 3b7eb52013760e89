"""Whatever is done to a scenario file, `check` says that it is sound or what is wrong with it.

The ordinary run tries 300 mutants; SACSIM_MUTANTS=10000 tries as many more as one has time for.
"""

import io
import os
import re
import shutil
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest

from sacsim.cli import main

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = ("england_median.toml", "small_town.toml", "bedfordshire.toml")
MUTANTS = int(os.environ.get("SACSIM_MUTANTS", "300"))
BATCHES = 10
SLOWEST = 2.0
NONSENSE = [
    "nan",
    "inf",
    "-inf",
    "-1",
    "-0.001",
    "1e400",
    "99999999999999999999999999",
    "true",
    '""',
    '"x"',
    '"\\u0000\\u001b[31m\\u202e"',
    '"' + "y" * 5000 + '"',
    "[]",
    "[1, 2]",
    "{}",
    "{ value = nan }",
    "{ exponential = { mean = -1 } }",
    "{ gamma = 3 }",
    "2020-02-30",
    "2020-07-01",
    "0x10",
    "1_000",
    "[[[[]]]]",
    "{ a = { b = { c = 1 } } }",
]
KEY = re.compile(r"^([A-Za-z_][\w.]*)( *= *)(.+)$", re.M)
HEAD = re.compile(r"^\[([\w.]+)\]$", re.M)
HARMLESS = {"name", "about", "role", "source", "label", "denominator", "period", "published"}
"""Keys whose loss or change need not be a mistake."""


class Mutant:
    """A damaged scenario file; `key` is the one key that is at fault, if there is just one."""

    def __init__(self, luck: np.random.Generator) -> None:
        self.luck = luck
        self.name = SHIPPED[luck.integers(len(SHIPPED))]
        self.content = (SCENARIOS / self.name).read_bytes()
        self.key = ""
        self.what = str(luck.choice(sorted(MUTATIONS)))
        MUTATIONS[self.what](self)

    def one_of(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """Any one of the places that a pattern finds."""
        found = list(pattern.finditer(self.text))
        return found[self.luck.integers(len(found))]

    @property
    def text(self) -> str:
        return self.content.decode()

    def put(self, start: int, end: int, new: str) -> None:
        """Replace a part of the text."""
        self.content = (self.text[:start] + new + self.text[end:]).encode()


def delete_key(m: Mutant) -> None:
    found = m.one_of(KEY)
    m.put(*found.span(), "")


def repeat_key(m: Mutant) -> None:
    found = m.one_of(KEY)
    m.put(found.end(), found.end(), f"\n{found[0]}")
    m.key = found[1]


def misspell_key(m: Mutant) -> None:
    found = m.one_of(KEY)
    at = m.luck.integers(len(found[1]))
    m.key = found[1][:at] + "q" + found[1][at:]
    m.put(*found.span(1), m.key)


def wrong_value(m: Mutant) -> None:
    found = m.one_of(KEY)
    m.put(*found.span(3), NONSENSE[m.luck.integers(len(NONSENSE))])
    m.key = found[1]


def huge_or_negative(m: Mutant) -> None:
    number = m.one_of(re.compile(r"(?<![\w.\"-])\d[\d_]*(\.\d+)?(?![\w.-])"))
    m.put(*number.span(), str(m.luck.choice(["-3", "1e308", "1e999", "nan", "9" * 400])))


def delete_table(m: Mutant) -> None:
    found = m.one_of(HEAD)
    m.put(*found.span(), "")


def repeat_table(m: Mutant) -> None:
    found = m.one_of(HEAD)
    m.put(len(m.text), len(m.text), f"\n[{found[1]}]\n")
    m.key = found[1]


def rename_table(m: Mutant) -> None:
    found = m.one_of(HEAD)
    m.put(*found.span(1), found[1] + "_x")


def truncate(m: Mutant) -> None:
    m.content = m.content[: m.luck.integers(len(m.content))]


def random_bytes(m: Mutant) -> None:
    at = m.luck.integers(len(m.content))
    m.content = m.content[:at] + m.luck.bytes(int(m.luck.integers(1, 40))) + m.content[at:]


def flip_bits(m: Mutant) -> None:
    changed = bytearray(m.content)
    for at in m.luck.integers(len(changed), size=3):
        changed[at] ^= 1 << int(m.luck.integers(8))
    m.content = bytes(changed)


def another_parent(m: Mutant) -> None:
    names = ["../x.toml", "/etc/passwd", m.name, "nowhere.toml", "a\\u0000b", ".", "x/" * 3000]
    parent = f'extends = "{names[m.luck.integers(len(names))]}"'
    found = re.search(r"^extends.*$", m.text, re.M)
    m.put(*(found.span() if found else (0, 0)), parent + "\n")
    m.key = "extends"


def deep_nesting(m: Mutant) -> None:
    depth = int(m.luck.integers(10, 3000))
    m.put(len(m.text), len(m.text), f"\nz = {'[' * depth}{']' * depth}\n")


MUTATIONS = {
    each.__name__: each
    for each in (
        delete_key,
        repeat_key,
        misspell_key,
        wrong_value,
        huge_or_negative,
        delete_table,
        repeat_table,
        rename_table,
        truncate,
        random_bytes,
        flip_bits,
        another_parent,
        deep_nesting,
    )
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("mutants") / "scenarios"
    made.mkdir()
    for name in SHIPPED:
        shutil.copy(SCENARIOS / name, made)
    return made


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_mutant_is_sound_or_refused(
    batch: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    times, refusals, named = [], 0, 0
    for seed in range(batch, MUTANTS, BATCHES):
        mutant = Mutant(np.random.default_rng([20220811, seed]))
        path = folder / "mutant.toml"
        path.write_bytes(mutant.content)
        before = sorted(folder.parent.rglob("*"))
        out, err = io.StringIO(), io.StringIO()
        began = time.perf_counter()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["check", "mutant.toml"])
        times.append(time.perf_counter() - began)
        case = f"{mutant.what} of {mutant.name}, seed {seed}: {err.getvalue()}"
        assert code in (0, 2), case
        assert sorted(folder.parent.rglob("*")) == before, case
        assert times[-1] < SLOWEST, case
        said = err.getvalue()
        if code == 0:
            assert said == "", case
            continue
        assert out.getvalue() == "", case
        assert said.isprintable() or said.replace("\n", "").isprintable(), case
        lines = said.splitlines()
        assert 0 < len(lines) <= 101, case
        assert all(len(line) < 1000 for line in lines), case
        assert "mutant.toml" in said, case
        if mutant.key:
            refusals += 1
            named += mutant.key.rpartition(".")[2] in said
    assert named >= 0.99 * refusals
    assert np.median(times) < 0.5


def test_nonsense_is_never_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever a plain number stands, no nonsense passes for one."""
    text = (SCENARIOS / "small_town.toml").read_text()
    numbers = list(
        re.finditer(r"(?<=officers = \{ value = )\d+|(?<=per_year = \{ value = )\d+", text)
    )
    assert len(numbers) > 30
    for place, wrong in enumerate(
        ["nan", "inf", "-1", "true", '"3"', "[3]", "1e300", "2020-07-01"]
    ):
        found = numbers[place * 4]
        (folder / "mutant.toml").write_text(text[: found.start()] + wrong + text[found.end() :])
        assert main(["check", str(folder / "mutant.toml")]) == 2
        said = capsys.readouterr().err
        line = text.count("\n", 0, found.start()) + 1
        assert len(said.splitlines()) == 1
        assert f"mutant.toml:{line}: " in said
