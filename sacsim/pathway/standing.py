"""Standing: at which stage a live crime is, read from the place that its story has reached.

The opposite of resuming.py. A stage is the innermost piece of the journey that the story is in, so
that no stage has to be noted along the way.
"""

from collections.abc import Callable, Iterator
from types import CodeType, GeneratorType
from typing import Any

from sacsim.pathway import (
    allocation,
    charging,
    contact,
    deployment,
    investigation,
    journey,
    suspect,
    victim,
)
from sacsim.pathway.crime import Crime
from sacsim.pathway.live import UNSOLVED, Stage

_PIECES: dict[Callable[..., Any], Stage] = {
    contact.report: Stage.DEPLOYMENT,
    deployment.respond: Stage.DEPLOYMENT,
    allocation.screen: Stage.SCREENING,
    suspect.handle_prisoner: Stage.CUSTODY,
    journey.decide_in_custody: Stage.CUSTODY,
    allocation.allocate: Stage.ALLOCATION,
    investigation.plan: Stage.INVESTIGATION,
    investigation.find_suspect: Stage.INVESTIGATION,
    investigation.second_look: Stage.INVESTIGATION,
    journey.go_on: Stage.DECLINING,
    victim.decline: Stage.DECLINING,
    journey.settle: Stage.FILING,
    journey.prosecute: Stage.OUTSTANDING,
    journey.make_case: Stage.INTERVIEWED,
    journey.seek_charge: Stage.FILE,
    charging.by_cps_area: Stage.CPS,
}
_BY_CODE: dict[CodeType, Stage] = {piece.__code__: stage for piece, stage in _PIECES.items()}


def stage_of(crime: Crime) -> Stage:
    """Return where an open crime that has been reported stands."""
    reached = [_BY_CODE[code] for code in _places(crime.telling.story) if code in _BY_CODE]
    stage = reached[-1] if reached else Stage.DEPLOYMENT
    if stage == Stage.OUTSTANDING and crime.in_custody:
        return Stage.CUSTODY
    if stage in (Stage.OUTSTANDING, Stage.ALLOCATION) and (crime.interviewed or crime.released):
        return Stage.INTERVIEWED
    return Stage.OUTSTANDING if stage in UNSOLVED and crime.has_suspect else stage


def _places(story: Any) -> Iterator[CodeType]:
    """The pieces of a story that is waiting, from the outermost in."""
    while isinstance(story, GeneratorType):
        yield story.gi_code
        story = story.gi_yieldfrom
