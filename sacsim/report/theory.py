"""Theory: the table of queues with known answers, and of laws that hold exactly, for people."""

from collections.abc import Sequence

from rich.console import Console

from sacsim.report.board import page
from sacsim.verify.laws import EXACT, Law
from sacsim.verify.theory import FAMILY, MEASURES, Line


def print_theory(
    engine: str, lines: Sequence[Line], first: tuple[str, Sequence[Line]], console: Console
) -> None:
    """Print each measure beside its exact value, or that the first engine gave the same."""
    if engine != first[0] and list(lines) == list(first[1]):
        same = f"The {engine} engine gives the same numbers, to the last digit."
        console.print(f"\n{same}", markup=False)
        return
    table = page(f"Queues with known answers, {engine} engine")
    table.add_column("queue")
    table.add_column("measure")
    for name in ("exact", "simulated", "standard error", "apart"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    before = ""
    for line in lines:
        apart = line.simulated - line.exact
        table.add_row(
            line.case if line.case != before else "",
            line.measure,
            f"{line.exact:.5f}",
            f"{line.simulated:.5f}",
            f"{line.standard_error:.5f}",
            f"{apart / line.standard_error:+.1f} se" if line.standard_error else f"{apart:g}",
            "agrees" if line.agrees else "DIFFERS",
        )
        before = line.case
    console.print(table)
    console.print(
        f"{sum(line.agrees for line in lines)} of {len(lines)} agree. Chance alone makes any of "
        f"the {MEASURES} differ with probability {FAMILY:.0%} at most.",
        markup=False,
        highlight=False,
    )


def print_laws(laws: Sequence[Law], console: Console) -> None:
    """Print how far both sides of each law are apart at most."""
    for name in dict.fromkeys(law.law for law in laws):
        own = [law for law in laws if law.law == name]
        worst = max(abs(law.integral - law.added_up) / max(abs(law.added_up), 1.0) for law in own)
        verdict = "holds" if all(law.holds for law in own) else "DOES NOT HOLD"
        console.print(
            f"{name}, at {len(own)} instants: {verdict} ({worst:.0e} apart, {EXACT:.0e} allowed)",
            markup=False,
            highlight=False,
        )
