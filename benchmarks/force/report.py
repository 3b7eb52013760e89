"""The force in tables: the two engines, their start, and growth with load, years and size."""

from collections.abc import Mapping
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.force import entities, variants
from benchmarks.force.measurement import COMPILED, REFERENCE, Measured, Task, take
from benchmarks.markdown import figure, table
from sacsim import load

LOADS = (0.7, 0.9, 0.98, 1.1)
YEARS = (1, 2, 4)
SIZES = (1, 4, 16)
ENTITY_MONTHS, ROUNDS = 2, 3


def report(*, quick: bool) -> str:
    """Measure and return the tables; quick takes the small town for the default force."""
    name = variants.SMALL if quick else variants.DEFAULT
    scenario = load(name, variants.ONE_YEAR)
    loads = {f"load {each:g}": variants.with_load(scenario, each) for each in LOADS}
    years = {f"years x {each}": {"years": each} for each in YEARS}
    sizes = {f"size x {each}": variants.times(scenario, each) for each in SIZES}
    return "\n\n".join(
        (
            "## The force",
            f"Runs of {name}, twelve months unless said otherwise, one process each.",
            _engines(name),
            _start(),
            _growth(name, loads | years | sizes),
        )
    )


def _engines(name: str) -> str:
    """Both engines warm, and SimPy with a process an entity."""
    reference = take(Task(REFERENCE, name, variants.ONE_YEAR))
    compiled = take(Task(COMPILED, name, variants.ONE_YEAR, repeats=ROUNDS))
    scenario = load(name)
    rounds = range(1, ROUNDS + 1)
    entity = median(entities.microseconds(scenario, ENTITY_MONTHS, seed) for seed in rounds)
    rows = [
        (f"{label} engine", *_speed(each), figure(each.microseconds / compiled.microseconds))
        for label, each in ((REFERENCE, reference), (COMPILED, compiled))
    ]
    plain = "SimPy, a process an entity: other demand alone, constant staffing"
    rows.append((plain, "", "", figure(entity), "", figure(entity / compiled.microseconds)))
    head = ("warm", "s a year", "s for its measures", "µs a service", "peak MB", "x compiled")
    return table(head, rows)


def _speed(each: Measured) -> tuple[str, ...]:
    figures = each.seconds_per_year, each.measuring, each.microseconds, each.megabytes
    return tuple(map(figure, figures))


def _start() -> str:
    """What it costs to start: the small town for a year, from interpreter to exit."""
    small = Task(COMPILED, variants.SMALL, variants.ONE_YEAR, warm=False)
    with TemporaryDirectory() as folder:
        cache = {"NUMBA_CACHE_DIR": folder}
        rows = {
            "compiled engine, first run ever": take(small, cache),
            "compiled engine, from the cache on disk": take(small, cache),
        }
    rows["reference engine"] = take(Task(REFERENCE, variants.SMALL, variants.ONE_YEAR, warm=False))
    head = ("small town, one year, fresh process", "s in all", "s the run")
    return table(
        head, ((name, figure(each.process), figure(each.seconds)) for name, each in rows.items())
    )


def _growth(name: str, variants_of: Mapping[str, Mapping[str, Any]]) -> str:
    """The compiled engine under other loads, over more years, in larger forces."""
    rows = []
    for label, overrides in variants_of.items():
        each = take(Task(COMPILED, name, {**variants.ONE_YEAR, **overrides}))
        counts = f"{each.services:,}", f"{each.waiting:,}"
        rows.append(
            (
                label,
                *counts,
                figure(each.seconds),
                figure(each.microseconds),
                figure(each.megabytes),
            )
        )
    head = ("compiled engine", "services", "waiting at the end", "s", "µs a service", "peak MB")
    return table(head, rows)
