"""The two engines of the queues do exactly the same: every journal entry, bit for bit.

The ordinary run compares some hundred worlds and scenarios. SACSIM_WORLDS=20000 and
SACSIM_TOWNS=1000 compare as many as one has time for, SACSIM_WHOLE=1 the two large scenarios from
beginning to end (two replications each, about eight minutes and five gigabytes).
"""

import os
import random
from collections import Counter

import pytest
from alike import tables, unlike
from crowd_cases import BY_HAND
from crowd_play import Told, differ, play
from crowd_worlds import COME, DEPART, GIVE_AWAY, GO, World, build
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_towns import changes
from small_worlds import SCENARIOS

from sacsim import Scenario, load, run
from sacsim.force.crowd import layout, memory
from sacsim.force.job import ABANDONED, CANCELLED, DONE, IN_HAND, TURNED_AWAY, WAITING
from sacsim.force.queues import COMPILED, ENGINES, REFERENCE
from sacsim.force.visits import MOST_ATTEMPTS, MOST_ROUTES, PATH, ROUTE_BITS
from sacsim.journal import CRIMES, FULL

WORLDS = int(os.environ.get("SACSIM_WORLDS", "700"))
TOWNS = int(os.environ.get("SACSIM_TOWNS", "20"))
WHOLE = bool(os.environ.get("SACSIM_WHOLE"))
OFTEN = 25
STATES = (WAITING, IN_HAND, DONE, ABANDONED, CANCELLED, TURNED_AWAY)
CHANGES = ("handed to", GO, COME, DEPART, GIVE_AWAY)
SIGHTS = {
    *layout.EVENTS,
    *(f"attempt {n}" for n in range(2, MOST_ATTEMPTS + 1)),
    *(f"follow-on work {n} deep" for n in range(1, 5)),
    *("a turn", "a turn turned away", "abandoned after allocation", "a chain of pre-emption"),
    *("a turn passed on", "back to the pool", "reallocated, and started at once"),
    *(
        "reallocated from a shift's end",
        "for a named post",
        "squeezed",
        "a hold relieved",
        "cancelled in hand",
        "note",
    ),
    *(f"a story saw {state}" for state in STATES),
}
"""What must have been compared often."""


def sights(told: Told) -> Counter[str]:
    """What there was to be seen in a world, and how often."""
    seen = Counter(f"a story saw {row[3]}" for row in told.seen if row[1] not in CHANGES)
    holds, before = set(), {}
    names = ("case", "job", "event", "task", "detail", "officer")
    columns = (told.journal[name].to_pylist() for name in names)
    for case, job, event, task, detail, officer in zip(*columns, strict=True):
        seen[event] += 1
        path, turn = job & PATH, task.endswith("continued")
        if event == "arrived":
            seen["a turn"] += turn
            seen["for a named post"] += "officer=" in detail and not turn
            if "hold" in detail:
                holds.add(job)
            if case < 0 and path and not turn:
                again = path & MOST_ROUTES == 0
                deep = -(-path.bit_length() // ROUTE_BITS)
                what = (f"follow-on work {deep} deep", f"attempt {1 + (path >> ROUTE_BITS)}")[again]
                seen[what] += 1
        seen["a hold relieved"] += event == "handed over" and job in holds
        seen["a turn turned away"] += event == "turned away" and turn
        seen["squeezed"] += event == "started" and detail != ""
        seen["cancelled in hand"] += event == "cancelled" and officer >= 0
        seen["a turn passed on"] += event == "reallocated" and turn
        seen["back to the pool"] += event == "reallocated" and officer < 0
        if before.get(job) == "reallocated":
            seen["reallocated, and started at once"] += event in ("started", "resumed")
        if before.get(job) == "parked":
            seen["reallocated from a shift's end"] += event == "reallocated"
        if before.get(job) == "allocated":
            seen["abandoned after allocation"] += event == "abandoned"
        if before.get(job) == "resumed":
            seen["a chain of pre-emption"] += event == "pre-empted"
        before[job] = event
    return seen


def agree(world: World, keep: str = FULL) -> Told:
    """Compare the engines in a world; returns what came of it."""
    reference, compiled = (play(world, engine, keep) for engine in (REFERENCE, COMPILED))
    assert differ(reference, compiled) == ""
    return reference


@pytest.mark.parametrize("make", BY_HAND, ids=lambda make: make.__name__)
def test_worlds_made_by_hand(make) -> None:
    agree(make())


@st.composite
def worlds(draw) -> World:
    pick = lambda low, high: draw(st.integers(low, high))  # noqa: E731
    return build(pick, draw(st.integers(0, 5)), draw(st.integers(0, 8)))


def test_small_worlds() -> None:
    """Whatever hypothesis thinks of; a failure is shrunk to the smallest world that shows it."""

    @settings(
        max_examples=max(100, WORLDS // 3),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def agrees(world: World) -> None:
        agree(world)

    agrees()


def test_crowded_worlds() -> None:
    """Evenly drawn worlds; everything that can happen must have been compared often."""
    seen: Counter[str] = Counter()
    for seed in range(WORLDS):
        pick = random.Random(seed).randint
        world = build(pick, pick(3, 14), pick(0, 40))
        seen += sights(agree(world))
        if seed % 10 == 0:
            agree(world, CRIMES)
    assert {what for what in seen if seen[what] >= OFTEN} >= SIGHTS


def test_memory_that_has_to_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worlds of some thousand jobs in a memory that begins with nothing to spare."""
    monkeypatch.setattr(memory, "_BEGIN_WITH", layout.HEAD)
    monkeypatch.setattr(memory, "_ROOM", 1)
    monkeypatch.setattr("sacsim.journal._BLOCK", {CRIMES: 100, FULL: 100})
    for seed in range(8):
        told = agree(build(random.Random(seed).randint, 300, 700), (FULL, CRIMES)[seed % 2])
        assert told.journal.num_rows > 500


def cut_short(name: str, months: int, more: dict | None = None) -> Scenario:
    """A scenario that ends after so many months, its recorded year having begun at once."""
    lengths = {"warm_up_months": 0, "follow_up_months": 0}
    scenario = load(SCENARIOS / f"{name}.toml", lengths | (more or {}))
    return scenario.model_copy(update={"follow_up_months": months - 12 * scenario.years})


def agree_on(scenario: Scenario, replication: int = 0) -> dict[str, int]:
    """Compare everything that both engines tell; returns the number of rows of each table."""
    runs = [run(scenario, replication, journal=FULL, engine=engine) for engine in ENGINES]
    assert unlike(*runs) == ""
    assert runs[0].journal.equals(runs[1].journal), "words are numbered differently"
    return {name: table.num_rows for name, table in tables(runs[0]).items()}


@settings(
    max_examples=TOWNS,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(made=changes(), months=st.integers(1, 2))
def test_random_towns(made: dict, months: int) -> None:
    rows = agree_on(cut_short("small_town", months, made))
    assert rows["journal"] > 1000
    assert rows["crimes"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("replication", range(1 + WHOLE))
@pytest.mark.parametrize("name", ["england_median", "bedfordshire"])
def test_large_scenarios(name: str, replication: int) -> None:
    """Their first month; or all of it, with two replications."""
    scenario = load(SCENARIOS / f"{name}.toml") if WHOLE else cut_short(name, 1)
    rows = agree_on(scenario, replication)
    print(name, replication, rows)
    assert rows["journal"] > 200_000 * scenario.months
    assert min(rows.values()) > 0
