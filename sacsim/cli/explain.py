"""`sacsim explain`: what does a scenario assume, and how do two differ?"""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import Changes, ScenarioFile, console, load_scenario, read_changes
from sacsim.errors import BadInput


def explain(
    scenario: ScenarioFile,
    other: Annotated[
        Path | None, typer.Argument(help="Another scenario to compare it with.", metavar="OTHER")
    ] = None,
    changes: Changes = None,
) -> None:
    """Say in plain English what a scenario assumes, or how two scenarios differ."""
    from sacsim.scenario.explain import explain as explain_one
    from sacsim.scenario.explain import explain_difference

    if other is not None and changes:
        raise BadInput("--set: goes with one scenario; write the change into a file of its own")
    loaded = load_scenario(scenario, read_changes(changes))
    if other is None:
        explain_one(loaded, console())
    else:
        explain_difference(loaded, load_scenario(other, {}), console())
