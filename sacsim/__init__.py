"""sacsim: how much of the evidence that offenders leave does a police force have time to use?

>>> from sacsim import load, run, replicate
>>> scenario = load("scenarios/small_town.toml")
>>> one = run(scenario, replication=0)          # facts: one.crimes, one.journal, one.queues, ...
>>> many = replicate(scenario, 8, workers=2)    # measures: many.measures
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sacsim.version import VERSION as __version__

if TYPE_CHECKING:
    from sacsim.engine.replicate import Results, replicate
    from sacsim.engine.run import Run, run
    from sacsim.errors import BadInput, OutputError, SacsimError, WorkerLost
    from sacsim.scenario.scenario import Scenario, load

__all__ = [
    "BadInput",
    "OutputError",
    "Results",
    "Run",
    "SacsimError",
    "Scenario",
    "WorkerLost",
    "__version__",
    "load",
    "replicate",
    "run",
]
_ROOMS = {
    "engine.replicate": ("Results", "replicate"),
    "engine.run": ("Run", "run"),
    "errors": ("BadInput", "OutputError", "SacsimError", "WorkerLost"),
    "scenario.scenario": ("Scenario", "load"),
}


def __getattr__(name: str) -> Any:
    """Fetch what is asked for when it is asked for: the engine takes two seconds to load."""
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"sacsim.{room}"), name)
    raise AttributeError(f"module 'sacsim' has no attribute {name!r}")
