"""Tree: a scenario with its parent's values filled in, before anybody asks what they mean.

A child states only differences. A table is laid over the parent's key by key; a number, a list and
a distribution are one value each and replace the parent's whole, source and all. So does a table by
crime type that has a default, since the parent's own values would otherwise hide it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sacsim.chance.distributions import KINDS
from sacsim.scenario.positions import KeyPath, Position, dotted
from sacsim.scenario.problems import Problem, printable, shown
from sacsim.scenario.sources import Source, take_sources
from sacsim.settings import CRIME_KEYS, DEFAULT

V = TypeVar("V")
BESIDE_THE_RUN = ("comparators", "calibration", "replications")
"""Tables and keys of a scenario that no run depends on."""


@dataclass(frozen=True)
class Tree:
    """Plain values, the sources they came with, where each key was written and what is wrong.

    `before` has the values that the last file, or options, put others in place of.
    """

    data: dict[str, Any]
    sources: dict[KeyPath, Source]
    positions: dict[KeyPath, Position]
    problems: tuple[Problem, ...] = ()
    before: dict[KeyPath, Any] = field(default_factory=dict)

    def position(self, path: KeyPath) -> Position:
        """Return where a key was written or, failing that, the nearest table around it."""
        while path not in self.positions:
            path = path[:-1]
        return self.positions[path]

    def canonical(self) -> str:
        """Return the values as text that depends on nothing else: JSON with sorted keys."""
        return json.dumps(self.data, sort_keys=True, ensure_ascii=False, default=str)

    def depends_on(self) -> "Tree":
        """Return what a run depends on alone, without what stands beside it."""
        return Tree({k: v for k, v in self.data.items() if k not in BESIDE_THE_RUN}, {}, {})

    def digest(self) -> str:
        """Return the SHA-256 of the canonical text, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def planted(given: Mapping[str, Any], positions: dict[KeyPath, Position]) -> Tree:
    """Return the tree of one file's values; `positions` has at least one for the file itself.

    Control characters of its texts are written out as escapes: they are to be read, not obeyed.
    """
    sources: dict[KeyPath, Source] = {}
    wrong: dict[KeyPath, str] = {}
    data = take_sources(_readable(given), (), sources, wrong)
    known = {tuple(map(_readable, path)): at for path, at in positions.items()}
    bare = Tree(data, sources, known)
    problems = (Problem(bare.position(path), path, what) for path, what in wrong.items())
    return replace(bare, problems=tuple(problems))


def _readable(value: Any) -> Any:
    match value:
        case str():
            return printable(value)
        case dict():
            return {printable(key): _readable(inner) for key, inner in value.items()}
        case list():
            return [_readable(item) for item in value]
    return value


def laid_over(parent: Tree, child: Tree) -> Tree:
    """Return the parent's tree with the child's differences made."""
    replaced: set[KeyPath] = set()
    data = _merged(parent.data, child.data, (), replaced)
    return Tree(
        data,
        _kept(_divided(parent.sources, replaced), replaced) | child.sources,
        _kept(parent.positions, replaced) | child.positions,
        parent.problems + child.problems,
        values_at(parent.data, replaced),
    )


def with_values(tree: Tree, given: Mapping[KeyPath, tuple[Any, Position]]) -> Tree:
    """Return the tree with values set, whatever was there before, and their tables if need be.

    None of the paths may lead through another.
    """
    data, problems = tree.data, list(tree.problems)
    sources: dict[KeyPath, Source] = {}
    own: dict[KeyPath, Position] = {}
    around: dict[KeyPath, Position] = {}
    for path, (value, at) in given.items():
        if wrong := _not_a_table(tree.data, path):
            problems.append(Problem(at, path, wrong))
            continue
        here = {path[:length]: at for length in range(1, len(path) + 1)}
        new = planted(_nested(path, value), {(): at, **here})
        data = _put(data, path, _at(new.data, path))
        sources |= new.sources
        problems += new.problems
        around, own = here | around, own | {path: at}
    positions = around | _kept(tree.positions, own) | own
    kept = _kept(_divided(tree.sources, {*own}), own)
    before = tree.before | values_at(tree.data, own)
    return Tree(data, kept | sources, positions, tuple(problems), before)


def _not_a_table(data: Any, path: KeyPath) -> str | None:
    above: Any = data
    for place, part in enumerate(path[:-1], 1):
        above = above.get(part, {})
        if not isinstance(above, dict):
            return f"cannot be set: {dotted(path[:place])} is {shown(above)}, not a table"
    return None


def put(data: Mapping[str, Any], values: Mapping[KeyPath, Any]) -> dict[str, Any]:
    """Return a copy of plain values with those at some paths, all of them there, replaced."""
    copy: Any = deepcopy(data)
    for path, value in values.items():
        _at(copy, path[:-1])[path[-1]] = value
    return dict(copy)


def values_at(data: Mapping[str, Any], paths: Iterable[KeyPath]) -> dict[KeyPath, Any]:
    """The values at those of some paths that are there."""
    found: dict[KeyPath, Any] = {}
    for path in paths:
        value: Any = data
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            found[path] = value
    return found


def _merged(
    parent: dict[str, Any], child: dict[str, Any], path: KeyPath, replaced: set[KeyPath]
) -> dict[str, Any]:
    merged = dict(parent)
    for key, new in child.items():
        old, here = parent.get(key), (*path, key)
        if not (isinstance(old, dict) and isinstance(new, dict)) or _is_one_value(old, new):
            merged[key] = new
            replaced.add(here)
        else:
            merged[key] = _merged(old, new, here, replaced)
    if DEFAULT not in child and merged.keys() == set(CRIME_KEYS):
        del merged[DEFAULT]
        replaced.add((*path, DEFAULT))
    return merged


def _is_one_value(old: dict[str, Any], new: dict[str, Any]) -> bool:
    distribution = any(len(table) == 1 and next(iter(table)) in KINDS for table in (old, new))
    return distribution or (DEFAULT in new and new.keys() <= set(CRIME_KEYS))


def _kept(known: dict[KeyPath, V], replaced: Iterable[KeyPath]) -> dict[KeyPath, V]:
    """What is known of the keys at and below none of those replaced."""
    gone = frozenset(replaced)
    lengths = {len(path) for path in gone}
    return {
        path: fact
        for path, fact in known.items()
        if not any(path[:length] in gone for length in lengths)
    }


def _divided(sources: dict[KeyPath, Source], replaced: set[KeyPath]) -> dict[KeyPath, Source]:
    """Sources of whole tables shared out to their keys, where a key of theirs is replaced."""
    whole = {path[:length] for path in replaced for length in range(1, len(path))}
    divided: dict[KeyPath, Source] = {}
    for path, source in sources.items():
        if path in whole and isinstance(source.value, dict):
            for key, value in source.value.items():
                divided[(*path, key)] = replace(source, value=value)
        else:
            divided[path] = source
    return divided


def _nested(path: KeyPath, value: Any) -> Any:
    for part in reversed(path):
        value = {part: value}
    return value


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data


def _put(data: dict[str, Any], path: KeyPath, value: Any) -> dict[str, Any]:
    first, rest = str(path[0]), path[1:]
    return data | {first: _put(data.get(first, {}), rest, value) if rest else value}
