"""`sacsim logs`: the assumptions, data and decisions logs of a scenario."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import Changes, ScenarioFile, load_scenario, read_changes


def logs(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="Folder [default: logs/NAME]."),
    ] = None,
    changes: Changes = None,
) -> None:
    """Write the assumptions, data and decisions logs of a scenario, for Excel, with a summary."""
    from sacsim.report import log_files
    from sacsim.report import logs as entries
    from sacsim.scenario.files import parent_of
    from sacsim.scenario.load import resolve

    loaded = load_scenario(scenario, read_changes(changes))
    parent = parent_of(scenario)
    made = entries.logs(loaded, None if parent is None else resolve(parent))
    folder = out or Path("logs") / scenario.stem
    log_files.save(made, loaded, folder)
    typer.echo(
        f"{folder}: {len(made.assumptions)} assumptions, {len(made.data)} data, "
        f"{len(made.decisions)} decisions; read {log_files.SUMMARY} first"
    )
