"""sacsim: how much of the evidence that offenders leave does a police force have time to use?

>>> from sacsim import load, run, replicate
>>> scenario = load("scenarios/small_town.toml")
>>> one = run(scenario, replication=0)          # facts: one.crimes, one.journal, one.queues, ...
>>> many = replicate(scenario, 8, workers=2)    # measures: many.measures
>>> against = compare([scenario, scenario.change({"teams.csi.officers": 4})], 8)  # .differences
>>> enough = replicate_until(scenario, 0.05)    # as many as it takes: enough.results, enough.why
"""

from sacsim.engine.replicate import Results, replicate
from sacsim.engine.run import Run, run
from sacsim.errors import BadInput, OutputError, SacsimError, WorkerLost
from sacsim.experiment.compare import Comparison, compare
from sacsim.experiment.until import Until, replicate_until
from sacsim.scenario.scenario import Scenario, load
from sacsim.version import VERSION as __version__

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
