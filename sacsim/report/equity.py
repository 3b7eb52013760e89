"""Equity: how crimes fared in each local area, or by victim, and which gaps are more than luck."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sacsim.engine.measured import Measured
from sacsim.errors import BadInput
from sacsim.measure.equity import HOURS, SHARES
from sacsim.measure.rows import ALL, MATURITY
from sacsim.measure.values import Values
from sacsim.report.board import BRIEFLY, page, title, words
from sacsim.statistics import Estimate, mean_interval, paired_difference

COMPARED = {
    "attended": "Crimes attended",
    HOURS: "Mean time to attend",
    "suspect_named": "Suspect-named rate",
    "charged": "Charge/summons rate",
    "screened_out": "Screened out",
    "updates_on_time": "Victims' Code compliance",
}
assert set(COMPARED) == {*SHARES, HOURS}


class Gap(NamedTuple):
    """One measure in every part of a split, the gap, the gap by chance, and what to make of it."""

    name: str
    unit: str
    basis: str
    parts: tuple[Estimate, ...]
    gap: Estimate
    by_chance: Estimate
    beyond: Estimate

    @property
    def verdict(self) -> str:
        """Say whether the gap is more than chance would make it, as far as runs can tell."""
        if not (isfinite(self.beyond.low) and isfinite(self.beyond.high)):
            return ""
        return "beyond chance" if self.beyond.low > 0 else "within chance"


def print_equity(
    runs: Sequence[Measured], split: str, crime_type: str, basis: str, console: Console
) -> None:
    """Print, for each run, how crimes fared in every part of a split.

    Raises BadInput for a run whose crimes are not split so.
    """
    tables = [Values(run.measures, run.replications) for run in runs]
    parts = [parts_of(table, split) for table in tables]
    lacking = [
        f"{run.folder}: has no local areas; state them in the scenario ([demand.areas.NAME])"
        for run, names in zip(runs, parts, strict=True)
        if not names
    ]
    if lacking:
        raise BadInput(*lacking)
    for run, table, names in zip(runs, tables, parts, strict=True):
        console.print(title(run), markup=False)
        console.print(_page(table, split, names, crime_type, basis))
    console.print(
        "Gap: the largest part less the smallest, in each replication; the mean of these, which is "
        "more than the gap between the means. By chance: the gap to expect if the same crimes "
        "had fallen on parts of these sizes at random, all treated alike; even then it is not 0. "
        "Beyond chance: the 95 % interval of what the gap has beyond that, over replications, "
        "lies above 0. Where a scenario treats all parts alike, what is left is luck and the mix "
        "of types: read one type with --type. One line in forty says so by chance.",
        style="dim",
        markup=False,
    )


def gaps(table: Values, split: str, names: list[str], kind: str, basis: str) -> Iterator[Gap]:
    """Yield each measure that is compared, on the basis asked for or else at maturity."""
    for measure, name in COMPARED.items():
        key = f"equity_gap.{split}.{measure}"
        on = next((b for b in (basis, MATURITY) if (key, kind, b) in table.rows), None)
        if on is None:
            continue
        gap = table.of((key, kind, on))
        chance = table.of((f"equity_gap_by_chance.{split}.{measure}", kind, on))
        values = [table.of((f"equity.{split}.{part}.{measure}", kind, on)) for part in names]
        yield Gap(
            name,
            table.rows[key, kind, on][0],
            on,
            tuple(mean_interval(each) for each in values),
            mean_interval(gap),
            mean_interval(chance),
            paired_difference(chance, gap),
        )


def parts_of(table: Values, split: str) -> list[str]:
    """Return the names of the parts of a split that has more than one."""
    stem, ending = f"equity.{split}.", ".crimes"
    names = [name for name, *_ in table.rows if name.startswith(stem) and name.endswith(ending)]
    found = [name.removeprefix(stem).removesuffix(ending) for name in dict.fromkeys(names)]
    return found if len(found) > 1 else []


def _page(values: Values, split: str, names: list[str], kind: str, basis: str) -> Table:
    crimes = "all crimes" if kind == ALL else kind.replace("_", " ")
    table = page(f"By {split}: {crimes}, {BRIEFLY[basis]}")
    table.add_column("measure", min_width=22)
    for name in (*names, "gap", "by chance"):
        table.add_column(escape(name.replace("_", " ")), justify="right")
    table.add_column("", min_width=len("within chance"))
    counts = [values.of((f"equity.{split}.{part}.crimes", kind, basis)) for part in names]
    cells = [_mean(mean_interval(each), "count") for each in counts]
    table.add_row("Crimes", *cells, "", "", "")
    for each in gaps(values, split, names, kind, basis):
        name = each.name if each.basis == basis else f"{each.name}, {BRIEFLY[each.basis]}"
        means = [_mean(one, each.unit) for one in each.parts]
        gap = words(each.gap, each.unit)
        table.add_row(escape(name), *means, gap, _mean(each.by_chance, each.unit), each.verdict)
    return table


def _mean(estimate: Estimate, unit: str) -> str:
    """The mean alone: the gap's interval says what the parts' would."""
    return words(estimate, unit, interval=False)
