"""Laws: how long a task takes, or how much there is of it, read off one number from 0 to 1.

Each law is its quantile function, so a crime that is slow under one staffing is as slow under
another. Values are never negative and always finite. Elementary functions come from scipy.special,
whose loops treat a single number and an array alike, bit for bit; numpy's promise no such thing.
Slow ones are read off tables.
"""

import math
import operator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sacsim.chance.tables import Table

FloatArray = NDArray[np.float64]
U = TypeVar("U", float, FloatArray)

SMALLEST, LARGEST = 2.0**-53, 1 - 2.0**-53  # the ends of what chance.draws can return
_SHARES_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Fixed:
    """Always the same value."""

    value: float

    def __post_init__(self) -> None:
        _check("fixed", value=self.value)

    @property
    def mean(self) -> float:
        return self.value

    def quantile(self, u: U) -> U:
        return _like(u, u * 0.0 + self.value)

    def describe(self) -> str:
        return f"always {self.value:g}"


@dataclass(frozen=True)
class Exponential:
    """Memoryless: as likely to end in the next hour however long it has lasted."""

    mean: float

    def __post_init__(self) -> None:
        _check("exponential", mean=self.mean)

    def quantile(self, u: U) -> U:
        return _like(u, -self.mean * special.log1p(-u))

    def describe(self) -> str:
        return f"exponential, mean {self.mean:g}"


@dataclass(frozen=True)
class Lognormal:
    """Mostly short, sometimes very long; log_sd is the standard deviation of the logarithm."""

    median: float
    log_sd: float

    def __post_init__(self) -> None:
        _check("lognormal", median=self.median, log_sd=self.log_sd)

    @classmethod
    def with_mean(cls, mean: float, sd: float) -> "Lognormal":
        """Return the lognormal of this mean (above 0) and standard deviation."""
        _check_above_zero("lognormal", mean=mean)
        _check("lognormal", sd=sd)
        variance = math.log1p((sd / mean) * (sd / mean))
        return cls(mean * math.exp(-variance / 2), math.sqrt(variance))

    @property
    def mean(self) -> float:
        return self.median * float(_exp(self.log_sd * self.log_sd / 2))

    def exact(self, u: Any) -> Any:
        """The quantile itself, without a table."""
        return self.median * _exp(self.log_sd * special.ndtri(u))

    @cached_property
    def _table(self) -> Table:
        return Table(self.exact)

    def quantile(self, u: U) -> U:
        return self._table.quantile(u)

    def describe(self) -> str:
        return f"lognormal, median {self.median:g}, log-sd {self.log_sd:g}"


@dataclass(frozen=True)
class Gamma:
    """Between memoryless (shape 1) and regular (large shape); sd is mean / sqrt(shape)."""

    shape: float
    mean: float

    def __post_init__(self) -> None:
        _check_above_zero("gamma", shape=self.shape)
        _check("gamma", mean=self.mean)

    @classmethod
    def with_sd(cls, mean: float, sd: float) -> "Gamma":
        """Return the gamma of this mean and standard deviation, both above 0."""
        _check_above_zero("gamma", mean=mean, sd=sd)
        return cls((mean / sd) * (mean / sd), mean)

    def exact(self, u: Any) -> Any:
        """The quantile itself, without a table."""
        return self.mean / self.shape * special.gammaincinv(self.shape, u)

    @cached_property
    def _table(self) -> Table:
        return Table(self.exact)

    def quantile(self, u: U) -> U:
        return self._table.quantile(u)

    def describe(self) -> str:
        return f"gamma, mean {self.mean:g}, shape {self.shape:g}"


@dataclass(frozen=True)
class Pert:
    """An expert's least, likeliest and greatest: a beta with mean (min + 4 mode + max) / 6."""

    min: float
    mode: float
    max: float

    def __post_init__(self) -> None:
        _check("pert", min=self.min, mode=self.mode, max=self.max)
        if not self.min <= self.mode <= self.max:
            wrong = f"{self.min:g}, {self.mode:g}, {self.max:g}"
            raise ValueError(f"pert needs min <= mode <= max, not {wrong}")

    @property
    def mean(self) -> float:
        return (self.min + 4 * self.mode + self.max) / 6

    def exact(self, u: Any) -> Any:
        """The quantile itself, without a table."""
        span = self.max - self.min
        before = 1 + 4 * (self.mode - self.min) / (span or 1.0)
        after = 1 + 4 * (self.max - self.mode) / (span or 1.0)
        return self.min + span * special.betaincinv(before, after, u)

    @cached_property
    def _table(self) -> Table:
        return Table(self.exact)

    def quantile(self, u: U) -> U:
        return self._table.quantile(u)

    def describe(self) -> str:
        return f"PERT, from {self.min:g} to {self.max:g}, most likely {self.mode:g}"


@dataclass(frozen=True)
class Uniform:
    """Anything between two values, all equally likely."""

    min: float
    max: float

    def __post_init__(self) -> None:
        _check("uniform", min=self.min, max=self.max)
        if self.min > self.max:
            raise ValueError(f"uniform needs min <= max, not {self.min:g}, {self.max:g}")

    @property
    def mean(self) -> float:
        return (self.min + self.max) / 2

    def quantile(self, u: U) -> U:
        return _like(u, self.min + (self.max - self.min) * u)

    def describe(self) -> str:
        return f"uniform, from {self.min:g} to {self.max:g}"


@dataclass(frozen=True)
class Empirical:
    """Observed values, each as likely as its weight, or all alike; nothing in between."""

    values: tuple[float, ...]
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        _check("empirical", **{f"value {n}": value for n, value in enumerate(self.values, 1)})
        if not self.values:
            raise ValueError("empirical needs at least one value")
        if self.weights is not None:
            if len(self.weights) != len(self.values):
                counts = f"{len(self.values)} values and {len(self.weights)} weights"
                raise ValueError(f"empirical has {counts}; each value needs one weight")
            _check_shares("empirical", self.weights)

    @cached_property
    def _ladder(self) -> tuple[FloatArray, FloatArray]:
        """The values in ascending order, and the probability of each or less."""
        values = np.array(self.values, float)
        weights = np.ones(len(values)) if self.weights is None else np.array(self.weights, float)
        order = values.argsort(kind="stable")
        reached = weights[order].cumsum()
        return values[order], reached / reached[-1]

    @property
    def mean(self) -> float:
        if self.weights is None:
            return math.fsum(self.values) / len(self.values)
        total = math.fsum(self.weights)
        return math.fsum(map(operator.mul, self.values, self.weights)) / total

    def quantile(self, u: U) -> U:
        values, reached = self._ladder
        return _like(u, values[reached.searchsorted(u, side="right")])

    def describe(self) -> str:
        low, high = min(self.values), max(self.values)
        how = "equally likely" if self.weights is None else "weighted"
        return f"one of {len(self.values)} values from {low:g} to {high:g}, {how}"


class Part(NamedTuple):
    """One component of a mixture: its share of cases and its law."""

    weight: float
    of: "Law"


@dataclass(frozen=True)
class Mixture:
    """Cases of several kinds: u picks the kind, and its place within the kind's share the value.

    So a larger u need not mean a larger value.
    """

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("mixture needs at least one component")
        _check_shares("mixture", tuple(part.weight for part in self.parts))

    @cached_property
    def _edges(self) -> FloatArray:
        reached = np.cumsum([0.0, *(part.weight for part in self.parts)])
        return reached / reached[-1]

    @property
    def mean(self) -> float:
        total = math.fsum(part.weight for part in self.parts)
        return math.fsum(part.weight * part.of.mean for part in self.parts) / total

    def quantile(self, u: U) -> U:
        which = self._edges.searchsorted(u, side="right") - 1
        if isinstance(u, float):
            return self._within(int(which), u)
        out = np.empty_like(u)
        for place in np.unique(which):
            here = which == place
            out[here] = self._within(place, u[here])
        return out

    def _within(self, place: int, u: U) -> U:
        low, high = self._edges[place : place + 2].tolist()
        rescaled = np.minimum(np.maximum((u - low) / (high - low), SMALLEST), LARGEST)
        return self.parts[place].of.quantile(_like(u, rescaled))

    def describe(self) -> str:
        parts = (f"{part.weight * 100:g}% ({part.of.describe()})" for part in self.parts)
        return "mixture: " + ", ".join(parts)


Law = Fixed | Exponential | Lognormal | Gamma | Pert | Uniform | Empirical | Mixture


def _check(what: str, **numbers: float) -> None:
    for name, number in numbers.items():
        if not math.isfinite(number) or number < 0:
            raise ValueError(f"{what}: {name} is {number:g}; it must be 0 or more, and finite")


def _check_above_zero(what: str, **numbers: float) -> None:
    _check(what, **numbers)
    for name, number in numbers.items():
        if number == 0:
            raise ValueError(f"{what}: {name} is 0; for a fixed value write a plain number")


def _check_shares(what: str, weights: tuple[float, ...]) -> None:
    _check(what, **{f"weight {n}": weight for n, weight in enumerate(weights, 1)})
    total = math.fsum(weights)
    if abs(total - 1) > _SHARES_TOLERANCE:
        raise ValueError(f"{what}: weights sum to {total:.10g}, not 1")


def _like(u: U, result: Any) -> U:
    """A plain float for a float: numpy's own scalars slow whatever touches them."""
    return float(result) if isinstance(u, float) else result


def _exp(x: Any) -> Any:
    """The exponential by scipy.special, which has it under this name only."""
    return special.inv_boxcox(x, 0.0)
