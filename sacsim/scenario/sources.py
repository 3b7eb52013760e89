"""Sources: where each number of a scenario comes from, how firm it is and how far it may be off.

Any number may be written `{ value, source, date, status, low, high }`; the model sees the value.
A table's `about = { source, date, status }` speaks for all its numbers that do not state their own,
and fills in what they leave out.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sacsim.chance.distributions import KINDS
from sacsim.scenario.positions import KeyPath
from sacsim.scenario.problems import shown
from sacsim.settings import LARGEST

STATUSES = ("published", "derived", "assumed")
KEYS = ("value", "source", "date", "status", "low", "high")
ABOUT, ABOUT_KEYS = "about", ("source", "date", "status")


@dataclass(frozen=True)
class Source:
    """A number's provenance, as its scenario states it; None where it does not say."""

    value: Any
    source: str | None = None
    date: dt.date | str | None = None
    status: str | None = None
    low: float | None = None
    high: float | None = None


def take_sources(
    given: Any,
    path: KeyPath,
    sources: dict[KeyPath, Source],
    wrong: dict[KeyPath, str],
    about: Mapping[str, Any] | None = None,
) -> Any:
    """Return plain values, adding each sourced number to `sources` and what is wrong to `wrong`.

    `about` is what the tables around say of numbers that say nothing themselves.
    """
    if isinstance(given, list | tuple):
        value: Any = [take_sources(v, (*path, n), sources, wrong) for n, v in enumerate(given)]
    elif isinstance(given, Mapping) and _is_sourced(given):
        value = take_sources(given["value"], path, sources, wrong)
        faults = _faults(given, value)
        wrong.update({(*path, key): fault for key, fault in faults.items()})
        if not faults:
            sources[path] = Source(**{**(about or {}), **given, "value": value})
        return value
    elif isinstance(given, Mapping) and not _is_law(given):
        return _table(given, path, sources, wrong, about)
    elif isinstance(given, Mapping):
        value = {k: take_sources(v, (*path, k), sources, wrong) for k, v in given.items()}
    else:
        value = given
    if about and (_is_number(value) or _is_law(value) or _is_numbers(value)):
        sources[path] = Source(**{**about, "value": value})
    return value


def _table(
    given: Mapping[str, Any],
    path: KeyPath,
    sources: dict[KeyPath, Source],
    wrong: dict[KeyPath, str],
    about: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """A table's plain values; what it says about its numbers holds for the tables in it too."""
    said = given.get(ABOUT)
    if said is not None:
        about = _about(said, (*path, ABOUT), wrong)
    return {
        key: take_sources(value, (*path, key), sources, wrong, about)
        for key, value in given.items()
        if key != ABOUT
    }


def _about(said: Any, path: KeyPath, wrong: dict[KeyPath, str]) -> Mapping[str, Any] | None:
    if not isinstance(said, Mapping):
        wrong[path] = f"needs a table with {', '.join(ABOUT_KEYS)}, not {shown(said)}"
        return None
    faults = _faults(said, None, ABOUT_KEYS)
    wrong.update({(*path, key): fault for key, fault in faults.items()})
    return None if faults else said


def _is_law(value: Any) -> bool:
    """Whether a table is a distribution: one value, however many numbers it has."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in KINDS


def _is_numbers(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_number(item) for item in value)


def _is_sourced(table: Mapping[str, Any]) -> bool:
    """Only the keys of a sourced number, or so nearly that one must be misspelt."""
    return "value" in table and all(key in KEYS or (len(table) > 1 and _near(key)) for key in table)


def _hint(key: str, allowed: tuple[str, ...]) -> str:
    near = get_close_matches(key, allowed, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _near(key: str) -> list[str]:
    return get_close_matches(key, KEYS, n=1, cutoff=0.75)


def _faults(
    given: Mapping[str, Any], value: Any, allowed: tuple[str, ...] = KEYS
) -> dict[str, str]:
    """What is wrong with a sourced number, or with what is said about many, by key."""
    faults = {
        key: f"unknown key; allowed: {', '.join(allowed)}{_hint(key, allowed)}"
        for key in given
        if key not in allowed
    }
    source, when, status = given.get("source"), given.get("date"), given.get("status")
    if source is not None and not isinstance(source, str):
        faults["source"] = f"needs a text, not {shown(source)}"
    if when is not None and (isinstance(when, dt.datetime) or not isinstance(when, dt.date | str)):
        faults["date"] = f"needs a date such as 2022-03-31, or a text, not {shown(when)}"
    if status is not None and status not in STATUSES:
        near = get_close_matches(status, STATUSES, n=1) if isinstance(status, str) else []
        hint = f"; did you mean '{near[0]}'?" if near else ""
        faults["status"] = f"is {shown(status)}; allowed: {', '.join(STATUSES)}{hint}"
    for key in ("low", "high"):
        if key in given and not (_is_number(given[key]) and abs(given[key]) <= LARGEST):
            faults[key] = f"needs a finite number, not {shown(given[key])}"
    if faults:
        return faults
    low, high = given.get("low"), given.get("high")
    if low is not None and high is not None and low > high:
        faults["low"] = f"is {shown(low)}, above the high of {shown(high)}"
    elif low is not None and _is_number(value) and value < low:
        faults["low"] = f"is {shown(low)}, above the value itself, {shown(value)}"
    elif high is not None and _is_number(value) and value > high:
        faults["high"] = f"is {shown(high)}, below the value itself, {shown(value)}"
    return faults


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
