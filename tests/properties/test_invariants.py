"""What no scenario may break, whatever its staffing, priorities and policies.

Most of it is what `sacsim verify` checks of every log; here besides, what only the engine can know.
"""

import json
import re
from typing import Any, NamedTuple

import pandas as pd
from call_room import asked_of, starts
from hypothesis import HealthCheck, Phase, given, settings
from random_towns import changes
from small_worlds import CROWD, facts, full_run, town

from sacsim import Run
from sacsim.chance.candidates import FOLLOW_BITS
from sacsim.engine.possible import log_of
from sacsim.force.visits import MOST_ROUTES, ROUTE_BITS
from sacsim.verify.contradictions import THOROUGH, contradictions
from sacsim.verify.figures import measures_can_be_worked_out_again
from sacsim.verify.log import EVENTS

PATH = (1 << FOLLOW_BITS) - 1
MONTHS = 2
OF_THE_LOG = tuple(check for check in THOROUGH if check != measures_can_be_worked_out_again)
"""A run of two months has no recorded year to measure."""


class World(NamedTuple):
    """A run with its journal as a frame."""

    run: Run
    journal: pd.DataFrame

    @property
    def horizon(self) -> float:
        return self.run.window[2]

    @property
    def jobs(self) -> pd.DataFrame:
        """The rows about jobs."""
        return self.journal[self.journal["job"] >= 0]


def nothing_contradicts_itself(world: World) -> None:
    assert contradictions(log_of(world.run), OF_THE_LOG) == []


def jobs_belong_to_somebody(world: World) -> None:
    """A story's jobs have numbers after their crime's."""
    arrived = world.jobs[world.jobs["event"] == "arrived"]
    own = arrived[arrived["case"] != CROWD]
    assert own["job"].is_unique
    assert ((own["job"] > own["case"]) & (own["job"] - own["case"] < 1 << FOLLOW_BITS)).all()
    assert own["case"].isin(world.run.crimes["crime"]).all()


def follow_on_arrives_when_its_parent_is_done(world: World) -> None:
    crowd = world.jobs[world.jobs["case"] == CROWD]
    ended = crowd[crowd["event"].isin(["completed", "abandoned"])]
    completed = ended[ended["event"] == "completed"]
    done = completed.groupby(first_number(completed["job"]))
    later = crowd[(crowd["event"] == "arrived") & (crowd["job"] & PATH > 0)]
    again = later["job"] & MOST_ROUTES == 0  # a case's next turn, or a call tried again
    before = later.loc[again, "job"].to_numpy() - (1 << ROUTE_BITS)
    previous = ended.set_index("job")["time_hours"].reindex(before).to_numpy()
    turn = later.loc[again, "task"].str.endswith(", continued").to_numpy()
    begins = later.loc[again, "time_hours"].to_numpy()
    assert (begins[turn] == previous[turn]).all()
    assert (begins[~turn] > previous[~turn]).all()
    arrived = later[~again]
    id = arrived["job"].to_numpy()
    parent = id - (id & PATH) | (id & PATH) >> ROUTE_BITS
    born = done["time_hours"].last().reindex(parent).to_numpy()
    assert (born == arrived["time_hours"].to_numpy()).all()
    answered = crowd[(crowd["event"] == "completed") & (crowd["team"] == "call_handlers")]
    if len(answered) > 2000:  # about a fifth to a half of calls become incidents
        assert 0.15 < len(arrived) / len(answered) < 0.6


def first_number(job: pd.Series) -> pd.Series:
    """The id of a call's first attempt, or of a case's first turn."""
    return job.where(job & MOST_ROUTES > 0, job - (job & PATH))


def how_long(detail: str) -> dict[str, float]:
    """What a journal row says of the length of work begun: squeezed, pace."""
    return {name: float(value) for name, _, value in (p.partition("=") for p in detail.split())}


def call_room_starts_can_be_worked_out_again(world: World) -> None:
    team = "call_handlers"
    settings = world.run.scenario.teams[team]
    duties = world.run.officers
    duties = duties.loc[duties["team"] == team, ["officer", "from_hours", "to_hours"]]
    expected = starts(asked_of(world.journal, team), duties, settings, world.horizon)
    rows = world.jobs[(world.jobs["team"] == team) & (world.jobs["event"] == "started")]
    assert set(rows["job"]) == set(expected)
    for time, job, officer, detail in rows[["time_hours", "job", "officer", "detail"]].itertuples(
        index=False
    ):
        start = expected[job]
        squeezed = how_long(detail).get("squeezed", 1.0)
        assert abs(time - start.time) < 1e-9, job
        assert officer == start.officer, job
        assert abs(squeezed - start.squeezed) < 1e-9, job


INVARIANTS = (
    nothing_contradicts_itself,
    jobs_belong_to_somebody,
    follow_on_arrives_when_its_parent_is_done,
    call_room_starts_can_be_worked_out_again,
)


@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(made=changes())
def test_invariants(made: dict[str, Any]) -> None:
    made |= {"teams.call_handlers.at_shift_end": "finish"}
    made.pop("teams.call_handlers.queue_limit", None)
    result = full_run(town(MONTHS, made))
    world = World(result, facts(result))
    for invariant in INVARIANTS:
        invariant(world)


def test_invariants_of_the_small_town_itself() -> None:
    result = full_run(town(5, {"pathway.scene.guarded": 0.1}))
    world = World(result, facts(result))
    for invariant in INVARIANTS:
        invariant(world)
    # The journal tells a story worth checking.
    assert {*EVENTS, "allocated"} - {"turned away"} <= set(world.jobs["event"])
    assert log_of(result).moves.hold.any()
    assert re.search("squeezed=0", json.dumps(world.journal["detail"].tolist()))
