"""Named: the measure that somebody asks for by name, or the names that come nearest."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import product
from re import findall, split
from typing import NamedTuple

import numpy as np
import pandas as pd

from sacsim.errors import BadInput
from sacsim.measure.catalogue import CATALOGUE, PLACEHOLDERS, define
from sacsim.measure.rows import ALL, CRIME_GROUPS, MATURITY, NAMED_BASES, NO_BASIS, Floats

TEAMS = ("team", "team-or-task")
"""What stands for a team's name."""


class Target(NamedTuple):
    """A measure of a crime type (or group), on a basis; without one, on its usual basis."""

    measure: str
    crime_type: str = ALL
    basis: str | None = None

    def rows(self, measures: pd.DataFrame) -> pd.DataFrame:
        """Return its rows of a long table of measures, one a replication that has any.

        The usual basis is none, or maturity, or else the first in the table. Raises BadInput where
        the measure has rows, but none for this type or basis.
        """
        own = measures[measures["measure"] == self.measure]
        if own.empty:
            return own
        there = list(dict.fromkeys(own["basis"]))
        usual = next((each for each in (NO_BASIS, MATURITY) if each in there), there[0])
        basis = usual if self.basis is None else self.basis
        found = own[(own["crime_type"] == self.crime_type) & (own["basis"] == basis)]
        if found.empty:
            types = ", ".join(dict.fromkeys(own["crime_type"]))
            words = [word for word, each in NAMED_BASES.items() if each in there]
            told = f" on {', '.join(words)}" if words else ""
            raise BadInput(f"{self.measure}: is measured for {types}{told or ', on no basis'} only")
        return found

    def by_replication(self, measures: pd.DataFrame, replications: int) -> Floats:
        """Return its value in replications 0, 1, ...; an absent count is nought, others are NaN."""
        own = self.rows(measures)
        absent = 0.0 if (own["unit"] == "count").any() else np.nan
        values = np.full(replications, absent)
        values[own["replication"].to_numpy()] = own["value"].to_numpy()
        return values


def target(text: str, teams: Iterable[str]) -> Target:
    """Read NAME[:CRIME_TYPE[:BASIS]]; raises BadInput with every problem, and suggestions."""
    name, *more = text.split(":")
    crime_type, basis = [*more, "", ""][:2]
    wrong = []
    if len(more) > 2:
        wrong.append(f"{text}: write it as NAME, NAME:CRIME_TYPE or NAME:CRIME_TYPE:BASIS")
    if not _known(name, teams := list(teams)):
        wrong.append(f"{name}: no measure is called so{_suggested(name, teams)}")
    if crime_type and crime_type not in CRIME_GROUPS:
        wrong.append(f"{crime_type}: not a crime type; one of: {', '.join(CRIME_GROUPS)}")
    if basis and basis not in NAMED_BASES:
        wrong.append(f"{basis}: not a basis; one of: {', '.join(NAMED_BASES)}")
    if wrong:
        raise BadInput(*wrong)
    return Target(name, crime_type or ALL, NAMED_BASES.get(basis))


def _known(name: str, teams: list[str]) -> bool:
    try:
        pattern = define(name).name
    except KeyError:
        return False
    of_a_team = any(pattern.startswith(f"<{each}>.") for each in TEAMS)
    return not of_a_team or name.partition(".")[0] in teams


def _suggested(name: str, teams: list[str]) -> str:
    names = [each for pattern in CATALOGUE for each in _spelt_out(pattern.name, teams)]
    near = get_close_matches(name.lower(), names, n=3, cutoff=0.6)
    if not near:
        return "; docs/measures.md lists them"
    return f"; did you mean {' or '.join(near)}?"


def _spelt_out(pattern: str, teams: list[str]) -> Iterator[str]:
    """Every name that a pattern stands for; words that cannot be listed stay in their brackets."""
    parts = split(r"<([^>]+)>", pattern)
    choices = [_choices(part, teams) if odd % 2 else [part] for odd, part in enumerate(parts)]
    return map("".join, product(*choices))


def _choices(word: str, teams: list[str]) -> list[str]:
    if word in TEAMS:
        return teams
    closed = not findall(r"[\\\[\].+*?]", PLACEHOLDERS[word])
    return PLACEHOLDERS[word].split("|") if closed else [f"<{word}>"]
