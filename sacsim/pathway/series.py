"""Series: crimes of one offender, whether or not anybody knows it."""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Series:
    """What crimes of one offender share: whether some of them has a suspect."""

    suspect: bool = False
