"""Experiment files: which numbers of a scenario to vary, how, and what to look at.

Read as scenario files are: everything wrong at once, with its line, before any run. The scenario is
named from the experiment's folder and lies in it or in a folder beside it.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sacsim.errors import BadInput
from sacsim.experiment.design import SAMPLED, Design, Factor, Point, points, size
from sacsim.measure.asked import Asked, asked, wrong_team
from sacsim.scenario.files import read_tree
from sacsim.scenario.load import load_model
from sacsim.scenario.positions import KeyPath, Position
from sacsim.scenario.problems import Problem, cut, refusal, shown
from sacsim.scenario.scaling import scaled_values
from sacsim.scenario.scenario import Scenario, load
from sacsim.scenario.tree import Tree
from sacsim.scenario.trial import whole_numbers
from sacsim.settings import FrozenSettings, Positive, WrongKeys

MOST_POINTS = 10_000
Number = Annotated[float, Field(allow_inf_nan=False)]
Level = int | float | bool | str


def _is_measure(text: str) -> str:
    asked(text)
    return text


MeasureName = Annotated[str, AfterValidator(_is_measure)]


class Range(FrozenSettings):
    """All values from low to high, or some levels; with `scale`, factors on what is there."""

    low: Number | None = None
    high: Number | None = None
    levels: Annotated[tuple[Level, ...], Field(min_length=1)] | None = None
    scale: bool = False
    """The values are factors: 1.1 is a tenth more than the scenario says."""

    @model_validator(mode="before")
    @classmethod
    def _key_is_quoted(cls, given: Any) -> Any:
        inner = next(iter(given), "") if isinstance(given, dict) else ""
        if inner and isinstance(given[inner], dict | list) and inner not in cls.model_fields:
            raise ValueError(
                "write the whole key in quotation marks, as 'teams.csi.officers' = [1, 2]"
            )
        return given

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if self.levels is None and (self.low is None or self.high is None):
            raise ValueError("needs low and high, or levels")
        if self.levels is not None and (self.low is not None or self.high is not None):
            raise ValueError("has both levels and an end of a range; give one of them")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low is {self.low:g}, which is not below the high of {self.high:g}")
        numbers = [each for each in (self.low, self.high, *(self.levels or ())) if each is not None]
        if self.scale and not all(_above_nought(each) for each in numbers):
            raise ValueError("a factor must be a number above 0")
        return self


class Sensitivity(FrozenSettings):
    """How `sacsim sensitivity` is to look for the numbers that matter."""

    method: Literal["morris", "sobol"] = "morris"
    trajectories: Annotated[int, Field(ge=2, le=10_000)] = 8
    """Ways through all groups (Morris), or base points (Sobol, a power of two)."""
    sections: tuple[str, ...] = ()
    """Sections or keys of the scenario; otherwise every section with an assumed number."""
    without_range: Annotated[Positive, Field(gt=1, le=10)] = 1.25
    """Numbers without a stated range go from their value over this to their value times it."""
    members_of: Annotated[int, Field(ge=0, le=20)] = 2
    """So many of the most influential groups are then looked into, one number at a time."""


class ExperimentFile(FrozenSettings):
    """What an experiment file says."""

    format: Annotated[int, Field(ge=1, le=1)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    scenario: str
    """A scenario file, named from this file's folder."""
    replications: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Of each point; otherwise as the scenario says."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    """Of the design and of all luck; otherwise the scenario's."""
    measures: Annotated[tuple[MeasureName, ...], Field(min_length=1)]
    """MEASURE or MEASURE:CRIME_TYPE; see [measures](measures.md)."""
    design: Design = "grid"
    points: Annotated[int, Field(ge=2, le=MOST_POINTS)] | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    """Changes of the scenario that hold for all points."""
    vary: dict[str, Annotated[tuple[Level, ...], Field(min_length=1)] | Range] = Field(
        default_factory=dict
    )
    sensitivity: Sensitivity | None = None

    @model_validator(mode="after")
    def _design_is_sound(self) -> Self:
        if wrong := dict(_of_design(self)):
            raise WrongKeys(wrong)
        return self


@dataclass(frozen=True)
class Experiment:
    """A checked experiment: the scenario that it starts from, what varies and what is looked at."""

    name: str
    path: Path
    scenario: Scenario
    replications: int
    measures: tuple[Asked, ...]
    design: Design
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    scenarios: tuple[Scenario, ...]
    """Of the points, each checked."""
    sensitivity: Sensitivity


def is_experiment(path: Path) -> bool:
    """Whether a file names the scenario that it is about, and so is no scenario itself."""
    return "scenario" in _keys(path)


def is_scenario(path: Path) -> bool:
    """Whether a file states people or demand, or extends another that does."""
    return bool({"extends", "teams", "demand"} & _keys(path)) and not is_experiment(path)


def _keys(path: Path) -> set[str]:
    try:
        return set(read_tree(path).data)
    except BadInput:
        return set()


def read_experiment(path: str | os.PathLike[str]) -> Experiment:
    """Read and check an experiment file, its scenario and every point.

    Raises BadInput with every problem, a line each.
    """
    if is_scenario(Path(path)):
        raise BadInput(f"{path}: is a scenario, not an experiment: `sacsim run` takes it")
    file, _, tree = load_model(path, ExperimentFile)
    scenario = _scenario(Path(path), file, tree)
    measures = tuple(asked(text) for text in file.measures)
    wrong = [
        Problem(tree.position(("measures", n)), ("measures", n), why)
        for n, one in enumerate(measures)
        if (why := wrong_team(one, scenario.teams))
    ]
    factors = _factors(file, scenario)
    at = {key: tree.position(("vary", key)) for key in file.vary}
    alone = list(_alone(factors, scenario, at))
    if wrong or alone:
        raise BadInput(*refusal(wrong).problems, *dict.fromkeys(alone))
    if (count := size(factors, file.design, file.points or 0)) > MOST_POINTS:
        key: KeyPath = ("vary",)
        what = f"makes a grid of {count:,} points; at most {MOST_POINTS:,}, or use latin_hypercube"
        raise refusal([Problem(tree.position(key), key, what)])
    made = points(factors, file.design, file.points or 0, scenario.seed) if factors else []
    return Experiment(
        file.name,
        Path(path),
        scenario,
        file.replications or scenario.replications,
        measures,
        file.design,
        factors,
        tuple(made),
        tuple(_scenarios(made, factors, scenario, at)),
        file.sensitivity or Sensitivity(),
    )


def changed(
    scenario: Scenario,
    point: Point,
    factors: tuple[Factor, ...],
    at: Mapping[str, Position] | None = None,
) -> Scenario:
    """Return the scenario at a point. Raises BadInput if it cannot be."""
    plain = {f.key: point[f.name] for f in factors if not f.scale}
    base = scenario.change(plain, at) if plain else scenario
    values: dict[str, Any] = {}
    where: dict[str, Position] = {}
    for factor in (f for f in factors if f.scale):
        try:
            found = scaled_values(base, [(factor.key, float(point[factor.name]))])
        except BadInput as error:
            place = (at or {}).get(factor.key)
            told = [f"{place}: {line}" if place else line for line in error.problems]
            raise BadInput(*told) from error
        values |= found
        where |= {key: at[factor.key] for key in found if at and factor.key in at}
    if not values:
        return base
    whole = whole_numbers(base, [key for key, value in values.items() if isinstance(value, float)])
    return base.change({k: round(v) if k in whole else v for k, v in values.items()}, where)


def _above_nought(value: Level) -> bool:
    return not isinstance(value, bool | str) and isfinite(value) and value > 0


def _of_design(file: ExperimentFile) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong with the design, by key."""
    sampled = file.design in SAMPLED
    if sampled and file.points is None and file.vary:
        yield ("points",), f"is missing; a design by {file.design} needs a number of points"
    if not sampled and file.points is not None:
        yield ("points",), f"is not for a {file.design}; its levels say how many points there are"
    if file.design == "sobol" and file.points and file.points & (file.points - 1):
        near = 2 ** (file.points.bit_length() - 1)
        even = f"a Sobol design is even only at a power of two: {near}, {2 * near}"
        yield ("points",), f"is {file.points}; {even}"
    lengths = {key: len(levels) for key, levels in _levels(file).items() if levels}
    if file.design == "list" and len(set(lengths.values())) > 1:
        told = ", ".join(f"{key} has {length}" for key, length in lengths.items())
        yield ("vary",), f"a list needs as many levels of each: {told}"
    for key, levels in _levels(file).items():
        if not levels and not sampled:
            what = f"a {file.design} needs levels, as [100, 120, 140]"
            yield ("vary", key), f"{what}; ranges are for {' or '.join(SAMPLED)}"
        elif len(set(levels)) < len(levels) and file.design != "list":
            yield ("vary", key), "has a level twice"


def _levels(file: ExperimentFile) -> dict[str, tuple[Level, ...]]:
    return {
        key: (each.levels or ()) if isinstance(each, Range) else each
        for key, each in file.vary.items()
    }


def _scenario(path: Path, file: ExperimentFile, tree: Tree) -> Scenario:
    key: KeyPath = ("scenario",)
    if why := _elsewhere(path, file.scenario):
        raise refusal([Problem(tree.position(key), key, why)])
    scenario = load(path.parent / file.scenario)
    changes = dict(file.set)
    at = {each: tree.position(("set", each)) for each in changes}
    if file.seed is not None:
        changes["seed"] = file.seed
    return scenario.change(changes, at) if changes else scenario


def _elsewhere(path: Path, name: str) -> str | None:
    """Say why a name does not lead to a file in the experiment's folder or one beside it."""
    rule = "must be a file in this folder or one beside it, such as '../scenarios/small_town.toml'"
    drive = PureWindowsPath(name).drive or name.startswith("/")
    if not name.isprintable() or "\\" in name or drive:
        return f"is {shown(name)}; {rule}"
    file = path.parent / name
    try:
        home = path.parent.resolve()
        within = home.parent if home.parent != home.parent.parent else home
        if not file.resolve().is_relative_to(within):
            return f"{shown(name)} leads elsewhere; {rule}"
    except (OSError, RuntimeError):
        return f"{shown(name)} cannot be followed; {rule}"
    return None if file.is_file() else f"{cut(str(file), 120)} does not exist; {rule}"


def _factors(file: ExperimentFile, scenario: Scenario) -> tuple[Factor, ...]:
    whole = whole_numbers(scenario, file.vary) if file.vary else set()
    found = []
    for key, each in file.vary.items():
        if not isinstance(each, Range):
            found.append(Factor(key, each))
        elif each.levels is not None:
            found.append(Factor(key, each.levels, scale=each.scale))
        else:
            assert each.low is not None
            assert each.high is not None
            only = key in whole and not each.scale
            found.append(Factor(key, (), each.low, each.high, each.scale, only))
    return tuple(found)


def _alone(
    factors: tuple[Factor, ...], scenario: Scenario, at: Mapping[str, Position]
) -> Iterator[str]:
    """What is wrong with a factor's own levels, or with its ends, everything else as it is."""
    for factor in factors:
        for value in factor.ends():
            try:
                changed(scenario, {factor.name: value}, (factor,), at)
            except BadInput as error:
                yield from error.problems


def _scenarios(
    made: list[Point],
    factors: tuple[Factor, ...],
    scenario: Scenario,
    at: Mapping[str, Position],
) -> Iterator[Scenario]:
    for number, point in enumerate(made):
        try:
            yield changed(scenario, point, factors, at)
        except BadInput as error:
            told = ", ".join(f"{name} = {value}" for name, value in point.items())
            raise BadInput(
                *(f"point {number} ({cut(told, 200)}): {line}" for line in error.problems)
            ) from error
