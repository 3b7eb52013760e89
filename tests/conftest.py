"""What every test may take for granted."""

import pytest
from hypothesis import settings

from sacsim.engine.ready import ready
from sacsim.force.queues import COMPILED

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""No test is about time: the machine may be busy, and what is slow the first time is not after."""


@pytest.fixture(scope="session", autouse=True)
def _engine_is_ready() -> None:
    """Compile before the first test, if need be: its warning would count as an error of that."""
    ready(COMPILED, tell=lambda line: None)
