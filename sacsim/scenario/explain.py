"""Explain: what a scenario assumes, or how two scenarios differ, for somebody who plans policing.

Nothing is simulated: duty and load are arithmetic on the rosters and the yearly volumes.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt

from rich.console import Console

from sacsim.clock import month_after
from sacsim.demand.other import per_year
from sacsim.scenario.chain import team_table
from sacsim.scenario.explain_changes import changes, team_changes
from sacsim.scenario.explain_people import people
from sacsim.scenario.explain_sources import sources
from sacsim.scenario.explain_teams import peaks, teams_and_load, who_is_on_duty
from sacsim.scenario.page import Page, listed, number, spoken
from sacsim.scenario.positions import KeyPath, dotted
from sacsim.scenario.scenario import Scenario
from sacsim.words import CrimeType

AT = ((6, 3), (2, 10), (4, 22))
"""(weekday from Monday = 0, hour): Sunday 03:00, Wednesday 10:00, Friday 22:00."""


def explain(scenario: Scenario, console: Console, at: Sequence[tuple[int, int]] = AT) -> None:
    """Print a scenario in plain English; `at` are (weekday, hour) to say who is on duty at."""
    page, rows = Page(console), team_table(scenario)
    _header(page, scenario)
    who_is_on_duty(page, scenario, rows, _hours(at))
    teams_and_load(page, rows)
    peaks(page, rows)
    people(page, scenario)
    _demand(page, scenario)
    sources(page, scenario)


def explain_difference(
    a: Scenario, b: Scenario, console: Console, at: Sequence[tuple[int, int]] = AT
) -> None:
    """Print every key in which two scenarios differ, and what that does to duty and load."""
    page = Page(console)
    page.heading(f"From: {a.name}")
    _origin(page, a)
    page.heading(f"To: {b.name}")
    _origin(page, b)
    changes(page, a, b)
    team_changes(page, team_table(a), team_table(b), _hours(at))


def _hours(at: Sequence[tuple[int, int]]) -> list[int]:
    return [24 * day + hour for day, hour in at]


def period(scenario: Scenario) -> list[tuple[str, date, date, int]]:
    """Return (name, first day, last day, months) of warm-up, recorded period and follow-up."""
    lengths = (scenario.warm_up_months, 12 * scenario.years, scenario.follow_up_months)
    names, begun, found = ("Warm-up", "Recorded", "Follow-up"), 0, []
    for name, months in zip(names, lengths, strict=True):
        first = month_after(scenario.start, begun)
        begun += months
        found.append((name, first, month_after(scenario.start, begun) - timedelta(1), months))
    return found


def files(scenario: Scenario) -> tuple[str, list[str], list[KeyPath]]:
    """Return a scenario's own file, the files it extends and the keys set by options."""
    positions = scenario.tree.positions
    own = positions[()].file
    others = {at.file: None for at in positions.values() if at.line and at.file != own}
    options = [key for key, at in positions.items() if at.file != own and not at.line]
    deepest = [k for k in options if not any(o[: len(k)] == k and o != k for o in options)]
    return own, list(others), deepest


def _origin(page: Page, scenario: Scenario) -> None:
    own, extended, options = files(scenario)
    page.say(own, f"extends {listed(extended)}." if extended else "extends no other scenario.")
    if options:
        page.say(f"Set on the command line: {listed([dotted(key) for key in options])}.")


def _header(page: Page, scenario: Scenario) -> None:
    page.heading(scenario.name)
    _origin(page, scenario)
    meaning = {
        "Warm-up": "the force fills with work; not measured",
        "Recorded": "crimes reported in these months are measured",
        "Follow-up": "the same crimes are followed on",
    }
    page.table(
        ("period", "<from", "<to", "months", "<"),
        [
            (name, _day(first), _day(last), str(months), meaning[name])
            if months
            else (name, "none", "", "0", "")
            for name, first, last, months in period(scenario)
        ],
    )
    many = "replications" if scenario.replications > 1 else "replication"
    page.say(f"Seed {scenario.seed}; {scenario.replications} {many} unless asked otherwise.")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _demand(page: Page, scenario: Scenario) -> None:
    demand = scenario.demand
    volumes = {type: demand.volume(type) for type in CrimeType}
    yearly = sum(volume.per_year for volume in volumes.values())
    page.heading("Serious acquisitive crime (SAC) a year")
    page.table(
        ("crime type", "a year", "trend a year", "shocks", "<hours of the week"),
        [
            (
                spoken(type),
                number(volume.per_year),
                f"{volume.trend_per_year:+.1%}" if volume.trend_per_year else "none",
                str(len(volume.shocks) or "none"),
                spoken(volume.profile),
            )
            for type, volume in volumes.items()
        ]
        + [("all", number(yearly), "", "", "")],
    )
    page.say(
        f"Averages over many years: by chance alone, two years in three lie within "
        f"{number(round(sqrt(yearly)))} of these {number(yearly)}, and further out where crimes "
        "follow on crimes."
    )
    page.heading("Other demand a year")
    named, cells = "", []
    order = {team: place for place, team in enumerate(scenario.teams)}
    for name in sorted(demand.other, key=lambda name: order[demand.other[name].team]):
        kind, jobs = demand.other[name], per_year(demand.other, name)
        parent = kind.share_of and f"{kind.share:.3g} of {spoken(kind.share_of)}"
        team = "" if kind.team == named else spoken(kind.team)
        hours, named = kind.mean_hours, kind.team
        total = number(round(jobs * hours))
        cells.append((team, spoken(name), number(jobs), f"{hours:.2f}", total, parent or ""))
    page.table(
        ("team", "work", "a year", "hours\neach", "hours\na year", "<which is"), cells, words=2
    )
