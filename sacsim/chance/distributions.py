"""Distributions: what a scenario file may say about how long things take or how much there is.

A plain number is fixed; otherwise a table of one kind, as { lognormal = { median = 5, log_sd =
0.6 } }. The laws themselves are in sacsim.chance.laws.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from functools import lru_cache
from numbers import Real
from typing import Annotated, Any

import numpy as np
from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from sacsim.chance.laws import (
    LARGEST,
    SMALLEST,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Law,
    Lognormal,
    Mixture,
    Part,
    Pert,
    Uniform,
)

__all__ = [
    "KINDS",
    "Distribution",
    "Empirical",
    "Exponential",
    "Fixed",
    "Gamma",
    "Law",
    "Lognormal",
    "Mixture",
    "Part",
    "Pert",
    "Uniform",
    "parse",
    "share_below",
    "to_toml",
]

_SIMPLE: dict[str, dict[tuple[str, ...], Callable[..., Law]]] = {
    "exponential": {("mean",): Exponential},
    "lognormal": {("mean", "sd"): Lognormal.with_mean, ("median", "log_sd"): Lognormal},
    "gamma": {("mean", "sd"): Gamma.with_sd, ("shape", "mean"): Gamma},
    "pert": {("min", "mode", "max"): Pert},
    "uniform": {("min", "max"): Uniform},
}
LARGEST_MEAN = 1_000_000
"""In hours over a hundred years."""
KINDS = ("fixed", *_SIMPLE, "empirical", "mixture")


def parse(value: object) -> Law:
    """Return the law that a scenario file states: a number, or a table of one kind.

    Raises ValueError in words for the scenario's author.
    """
    if isinstance(value, Law):
        return value
    if not isinstance(value, Mapping):
        return _known(Fixed(_number("a distribution", value)))
    if len(value) != 1:
        raise ValueError(
            "a distribution is a number or a table of one kind, as { exponential = { mean = 3 } }; "
            f"this table has {', '.join(map(str, value)) or 'nothing'}"
        )
    ((kind, given),) = value.items()
    if kind == "fixed":
        law: Law = Fixed(_number("fixed", given))
    elif kind == "mixture":
        law = _parse_mixture(given)
    elif kind == "empirical":
        law = _parse_empirical(given)
    elif kind in _SIMPLE:
        table = _table(kind, given, *_SIMPLE[kind])
        numbers = {name: _number(f"{kind}'s {name}", number) for name, number in table.items()}
        builder = next(make for names, make in _SIMPLE[kind].items() if set(names) == set(numbers))
        law = builder(**numbers)
    else:
        near = get_close_matches(str(kind), KINDS, n=1)
        hint = f", did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"unknown distribution {kind!r}; one of {', '.join(KINDS)}{hint}")
    return _known(law)


@lru_cache(maxsize=4096)
def _known(law: Law) -> Law:
    """The law, checked once; equal laws are one, with one table of quantiles between them."""
    with np.errstate(over="ignore", invalid="ignore"):
        finite = math.isfinite(law.mean) and math.isfinite(law.quantile(LARGEST))
    if not finite:
        raise ValueError(f"{law.describe()}: too spread out to compute with")
    if law.mean > LARGEST_MEAN:
        raise ValueError(f"{law.describe()}: a mean above {LARGEST_MEAN:,} must be a slip")
    return law


def to_toml(law: Law) -> float | dict[str, Any]:
    """Return a law as plain numbers, lists and tables that `parse` turns back into its equal."""
    match law:
        case Fixed(value):
            return value
        case Empirical(values, weights):
            listed = {} if weights is None else {"weights": list(weights)}
            return {"empirical": {"values": list(values)} | listed}
        case Mixture(parts):
            return {"mixture": [{"weight": weight, "of": to_toml(of)} for weight, of in parts]}
    return {type(law).__name__.lower(): {f.name: getattr(law, f.name) for f in fields(law)}}


def _parse_empirical(given: object) -> Empirical:
    table = _table("empirical", given, ("values",), ("values", "weights"))
    lists: dict[str, tuple[float, ...]] = {}
    for name, items in table.items():
        if not isinstance(items, list | tuple):
            raise ValueError(f"empirical's {name} must be a list of numbers, not {items!r}")
        lists[name] = tuple(_number(f"empirical's {name}", item) for item in items)
    return Empirical(**lists)


def share_below(law: Law, value: float) -> float:
    """Return the share of a law's values that lie below a value, to the last digit of a draw."""
    low, high = 0.0, 1.0
    while high - low > SMALLEST:
        middle = (low + high) / 2
        low, high = (middle, high) if law.quantile(middle) < value else (low, middle)
    return low


def _parse_mixture(given: object) -> Mixture:
    if not isinstance(given, list | tuple):
        raise ValueError("mixture must be a list of { weight = ..., of = ... }")
    tables = [_table("mixture's component", item, ("weight", "of")) for item in given]
    return Mixture(
        tuple(
            Part(_number("mixture's weight", table["weight"]), parse(table["of"]))
            for table in tables
        )
    )


def _table(kind: str, given: object, *choices: tuple[str, ...]) -> Mapping[str, object]:
    """Return a table that has exactly one of the allowed sets of keys, or say what it lacks."""
    allowed = ", or ".join(" and ".join(names) for names in choices)
    if not isinstance(given, Mapping):
        raise ValueError(f"{kind} needs a table of {allowed}, not {given!r}")
    if set(given) not in [set(names) for names in choices]:
        raise ValueError(f"{kind} needs {allowed}; this has {', '.join(given) or 'nothing'}")
    return given


def _number(what: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{what} must be a number, not {value!r}")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{what} is too large") from None


Distribution = Annotated[
    Law,
    PlainValidator(parse),
    PlainSerializer(to_toml),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {
                    "type": "object",
                    "properties": {kind: {} for kind in KINDS},
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ]
        }
    ),
]
"""A field of a settings model that a scenario states as a number or a table of one kind."""
