"""Names are shown as text everywhere: nothing that a scenario says is obeyed by what shows it."""

import csv
import io
import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hostile import NAMES
from rich.console import Console

from sacsim import Scenario, load
from sacsim.cli import main
from sacsim.cli.options import tell_place
from sacsim.engine.store import csv_bytes, json_bytes, parquet_bytes
from sacsim.report.log_files import csv_for_excel, summary
from sacsim.report.logs import logs
from sacsim.report.plots import drawing, plain, saved
from sacsim.report.tables import print_heading
from sacsim.scenario.positions import KeyPath, Position
from sacsim.scenario.problems import as_text, printable
from sacsim.scenario.tree import planted

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")
HARMLESS = [name for name in NAMES if name[:1].isalnum()]
AT: dict[KeyPath, Position] = {(): Position("hostile.toml")}
TOWN = """\
format = 1
extends = "small_town.toml"
name = {name}
"""


def toml(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, made)
    teams = "".join(
        f"[teams.{toml(name)}]\nofficers = {{ value = 1, source = {toml(other)} }}\n"
        'shifts = "monday_to_friday"\n'
        for name, other in zip(HARMLESS, NAMES, strict=False)
    )
    text = TOWN.format(name=toml(NAMES[0] + NAMES[12] + "\x1b[31m")) + teams
    (made / "hostile.toml").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def scenario(folder: Path) -> Scenario:
    return load(folder / "hostile.toml")


def obeyed(text: str) -> list[str]:
    """Characters of a text that would steer whatever shows it."""
    return [char for char in text.replace("\n", "") if not char.isprintable()]


def cells(content: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        yield from row


def test_there_are_fifty_names() -> None:
    assert len(set(NAMES)) >= 50


@pytest.mark.parametrize("command", ["check", "explain"])
def test_on_a_terminal(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TERM", "xterm")
    assert main([command, "hostile.toml"]) == 0
    said = capsys.readouterr()
    assert not obeyed(said.out + said.err)
    if command == "explain":
        assert "<script>alert(1)</script>[red]x[/red]\\x1b[31m" in said.out


@pytest.mark.parametrize("name", NAMES)
def test_as_a_heading_and_in_a_table(
    name: str, scenario: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name is there, letter by letter, whatever it is made of."""
    named = scenario.model_copy(update={"name": planted({"name": name}, AT).data["name"]})
    stream = io.StringIO()
    print_heading(named, 1, Console(file=stream, width=300, emoji=False), [f"name={name}"])
    said = stream.getvalue()
    assert not obeyed(said)
    shown = printable(name).strip()
    assert shown in said.splitlines()[0]
    assert f"Set: name={printable(name)}." in said
    tell_place("Results", Path(f"results/{name.replace(chr(0), '')}"))
    assert not obeyed(capsys.readouterr().out)
    table = pd.DataFrame({"scenario": [as_text(name), "x"], "value": ["-0.5", "1"]})
    for content in (csv_for_excel(table), csv_bytes(table)):
        found = list(cells(content))
        assert len(found) == 6
        for cell in found:
            assert not obeyed(cell)
            assert not FORMULA.match(cell) or NUMBER.fullmatch(cell)


def test_in_parquet_and_json_they_are_what_they_were() -> None:
    """Data keep a name letter by letter, and write no control character as it is."""
    table = pd.DataFrame({"scenario": NAMES})
    read = pd.read_parquet(io.BytesIO(parquet_bytes(table)))
    assert read["scenario"].tolist() == [*NAMES]
    content = json_bytes({"names": NAMES})
    assert json.loads(content)["names"] == [*NAMES]
    assert not obeyed(content.decode())
    assert content.isascii()


def test_in_logs_for_excel_and_in_markdown(scenario: Scenario) -> None:
    made = logs(scenario)
    for table in (made.assumptions, made.data, made.decisions):
        for cell in cells(csv_for_excel(table)):
            assert not obeyed(cell)
            assert not FORMULA.match(cell) or NUMBER.fullmatch(cell)
    text = summary(made, scenario)
    assert not obeyed(text)
    assert not re.search(r"(?<!\\)<(script|img)", text)
    assert text.splitlines()[0].startswith("# Logs of \\<script\\>")


def test_in_pictures() -> None:
    """As text in the drawing: no element of the name's own, no formula set, no error."""
    from matplotlib.figure import Figure

    with drawing():
        figure = Figure(figsize=(10, 20))
        for place, name in enumerate(NAMES):
            figure.text(0.1, 1 - (place + 1) / (len(NAMES) + 2), plain(name))
        files = saved(figure, "names")
    root = ET.fromstring(files["names.svg"])
    kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not kinds & {"script", "image", "a", "foreignObject"}


def test_a_team_is_not_named_like_a_formula(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What becomes a column's cells must begin with a letter or digit."""
    wrong = [name for name in NAMES if name not in HARMLESS]
    text = TOWN.format(name='"x"') + "".join(
        f"[teams.{toml(name)}]\nofficers = 1\nshifts = 'monday_to_friday'\n" for name in wrong
    )
    path = folder / "team.toml"
    path.write_text(text, encoding="utf-8")
    assert main(["check", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len({printable(name) for name in wrong}) > 30
    assert all("a name must begin with a letter or digit" in line for line in lines)
    assert all(line.isprintable() for line in lines)
