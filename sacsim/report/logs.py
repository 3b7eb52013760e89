"""Logs: a scenario's assumptions, data and decisions, as analysts in government keep them.

The ratings follow rules, not judgement; they are the Home Office's definitions of red, amber and
green read mechanically, and whoever owns an entry is to rate it again. Impact is left open: it
takes a sensitivity run, or somebody who knows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import BaseModel

from sacsim.documents import folder
from sacsim.mechanisms.catalogue import MECHANISMS
from sacsim.mechanisms.mechanism import SAME, Lever
from sacsim.pathway.policies import CHOICES, Policies
from sacsim.report.reference import models_in
from sacsim.report.works import CITED, OPEN_GOVERNMENT, Work, known_works
from sacsim.scenario.page import spoken
from sacsim.scenario.positions import KeyPath, dotted
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.stated import Stated, differences, stated_numbers, written
from sacsim.scenario.tree import Tree

RED, AMBER, GREEN, UNRATED = "red", "amber", "green", "not rated"
TO_FILL = ("owner", "reviewed", "remarks")
"""Columns for whoever keeps the log."""
RUN = ("name", "start", "warm_up_months", "years", "follow_up_months", "seed", "replications")


@dataclass(frozen=True)
class Logs:
    """The three logs, one row an entry."""

    assumptions: pd.DataFrame
    data: pd.DataFrame
    decisions: pd.DataFrame


def logs(scenario: Scenario, parent: Tree | None = None) -> Logs:
    """Return the logs of a scenario read from a file; `parent` is what it extends."""
    numbers = stated_numbers(scenario.tree)
    works = known_works()
    firm = ("published", "derived")
    return Logs(
        _table("A", [_assumption(one, scenario) for one in numbers if one.status not in firm]),
        _table(
            "D",
            [
                *[_datum(one, scenario, works) for one in numbers if one.status in firm],
                *_comparators(scenario, works),
            ],
        ),
        _table("C", [*_decisions(scenario, parent)]),
    )


def _table(letter: str, rows: Sequence[dict[str, str]]) -> pd.DataFrame:
    numbered = [{"id": f"{letter}{n:04d}", **row} for n, row in enumerate(rows, start=1)]
    return pd.DataFrame(numbered).reindex(columns=[*numbered[0], *TO_FILL], fill_value="")


# -- numbers ----------------------------------------------------------------------------------


def _assumption(one: Stated, scenario: Scenario) -> dict[str, str]:
    low, high = one.range or (None, None)
    cited = CITED.findall(_source(one))
    key = dotted(one.path)
    levers = [(m, lever) for m in MECHANISMS for lever in m.levers if _moves(lever, key)]
    return {
        "key": key,
        "meaning": meaning(one.path),
        "value": written(one.value),
        "low": _number(low),
        "high": _number(high),
        "rationale": _source(one),
        "date": _date(one),
        "mechanisms": "; ".join(dict.fromkeys(f"{m.number}. {m.name}" for m, _ in levers)),
        "known_effect": "; ".join(_effect(lever) for _, lever in levers),
        "quality": AMBER if cited else RED,
        "impact": UNRATED,
        "stated_in": str(scenario.tree.position(one.path)),
    }


def _datum(one: Stated, scenario: Scenario, works: dict[str, Work]) -> dict[str, str]:
    low, high = one.range or (None, None)
    return {
        "key": dotted(one.path),
        "meaning": meaning(one.path),
        "used_as": "input",
        "status": one.status,
        "value": written(one.value),
        "low": _number(low),
        "high": _number(high),
        "source": _source(one),
        "date": _date(one),
        **_provenance(_source(one), one.status, works),
        "impact": UNRATED,
        "stated_in": str(scenario.tree.position(one.path)),
    }


def _provenance(source: str, status: str, works: dict[str, Work]) -> dict[str, str]:
    """What docs/sources.md says of the keys that a source text cites, and the rating."""
    cited = [works[key] for key in CITED.findall(source) if key in works]
    licences = [work.licence for work in cited]
    if "data.police.uk" in source:
        licences.append(OPEN_GOVERNMENT)
    at_first_hand = bool(cited) and all(work.at_first_hand for work in cited)
    return {
        "works": "; ".join(f"{w.title}, {w.publisher}, {w.year}" for w in cited),
        "read_in": "; ".join(work.read_in for work in cited),
        "licence": "; ".join(dict.fromkeys(licences)),
        "quality": GREEN if status == "published" and at_first_hand else AMBER,
    }


def _comparators(scenario: Scenario, works: dict[str, Work]) -> Iterator[dict[str, str]]:
    """The published figures that a forecast is printed beside."""
    told = scenario.comparators
    if told is None:
        return
    for wide, groups in told.outcomes.items():
        for group, per_cent in groups.items():
            of = f"% of recorded {spoken(wide)}: {spoken(group)}"
            source = f"{told.source}; {told.period}"
            place = f"outcomes.{wide}.{group}"
            yield _comparator(place, of, f"{per_cent:g}", source, scenario, works)
    for wide, months in told.months_to_outcome.items():
        of = f"months to outcome of {spoken(wide)}, cumulative %"
        lists = {k: v for k, v in months.model_dump().items() if isinstance(v, tuple) and v}
        shown = "; ".join(f"{k}: {', '.join(f'{x:g}' for x in v)}" for k, v in lists.items())
        source = told.months_source or told.source
        yield _comparator(f"months_to_outcome.{wide}", of, shown, source, scenario, works)
    for name, each in told.measures.items():
        of, source = f"{each.label} (of {each.denominator})", each.denominator
        place = f"measures.{name}"
        yield _comparator(place, of, f"{each.published:g}", source, scenario, works)


def _comparator(
    place: str, of: str, value: str, source: str, scenario: Scenario, works: dict[str, Work]
) -> dict[str, str]:
    path: KeyPath = ("comparators", *place.split("."))
    # The figure itself, or its published value, says where it is from.
    said = scenario.tree.sources.get(path) or scenario.tree.sources.get((*path, "published"))
    source = (said and said.source) or source
    status = (said and said.status) or "published"
    return {
        "key": dotted(path),
        "meaning": of,
        "used_as": "comparison, never an input",
        "status": status,
        "value": value,
        "low": _number(said.low if said else None),
        "high": _number(said.high if said else None),
        "source": source,
        "date": str((said and said.date) or ""),
        **_provenance(source, status, works),
        "impact": "none on the simulation",
        "stated_in": str(scenario.tree.position(path)),
    }


def meaning(path: KeyPath) -> str:
    """Say what a key of a scenario means: its table's purpose, and its own where it is told."""
    model: type[BaseModel] | None = Scenario
    table = own = ""
    for part in path:
        here = None if model is None else model.model_fields.get(str(part))
        if here is None:
            continue
        table = " ".join((model.__doc__ or "").split()) if model else ""
        own = here.description or ""
        model = next((inner for inner, _ in models_in(here.annotation)), None)
    return " ".join(" ".join(each.split()) for each in (own, f"[{table}]") if each)


def _moves(lever: Lever, key: str) -> bool:
    """Whether a lever is this key, a table that holds it or a part of it."""
    return lever.key == key or key.startswith(f"{lever.key}.") or lever.key.startswith(f"{key}.")


def _effect(lever: Lever) -> str:
    first, second = (written(end) for end in lever.ends)
    if lever.effect == SAME:
        return f"from {first} to {second}: nothing changes"
    of = "" if lever.crime_type == "all" else f" of {lever.crime_type}"
    return f"from {first} to {second}: {lever.measure}{of} {lever.effect}"


def _source(one: Stated) -> str:
    return (one.source and one.source.source) or "no source stated"


def _date(one: Stated) -> str:
    return str((one.source and one.source.date) or "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


# -- decisions --------------------------------------------------------------------------------


def _decisions(scenario: Scenario, parent: Tree | None) -> Iterator[dict[str, str]]:
    """What was chosen for this scenario, and by the makers of the model."""
    for key, choices in CHOICES.items():
        path = ("policies", key)
        about = Policies.model_fields[key].description or ""
        chosen = str(getattr(scenario.policies, key))
        yield _decision("policy", path, about, chosen, ", ".join(choices), scenario)
    for key in RUN:
        about = Scenario.model_fields[key].description or ""
        yield _decision("run", (key,), about, str(getattr(scenario, key)), "", scenario)
    for kind, plans in _plans(scenario):
        for name, plan in plans.items():
            told = ", ".join(f"{key} {value}" for key, value in plan.model_dump().items())
            yield _decision("plan", ("workforce", kind, name), kind, told, "", scenario)
    if parent is not None:
        for change in differences(parent, scenario.tree):
            if change.path[0] not in ("policies", *RUN):
                about = f"in the scenario that it extends: {written(change.old)}"
                now = written(change.new)
                yield _decision("difference", change.path, about, now, "", scenario)
    yield from _records()


def _plans(scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    if scenario.workforce is not None:
        yield "joiners", dict(scenario.workforce.joiners)
        yield "transfers", dict(scenario.workforce.transfers)


def _decision(
    kind: str, path: KeyPath, about: str, chosen: str, choices: str, scenario: Scenario
) -> dict[str, str]:
    return {
        "kind": kind,
        "decision": dotted(path),
        "about": about,
        "chosen": chosen,
        "could_be": choices,
        "rationale": "",
        "stated_in": str(scenario.tree.position(path)),
    }


def _records() -> Iterator[dict[str, str]]:
    """The makers' own decision records, which hold for every scenario."""
    for path in sorted((folder() / "decisions").glob("[0-9]*.md")):
        number, _, title = path.read_text(encoding="utf-8").partition("\n")[0].partition(". ")
        yield {
            "kind": "model",
            "decision": f"record {number.removeprefix('# ')}",
            "about": title,
            "chosen": "",
            "could_be": "",
            "rationale": "in the record",
            "stated_in": f"docs/decisions/{path.name}",
        }
