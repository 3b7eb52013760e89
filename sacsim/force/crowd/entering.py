"""Visits of other demand are laid out in the crowd's memory, one batch at a time."""

import numpy as np
import numpy.typing as npt

from sacsim.compiling import compiled

Words = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


@compiled
def lay_out(
    words: Words,
    reals: Reals,
    places: Words,
    time: Reals,
    id: Words,
    hours: Reals,
    patience: Reals,
    kind: int,
    again: int,
    tries: int,
) -> None:
    """Write each visit of one kind to its place, in the order of the fields from VISIT_TIME on.

    The hours after which its caller rings back stand at `again`, those of the next visit so many
    `tries` further on; 0 if nobody rings back.
    """
    for n in range(places.size):
        place = places[n]
        reals[place] = time[n]
        words[place + 1] = id[n]
        words[place + 2] = kind
        reals[place + 3] = hours[n]
        reals[place + 4] = patience[n]
        words[place + 5] = 0
        words[place + 6] = again + n * tries if tries else 0
