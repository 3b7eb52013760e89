"""The model's documents name what the code has: every item, room, team, key, policy and event."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sacsim
from sacsim.measure.rows import BASES
from sacsim.pathway.journey import Pathway
from sacsim.pathway.opportunities import FIELDS, Kind
from sacsim.pathway.policies import CHOICES
from sacsim.settings import FrozenSettings
from sacsim.words import TeamName

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PACKAGE = Path(sacsim.__file__).parent
MODEL = (DOCS / "model.md").read_text(encoding="utf-8")
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in (DOCS / "model").glob("*.md")}
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
STAGES = PAGES["stages"]

STRESS = """
1.1 Purpose of the model
1.2 Model outputs
1.3 Experimentation aims
2.1 Base model overview diagram
2.2 Base model logic
2.3 Scenario logic
2.4 Algorithms
2.5.1 Entities
2.5.2 Activities
2.5.3 Resources
2.5.4 Queues
2.5.5 Entry and exit points
3.1 Data sources
3.2 Pre-processing
3.3 Input parameters
3.4 Assumptions
4.1 Initialisation
4.2 Run length
4.3 Estimation approach
5.1 Software and programming language
5.2 Random sampling
5.3 Model execution
5.4 System specification
6.1 Computer model sharing statement
""".strip().splitlines()
ELSEWHERE = {"crime", "opportunities"}
"""Rooms whose numbers are told under demand and evidence."""


def test_every_item_of_stress_is_filled_in_order() -> None:
    items = re.findall(r"^#{3,4} (\d[\d.]+ .+)$", MODEL, re.M)
    assert [item for item in items if item != "2.5 Components"] == STRESS
    for item in STRESS:
        told = MODEL.partition(f"# {item}\n")[2].partition("\n##")[0]
        assert len(told.split()) > 20, item


def test_every_page_is_reached_from_the_model() -> None:
    assert PAGES
    for name in PAGES:
        assert f"(model/{name}.md" in MODEL
        assert "[the model](../model.md)" in PAGES[name]


def test_every_room_has_a_section() -> None:
    sections = {title.lower() for title in re.findall(r"^## (.+)$", STAGES, re.M)}
    rooms = {path.stem for path in (PACKAGE / "pathway").glob("*.py")} - {"__init__"}
    without = {room for room in rooms if room not in sections}
    assert all(f"`{room}.py`" in STAGES for room in without), without
    assert sections <= rooms


def test_every_team_is_named() -> None:
    resources = MODEL.partition("#### 2.5.3")[2].partition("#### 2.5.4")[0]
    for team in TeamName:
        assert f"`{team}`" in resources
    assert len(TeamName) == 19
    assert "Nineteen teams" in resources


def keys(settings: type[FrozenSettings]) -> Iterator[str]:
    """Every key of a room, those of its tables by their own name."""
    for name, field in settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, FrozenSettings):
            yield from (f"{name}.{key}" for key in keys(kind))
        else:
            yield name


@pytest.mark.parametrize("room", [room for room in Pathway.model_fields if room not in ELSEWHERE])
def test_every_key_of_a_room_is_told_in_its_section(room: str) -> None:
    section = re.split(rf"^## {room.capitalize()}$", STAGES, flags=re.M)[1]
    text = section.partition("\n## ")[0] + PAGES["demand"] + PAGES["evidence"]
    if room == "suspect":  # the table of releases has a room of its own
        text += STAGES.partition("## Release")[2].partition("\n## ")[0]
    told = set(re.findall(r"`(?:pathway\.\w+\.)?([\w.]+)`", text))
    silent = [
        key
        for key in keys(Pathway.model_fields[room].annotation)  # type: ignore[arg-type]
        if not {key, key.split(".")[0], key.split(".")[-1]} & told and "priority" not in key
    ]
    assert not silent


@pytest.mark.parametrize("room", sorted(ELSEWHERE))
def test_every_key_of_what_is_drawn_is_told(room: str) -> None:
    told = set(re.findall(r"`(?:pathway\.\w+\.)?([\w.]+)`", " ".join(PAGES.values())))
    kinds = {*FIELDS.values()}
    silent = [
        key
        for key in keys(Pathway.model_fields[room].annotation)  # type: ignore[arg-type]
        if not {key, key.split(".")[0], key.split(".")[-1]} & (told | kinds)
    ]
    assert not silent


def test_every_policy_is_told() -> None:
    for policy, names in CHOICES.items():
        assert f"`policies.{policy}`" in STAGES, policy
        for name in names:
            assert f"`{name}`" in STAGES, name


def test_every_kind_of_opportunity_is_told() -> None:
    table = PAGES["evidence"].partition("| kind | key |")[2].partition("\n\n")[0]
    for kind in Kind:
        told = [row for row in table.splitlines() if kind in row or kind.lower() in row.lower()]
        assert told, kind
    for field in FIELDS.values():
        assert f"`{field}`" in table, field


def test_every_basis_is_told() -> None:
    for basis in BASES:
        assert f"| {basis} |" in PAGES["results"]


def test_keys_that_are_told_exist() -> None:
    """Backticked words that look like keys of a room are keys of some room, team or person."""
    reference = (DOCS / "scenario-reference.md").read_text(encoding="utf-8")
    known = {*re.findall(r"\w+", reference), *map(str, TeamName)}
    files = {word for path in PACKAGE.rglob("*.py") for word in re.findall(r"\w+", path.name)}
    for name, text in PAGES.items():
        for words in re.findall(r"`([a-z_][\w.]*)`", text):
            unknown = {*words.split(".")} - known - files
            assert not {word for word in unknown if word.islower()}, f"{name}: {words}"


ABBREVIATION = re.compile(r"\b[A-Z]{2}[A-Z0-9]*(?=s?\b)|\bDG6\b")
NO_TERMS = {
    *("NAME", "DIR", "SCENARIO", "KEY", "VALUE", "NUMBER", "OTHER", "FILE", "ID", "TYPE", "ROOM"),
    *("TYPES", "YYYY", "MM", "MB", "GB", "MIT", "TD", "OK", "CITATION", "CONTRIBUTING", "LICENSE"),
    *("HOST", "MEASURE", "TERM", "DOES", "NOT", "HOLD"),
    *("CHANGELOG", "README", "UTF", "CHARGED", "OUTCOMES", "SUFFICIENT", "BASIS"),
}
"""Capitals for what a reader puts in, files, units, a licence, names of code, emphasis."""


def prose(text: str) -> str:
    """A document without code, links and source keys."""
    text = re.sub(r"```(?!mermaid).*?```|<!--.*?-->", "", text, flags=re.S)
    return re.sub(r"`[^`]*`|\]\([^)]*\)|\[[A-Z0-9][A-Z0-9-]*\]", "", text)


def printed() -> Iterator[str]:
    """Texts in the rooms that face the reader, the documentation of the code apart."""
    for room in ("scenario", "report", "cli"):
        for path in (PACKAGE / room).rglob("*.py"):
            nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
            told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
            texts = [node for node in nodes if isinstance(node, ast.Constant)]
            yield from (str(node.value) for node in texts if id(node) not in told)
    yield from (kind.value for kind in Kind)


def terms() -> list[list[str]]:
    """The bold terms of each part of the glossary."""
    return [re.findall(r"^- \*\*(.+?)\*\*:", part, re.M) for part in GLOSSARY.split("\n## ")[1:]]


def test_the_glossary_is_alphabetical_and_says_each_term_once() -> None:
    for part in terms():
        plain = [re.sub(r"[^a-z0-9]", "", term.lower()) for term in part]
        assert plain == sorted(plain)
    every = [term for part in terms() for term in part]
    assert len(every) == len(set(every)) > 100


def test_every_abbreviation_is_in_the_glossary() -> None:
    documents = [ROOT / "README.md", *DOCS.glob("*.md"), *(DOCS / "model").glob("*.md")]
    texts = [
        prose(path.read_text(encoding="utf-8")) for path in documents if path.name != "sources.md"
    ]
    said = [text for text in printed() if " " in text]
    used = {word for text in [*texts, *said] for word in ABBREVIATION.findall(text)}
    assert {"SAC", "PIP", "CSI", "CPS", "RUI", "THRIVE", "CCTV", "DG6"} <= used
    unexplained = used - NO_TERMS - set(ABBREVIATION.findall(GLOSSARY))
    assert not unexplained
