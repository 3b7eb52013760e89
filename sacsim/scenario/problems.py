"""Problems: everything wrong with a scenario, one line each, in words its author can act on.

A line reads `file:line: key.path: what is wrong; what is allowed; did you mean 'x'?`.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin
from unicodedata import category

from pydantic import BaseModel, ValidationError

from sacsim.errors import BadInput
from sacsim.scenario.positions import KeyPath, Position, dotted
from sacsim.settings import CRIME_KEYS, PerCrimeType, WrongKeys

MOST_PROBLEMS = 100
LONGEST_MESSAGE = 400
LONGEST_VALUE = 60
MOST_CHOICES = 12
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Problem(NamedTuple):
    """One thing wrong, where it is written and which key it concerns."""

    at: Position
    path: KeyPath
    wrong: str

    def __str__(self) -> str:
        parts = (
            str(self.at),
            cut(dotted(self.path), 2 * LONGEST_VALUE),
            cut(self.wrong, LONGEST_MESSAGE),
        )
        return printable(": ".join(part for part in parts if part))


def refusal(problems: Iterable[Problem]) -> BadInput:
    """Return the error that carries these problems, in the order of the lines they stand on."""
    lines = [
        str(problem)
        for problem in sorted(problems, key=lambda one: (one.at.file, one.at.line or 0))
    ]
    if len(lines) > MOST_PROBLEMS:
        lines[MOST_PROBLEMS:] = ["and more problems of which these are the first"]
    return BadInput(*lines)


def shown(value: Any) -> str:
    """Return a value as a message may repeat it: short, and without control characters."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f"the text {cut(repr(value[: LONGEST_VALUE + 1]))}"
        case Mapping():
            return f"a table ({cut(', '.join(map(str, value)))})" if value else "an empty table"
        case list() | tuple():
            return f"a list of {len(value)}"
        case dt.date() | dt.time():
            return value.isoformat()
        case int() if abs(value) >= 10**18:
            return "a whole number of more than 18 digits"
        case None:
            return "nothing"
    return cut(repr(value))


def printable(text: str) -> str:
    """Return a text with everything that could steer a terminal written out as an escape."""
    if text.isprintable():
        return text
    return "".join(
        char
        if char.isprintable()
        else " "
        if category(char) == "Zs"  # a space of another kind, as word processors make them
        else char.encode("unicode_escape").decode()
        for char in text
    )


def as_text(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: a number, or text."""
    shown = printable(cell)
    if shown.startswith(FORMULA) and not re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", shown):
        return f"'{shown}"
    return shown


def cut(text: str, length: int = LONGEST_VALUE) -> str:
    """Return a text, or its beginning where it is longer."""
    return text if len(text) <= length else text[: length - 3] + "..."


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the choice that resembles a word, or nothing."""
    near = _nearest(word, choices)
    return f"; did you mean '{near}'?" if near else ""


def in_words(
    error: ValidationError,
    model: type[BaseModel],
    data: Mapping[str, Any],
    position: Callable[[KeyPath], Position],
) -> list[Problem]:
    """Return what a model found wrong with the data of a scenario, a problem to a key."""
    musts: dict[KeyPath, tuple[Any, list[str]]] = {}
    wrong: dict[KeyPath, str] = {}
    missing: list[KeyPath] = []
    meant: set[KeyPath] = set()
    for one in error.errors(include_url=False)[: 10 * MOST_PROBLEMS]:
        kind, loc, given, ctx = one["type"], one["loc"], one["input"], one.get("ctx", {})
        if kind == "missing":
            missing.append((*in_file(loc[:-1], data), loc[-1]))
            continue
        path = in_file(loc, data)
        if kind == "extra_forbidden":
            allowed = sorted(_keys(model, loc[:-1]))
            word = str(loc[-1])
            wrong[path] = _unknown(word, allowed)
            meant.add((*path[:-1], _nearest(word, allowed) or word))
        elif kind in ("value_error", "assertion_error"):
            wrong |= _raised(ctx["error"], path)
        elif loc[-1:] == ("[key]",) and kind in ("enum", "literal_error"):
            wrong[path] = _unknown(str(given), _choices(ctx))
        elif kind in ("too_short", "too_long"):
            wrong[path] = f"has {len(given)} items; must have {_bound(kind, ctx)}"
        else:
            musts.setdefault(path, (given, []))[1].append(_must(kind, one["msg"], ctx, given))
    wrong |= {path: "is missing" for path in missing if path not in meant}
    around = {path[:length] for path in (*wrong, *musts) for length in range(len(path))}
    for path, (given, alternatives) in musts.items():
        if not (isinstance(given, Mapping) and path in around):  # another member of a union
            must = " or ".join(dict.fromkeys(alternatives))
            wrong.setdefault(path, f"is {shown(given)}; must be {must}")
    return [Problem(position(path), path, what) for path, what in wrong.items()]


_BOUNDS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")


def bounds_passed(
    error: ValidationError, data: Mapping[str, Any], position: Callable[[KeyPath], Position]
) -> Iterator[Problem]:
    """Yield the numbers that lie outside of what their own key may be, and nothing else."""
    for one in error.errors(include_url=False):
        if (kind := one["type"]) in _BOUNDS:
            path, given = in_file(one["loc"], data), one["input"]
            must = _must(kind, one["msg"], one["ctx"], given)
            yield Problem(position(path), path, f"is {shown(given)}; must be {must}")


def _raised(error: ValueError, path: KeyPath) -> dict[KeyPath, str]:
    """What a model's own check found wrong, at the keys that it names or at the table itself."""
    if isinstance(error, WrongKeys):
        return {(*path, *inside): what for inside, what in error.wrong.items()}
    return {path: cut(str(error), LONGEST_MESSAGE)}


_MUST = {
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "string_type": "a text in quotation marks",
    "dict_type": "a table",
    "model_type": "a table",
    "list_type": "a list",
    "tuple_type": "a list",
    "date_type": "a date such as 2020-07-01, without quotation marks",
    "time_type": "a time of day such as 22:00:00, without quotation marks",
    "datetime_type": "a date and time such as 2020-07-01T22:00:00, without quotation marks",
    "greater_than_equal": "{ge} or more",
    "greater_than": "more than {gt}",
    "less_than_equal": "{le} or less",
    "less_than": "less than {lt}",
    "multiple_of": "a multiple of {multiple_of}",
    "string_too_short": "at least {min_length} characters long",
    "string_too_long": "at most {max_length} characters long",
    "string_pattern_mismatch": "of the form {pattern}",
    "none_required": "left out",
}


def _must(kind: str, message: str, ctx: Mapping[str, Any], given: Any) -> str:
    if kind in ("enum", "literal_error"):
        choices = _choices(ctx)
        hint = did_you_mean(given, choices) if isinstance(given, str) else ""
        return ("one of " if len(choices) > 1 else "") + ", ".join(choices) + hint
    if kind in _MUST:
        return _MUST[kind].format(**{name: _number(bound) for name, bound in ctx.items()})
    return re.sub(r"^(Value error, |Input should be )", "", cut(message, LONGEST_MESSAGE))


def _choices(ctx: Mapping[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", ctx["expected"]) or [ctx["expected"]]


def _number(bound: Any) -> Any:
    return int(bound) if isinstance(bound, float) and bound.is_integer() else bound


def _bound(kind: str, ctx: Mapping[str, Any]) -> str:
    return (
        f"at least {ctx['min_length']}" if kind == "too_short" else f"at most {ctx['max_length']}"
    )


def _unknown(word: str, allowed: list[str]) -> str:
    hint = did_you_mean(word, allowed)
    listed = "" if hint and len(allowed) > MOST_CHOICES else f"; allowed: {', '.join(allowed)}"
    return f"unknown key{listed if allowed else ''}{hint}"


def _nearest(word: str, choices: Iterable[str]) -> str | None:
    plain = word[: 2 * LONGEST_VALUE].lower().replace("-", "_").replace(" ", "_")
    return next(iter(get_close_matches(plain, list(choices), n=1)), None)


def in_file(loc: Iterable[int | str], data: Any) -> KeyPath:
    """Leave out the parts of a location that pydantic added and nobody wrote."""
    path: KeyPath = ()
    for part in loc:
        if isinstance(data, Mapping) and part in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path = (*path, part)
    return path


def _keys(model: Any, loc: Iterable[int | str]) -> set[str]:
    """The keys that a model allows in the table at a location."""
    here = list(_members(model))
    for part in loc:
        here = [inner for kind in here for into in _into(kind, part) for inner in _members(into)]
    keys: set[str] = set()
    for kind in here:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            keys |= {field.alias or name for name, field in kind.model_fields.items()}
        elif get_origin(kind) is PerCrimeType:
            keys |= set(CRIME_KEYS)
    return keys


def _members(kind: Any) -> Iterator[Any]:
    """A type's alternatives, without annotations."""
    if get_origin(kind) is Annotated:
        yield from _members(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _members(member)
    else:
        yield kind


def _into(kind: Any, part: int | str) -> Iterator[Any]:
    """The types found at one step further into a type; the type itself if it has no such step."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if part in (name, field.alias):
                yield field.annotation
    elif get_origin(kind) is PerCrimeType:
        yield get_args(kind)[0]
    elif get_args(kind):
        yield get_args(kind)[-1 if isinstance(part, str) else 0]
