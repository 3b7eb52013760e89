"""Claim: officers rose by 14.6 % from 2018 to 2022 while charges for these crimes fell by 44 %.

The model must show why, or say that it cannot. `python
experiments/claims/officers_up_charges_down.py CHARGES [REPLICATIONS]`, at the top of the project,
reads the Home Office's charges by offence (the fall), and turns the default force of 2021 back to
2018 one step at a time: recorded volumes, officers, file rules, years of service, and the time from
a file to a decision.
"""

import sys

import pandas as pd

from sacsim import load, replicate
from sacsim.scenario.scaling import scaled
from sacsim.statistics import paired_difference
from sacsim.words import CrimeType, TeamName

SUBGROUPS = (
    "Domestic burglary",
    "Residential burglary",
    "Robbery of personal property",
    "Theft from the person",
    "Theft from vehicle",
    "Theft from a vehicle",
    "Theft or unauthorised taking of a motor vehicle",
)
VOLUMES = {
    CrimeType.DOMESTIC_BURGLARY: 309_795 / 191_000,
    CrimeType.PERSONAL_ROBBERY: 69_469 / 59_100,
    CrimeType.THEFT_FROM_PERSON: 99_573 / 78_000,
    CrimeType.THEFT_OF_VEHICLE: 106_226 / 107_000,
    CrimeType.THEFT_FROM_VEHICLE: 280_121 / 200_000,
}
"""Recorded in 2017/18 over 2021/22, England and Wales."""
OFFICERS = 122_405 / 140_228
OFFICERS_ONLY = (
    TeamName.RESPONSE,
    TeamName.NEIGHBOURHOOD,
    TeamName.PIP1,
    TeamName.PIP2,
    TeamName.SUPERVISORS,
)
DELAY = 14 / 44
"""Days from offence to charge, all crime, 2016 over 2023."""


def fall(file: str) -> float:
    """Charges of the year to March 2022 beside those of the year to March 2018, in per cent."""
    charges = pd.read_csv(file)
    day = pd.to_datetime(charges["Date"], dayfirst=True)
    named = charges["Offence Subgroup"].isin(SUBGROUPS) | charges["Offence Description"].isin(
        SUBGROUPS
    )
    counts = charges["Outcomes for investigations closed in the quarter"].where(named, 0)
    years = [counts[(day > f"{y - 1}-03-31") & (day <= f"{y}-03-31")].sum() for y in (2018, 2022)]
    return 100 * (years[1] / years[0] - 1)


def volumes(scenario):
    """As many crimes as in 2017/18."""
    return scaled(scenario, [(f"demand.{type}.per_year", ratio) for type, ratio in VOLUMES.items()])


def officers(scenario):
    """As few officers as in March 2018."""
    teams = {
        f"teams.{t}.officers": round(OFFICERS * scenario.teams[t].officers) for t in OFFICERS_ONLY
    }
    return scenario.change(teams)


def rules(scenario):
    """File rules before the Director's Guidance of 31 December 2020."""
    return scenario.change({"start": "2016-10-01"})


def service(scenario):
    """Before the uplift: half as many with less than three years of service."""
    changes = {}
    for team in OFFICERS_ONLY:
        people = scenario.teams[team].people
        if people is None:
            continue
        stated = people.service_years
        new = [years < 3 for years in stated.values]
        young = sum(w for w, is_new in zip(stated.weights, new, strict=True) if is_new)
        older = (1 - young / 2) / (1 - young)
        weights = [
            w * (0.5 if is_new else older) for w, is_new in zip(stated.weights, new, strict=True)
        ]
        law = {"empirical": {"values": list(stated.values), "weights": weights}}
        changes[f"teams.{team}.people.service_years"] = law
    return scenario.change(changes)


def delay(scenario):
    """Decisions and results as quick as when the whole took a third of the time."""
    keys = ("pathway.charging.area_delay_days", "pathway.charging.resubmit_days")
    return scaled(scenario, [(key, DELAY) for key in keys])


STEPS = (volumes, officers, rules, service, delay)


def charges(scenario, replications: int):
    """Charges a year, and per 100 crimes, by replication."""
    rows = replicate(scenario, replications).measures
    rows = rows[(rows["crime_type"] == "all") & (rows["basis"] == "recorded, at maturity")]
    wide = rows.pivot_table(index="measure", columns="replication", values="value")
    return wide.loc["crimes_charged"], wide.loc["outcome_share.charged"]


def main(file: str, replications: int) -> None:
    """Print what each step back does alone, and all together."""
    now = load("scenarios/england_median.toml")
    base, rate = charges(now, replications)
    fell, rose = fall(file), 100 / OFFICERS - 100
    print(f"Recorded: charges fell by {-fell:.1f} %, officers rose by {rose:.1f} %.\n")
    print("| back to 2018 | charges a year, % more than in 2022 | charged, points more |")
    print("|---|---:|---:|")
    together = now
    for step in STEPS:
        together = step(together)
    for name, scenario in [(s.__doc__, s(now)) for s in STEPS] + [("All of it.", together)]:
        found, share = charges(scenario, replications)
        more = paired_difference(100 + 0 * base, 100 * found / base)
        points = paired_difference(rate, share)
        print(
            f"| {name} | {more.value:+.0f} [{more.low:+.0f}, {more.high:+.0f}] "
            f"| {points.value:+.2f} [{points.low:+.2f}, {points.high:+.2f}] |"
        )
    whole = 100 / (1 + fell / 100) - 100
    print(f"\nTo explain the whole fall, all of it would have to be {whole:+.0f} %.")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 4)
