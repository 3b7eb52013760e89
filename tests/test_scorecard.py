"""The scorecard: every name of the service, on runs that are kept, known in advance or damaged."""

import json
import re
import shutil
from collections.abc import Callable
from math import inf, nan
from pathlib import Path
from typing import NamedTuple

import pytest

from sacsim import cli, load, replicate
from sacsim.engine.measured import read, read_all
from sacsim.errors import BadInput
from sacsim.measure.catalogue import define
from sacsim.measure.rows import AGED, MATURITY
from sacsim.measure.service import BOARD
from sacsim.measure.values import Values
from sacsim.report.board import words
from sacsim.report.scorecard import TEAM, scores
from sacsim.scenario.scenario import Scenario
from sacsim.statistics import Estimate

SMALL_TOWN = Path(__file__).parents[1] / "scenarios" / "small_town.toml"
HAMLET = {
    "warm_up_months": 0,
    "follow_up_months": 1,
    "demand.other.emergency_calls.per_year": 500,
    "demand.other.non_emergency_calls.per_year": 500,
    "demand.other.other_supervision.per_year": 200,
    "demand.other.patrol_and_problem_solving.per_year": 200,
}
AREAS = {
    f"demand.areas.{name}.{key}": value
    for name, share in (("east", 0.5), ("west", 0.5))
    for key, value in (("share", share), ("travel_factor", 1.0), ("vulnerable_factor", 1.0))
}
KNOWN = {
    "charging.rejected_at_triage": 1.0,
    "victim.needs_assessed": 0.0,
    "scene.attends": 0.0,
    "crime.in_progress": 0.0,
    "crime.just_happened": 0.0,
    "deployment.attends": 0.0,
    "suspect.arrests": 0.0,
    "crime.never_supports": 0.0,
}
"""Nothing is visited, nobody arrested, every file rejected the first time."""


def kept(folder: Path, changes: dict[str, object], replications: int = 3) -> Path:
    replicate(load(SMALL_TOWN, HAMLET | changes), replications, workers=1, folder=folder)
    return folder


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kept(tmp_path_factory.mktemp("runs") / "town", AREAS)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same luck under settings whose measures are known in advance; harm 1 a crime."""
    changes = {f"pathway.{key}": value for key, value in KNOWN.items()}
    changes |= {"measures.harm.weight": 1.0, "policies.deployment": "recognised_only"}
    changes |= {"pathway.contact.thrive.unhurried": 0.0, "pathway.contact.thrive.hurried": 0.0}
    changes |= {"pathway.contact.repeat_recognised.unhurried": 0.0,
                "pathway.contact.repeat_recognised.hurried": 0.0}  # fmt: skip
    return kept(tmp_path_factory.mktemp("runs") / "known", changes)


class Said(NamedTuple):
    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def scorecard(capsys: pytest.CaptureFixture[str]) -> Command:
    def command(*arguments: object) -> Said:
        code = cli.main(["scorecard", *map(str, arguments)])
        return Said(code, *capsys.readouterr())

    return command


# -- names ------------------------------------------------------------------------------------

ASKED_FOR = """\
999 answered within 10 seconds; 101 abandonment; 101 average speed of answer; Unresourced incidents;
Emergency attended within SLA; Priority attended within SLA; Scheduled attended within SLA;
Charge/summons rate; Positive outcome rate; Suspect-named rate; Charges per 100 named suspects;
Live crimes, over 28 days; Live crimes, over 90 days; Live crimes, over 180 days;
Live crimes, over 365 days; Workload per investigator; Supervisory review compliance;
Outstanding suspects at the end; Outstanding, over 365 days; Pre-charge bail, over 28 days;
Pre-charge bail, mean; RUI, over 180 days; RUI, mean; Voluntary attendance share; CSI attendance;
CSI recovery; CSI identification; CSI conversion; Digital backlog, unit; Digital turnaround, mean;
DGA compliance, first-time pass; Triage rejection; Action plans per case; Decisions within 28 days;
Victims' Code compliance; Victim needs assessments; Establishment; Strength; Deployable;
Student officers; Tutor ratio"""


def test_every_name_that_the_service_uses_is_on_the_board() -> None:
    names = [line.name for lines in BOARD.values() for line in lines]
    assert set(" ".join(ASKED_FOR.split()).split("; ")) <= set(names)
    assert len(set(names)) == len(names)


def test_every_line_is_a_measure_on_the_bases_it_says_and_none_is_silently_absent(
    town: Path,
) -> None:
    """The small town has every team and setting of the default force, which it extends."""
    rows = read(town).measures
    found = rows.groupby("measure")["basis"].agg(set).to_dict()
    for line in (line for lines in BOARD.values() for line in lines):
        assert bool(line.why_not) != bool(line.measure), line
        measures = [line.measure] if line.measure else []
        if TEAM in line.measure:
            ending = line.measure.removeprefix(TEAM)
            measures = [name for name in found if name.endswith(ending)]
            assert measures, line
        for name in measures:
            assert define(name).meaning
            assert found[name] - {AGED} == set(line.on), line


def test_nothing_is_on_the_board_twice() -> None:
    measures = [line.measure for lines in BOARD.values() for line in lines if line.measure]
    assert len(set(measures)) == len(measures)


def test_the_board_of_the_default_force_is_that_of_the_town() -> None:
    """What lines there are depends on teams and settings, and these are the same."""

    def shape(scenario: Scenario) -> tuple[list[str], list[str], bool]:
        people = [name for name, team in scenario.teams.items() if team.people is not None]
        return list(scenario.teams), people, scenario.measures.harm is not None

    england = load(SMALL_TOWN.with_name("england_median.toml"))
    assert shape(england) == shape(load(SMALL_TOWN))


# -- a run known in advance -------------------------------------------------------------------


def test_measures_that_are_known_in_advance(known: Path) -> None:
    run = read(known)
    values = Values(run.measures, run.replications)

    def of(measure: str, basis: str = MATURITY) -> list[float]:
        return list(values.of((measure, "all", basis)))

    for measure in ("share.attended", "share.csi_attended", "share.needs_assessed",
                    "first_time_pass_share"):  # fmt: skip
        assert of(measure) == [0.0] * 3, measure
    assert min(of("referrals")) > 0
    assert min(of("triage_rejection_share")) > 50
    assert of("share.voluntary_attendance") == [100.0] * 3
    assert of("suspects.bailed", "") == [0] * 3
    assert of("suspects.under_investigation.mean", "") == [0] * 3
    assert of("harm_recorded") == of("crimes_recorded")
    for basis in ("recorded, snapshot", MATURITY, "closed in period"):
        shares = of("outcome_share.charged", basis)
        assert of("harm_share_charged", basis) == pytest.approx(shares)


# -- the command ------------------------------------------------------------------------------


def test_one_run(town: Path, scorecard: Command) -> None:
    said = scorecard(town)
    assert said.code == 0, said.err
    for group in BOARD:
        assert f"\n{group}" in said.out
    for told in ("999 answered within 10 seconds", "Workload per investigator, pip1", "3 repli",
                  "Home Office unit costs", "Not in the model", "mature"):  # fmt: skip
        assert told in " ".join(said.out.split())
    assert max(map(len, said.out.splitlines())) <= 110
    assert "B less A" not in said.out


def test_two_runs_that_share_their_luck(town: Path, known: Path, scorecard: Command) -> None:
    said = scorecard(town, known, "--basis", "closed")
    assert said.code == 0, said.err
    assert "B less A" in said.out
    assert "no detectable difference" in said.out
    charged = next(line for line in said.out.splitlines() if "Charge/summons" in line)
    shape = r" *\+ Charge/summons rate +closed( +[\d.]+%){2} +[-+\d.]+pp \[.*\] +\w.*"
    assert re.fullmatch(shape, charged)
    assert max(map(len, said.out.splitlines())) <= 110
    same = {each.verdict for each in scores(read_all([town, town]), "all", MATURITY)}
    assert same <= {"no difference", ""}
    verdicts = {each.measure: each.verdict
                for each in scores(read_all([town, known]), "all", MATURITY)}  # fmt: skip
    assert verdicts["calls_101.abandonment"] in ("no detectable difference", "no difference")
    assert verdicts["share.attended"] == "differs"


def test_other_luck_or_more_than_two_are_shown_without_differences(
    town: Path, known: Path, tmp_path: Path, scorecard: Command
) -> None:
    other = kept(tmp_path / "other", {"seed": 5})
    assert "No differences are shown" in scorecard(town, other).out
    said = scorecard(town, known, other, "--type", "burglary")
    assert "B less A" not in said.out
    assert "C: Small town" in said.out
    assert "Crimes: burglary" in said.out


def test_json_is_the_table(town: Path, known: Path, scorecard: Command) -> None:
    lines = json.loads(scorecard(town, known, "--json", "--type", "vehicle_crime").out)
    told = {each["name"]: each for each in lines}
    charged = told["Charge/summons rate"]
    assert charged["crime_type"] == "vehicle_crime"
    assert charged["basis"] == MATURITY
    rows = read(town).measures
    chosen = (rows["measure"] == "outcome_share.charged") & (rows["basis"] == MATURITY)
    mean = rows[chosen & (rows["crime_type"] == "vehicle_crime")]["value"].mean()
    assert charged["runs"][0]["value"] == pytest.approx(mean)
    assert charged["better"] == "higher"
    assert charged["definition"].startswith("Crimes with an outcome")
    assert charged["difference"]["used"] == 3
    assert told["999 answered within 10 seconds"]["crime_type"] == "all"


@pytest.mark.parametrize(
    ("estimate", "unit", "signed", "written"),
    [
        (Estimate(4.444, -1.0, 120.0, 2), "%", False, "4.44% \\[0.00, 100.0]"),
        (Estimate(-0.0001, -0.01, 0.0, 2), "%", True, "0.00pp \\[-0.01, 0.00]"),
        (Estimate(0.004, 0.002, 0.006, 2), "jobs", True, "+0.004 \\[0.002, 0.01]"),
        (Estimate(1_234_567.0, nan, nan, 1), "index", False, "1.2m"),
        (Estimate(inf, -inf, inf, 2), "hours", False, "beyond the run"),
        (Estimate(nan, nan, nan, 0), "%", True, "-"),
        (Estimate(1234.5, -inf, inf, 1), "count", True, "+1,234"),
        (Estimate(-50.04, -60.0, -40.0, 2), "days", True, "-50.0 d \\[-60.0, -40.0]"),
    ],
)
def test_how_figures_are_written(estimate: Estimate, unit: str, signed: bool, written: str) -> None:
    assert words(estimate, unit, signed=signed) == written


@pytest.mark.parametrize("split", ["area", "vulnerability", "repeat"])
def test_by_part(town: Path, scorecard: Command, split: str) -> None:
    said = scorecard(town, "--by", split)
    assert said.code == 0, said.err
    heads = {"area": "east", "vulnerability": "not vulnerable", "repeat": "first victim"}
    for told in (heads[split], "by chance", "Crimes attended", "chance"):
        assert told in said.out
    assert max(map(len, said.out.splitlines())) <= 110


# -- what is refused --------------------------------------------------------------------------


def refused(said: Said, *parts: str, lines: int = 1) -> None:
    assert said.code == 2, said
    assert said.out == ""
    assert len(said.err.splitlines()) == lines, said.err
    for part in parts:
        assert part in said.err, said.err


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def _other_version(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    text = json.dumps(manifest | {"sacsim": "0.0.1"})
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _swapped(folder: Path) -> None:
    """One replication in the place of another, whole in itself."""
    shutil.rmtree(folder / "replications/0001")
    shutil.copytree(folder / "replications/0000", folder / "replications/0001")


def _forecast(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    text = json.dumps(manifest | {"coverage": {"80": 0.8}})
    (folder / "manifest.json").write_text(text, encoding="utf-8")


KEYED = ("manifest.json", "key.json")
DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "incomplete": (lambda f: (f / "manifest.json").unlink(), "not finished"),
    "one bit": (lambda f: _flip(f / "replications/0001/measures.csv"), "replication 1"),
    "a file gone": (lambda f: (f / "replications/0000/crimes.parquet").unlink(), "replication 0"),
    "checksums gone": (lambda f: (f / "replications/0000/checksums.json").unlink(), "replication"),
    "another replication": (_swapped, "replication 1"),
    "a bit of the manifest": (lambda f: (f / "manifest.json").write_bytes(b"{"), "manifest.json"),
    "an empty manifest": (lambda f: (f / "manifest.json").write_bytes(b"{}"), "manifest.json"),
    "a bit of the key": (lambda f: (f / "key.json").write_bytes(b"{"), "key.json"),
    "another key": (lambda f: (f / "key.json").write_bytes(b'{"seed": 7}'), "key.json"),
    "a forecast": (_forecast, "is a forecast"),
    "another version": (_other_version, "0.0.1"),
    "another scenario": (lambda f: (f / "scenario.json").write_bytes(b"{}"), "scenario.json"),
    "other files": (lambda f: [(f / name).unlink() for name in KEYED], "no results"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGE)
def test_results_that_cannot_be_trusted_are_refused_in_one_line(
    town: Path, tmp_path: Path, scorecard: Command, case: str
) -> None:
    folder = Path(shutil.copytree(town, tmp_path / "copy"))
    damage, part = DAMAGE[case]
    damage(folder)
    refused(scorecard(folder), str(folder), part)
    refused(scorecard(town, folder), part)


def test_every_folder_at_fault_has_its_line(town: Path, tmp_path: Path, scorecard: Command) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    folders = [tmp_path / name for name in ("nowhere", "file", "empty")]
    said = scorecard(town, *folders)
    refused(said, "no such folder", "not a folder", "no results", lines=3)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--type", "murder"], ["--type", "burglary"]),
        (["--basis", "recorded"], ["--basis", "snapshot, maturity, closed"]),
        (["--by", "sex"], ["--by", "area, vulnerability, repeat"]),
        (["--by", "area", "--json"], ["--json", "--by"]),
    ],
)
def test_a_slip_in_an_option(
    town: Path, scorecard: Command, arguments: list[str], parts: list[str]
) -> None:
    refused(scorecard(town, *arguments), *parts)


def test_too_many_folders_or_none_by_area(town: Path, known: Path, scorecard: Command) -> None:
    refused(scorecard(*[town] * 5), "at most 4")
    refused(scorecard(town, known, "--by", "area"), "known", "no local areas")
    with pytest.raises(BadInput, match="no such folder"):
        read(town / "nowhere")
