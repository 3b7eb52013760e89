"""Statistics: how far a number from a few replications, or from unfinished crimes, can be trusted.

Replications are independent; their means are near enough normal for Student's t. A missing value
(NaN) means that a replication had nothing to measure; it is set aside and counted. Infinity means
longer than the run could see; it is never set aside.
"""

from dataclasses import dataclass
from math import ceil, inf, isinf, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import trapezoid
from scipy.special import ndtr, ndtri, stdtrit

Floats = NDArray[np.float64]


class Estimate(NamedTuple):
    """A mean with its interval; `used` values entered it, `missing` ones were not defined."""

    value: float
    low: float
    high: float
    used: int
    missing: int = 0
    parameters_low: float | None = None
    """From here to `parameters_high` by what is not known of the parameters; None: unseen."""
    parameters_high: float | None = None

    def excludes(self, value: float) -> bool:
        """Say whether the whole interval lies on one side of a value."""
        return self.low > value or self.high < value


def mean_interval(values: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Return the mean over replications with its t-interval.

    One value, or an infinite one, says nothing about its own noise: the interval is then the
    whole line, so that nothing is ever read into it. No value at all gives NaN.
    """
    given = np.asarray(values, dtype=float).ravel()
    known = given[~np.isnan(given)]
    n, missing = len(known), len(given) - len(known)
    if n == 0:
        return Estimate(nan, nan, nan, 0, missing)
    if np.isinf(known).any():
        return Estimate(inf if np.isposinf(known).any() else -inf, -inf, inf, n, missing)
    mean = float(known.mean())
    if n == 1:
        return Estimate(mean, -inf, inf, 1, missing)
    reach = _t(n - 1, confidence) * float(known.std(ddof=1)) / sqrt(n)
    return Estimate(mean, mean - reach, mean + reach, n, missing)


def interval_over_sets(values: ArrayLike, which: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Return the mean over replications under several parameter sets, with both its intervals.

    `which` is each value's set. Replications under one set differ by luck alone, which gives the
    simulation interval of the mean. The sets' own means differ by more than that where parameters
    matter (one-way analysis of variance with random effects, each set of equal weight), which gives
    the range of the parameters: a normal law with the variance between sets has the given share
    there. Without two replications of some set neither can be told from the other, and both are the
    whole line.
    """
    given, sets = np.asarray(values, dtype=float).ravel(), np.asarray(which).ravel()
    known = ~np.isnan(given)
    missing = int((~known).sum())
    groups = [given[known & (sets == each)] for each in np.unique(sets[known])]
    plain = mean_interval(given[known], confidence)
    if not plain.used or isinf(plain.value):
        return plain._replace(missing=missing, parameters_low=-inf, parameters_high=inf)
    means = np.array([group.mean() for group in groups])
    freedom = plain.used - len(groups)
    value = float(means.mean())
    if freedom == 0 or len(groups) == 1:
        return Estimate(value, -inf, inf, plain.used, missing, -inf, inf)
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / freedom
    of_means = within * float(np.mean([1 / len(group) for group in groups]))
    reach = _t(freedom, confidence) * sqrt(of_means / len(groups))
    between = max(float(means.var(ddof=1)) - of_means, 0.0)
    spread = float(ndtri(0.5 + confidence / 2)) * sqrt(between)
    ends = (value - reach, value + reach, plain.used, missing, value - spread, value + spread)
    return Estimate(value, *ends)


def interval(values: ArrayLike, sets: int = 0, confidence: float = 0.95) -> Estimate:
    """Return the mean over replications 0, 1, ..., which took so many parameter sets by turns."""
    if not sets:
        return mean_interval(values, confidence)
    given = np.asarray(values, dtype=float).ravel()
    return interval_over_sets(given, np.arange(len(given)) % sets, confidence)


def paired_difference(before: ArrayLike, after: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Return the mean of after minus before, the replications sharing their luck one by one.

    Raises ValueError where the two have different lengths. Two infinities have no difference.
    """
    first = np.asarray(before, dtype=float)
    second = np.asarray(after, dtype=float)
    if first.shape != second.shape:
        raise ValueError("paired replications must be equally many")
    with np.errstate(invalid="ignore"):
        return mean_interval(second - first, confidence)


def no_surer_than(
    found: Estimate, deviation: float, freedom: int, confidence: float = 0.95
) -> Estimate:
    """Widen an interval to that of values with at least this standard deviation.

    Counts of rare events may agree by chance in a few replications; their own deviation would
    then say that the mean is known exactly.
    """
    if freedom < 1 or not found.used:
        return found
    reach = _t(freedom, confidence) * deviation / sqrt(found.used)
    low, high = min(found.low, found.value - reach), max(found.high, found.value + reach)
    return found._replace(low=low, high=high)


def difference(before: ArrayLike, after: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Return the mean of after minus before for replications without shared luck (Welch)."""
    first = mean_interval(before, confidence)
    second = mean_interval(after, confidence)
    used, missing = first.used + second.used, first.missing + second.missing
    if min(first.used, second.used) == 0 or (isinf(first.value) and first.value == second.value):
        return Estimate(nan, nan, nan, used, missing)
    value = second.value - first.value
    if min(first.used, second.used) == 1 or isinf(value):
        return Estimate(value, -inf, inf, used, missing)
    parts = [_variance_of_mean(before), _variance_of_mean(after)]
    total = sum(parts)
    if total == 0.0:
        return Estimate(value, value, value, used, missing)
    freedom = total**2 / (parts[0] ** 2 / (first.used - 1) + parts[1] ** 2 / (second.used - 1))
    reach = _t(freedom, confidence) * sqrt(total)
    return Estimate(value, value - reach, value + reach, used, missing)


def wilson_interval(successes: int, trials: int, confidence: float = 0.95) -> Estimate:
    """Return a share with Wilson's score interval (Wilson 1927), which never leaves 0 to 1."""
    if not 0 <= successes <= trials:
        raise ValueError("successes must lie between nought and the number of trials")
    if trials == 0:
        return Estimate(nan, nan, nan, 0)
    z = float(ndtri(0.5 + confidence / 2))
    share, scale = successes / trials, 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    reach = z / scale * sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    low = 0.0 if successes == 0 else centre - reach
    high = 1.0 if successes == trials else centre + reach
    return Estimate(share, low, high, trials)


class Band(NamedTuple):
    """A prediction band by order statistics: from the `place`-th smallest to the largest but that.

    `coverage` is the exact chance that one more independent draw lies between them.
    """

    low: float
    high: float
    coverage: float
    place: int


def band_place(count: int, wanted: float) -> tuple[int, float]:
    """Return the place of the band of `count` values whose exact coverage is nearest, and that.

    From the j-th smallest to the j-th largest of n covers one more draw of the same continuous law
    with probability (n + 1 - 2j) / (n + 1) (Wilks 1941); of counts, with at least that.
    """
    j = min(max(round((count + 1) * (1 - wanted) / 2), 1), max(count // 2, 1))
    return j, max(count + 1 - 2 * j, 0) / (count + 1)


def prediction_band(values: ArrayLike, wanted: float) -> Band:
    """Return the band of these values whose coverage of one more is nearest to that wanted."""
    known = np.sort(np.asarray(values, dtype=float).ravel())
    place, coverage = band_place(len(known), wanted)
    return Band(float(known[place - 1]), float(known[-place]), coverage, place)


def interval_score(low: float, high: float, value: float, coverage: float) -> float:
    """Return the interval score of a central band of this coverage for what happened; 0 is best.

    With alpha = 1 - coverage: (high - low) + 2 / alpha times how far the value lies outside
    (Gneiting and Raftery, Journal of the American Statistical Association 102, 2007, equation 43).
    """
    outside = max(low - value, 0.0) + max(value - high, 0.0)
    return high - low + 2.0 / (1.0 - coverage) * outside


def quantile(values: Floats, share: float, unreached: int = 0) -> float:
    """Return the smallest value that at least this share of the cases do not exceed.

    `unreached` further cases are longer than any value seen: infinity where the quantile falls
    among them. NaN where there are no cases.
    """
    cases = len(values) + unreached
    if cases == 0:
        return nan
    place = max(ceil(share * cases - 1e-9), 1) - 1
    if place >= len(values):
        return inf
    return float(np.partition(values, place)[place])


def expected_range(standard_errors: Floats) -> float:
    """Return how far the largest of independent normal values of one mean lies above the smallest.

    The expected maximum less the expected minimum, by the trapezoidal rule.
    """
    widest = float(standard_errors.max(initial=0.0))
    if widest == 0.0:
        return 0.0
    errors = standard_errors[standard_errors > 0]
    still = len(errors) < len(standard_errors)
    at = np.linspace(-9 * widest, 9 * widest, 1801)
    below = ndtr(at / errors[:, None])
    if still:  # a value that does not vary lies at the mean
        below = np.vstack((below, at >= 0))
    inside = 1 - below.prod(axis=0) - (1 - below).prod(axis=0)
    return float(trapezoid(inside, at))


def upward_trend(values: ArrayLike) -> float:
    """Return the one-sided p-value of a rising trend (Mann and Kendall, corrected for ties).

    Supposes that values without a trend are exchangeable; 1 where there are fewer than four.
    """
    series = np.asarray(values, dtype=float)
    n = len(series)
    if n < 4:
        return 1.0
    score = float(np.sign(series[None, :] - series[:, None])[np.triu_indices(n, 1)].sum())
    ties = np.unique(series, return_counts=True)[1].astype(float)
    variance = n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())
    if variance <= 0 or score <= 0:
        return 1.0
    return float(ndtr(-(score - 1) / sqrt(variance / 18)))


@dataclass(frozen=True)
class Incidence:
    """Aalen and Johansen's cumulative incidence: how many of all have ended by then, by cause.

    `at` are the n times at which something ended; `share[k]` the share of all cases ended by
    cause k by each of them; `unended` the share not ended; nothing is known after `followed_to`.
    """

    at: Floats
    share: Floats
    unended: Floats
    followed_to: float

    def by(self, time: float) -> Floats:
        """Return the shares ended by a time (included), one a cause; NaN if nobody was followed."""
        if self._beyond(time):
            return np.full(len(self.share), nan)
        steps = int(np.searchsorted(self.at, time, side="right"))
        return self.share[:, steps - 1] if steps else np.zeros(len(self.share))

    def first_time(self, share: float) -> float:
        """Return the earliest time by which this share of all have ended; infinity if never."""
        if self.followed_to == -inf:
            return nan
        reached = np.flatnonzero(1 - self.unended >= share - 1e-12)
        return float(self.at[reached[0]]) if len(reached) else inf

    def first_time_of(self, cause: int, share: float, within: float) -> float:
        """Return the time by which this share of a cause's endings within a limit have come."""
        whole = self.by(within)[cause]
        if not whole > 0:
            return nan
        return float(self.at[np.flatnonzero(self.share[cause] >= share * whole - 1e-12)[0]])

    def mean_of(self, cause: int, within: float) -> float:
        """Return the mean time of a cause's endings within a limit."""
        whole = self.by(within)[cause]
        if not whole > 0:
            return nan
        early = self.at <= within
        steps = np.diff(self.share[cause, early], prepend=0.0)
        return float(steps @ self.at[early] / whole)

    def mean_within(self, limit: float) -> float:
        """Return the mean time, that of every case cut off at a limit."""
        if self._beyond(limit):
            return nan
        early = self.at < limit
        edges = np.concatenate(([0.0], self.at[early], [limit]))
        return float(np.diff(edges) @ np.concatenate(([1.0], self.unended[early])))

    def _beyond(self, time: float) -> bool:
        """Say whether nobody unended was followed as far as a time."""
        left = self.unended[-1] if len(self.unended) else 1.0
        return time > self.followed_to and bool(left > 0)


def cumulative_incidence(times: Floats, causes: NDArray[np.int64], kinds: int) -> Incidence:
    """Return the cumulative incidence of `kinds` competing causes from censored times.

    `times` are when each case ended, or how far it was followed where its cause is -1 (it was then
    still under observation at that very time). Negative times count nowhere.
    """
    times, causes = times[times >= 0], causes[times >= 0]
    ended = causes >= 0
    at, place = np.unique(times[ended], return_inverse=True)
    events = np.bincount(causes[ended] * len(at) + place, minlength=kinds * len(at))
    events = events.reshape(kinds, len(at)).astype(float)
    at_risk = len(times) - np.searchsorted(np.sort(times), at, side="left")
    unended = np.cumprod((at_risk - events.sum(axis=0)) / at_risk)
    before = np.concatenate(([1.0], unended[:-1])) if len(at) else unended
    share = np.cumsum(events / at_risk * before, axis=1)
    return Incidence(at, share, unended, float(times.max()) if len(times) else -inf)


def _t(freedom: float, confidence: float) -> float:
    return float(stdtrit(freedom, 0.5 + confidence / 2))


def _variance_of_mean(values: ArrayLike) -> float:
    known = np.asarray(values, dtype=float).ravel()
    known = known[~np.isnan(known)]
    return float(known.var(ddof=1)) / len(known)
