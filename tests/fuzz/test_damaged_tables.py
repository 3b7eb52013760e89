"""Tables that people make: whatever is wrong with one is told by row and column, or it is sound.

A seed makes each mutant. The ordinary run tries 200 live crimes, 100 actual figures and 12 folders
of data.police.uk; `pytest -m long tests/fuzz` twenty times as many.
"""

import re
import shutil
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from watch import watched

from sacsim import BadInput, Scenario, load
from sacsim.demand.fragment import fragment
from sacsim.demand.police_uk import read_police_uk
from sacsim.experiment.score import Line, read_actual
from sacsim.scenario.backlog import COLUMNS, live_crimes
from sacsim.scenario.backlog_checks import Settled
from sacsim.scenario.table import Table

SCENARIOS = Path(__file__).parents[2] / "scenarios"
POLICE_UK = Path(__file__).parents[1] / "data" / "policeuk_tiny"
NEVER = (
    "nan", "inf", "-1e400", "9" * 400, "=1+1", "@SUM(A1)", "<script>", "\x1b[31m", "\u202e",
    "31/01/2021", "2021-02-30", "0000-00-00", "9999-12-31", "1066-10-14", "n/a", "?",
    "#REF!", "x" * 3000, "x" * 200_000, "\u0663", "1_000", "1,5", "£5",
)  # fmt: skip
"""No cell that is read has such a content."""
REAL_DAYS = ("9999-12-31", "1066-10-14")
"""But for these, where any day may stand: rows of other days than a forecast's are passed over."""
Luck = np.random.Generator
DAYS = [str(date(2021, 1, 1) + timedelta(weeks=n)) for n in range(4)]
MANIFEST = {"scenario": "abc", "name": "Town", "periods": ["week", 4]}
BANDS = pd.DataFrame({"scenario": "Town", "period_start": DAYS})
ACTUAL = "scenario,period_start,crime_type,measure,value\n" + "".join(
    f"Town,{day},all,live,{n + 3}\n" for n, day in enumerate(DAYS)
)


def damaged(
    content: bytes, luck: Luck, free: Iterable[int] = (), days: Iterable[int] = ()
) -> tuple[bytes, int, bool]:
    """A table with one thing wrong; its row, and whether it must be refused.

    `free` are columns of texts, `days` those of any day.
    """
    lines = content.decode().splitlines()
    cells = [line.split(",") for line in lines]
    row = int(luck.integers(1, len(lines)))
    columns = [n for n, cell in enumerate(cells[row]) if n not in set(free) and cell]
    column = int(luck.choice(columns))
    kind = int(luck.integers(9))
    if kind < 4:
        never = [each for each in NEVER if column not in set(days) or each not in REAL_DAYS]
        cells[row][column] = f'"{never[luck.integers(len(never))]}"'
    elif kind == 4:
        cells[row].append("more")
    elif kind == 5:
        cells[0][column] += "x"
        row = 0
    elif kind == 6:
        return bytes(luck.permutation(list(content)).astype(np.uint8)), -1, False
    elif kind == 7:
        forms = [b"", content.decode().encode("utf-16"), content + b"\0", content + b"\xff",
                 content.replace(b",", b";"), content.replace(b",", b"\t")]  # fmt: skip
        return forms[luck.integers(len(forms))], -1, True
    else:
        at = int(luck.integers(len(content)))
        return content[:at] + luck.bytes(5) + content[at:], -1, False
    return "\n".join(map(",".join, cells)).encode() + b"\n", row + 1, True


def tried(
    mutants: int, first: int, content: bytes, read: Callable[[bytes], object], **kept: Iterable[int]
) -> None:
    """Read so many mutants: each is sound, or refused in clear lines which name the row."""
    refused = 0
    for seed in range(first, first + mutants):
        made, row, must = damaged(content, np.random.default_rng([7, seed]), **kept)
        lines = problems(read, made)
        refused += bool(lines)
        assert lines or not must, (seed, made)
        assert len(lines) <= 101
        assert all(line.isprintable() and len(line) < 1500 for line in lines), (seed, lines)
        if row > 0:
            assert any(re.search(rf"\brow {row}\b", line) for line in lines), (seed, lines)
    assert refused > mutants / 2


def problems(read: Callable[..., object], *given: object) -> list[str]:
    """What is found wrong in reading, line by line; nothing if it can be read."""
    try:
        read(*given)
    except BadInput as error:
        return error.problems
    return []


@pytest.fixture(scope="module")
def town() -> Scenario:
    return load(SCENARIOS / "small_town_today.toml")


def live(town: Scenario, mutants: int, first: int) -> None:
    settled = Settled(town.clock, town.window[0], town.teams, town.pathway)
    content = (SCENARIOS / "small_town_backlog.csv").read_bytes()
    names = content.decode().splitlines()[0].split(",")
    assert set(names) <= set(COLUMNS)
    tried(
        mutants,
        first,
        content,
        lambda made: live_crimes(Table("t.csv", "t.csv", made), settled),
        free=[names.index("crime")] if "crime" in names else [],
    )


def test_live_crimes(town: Scenario) -> None:
    live(town, 200, 0)


@pytest.mark.long
def test_many_live_crimes(town: Scenario) -> None:
    live(town, 4000, 1000)


def happened(made: bytes) -> dict[Line, dict[date, float]]:
    return read_actual(Table("a.csv", "a.csv", made), BANDS, MANIFEST)


def test_what_happened() -> None:
    assert happened(ACTUAL.encode())[Line("live", "all")][date(2021, 1, 1)] == 3
    tried(100, 0, ACTUAL.encode(), happened, days=[1])


@pytest.mark.long
def test_much_that_happened() -> None:
    tried(2000, 1000, ACTUAL.encode(), happened, days=[1])


def police_uk(folder: Path, mutants: int, first: int) -> None:
    read = [*POLICE_UK.rglob("*street.csv"), *POLICE_UK.rglob("*outcomes.csv")]
    files = sorted(path for path in read if path.read_bytes().count(b"\n") > 1)
    for seed in range(first, first + mutants):
        luck = np.random.default_rng([9, seed])
        here = folder / str(seed)
        shutil.copytree(POLICE_UK, here)
        hurt = here / files[luck.integers(len(files))].relative_to(POLICE_UK)
        content = hurt.read_bytes()
        at = int(luck.integers(len(content)))
        forms = [
            b"",
            content[:at],
            content[:at] + luck.bytes(20) + content[at:],
            content.decode().encode("utf-16"),
            content.replace(b"Crime ID", b"Crime Id", 1),
            content.replace(b",", b",,", 1),
            content + b"one,cell,more\n",
            content + b"\0\n",
        ]
        kind = int(luck.integers(len(forms)))
        hurt.write_bytes(forms[kind])
        with watched(here):
            lines = problems(lambda where: fragment(read_police_uk(where)), here)
        assert lines or kind in (1, 2), seed
        assert not lines or any(hurt.name in line or "row" in line for line in lines), (seed, lines)
        assert kind != 4 or "Crime ID" in lines[0]


def test_folders_of_data_police_uk(tmp_path: Path) -> None:
    police_uk(tmp_path, 12, 0)


@pytest.mark.long
def test_many_folders_of_data_police_uk(tmp_path: Path) -> None:
    police_uk(tmp_path, 240, 100)
