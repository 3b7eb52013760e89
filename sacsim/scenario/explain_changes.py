"""Explain changes: every key in which two scenarios differ, and what that does to duty and load."""

from collections.abc import Sequence

import numpy as np

from sacsim.scenario.chain import TeamRow
from sacsim.scenario.duty import hour_name
from sacsim.scenario.page import Page, number, spoken
from sacsim.scenario.positions import dotted
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.sources import Source
from sacsim.scenario.stated import by_section, differences, resourced, section, written

NOT_THERE = "(not there)"


def changes(page: Page, a: Scenario, b: Scenario) -> None:
    """Print the keys that differ, section by section: old value, new value, source of the new."""
    found = {change.path: change for change in differences(a.tree, b.tree)}
    if not found:
        page.say("\nThe two scenarios have the same value for every key.")
    for name, paths in by_section(found).items():
        page.heading(f"Changed in {name}" if len(section(paths[0])) > 1 or paths[0][1:] else name)
        page.table(
            ("key", "<old", "<new", "<source of the new"),
            [
                (
                    dotted(path[len(section(path)) :] or path),
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
    pairs = [(name, before.get(name), after.get(name)) for name in before | after]
    affected = [(name, a, b) for name, a, b in pairs if not _alike(a, b)]
    if not affected:
        page.say("\nNo team's duty, and no team's load of other work, differs.")
        return
    page.heading("What that does to duty and to the load before SAC")
    page.table(
        ("team", "strength", "on duty", "workable", "other hours a year", "load", "<"),
        [
            (
                spoken(name),
                _both(*(row and _count(row.strength) for row in (a, b))),
                _both(*(row and number(row.on_duty) for row in (a, b))),
                _both(*(row and number(row.workable) for row in (a, b))),
                _both(*(row and number(round(row.hours)) for row in (a, b))),
                _both(*(row and _load(row) for row in (a, b))),
                _both(*(row and row.reading for row in (a, b))),
            )
            for name, a, b in affected
        ],
    )
    page.table(
        ("on duty and workable at", *(f"<{hour_name(hour)}" for hour in hours)),
        [
            (
                spoken(name),
                *(_both(*(r and number(float(r.by_hour[hour])) for r in (a, b))) for hour in hours),
            )
            for name, a, b in affected
        ],
    )


def _alike(a: TeamRow | None, b: TeamRow | None) -> bool:
    if a is None or b is None:
        return False
    return (
        (a.establishment, a.strength) == (b.establishment, b.strength)
        and np.allclose([a.on_duty, a.jobs, a.hours], [b.on_duty, b.jobs, b.hours], rtol=1e-9)
        and np.allclose(a.by_hour, b.by_hour)
        and np.allclose(a.offered_by_hour, b.offered_by_hour)
    )


def _count(strength: int | None) -> str:
    return "unlimited" if strength is None else number(strength)


def _load(row: TeamRow) -> str:
    return "none" if row.load is None else f"{row.load:.2f}"


def _both(old: str | None, new: str | None) -> str:
    old, new = old or NOT_THERE, new or NOT_THERE
    return old if old == new else f"{old} -> {new}"
