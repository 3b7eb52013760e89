"""Claim: volumes and strength alone do not tell which force charges more.

Among real forces, charges a crime and officers a crime have a correlation of about nought. `python
experiments/claims/between_forces.py COUNTS WORKFORCE`, at the top of the project, reads counts of
street-level crime by force, month, type and last outcome (January to June 2021), and the Home
Office's police workforce table; gives the default force each force's volumes and officers, all else
alike; and prints how well it predicts the share charged.
"""

import sys
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from sacsim import load, run
from sacsim.demand.police_uk_labels import OUTCOME_LABELS, TYPE_LABELS
from sacsim.engine.pool import each
from sacsim.measure.outcomes import outcome_rows
from sacsim.words import CHARGED, WIDE_TYPES

OFFICERS, FEWEST, MOST_UNKNOWN = 2136, 100, 0.5
"""Of the default force; crimes for a share to be told; share without status a force may have."""


def forces(counts_file: str, workforce_file: str) -> pd.DataFrame:
    """One row a force: officers (FTE), crimes in half a year and % charged by wide type."""
    counts = pd.read_csv(counts_file, keep_default_na=False)
    counts = counts[counts["month"].between("2021-01", "2021-06")]
    counts["wide"] = counts["crime_type"].map(TYPE_LABELS)
    counts["group"] = counts["last_outcome_category"].map(OUTCOME_LABELS)
    own = counts[counts["wide"].notna()]
    crimes = own.pivot_table(index="force", columns="wide", values="n", aggfunc="sum")
    charged = own[own["group"] == CHARGED]
    charged = charged.pivot_table(index="force", columns="wide", values="n", aggfunc="sum")
    unknown = own[own["group"] == "unavailable"].groupby("force")["n"].sum() / crimes.sum(axis=1)
    staff = pd.read_csv(workforce_file)
    staff = staff[(staff["date"] == "2021-03-01") & (staff["worker_type"] == "police officer")]
    officers = staff.groupby("force_name")["total_fte"].sum()
    officers.index = officers.index.str.lower().str.replace("&", "and").str.replace(" ", "-")
    table = pd.concat(
        [
            officers.rename("officers"),
            crimes.add_prefix("crimes."),
            (100 * charged / crimes).add_prefix("charged."),
            counts.groupby("force")["n"].sum().rename("all"),
        ],
        axis=1,
        join="inner",
    )
    table = table[unknown.reindex(table.index) < MOST_UNKNOWN]
    for wide in WIDE_TYPES:
        table.loc[table[f"crimes.{wide}"] < FEWEST, f"charged.{wide}"] = np.nan
    return table


def as_the_force(row: pd.Series, median: pd.Series):
    """The default force with a real one's volumes and officers; other demand with all crime."""
    scenario = load("scenarios/england_median.toml", {"follow_up_months": 7})
    changes: dict[str, object] = {}
    for wide, types in WIDE_TYPES.items():
        for type in types:
            ratio = row[f"crimes.{wide}"] / median[f"crimes.{wide}"]
            changes[f"demand.{type}.per_year"] = scenario.demand.volume(type).per_year * ratio
    for name, kind in scenario.demand.other.items():
        if kind.per_year is not None:
            changes[f"demand.other.{name}.per_year"] = kind.per_year * row["all"] / median["all"]
    for name, team in scenario.teams.items():
        ratio = row["officers"] / OFFICERS
        if team.kiosks is not None:
            changes[f"teams.{name}.kiosks"] = max(1, round(team.kiosks * ratio))
            changes[f"teams.{name}.trained_users"] = round((team.trained_users or 0) * ratio)
        elif team.officers != "unlimited":
            changes[f"teams.{name}.officers"] = max(1, round(team.officers * ratio))
    return scenario.change(changes)


def predicted(table: pd.DataFrame, force: str) -> dict[str, float]:
    """The share charged, at 7 to 13 months, by wide type."""
    made = run(as_the_force(table.loc[force], table.median()))
    return {
        crime_type: value
        for name, crime_type, basis, _, value in outcome_rows(made)
        if name == f"outcome_share.{CHARGED}" and "7 to 13" in basis and crime_type in WIDE_TYPES
    }


def main(counts: str, workforce: str) -> None:
    """Print, by type, the correlations over forces."""
    table = forces(counts, workforce)
    found = dict(each(partial(predicted, table), list(table.index), None))
    print(f"{len(table)} forces.\n")
    print(
        "| type | forces | predicted with recorded | officers a crime with recorded "
        "| sd predicted | sd recorded |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for wide in WIDE_TYPES:
        real = table[f"charged.{wide}"]
        model = pd.Series({force: found[force][wide] for force in table.index})
        staffed = table["officers"] / table[f"crimes.{wide}"]
        cells = [
            f"{spearmanr(x, real, nan_policy='omit').statistic:+.2f}" for x in (model, staffed)
        ]
        cells += [f"{x.std():.2f}" for x in (model, real)]
        print(f"| {wide.replace('_', ' ')} | {real.notna().sum()} | {' | '.join(cells)} |")
    print(
        f"\nRank correlations; of {len(table)} forces, one below "
        f"{1.96 / np.sqrt(len(table) - 1):.2f} is no more than chance."
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
