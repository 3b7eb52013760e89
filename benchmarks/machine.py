"""The machine and the versions that the figures belong to."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.common.cpp import compiler
from benchmarks.markdown import table

PACKAGES = ("sacsim", "numpy", "numba", "simpy", "ciw", "cimba")


def describe() -> str:
    """A table of the processor, the memory and the versions."""
    rows = [
        ("processor", _processor()),
        ("cores", os.cpu_count()),
        ("memory", _memory()),
        ("system", platform.platform(terse=True)),
        ("Python", platform.python_version()),
        *((package, _version(package)) for package in PACKAGES),
        ("C++ compiler", _compiler()),
    ]
    return table(("machine", ""), rows)


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _memory() -> str:
    if not hasattr(os, "sysconf"):
        return "unknown"
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _compiler() -> str:
    path = compiler()
    if path is None:
        return "none"
    return subprocess.run([path, "--version"], capture_output=True, text=True).stdout.split("\n")[0]
