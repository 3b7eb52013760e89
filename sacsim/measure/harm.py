"""Harm: crimes weighed by a stated index, and what share of the harm was charged or prevented.

A weight belongs to a recorded crime of its type, attempted or completed, and not to its outcome: a
burglary weighs the same whether or not it is detected. Nothing is measured without an index.
"""

import numpy as np

from sacsim.measure.bases import bases
from sacsim.measure.rows import (
    CLOSED,
    MATURITY,
    MEMBERS,
    TYPES,
    Definition,
    Flags,
    Floats,
    Ints,
    Row,
    Run,
    floats,
    group_rows,
    percent,
    type_codes,
)
from sacsim.words import Outcome

UNIT = "index"

DEFINITIONS = (
    Definition("harm_recorded", UNIT, "Crimes of the basis, each weighed by the scenario's harm "
               "index (`measures.harm`), per recorded crime, whatever came of it."),
    Definition("harm_closed", UNIT, "Crimes closed in the recorded window, each weighed by the "
               "scenario's harm index."),
    Definition("harm_share_charged", "%", "Harm of the crimes charged, of the harm of all crimes "
               "of the basis."),
    Definition("harm_prevented", UNIT, "Crimes that would have followed on others in the recorded "
               "window and were prevented, each weighed by the scenario's harm index."),
)  # fmt: skip


def harm_rows(run: Run) -> list[Row]:
    """Measure harm recorded, charged and prevented; nothing where no index is stated."""
    harm = run.scenario.measures.harm
    if harm is None:
        return []
    weight = np.array([harm.weight[type] for type in TYPES])
    rows: list[Row] = []
    for basis in bases(run):
        name = "harm_closed" if basis.name == CLOSED else "harm_recorded"
        total = _weighed(basis.types, weight)
        charged = basis.status[basis.chosen] == Outcome.CHARGED
        share = percent(_weighed(basis.types, weight, charged), total)
        rows += group_rows(name, basis.name, UNIT, total)
        rows += group_rows("harm_share_charged", basis.name, "%", share)
    time = floats(run.prevented, "time_hours")
    inside = (time >= run.window[0]) & (time < run.window[1])
    prevented = _weighed(type_codes(run.prevented), weight, inside)
    return rows + group_rows("harm_prevented", MATURITY, UNIT, prevented)


def _weighed(types: Ints, weight: Floats, flags: Flags | None = None) -> Floats:
    """Sum the weights of crimes of these types, or of those flagged, by crime group."""
    chosen = types if flags is None else types[flags]
    return MEMBERS @ (np.bincount(chosen, minlength=len(TYPES)) * weight)
