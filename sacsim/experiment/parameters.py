"""Parameters: sets of factors that fit equally well, in a file that a scenario can be run with.

The file says what it was fitted to, and for each set the factor on each key, so that it can be laid
over any scenario that has those keys.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sacsim.scenario.files import parse, read_text
from sacsim.scenario.positions import KeyPath, Position
from sacsim.scenario.problems import Problem, refusal, shown
from sacsim.scenario.scaling import scaled
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.tree import Tree

FORMAT = 1
LARGEST = 1_000_000


@dataclass(frozen=True)
class Parameters:
    """Equally good sets: each the factors on dotted keys; `fitted_to` is the scenario's name."""

    fitted_to: str
    digest: str
    sets: tuple[Mapping[str, float], ...]

    def of(self, scenario: Scenario) -> list[Scenario]:
        """Return the scenario under each set. Raises BadInput for a key that it does not have."""
        return [scaled(scenario, each.items()) for each in self.sets]


def to_toml(parameters: Parameters, told: Sequence[str] = ()) -> str:
    """Return the file's text; `told` are lines of comment for a reader."""
    lines = [*(f"# {line}" for line in told), f"format = {FORMAT}"]
    lines += [f"fitted_to = {_quoted(parameters.fitted_to)}", f'digest = "{parameters.digest}"']
    for each in parameters.sets:
        lines += ["", "[[sets]]", *(f"{_quoted(key)} = {each[key]!r}" for key in each)]
    return "\n".join(lines) + "\n"


def read_parameters(path: Path) -> Parameters:
    """Read a file that `sacsim calibrate` wrote. Raises BadInput, a line for each problem."""
    content, positions = parse(read_text(path, Position(str(path))), str(path))
    bare = Tree(content, {}, positions)
    if wrong := [Problem(bare.position(key), key, what) for key, what in _wrong(content)]:
        raise refusal(wrong)
    return Parameters(content["fitted_to"], content["digest"], tuple(content["sets"]))


def _wrong(content: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """What is wrong at which key."""
    if content.get("format") != FORMAT:
        yield ("format",), f"must be {FORMAT}; make the file anew with `sacsim calibrate`"
        return
    for key in ("fitted_to", "digest"):
        if not isinstance(content.get(key), str):
            yield (key,), f"is {shown(content.get(key))}; must be a text in quotation marks"
    for key in sorted(set(content) - {"format", "fitted_to", "digest", "sets"}):
        yield (key,), "unknown key; allowed: format, fitted_to, digest, sets"
    sets = content.get("sets")
    if not isinstance(sets, list) or not sets:
        yield ("sets",), "there must be at least one [[sets]]"
        return
    for place, each in enumerate(sets):
        if not isinstance(each, dict) or not each:
            yield ("sets", place), f"is {shown(each)}; must be a table with a factor for each key"
            continue
        for key, factor in each.items():
            number = isinstance(factor, int | float) and not isinstance(factor, bool)
            if not (number and 0 < factor <= LARGEST):
                what = f"is {shown(factor)}; must be a factor above 0, at most {LARGEST:,}"
                yield ("sets", place, key), what


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
