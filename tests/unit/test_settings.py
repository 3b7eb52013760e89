"""Settings refuse what is not plainly meant, and cannot change once made."""

import math
import pickle
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from sacsim.chance.distributions import Distribution
from sacsim.settings import (
    ByMonth,
    Count,
    FrozenSettings,
    NonNegative,
    PerCrimeType,
    Positive,
    Probability,
)
from sacsim.words import CrimeType


class Style(StrEnum):
    FINISH = "finish"


class Plain(FrozenSettings):
    hours: float = 1.0
    posts: int = 1
    owns: bool = False
    start: date = date(2020, 7, 1)
    style: Style = Style.FINISH
    lags: tuple[float, ...] = ()
    shares: dict[str, float] = Field(default_factory=dict)


class Scene(FrozenSettings):
    attends: PerCrimeType[Probability] = 0.5  # type: ignore[assignment]
    scene_hours: PerCrimeType[Distribution] = 1.0  # type: ignore[assignment]


def refused(model: type[FrozenSettings], **given: Any) -> list[tuple[tuple[Any, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("hours", True),
        ("hours", "5"),
        ("hours", math.nan),
        ("hours", math.inf),
        ("posts", True),
        ("posts", 2.0),
        ("posts", "2"),
        ("owns", 1),
        ("owns", "true"),
        ("start", "2020-07-01"),
        ("start", 0),
        ("start", datetime(2020, 7, 1)),
        ("lags", [True]),
        ("lags", ["1"]),
        ("shares", {"a": False}),
        ("shares", {"a": math.inf}),
        ("owner", True),
    ],
)
def test_nothing_is_coerced(name: str, wrong: Any) -> None:
    (((where, *_), _),) = refused(Plain, **{name: wrong})
    assert where == name


def test_what_toml_gives_is_taken() -> None:
    plain = Plain.model_validate(
        {"hours": 2, "style": "finish", "lags": [1, 2.5], "start": date(2021, 1, 1)}
    )
    assert (plain.hours, plain.style, plain.lags) == (2.0, Style.FINISH, (1.0, 2.5))
    assert Plain.model_validate_json(plain.model_dump_json()) == plain
    with pytest.raises(ValidationError):
        plain.hours = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Probability, [0, 1, 0.5], [-0.01, 1.01, True, "0.5", math.nan]),
        (NonNegative, [0, 1e9], [-1e-9, math.inf, False]),
        (Positive, [1e-9], [0, -1, True]),
        (Count, [0, 7], [-1, 1.0, True, "1", 10**30]),
        (ByMonth, [[1] * 12, [0] * 11 + [1]], [[1] * 11, [1] * 13, [0] * 12, [-1] + [1] * 11, 1]),
    ],
)
def test_kinds_of_number(kind: Any, good: list[Any], bad: list[Any]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    for value in good:
        assert adapter.validate_python(value) == (
            tuple(value) if isinstance(value, list) else value
        )
    for value in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


def test_one_value_stands_for_all_five() -> None:
    assert set(Scene.model_validate({"attends": 1}).attends.values()) == {1.0}


def test_a_table_with_a_default() -> None:
    attends = Scene.model_validate({"attends": {"default": 0.1, "personal_robbery": 0}}).attends
    assert attends[CrimeType.PERSONAL_ROBBERY] == 0.0
    assert [attends[crime_type] for crime_type in CrimeType] == [0.1, 0.0, 0.1, 0.1, 0.1]


@pytest.mark.parametrize("default", [{}, {"default": {"fixed": 9}}])
def test_a_distribution_is_a_value_though_it_is_a_table(default: dict[str, Any]) -> None:
    pert = {"pert": {"min": 1, "mode": 2, "max": 3}}
    assert (
        Scene.model_validate({"scene_hours": pert}).scene_hours[CrimeType.THEFT_OF_VEHICLE].mean
        == 2
    )
    table = dict.fromkeys(list(CrimeType)[bool(default) :], pert) | default
    means = [law.mean for law in Scene.model_validate({"scene_hours": table}).scene_hours.values()]
    assert means == [9 if default else 2, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("given", "loc", "kind"),
    [
        (True, ("attends", "default"), "float_type"),
        ({"default": 2}, ("attends", "default"), "less_than_equal"),
        ({"default": 0, "theft_of_vehicle": "x"}, ("attends", "theft_of_vehicle"), "float_type"),
        ({"default": 0, "theft_of_vehicel": 1}, ("attends", "theft_of_vehicel"), "extra_forbidden"),
        ({"shoplifting": 1}, ("attends", "shoplifting"), "extra_forbidden"),
        ({"theft_of_vehicle": 1}, ("attends",), "value_error"),
        ({}, ("attends",), "value_error"),
        ({**dict.fromkeys(CrimeType, 1), "default": 1}, ("attends",), "value_error"),
    ],
)
def test_tables_by_crime_type_refused(given: Any, loc: tuple[str, ...], kind: str) -> None:
    assert refused(Scene, attends=given) == [(loc, kind)]


def test_what_is_lacking_is_named() -> None:
    with pytest.raises(ValidationError, match="no value for personal_robbery; give one"):
        Scene.model_validate(
            {"attends": {t: 1 for t in CrimeType if t != CrimeType.PERSONAL_ROBBERY}}
        )


def test_by_crime_type_travels_and_never_changes() -> None:
    scene = Scene.model_validate({"attends": {"default": 0.1, "personal_robbery": 0.7}})
    assert pickle.loads(pickle.dumps(scene)) == scene
    assert hash(scene.attends) == hash(Scene.model_validate(scene.model_dump()).attends)
    assert Scene.model_validate(scene.model_dump()) == scene
    assert Scene.model_validate_json(scene.model_dump_json()) == scene
    assert scene.model_dump()["attends"]["personal_robbery"] == 0.7
    with pytest.raises(AttributeError):
        scene.attends._held = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        scene.attends[CrimeType.PERSONAL_ROBBERY] = 1  # type: ignore[index]


def test_the_schema_offers_one_value_or_a_table() -> None:
    one, table = Scene.model_json_schema()["properties"]["attends"]["anyOf"]
    assert (one["minimum"], one["maximum"]) == (0, 1)
    assert set(table["properties"]) == {*CrimeType, "default"}
    assert table["additionalProperties"] is False
