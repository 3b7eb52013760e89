"""Explain changes: every key in which two scenarios differ, and what that does to duty and load."""

from collections.abc import Sequence

import numpy as np

from sacsim.scenario.chain import TeamRow
from sacsim.scenario.duty import short_hour
from sacsim.scenario.page import Page, listed, number, spoken
from sacsim.scenario.positions import dotted
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.sources import Source
from sacsim.scenario.stated import by_section, differences, resourced, section, written

NOT_THERE = "none"


def changes(page: Page, a: Scenario, b: Scenario) -> None:
    """Print the keys that differ, section by section: old value, new value, source of the new."""
    found = {change.path: change for change in differences(a.tree, b.tree)}
    if not found:
        page.say("\nThe two scenarios have the same value for every key.")
    for name, paths in by_section(found).items():
        page.heading(f"Changed in {name or 'the run itself'}")
        page.table(
            ("key", "<old", "<new", "<source of the new"),
            [
                (
                    dotted(path[len(section(path)) :]),
                    written(found[path].old),
                    written(found[path].new),
                    said(found[path].source),
                )
                for path in paths
            ],
        )
    if again := resourced(a.tree, b.tree):
        keys = f"{len(again)} number{'s keep their' if len(again) > 1 else ' keeps its'} value"
        page.say(f"\n{keys} but not what is said of the source.")


def said(source: Source | None) -> str:
    """Return what is said of a number, in one line."""
    if source is None:
        return ""
    parts = [source.status, source.source, source.date and str(source.date)]
    if source.low is not None and source.high is not None:
        parts.append(f"range {source.low:,g} to {source.high:,g}")
    return ", ".join(part for part in parts if part)


def team_changes(
    page: Page, old: Sequence[TeamRow], new: Sequence[TeamRow], hours: Sequence[int]
) -> None:
    """Print the teams whose duty or load differs."""
    before, after = {row.team: row for row in old}, {row.team: row for row in new}
    duty, load, quiet = [], [], []
    for name in before | after:
        a, b = before.get(name), after.get(name)
        first, second = _both(_load(a), _load(b)), _both(_duty(a, hours), _duty(b, hours))
        if first != _load(a):
            load.append((spoken(name), *first, b.reading if b else "gone"))
        if second != _duty(a, hours):
            duty.append((spoken(name), *second))
        if first == _load(a) and second == _duty(a, hours) and not _alike(a, b):
            quiet.append(spoken(name))
    if load:
        page.heading("What that does to posts and to the load before SAC")
        columns = ("strength", "on duty (mean)", "hours of other work", "load", "<now")
        page.table(("team", *columns), load)
    if duty:
        page.heading("What that does to the posts that can take work")
        page.table(("team", "mean", *(short_hour(hour) for hour in hours)), duty)
    if quiet:
        page.say(f"\nLittle or only the hours of the week change for {listed(quiet)}.")
    if not (load or duty or quiet):
        page.say("\nNo team's duty, and no team's load of other work, differs.")


def _load(row: TeamRow | None) -> list[str]:
    if row is None:
        return [NOT_THERE] * 4
    return [
        "unlimited" if row.strength is None else number(row.strength),
        number(row.on_duty),
        number(round(row.hours)),
        NOT_THERE if row.load is None else f"{row.load:.2f}",
    ]


def _duty(row: TeamRow | None, hours: Sequence[int]) -> list[str]:
    if row is None:
        return [NOT_THERE] * (1 + len(hours))
    return [number(row.workable), *(number(float(row.by_hour[hour])) for hour in hours)]


def _both(old: list[str], new: list[str]) -> list[str]:
    """Each figure, as "old -> new" where it differs."""
    return [a if a == b else f"{a} -> {b}" for a, b in zip(old, new, strict=True)]


def _alike(a: TeamRow | None, b: TeamRow | None) -> bool:
    if a is None or b is None:
        return False
    return (
        (a.establishment, a.strength) == (b.establishment, b.strength)
        and np.allclose([a.on_duty, a.jobs, a.hours], [b.on_duty, b.jobs, b.hours], rtol=1e-9)
        and np.allclose(a.by_hour, b.by_hour)
        and np.allclose(a.offered_by_hour, b.offered_by_hour)
    )
