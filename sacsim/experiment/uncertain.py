"""Uncertain: the numbers of a scenario that are only assumed, and how far each may be off.

A number goes from its stated low to its high, or where no range is stated from its value over a
factor to its value times it; lists and distributions by that factor, whole, since a range states
one number. A value by crime type moves as one. What the model refuses is moved less far.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sacsim.errors import BadInput
from sacsim.scenario.positions import KeyPath, dotted
from sacsim.scenario.problems import did_you_mean
from sacsim.scenario.scaling import SHAPES, times
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.stated import Stated, section, stated_numbers
from sacsim.scenario.trial import refused, whole_numbers
from sacsim.settings import CRIME_KEYS

ASSUMED = "assumed"
RELATIVE = "demand.profiles"
"""Its numbers are relative to one another: a factor on all changes nothing."""
LEAST_REACH = 0.1


@dataclass(frozen=True)
class Leaf:
    """One value, and how it moves."""

    stated: Stated
    factor: float
    whole: bool
    reach: float = 1.0
    """Share of the way from its value to its ends that the model allows."""
    most: float | None = None

    @property
    def ranged(self) -> bool:
        """Whether a range is stated that can be used."""
        return self.stated.range is not None and _is_number(self.stated.value)

    def at(self, share: float) -> Any:
        """Return the value at a place from 0, its low end, to 1."""
        value = self.stated.value
        if self.ranged:
            low, high = self.stated.range or (None, None)
            first, last = (value if end is None else end for end in (low, high))
            moved: Any = value + self.reach * (first + share * (last - first) - value)
        else:
            moved = times(value, self.factor ** ((2 * share - 1) * self.reach))
        if self.most is not None:
            moved = min(moved, self.most)
        return round(moved) if self.whole else moved


@dataclass(frozen=True)
class Uncertain:
    """A number that is moved as one: a value, or a value by crime type."""

    key: str
    group: str
    leaves: tuple[Leaf, ...]

    @property
    def ranged(self) -> bool:
        """Whether it has a stated range."""
        return any(leaf.ranged for leaf in self.leaves)

    @property
    def sources(self) -> tuple[str, ...]:
        """What the scenario says of where it is from."""
        said = [leaf.stated.source for leaf in self.leaves]
        return tuple(dict.fromkeys(one.source for one in said if one and one.source))


def uncertain(
    scenario: Scenario, sections: Sequence[str], without_range: float
) -> tuple[list[Uncertain], list[str]]:
    """Return the assumed numbers that can be moved, and the keys of those that cannot.

    Grouped by the sections or keys given, or by the scenario's own: pathway.scene, teams.csi,
    demand.other. Raises BadInput for a section without an assumed number.
    """
    assumed = [one for one in stated_numbers(scenario.tree) if one.status == ASSUMED]
    if wrong := list(_lacking(sections, assumed)):
        raise BadInput(*wrong)
    chosen = [(one, group) for one in assumed if (group := _group(one.path, sections))]
    moved = [(one, group) for one, group in chosen if _can_move(one)]
    numbers = [dotted(one.path) for one, _ in moved if _is_number(one.value)]
    whole = whole_numbers(scenario, numbers)
    found: dict[str, Uncertain] = {}
    for one, group in moved:
        key = dotted(_without_type(one.path))
        leaf = Leaf(one, without_range, dotted(one.path) in whole)
        known = found.get(key, Uncertain(key, group, ()))
        found[key] = replace(known, leaves=(*known.leaves, leaf))
    still = [dotted(one.path) for one, _ in chosen if not _can_move(one)]
    return list(found.values()), still


def values(numbers: Sequence[Uncertain], shares: Sequence[float]) -> dict[str, Any]:
    """Return the values, by dotted key, with each number at its place from 0 to 1."""
    return {
        dotted(leaf.stated.path): leaf.at(float(share))
        for number, share in zip(numbers, shares, strict=True)
        for leaf in number.leaves
    }


def within(
    scenario: Scenario, numbers: Sequence[Uncertain], points: Sequence[Sequence[float]]
) -> tuple[list[Uncertain], list[Scenario]]:
    """Return the numbers, moved less far where the model asks for it, and each point's scenario.

    Raises BadInput if a point cannot be.
    """
    allowed = list(numbers)
    ends = ([0.0] * len(numbers), [1.0] * len(numbers))
    while True:
        try:
            for shares in ends:
                _made(scenario, allowed, shares)
            return allowed, [_made(scenario, allowed, shares) for shares in points]
        except _RefusedError as error:
            allowed = _less_far(scenario, allowed, error.shares)


class _RefusedError(Exception):
    """The model refuses a point."""

    def __init__(self, shares: Sequence[float]) -> None:
        super().__init__()
        self.shares = shares


def _made(scenario: Scenario, numbers: Sequence[Uncertain], shares: Sequence[float]) -> Scenario:
    try:
        return scenario.change(values(numbers, shares))
    except BadInput as error:
        raise _RefusedError(shares) from error


def _less_far(
    scenario: Scenario, numbers: Sequence[Uncertain], shares: Sequence[float]
) -> list[Uncertain]:
    """Hold back the numbers that the model's complaint is about."""
    given: Mapping[str, Any] = values(numbers, shares)
    paths = refused(scenario, given)
    about = {key for key in given if any(_near(key, path) for path in paths)}
    alone = {key for key in about if refused(scenario, {key: given[key]})}
    culprits = alone or about
    found = [
        replace(
            number,
            leaves=tuple(
                _held_back(leaf) if dotted(leaf.stated.path) in culprits else leaf
                for leaf in number.leaves
            ),
        )
        for number in numbers
    ]
    if found == list(numbers):
        told = ", ".join(sorted(dotted(path) for path in paths))
        raise BadInput(f"{told}: the scenario is refused whatever is moved less far")
    return found


def _held_back(leaf: Leaf) -> Leaf:
    value = leaf.stated.value
    if _is_number(value) and 0 < value <= 1 and leaf.most is None and not leaf.whole:
        return replace(leaf, most=1.0)
    return replace(leaf, reach=leaf.reach / 2 if leaf.reach > LEAST_REACH else 0.0)


def _near(key: str, path: KeyPath) -> bool:
    """Whether a problem's path is that of a key, above it or inside it."""
    at = dotted(path)
    return key == at or key.startswith(f"{at}.") or at.startswith((f"{key}.", f"{key}[")) or not at


def _group(path: KeyPath, sections: Sequence[str]) -> str:
    key = dotted(path)
    for each in sections:
        if key == each or key.startswith(f"{each}."):
            return each
    if sections or key.startswith(f"{RELATIVE}."):
        return ""
    return dotted(path[:2]) if path[0] == "teams" else dotted(section(path))


def _lacking(sections: Sequence[str], assumed: Sequence[Stated]) -> list[str]:
    known = {dotted(one.path[:length]) for one in assumed for length in range(1, len(one.path) + 1)}
    return [
        f"sensitivity.sections: '{each}' has no assumed number{did_you_mean(each, known)}"
        for each in sections
        if each not in known
    ]


def _without_type(path: KeyPath) -> KeyPath:
    return path[:-1] if len(path) > 1 and path[-1] in CRIME_KEYS else path


def _can_move(one: Stated) -> bool:
    """A nought without a range stays one whatever it is multiplied by, and so do shapes alone."""
    low, high = one.range or (None, None)
    if _is_number(one.value) and one.range is not None:
        return low != high
    return _moves(one.value) and one.path[-1] != "priority"


def _moves(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(v, Mapping | list) or _is_number(v) for v in value.values()) and any(
            _moves(v) for key, v in value.items() if key not in SHAPES
        )
    if isinstance(value, list):
        return all(_is_number(v) or isinstance(v, Mapping) for v in value) and any(
            map(_moves, value)
        )
    return _is_number(value) and value != 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
