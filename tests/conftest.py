"""What every test may take for granted."""

import signal

import pytest
from hypothesis import settings

from sacsim.engine.ready import ready
from sacsim.force.queues import COMPILED

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""No test is about time: the machine may be busy, and what is slow the first time is not after."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # a shell has what it starts in the background ignore Ctrl-C, and so would what tests start


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked long may take as long as it does."""
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.timeout(0))


@pytest.fixture(scope="session", autouse=True)
def _engine_is_ready() -> None:
    """Compile before the first test, if need be: its warning would count as an error of that."""
    ready(COMPILED, tell=lambda line: None)
