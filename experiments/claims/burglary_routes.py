"""Claim: detected burglaries: 43 % at or near the scene, 34 % by witnesses, 23 % otherwise.

256 primary detections (Coupe and Griffiths, and Burrows, in Home Office Research Study 264).
`python experiments/claims/burglary_routes.py [REPLICATIONS [PARAMETERS]]`, at the top of the
project, prints how the model's suspects of burglary were identified, by turns under the sets of a
file that `sacsim calibrate` wrote.
"""

import sys
from functools import partial
from pathlib import Path

import pandas as pd

from sacsim import load, run
from sacsim.engine.pool import each
from sacsim.experiment.parameters import read_parameters
from sacsim.pathway.opportunities import Kind
from sacsim.statistics import wilson_interval

STUDY = {"at or near the scene": (0.43, 110), "witnesses": (0.34, 87), "any other way": (0.23, 59)}
GROUPS = {
    Kind.NEAR_SCENE: "at or near the scene",
    Kind.WITNESS: "witnesses",
    Kind.NAMED: "witnesses",
}
"""Who is named by victim or witness is counted with the witnesses, as in the study."""


def routes(scenarios, replication):
    """Burglaries with a suspect: how identified, and whether charged."""
    made = run(scenarios[replication % len(scenarios)], replication)
    crimes, (since, until, _) = made.crimes, made.window
    recorded = crimes["reported_hours"].between(since, until, inclusive="left")
    own = crimes[recorded & (crimes["crime_type"] == "domestic_burglary")]
    own = own[own["suspect_hours"].notna()]
    route = [GROUPS.get(by, "any other way") for by in own["suspect_by"]]
    return pd.DataFrame({"route": route, "charged": own["charged_hours"].notna().to_numpy()})


def main(replications: int, parameters: str | None = None) -> None:
    """Print the shares by route, of suspects and of charges."""
    scenarios = [load("scenarios/england_median.toml")]
    if parameters:
        scenarios = read_parameters(Path(parameters)).of(scenarios[0])
    found = pd.concat(f for _, f in each(partial(routes, scenarios), range(replications), None))
    print("| route | study, % | suspects, % | charges, % |\n|---|---:|---:|---:|")
    for route, (share, n) in STUDY.items():
        cells = [f"{100 * share:.0f} {_interval(n, 256)}"]
        for chosen in (found, found[found["charged"]]):
            own = int((chosen["route"] == route).sum())
            cells.append(f"{100 * own / len(chosen):.0f} {_interval(own, len(chosen))}")
        print(f"| {route} | {' | '.join(cells)} |")


def _interval(part: int, whole: int) -> str:
    band = wilson_interval(part, whole)
    return f"[{100 * band.low:.0f}, {100 * band.high:.0f}]"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4, *sys.argv[2:3])
