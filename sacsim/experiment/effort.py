"""Effort: how long a run takes, so that a planner knows before it begins.

From the number of crimes and of other jobs and what each took when it was measured
(docs/performance.md): a year of the default force three seconds on one idle processor. A busy or
older one takes several times as long.
"""

from sacsim.scenario.chain import team_table
from sacsim.scenario.scenario import Scenario
from sacsim.words import CrimeType

A_CRIME, A_JOB, A_RUN = 150e-6, 1.4e-6, 0.4
"""Seconds."""


def run_seconds(scenario: Scenario) -> float:
    """Return about how many seconds one run takes on one idle processor."""
    crimes = sum(scenario.demand.volume(type).per_year for type in CrimeType)
    jobs = sum(row.jobs for row in team_table(scenario))
    return (crimes * A_CRIME + jobs * A_JOB) * scenario.months / 12 + A_RUN


def in_words(seconds: float) -> str:
    """Return a length of time as one says it."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} seconds"
    if seconds < 5_400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3_600:.1f} hours"
