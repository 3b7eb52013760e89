"""Load: from a scenario file and the options of the command line to a checked model, or a list of
everything that is wrong.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sacsim.errors import BadInput
from sacsim.scenario.files import parse, read_tree
from sacsim.scenario.positions import KeyPath, Position, dotted, key_path
from sacsim.scenario.problems import Problem, bounds_passed, in_words, refusal
from sacsim.scenario.sources import Source
from sacsim.scenario.tree import Tree, put, with_values

Model = TypeVar("Model", bound=BaseModel)
Overrides = Mapping[str, Any]

OPTION = Position("--set")


def load_model(
    path: str | os.PathLike[str], model: type[Model], overrides: Overrides | None = None
) -> tuple[Model, dict[str, Source], Tree]:
    """Return the model, the sources by dotted key and the tree it was read from.

    Raises BadInput with every problem, a line each.
    """
    tree = changed(read_tree(path), overrides or {})
    return checked(tree, model), {dotted(key): one for key, one in tree.sources.items()}, tree


def resolve(path: str | os.PathLike[str], overrides: Overrides | None = None) -> Tree:
    """Return a scenario's plain values, merged and overridden, unchecked but for their sources."""
    tree = changed(read_tree(path), overrides or {})
    if tree.problems:
        raise refusal(tree.problems)
    return tree


def checked(tree: Tree, model: type[Model]) -> Model:
    """Return the model of a tree's values; raise BadInput with every problem, a line each."""
    problems = list(tree.problems)
    try:
        instance = model.model_validate(tree.data)
    except ValidationError as error:
        problems += in_words(error, model, tree.data, tree.position)
    else:
        problems += [each for edge in ("low", "high") for each in _beyond(tree, model, edge)]
    if problems:
        raise refusal(problems)
    return instance


def _beyond(tree: Tree, model: type[BaseModel], edge: str) -> Iterator[Problem]:
    """What is said to be the low or high of a number, and is none that its key may have."""
    edges = {
        path: int(value) if isinstance(source.value, int) else value
        for path, source in tree.sources.items()
        if (value := getattr(source, edge)) is not None
    }
    data = put(tree.data, edges)
    try:
        model.model_validate(data)
    except ValidationError as error:
        for problem in bounds_passed(error, data, tree.position):
            if problem.path in edges:
                yield problem._replace(path=(*problem.path, edge))


def changed(tree: Tree, overrides: Overrides, at: Mapping[str, Position] | None = None) -> Tree:
    """Return a tree with each dotted key set to a value.

    A text counts as TOML if it is TOML: "34" is a number, "finish" a word. Keys that cannot be set
    are added to the tree's problems. `at` says where a key's value was written, if not in `--set`.
    """
    together: dict[KeyPath, tuple[Any, Position]] = {}
    for key, value in overrides.items():
        path, place = key_path(key), (at or {}).get(key, OPTION)
        if path is None:
            problem = Problem(place, (key,), "not a key; write it as teams.csi.officers")
            tree = replace(tree, problems=(*tree.problems, problem))
            continue
        if any(path[: len(other)] == other[: len(path)] for other in together):
            tree, together = with_values(tree, together), {}
        together[path] = _read(value) if isinstance(value, str) else value, place
    return with_values(tree, together) if together else tree


def _read(text: str) -> Any:
    try:
        data, _ = parse(f"value = {text}", "")
    except BadInput:
        return text
    return data["value"] if len(data) == 1 else text
