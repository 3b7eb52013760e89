"""Tables: what `sacsim run` prints when it has finished, for a terminal or a pipe."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import isfinite

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sacsim.engine.replicate import Results
from sacsim.report.forecast import (
    LAGS,
    Compared,
    Figures,
    age_basis,
    busiest,
    months_to_outcome,
    other_measures,
    outcome_mix,
    team_rows,
)
from sacsim.scenario.problems import printable
from sacsim.scenario.scenario import Scenario
from sacsim.scenario.stated import stated_numbers, tally
from sacsim.statistics import Estimate

MANY = 100_000


def print_forecast(results: Results, console: Console, changes: Sequence[str] = ()) -> None:
    """Print outcomes, timing, waits and teams, each beside its published figure.

    `changes` are the settings made on the command line, KEY=VALUE.
    """
    scenario, figures = results.scenario, Figures(results)
    count = int(results.measures["replication"].nunique())
    print_heading(scenario, count, console, changes)
    console.print(_interval_note(count, results.sets))
    _outcomes(scenario, figures, console)
    _months(scenario, figures, console)
    _measures(scenario, figures, console)
    _teams(results, figures, console)
    _warnings(scenario, console)


def print_heading(
    scenario: Scenario, count: int, console: Console, changes: Sequence[str] = ()
) -> None:
    """Print which force it is, what was changed, and which crimes of how many replications."""
    console.print(Text(scenario.name, style="bold"))
    if changes:
        console.print(printable(f"Set: {', '.join(changes)}."), markup=False)
    console.print(f"{cohort(scenario, count)}.")


def cohort(scenario: Scenario, count: int) -> str:
    """Which crimes the figures of so many replications speak of."""
    first, last = scenario.warm_up_months, scenario.warm_up_months + 12 * scenario.years - 1
    label = scenario.clock.month_label
    return (
        f"Crimes recorded {label(first)} to {label(last)}, followed to "
        f"{label(scenario.months - 1)}; {count} replication{'s' * (count > 1)}, "
        f"seed {scenario.seed}"
    )


def _interval_note(count: int, sets: int) -> str:
    if sets:
        return (
            f"Brackets: 95 % interval of simulation noise. Then, after ±: how far {sets} "
            "parameter sets that fit equally well spread, at 95 %."
        )
    noise = "Brackets: 95 % interval of simulation noise"
    if count == 1:
        noise = "One replication says nothing of its own noise, so no interval is shown"
    elif count < 8:
        noise += f", wide with {count} replications (use -r 8 or more)"
    return (
        f"{noise}. What is not known of the numbers comes on top: `sacsim calibrate`, then "
        "--parameters, shows a part of it."
    )


def _outcomes(scenario: Scenario, figures: Figures, console: Console) -> None:
    compared = list(outcome_mix(scenario, figures))
    told = scenario.comparators
    basis = age_basis(told) if told else ""
    table = _table("Outcomes, % of recorded crimes", "outcome")
    _fill(table, compared)
    console.print(table)
    if told:
        ages = "{} to {} months old".format(*told.age_months)
        console.print(
            f"Simulated: {basis}. Published: {told.source}; {told.period}, {ages}. "
            "Published types are wider than SAC (all burglary, all robbery, vehicle crime with "
            "interference). Open crimes count as unavailable.",
            style="dim",
            markup=False,
        )


def _months(scenario: Scenario, figures: Figures, console: Console) -> None:
    """One row a type and outcome, one column a month: the forecast, then the recorded share."""
    compared = list(months_to_outcome(scenario, figures))
    if not compared:
        return
    table = Table(
        title="Months to outcome, cumulative % of those within twelve: forecast (recorded)",
        box=box.SIMPLE_HEAD,
        title_justify="left",
    )
    table.add_column("type")
    table.add_column("outcome")
    for lag in LAGS:
        table.add_column(f"by month {lag}", justify="right")
    table.add_column("in band", justify="right")
    for subject, rows in groupby(compared, key=lambda c: c.subject):
        label = subject.replace("_", " ")
        for what, cells in groupby(rows, key=lambda c: c.what.split(" by ")[0]):
            lags = list(cells)
            inside = sum(cell.verdict == "in band" for cell in lags)
            shown = [f"{_plain(c.forecast.value, 0)} ({_plain(c.published, 0)})" for c in lags]
            table.add_row(escape(label), what.replace("_", " "), *shown, f"{inside} of {len(lags)}")
            label = ""
        table.add_section()
    console.print(table)
    told = scenario.comparators
    where = (told.months_source or f"{told.source}; {told.period}") if told else ""
    inside = sum(each.verdict == "in band" for each in compared)
    console.print(
        f"{inside} of {len(compared)} cells within the 95 % band of the recorded share ({where}).",
        style="dim",
        markup=False,
    )


def _measures(scenario: Scenario, figures: Figures, console: Console) -> None:
    compared = list(other_measures(scenario, figures))
    if not compared:
        return
    table = _table("Waits, practice and effort", "measure", subject=False)
    table.add_column("of")
    for each in compared:
        table.add_row(*_cells(each, subject=False), escape(each.denominator))
    console.print(table)
    sources = "; ".join(f"{each.what}: {each.source}" for each in compared if each.source)
    console.print(f"Sources. {sources}.", style="dim", markup=False)


def _teams(results: Results, figures: Figures, console: Console) -> None:
    teams = team_rows(results, figures)
    table = Table(title="Teams in the recorded period", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("team")
    for name in ("strength", "workable", "hours a year", "load", "at work", "queue", "at end"):
        table.add_column(name, justify="right")
    table.add_column("")
    for row in teams:
        hours = row.workable / results.scenario.years
        limited = ["unlimited", "", "", "", ""]
        if row.posts is not None:
            loads = _load(row.load), _load(row.utilisation)
            limited = [f"{row.posts}", _plain(hours / 8766, 1), _plain(hours, 0), *loads]
        queue = [_plain(row.queue, 1), _plain(row.queue_end, 0)]
        table.add_row(
            escape(row.team), *limited, *queue, "grows without end" if row.growing else ""
        )
    console.print(table)
    growing = [row.team for row in teams if row.growing]
    console.print(
        f"Busiest team: {busiest(teams)} (highest offered load). "
        + (
            f"Queues that grow without end: {', '.join(growing)}. There is no steady state: the "
            "run speaks for its starting state and its own months alone (`sacsim warmup`)."
            if growing
            else "No queue grows without end."
        ),
        markup=False,
    )
    console.print(
        "Workable: posts on duty, on average, less other duties. Load: hours of work that arrived "
        "over workable hours; at 1 or more a team cannot keep up. At work: share of those hours, "
        "overtime included, spent working; above the load where an old backlog is worked off. "
        "Queue: jobs waiting, on average and at the end of the recorded months (a holiday, often).",
        style="dim",
        markup=False,
    )


def _warnings(scenario: Scenario, console: Console) -> None:
    numbers = stated_numbers(scenario.tree)
    assumed = tally(numbers)["assumed"]
    console.print(
        f"{assumed} of {len(numbers)} numbers are assumed, not published: see "
        "`sacsim explain`. Compare scenarios rather than trust levels: this model has not been "
        "fitted, and no data here identify what one more post is worth.",
        markup=False,
    )


def _table(title: str, what: str, *, subject: bool = True) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    if subject:
        table.add_column("type")
    table.add_column(what, min_width=22)
    table.add_column("forecast", justify="right", no_wrap=True)
    table.add_column("published", justify="right")
    table.add_column("band", justify="right", no_wrap=True)
    table.add_column("verdict")
    return table


def _fill(table: Table, compared: Iterable[Compared]) -> None:
    for _, each in groupby(compared, key=lambda c: c.subject):
        for number, one in enumerate(each):
            cells = _cells(one)
            table.add_row(cells[0] if number == 0 else "", *cells[1:])
        table.add_section()


def _cells(each: Compared, *, subject: bool = True) -> list[str]:
    band = "" if each.low != each.low else f"{_plain(each.low, 1)} to {_plain(each.high, 1)}"
    unit = "" if subject or each.unit in each.what else f", {each.unit}"
    cells = [
        escape(each.what.replace("_", " ") + unit),
        _estimate(each.forecast, 100.0 if each.unit == "%" else float("inf")),
        _plain(each.published, 1),
        band,
        f"[bold]{each.verdict}[/bold]" if each.verdict in ("below", "above") else each.verdict,
    ]
    return [escape(each.subject.replace("_", " ")), *cells] if subject else cells


def _estimate(estimate: Estimate, most: float) -> str:
    """The value and its interval, which is cut at 0 and at the most that is possible."""
    value = _plain(estimate.value, 1)
    if not (isfinite(estimate.low) and isfinite(estimate.high)):
        return value
    noise = f"{value} \\[{_plain(max(estimate.low, 0), 1)}, {_plain(min(estimate.high, most), 1)}]"
    low, high = estimate.parameters_low, estimate.parameters_high
    if low is None or high is None or not isfinite(high - low):
        return noise
    return f"{noise} ±{_plain((high - low) / 2, 1)}"


def _load(number: float) -> str:
    """A load, or that there is nobody to bear it."""
    return "nobody" if abs(number) == float("inf") else _plain(number, 2)


def _plain(number: float, digits: int) -> str:
    if number != number:
        return "-"
    if abs(number) == float("inf"):
        return "longer than the run"
    return f"{number:,.{digits}f}"
