"""Values: the measures of one run as rows of numbers, one a replication, found by name."""

from typing import Any

import numpy as np
import pandas as pd

from sacsim.measure.catalogue import KEYS

Key = tuple[str, str, str]
"""Measure, crime type, basis."""


class Values:
    """The values of each measure by replication; a count without a row is nought there."""

    def __init__(self, measures: pd.DataFrame, replications: int) -> None:
        wide = measures.pivot(index=KEYS, columns="replication", values="value")
        self.replications = replications
        self.rows: dict[Key, tuple[str, Any]] = {}
        for (measure, crime_type, basis, unit), values in zip(
            wide.index, wide.to_numpy(dtype=float), strict=True
        ):
            counted = np.nan_to_num(values) if unit == "count" else values
            self.rows[measure, crime_type, basis] = unit, counted

    def of(self, key: Key) -> Any:
        """The values of a measure, replication by replication; none of them known if it is not."""
        return self.rows.get(key, ("", np.full(self.replications, np.nan)))[1]

    def unit(self, key: Key) -> str:
        """The unit of a measure; empty for one that is not there."""
        return self.rows.get(key, ("", None))[0]
