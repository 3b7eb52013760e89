"""The process map is the journey: every function, room and question of it, and nothing else."""

import ast
import inspect
import re

import pytest

from sacsim.pathway import journey
from sacsim.report import process_map
from sacsim.report.process_map import CHARTS, QUESTIONS, process_map_markdown

NODE = re.compile(r"^ +(\w+)(\(\[|\[\[|\[/|\[|\{)\"(.*)\"")
ARROW = re.compile(r"^ +(\w+) (-->|-\.->)(?:\|(yes|no)\|)? (\w+)$")
TEXT = process_map_markdown("")
DRAWN = re.findall(r"```mermaid\n(.*?)```", TEXT, re.S)
TOLD = {
    node.name
    for node in ast.parse(inspect.getsource(journey)).body
    if isinstance(node, ast.FunctionDef)
}


def nodes(chart: str) -> dict[str, tuple[str, str]]:
    """Shape and label by node."""
    found = [NODE.match(line) for line in chart.splitlines()]
    return {each[1]: (each[2], each[3].replace("<br/>", " ")) for each in found if each}


def arrows(chart: str) -> list[tuple[str, str, str | None, str]]:
    found = [ARROW.match(line) for line in chart.splitlines()]
    return [each.groups() for each in found if each]  # type: ignore[misc]


def test_every_function_of_the_journey_is_drawn_once() -> None:
    drawn = [name for chart in CHARTS for name in chart.functions]
    assert sorted(drawn) == sorted(TOLD)


def test_every_room_that_the_journey_asks_has_a_step() -> None:
    asked = {
        ast.unparse(node.func).split(".")[0]
        for node in ast.walk(ast.parse(inspect.getsource(journey)))
        if isinstance(node, ast.Call)
    } & {name for name, value in vars(journey).items() if inspect.ismodule(value)} - {"crime"}
    assert len(asked) > 12
    labels = " ".join(label for chart in DRAWN for _, label in nodes(chart).values())
    for room in asked:
        name = "Case file" if room == "casefile" else room.capitalize()
        assert f"{name}: " in labels, room


def test_every_question_is_asked() -> None:
    asked = {label for chart in DRAWN for shape, label in nodes(chart).values() if shape == "{"}
    assert asked == set(QUESTIONS.values())


@pytest.mark.parametrize("chart", DRAWN)
def test_a_chart_can_be_followed(chart: str) -> None:
    """From each begin to an end; a question has a yes and a no; nothing hangs in the air."""
    known, ways = nodes(chart), arrows(chart)
    assert len(known) <= 60
    assert {end for way in ways for end in (way[0], way[3])} == set(known)
    for node, (shape, label) in known.items():
        out = [way for way in ways if way[0] == node]
        into = [way for way in ways if way[3] == node]
        assert bool(into) != (shape == "[/"), label
        if shape == "{":
            assert {way[2] for way in out} == {"yes", "no"}, label
        elif shape == "([":
            assert not out, label
        else:
            beside = {way[1] for way in into} == {"-.->"}
            solid = [way for way in out if way[1] == "-->"]
            assert len(solid) == (0 if beside else 1), label


def test_a_small_story_is_drawn_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worked by hand: a branch, an `and`, a negated question, a loop and two ends."""
    source = """
def settle(crime, practice, force):
    yield from contact.report(crime, p, force)
    force.branch(crime, scene.examine(crime, p, policy, q, force))
    if not crime.supports:
        return Outcome.NO_SUSPECT_IDENTIFIED
    while crime.evidence < charging.SUFFICIENT:
        yield crime.news("result", force)
    if in_custody and crime.owner_team:
        release.leave(crime, force)
"""
    small = {"settle": ast.parse(source).body[0]}
    monkeypatch.setattr(process_map, "_functions", lambda: small)
    drawing = process_map._Drawing("settle")
    drawing.draw()
    chart = "\n".join(f" {line}" for line in drawing.lines)
    known = {node: label for node, (_, label) in nodes(chart).items()}
    told = [(known[a], arrow, word, known[b]) for a, arrow, word, b in arrows(chart)]
    begin, contact, scene = known["settle1"], known["settle2"], known["settle3"]
    assert begin.startswith("File a crime without a suspect")
    assert contact.startswith("Contact: The victim calls")
    assert scene.startswith("Scene: Send a CSI")
    supports, short = QUESTIONS["crime.supports"], "Is the evidence short of a charge?"
    custody, owned = QUESTIONS["in_custody"], QUESTIONS["crime.owner_team"]
    leave = "Release: Count the days of the state that ends: with the case, or with bail"
    filed = "investigation complete, no suspect identified"
    assert told == [
        (begin, "-->", None, contact),
        (contact, "-.->", None, scene),
        (contact, "-->", None, supports),
        (supports, "-->", "no", filed),
        (supports, "-->", "yes", short),
        (short, "-->", "yes", "Wait for a result"),
        ("Wait for a result", "-->", None, short),
        (short, "-->", "no", custody),
        (custody, "-->", "yes", owned),
        (owned, "-->", "yes", leave),
        (leave, "-->", None, "end"),
        (custody, "-->", "no", "end"),
        (owned, "-->", "no", "end"),
    ]


def test_a_new_question_needs_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(QUESTIONS, "crime.supports")
    with pytest.raises(LookupError, match=r"crime\.supports"):
        process_map_markdown("")
