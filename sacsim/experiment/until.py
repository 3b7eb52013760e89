"""Until: replications one after another until a measure is as exact as was asked for.

The rule is that of sacsim.stopping, asked in the order of the replications. It never makes one more
than it needs, so the results are those of as many replications asked for by number, whatever the
number of workers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf
from pathlib import Path

from sacsim.engine.pool import Workers
from sacsim.engine.replicate import Results, replicate
from sacsim.errors import BadInput
from sacsim.journal import CRIMES
from sacsim.measure.asked import Asked, asked_of
from sacsim.measure.rows import ALL
from sacsim.scenario.scenario import Scenario
from sacsim.statistics import Estimate, mean_interval
from sacsim.stopping import Verdict, judge

MEASURE, PRECISION, MOST = "crimes_charged", 0.05, 100


@dataclass(frozen=True)
class Until:
    """The replications made, and why no more of them."""

    results: Results
    of: Asked
    precision: float
    verdict: Verdict
    estimate: Estimate
    """Of the measure, from all replications that were made."""

    @property
    def why(self) -> str:
        """Why it stopped, in a sentence."""
        made, half_width = self.verdict.made, self.verdict.half_width
        name = f"{self.of.measure} ({self.of.crime_type.replace('_', ' ')})"
        found = f"{name} is {self.estimate.value:,.4g} ± {100 * half_width:.1f} %"
        if self.verdict.enough:
            first = self.verdict.reached or made
            return (
                f"Stopped after {made} replications: {found}; within the {self._asked} asked for "
                f"from {first} on, and still after {made - first} more."
            )
        stopped = f"Stopped at the most allowed, {made} replications: "
        if half_width == inf:
            return f"{stopped}{name} has no relative precision; its mean is {self._mean}."
        if self.verdict.reached is not None:
            return (
                f"{stopped}{found}; within the {self._asked} asked for, but not for long enough "
                f"to be sure: {self.verdict.needed} more may tell."
            )
        some = ceil(made * (half_width / self.precision) ** 2)
        return f"{stopped}{found}, not the {self._asked} asked for; some {some:,} would be needed."

    @property
    def _asked(self) -> str:
        return f"{100 * self.precision:g} %"

    @property
    def _mean(self) -> str:
        value = self.estimate.value
        if value != value:
            return "not known"
        return "longer than the run" if value == inf else f"{value:g}"


def replicate_until(
    scenario: Scenario,
    precision: float = PRECISION,
    of: str = MEASURE,
    *,
    most: int = MOST,
    workers: Workers = None,
    folder: str | Path | None = None,
    resume: bool = False,
    journal: str = CRIMES,
    engine: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Until:
    """Replicate until the 95 % interval of a measure is narrow enough, `most` times at the most.

    `precision` is its half-width over the mean (0.05 is 5 %); `of` is NAME[:CRIME_TYPE[:BASIS]],
    where the type is otherwise all, and the basis the measure's usual one. The rest is as for
    `replicate`. Raises BadInput, before any run if a name is unknown; OutputError, WorkerLost.
    """
    wanted_of = _checked(scenario, precision, of, most)
    results: Results | None = None
    wanted = min(judge([], precision).needed, most)
    while True:
        results = replicate(
            scenario,
            wanted,
            workers=workers,
            folder=folder,
            resume=resume or results is not None,
            journal=journal,
            engine=engine,
            progress=progress,
            made=None if results is None else results.measures,
        )
        if wanted_of.rows(results.measures).empty:
            raise BadInput(f"--of {of}: {wanted} replications had nothing of this name to measure")
        values = wanted_of.by_replication(results.measures, wanted)
        verdict = judge(values, precision)
        if verdict.enough or wanted == most:
            return Until(results, wanted_of, precision, verdict, mean_interval(values))
        wanted = min(wanted + verdict.needed, most)


def _checked(scenario: Scenario, precision: float, of: str, most: int) -> Asked:
    """The measure asked for; raises BadInput with everything that is wrong."""
    wrong = []
    if not 0 < precision < 1:
        wrong.append(f"--precision {precision:g}: must be between 0 and 1; 5 % is 0.05")
    if most < 2:
        wrong.append(f"--most {most}: must be 2 or more, or there is no interval")
    found = Asked(MEASURE, ALL)
    try:
        found = asked_of(of, scenario.teams)
    except BadInput as error:
        wrong += [f"--of {line}" for line in error.problems]
    if wrong:
        raise BadInput(*wrong)
    return found
