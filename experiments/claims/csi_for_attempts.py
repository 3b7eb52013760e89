"""Claim: half of the CSI visits to attempted burglaries can be left out, and nothing is seen.

A force of the East Midlands left out every second one and saw no change in suspects. Here the same
is done to the default force: `python experiments/claims/csi_for_attempts.py [REPLICATIONS]`, at the
top of the project, prints what attempted burglaries lose by it, paired by luck, and how large a
loss would have been noticed among as many attempts as one replication has.
"""

import math
import sys
from functools import partial

import numpy as np

from sacsim import load, run
from sacsim.engine.pool import each
from sacsim.pathway import scene
from sacsim.statistics import paired_difference
from sacsim.words import CrimeType


def half_of_attempts(crime, settings, force):
    """The default policy, but every second attempted burglary gets no visit."""
    attempt = crime.attempt and crime.type == CrimeType.DOMESTIC_BURGLARY
    if attempt and force.chance(crime, "odd house number", 0.5):
        return scene.Send.NOBODY
    return scene.POLICIES["by_cue"](crime, settings, force)


def attempts(scenario, replication):
    """Attempted burglaries: number, visited by a CSI, suspect, charged; without and with."""
    found = []
    for policies in ({}, {"csi": half_of_attempts}):
        made = run(scenario, replication, policies=policies)
        crimes, (since, until, _) = made.crimes, made.window
        recorded = crimes["reported_hours"].between(since, until, inclusive="left")
        own = crimes[recorded & crimes["attempt"] & (crimes["crime_type"] == "domestic_burglary")]
        columns = ("csi_hours", "suspect_hours", "charged_hours")
        found.append([len(own), *(own[name].notna().sum() for name in columns)])
    return found


def main(replications: int) -> None:
    """Print the loss by visit left out, and what would have been noticed."""
    scenario = load("scenarios/england_median.toml")
    found = dict(each(partial(attempts, scenario), range(replications), None))
    all, half = np.array([found[n] for n in sorted(found)], float).transpose(1, 2, 0)
    n = all[0].mean()
    for name, before, after in zip(
        ("CSI visits", "suspects", "charges"), all[1:], half[1:], strict=True
    ):
        less = paired_difference(1000 * before / all[0], 1000 * after / half[0])
        print(
            f"{name} per 1,000 attempts: {1000 * before.mean() / n:.1f} to "
            f"{1000 * after.mean() / n:.1f}, difference {less.value:+.1f} "
            f"[{less.low:+.1f}, {less.high:+.1f}]"
        )
    share = all[2].mean() / n
    seen = (1.96 + 0.84) * math.sqrt(2 * share * (1 - share) / (n / 2))
    print(
        f"{n:.0f} attempts a year: with a half of them each way, a trial of a year would notice a "
        f"difference of {1000 * seen:.0f} suspects per 1,000 (four times in five, at 5 %)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
