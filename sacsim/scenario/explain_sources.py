"""Explain sources: which numbers are published, which only assumed, and within what range."""

from sacsim.scenario.page import Page
from sacsim.scenario.positions import dotted
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.stated import Stated, by_section, section, stated_numbers, tally
from sacsim.settings import CRIME_KEYS


def sources(page: Page, scenario: Scenario) -> None:
    """Print how firm the numbers are, and name those that are assumed or have no source."""
    numbers = stated_numbers(scenario.tree)
    counts = tally(numbers)
    page.heading("Where the numbers come from")
    page.say(
        f"{len(numbers)} numbers (a distribution or a list counts once): {counts['published']} "
        f"published, {counts['derived']} derived from published figures, {counts['assumed']} "
        f"assumed; of {counts['unstated'] or 'none'} it is not stated. The run's own settings and "
        "the figures to compare with are not counted."
    )
    assumed = [each for each in numbers if each.status == "assumed"]
    if assumed:
        page.say("\nAssumed, with the range from low to high where one is given:")
        _names(page, assumed)
    bare = [each for each in numbers if each.source is None or each.source.source is None]
    if bare:
        page.say(f"\nWithout any source ({len(bare)}):")
        _names(page, bare)
    else:
        page.say("\nEvery number names a source.")


def _names(page: Page, numbers: list[Stated]) -> None:
    """A row for each section: how many numbers, and their names."""
    by_path = {each.path: each for each in numbers}
    page.table(
        ("section", "numbers", "<names"),
        [
            (name, str(len(paths)), _named([by_path[path] for path in paths]))
            for name, paths in by_section(by_path).items()
        ],
    )


def _named(numbers: list[Stated]) -> str:
    """Names in a section; those of one table together, the five crime types as one."""
    groups: dict[str, list[str]] = {}
    for each in numbers:
        first, *inner = each.path[len(section(each.path)) :]
        span = _range(each)
        kept = [part for part in inner if span or part not in CRIME_KEYS]
        groups.setdefault(str(first), []).append(f"{dotted(tuple(kept))} {span}".strip())
    return ", ".join(_together(first, names) for first, names in groups.items())


def _together(first: str, names: list[str]) -> str:
    inner = list(dict.fromkeys(filter(None, names)))
    if len(inner) == 1 and inner[0].startswith("["):
        return f"{first} {inner[0]}"
    return f"{first} ({', '.join(inner)})" if inner else first


def _range(each: Stated) -> str:
    if each.range is None:
        return ""
    low, high = each.range
    if low is None:
        return f"[up to {high:,g}]"
    return f"[{low:,g} or more]" if high is None else f"[{low:,g} to {high:,g}]"
