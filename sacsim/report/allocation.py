"""Allocation: where new posts do most good as `sacsim allocate` prints it, and its tables.

Every page says that no data identify what a post is worth, and nothing is called better whose
interval covers no difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite, nan
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sacsim.experiment.aims import Aim
from sacsim.experiment.allocation import AS_IT_IS, Allocation, Case, Task
from sacsim.experiment.marginals import detectable, noticeable, reaching
from sacsim.experiment.posts import team_of, training_cost
from sacsim.experiment.splits import Split, in_words, split_of
from sacsim.report.tables import cohort
from sacsim.scenario.scenario import Scenario
from sacsim.statistics import Estimate

NOT_IDENTIFIED = (
    "No data here identify what a post is worth: these figures follow from the model's assumed "
    "hours and loads."
)
INTERVALS = (
    "Brackets: 95 % interval of simulation noise, paired over replications; not of ignorance about "
    "the numbers, which is larger."
)
SETS = "After ±: how far parameter sets that fit equally well spread, at 95 %."
ENOUGH = 4


@dataclass(frozen=True)
class Told:
    """What was found, and what it is about."""

    found: Allocation
    scenario: Scenario
    aim: Aim
    runs: int
    name: str = ""

    @cached_property
    def reach(self) -> pd.DataFrame:
        """What share of an added post's hours reaches SAC, by place."""
        seen, task = self.found.seen, self.found.task
        added = {place: seen[Case(split_of({place: task.posts}))] for place in task.places}
        return reaching(seen[AS_IT_IS], added, task.sets)

    @property
    def what(self) -> str:
        """The aim with its unit."""
        return f"{self.aim.label}{f', {self.aim.unit}' if self.aim.unit else ''}"


def verdict(told: Told) -> Iterator[str]:
    """Yield the answer, in sentences."""
    found = told.found
    leader = found.confirmed[0]
    if found.winner is not None:
        better = "more" if told.aim.better > 0 else "less"
        yield (
            f"Best: {leader.name}: {figure(leader.gain)} {told.what} {better} than today, on fresh "
            "luck."
        )
        if found.lead is not None:
            yield f"Runner-up: {found.confirmed[1].name}, behind by {figure(found.lead)}."
    else:
        yield "No winner is named: " + "; and ".join(found.reasons) + "."
        yield (
            f"First in the selection, without more to it: {leader.name}; on fresh luck "
            f"{figure(leader.gain)} {told.what}."
        )
    if not detectable(leader.gain):
        yield smallest(leader.gain, told.what)
    how = (
        "by its own rule, which keeps 95 %"
        if found.selection.finished
        else "at the end of its budget, before its own rule would have ended it"
    )
    at_least = min(found.probability, 0.99)
    yield (
        f"Probability that no split tried is better by more than {found.zone:.3g} (the smallest "
        f"gain that matters): {at_least:.2f} or more. The selection (KN) ended {how}."
    )
    yield NOT_IDENTIFIED


def smallest(gain: Estimate, what: str) -> str:
    """Say the smallest difference that so many replications would have noticed."""
    size = noticeable(gain)
    if not (isfinite(size) and size > 0):
        return "How small a difference would have been noticed cannot be told from so few values."
    return (
        f"The smallest difference that {gain.used} replications would have noticed, eight times "
        f"in ten, is {size:.3g} {what}."
    )


def print_allocation(told: Told, console: Console, changes: Sequence[str] = ()) -> None:
    """Print the answer, and what it rests on."""
    found, task = told.found, told.found.task
    console.print(told.name or told.scenario.name, style="bold", markup=False)
    if changes:
        console.print(f"Set: {', '.join(changes)}.", markup=False)
    console.print(f"{cohort(told.scenario, found.budget.first)}.", markup=False)
    console.print(
        f"{task.posts} posts at strength from the start of the run, for {told.what}: today "
        f"{found.today.value:.4g}.",
        markup=False,
    )
    for line in verdict(told):
        console.print(line, markup=False)
    for name, table in (
        ("Each team alone: gain of so many posts, against none", _marginals(told)),
        ("Splits tried", _splits(told)),
        ("The first two, on luck that nothing was chosen on", _finalists(told)),
        ("Other work with the first two, against none", _guards(told)),
        ("The first two, each team's other work moved", _backgrounds(told)),
        ("When: the year after the decision, and in the end", _years(told)),
        ("What a post costs, and where its hours go", _posts(told)),
    ):
        if table.row_count:
            console.print(name, style="bold")
            console.print(table)
    for note in _notes(told):
        console.print(note, style="dim", markup=False)


def tables(told: Told) -> dict[str, pd.DataFrame]:
    """Return what was found as tables, by file name."""
    found = told.found
    curve = [
        {"place": one.place, "posts": one.posts, **_columns(one.gain)} for one in found.marginals
    ]
    tried = [
        {"split": in_words(one.split), "called": one.label, "left_out": one.left_out,
         "pounds_a_year": _pounds(found.task, one.split), **_columns(one.gain)}
        for one in found.tried
    ]  # fmt: skip
    final = [{"name": one.name, **_columns(one.gain)} for one in found.confirmed]
    guards = [
        {"name": one.name, "measure": kept.guard.measure, "unit": kept.guard.unit,
         "tolerance": kept.tolerance, "reading": kept.reading, **_columns(kept.gain)}
        for one in found.confirmed for kept in one.kept
    ]  # fmt: skip
    moved = [
        {"place": one.place, "factor": one.factor, "name": name, "ahead": one.ahead,
         **_columns(gain)}
        for one in found.backgrounds for name, gain in one.gains.items()
    ]  # fmt: skip
    files = {"curve": curve, "splits": tried, "finalists": final, "guards": guards,
             "backgrounds": moved}  # fmt: skip
    made = {f"{name}.csv": pd.DataFrame(rows) for name, rows in files.items() if rows}
    return made | {"hours.csv": told.reach.replace([-inf, inf], nan)}


def figure(estimate: Estimate, digits: int = 1) -> str:
    """Return a gain with its interval, and its spread over parameter sets where there is one."""
    value, low, high = (round(each, digits) + 0.0 for each in estimate[:3])
    if value != value:
        return "-"
    if not (isfinite(low) and isfinite(high)):
        return f"{value:+.{digits}f}"
    spread = ""
    if estimate.parameters_high is not None and isfinite(estimate.parameters_high):
        spread = f" ± {estimate.parameters_high - estimate.value:.{digits}f}"
    return f"{value:+.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]{spread}"


def reading(gain: Estimate) -> str:
    """Return a gain in words."""
    if not detectable(gain):
        return "no detectable difference"
    return "better" if gain.value > 0 else "worse"


def _columns(gain: Estimate) -> dict[str, float | str]:
    """An estimate as columns; an end that is not known is empty."""
    ends = {"gain": gain.value, "low": gain.low, "high": gain.high}
    if gain.parameters_low is not None and gain.parameters_high is not None:
        ends |= {"parameters_low": gain.parameters_low, "parameters_high": gain.parameters_high}
    told = {name: value if isfinite(value) else nan for name, value in ends.items()}
    return {**told, "replications": gain.used, "reading": reading(gain)}


def _pounds(task: Task, split: Split) -> float:
    """Pounds a year; NaN where a cost is not stated."""
    return task.cost(split) if all(place in task.costs for place, _ in split) else nan


def _millions(task: Task, split: Split) -> str:
    pounds = _pounds(task, split)
    return f"{pounds / 1e6:.2f}" if isfinite(pounds) else "not stated"


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column.lstrip("<"), justify="left" if column[0] == "<" else "right")
    return table


def _marginals(told: Told) -> Table:
    task = told.found.task
    table = _table("<team", "today", *(f"+{n}" for n in task.levels), f"a post, of {task.posts}")
    for place in task.places:
        own = [one for one in told.found.marginals if one.place == place]
        cells = [figure(one.gain) for one in own]
        last = own[-1]
        per_post = figure(last.per_post, 2) if detectable(last.gain) else "no detectable difference"
        table.add_row(escape(place), str(task.today[place]), *cells, per_post)
    return table


def _splits(told: Told) -> Table:
    found = told.found
    table = _table("<split", "<called", "gain", "runs", "£ million a year", "<")
    lasted = dict(zip(found.chosen_from, found.selection.values, strict=True))
    for one in found.tried:
        made = str(len(lasted[one.split])) if one.split in lasted else ""
        words = in_words(one.split)
        table.add_row(
            escape(words),
            escape(one.label if one.label != words else ""),
            figure(one.gain),
            made,
            _millions(found.task, one.split),
            escape(f"left out: {one.left_out}" if one.left_out else ""),
        )
    return table


def _finalists(told: Told) -> Table:
    table = _table("<", "gain against none", "<in words")
    for place, one in enumerate(told.found.confirmed):
        first = "best" if told.found.winner is not None else "first selected"
        role = (first, "runner-up")[place] if one.split and place < 2 else "no new posts"
        table.add_row(f"{escape(one.name)} ({role})", figure(one.gain), reading(one.gain))
    if told.found.lead is not None:
        lead = told.found.lead
        table.add_row("the first against the runner-up", figure(lead), reading(lead))
    return table


def _guards(told: Told) -> Table:
    table = _table("<", "<what must not get worse", "better by", "tolerated", "<")
    for one in told.found.confirmed:
        for kept in one.kept:
            unit = "points" if kept.guard.unit == "%" else kept.guard.unit
            tolerated = f"-{kept.tolerance:.2g} {unit}"
            cells = (one.name, kept.guard.label, figure(kept.gain, 2), tolerated, kept.reading)
            table.add_row(*map(escape, cells))
    return table


def _backgrounds(told: Told) -> Table:
    found = told.found
    names = [one.name for one in found.confirmed if one.split]
    table = _table("<other work of", *names, "<ahead")
    for one in found.backgrounds:
        moved = f"{one.place} {100 * (one.factor - 1):+.0f} %"
        gains = [figure(one.gains[name]) for name in names]
        table.add_row(escape(moved), *gains, escape(one.ahead or "the same, or none by enough"))
    return table


def _years(told: Told) -> Table:
    table = _table("<", "the year after the decision", "in the end")
    ends = {one.name: one.gain for one in told.found.confirmed}
    for name, gain in told.found.first_year.items():
        first = gain if isinstance(gain, str) else f"{figure(gain)}: {reading(gain)}"
        table.add_row(escape(name), escape(first), f"{figure(ends[name])}: {reading(ends[name])}")
    return table


def _posts(told: Told) -> Table:
    found, task = told.found, told.found.task
    table = _table(
        "<team", "£ a year", "£ training", "£ a charge more" if told.aim.word == "charges" else
        "£ a unit more", "of today's hours on SAC, %", "of an added post's hours: worked, %",
        "on SAC, %",
    )  # fmt: skip
    reach = told.reach.set_index("place")
    for place in task.places:
        cost, training = task.costs.get(place), training_cost(told.scenario, place)
        last = [one for one in found.marginals if one.place == place][-1]
        price = "not detectable"
        if detectable(last.gain) and last.gain.value > 0:
            price = "not stated" if cost is None else f"{cost / last.per_post.value:,.0f}"
        own = reach.loc[place]
        table.add_row(
            escape(place),
            "not stated" if cost is None else f"{cost:,.0f}",
            "not stated" if training is None else f"{training:,.0f}",
            price,
            f"{own['of_today']:.1f}",
            *(_share(own, name) for name in ("worked_of_added", "of_added")),
        )
    return table


def _share(own: Any, name: str) -> str:
    value, low, high = own[name], own[f"{name}_low"], own[f"{name}_high"]
    return figure(Estimate(value, low, high, 0)).lstrip("+")


def _notes(told: Told) -> Iterator[str]:
    found, task = told.found, told.found.task
    yield INTERVALS + (f" {SETS}" if task.sets else "")
    yield (
        "Each team alone and splits: one interval in twenty misses by luck alone, and there are "
        "many; only the first two on fresh luck are to be quoted."
    )
    if found.budget.first < ENOUGH or found.budget.fresh < ENOUGH:
        yield (
            f"With fewer than {ENOUGH} replications intervals are rough, and far too narrow where "
            "replications happen to agree: use -r."
        )
    yield (
        "An added post's hours: what more is worked with the posts than without. Nobody commits "
        "more crimes or calls more often, so most hours of a team that keeps up are not worked."
    )
    if task.guards:
        yield (
            "A split is left out where other work gets worse by more than is tolerated and luck "
            "does not explain it."
        )
    else:
        yield "Nothing was asked of high-harm work or 999 answering."
    if any(team_of(place) != place for place in task.places):
        yield (
            "kiosk_users are trained users of the kiosks, who give them a share of their duty: "
            "one of them is less than a post."
        )
    yield (
        "The year after the decision: decided on when the recorded months begin, by the route that "
        "replaces the team's leavers; at once where the scenario states none. Training is by that "
        "route."
    )
