"""sacsim: how much of the evidence that offenders leave does a police force have time to use?

>>> from sacsim import load, run, replicate
>>> scenario = load("scenarios/small_town.toml")
>>> one = run(scenario, replication=0)          # facts: one.crimes, one.journal, one.queues, ...
>>> many = replicate(scenario, 8, workers=2)    # measures: many.measures
>>> against = compare([scenario, scenario.change({"teams.csi.officers": 4})], 8)  # .differences
>>> enough = replicate_until(scenario, 0.05)    # as many as it takes: enough.results, enough.why

Names are imported when they are first used, so that `sacsim --help` need not load a simulator.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sacsim.version import VERSION as __version__

if TYPE_CHECKING:
    from sacsim.engine.replicate import Results, replicate
    from sacsim.engine.run import Run, run
    from sacsim.errors import BadInput, OutputError, SacsimError, WorkerLost
    from sacsim.experiment.compare import Comparison, compare
    from sacsim.experiment.until import Until, replicate_until
    from sacsim.scenario.scenario import Scenario, load

__all__ = [
    "BadInput",
    "Comparison",
    "OutputError",
    "Results",
    "Run",
    "SacsimError",
    "Scenario",
    "Until",
    "WorkerLost",
    "__version__",
    "compare",
    "load",
    "replicate",
    "replicate_until",
    "run",
]
_MODULES = {
    "sacsim.engine.replicate": ("Results", "replicate"),
    "sacsim.engine.run": ("Run", "run"),
    "sacsim.errors": ("BadInput", "OutputError", "SacsimError", "WorkerLost"),
    "sacsim.experiment.compare": ("Comparison", "compare"),
    "sacsim.experiment.until": ("Until", "replicate_until"),
    "sacsim.scenario.scenario": ("Scenario", "load"),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            globals()[name] = found = getattr(import_module(module), name)
            return found
    raise AttributeError(f"module 'sacsim' has no attribute '{name}'")
