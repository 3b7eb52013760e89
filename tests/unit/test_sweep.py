"""Sweep: known effects found again, tables that agree, the same bytes however it was run."""

import dataclasses
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sacsim import load
from sacsim.chance.draws import Draws
from sacsim.cli import main
from sacsim.engine import store
from sacsim.errors import BadInput
from sacsim.experiment.design import Design, Factor, points
from sacsim.experiment.effects import main_effects
from sacsim.experiment.files import Experiment, Sensitivity, changed
from sacsim.experiment.parameters import Parameters
from sacsim.experiment.sweep import part, sweep
from sacsim.measure.asked import Asked
from sacsim.report.effects import pictures
from sacsim.report.sweep import verdict
from sacsim.scenario.scenario import Scenario

TOWN = Path(__file__).parents[2] / "scenarios" / "small_town.toml"
PIP2 = Factor("teams.pip2.officers", (8, 10, 12))
POLICY = Factor("policies.allocation", ("desk", "score_of_75"))
ATTENDS = Factor("pathway.scene.attends", low=0.5, high=1.5, scale=True)
CSI = Factor("teams.csi.officers", low=2, high=6, whole=True)
MEASURES = (Asked("crimes_charged"), Asked("pip2.utilisation"))
LUCK = Draws(1, 0)


@pytest.fixture(scope="module")
def town() -> Scenario:
    calls = ("emergency_calls", "non_emergency_calls", "online_reports", "desk_crimes")
    changes = {f"demand.other.{name}.per_year": 100 for name in calls}
    return load(TOWN, {"warm_up_months": 0, "follow_up_months": 0, **changes})


def made(town: Scenario, design: Design, *factors: Factor, count: int = 0) -> Experiment:
    found = points(factors, design, count, town.seed)
    scenarios = tuple(changed(town, each, factors) for each in found)
    return Experiment(
        "A test", Path("a_test.toml"), town, 4, MEASURES, design, factors, tuple(found), scenarios,
        Sensitivity(),
    )  # fmt: skip


def stand_in(scenario: Scenario, replication: int) -> list[float]:
    """Charges: +3 an officer, +20 by the score; shared luck of 50, own luck of 0.5."""
    officers = scenario.teams["pip2"].officers
    assert isinstance(officers, int)
    scored = scenario.policies.allocation == "score_of_75"
    shared = 100 * LUCK.uniform(replication, "shared")
    own = LUCK.uniform(replication, f"own {scenario.digest}")
    return [3.0 * officers + 20.0 * scored + shared + own, float("nan") if replication else 1.0]


def test_a_known_effect_is_found_through_shared_luck(town: Scenario) -> None:
    found = sweep(made(town, "grid", PIP2, POLICY), 6, figures=stand_in)
    rows = found.effects[found.effects["measure"] == "crimes_charged"].set_index("factor")
    assert list(rows.index) == ["policies.allocation", "teams.pip2.officers"]
    for factor, (end, truth) in {
        "policies.allocation": ("score_of_75", 20.0),
        "teams.pip2.officers": (12, 12.0),
    }.items():
        row = rows.loc[factor]
        assert (row["to"], row["detectable"]) == (end, True)
        assert row["low"] < truth < row["high"]
        assert row["high"] - row["low"] < 2  # the luck of 50 is gone


def test_a_known_effect_is_found_in_a_sample(town: Scenario) -> None:
    asked = made(town, "latin_hypercube", ATTENDS, CSI, count=24)

    def figures(scenario: Scenario, replication: int) -> list[float]:
        attends = scenario.pathway.scene.attends["domestic_burglary"]
        own = LUCK.uniform(replication, f"own {scenario.digest}")
        return [100 * attends + own, 1.0]

    found = sweep(asked, 2, figures=figures)
    rows = found.effects[found.effects["measure"] == "crimes_charged"].set_index("factor")
    stated = asked.scenario.pathway.scene.attends["domestic_burglary"]
    row, none = rows.loc["factor on pathway.scene.attends"], rows.loc["teams.csi.officers"]
    assert row["low"] < 100 * stated < row["high"]
    assert row["detectable"]
    assert not none["detectable"]


def test_effects_of_a_sample_cover_the_truth() -> None:
    """95 % intervals about a plane with luck of its own at each point."""
    factors = [Factor("a", low=0.0, high=2.0), Factor("b", ("x", "y"))]
    inside = 0
    for seed in range(200):
        at = points(factors, "latin_hypercube", 20, seed)
        luck = np.random.default_rng(seed).normal(size=20)
        values = np.array([[5 * float(p["a"]) - (p["b"] == "y")] for p in at]) + luck[:, None]
        first, second = main_effects(factors, at, values, "latin_hypercube")
        inside += first.change.low < 10 < first.change.high
        inside += second.change.low < -1 < second.change.high
    assert 368 <= inside <= 392  # 92 to 98 % of 400


def test_nothing_moved_is_told_in_words(town: Scenario) -> None:
    asked = made(town, "grid", PIP2)
    found = sweep(asked, 4, figures=lambda s, n: [0.1 + n, 1.0])
    first = main_effects(asked.factors, asked.points, found.of(MEASURES[0]), "grid")[0]
    assert first.change[:3] == (0.0, 0.0, 0.0)
    assert verdict(first) == "no detectable effect"
    once = sweep(asked, 1, figures=lambda s, n: [float(s.teams["pip2"].officers or 0), 1.0])
    alone = main_effects(asked.factors, asked.points, once.of(MEASURES[0]), "grid")[0]
    assert verdict(alone) == "too few runs to tell"


def test_tables_hold_every_number(town: Scenario) -> None:
    found = sweep(made(town, "grid", PIP2, POLICY), 3, figures=stand_in)
    results = pd.read_csv(io.BytesIO(found.tables()["results.csv"]))
    assert list(results.columns) == [
        "point", "replication", "measure", "crime_type", "basis", "unit", "value"
    ]  # fmt: skip
    again = results["value"].to_numpy().reshape(6, 3, 2)
    np.testing.assert_array_equal(again, found.values)
    summary = pd.read_csv(io.BytesIO(found.tables()["summary.csv"]))
    assert summary["crimes_charged"].tolist() == pytest.approx(
        found.values[:, :, 0].mean(axis=1).tolist()
    )
    assert summary["pip2.utilisation_n"].tolist() == [1] * 6
    assert summary["policies.allocation"].tolist() == ["desk", "score_of_75"] * 3
    assert found.points["teams.pip2.officers"].tolist() == [8, 8, 10, 10, 12, 12]


def test_a_list_compares_its_points(town: Scenario) -> None:
    found = sweep(made(town, "list", Factor(PIP2.key, (8, 12)), POLICY), 4, figures=stand_in)
    (row,) = found.effects[found.effects["measure"] == "crimes_charged"].to_dict("records")
    assert (row["factor"], row["from"], row["to"]) == ("point", "0", "1")
    assert row["change"] == pytest.approx(32, abs=1)


def test_parameter_sets_are_taken_by_turns(town: Scenario) -> None:
    sets = Parameters(
        town.name, town.digest, ({"pathway.scene.attends": 1.0}, {"pathway.scene.attends": 0.5})
    )
    asked = made(town, "grid", PIP2)

    def figures(scenario: Scenario, replication: int) -> list[float]:
        return [1000 * scenario.pathway.scene.attends["domestic_burglary"], 1.0 + replication]

    found = sweep(asked, 4, parameters=sets, figures=figures)
    stated = 1000 * town.pathway.scene.attends["domestic_burglary"]
    assert found.of(MEASURES[0])[0].tolist() == pytest.approx([stated, stated / 2] * 2)
    assert "crimes_charged_parameters_low" in found.summary
    with pytest.raises(BadInput, match="2 parameter sets need at least two replications each"):
        sweep(asked, 3, parameters=sets, figures=figures)


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    files = (path for path in found if not path.name.startswith(".lock"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_parts_and_resumed_sweeps_are_the_whole_byte_for_byte(
    town: Scenario, tmp_path: Path
) -> None:
    asked = made(town, "grid", Factor(PIP2.key, (8, 12)))
    whole = sweep(asked, 2, workers=1, folder=tmp_path / "whole", pictures=pictures)
    shared = tmp_path / "parts"
    first = part(asked, (1, 2), shared, 2, workers=1)
    second = part(asked, (2, 2), shared, 2, workers=1, resume=True)
    assert first + second == 4
    assert not (shared / store.MANIFEST).exists()
    together = sweep(asked, 2, workers=1, folder=shared, resume=True, pictures=pictures)
    assert contents(shared) == contents(tmp_path / "whole")
    np.testing.assert_array_equal(together.values, whole.values)
    assert "effects_crimes_charged.png" in contents(shared)
    other = dataclasses.replace(asked, measures=(Asked("crimes_recorded"),))
    more = sweep(other, 2, workers=1, folder=shared, resume=True)  # without a new run
    assert (more.values > 0).all()


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/0"])
def test_a_part_that_cannot_be(shard: str, capsys: pytest.CaptureFixture[str]) -> None:
    experiment = str(TOWN.parents[1] / "experiments" / "small_town_kiosks.toml")
    assert main(["sweep", experiment, "--shard", shard, "-o", "x"]) == 2
    assert "write it as I/N" in capsys.readouterr().err
    assert main(["sweep", experiment, "--shard", "1/2"]) == 2
    assert "name the folder" in capsys.readouterr().err
