"""Forty posts placed four ways: the dip, the time to effect, the cost, and what reaches SAC.

`python experiments/uplift_four_ways.py [REPLICATIONS]`, at the top of the project, prints the
tables of docs/uplift.md. The recorded year is 2022, when all who were decided on in 2020 are there.
"""

import sys

import pandas as pd

from sacsim import load, replicate
from sacsim.scenario.people_by_month import effects
from sacsim.statistics import paired_difference

WAYS = ("uplift_response", "uplift_pip1", "uplift_pip2", "uplift_mixed")
YEAR_2022 = {"warm_up_months": 18, "follow_up_months": 7}
MEASURES = ("crimes_charged", "crimes_with_suspect", "pip2.high_harm_surge.wait_mean")


def measured(name: str, replications: int) -> pd.DataFrame:
    """Measures over all crimes, by name and replication."""
    rows = replicate(load(f"scenarios/{name}.toml", YEAR_2022), replications).measures
    rows = rows[(rows["crime_type"] == "all") & rows["basis"].isin(["", "recorded, at maturity"])]
    return rows.pivot_table(index="measure", columns="replication", values="value")


def told(name: str) -> None:
    """What a plan gives and costs, without simulating."""
    scenario = load(f"scenarios/{name}.toml")
    yearly = training = 0.0
    for plan in scenario.workforce.joiners.values():
        yearly += plan.people * scenario.teams[plan.team].people.post_cost
        training += plan.people * scenario.workforce.routes[plan.by].training_cost
    for plan in scenario.workforce.transfers.values():
        training += plan.people * scenario.workforce.routes[plan.by].training_cost
    for effect in effects(scenario):
        dip = f"{effect.dip[0]:.1f} in {effect.dip[1]:%B %Y}" if effect.dip else "none"
        dates = [effect.reached(share) for share in (0.5, 0.9)]
        half, ninety = (f"{day:%B %Y}" if day else "not seen" for day in dates)
        cost = f"{yearly / 1e6:.2f} + {training / 1e6:.2f}"
        cells = (name, effect.team, dip, half, ninety, f"{effect.full:+.1f}", cost)
        print(f"| {' | '.join(cells)} |")


def main(replications: int) -> None:
    """Print both tables."""
    print("| plan | team | dip, posts | half by | nine tenths by | in the end | million pounds |")
    print("|---|---|---|---|---|---:|---:|")
    for name in WAYS:
        told(name)
    base = measured("england_median", replications)
    print("\n| plan | charges a year more | crimes with a suspect more | high harm: hours more |")
    print("|---|---:|---:|---:|")
    found = {name: measured(name, replications) for name in WAYS}
    for name, after in found.items():
        differences = [paired_difference(base.loc[key], after.loc[key]) for key in MEASURES]
        cells = [f"{d.value:+.1f} [{d.low:.1f}, {d.high:.1f}]" for d in differences]
        print(f"| {name} | {' | '.join(cells)} |")
    teams = [key for key in base.index if key.endswith(".sac_hours_share")]
    print("\n| team | share of its hours that reaches SAC, % |")
    print("|---|---:|")
    for key in teams:
        print(f"| {key.partition('.')[0]} | {base.loc[key].mean():.1f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
