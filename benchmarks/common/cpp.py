"""The common workload in C++, compiled on the spot: three calendars of workload.cpp."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.common import workload
from benchmarks.common.workload import Absent, Result

FLAGS = ("-std=c++17", "-O3", "-march=native", "-ffast-math")
VECTOR_MATHS = {"clang++": ("-fveclib=libmvec",)}
"""Clang is told to use the vector logarithms that g++ uses of itself."""


def compiler() -> str | None:
    """The path of a C++ compiler, if there is one."""
    return shutil.which("g++") or shutil.which("clang++")


def run(calendar: str, days: float, seed: int) -> Result:
    """Simulate so many days with one of the calendars."""
    done = subprocess.run(
        [_program(), calendar, str(days), str(seed)], capture_output=True, check=True, text=True
    )
    services, *waits, seconds = done.stdout.split()
    return Result(int(services), tuple(map(float, waits)), float(seconds))


@cache
def _folder() -> TemporaryDirectory:
    return TemporaryDirectory()


@cache
def _program() -> Path:
    """Compile, once."""
    path = compiler()
    if path is None:
        raise Absent("no compiler found")
    folder = Path(_folder().name)
    (folder / "table.hpp").write_text(_table())
    source = Path(__file__).with_name("workload.cpp")
    extra = VECTOR_MATHS.get(Path(path).name, ())
    command = [path, *FLAGS, *extra, f"-I{folder}", str(source), "-o", str(folder / "workload")]
    if subprocess.run(command, capture_output=True).returncode:
        raise Absent(f"{path} could not compile it")
    return folder / "workload"


def _table() -> str:
    """The workload as a C++ header."""
    reached, targets = workload.padded_steps()
    per_year = sum(workload.PER_YEAR)
    shares = [sum(workload.PER_YEAR[: n + 1]) / per_year for n in range(3)]
    constants = {
        "int STATIONS": len(workload.STATIONS),
        "int PRIORITIES": len(workload.PRIORITIES),
        "int HANDLERS": workload.HANDLERS,
        "int EXPONENTIAL": workload.EXPONENTIAL,
        "int LOGNORMAL": workload.LOGNORMAL,
        "int UNIFORM": 2,
        "double NEVER": 1e300,
        "double LOG_SD": workload.LOG_SD,
        "double LOG_MEDIAN": workload.LOG_MEDIAN,
        "double MEAN_GAP": workload.HOURS_PER_YEAR / per_year,
        "double SHARES[]": shares,
        "int PRIORITY[]": workload.PRIORITY,
        "int SERVERS[]": [servers or 0 for servers in workload.SERVERS],
        "int LAW[]": workload.LAW,
        "double MEAN_HOURS[][4]": workload.MEAN_HOURS,
        "double REACHED[][4][3]": reached,
        "int TARGETS[][4][3]": targets,
    }
    return "".join(f"constexpr {name} = {_braces(value)};\n" for name, value in constants.items())


def _braces(value: object) -> str:
    if isinstance(value, list | tuple):
        return "{" + ", ".join(map(_braces, value)) + "}"
    return repr(value)
