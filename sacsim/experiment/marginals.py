"""Marginals: what a few posts more at one place gain, and nothing else changed.

The same replications with and without the posts share their luck, so that what differs is what the
posts did. Intervals are paired over replications.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from scipy.special import stdtrit

from sacsim.statistics import Estimate, interval

AIM = "aim"
"""The column of what is to be made as good as it can be; the others go by their own names."""
POWER = 0.8
"""How often a difference would have been noticed that is called noticeable."""


class Marginal(NamedTuple):
    """What posts at one place gain; `gain` is of all of them, in the aim's own unit."""

    place: str
    posts: int
    gain: Estimate

    @property
    def per_post(self) -> Estimate:
        """The same for one post."""
        return scaled_estimate(self.gain, 1 / self.posts)


def gain(
    before: pd.DataFrame, after: pd.DataFrame, better: int, sets: int = 0, column: str = AIM
) -> Estimate:
    """Return the mean of what is gained, replication by replication; better is +1 (more) or -1."""
    values = better * (after[column] - before[column]).reindex(before.index)
    return interval(values.to_numpy(dtype=float), sets)


def scaled_estimate(estimate: Estimate, factor: float) -> Estimate:
    """Return an estimate in another unit; factor above 0."""
    names = ("value", "low", "high", "parameters_low", "parameters_high")
    known = {name: getattr(estimate, name) for name in names}
    return estimate._replace(
        **{name: factor * end for name, end in known.items() if end is not None}
    )


def detectable(estimate: Estimate) -> bool:
    """Say whether neither of an estimate's intervals covers 0."""
    low, high = estimate.parameters_low, estimate.parameters_high
    seen = estimate.excludes(0)
    return seen and (low is None or high is None or low > 0 or high < 0)


def noticeable(estimate: Estimate, confidence: float = 0.95) -> float:
    """Return the smallest true difference that as many replications would notice, 8 times in 10."""
    freedom = max(estimate.used - 1, 1)
    reach = float(stdtrit(freedom, 0.5 + confidence / 2))
    error = (estimate.high - estimate.low) / 2 / reach
    return error * (reach + float(stdtrit(freedom, POWER)))


def curves(marginals: Sequence[Marginal]) -> dict[str, dict[int, float]]:
    """Return the mean gains by place and number of posts."""
    found: dict[str, dict[int, float]] = {}
    for each in marginals:
        found.setdefault(each.place, {})[each.posts] = each.gain.value
    return found


def reaching(none: pd.DataFrame, added: Mapping[str, pd.DataFrame], sets: int) -> pd.DataFrame:
    """Return, by place, the share of hours that reaches serious acquisitive crime, in per cent.

    `of_today` is that of the team's hours at work; `of_added` what the team works more on it, of
    the hours on duty that the posts add: the rest of an added post goes to other work, or is not
    needed.
    """
    rows = []
    for place, frame in added.items():
        today = interval(none[f"{place}.sac_hours_share"].to_numpy(dtype=float), sets)
        columns = [f"{place}.{name}" for name in ("sac_hours", "busy_hours", "on_duty_hours")]
        sac, busy, duty = ((frame[name] - none[name]).to_numpy(dtype=float) for name in columns)
        paid = float(duty.mean())
        row = {"place": place, "of_today": today.value}
        for name, hours in (("of_added", sac), ("worked_of_added", busy)):
            found = interval(100 * hours / paid, sets) if paid > 0 else interval([])
            row |= {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
        rows.append(row)
    return pd.DataFrame(rows)
