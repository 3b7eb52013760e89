"""The comparison of the two engines notices every mutant of the compiled one.

The table of damage is in crowd_mutants.py. A copy of the package is damaged and runs as plain
Python in a process of its own, so that nothing has to be compiled.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from crowd_mutants import mutants

import sacsim

HERE = Path(__file__).parent


def test_every_mutant_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "sacsim"
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(sacsim.__file__).parent, copy, ignore=without)
    path = os.pathsep.join([str(tmp_path), str(HERE)])
    done = subprocess.run(
        [sys.executable, "-W", "error", HERE / "crowd_mutants.py"],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("") == "", "the copy as it is must not differ from the reference"
    assert len(found) == len(mutants()) > 50
    assert [what for what, difference in found.items() if not difference] == []


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.what)
def test_a_mutant_changes_one_place(mutant) -> None:
    """So that the table cannot outlive the text that it damages."""
    assert mutant.file.read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.old != mutant.new
