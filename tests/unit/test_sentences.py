"""Every event that a run can write has a sentence of its own; waits are told with their reason."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sacsim
from sacsim.clock import Clock
from sacsim.force.crowd.layout import EVENTS
from sacsim.pathway import release
from sacsim.report.life import Life, lasting
from sacsim.report.sentences import SENTENCES, sentence

PACKAGE = Path(sacsim.__file__).parent
NAN = float("nan")
CHOSEN_ELSEWHERE = {
    ("allocation.py", "decision"): {"screened in", "screened out"},
    ("release.py", "state"): {release.BAILED, release.UNDER_INVESTIGATION},
    ("ledger.py", "event"): set(EVENTS),
}
"""Where an event is no plain word, what it may be: `test_where_words_are_chosen` looks."""


def calls(*rooms: str) -> Iterator[tuple[Path, ast.Call]]:
    for room in rooms:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield path, node


def words_in_code() -> set[str]:
    """The third argument of every `journal.note(...)`."""
    found: set[str] = set()
    for path, call in calls("force", "pathway", "engine"):
        if not ast.unparse(call.func).endswith("journal.note"):
            continue
        event = call.args[2]
        if isinstance(event, ast.Constant):
            found.add(event.value)
        else:
            found |= CHOSEN_ELSEWHERE[path.name, ast.unparse(event)]
    return found


def test_every_event_has_a_sentence_and_every_sentence_an_event() -> None:
    assert len(words_in_code()) > 40
    assert set(SENTENCES) == words_in_code()


def test_where_words_are_chosen() -> None:
    ledger = {
        arg.value
        for _, call in calls("force")
        if ast.unparse(call.func).endswith(("._row", ".stopped", ".left_queue"))
        for arg in ast.walk(call)
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    }
    assert ledger == set(EVENTS)
    states = {
        name.id
        for path, call in calls("pathway")
        if path.name == "release.py" and ast.unparse(call.func) == "enter"
        for name in ast.walk(call.args[1])
        if isinstance(name, ast.Name) and name.id.isupper()
    }
    assert {getattr(release, name) for name in states} == CHOSEN_ELSEWHERE["release.py", "state"]
    text = (PACKAGE / "pathway" / "allocation.py").read_text(encoding="utf-8")
    (chosen,) = [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "decision"
    ]
    assert {n.value for n in ast.walk(chosen) if isinstance(n, ast.Constant)} == CHOSEN_ELSEWHERE[
        "allocation.py", "decision"
    ]


@dataclass
class Made:
    """What a life reads of a replication that was kept."""

    rows: list[tuple[Any, ...]]
    officers: pd.DataFrame
    crimes: pd.DataFrame = field(default_factory=pd.DataFrame)
    opportunities: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"crime": [7], "kind": ["DNA"], "strength": [0.6]})
    )
    clock: Clock = field(default_factory=lambda: Clock(date(2021, 1, 1)))

    def journal(self, crime: int) -> pd.DataFrame:
        assert crime == 7
        return pd.DataFrame(
            self.rows,
            columns=["time_hours", "job", "event", "task", "team", "officer", "detail"],
        )


def life(*rows: tuple[Any, ...], duty: tuple[tuple[str, int, float, float], ...] = ()) -> Life:
    """A life of these facts: (time, job, event, task, team, officer, detail)."""
    officers = pd.DataFrame(
        list(duty), columns=["team", "officer", "from_hours", "to_hours"]
    ).astype({"officer": int, "from_hours": float, "to_hours": float})
    return Life(Made(list(rows), officers), 7)  # type: ignore[arg-type]


def told(*rows: tuple[Any, ...], duty: tuple[tuple[str, int, float, float], ...] = ()) -> list[str]:
    one = life(*rows, duty=duty)
    return [sentence(fact, one) for fact in one.facts]


def test_sentences_differ() -> None:
    detail = {
        "arrived": "hours=2.0",
        "attended": "arrived=30.5",
        "arrested": "at=30.5",
        "outcome": "18",
        "reported": "later",
        "prevented": "theft_of_vehicle: charged",
    }
    said = [
        told(
            (30.0, 1, "arrived", "line", "pip1", -1, "hours=2.0"),
            (31.0, 1, event, "line", "pip1", 3, detail.get(event, "why")),
        )[1]
        for event in SENTENCES
    ]
    assert len(set(said)) == len(SENTENCES)
    assert all(text.endswith(".") and text[0].isupper() for text in said)


def test_a_wait_for_anybody_is_off_duty_hours_and_busy_hours() -> None:
    """Asked at 10, begun at 16: nobody is there until 12; then two, whose hours count once."""
    assert told(
        (10.0, 1, "arrived", "assessment", "desk", -1, "hours=0.5"),
        (16.0, 1, "started", "assessment", "desk", 1, "pace=1.2"),
        (16.6, 1, "completed", "assessment", "desk", 1, ""),
        duty=(("desk", 0, 12.0, 20.0), ("desk", 1, 13.0, 20.0), ("csi", 0, 0.0, 99.0)),
    ) == [
        "Asked of the desk: assessment, 30 min of work.",
        "Desk investigator 1 begins: assessment, after 6 h (nobody of the desk on duty for 2 h, "
        "all those on duty taken for 4 h); being new to it, takes 20% longer.",
        "Done: assessment, 36 min by desk investigator 1.",
    ]


def test_a_wait_for_one_officer_is_that_officers() -> None:
    """Parked at 15:30 by officer 3, who is back at 39.5 and has 1 h of other work first."""
    said = told(
        (14.0, 1, "arrived", "line", "pip1", -1, "hours=4.0 officer=3"),
        (14.0, 1, "started", "line", "pip1", 3, ""),
        (15.5, 1, "parked", "line", "pip1", 3, ""),
        (40.5, 1, "resumed", "line", "pip1", 3, ""),
        (43.0, 1, "completed", "line", "pip1", 3, ""),
        duty=(("pip1", 3, 8.0, 15.5), ("pip1", 3, 39.5, 49.0), ("pip1", 4, 0.0, 99.0)),
    )
    assert said[3] == (
        "PIP 1 investigator 3 goes on with: line, after 25 h (PIP 1 investigator 3 off duty for "
        "24 h, at other work for 1 h)."
    )
    assert said[4] == "Done: line, 4 h by PIP 1 investigator 3."


def test_a_crime_that_nobody_has_room_for_waits_before_it_is_allocated() -> None:
    said = told(
        (1.0, 1, "arrived", "first review", "pip2", -1, "hours=1.0"),
        (30.0, 1, "allocated", "first review", "pip2", 2, ""),
        (31.0, 1, "started", "first review", "pip2", 2, ""),
        duty=(("pip2", 2, 0.0, 99.0),),
    )
    assert "after 29 h in which nobody there had room" in said[1]
    assert said[2].endswith("after 1 h (at other work throughout).")


def test_passed_on_a_job_waits_for_both() -> None:
    """Officer 1 is off duty for the three hours until they have gone, officer 2 is at work."""
    said = told(
        (0.0, 1, "arrived", "line", "pip2", -1, "hours=1.0 officer=1"),
        (3.0, 1, "reallocated", "line", "pip2", 2, ""),
        (4.0, 1, "started", "line", "pip2", 2, ""),
        duty=(("pip2", 2, 0.0, 99.0),),
    )
    assert "after 4 h" in said[2]
    assert "PIP 2 detective 1 off duty for 3 h" in said[2]
    assert "at other work for 1 h" in said[2]


def test_the_second_outcome_is_a_change_unless_the_crime_was_reopened() -> None:
    rows = [(1.0, -1, "outcome", "", "", -1, "16"), (2.0, -1, "outcome", "", "", -1, "15")]
    assert told(*rows)[1].startswith("The outcome is changed to 15: evidential difficulties")
    rows.insert(1, (1.5, -1, "reopened", "", "", -1, "0"))
    assert told(*rows)[2].startswith("The outcome is 15:")


def test_what_is_new_to_this_version_is_told_as_it_stands() -> None:
    assert told((1.0, -1, "beamed up", "crew", "", -1, "two")) == ["beamed up crew two."]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.001, "under a minute"),
        (0.5, "30 min"),
        (1.0, "1 h"),
        (1.999, "2 h"),
        (47.5, "47 h 30 min"),
        (48.0, "2 days"),
        (98.6, "4 days 3 h"),
    ],
)
def test_lasting(hours: float, words: str) -> None:
    assert lasting(hours) == words
