"""Life: the facts of one crime, and why each piece of work on it waited.

Duty times are those of officers.csv, from which leave, sickness, training and other duties have
been taken off; who is not on duty there is spoken of as off duty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sacsim.engine.results import Fact, Kept, facts_in
from sacsim.errors import BadInput
from sacsim.words import officer_in_words, team_in_words

PUT_DOWN = ("parked", "pre-empted", "handed over")
TAKEN_UP = ("started", "resumed")
OVER = ("completed", "abandoned", "cancelled", "turned away")
QUIET_HOURS = 12
"""Shorter delays between one piece of work and the next are not spoken of."""


@dataclass(frozen=True)
class Life:
    """One crime of a replication that has been kept."""

    kept: Kept
    number: int
    known: Sequence[Fact] | None = None
    """Its facts, where they have been read already."""

    @cached_property
    def crime(self) -> dict[str, object]:
        """Its row of crimes.parquet. Raises BadInput if there is none."""
        crimes = self.kept.crimes
        found = crimes[crimes["crime"] == self.number]
        if found.empty:
            raise BadInput(
                f"{self.kept.folder}: replication {self.kept.replication} has no crime "
                f"{self.number}; without --crime some are listed"
            )
        return {str(name): value for name, value in found.iloc[0].items()}

    @cached_property
    def facts(self) -> list[Fact]:
        """What happened, in order."""
        if self.known is not None:
            return [*self.known]
        return facts_in(self.kept.journal(self.number))

    @cached_property
    def chances(self) -> pd.DataFrame:
        """Its rows of opportunities.parquet."""
        chances = self.kept.opportunities
        return chances[chances["crime"] == self.number]

    def before(self, fact: Fact) -> list[Fact]:
        """What happened to the fact's job before it, the latest last."""
        return [*self._before(fact)]

    def _before(self, fact: Fact) -> Iterator[Fact]:
        for each in self.facts:
            if each is fact:
                return
            if each.job == fact.job:
                yield each

    def local(self, hours: float) -> datetime:
        """Local date and time of a simulation hour."""
        return self.kept.clock.local(hours)

    def quiet_before(self) -> Iterator[float]:
        """Yield, for each fact, the hours before it in which no work was waiting or in hand.

        0 where some was, after the last outcome, and for delays too short to be spoken of.
        """
        last = max((n for n, one in enumerate(self.facts) if one.event == "outcome"), default=-1)
        todo: set[int] = set()
        before = 0.0
        for place, each in enumerate(self.facts):
            quiet = each.time - before if not todo and 0 < place <= last else 0.0
            yield quiet if quiet >= QUIET_HOURS else 0.0
            before = each.time
            if each.job >= 0:
                (todo.discard if each.event in OVER else todo.add)(each.job)

    # -- waits --------------------------------------------------------------------------------

    def why(self, fact: Fact) -> str:
        """Say how long a fact's job has waited up to it, and why; nothing if it did not."""
        waits = [*self._waits(fact)]
        long = sum(end - start for start, end, _ in waits)
        if long < 0.5 / 60:
            return ""
        reasons: dict[str, float] = {}
        for start, end, officer in waits:
            on_duty = self._on_duty(fact.team, officer, start, end)
            for reason, hours in (
                (_away(fact.team, officer), end - start - on_duty),
                (_busy(officer), on_duty),
            ):
                if hours >= 0.5 / 60:
                    reasons[reason] = reasons.get(reason, 0.0) + hours
        told = ", ".join(
            f"{reason} {'throughout' if len(reasons) == 1 else 'for ' + lasting(hours)}"
            for reason, hours in reasons.items()
        )
        return f"after {lasting(long)} ({told})"

    def _waits(self, fact: Fact) -> Iterator[tuple[float, float, int]]:
        """When the job waited up to a fact: from, to and for which officer, -1 for any."""
        end, before = fact.time, self.before(fact)
        for place in range(len(before) - 1, -1, -1):
            each = before[place]
            yield each.time, end, _named(before[: place + 1])
            end = each.time
            if each.event in ("arrived", "allocated", *PUT_DOWN):
                return

    def _on_duty(self, team: str, officer: int, start: float, end: float) -> float:
        """Hours between two instants with an officer of a team on duty; any, for -1."""
        duty = self._duty(team)
        if officer >= 0:
            duty = duty[duty[:, 0] == officer]
        spans = np.clip(duty[:, 1:], start, end)
        covered, until = 0.0, start
        for begins, ends in spans[np.argsort(spans[:, 0], kind="stable")].tolist():
            covered += max(ends - max(begins, until), 0.0)
            until = max(until, ends)
        return covered

    def _duty(self, team: str) -> NDArray[np.float64]:
        officers = self.kept.officers
        own = officers[officers["team"] == team]
        return own[["officer", "from_hours", "to_hours"]].to_numpy(dtype=float)


def _named(rows: list[Fact]) -> int:
    """The officer for whom a job stands after the last of these facts, or -1."""
    for each in reversed(rows):
        if each.event in ("allocated", "parked", "reallocated"):
            return each.officer
        if each.event == "handed over":
            return -1
        if each.event == "arrived":
            return int(each.said("officer") or -1)
    return -1


def _away(team: str, officer: int) -> str:
    if officer >= 0:
        return f"{officer_in_words(team, officer)} off duty"
    return f"nobody of {team_in_words(team)} on duty"


def _busy(officer: int) -> str:
    return "at other work" if officer >= 0 else "all those on duty taken"


def lasting(hours: float) -> str:
    """Say how long something lasted: minutes, hours and minutes, or days and hours."""
    minutes = round(60 * hours)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")
    days, rest = divmod(round(hours), 24)
    return f"{days} days" + (f" {rest} h" if rest else "")
