"""Mechanisms: the numbered table of what the model holds and what moves each, as Markdown.

Written from sacsim/mechanisms and from a scenario's own values and sources;
tests/mechanisms/test_levers.py pulls each lever in it to both ends.
"""

from collections.abc import Iterator
from typing import Any

from sacsim.mechanisms.catalogue import MECHANISMS
from sacsim.mechanisms.mechanism import SAME, Lever, Mechanism
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.sources import Source

INTRODUCTION = """\
What the report of 2022 says happens, mechanism by mechanism (the numbers are those of section 15 of
the evidence), how the model has it, and the keys of a scenario that move it. A test pulls every
lever from its first end to its second under the same luck and finds that the measure rises or
falls as stated, or that not one byte changes: `pytest tests/mechanisms -m "long or not long"` (the
first of each mechanism without the option). Defaults are those of
`scenarios/england_median.toml`; "assumed" means that no figure is published: sweep it."""


def mechanisms_markdown(scenario: Scenario, made_by: str) -> str:
    """Return docs/mechanisms.md for a scenario's values and sources."""
    lines = ["# Mechanisms", "", made_by, "", INTRODUCTION, ""]
    for mechanism in MECHANISMS:
        lines += [*_section(mechanism, scenario), ""]
    return "\n".join(lines).rstrip() + "\n"


def _section(mechanism: Mechanism, scenario: Scenario) -> Iterator[str]:
    yield f"## {mechanism.number}. {mechanism.name}"
    yield ""
    yield mechanism.how
    yield ""
    yield "| lever | default | source | status | pulled | moves | why |"
    yield "|---|---|---|---|---|---|---|"
    for lever in mechanism.levers:
        yield f"| {' | '.join(_cells(lever, scenario))} |"


def _cells(lever: Lever, scenario: Scenario) -> tuple[str, ...]:
    source = _source(scenario, lever.key)
    given = "".join(f", with `{key} = {_shown(value)}`" for key, value in lever.given.items())
    first, second = (_shown(end) for end in lever.ends)
    return (
        f"`{lever.key}`",
        _shown(_value(scenario, lever.key)),
        source.source or "" if source else "a choice",
        source.status or "" if source else "",
        f"{first} to {second}{given}",
        _moves(lever),
        lever.because,
    )


def _moves(lever: Lever) -> str:
    if lever.effect == SAME:
        return "not one byte"
    of = "" if lever.crime_type == "all" else f" of {lever.crime_type}"
    basis = "" if lever.basis == Lever.basis else f" ({lever.basis})"
    return f"`{lever.measure}`{of}{basis} {lever.effect}"


def _value(scenario: Scenario, key: str) -> Any:
    """A scenario's plain value, "not stated" where it leaves the default."""
    value: Any = scenario.tree.data
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            return "not stated"
        value = value[part]
    return value


def _source(scenario: Scenario, key: str) -> Source | None:
    """Where a number comes from, or the table it is in, or the first number of the table it is."""
    sources = scenario.sources
    parts = key.split(".")
    around = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    inside = sorted(name for name in sources if name.startswith(f"{key}."))
    return next((sources[name] for name in [*around, *inside] if name in sources), None)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(part)}" for key, part in value.items())
    if isinstance(value, str):
        return value
    return f"{value:g}" if isinstance(value, float) else str(value)
