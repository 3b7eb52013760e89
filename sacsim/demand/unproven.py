"""Unproven: effects of policing on crime and on reporting that are asserted, without a size.

All are off in the default force. Consequences as people see them: crimes charged over crimes
recorded of late, against a stated share.
"""

from typing import Annotated

from pydantic import Field

from sacsim.settings import FrozenSettings, NonNegative, Positive, Probability


class Unproven(FrozenSettings):
    """Deterrence, dissuaded reporting and displacement."""

    deterrence: NonNegative = 0.0
    """Elasticity: how much offending falls as the share charged rises."""
    dissuaded_reporting: NonNegative = 0.0
    """Elasticity: how much reporting falls as the share charged falls."""
    displacement: Probability = 0.0
    """Share of the followers prevented that happen to somebody else instead."""
    charged_share: Annotated[Positive, Field(le=1)] = 0.05
    """Crimes charged, of those recorded, at which offending and reporting are as stated."""
    over_days: Positive = 182.0
    """How far back people look."""
    at_most: Annotated[float, Field(ge=1, le=3)] = 1.5
    """Factor on the crimes recorded at most, and one over it at least."""

    @property
    def elastic(self) -> bool:
        """Whether anything follows from the share charged."""
        return self.deterrence != self.dissuaded_reporting

    def factor(self, charged: int, recorded: int) -> float:
        """Crimes recorded for one stated, when so many of so many recorded have been charged."""
        if not recorded:
            return 1.0
        seen = max(charged / recorded, 1e-6) / self.charged_share
        factor = float(seen ** (self.dissuaded_reporting - self.deterrence))
        return min(max(factor, 1.0 / self.at_most), self.at_most)
