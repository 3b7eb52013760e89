"""A scenario: one force, its demand, people and policies, and the figures to compare it with."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, PrivateAttr, field_validator, model_validator

from sacsim.clock import Clock, month_after
from sacsim.demand.areas import Area, wrong_areas
from sacsim.demand.arrivals import stream_number
from sacsim.demand.followers import RESERVED
from sacsim.demand.other import OtherDemand
from sacsim.demand.profiles import Profile
from sacsim.demand.repeats import CrimeVolume
from sacsim.demand.unproven import Unproven
from sacsim.errors import BadInput
from sacsim.force.force import TeamSettings
from sacsim.force.people import Workforce
from sacsim.force.visits import MOST_ROUTES
from sacsim.pathway.journey import Pathway
from sacsim.pathway.live import STREAM, LiveCrime
from sacsim.pathway.policies import Policies
from sacsim.scenario.backlog import live_crimes
from sacsim.scenario.backlog_checks import Settled
from sacsim.scenario.calibration import Calibration
from sacsim.scenario.files import outside
from sacsim.scenario.load import changed, checked, load_model
from sacsim.scenario.measures import MeasureSettings
from sacsim.scenario.people import wrong_plans
from sacsim.scenario.positions import Position, dotted
from sacsim.scenario.problems import Problem, refusal
from sacsim.scenario.sources import Source
from sacsim.scenario.table import Table, read_table
from sacsim.scenario.tree import Tree
from sacsim.settings import Count, FrozenSettings, NonNegative, WrongKeys
from sacsim.words import OUTCOME_GROUPS, WIDE_TYPES, CrimeType, TeamName

Months = Annotated[int, Field(ge=0, le=600)]
Named = TypeVar("Named")
PerCent = Annotated[NonNegative, Field(le=100)]
WideType = Literal["burglary", "robbery", "theft_from_the_person", "vehicle_crime"]
assert set(WideType.__args__) == set(WIDE_TYPES)  # type: ignore[attr-defined]


def _named(things: dict[str, Named]) -> dict[str, Named]:
    """Refuse names that a spreadsheet would take for a formula: they become cells of its tables."""
    if wrong := [name for name in things if not name[:1].isalnum()]:
        raise WrongKeys({(name,): "a name must begin with a letter or digit" for name in wrong})
    return things


class Demand(FrozenSettings):
    """All that the force is asked to do."""

    profiles: dict[str, Profile] = Field(default_factory=dict)
    domestic_burglary: CrimeVolume
    personal_robbery: CrimeVolume
    theft_from_person: CrimeVolume
    theft_of_vehicle: CrimeVolume
    theft_from_vehicle: CrimeVolume
    other: dict[str, OtherDemand] = Field(default_factory=dict)
    unproven: Unproven = Unproven()
    areas: dict[str, Area] = Field(default_factory=dict)
    """Local areas; without any, the force is one."""

    def volume(self, type: CrimeType) -> CrimeVolume:
        """Volume of one serious acquisitive crime type."""
        return getattr(self, type)

    @field_validator("other")
    @classmethod
    def _well_named(cls, other: dict[str, OtherDemand]) -> dict[str, OtherDemand]:
        return _named(other)

    @field_validator("areas")
    @classmethod
    def _areas_are_sound(cls, areas: dict[str, Area]) -> dict[str, Area]:
        if wrong := wrong_areas(areas):
            raise WrongKeys(wrong)
        return areas

    @model_validator(mode="after")
    def _names_are_known(self) -> "Demand":
        streams = {str(type): self.volume(type).profile for type in CrimeType}
        streams |= {name: kind.profile for name, kind in self.other.items()}
        for name, profile in streams.items():
            if profile != "flat" and profile not in self.profiles:
                known = ", ".join(["flat", *self.profiles])
                raise ValueError(f"{name} has profile '{profile}', which is not one of: {known}")
        numbers = Counter(stream_number(name) for name in (*streams, STREAM))
        for name in self.other:
            if numbers[stream_number(name)] > 1 or stream_number(name) >= RESERVED:
                raise ValueError(f"rename other.{name}: its number collides with another's")
        self._follow_on_is_sound()
        return self

    def _follow_on_is_sound(self) -> None:
        shares: Counter[str] = Counter()
        routes: Counter[str] = Counter()
        for name, kind in self.other.items():
            parent, steps = kind.share_of, 0
            if parent is not None:
                shares[parent] += kind.share  # type: ignore[assignment]
                routes[parent] += kind.share > 0
            while parent is not None:
                if parent not in self.other:
                    raise ValueError(f"other.{name} is a share of '{parent}', which is not there")
                parent, steps = self.other[parent].share_of, steps + 1
                if steps > 4:
                    raise ValueError(f"other.{name} follows on other work more than four deep")
        for parent, total in shares.items():
            if total > 1 + 1e-9:
                raise ValueError(f"the shares of other.{parent} add up to {total:g}, more than 1")
            if routes[parent] > MOST_ROUTES:
                raise ValueError(f"more than {MOST_ROUTES} kinds of work follow on other.{parent}")


class MonthsToOutcome(FrozenSettings):
    """Cumulative % of outcomes assigned within twelve months, by calendar-month lag 0 to 11."""

    charged: Annotated[tuple[PerCent, ...], Field(max_length=12)] = ()
    n_charged: Count = 0
    """Outcomes that the shares rest on."""
    no_suspect: Annotated[tuple[PerCent, ...], Field(max_length=12)] = ()
    n_no_suspect: Count = 0
    unable_to_prosecute: Annotated[tuple[PerCent, ...], Field(max_length=12)] = ()
    n_unable_to_prosecute: Count = 0


class PublishedMeasure(FrozenSettings):
    """A published figure for any measure of the catalogue, with its denominator."""

    measure: str
    """A name in [measures](measures.md)."""
    label: str
    published: NonNegative
    denominator: str
    also_input: bool = False
    """An input was set from the same source: agreement shows consistency, not skill."""
    crime_type: str = "all"
    basis: str | None = None
    """If the measure has several."""

    @field_validator("crime_type")
    @classmethod
    def _known_type(cls, crime_type: str) -> str:
        known = ["all", *CrimeType, *WIDE_TYPES]
        if crime_type not in known:
            raise ValueError(f"'{crime_type}' is not one of: {', '.join(known)}")
        return crime_type


class Comparators(FrozenSettings):
    """Published or recorded figures that a forecast is printed beside; never inputs."""

    source: str
    period: str
    age_months: tuple[Months, Months]
    """Youngest and oldest crimes of the published figures."""
    outcomes: dict[WideType, dict[str, NonNegative]] = Field(default_factory=dict)
    """Per cent, by wide type and outcome group; low and high are the band."""
    months_source: str = ""
    months_to_outcome: dict[WideType, MonthsToOutcome] = Field(default_factory=dict)
    measures: dict[str, PublishedMeasure] = Field(default_factory=dict)

    @field_validator("outcomes")
    @classmethod
    def _known_groups(
        cls, outcomes: dict[WideType, dict[str, float]]
    ) -> dict[WideType, dict[str, float]]:
        for wide, groups in outcomes.items():
            for group, per_cent in groups.items():
                if group not in OUTCOME_GROUPS:
                    raise ValueError(
                        f"{wide}.{group} is not an outcome group: {', '.join(OUTCOME_GROUPS)}"
                    )
                if per_cent > 100:
                    raise ValueError(f"{wide}.{group} is above 100 per cent")
        return outcomes


class Scenario(FrozenSettings):
    """Everything a run depends on, apart from the replication's number."""

    format: Annotated[int, Field(ge=1, le=1)]
    """Version of the file format."""
    name: Annotated[str, Field(min_length=1, max_length=200)]
    start: date
    """First day of a month; the warm-up begins."""
    warm_up_months: Months
    """The force fills with work; not measured."""
    years: Annotated[int, Field(ge=1, le=50)]
    """Crimes reported in these years are measured."""
    follow_up_months: Months
    """The same crimes are followed on."""
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    """All luck follows from it and the replication's number."""
    replications: Annotated[int, Field(ge=1, le=100_000)]
    """Runs with other luck, unless `-r` says otherwise."""
    demand: Demand
    teams: dict[str, TeamSettings]
    workforce: Workforce | None = None
    policies: Policies
    pathway: Pathway
    measures: MeasureSettings
    comparators: Comparators | None = None
    backlog: str | None = None
    """A table of live crimes (CSV) in the scenario's folder; see [forecasting](forecast.md)."""
    calibration: Calibration | None = None

    _tree: Tree | None = PrivateAttr(None)
    _table: Table | None = PrivateAttr(None)
    _live: tuple[LiveCrime, ...] | None = PrivateAttr(None)

    @field_validator("start")
    @classmethod
    def _first_of_a_month(cls, start: date) -> date:
        if start.day != 1 or not 1975 <= start.year <= 2090:
            raise ValueError("must be the first day of a month between 1975 and 2090")
        return start

    @field_validator("teams")
    @classmethod
    def _all_teams(cls, teams: dict[str, TeamSettings]) -> dict[str, TeamSettings]:
        missing = [str(name) for name in TeamName if name not in teams]
        if missing:
            raise ValueError(f"these teams are missing: {', '.join(missing)}")
        return _named(teams)

    @model_validator(mode="after")
    def _demand_has_teams(self) -> "Scenario":
        for name, kind in self.demand.other.items():
            if kind.team not in self.teams:
                raise ValueError(
                    f"demand.other.{name} is for team '{kind.team}', which is not one of: "
                    f"{', '.join(self.teams)}"
                )
            if kind.officer_in_charge and not self.teams[kind.team].owns:
                raise ValueError(
                    f"demand.other.{name} needs an officer in charge, "
                    f"but teams.{kind.team} has owns = false"
                )
        return self

    @model_validator(mode="after")
    def _plans_can_be(self) -> "Scenario":
        end = month_after(self.start, self.months)
        if wrong := wrong_plans(self.workforce, self.teams, self.start, end):
            raise WrongKeys(wrong)
        return self

    @property
    def clock(self) -> Clock:
        """The scenario's calendar."""
        return Clock(self.start)

    @property
    def months(self) -> int:
        """Calendar months from the start to the horizon."""
        return self.warm_up_months + 12 * self.years + self.follow_up_months

    @property
    def window(self) -> tuple[float, float]:
        """The recorded period (from, to) in simulation hours."""
        clock, first = self.clock, self.warm_up_months
        return clock.month_start(first), clock.month_start(first + 12 * self.years)

    @property
    def tree(self) -> Tree:
        """The plain values, sources and positions the scenario was read from."""
        if self._tree is None:
            raise ValueError("this scenario was not read from a file")
        return self._tree

    @property
    def table(self) -> Table | None:
        """The table of live crimes as it was read, if the scenario names one."""
        return self._table

    @property
    def live(self) -> tuple[LiveCrime, ...] | None:
        """Live crimes with which the recorded window begins; None where the warm-up makes them."""
        return self._live

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Where each number comes from, by dotted key."""
        return {dotted(path): source for path, source in self.tree.sources.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything a run depends on; not of comparators, sources or replications."""
        kept = self.tree.depends_on()
        if self._table is not None:
            kept = replace(kept, data=kept.data | {"backlog": self._table.digest})
        return kept.digest()

    def to_run(self) -> "Scenario":
        """The same, without where its numbers come from: half as much to hand to a worker."""
        _ = self.digest  # kept, or each worker would work it out again
        copy = self.model_copy()
        copy._tree = Tree(self.tree.data, {}, {(): self.tree.position(())})
        return copy

    def change(
        self, overrides: Mapping[str, Any], at: Mapping[str, Position] | None = None
    ) -> "Scenario":
        """Return the scenario with dotted keys set: scenario.change({"teams.csi.officers": 34}).

        `at` says where a key's value was written, if not in `--set`.
        Raises BadInput with every problem, a line each.
        """
        tree = changed(self.tree, overrides, at)
        return _with_live_crimes(checked(tree, Scenario), tree, self._table)


def _with_live_crimes(scenario: Scenario, tree: Tree, read: Table | None = None) -> Scenario:
    """The scenario with its tree and its table of live crimes, unless that has been read already.

    Raises BadInput with every problem of the table.
    """
    scenario._tree = tree
    if scenario.backlog is not None:
        at = tree.position(("backlog",))
        named_in = Path(at.file if at.line else tree.position(()).file)
        if why := outside(named_in, scenario.backlog):
            raise refusal([Problem(at, ("backlog",), why)])
        if read is None or read.name != scenario.backlog:
            try:
                read = read_table(scenario.backlog, named_in.parent)
            except BadInput as error:
                lines = error.problems
                raise refusal([Problem(at, ("backlog",), line) for line in lines]) from None
        start = scenario.window[0]
        settled = Settled(scenario.clock, start, scenario.teams, scenario.pathway)
        scenario._table, scenario._live = read, live_crimes(read, settled)
    return scenario


def load(path: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read and check a scenario file; `overrides` sets dotted keys.

    Raises BadInput with every problem, a line each.
    """
    scenario, _, tree = load_model(path, Scenario, overrides)
    return _with_live_crimes(scenario, tree)
