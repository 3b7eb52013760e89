"""Policies: the named choices of a force, each one small function that Python can replace.

A room that has a policy offers its choices in a table POLICIES; a scenario names one in
`[policies]`; a researcher hands `run` a function of their own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sacsim.errors import BadInput
from sacsim.pathway import (
    allocation,
    casefile,
    charging,
    deployment,
    disposal,
    investigation,
    scene,
    supervision,
    suspect,
)
from sacsim.settings import FrozenSettings


class Policies(FrozenSettings):
    """Which of its choices a force has made."""

    screening: allocation.ScreeningChoice
    """Which crimes the desk screens in."""
    deployment: deployment.Choice
    """Which crimes that are reported later get a visit."""
    csi: scene.Choice
    """Which scenes a CSI visits."""
    allocation: allocation.Choice
    """Which team a crime goes to."""
    supervision: supervision.Choice
    """When a supervisor reviews a crime."""
    investigation_plan: investigation.Choice
    """Which crimes get an investigation plan."""
    suspects: suspect.Choice
    """Whom to arrest, and whom to ask in voluntarily."""
    case_file: casefile.Choice
    """Who helps the officer in charge with a full file."""
    charging_queue: charging.Choice
    """In which order the CPS Area reads files."""
    disposal: disposal.Choice
    """Whom to spare a charge."""


CHOICES: dict[str, Mapping[str, Callable[..., Any]]] = {
    "screening": allocation.SCREENING,
    "deployment": deployment.POLICIES,
    "csi": scene.POLICIES,
    "allocation": allocation.POLICIES,
    "supervision": supervision.POLICIES,
    "investigation_plan": investigation.POLICIES,
    "suspects": suspect.POLICIES,
    "case_file": casefile.POLICIES,
    "charging_queue": charging.POLICIES,
    "disposal": disposal.POLICIES,
}
"""By the key of `[policies]`: the function that each name stands for."""


@dataclass(frozen=True)
class Chosen:
    """The functions that a force's policies stand for."""

    screening: allocation.Screening
    deployment: deployment.Policy
    csi: scene.Policy
    allocation: allocation.Policy
    supervision: supervision.Policy
    investigation_plan: investigation.Policy
    suspects: suspect.Policy
    case_file: casefile.Policy
    charging_queue: charging.Policy
    disposal: disposal.Policy


def chosen(policies: Policies, replaced: Mapping[str, Callable[..., Any]] | None = None) -> Chosen:
    """The functions that the policies name, some replaced by a researcher's own.

    Raises BadInput for a replacement of a policy that there is not.
    """
    own = dict(replaced or {})
    if unknown := sorted(set(own) - set(CHOICES)):
        known = ", ".join(CHOICES)
        raise BadInput(f"there is no policy '{unknown[0]}'; there are: {known}")
    named = {key: CHOICES[key][getattr(policies, key)] for key in CHOICES}
    return Chosen(**{**named, **own})
