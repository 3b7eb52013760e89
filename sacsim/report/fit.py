"""Fit: what a calibration moved, what it could not tell, and what it still misses."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sacsim.experiment.calibrate import NOT_IDENTIFIABLE, Fit, Number, Residual
from sacsim.experiment.matching import IMPLAUSIBLE
from sacsim.scenario.scenario import Scenario


def print_fit(scenario: Scenario, fit: Fit, console: Console) -> None:
    """Print the numbers moved, the targets met and missed, and what data to ask for."""
    console.print(f"{scenario.name}: fitted", style="bold", markup=False)
    console.print(
        f"{fit.runs} runs; {len(fit.parameters.sets)} sets of numbers that fit equally well. "
        "Factors: 1 is the number as the scenario states it.",
        markup=False,
    )
    console.print(_numbers(fit.numbers))
    console.print(_targets(fit.residuals))
    for line in (*_misses(fit), *_asks(fit.numbers)):
        console.print(line, markup=False)


def summary(scenario: Scenario, fit: Fit) -> Iterator[str]:
    """Yield what the parameter file says of itself, line by line."""
    yield f"Written by `sacsim calibrate` for: {scenario.name}"
    yield f"{len(fit.parameters.sets)} sets of factors that fit equally well, from {fit.runs} runs."
    for each in fit.numbers:
        yield (
            f"{each.stage}: {each.label}: {each.median:.2f} ({each.p5:.2f} to {each.p95:.2f}), "
            f"{each.verdict}"
        )
    yield _inside(fit.residuals)
    yield _nearer(fit)


def _numbers(numbers: Sequence[Number]) -> Table:
    table = Table(title="Numbers", box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("number", "allowed", "fitted", "90 % of sets", "spread left", "verdict"):
        table.add_column(name, justify="left" if name in ("number", "verdict") else "right")
    for stage, rows in groupby(numbers, key=lambda each: each.stage):
        for row in rows:
            table.add_row(
                escape(row.label),
                f"{row.low:g} to {row.high:g}",
                f"{row.median:.2f}",
                f"{row.p5:.2f} to {row.p95:.2f}",
                f"{100 * row.narrowed:.0f} %",
                f"{row.verdict}{'; frozen' * (stage == 'background load')}",
            )
        table.add_section()
    return table


def _targets(residuals: Sequence[Residual]) -> Table:
    table = Table(
        title="Targets: before the fit, and with the sets under fresh luck",
        box=box.SIMPLE_HEAD,
        title_justify="left",
    )
    for name in ("figure", "published", "band", "before", "fitted", "sets", "off", ""):
        left = name in ("figure", "")
        table.add_column(name, justify="left" if left else "right", no_wrap=name != "figure")
    for subject, rows in groupby(residuals, key=lambda each: each.target.subject):
        table.add_row(Text(subject.replace("_", " ") or "waits", style="bold"))
        for row in rows:
            table.add_row(
                f"  {escape(row.target.what.replace('_', ' '))}",
                f"{row.target.value:.1f}",
                f"{row.target.low:.1f} to {row.target.high:.1f}",
                f"{row.start:.1f}",
                f"{row.fitted:.1f}",
                f"{row.lowest:.1f} to {row.highest:.1f}",
                f"{row.off:+.1f} sd",
                row.verdict,
            )
        table.add_section()
    return table


def _inside(residuals: Sequence[Residual]) -> str:
    inside = sum(each.verdict == "in band" for each in residuals)
    return f"{inside} of {len(residuals)} targets inside their band."


NO_BETTER = ": the sets fit no better than the scenario as it stands"


def _nearer(fit: Fit) -> str:
    before, after = fit.misfit()
    return (
        f"Off by {before:.2f} standard deviations before the fit and {after:.2f} after, root mean "
        f"square over what it aimed at{NO_BETTER * (after >= before)}."
    )


def _misses(fit: Fit) -> Iterator[str]:
    yield _inside(fit.residuals)
    yield _nearer(fit)
    far = [each for each in fit.residuals if abs(each.off) > IMPLAUSIBLE]
    if far:
        yield (
            f"{len(far)} are further off than {IMPLAUSIBLE:g} standard deviations of data and "
            "model together."
        )
    if fit.set_aside:
        told = ", ".join(f"{each.subject} {each.what}".strip() for each in fit.set_aside)
        yield (
            f"No setting of these numbers comes near {len(fit.set_aside)} targets, which the fit "
            f"therefore set aside: {told.replace('_', ' ')}. Something else in the model would "
            "have to change."
        )


def _asks(numbers: Sequence[Number]) -> Iterator[str]:
    for each in numbers:
        if each.verdict == NOT_IDENTIFIABLE:
            yield f"Not identifiable: {each.label}. Ask for: {each.ask_for}."
