"""Experiment files: read as scenarios are, everything wrong at once, nothing run before."""

from pathlib import Path

import pytest

from sacsim.cli import main
from sacsim.errors import BadInput
from sacsim.experiment.allocate_file import check_file, is_asked
from sacsim.experiment.files import is_experiment, read_experiment

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "experiments").glob("*.toml"))
HEAD = 'format = 1\nname = "A test"\nscenario = "../scenarios/small_town.toml"\n'
MEASURES = 'measures = ["crimes_charged"]\n'


def written(folder: Path, text: str) -> Path:
    scenarios = folder / "scenarios"
    scenarios.mkdir()
    for path in (ROOT / "scenarios").glob("*.toml"):
        (scenarios / path.name).write_bytes(path.read_bytes())
    (folder / "experiments").mkdir()
    file = folder / "experiments" / "test.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(folder: Path, text: str) -> list[str]:
    file = written(folder, text)
    with pytest.raises(BadInput) as told:
        read_experiment(file)
    return [line.replace(str(file), "test.toml") for line in told.value.problems]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_experiments_are_sound(path: Path) -> None:
    assert is_experiment(path)
    if is_asked(path):
        assert "40 posts to response" in check_file(path)
        return
    asked = read_experiment(path)
    assert len(asked.scenarios) == len(asked.points)
    assert len({each.digest for each in asked.scenarios}) == len(asked.points)


def test_check_takes_experiments_too(capsys: pytest.CaptureFixture[str]) -> None:
    path = ROOT / "experiments" / "small_town_kiosks.toml"
    assert main(["check", str(path)]) == 0
    assert "sound; Grid of 6 points" in capsys.readouterr().out


def test_numbers_words_and_factors_reach_the_scenario(tmp_path: Path) -> None:
    asked = read_experiment(
        written(
            tmp_path,
            HEAD + MEASURES + 'design = "list"\nseed = 5\n[set]\nyears = 2\n[vary]\n'
            '"teams.pip2.officers" = [8, 11]\n"policies.allocation" = ["desk", "score_of_75"]\n'
            '"pathway.scene.attends" = { scale = true, levels = [1, 0.5] }\n'
            '"teams.response.officers" = { scale = true, levels = [1, 1.037] }\n',
        )
    )
    first, second = asked.scenarios
    assert (first.teams["pip2"].officers, second.teams["pip2"].officers) == (8, 11)
    assert (first.policies.allocation, second.policies.allocation) == ("desk", "score_of_75")
    attends = [each.pathway.scene.attends["domestic_burglary"] for each in asked.scenarios]
    assert attends[1] == pytest.approx(attends[0] / 2)
    assert second.teams["response"].officers == 41  # 1.037 times 40, whole
    assert (first.seed, first.years, second.seed) == (5, 2, 5)


def test_ranges_of_whole_numbers_stay_whole(tmp_path: Path) -> None:
    asked = read_experiment(
        written(
            tmp_path,
            HEAD + MEASURES + 'design = "sobol"\npoints = 8\n[vary]\n'
            '"teams.pip2.officers" = { low = 6, high = 12 }\n'
            '"teams.pip2.abstraction" = { low = 0.1, high = 0.3 }\n',
        )
    )
    assert all(isinstance(each["teams.pip2.officers"], int) for each in asked.points)
    assert len({each["teams.pip2.abstraction"] for each in asked.points}) == 8


def test_everything_wrong_with_the_file_is_told_at_once(tmp_path: Path) -> None:
    lines = refused(
        tmp_path,
        HEAD + 'measures = ["crimes_chargd", "outcome_share.charged:burglry"]\nrepliactions = 8\n'
        '[vary]\n"teams.pip2.officers" = { low = 8, high = 6 }\n"x.y" = []\n'
        "teams.kiosk.kiosks = [1, 2]\n",
    )
    text = "\n".join(lines)
    for part in (
        "test.toml:4: measures[0]: 'crimes_chargd' is no measure",
        "did you mean 'crimes_charged'?",
        "'burglry' is no crime type",
        "test.toml:5: repliactions: unknown key",
        "low is 8, which is not below the high of 6",
        "test.toml:8: vary.'x.y': has 0 items; must have at least 1",
        "test.toml:9: vary.teams: write the whole key in quotation marks",
    ):
        assert part in text, part


def test_everything_wrong_with_the_scenario_is_told_at_once(tmp_path: Path) -> None:
    lines = refused(
        tmp_path,
        HEAD + 'measures = ["pip9.utilisation"]\n[vary]\n"teams.pip2.oficers" = [1, 2]\n'
        '"policies.allocation" = ["desk", "dsk"]\n"teams.csi.officers" = [-1, 2.5]\n'
        '"name" = { scale = true, levels = [2, 3] }\n',
    )
    text = "\n".join(lines)
    for part in (
        "test.toml:4: measures[0]: 'pip9' is no team",
        "test.toml:6: teams.pip2.oficers: unknown key",
        "test.toml:7: policies.allocation: is the text 'dsk'; must be one of",
        "test.toml:8: teams.csi.officers: is -1",
        "test.toml:8: teams.csi.officers: is 2.5",
        "test.toml:9: name: is not a number",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('design = "grid"\npoints = 9\n[vary]\n"a.b" = [1]\n', "points: is not for a grid"),
        ('design = "sobol"\n[vary]\n"a.b" = [1]\n', "points: is missing"),
        ('design = "sobol"\npoints = 30\n[vary]\n"a.b" = [1]\n', "power of two: 16, 32"),
        ('[vary]\n"a.b" = { low = 1, high = 2 }\n', "a grid needs levels"),
        ('design = "list"\n[vary]\n"a.b" = [1, 2]\n"a.c" = [1]\n', "as many levels of each"),
        ('[vary]\n"a.b" = [1, 1]\n', "has a level twice"),
        ('[vary]\n"a.b" = { scale = true, levels = [0, 1] }\n', "a factor must be a number above"),
    ],
)
def test_a_design_that_cannot_be(tmp_path: Path, text: str, part: str) -> None:
    assert part in "\n".join(refused(tmp_path, HEAD + MEASURES + text))


@pytest.mark.parametrize(
    "name", ["../../elsewhere.toml", "/etc/passwd", "C:/x.toml", "none.toml", "..\\\\x.toml"]
)
def test_the_scenario_lies_near(tmp_path: Path, name: str) -> None:
    text = HEAD.replace("../scenarios/small_town.toml", name) + MEASURES
    (line,) = refused(tmp_path, text)
    assert line.startswith("test.toml:3: scenario: ")


def test_every_point_is_checked_before_any_run(tmp_path: Path) -> None:
    """Each share alone is sound; together they are more than the whole."""
    lines = refused(
        tmp_path,
        HEAD + MEASURES + '[vary]\n"demand.other.emergencies.share" = [0.1, 0.7]\n'
        '"demand.other.priority_incidents.share" = [0.05, 0.6]\n',
    )
    assert lines[0].startswith("point 3 (demand.other.emergencies.share = 0.7,")


def test_a_sweep_of_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", str(ROOT / "experiments" / "what_matters.toml")]) == 2
    assert "vary: is missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "file", "said"),
    [
        ("run", "experiments/small_town_kiosks.toml", "is an experiment, not a scenario"),
        ("sweep", "scenarios/small_town.toml", "is a scenario, not an experiment"),
    ],
)
def test_one_kind_of_file_in_place_of_another_is_said(
    command: str, file: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(Path(__file__).parents[2] / file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
