"""`sacsim trace`: a crime is told from its folder, and whatever is wrong in one clear line."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sacsim import load, run
from sacsim.cli import main
from sacsim.engine import store
from sacsim.engine.results import Fact, read
from sacsim.measure.catalogue import measure
from sacsim.report.life import Life
from sacsim.report.sentences import SENTENCES, sentence
from sacsim.report.trace import worth_reading

SMALL_TOWN = Path(__file__).parents[1] / "scenarios" / "small_town.toml"
NAME = "[red]Hamlet[/red] \x1b[31m=1+1"
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One replication of half a year of the small town, kept as `sacsim run` does."""
    changes = {"warm_up_months": 0, "follow_up_months": 0, "name": NAME}
    scenario = load(SMALL_TOWN, changes)
    result = run(scenario)
    into = tmp_path_factory.mktemp("results") / "town"
    key = store.key_of(scenario, "crimes")
    store.prepare(into, key, resume=False)
    measures = measure(result)
    store.save(store.files_of(result, measures), into, 0)
    store.conclude(into, scenario, measures, key, 1)
    return into


@pytest.fixture
def trace(folder: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def say(*options: str, of: Path = folder) -> tuple[int, str, str]:
        code = main(["trace", str(of), *options])
        return (code, *capsys.readouterr())

    return say


def refused(said: tuple[int, str, str], *words: str) -> None:
    code, out, err = said
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1, err
    for word in words:
        assert word in err


def test_the_list_names_crimes_that_can_be_told(trace: Say, folder: Path) -> None:
    code, out, err = trace()
    assert (code, err) == (0, "")
    kept = read(folder, 0)
    listed = dict(worth_reading(kept))
    assert set(listed) >= {"charged", "filed at once", "the longest"}
    assert listed["charged"]["outcome"] == 1
    assert listed["filed at once"]["outcome"] == 18
    until = kept.crimes["outcome_hours"].fillna(kept.horizon)
    lasted = until - kept.crimes["reported_hours"]
    longest, at_once = listed["the longest"], listed["filed at once"]
    assert lasted[kept.crimes["crime"] == longest["crime"]].item() == lasted.max()
    filed = lasted[kept.crimes["outcome"] == 18]
    assert lasted[kept.crimes["crime"] == at_once["crime"]].item() == filed.min()
    for row in listed.values():
        assert str(row["crime"]) in out
        code, told, _ = trace("--crime", str(row["crime"]))
        assert code == 0
        assert f"Crime {row['crime']}" in told


def test_facts_are_told_in_sentences(folder: Path) -> None:
    """Forty crimes, each fact once; a word without a sentence would begin in small letters."""
    kept = read(folder, 0)
    journal = pd.read_parquet(store.place(folder, 0) / "journal.parquet")
    assert set(journal["event"].astype(str)) <= set(SENTENCES)
    counted = journal["case"].value_counts()
    for number in kept.crimes["crime"].tolist()[:40]:
        life = Life(kept, number)
        said = [sentence(fact, life) for fact in life.facts]
        assert len(said) == counted[number]
        assert all(text[0].isupper() and text.endswith(".") for text in said)


def test_a_crime_is_told_from_report_to_outcome(trace: Say, folder: Path) -> None:
    kept = read(folder, 0)
    row = dict(worth_reading(kept))["charged"]
    _, out, _ = trace("--crime", str(row["crime"]))
    text = " ".join(out.split())
    reported = kept.clock.local(row["reported_hours"])
    assert f"{reported:%H:%M on %A} {reported.day} {reported:%B %Y}" in text
    assert "Outcome 1, charged or summonsed" in text
    assert f"It took {row['staff_hours']:.1f} hours of staff" in text
    assert f"The suspect was known by: {row['suspect_by']}." in text
    chances = kept.opportunities[kept.opportunities["crime"] == row["crime"]]
    used = chances["realised_hours"].notna().sum()
    assert f"Chances left: {len(chances)}, used: {used}" in text
    for kind in chances["kind"]:
        assert kind in text


def test_delays_in_which_nobody_has_work_are_told() -> None:
    """By hand: open work, a short pause, and what comes after the outcome are no such delay."""
    rows = [
        (0.0, -1, "reported"), (30.0, 1, "arrived"), (60.0, 1, "started"), (61.0, 1, "completed"),
        (70.0, 2, "arrived"), (71.0, 2, "cancelled"), (100.0, -1, "outcome"),
        (150.0, 3, "arrived"),
    ]  # fmt: skip
    facts = [Fact(time, job, event, "", "", -1, "") for time, job, event in rows]
    life = Life(None, 1, facts)  # type: ignore[arg-type]
    assert [*life.quiet_before()] == [0, 30, 0, 0, 0, 0, 29, 0]


def test_what_ended_the_last_chance(trace: Say, folder: Path) -> None:
    kept = read(folder, 0)
    chances = kept.opportunities
    named = kept.crimes.loc[kept.crimes["suspect_hours"].notna(), "crime"]
    lost = chances[chances["identifies"] & ~chances["crime"].isin(named)]
    lost = lost[lost["because"] != "still open"]
    lost = lost[lost.groupby("crime")["lost_hours"].transform("nunique") > 1]
    last = lost.sort_values("lost_hours").groupby("crime").tail(1).iloc[0]
    _, out, _ = trace("--crime", str(last["crime"]))
    said = re.search(
        r"The last chance to name somebody, (.*?), ended [^.]*?: ([^:]*?)\.(?: |$)",
        " ".join(out.split()),
    )
    assert said is not None
    assert said.groups() == (last["kind"], last["because"])


def test_a_hostile_name_is_text(trace: Say) -> None:
    _, out, _ = trace()
    assert "[red]Hamlet[/red] \\x1b[31m=1+1" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("crime", ["5", "99999999999999999999999999"])
def test_an_unknown_crime(trace: Say, crime: str) -> None:
    refused(trace("--crime", crime), f"no crime {crime}")


def test_a_replication_that_is_not_there(trace: Say) -> None:
    refused(trace("--replication", "3"), "no replication 3", "0 alone")


def test_no_results_folder(trace: Say, tmp_path: Path) -> None:
    refused(trace(of=tmp_path), "holds no results")
    refused(trace(of=tmp_path / "nowhere"), "no such folder")


def damaged(folder: Path, tmp_path: Path, name: str, content: bytes | None) -> Path:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    if content is None:
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(content)
    return copy


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("manifest.json", None, "not finished"),
        ("manifest.json", b"{", "manifest.json: is damaged"),
        ("manifest.json", b"[]", "manifest.json: is damaged"),
        ("manifest.json", b"{}", "manifest.json: is damaged"),
        ("scenario.json", b"{}", "scenario.json: is damaged"),
        ("scenario.json", None, "scenario.json: is damaged"),
        ("replications/0000/crimes.parquet", b"PAR1", "a file is damaged"),
        ("replications/0000/officers.csv", None, "a file is damaged"),
    ],
)
def test_a_damaged_folder(
    trace: Say, folder: Path, tmp_path: Path, name: str, content: bytes | None, word: str
) -> None:
    refused(trace(of=damaged(folder, tmp_path, name, content)), word)
