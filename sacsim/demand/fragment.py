"""Turn a force's data.police.uk files into the demand and the comparators of a scenario.

Assumptions. The published types are wider than serious acquisitive crime, so each volume is the
published count times a stated share (England and Wales, 2017/18, unless the user says better).
`by_month` holds daily rates relative to their mean over the twelve months, so that a short
February is not mistaken for a quiet one; both vehicle types have the season of vehicle crime.
"""

import json
import math
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd
from scipy.special import gammaincinv

from sacsim.demand.area_fragment import area_lines
from sacsim.demand.police_uk import FOLLOW_UP_MONTHS, TIMED_GROUPS, PoliceUk
from sacsim.demand.street_files import month_number, months_between
from sacsim.errors import BadInput
from sacsim.words import WIDE_TYPES, CrimeType

ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."


class Share(NamedTuple):
    """The share of a published type that is one serious acquisitive crime type."""

    value: float
    low: float
    high: float
    source: str


# Offences recorded in England and Wales in 2017/18 (Home Office police recorded crime):
#   burglary       309,795 residential / (309,795 + 127,855 non-residential) = 0.708
#   robbery         69,469 personal / (69,469 + 7,635 business)              = 0.901
#   vehicle crime  106,226 theft or unauthorised taking of a vehicle
#                + 280,121 theft from a vehicle
#                +   5,797 aggravated vehicle taking (no SAC type)
#                +  65,000 interference (no SAC type, 14 %)   = 457,144 in all, hence
#                  of 106,226 / 457,144 = 0.232, from 280,121 / 457,144 = 0.613
# Low and high are the 10th and 90th percentiles of the 42 territorial forces without the City of
# London in the same table, by force.
_SOURCE = "Home Office police recorded crime 2017/18"
SHARES: dict[CrimeType, Share] = {
    CrimeType.DOMESTIC_BURGLARY: Share(0.71, 0.62, 0.74, _SOURCE),
    CrimeType.PERSONAL_ROBBERY: Share(0.90, 0.82, 0.92, _SOURCE),
    CrimeType.THEFT_FROM_PERSON: Share(1.0, 1.0, 1.0, "the published type itself"),
    CrimeType.THEFT_OF_VEHICLE: Share(0.232, 0.165, 0.264, _SOURCE),
    CrimeType.THEFT_FROM_VEHICLE: Share(0.613, 0.58, 0.693, _SOURCE),
}
"""Shares used unless others are given."""


def fragment(
    data: PoliceUk,
    parent: str = "england_median.toml",
    name: str | None = None,
    start: date | None = None,
    window: tuple[str, str] | None = None,
    shares: Mapping[CrimeType, float] | None = None,
    areas: bool = False,
) -> str:
    """Write the TOML text of a scenario that extends `parent` with one force's demand.

    `window` is the first and last month (YYYY-MM) for volumes and seasons, whole years; unless
    given, the latest whole years there are. `per_year` is crimes a year; its low and high join
    the 95 % Poisson interval of the count with the range of the share. `shares` replaces shares.
    `areas` adds local areas.
    Comparators are per cent; months to outcome are cumulative per cent of the outcomes assigned
    within twelve months, lags 0 to 11 whole calendar months (lag 12 is 100).
    Raises BadInput for a window that is not whole years of the data, or impossible shares.
    """
    first, last = _window(data, window)
    lines = [
        f"# Demand and outcomes of {_comment(data.force)}, read from data.police.uk.",
        f"# {ATTRIBUTION}",
        "format = 1",
        f"name = {_text(name or f'{data.force}, demand of {first} to {last}')}",
        f"extends = {_text(parent)}",
    ]
    lines += [
        "",
        f"# People and all other demand are still those of {_comment(parent)}: state this force's",
        "# own, or scale them, before reading anything into a run; and set start, so that the",
        "# recorded months are the ones to compare with.",
    ]
    if start is not None:
        lines.append(f"start = {start.isoformat()}")
    lines += ["", "# What was dropped or relabelled in reading:"]
    lines += [f"# - {_comment(line)}" for line in data.dropped]
    lines += ["", f"# Volumes and seasons of the {first} to {last} files."]
    lines += _demand(data, first, last, _shares(shares or {}))
    lines += area_lines(data) if areas else []
    if data.cohort is not None:
        lines += _comparators(data, data.cohort)
    return "\n".join(lines) + "\n"


def _window(data: PoliceUk, window: tuple[str, str] | None) -> tuple[str, str]:
    months = data.months
    if window is None:
        whole = len(months) // 12 * 12
        if whole == 0:
            raise BadInput(
                f"{data.force}: {len(months)} months of street files, {months[0]} to "
                f"{months[-1]}; a yearly volume needs at least 12"
            )
        return months[-whole], months[-1]
    first, last = window
    if first not in months or last not in months or len(months_between(first, last)) % 12:
        raise BadInput(
            f"window {first} to {last}: not whole years of the months there are, "
            f"{months[0]} to {months[-1]}"
        )
    if first > last:
        raise BadInput(f"window {first} to {last}: the first month is after the last")
    return first, last


def _shares(given: Mapping[CrimeType, float]) -> dict[CrimeType, Share]:
    stated = {
        kind: Share(value, value, value, "stated by the user") for kind, value in given.items()
    }
    shares = {**SHARES, **stated}
    problems = [
        f"share of {kind}: {share.value} is not between 0 and 1"
        for kind, share in stated.items()
        if not 0 <= share.value <= 1
    ]
    for wide_type, kinds in WIDE_TYPES.items():
        total = math.fsum(shares[kind].value for kind in kinds)
        if total > 1 + 1e-9:
            problems.append(f"shares of {wide_type} add up to {total:.3f}, more than 1")
    if problems:
        raise BadInput(*problems)
    return shares


def _demand(data: PoliceUk, first: str, last: str, shares: Mapping[CrimeType, Share]) -> list[str]:
    years = len(months_between(first, last)) // 12
    lines = []
    for wide_type, kinds in WIDE_TYPES.items():
        mine = data.volumes["wide_type"] == wide_type
        counts = data.volumes[mine].set_index("month")["crimes"].loc[first:last]
        n = int(counts.sum())
        # exact 95 % interval of a Poisson mean (Garwood 1936)
        low = float(gammaincinv(n, 0.025)) if n else 0.0
        high = float(gammaincinv(n + 1, 0.975))
        season = ", ".join(f"{factor:.3f}" for factor in _season(counts))
        for kind in kinds:
            share = shares[kind]
            source = (
                f"data.police.uk, {data.force}, {n} crimes of type {wide_type} in "
                f"{first} to {last}, x {share.value:g} ({share.source})"
            )
            lines += [
                "",
                f"[demand.{kind}]",
                f"per_year = {{ value = {n * share.value / years:.1f}, source = {_text(source)}, "
                f'date = {_last_day(last)}, status = "derived", '
                f"low = {low * share.low / years:.1f}, high = {high * share.high / years:.1f} }}",
                f"by_month = [{season}]",
            ]
    return lines


def _season(counts: "pd.Series[int]") -> list[float]:
    """Daily rates of January to December relative to their mean, three decimals, adding to 12."""
    crimes, days = [0] * 12, [0] * 12
    for month, n in counts.items():
        index = month_number(str(month)) % 12
        crimes[index] += int(n)
        days[index] += monthrange(int(str(month)[:4]), index + 1)[1]
    rates = [n / d for n, d in zip(crimes, days, strict=True)]
    total = math.fsum(rates)
    if total == 0:
        return [1.0] * 12
    thousandths = [round(12_000 * rate / total) for rate in rates]
    # what rounding adds or takes goes to the busiest month
    thousandths[rates.index(max(rates))] += 12_000 - sum(thousandths)
    return [factor / 1000 for factor in thousandths]


def _comparators(data: PoliceUk, cohort: tuple[str, str]) -> list[str]:
    last = data.months[-1]
    # at the end of the last month its own crimes are 0 to 1 months old, so the first month's
    # crimes are up to as many months old as there are months
    oldest = len(data.months)
    source = f"data.police.uk, {data.force}, crimes of {cohort[0]} to {cohort[1]}"
    lines = [
        "",
        "# Comparators: recorded crimes of the wide types, as the files stand; not inputs.",
        "[comparators]",
        f"source = {_text(f'data.police.uk, {data.force}, files of {data.months[0]} to {last}')}",
        f"period = {_text(f'{cohort[0]} to {cohort[1]}')}",
        f"age_months = [{FOLLOW_UP_MONTHS}, {oldest}]",
    ]
    for wide_type, rows in data.outcomes.groupby("wide_type", sort=False):
        lines += ["", f"[comparators.outcomes.{wide_type}]"]
        lines.append(f"# per cent of {rows['of_crimes'].iloc[0]:,} crimes")
        for row in rows.itertuples():
            lines.append(
                f"{row.group} = {{ value = {row.per_cent:.2f}, low = {row.low:.2f}, "
                f"high = {row.high:.2f}, source = {_text(source)}, "
                f'date = {_last_day(last)}, status = "published" }}'
            )
    by_type = data.months_to_outcome.groupby("wide_type", sort=False)
    for wide_type, rows in by_type:
        if not rows["within_12"].any():
            continue
        lines += ["", f"[comparators.months_to_outcome.{wide_type}]"]
        for group in TIMED_GROUPS:
            mine = rows[(rows["group"] == group) & (rows["lag_months"] < FOLLOW_UP_MONTHS)]
            n = int(mine["within_12"].iloc[0])
            if n:
                shares = ", ".join(f"{share:.2f}" for share in mine["per_cent_of_outcomes"])
                lines.append(f"{group} = [{shares}]")
            lines.append(f"n_{group} = {n}")
    return lines


def _last_day(month: str) -> str:
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"


def _text(value: str) -> str:
    """A TOML basic string (JSON escapes are legal in TOML; DEL is the one it leaves raw)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(value: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in value)
