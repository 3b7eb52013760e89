"""Settings: how every stage states the numbers it needs, so that a slip is refused, never guessed.

Assumes numbers as TOML gives them: `true` is not 1, "5" is not 5, and infinity is not a number.
"""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, core_schema

from sacsim.words import CrimeType

T = TypeVar("T")

Probability = Annotated[float, Field(ge=0, le=1, strict=True, allow_inf_nan=False)]
LARGEST = 1e9
"""No number of a police force is larger, pounds included; what is has a slip in it."""
NonNegative = Annotated[float, Field(ge=0, le=LARGEST, strict=True, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, le=LARGEST, strict=True, allow_inf_nan=False)]
Weight = Annotated[NonNegative, Field(le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


def _some_in_the_year(months: tuple[float, ...]) -> tuple[float, ...]:
    if not any(months):
        raise ValueError("all twelve months are 0; at least one must be more than 0")
    return months


ByMonth = Annotated[
    tuple[Weight, ...],
    Field(min_length=12, max_length=12),
    AfterValidator(_some_in_the_year),
]
"""January to December, relative to one another; not all zero."""

STRICT = frozenset({"bool", "int", "float", "date", "time", "datetime", "timedelta"})


def _refuse_coercion(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("type") in STRICT:
            schema.setdefault("strict", True)
        for name, part in schema.items():
            if name not in ("default", "metadata"):
                _refuse_coercion(part)
    elif isinstance(schema, list):
        for part in schema:
            _refuse_coercion(part)


class WrongKeys(ValueError):
    """What is wrong with several keys inside the settings that raise it, by path."""

    def __init__(self, wrong: Mapping[tuple[str, ...], str]) -> None:
        self.wrong = dict(wrong)
        super().__init__("; ".join(f"{'.'.join(key)} {what}" for key, what in wrong.items()))


class FrozenSettings(BaseModel):
    """One room's settings: unknown keys refused, nothing coerced, nothing changed afterwards."""

    model_config = ConfigDict(
        frozen=True,
        defer_build=True,  # only what is asked for; all of it takes two seconds
        extra="forbid",
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,  # what a key means stands beside it, and in the reference
    )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        # pydantic's own `strict` would also refuse a list for a tuple and a word for an enum.
        schema = handler(source)
        _refuse_coercion(schema)
        return schema


DEFAULT = "default"
CRIME_KEYS: tuple[str, ...] = (*(str(crime_type) for crime_type in CrimeType), DEFAULT)
"""The keys a table by crime type may have."""

_PLACE = {crime_type: place for place, crime_type in enumerate(CrimeType)}


class PerCrimeType(Mapping[CrimeType, T]):
    """A value for each of the five crime types; in a scenario, one for all or a table of them."""

    __slots__ = ("_held",)
    _held: tuple[T, ...]

    def __init__(self, held: tuple[T, ...]) -> None:
        """Hold five values in the order of CrimeType."""
        object.__setattr__(self, "_held", held)

    def __getitem__(self, crime_type: CrimeType) -> T:
        return self._held[_PLACE[crime_type]]

    def __iter__(self) -> Iterator[CrimeType]:
        return iter(CrimeType)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(self._held)

    def __repr__(self) -> str:
        return f"PerCrimeType({self._held})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("settings cannot be changed")

    def __reduce__(self) -> tuple[Any, ...]:
        return PerCrimeType, (self._held,)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (kind,) = get_args(source) or (Any,)
        item = handler.generate_schema(kind)
        table = core_schema.typed_dict_schema(
            {key: core_schema.typed_dict_field(item, required=False) for key in CRIME_KEYS},
            extra_behavior="forbid",
        )
        plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        never_a_table = plain in (bool, int, float, str)

        def read(value: Any, validate: Callable[[Any], dict[str, T]]) -> PerCrimeType[T]:
            by_type = isinstance(value, Mapping) and (never_a_table or _names_types(value))
            return cls(_spread(validate(dict(value) if by_type else {DEFAULT: value})))

        return core_schema.no_info_wrap_validator_function(
            read,
            table,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda held: {str(crime_type): value for crime_type, value in held.items()},
                return_schema=core_schema.dict_schema(core_schema.str_schema(), item),
            ),
            metadata={"item": item},
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        item = schema["metadata"]["item"]
        return {"anyOf": [handler(item), handler(schema)]}


def _names_types(table: Mapping[str, Any]) -> bool:
    """Whether a table's keys are crime types, well or nearly spelt, rather than a value's own."""
    return any(get_close_matches(str(key), CRIME_KEYS, n=1, cutoff=0.75) for key in table)


def _spread(table: dict[str, T]) -> tuple[T, ...]:
    lacking = [str(crime_type) for crime_type in CrimeType if crime_type not in table]
    if lacking and DEFAULT not in table:
        raise ValueError(f"no value for {', '.join(lacking)}; give one each, or a default")
    if not lacking and DEFAULT in table:
        raise ValueError("the default is never used: all five crime types have their own value")
    return tuple(table.get(crime_type, table.get(DEFAULT)) for crime_type in CrimeType)  # type: ignore[misc]
