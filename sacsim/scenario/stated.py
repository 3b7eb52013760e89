"""Stated: what a scenario says of where its numbers come from, and how two scenarios differ.

A number here is one value: a plain number, a distribution or a list. The run's own settings
(start, seed and so on) are choices, and the figures to compare with are no inputs: neither counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sacsim.chance.distributions import KINDS, parse
from sacsim.scenario.positions import KeyPath, dotted
from sacsim.scenario.sources import STATUSES, Source
from sacsim.scenario.tree import Tree
from sacsim.settings import CRIME_KEYS

UNSTATED = "unstated"
INPUTS = ("demand", "teams", "workforce", "pathway")
ONE_BY_ONE = 8
"""Two lists of the same length that differ in more items than this count as one change."""


@dataclass(frozen=True)
class Stated:
    """One number and what the scenario says of it."""

    path: KeyPath
    value: Any
    source: Source | None

    @property
    def status(self) -> str:
        """published, derived, assumed or unstated."""
        return (self.source and self.source.status) or UNSTATED

    @property
    def range(self) -> tuple[float | None, float | None] | None:
        """The low and high that are given with it, if one of them is."""
        if self.source is None or (self.source.low is None and self.source.high is None):
            return None
        return self.source.low, self.source.high


@dataclass(frozen=True)
class Change:
    """A key that two scenarios set differently; None where a scenario does not have it."""

    path: KeyPath
    old: Any
    new: Any
    source: Source | None


def stated_numbers(tree: Tree) -> list[Stated]:
    """Return every number among a scenario's inputs, in the order of the file."""
    return [
        Stated(path, value, source_of(tree, path))
        for path, value in _values(tree.data)
        if path[0] in INPUTS and _has_number(value)
    ]


def tally(numbers: Iterable[Stated]) -> dict[str, int]:
    """Return how many numbers are published, derived, assumed and unstated."""
    statuses = [number.status for number in numbers]
    return {status: statuses.count(status) for status in (*STATUSES, UNSTATED)}


def by_section(paths: Iterable[KeyPath]) -> dict[str, list[KeyPath]]:
    """Return key paths by the part of the scenario they stand in."""
    sections: dict[str, list[KeyPath]] = {}
    for path in paths:
        sections.setdefault(dotted(section(path)), []).append(path)
    return sections


def section(path: KeyPath) -> KeyPath:
    """Return the part of a scenario that a key stands in: teams, demand.other, pathway.scene ...

    () for the run's own settings.
    """
    if len(path) == 1:
        return ()
    if len(path) == 2 or path[0] not in (*INPUTS, "comparators") or path[0] == "teams":
        return path[:1]
    return path[:1] if path[0] == "demand" and path[1] in CRIME_KEYS else path[:2]


def differences(a: Tree, b: Tree) -> list[Change]:
    """Return every key that differs, in the order of `b`; then those that only `a` has."""
    old, new = dict(_values(a.data)), dict(_values(b.data))
    found: list[Change] = []
    for path, value in new.items():
        before = old.get(path)
        if not _same(before, value):
            found += _apart(path, before, value, source_of(b, path))
    gone = [path for path in old if path not in new]
    return found + [Change(path, old[path], None, None) for path in gone]


def resourced(a: Tree, b: Tree) -> list[KeyPath]:
    """Return the numbers that keep their value but have another source, status or range."""
    old = {number.path: number for number in stated_numbers(a)}
    return [
        number.path
        for number in stated_numbers(b)
        if number.path in old
        and _same(old[number.path].value, number.value)
        and _said(old[number.path].source) != _said(number.source)
    ]


def source_of(tree: Tree, path: KeyPath) -> Source | None:
    """Return what is said of a value: of itself, of a table that is one value, or of its parts."""
    for length in range(len(path), 0, -1):
        if path[:length] in tree.sources:
            return tree.sources[path[:length]]
    return next((one for at, one in tree.sources.items() if at[: len(path)] == path), None)


def written(value: Any) -> str:
    """Return a value of a scenario as short text."""
    match value:
        case None:
            return "(not there)"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case dict() if _is_law(value):
            return parse(value).describe()
        case dict():
            return "{ " + ", ".join(f"{key} = {written(v)}" for key, v in value.items()) + " }"
        case list() if len(value) > ONE_BY_ONE and all(isinstance(v, int | float) for v in value):
            return f"{len(value)} numbers from {min(value):g} to {max(value):g}"
        case list():
            return f"[{', '.join(written(item) for item in value)}]"
        case float():
            return f"{value:.10g}"
    return str(value)


def _values(data: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every key path that has one value, with it."""
    for key, value in data.items():
        if isinstance(value, dict) and value and not _is_law(value):
            yield from _values(value, (*path, key))
        else:
            yield (*path, key), value


def _is_law(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)) in KINDS


def _has_number(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_number(item) for item in value)
    if isinstance(value, dict):
        return any(_has_number(item) for item in value.values())
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(old: Any, new: Any) -> bool:
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def _apart(path: KeyPath, old: Any, new: Any, source: Source | None) -> list[Change]:
    """The changes between two values; item by item where few items of a list differ."""
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        items = [n for n, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
        if len(items) <= ONE_BY_ONE:
            return [Change((*path, n), old[n], new[n], source) for n in items]
    return [Change(path, old, new, source)]


def _said(source: Source | None) -> tuple[Any, ...]:
    return (source.source, source.date, source.status, source.low, source.high) if source else ()
