"""Progress: of the crimes of each basis, how many were attended, examined, named and charged.

CSI work is a funnel of crimes: attended, a mark recovered, a mark identified, charged. A mark is
identified when its result names somebody; that the crime is then charged need not be its doing.
"""

import numpy as np

from sacsim.measure.bases import Basis, bases
from sacsim.measure.rows import (
    Definition,
    Flags,
    Floats,
    Row,
    Run,
    floats,
    group_rows,
    ints,
    percent,
    rows_of,
)
from sacsim.pathway.opportunities import Kind
from sacsim.words import Outcome

MARKS = (Kind.FINGERPRINT, Kind.DNA)

DEFINITIONS = (
    Definition("charged_share_of_suspect_named", "%", "Crimes charged, of those with an "
               "identified suspect."),
    Definition("csi_recovery_share", "%", "Crimes from whose scene a CSI recovered at least one "
               "mark, of those whose scene was examined."),
    Definition("csi_identification_share", "%", "Crimes of which a recovered mark named somebody, "
               "of those with a mark recovered."),
    Definition("csi_conversion_share", "%", "Crimes charged, of those of which a recovered mark "
               "named somebody; the mark need not be what the charge rests on."),
)  # fmt: skip


def progress_rows(run: Run) -> list[Row]:
    """Measure how far the crimes of each of the three bases have come."""
    return [row for basis in bases(run) for row in _progress(run, basis)]


def _progress(run: Run, basis: Basis) -> list[Row]:
    attended, examined = basis.seen(run, "attended_hours"), basis.seen(run, "csi_hours")
    named = basis.seen(run, "suspect_hours")
    charged = basis.status[basis.chosen] == Outcome.CHARGED
    recovered = examined & with_marks(run, "recovered_hours", basis)
    identified = recovered & with_marks(run, "realised_hours", basis)
    number = basis.number()
    shares: dict[str, tuple[Flags, Floats]] = {
        "share.attended": (attended, number),
        "share.csi_attended": (examined, number),
        "share.suspect_named": (named, number),
        "charged_share_of_suspect_named": (named & charged, basis.number(named)),
        "csi_recovery_share": (recovered, basis.number(examined)),
        "csi_identification_share": (identified, basis.number(recovered)),
        "csi_conversion_share": (identified & charged, basis.number(identified)),
    }
    return [
        row
        for name, (flags, of) in shares.items()
        for row in group_rows(name, basis.name, "%", percent(basis.number(flags), of))
    ]


def with_marks(run: Run, column: str, basis: Basis) -> Flags:
    """Say of each chosen crime whether a mark had this fact's time by then.

    A mark is realised by its result; only one that identifies counts as such.
    """
    marks = run.opportunities
    told = np.isin(marks["kind"].to_numpy(dtype=str), MARKS)
    told &= floats(marks, column) < basis.until
    if column == "realised_hours":
        told &= marks["identifies"].to_numpy(dtype=bool)
    row = rows_of(run, ints(marks, "crime"))
    flags = np.zeros(len(run.crimes), dtype=bool)
    flags[row[told & (row >= 0)]] = True
    return flags[basis.chosen]
