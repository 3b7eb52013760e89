"""Scorecard: the measures of finished runs by the service's own names, side by side.

Brackets are 95 % intervals over replications: noise of the simulation, not ignorance about its
numbers. A difference is taken only between runs that share their luck, replication by replication.
"""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any, NamedTuple

from sacsim.engine.measured import Measured
from sacsim.measure.catalogue import define
from sacsim.measure.rows import ALL, CLOSED, MATURITY, NO_BASIS
from sacsim.measure.service import BOARD, Line, verdict
from sacsim.measure.values import Key, Values
from sacsim.statistics import Estimate, mean_interval, paired_difference

TEAM = "<team>"


class Scored(NamedTuple):
    """One line: a measure on one basis, its estimate in each run, and what differs."""

    group: str
    name: str
    line: Line
    measure: str
    crime_type: str
    basis: str
    unit: str
    estimates: tuple[Estimate, ...]
    difference: Estimate | None

    @property
    def verdict(self) -> str:
        """Say in words whether two runs differ; nothing where no difference was taken."""
        return "" if self.difference is None else verdict(self.difference, self.line.better)


def scores(runs: Sequence[Measured], crime_type: str, basis: str) -> Iterator[Scored]:
    """Yield every line of the board that the model has, for all runs, on a basis if it has it."""
    tables = [Values(run.measures, run.replications) for run in runs]
    together = {key: unit for table in reversed(tables) for key, (unit, _) in table.rows.items()}
    for group, lines in BOARD.items():
        for line in lines:
            for name, measure in _named(line, together):
                key = _on(measure, crime_type, basis, together)
                if key is None:
                    continue
                values = [table.of(key) for table in tables]
                yield Scored(
                    group,
                    name,
                    line,
                    *key,
                    together[key],
                    tuple(mean_interval(each) for each in values),
                    paired_difference(*values) if share_luck(runs) else None,
                )


def share_luck(runs: Sequence[Measured]) -> bool:
    """Whether there are two runs whose replications have the same luck, one by one."""
    return len(runs) == 2 and len({(run.seed, run.replications) for run in runs}) == 1


def as_json(scored: Iterator[Scored], runs: Sequence[Measured]) -> list[dict[str, Any]]:
    """Return the lines as plain values; what is not a finite number is null."""
    return [
        {
            "group": each.group,
            "name": each.name,
            "measure": each.measure,
            "definition": define(each.measure).meaning,
            "better": each.line.better or "neither",
            "crime_type": each.crime_type,
            "basis": each.basis,
            "unit": each.unit,
            "runs": [
                {"folder": run.folder.as_posix(), "scenario": run.name, **_plain(estimate)}
                for run, estimate in zip(runs, each.estimates, strict=True)
            ],
            "difference": None if each.difference is None else _plain(each.difference),
            "verdict": each.verdict,
        }
        for each in scored
    ]


def _named(line: Line, known: dict[Key, str]) -> Iterator[tuple[str, str]]:
    """Yield the name and measure of a line, or of each team's where it stands for all teams."""
    if TEAM not in line.measure:
        yield line.name, line.measure
        return
    ending = line.measure.removeprefix(TEAM)
    for measure in dict.fromkeys(measure for measure, *_ in known):
        team = measure.removesuffix(ending)
        if measure.endswith(ending) and "." not in team:
            yield f"{line.name}, {team.replace('_', ' ')}", measure


def _on(measure: str, crime_type: str, basis: str, known: dict[Key, str]) -> Key | None:
    """Return where a measure stands: of the type and basis asked for, or the nearest there is."""
    for kind in dict.fromkeys((crime_type, ALL)):
        for each in dict.fromkeys((basis, NO_BASIS, MATURITY, CLOSED)):
            if (measure, kind, each) in known:
                return measure, kind, each
    return None


def _plain(estimate: Estimate) -> dict[str, Any]:
    def finite(number: float) -> float | None:
        return number if isfinite(number) else None

    return {
        "value": finite(estimate.value),
        "low": finite(estimate.low),
        "high": finite(estimate.high),
        "used": estimate.used,
        "missing": estimate.missing,
    }
