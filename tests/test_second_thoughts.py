"""What a user may not have meant: lost sources, empty teams, sums for totals, results to resume."""

from pathlib import Path

import pytest

from sacsim.cli import main
from sacsim.engine import store
from sacsim.errors import BadInput
from sacsim.scenario.scenario import load
from sacsim.scenario.warnings import warnings

ROOT = Path(__file__).resolve().parents[1]
TOWN = ROOT / "scenarios" / "small_town.toml"
ATTENDS = "pathway.deployment.attends"


def test_a_number_put_in_place_of_a_sourced_one_has_no_source() -> None:
    before = load(TOWN)
    after = before.change({f"{ATTENDS}.domestic_burglary": 1.0})
    stated = before.sources[ATTENDS].source
    assert f"{ATTENDS}.domestic_burglary" not in after.sources
    assert after.sources[f"{ATTENDS}.personal_robbery"].source == stated
    assert after.sources[f"{ATTENDS}.personal_robbery"].value == 0.75
    assert ATTENDS not in after.sources


def test_shipped_scenarios_have_no_warnings() -> None:
    for path in sorted((ROOT / "scenarios").glob("*.toml")):
        assert list(warnings(load(path))) == []


def test_an_empty_team_and_a_team_nobody_asks_are_named() -> None:
    town = load(TOWN).change(
        {
            "teams.pip2.officers": 0,
            "teams.CSI.officers": 40,
            "teams.CSI.shifts": "cid",
            "pathway.casefile.file_builders_do": 0.5,
        }
    )
    assert list(warnings(town)) == [
        "teams.pip2: nobody is in it; whatever needs it waits for ever",
        "teams.file_builders: nobody is in it; whatever needs it waits for ever",
        "teams.CSI: no stage and no other demand uses this team; did you mean 'csi'?",
    ]


def test_a_value_far_from_the_one_before_is_asked_about(tmp_path: Path) -> None:
    """Ten times is far, in a file as in an option; a size, a switch-off or half as much is not."""
    travel = "pathway.deployment.travel_minutes"
    near = {travel: 80, "pathway.casefile.file_builders_do": 0, "teams.csi.officers": 900}
    assert list(warnings(load(TOWN).change(near))) == []
    (line,) = warnings(load(TOWN).change({travel: 900}))
    assert line.startswith(f"{travel}: 900 is 99.3 times what it was before, lognormal")  # 8 e^1/8
    assert "mean 9.07" in line
    (tmp_path / "parent.toml").write_text(TOWN.with_name("england_median.toml").read_text("utf-8"))
    child = tmp_path / "child.toml"
    quick = "[pathway.deployment]\ntravel_minutes = { lognormal = { median = 0.5, log_sd = 0.5 } }"
    child.write_text(f'format = 1\nextends = "parent.toml"\n{quick}\n')
    (line,) = warnings(load(child))
    assert "is a 16th of what it was before" in line
    child.write_text('format = 1\nextends = "parent.toml"\nname = "x"\n')
    assert list(warnings(load(child))) == []
    taken_over = load(TOWN).change({f"{ATTENDS}.domestic_burglary": 0.01})
    assert list(warnings(taken_over.change({ATTENDS: 0.5}))) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", str(TOWN), "--set", "teams.csi.officers=+5"], "write the new total"),
        (["explain", str(TOWN), str(TOWN), "--set", "seed=1"], "goes with one scenario"),
        (["run", str(TOWN), "--resume"], "no results of this scenario under results"),
    ],
)
def test_one_line_says_what_to_do_instead(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert message in told[0]
    assert not list(tmp_path.iterdir())


def test_resume_goes_to_the_newest_folder_of_the_same_results(tmp_path: Path) -> None:
    folder, key = tmp_path / "town", {"scenario": "a"}
    for name, held in (("town", "a"), ("town-2", "a"), ("town-3", "b")):
        (tmp_path / name).mkdir()
        store.write(tmp_path / name / store.KEY, f'{{"scenario": "{held}"}}'.encode())
    assert store.latest(folder, key) == tmp_path / "town-2"
    with pytest.raises(BadInput, match="name them with -o"):
        store.latest(folder, {"scenario": "c"})
