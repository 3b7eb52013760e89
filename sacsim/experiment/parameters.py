"""Parameters: sets of factors that fit equally well, in a file that a scenario can be run with.

The file says what it was fitted to, and for each set the factor on each key, so that it can be laid
over any scenario that has those keys.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sacsim.errors import BadInput
from sacsim.scenario.scaling import scaled
from sacsim.scenario.scenario import Scenario

FORMAT = 1


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
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: is not a parameter file: {error}") from error
    wrong = list(_wrong(content))
    if wrong:
        raise BadInput(*(f"{path}: {each}" for each in wrong))
    return Parameters(content["fitted_to"], content["digest"], tuple(content["sets"]))


def _wrong(content: Mapping[str, object]) -> list[str]:
    if content.get("format") != FORMAT:
        return [f"format must be {FORMAT}; make the file anew with `sacsim calibrate`"]
    wrong = [
        f"{key}: is missing, or no text"
        for key in ("fitted_to", "digest")
        if not isinstance(content.get(key), str)
    ]
    sets = content.get("sets")
    if not isinstance(sets, list) or not sets:
        return [*wrong, "sets: there must be at least one [[sets]]"]
    for number, each in enumerate(sets, 1):
        for key, factor in each.items():
            if isinstance(factor, bool) or not isinstance(factor, int | float) or not factor > 0:
                wrong.append(f"sets {number}: {key}: {factor!r} is not a factor above 0")
            elif factor == float("inf"):
                wrong.append(f"sets {number}: {key}: must be finite")
    unknown = sorted(set(content) - {"format", "fitted_to", "digest", "sets"})
    return wrong + [f"{key}: is not a key of this file" for key in unknown]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
