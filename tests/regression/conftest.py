"""Two replications of a small place, made once."""

import shutil
from pathlib import Path

import pytest
from folders import COUNT, HAMLET

from sacsim import Scenario, load, replicate

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="session")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios")
    for name in ("england_median.toml", "small_town.toml"):
        shutil.copy(SCENARIOS / name, folder)
    (folder / "hamlet.toml").write_text(HAMLET)
    return folder / "hamlet.toml"


@pytest.fixture(scope="session")
def scenario(hamlet: Path) -> Scenario:
    return load(hamlet)


@pytest.fixture(scope="session")
def results(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two replications made one after the other."""
    folder = tmp_path_factory.mktemp("results") / "serial"
    replicate(scenario, COUNT, workers=1, folder=folder)
    return folder
