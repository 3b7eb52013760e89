"""What every test may take for granted."""

import pytest

from sacsim.engine.ready import ready
from sacsim.force.queues import COMPILED


@pytest.fixture(scope="session", autouse=True)
def _engine_is_ready() -> None:
    """Compile before the first test, if need be: its warning would count as an error of that."""
    ready(COMPILED, tell=lambda line: None)
