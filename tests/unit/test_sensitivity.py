"""Sensitivity: indices known in closed form, luck told apart, ranges held inside what can be."""

import dataclasses
import io
from math import pi, sin
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from sacsim import load
from sacsim.chance.draws import Draws
from sacsim.cli import main
from sacsim.experiment.files import Experiment, Sensitivity
from sacsim.experiment.screening import design, indices, luck_share
from sacsim.experiment.sensitivity import of_scenario, sensitivity
from sacsim.experiment.uncertain import uncertain, values, within
from sacsim.measure.asked import Asked
from sacsim.report.sensitivity import print_sensitivity
from sacsim.report.sensitivity_plot import pictures
from sacsim.scenario.scenario import Scenario

TOWN = Path(__file__).parents[2] / "scenarios" / "small_town.toml"
TEAMS = ("csi", "pip2", "desk")
KEYS = tuple(f"teams.{team}.abstraction" for team in TEAMS)
LUCK = Draws(1, 0)
ISHIGAMI_FIRST = [0.3139, 0.4424, 0.0]
ISHIGAMI_TOTAL = [0.5576, 0.4424, 0.2437]


def ishigami(x: np.ndarray) -> float:
    a, b, c = pi * (2 * np.asarray(x) - 1)
    return sin(a) + 7 * sin(b) ** 2 + 0.1 * c**4 * sin(a)


def g_function(x: np.ndarray) -> float:
    a = np.array([0.0, 1.0, 9.0])
    return float(np.prod((np.abs(4 * np.asarray(x) - 2) + a) / (1 + a)))


@pytest.fixture(scope="module")
def asked() -> Experiment:
    ranged = {"value": 0.2, "low": 0.0, "high": 0.5, "status": "assumed"}
    town = load(TOWN).change(dict.fromkeys(KEYS, ranged))
    found = of_scenario(town, TOWN)
    settings = Sensitivity(sections=KEYS, trajectories=4)
    return dataclasses.replace(found, sensitivity=settings, measures=(Asked("crimes_charged"),))


def x_of(scenario: Scenario) -> np.ndarray:
    return np.array([2 * scenario.teams[team].abstraction for team in TEAMS])


def test_morris_finds_a_linear_model_exactly(asked: Experiment) -> None:
    found = sensitivity(asked, 2, figures=lambda s, n: [float(x_of(s) @ [10.0, -5.0, 0.0]) + n])
    rows = found.indices.set_index("name")
    assert rows.loc[list(KEYS), "index"].tolist() == pytest.approx([10, 5, 0], abs=1e-6)
    assert rows.loc[list(KEYS), "detectable"].tolist() == [True, True, False]
    assert found.luck["crimes_charged"] == pytest.approx(0, abs=1e-9)
    assert found.runs == 4 * 4 * 2


def test_sobol_finds_ishigami_through_the_same_door(asked: Experiment) -> None:
    settings = Sensitivity(sections=KEYS, trajectories=64, method="sobol")
    asked = dataclasses.replace(asked, sensitivity=settings)
    found = sensitivity(asked, 1, figures=lambda s, n: [ishigami(x_of(s))])
    rows = found.indices.set_index("name").loc[list(KEYS)]
    assert np.all(np.abs(rows["index"] - np.array(ISHIGAMI_TOTAL)) < 0.25)
    assert np.all((rows["low"] < ISHIGAMI_TOTAL) & (rows["high"] > ISHIGAMI_TOTAL))


@pytest.mark.parametrize("known", ["ishigami", "g"])
def test_sobol_indices_are_the_known_ones(known: str) -> None:
    names = ["a", "b", "c"]
    at = design(names, "sobol", 2048, 3)
    if known == "ishigami":
        output, first, total = [ishigami(x) for x in at], ISHIGAMI_FIRST, ISHIGAMI_TOTAL
    else:
        parts = [1 / 3, 1 / 12, 1 / 300]
        whole = np.prod([1 + v for v in parts]) - 1
        output = [g_function(x) for x in at]
        first = [v / whole for v in parts]
        total = [v * (1 + whole) / (1 + v) / whole for v in parts]
    found = indices(names, "sobol", at, np.array(output)[:, None], 3)
    assert [each.value for each in found] == pytest.approx(total, abs=0.03)
    assert [each.alone for each in found] == pytest.approx(first, abs=0.03)


def test_groups_move_together() -> None:
    """A group's change is that of its members; members that cancel hide one another."""
    names = ["g", "g", "h"]
    at = design(names, "morris", 50, 3)
    found = {
        one.name: one for one in indices(names, "morris", at, (at @ [2.0, 3.0, 1.0])[:, None], 3)
    }
    assert set(found) == {"g", "h"}
    assert found["h"].value == pytest.approx(1)
    assert 1 - 1e-9 <= found["g"].value <= 5 + 1e-9


def test_luck_is_told_from_influence() -> None:
    names = ["a", "b"]
    at = design(names, "morris", 200, 3)
    rng = np.random.default_rng(5)
    shared, own = 50 * rng.normal(size=4), rng.normal(size=(len(at), 4))
    outputs = (at @ [10.0, 0.0])[:, None] + shared + own
    found = indices(names, "morris", at, outputs, 3)
    assert found[0].detectable
    assert not found[1].detectable
    assert found[1].value == pytest.approx(found[1].by_luck, rel=0.2)
    between = 100 * float(at[:, 0].var(ddof=1))
    assert luck_share(outputs) == pytest.approx(1 / (1 + between), rel=0.3)
    assert np.isnan(luck_share(outputs[:, :1]))


def test_members_of_the_section_that_matters_come_second(asked: Experiment) -> None:
    settings = Sensitivity(
        sections=("teams.csi", "teams.desk"), trajectories=3, members_of=1, without_range=1.1
    )
    asked = dataclasses.replace(asked, sensitivity=settings)
    found = sensitivity(asked, 2, figures=lambda s, n: [10 * x_of(s)[0]])
    sections = found.largest(asked.measures[0], "section")
    assert sections["name"].tolist() == ["teams.csi", "teams.desk"]
    assert sections["detectable"].tolist() == [True, False]
    members = found.largest(asked.measures[0], "number")
    assert all(name.startswith("teams.csi.") for name in members["name"])
    assert members["name"].tolist()[0] == "teams.csi.abstraction"
    assert members["index"].tolist()[1:] == [0.0] * (len(members) - 1)


def test_numbers_go_no_further_than_the_model_allows() -> None:
    town = load(TOWN)
    numbers, still = uncertain(town, ("pathway.suspect", "teams.pip2"), 3.0)
    assert {each.group for each in numbers} == {"pathway.suspect", "teams.pip2"}
    allowed, made = within(town, numbers, [[0.0] * len(numbers), [1.0] * len(numbers)])
    assert len(made) == 2  # of three times every share, which the model would refuse
    ends = values(allowed, [1.0] * len(allowed))
    assert ends["pathway.suspect.arrests.personal_robbery"] == 1.0
    assert isinstance(ends["teams.pip2.officers"], int)
    middle = values(numbers, [0.5] * len(numbers))
    for number in numbers:
        if not number.ranged and isinstance(middle.get(number.key), float):
            assert middle[number.key] == pytest.approx(number.leaves[0].stated.value)
    assert not set(still) & set(ends)


def test_what_lacks_is_told_in_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["sensitivity", str(TOWN), "--method", "moris"]) == 2
    assert "one of: morris, sobol" in capsys.readouterr().err
    assert main(["sensitivity", str(TOWN), "--measure", "crime_charged"]) == 2
    assert "did you mean 'crimes_charged'?" in capsys.readouterr().err
    assert main(["sensitivity", str(TOWN), "--method", "sobol", "--trajectories", "6"]) == 2
    assert "4, 8" in capsys.readouterr().err


def test_what_matters_is_told_with_what_to_ask_for(asked: Experiment) -> None:
    settings = Sensitivity(sections=("teams.csi", "teams.desk"), trajectories=2, members_of=1)
    asked = dataclasses.replace(
        asked, sensitivity=settings, measures=(Asked("crimes_charged"), Asked("guard_hours"))
    )
    found = sensitivity(asked, 2, figures=lambda s, n: [10 * x_of(s)[0], 1.0])
    page = io.StringIO()
    print_sensitivity(found, Console(file=page, width=110))
    said = page.getvalue()
    assert "1. teams.csi.abstraction: moves it by 10" in said
    assert "now 0.2, stated range 0 to 0.5; assumed: no source" in said
    assert "ask your data for: " in said
    assert "nothing beyond luck" in said
    assert "Luck: 0 % of the variance" in said
    assert set(pictures(found)) == {"sensitivity.png", "sensitivity.svg"}
