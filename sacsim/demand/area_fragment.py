"""Local areas of a scenario from data.police.uk files: each district's share of the crimes.

Assumptions. A district is the name of a census area (LSOA) without its code: "Luton 012B" is in
Luton. Published places are the nearest of a list of points, so a few crimes fall across a border:
districts with less than one crime in a hundred are left out, and so are crimes without a place.
Both vehicle types have the shares of vehicle crime. That an area differs in travel or in its
victims is not in the files: both factors are 1 until somebody states otherwise.
"""

import json
import re
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from scipy.stats import binomtest

from sacsim.demand.police_uk import PoliceUk
from sacsim.words import CHARGED, NO_SUSPECT, WIDE_TYPES

NO_KEY = r"[^A-Za-z0-9-]+"
LEAST = 0.01
"""Share of all crimes of the four types below which a district is left out."""


def area_lines(data: PoliceUk) -> list[str]:
    """Return the TOML lines of `[demand.areas]`, with what was recorded in each beside."""
    placed = data.places[data.places["area"] != ""]
    counts = placed.groupby("area")["crimes"].sum()
    names = [str(name) for name in counts.index[counts >= LEAST * counts.sum()]]
    kept = placed[placed["area"].isin(names)]
    left = int(data.places["crimes"].sum() - kept["crimes"].sum())
    first, last = data.months[0], data.months[-1]
    source = f"data.police.uk, {data.force}, districts of LSOA names, {first} to {last}"
    lines = [
        "",
        "# Local areas: each district's share of the crimes; below it, for comparison, what was",
        "# recorded there, with 95 % intervals. Crimes of the four types without a place, or in",
        f"# districts with less than one crime in a hundred, are in no area: {left:,}.",
    ]
    for name in names:
        own = kept[kept["area"] == name].set_index("wide_type")
        lines += ["", f"[demand.areas.{re.sub(NO_KEY, '_', name)}]"]
        lines += [
            f"about = {{ source = {json.dumps(source, ensure_ascii=False)}, "
            f'date = {last}-01, status = "derived" }}',
            f"share = {{ {', '.join(_shares(own, kept))} }}",
            *(f'{factor} = {{ value = 1.0, source = "not in the files", date = {last}-01, '
              f'status = "assumed" }}' for factor in ("travel_factor", "vulnerable_factor")),
        ]  # fmt: skip
        recorded = own.to_dict("index")
        lines += [f"# {_recorded(wide, recorded[wide])}" for wide in WIDE_TYPES if wide in recorded]
    return lines


def _shares(own: pd.DataFrame, kept: pd.DataFrame) -> list[str]:
    """Each crime type with its area's share of the wide type, four decimals."""
    whole = kept.groupby("wide_type")["crimes"].sum()
    shares = []
    for wide, kinds in WIDE_TYPES.items():
        here = float(own["crimes"].get(wide, 0))
        share = here / whole[wide] if whole.get(wide, 0) else 1 / kept["area"].nunique()
        shares += [f"{kind} = {share:.4f}" for kind in kinds]
    return shares


def _recorded(wide: str, row: Mapping[Hashable, Any]) -> str:
    """What was recorded of one wide type in an area, of crimes old enough to be told."""
    told = [f"{wide}: {row['crimes']:,} crimes"]
    of = int(row["of_crimes"])
    for group in (NO_SUSPECT, CHARGED) if of else ():
        n = int(row[group])
        interval = binomtest(n, of).proportion_ci(method="wilson")
        told.append(
            f"{group} {100 * n / of:.1f} % ({100 * interval.low:.1f} to {100 * interval.high:.1f})"
        )
    return ", ".join(told) + (f", of {of:,} followed for a year" if of else "")
