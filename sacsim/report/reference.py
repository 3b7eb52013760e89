"""Reference: the list of every measure and of every key a scenario may have, written from the code.

`python -m sacsim.report.reference docs`, at the top of the project, writes docs/measures.md,
docs/scenario-reference.md, docs/mechanisms.md and docs/process-map.md; a test compares them with
what this says now.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sacsim.chance.distributions import KINDS, Law
from sacsim.measure.catalogue import CATALOGUE
from sacsim.measure.equity import SHARES, SPLITS
from sacsim.measure.exhibits import EXHIBITS
from sacsim.measure.liberty import STATES
from sacsim.measure.losses import FURTHEST
from sacsim.measure.people import MEANS, SUMS
from sacsim.measure.rows import BASES, CRIME_GROUPS
from sacsim.measure.service import BOARD
from sacsim.measure.timeliness import CALLS, STAGES, TIMED
from sacsim.measure.workload import AGES_IN_DAYS
from sacsim.report.mechanisms import mechanisms_markdown
from sacsim.report.process_map import process_map_markdown
from sacsim.scenario.scenario import Scenario, load
from sacsim.settings import LARGEST, PerCrimeType
from sacsim.words import OUTCOME_GROUPS

MADE_BY = "<!-- Written by `python -m sacsim.report.reference docs`; do not edit by hand. -->"
LAW, TABLE = "distribution", "a table, below"


def measures_markdown() -> str:
    """Return docs/measures.md: every measure, its unit and what it means."""
    lines = [
        "# Measures",
        "",
        MADE_BY,
        "",
        "`measures.csv` has one row a number: `scenario, replication, measure, crime_type, basis, "
        "unit, value`. A name with a part in angle brackets stands for a family, one measure for "
        "each word that may stand there. An empty value means that there was nothing to measure, "
        "`inf` that it lasted longer than the run could see.",
        "",
        "| part | may be |",
        "|---|---|",
        f"| crime_type | {_words(CRIME_GROUPS)} |",
        f"| basis | {_words(BASES)}, or empty for what does not belong to a cohort of crimes |",
        f"| `<group>` | {_words(OUTCOME_GROUPS)} |",
        f"| `<timed>` | {_words((*TIMED, 'any'))} |",
        f"| `<timedgroup>` | {_words(TIMED)} |",
        "| `<lag>` | 0 to 11, calendar months |",
        "| `<average>`, `<age>` | `median`, `mean`, `p90` |",
        f"| `<stage>` | {_words(STAGES)} |",
        f"| `<calls>` | {_words(CALLS)} |",
        f"| `<days>` | {', '.join(map(str, AGES_IN_DAYS))} |",
        f"| `<strength>` | {_words(MEANS)} |",
        f"| `<turnover>` | {_words(SUMS)} |",
        f"| `<point>` | {_words(FURTHEST)} |",
        f"| `<exhibit>` | {_words(EXHIBITS)} |",
        f"| `<state>` | {_words(STATES)} |",
        f"| `<split>` | {_words(SPLITS)} |",
        "| `<part>` | a local area's name; `vulnerable`, `not_vulnerable`; `repeat_victim`, "
        "`first_victim` |",
        f"| `<fair>` | {_words(SHARES)} |",
        "| `<team-or-task>` | a team, or a team and one of its tasks: `csi.scene visit` |",
        "",
        "The bases: **recorded, snapshot** is the crimes reported in the recorded months, as they "
        "stood when those months ended; **recorded, at maturity** is the same crimes at the end of "
        "the follow-up; **closed in period** is the crimes closed in the recorded months, whenever "
        "reported; **recorded, 7 to 13 months old** is each half-year's crimes looked at thirteen "
        "months after it began, as the published comparison was.",
        "",
        "| measure | unit | meaning |",
        "|---|---|---|",
        *(f"| `{each.name}` | {each.unit} | {each.meaning} |" for each in CATALOGUE),
        "",
        *_service_names(),
    ]
    return "\n".join(lines) + "\n"


def _service_names() -> Iterator[str]:
    """Yield the table of the service's own names, as `sacsim scorecard` prints them."""
    yield "## The service's own names"
    yield ""
    yield (
        "What `sacsim scorecard` prints, in its order. Better says which way the service reads a "
        "measure; empty is neither. Bases are those above; *months* stands for the recorded "
        "months, or how things stood when they ended."
    )
    yield ""
    yield "| group | name | measure | better | bases |"
    yield "|---|---|---|---|---|"
    for group, lines in BOARD.items():
        for line in lines:
            measure = f"`{line.measure}`" if line.measure else f"not in the model: {line.why_not}"
            bases = ", ".join(basis or "months" for basis in line.on)
            yield f"| {group} | {line.name} | {measure} | {line.better} | {bases} |"


def scenario_markdown() -> str:
    """Return docs/scenario-reference.md: every key of a scenario, what it takes and its default."""
    lines = [
        "# Scenario reference",
        "",
        MADE_BY,
        "",
        "A scenario is a TOML file. Words in capitals stand for names you choose. Besides the "
        'keys below, any file may have `extends = "other.toml"` (a file in the same folder; then '
        "state only differences), any number may be written `{ value, source, date, status, low, "
        "high }` with status published, derived or assumed, and any table may have `about = { "
        "source, date, status }`, which speaks for all its numbers that say nothing themselves.",
        "",
        "- A **share** is a number from 0 to 1. **By crime type** means one value for all, or a "
        "table with the five crime types as keys, some of which a `default` may stand for.",
        f"- A **{LAW}** is a number (always the same) or a table of one kind: {_words(KINDS)}; as "
        "`{ lognormal = { median = 5, log_sd = 0.6 } }`, `{ gamma = { mean = 2, sd = 1 } }`, "
        "`{ pert = { min = 1, mode = 2, max = 4 } }`, `{ empirical = { values = [7, 14], weights = "
        "[0.5, 0.5] } }`, `{ mixture = [{ weight = 0.8, of = 2 }, { weight = 0.2, of = 9 }] }`.",
        "- A smaller **priority** goes first. **Hours** of work are officer-hours: two officers "
        "for an hour are two.",
    ]
    for names, model in _sections(Scenario, ""):
        lines += ["", f"## {', '.join(f'[{name}]' for name in names) or 'Top of the file'}", ""]
        lines += [" ".join((model.__doc__ or "").split()), ""]
        lines += ["| key | takes | default | meaning |", "|---|---|---|---|"]
        for name, field in model.model_fields.items():
            note = (field.description or "").rstrip(".")
            takes = takes_words(field.annotation, field.metadata)
            lines.append(f"| `{name}` | {takes} | {_default(field)} | {note} |")
    return "\n".join(lines) + "\n"


def takes_words(kind: Any, metadata: list[Any] | tuple[Any, ...] = ()) -> str:
    """Return in plain words what a field of this type takes."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return takes_words(parts[0], _flat(parts[1:]))
    if origin is PerCrimeType:
        return f"{takes_words(parts[0])}, by crime type"
    if origin in (Union, UnionType):
        if parts[0] in get_args(Law):
            return LAW
        return ", or ".join(takes_words(part) for part in parts if part is not NoneType)
    if origin is Literal:
        return f"one of {_words(parts)}" if len(parts) > 1 else f"`{parts[0]}`"
    if origin is tuple:
        return _list_words(parts, list(metadata))
    if origin is dict:
        return f"{takes_words(parts[1])}, by name" if parts[1] is float else TABLE
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return TABLE
    plain = {bool: "true or false", str: "text", date: "date", int: "whole number", float: "number"}
    return _range(plain[kind], list(metadata))


def _list_words(parts: tuple[Any, ...], metadata: list[Any]) -> str:
    least, most = _limit(metadata, "min_length"), _limit(metadata, "max_length")
    if parts[-1] is not Ellipsis:
        least = most = len(parts)
    count = "" if most is None else f" of {most}" if least == most else f" of at most {most}"
    return f"list{count} ({takes_words(parts[0])})"


def _range(word: str, metadata: list[Any]) -> str:
    above, least = _limit(metadata, "gt"), _limit(metadata, "ge")
    below, most = _limit(metadata, "lt"), _limit(metadata, "le")
    if (word, least, most) == ("number", 0, 1):
        return "share"
    if least is not None and least == most:
        return f"{least}"
    ends = [word]
    ends += [f"{least} or more"] if least is not None else []
    ends += [f"above {above}"] if above is not None else []
    ends += [f"at most {most:,}"] if most not in (None, LARGEST) else []
    ends += [f"below {'2^63' if below == 2**63 else below}"] if below is not None else []
    return ", ".join(ends)


def _limit(metadata: list[Any], name: str) -> Any:
    """The tightest constraint of this name that a field's type carries, or None."""
    limits = [limit for each in metadata if (limit := getattr(each, name, None)) is not None]
    return (max if name.startswith("g") else min)(limits, default=None)


def _flat(metadata: tuple[Any, ...]) -> list[Any]:
    found: list[Any] = []
    for each in metadata:
        found += each.metadata if isinstance(each, FieldInfo) else [each]
    return found


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    value = field.default
    if value is PydanticUndefined or value in (None, (), ""):
        return "none"
    if isinstance(value, tuple):
        return f"{value[0]:g} each"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else f"`{value}`"


def _sections(model: type[BaseModel], path: str) -> Iterator[tuple[list[str], type[BaseModel]]]:
    """Every table of a scenario, those of one kind together, each with its model."""
    yield ([path] if path else []), model
    children: dict[type[BaseModel], list[str]] = {}
    for name, field in model.model_fields.items():
        for child, chosen in models_in(field.annotation):
            here = ".".join(part for part in (path, name, chosen) if part)
            children.setdefault(child, []).append(here)
    for child, names in children.items():
        (_, first), *inner = _sections(child, names[0])
        yield names, first
        yield from inner


def models_in(kind: Any) -> Iterator[tuple[type[BaseModel], str]]:
    """The models inside a type, each with NAME where its tables have names of their own."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind, ""
    for part in get_args(kind):
        for model, chosen in models_in(part):
            yield model, "NAME" if get_origin(kind) is dict else chosen


def _words(names: Iterable[Any]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def mechanisms() -> str:
    """Return docs/mechanisms.md, with the default force's values and sources."""
    england = Path(__file__).parents[2] / "scenarios" / "england_median.toml"
    return mechanisms_markdown(load(england), MADE_BY)


def process_map() -> str:
    """Return docs/process-map.md: the journey of a crime, drawn from its code."""
    return process_map_markdown(MADE_BY)


def write(folder: Path) -> None:
    """Write all these documents into a folder."""
    for name, text in (
        ("measures.md", measures_markdown()),
        ("scenario-reference.md", scenario_markdown()),
        ("mechanisms.md", mechanisms()),
        ("process-map.md", process_map()),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
