"""Stopped at random moments, nothing is lost, doubled or different; see stopping.py."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sacsim

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks, and stops by signals")
CODE = Path(sacsim.__file__).parents[1]
LONG = 200


def stop(what: str, name: str, times: int, place: Path) -> dict[str, object]:
    """What the script saw; each of its waits has an end, and so has the number of attempts."""
    env = os.environ | {"PYTHONPATH": str(CODE)}
    script = Path(__file__).with_name("stopping.py")
    command = [sys.executable, str(script), what, name, str(times), "20220811", str(place)]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("what", "name", "times"),
    [("runs", "KILL", 20), ("sweep", "KILL", 20), ("run", "INT", 4), ("run", "TERM", 4)],
)
def test_stopped_at_random_moments(what: str, name: str, times: int, tmp_path: Path) -> None:
    code = "-9" if name == "KILL" else "130"
    found = stop(what, name, times, tmp_path)
    codes = found["exit_codes"]
    assert isinstance(codes, dict)
    assert codes[code] >= times
    assert codes.keys() <= ({"0", code, "1"} if what == "runs" else {"0", code})


@pytest.mark.long
@pytest.mark.parametrize(
    ("what", "name"),
    [("run", "KILL"), ("runs", "KILL"), ("sweep", "KILL"), ("run", "INT"), ("run", "TERM")],
)
def test_stopped_two_hundred_times(what: str, name: str, tmp_path: Path) -> None:
    test_stopped_at_random_moments(what, name, LONG, tmp_path)
