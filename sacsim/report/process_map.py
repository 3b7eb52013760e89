"""Process map: the journey of a crime as flowcharts, drawn from the code that tells it.

Read from the syntax tree of pathway/journey.py: a call of a room is a step, told by the first
sentence of what the room says of it; an `if` or `while` is a question; what is begun beside the
story is drawn dotted. A question that has no words here is an error, so that the map cannot fall
behind the code.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any, NamedTuple

from sacsim.pathway import disposal, journey
from sacsim.pathway.policies import Policies
from sacsim.words import Outcome


class Chart(NamedTuple):
    """Functions of the journey that are drawn together."""

    title: str
    about: str
    functions: tuple[str, ...]


CHARTS = (
    Chart(
        "The spine",
        "Every crime goes this way, from the call to the outcome.",
        ("journey", "take_in", "go_on", "settle"),
    ),
    Chart(
        "Finding a suspect",
        "What the officer in charge does until somebody is identified, and what runs beside it.",
        ("take_on", "oversee"),
    ),
    Chart(
        "Prosecuting",
        "From a named suspect to a decision.",
        (
            "prosecute",
            "confront",
            "bring_to_account",
            "make_case",
            "seek_charge",
            "gather",
            "decide_in_custody",
        ),
    ),
    Chart(
        "Closing and opening again",
        "What happens when a crime is closed, and what may open it.",
        ("before_closing", "conclude", "withdrawal", "review", "reconsider"),
    ),
    Chart(
        "Taken over midway",
        "How a live crime that stood in custody, or with the CPS, goes on in a forecast.",
        ("hold", "await_decision"),
    ),
)
QUESTIONS = {
    "crime.in_custody": "Is somebody in custody?",
    "(outcome := (yield from decide_in_custody(crime, practice, force)))": "Decided in custody?",
    "crime.screened_out": "Screened out?",
    "crime.supports": "Does the victim support a prosecution?",
    "crime.has_suspect": "Is somebody identified?",
    "crime.overseen": "Are reviews and updates running?",
    "allocation.needs_an_investigator(crime)": "Is it with the desk, or with nobody?",
    "case is None": "Is all of it still to do?",
    "(elsewhere := disposal.elsewhere(crime, practice.pathway.disposal, force))": (
        "Is the suspect to be dealt with elsewhere?"
    ),
    "outcome != Outcome.CHARGED": "Is it to be closed without a charge?",
    "in_custody": "Interviewed in custody?",
    "crime.evidence < charging.SUFFICIENT": "Is the evidence short of a charge?",
    "crime.evidence < charging.SUFFICIENT and (crime.pending or crime.csi_due)": (
        "Still short, and a result or a CSI to come?"
    ),
    "charging.lapsed(crime, force)": "Is it too late for a charge?",
    "(outcome := (yield from spared))": "Dealt with out of court?",
    "kept and (not disposal.spares(crime, p.disposal, practice.policies.disposal, force))": (
        "Strong, kept in custody and not to be spared a charge?"
    ),
    "(yield from casefile.build_in_custody(crime, p.casefile, until, force))": "In time?",
    "decision is None and crime.interviewed": "Interviewed, and not decided?",
    "outcome == Outcome.CHARGED": "Charged?",
    "disposal.may_be_reviewed(crime, p.disposal, force)": "Does the victim ask for a review?",
    "(yield from disposal.review(crime, practice.pathway.disposal, force))": "Upheld?",
    "crime.owner_team": "Does somebody have the crime?",
}
"""By the code of a test, without a `not` before it; an `and` may be asked part by part."""
ENDS = {
    "outcome": "that outcome",
    "elsewhere": "that outcome",
    "charging.outcome_of(crime, decision)": "the outcome that follows",
    "charging.outcome_of(crime, charging.Decision.TOO_LITTLE)": "evidential difficulties",
    "charging.outcome_of(crime, charging.Decision.OUT_OF_TIME)": "time limit expired",
    "None if decision is None else charging.outcome_of(crime, decision)": "a decision, or none",
}
"""What is handed back, by its code."""
COLOURS = {
    "title": "#ffd966",
    "first": "#cfe2f3",
    "traces": "#d9ead3",
    "enquiry": "#ead1dc",
    "justice": "#fce5cd",
}
STAGES = {
    **dict.fromkeys(("contact", "deployment", "prevention"), ":::first"),
    **dict.fromkeys(("scene", "forensics", "digital"), ":::traces"),
    **dict.fromkeys(("allocation", "investigation", "supervision", "victim"), ":::enquiry"),
    **dict.fromkeys(("suspect", "release", "casefile", "charging", "disposal"), ":::justice"),
}
"""The colour of each room's steps: the first hours, traces, the enquiry, and what follows."""
ROOMS = {"casefile": "Case file", "force": "Force"}
QUERIES = ("Whether", "When", "How", "The outcome of")
"""What answers a question and is no step begins so."""
WIDTH, QUOTES = 30, "'"

Tail = tuple[str, str]
"""A node, and the label of the arrow that leaves it."""


def process_map_markdown(made_by: str) -> str:
    """Return docs/process-map.md: the flowcharts of the journey."""
    lines = [
        "# Process map",
        "",
        made_by,
        "",
        "Drawn from [the code of the journey](../sacsim/pathway/journey.py), so that it cannot "
        "fall behind it. A yellow box tells what follows below it; a box is a step and names the "
        "room that takes it; a box with double sides is drawn on its own, under a yellow box with "
        "the same words; a dotted arrow leads to what runs beside the story. Colours: blue the "
        "first hours, green traces, pink the enquiry, orange the suspect and the decision. "
        "[The stages](model/stages.md) say what each step assumes.",
    ]
    for chart in CHARTS:
        lines += ["", f"## {chart.title}", "", chart.about, "", "```mermaid", "flowchart TD"]
        lines += [f"    {line}" for line in _drawn(chart)]
        lines.append("```")
    return "\n".join(lines) + "\n"


def _drawn(chart: Chart) -> Iterator[str]:
    for name in chart.functions:
        drawing = _Drawing(name)
        drawing.draw()
        yield from drawing.lines
    yield from (f"classDef {name} fill:{colour},color:#000" for name, colour in COLOURS.items())


@dataclass
class _Drawing:
    """One function of the journey as nodes and arrows."""

    name: str
    lines: list[str] = field(default_factory=list)
    _nodes: int = 0

    def draw(self) -> None:
        """Draw the function from its first statement to its ends."""
        start = self._node('[/"{}"/]:::title', _told(getattr(journey, self.name)))
        tails = self._block(_functions()[self.name].body, [(start, "")])
        if tails:
            self._join(tails, self._node('(["{}"])', "end"))

    def _block(self, statements: list[ast.stmt], tails: list[Tail]) -> list[Tail]:
        for each in statements:
            tails = self._statement(each, tails)
        return tails

    def _statement(self, statement: ast.stmt, tails: list[Tail]) -> list[Tail]:
        match statement:
            case ast.If(test, body, orelse):
                yes, no = self._ask(test, tails)
                return self._block(body, yes) + self._block(orelse, no)
            case ast.While(test, body, _):
                yes, no = self._ask(test, tails)
                self._join(self._block(body, yes), yes[0][0])
                return no
            case ast.Return(value):
                self._return(value, self._steps(statement, tails))
                return []
        return self._steps(statement, tails)

    def _ask(self, test: ast.expr, tails: list[Tail]) -> tuple[list[Tail], list[Tail]]:
        """Ask a question after the steps that its answer takes; where yes and where no leads."""
        negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        code = ast.unparse(test.operand if isinstance(test, ast.UnaryOp) else test)
        if code not in QUESTIONS and isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            refused: list[Tail] = []
            for part in test.values:
                tails, no = self._ask(part, tails)
                refused += no
            return tails, refused
        if code not in QUESTIONS:
            raise LookupError(f"give this question words in {__name__}: {code}")
        tails = self._steps(test, tails)
        question = self._node('{{"{}"}}', QUESTIONS[code])
        self._join(tails, question)
        answers = [(question, "yes")], [(question, "no")]
        return answers[::-1] if negated else answers

    def _return(self, value: ast.expr | None, tails: list[Tail]) -> None:
        self._join(tails, self._node('(["{}"])', _handed_back(value)))

    def _steps(self, part: ast.AST, tails: list[Tail]) -> list[Tail]:
        """Draw the calls in a part of the code, the inner ones first."""
        for call in _calls(part):
            code = ast.unparse(call.func)
            if code in ("force.branch", "force.go_on_alone"):
                continue
            label = _label(code, call)
            if label is None:
                continue
            own, stage = code in _functions(), STAGES.get(_room(code), "")
            node = self._node('[["{}"]]' if own else f'["{{}}"]{stage}', label)
            beside = _is_beside(part, call)
            self._join(tails, node, dotted=beside)
            if not beside:
                tails = [(node, "")]
        return tails

    def _node(self, shape: str, label: str) -> str:
        self._nodes += 1
        node = f"{self.name}{self._nodes}"
        self.lines.append(node + shape.format(_wrapped(label)))
        return node

    def _join(self, tails: list[Tail], node: str, dotted: bool = False) -> None:
        arrow = "-.->" if dotted else "-->"
        for tail, word in tails:
            self.lines.append(f"{tail} {arrow}{f'|{word}|' if word else ''} {node}")


def _functions() -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(journey))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _calls(part: ast.AST) -> Iterator[ast.Call]:
    """The calls in a part of the code, each after those that it needs."""
    for child in ast.iter_child_nodes(part):
        yield from _calls(child)
    if isinstance(part, ast.Call):
        yield part


def _is_beside(part: ast.AST, call: ast.Call) -> bool:
    """Whether a call is what is begun beside the story."""
    begun = [each for each in _calls(part) if ast.unparse(each.func).startswith("force.")]
    return any(
        ast.unparse(each.func) in ("force.branch", "force.go_on_alone") and call in each.args
        for each in begun
    )


def _label(code: str, call: ast.Call) -> str | None:
    """What a call does, in words; None for what is no step."""
    owner, _, name = code.rpartition(".")
    if code in _functions():
        return _told(getattr(journey, code))
    if code == "crime.news":
        return f"Wait for a {ast.unparse(call.args[0]).strip(QUOTES)}"
    if owner == "chosen":
        return f"Policy: {(Policies.model_fields[name].description or '').rstrip('.')}"
    room: Any = disposal.SeriesBook if owner == "practice.book" else getattr(journey, owner, None)
    found = getattr(room, name, None) if owner else None
    if not inspect.isfunction(found) or _told(found).startswith(QUERIES):
        return None
    where = _room(code)
    return f"{ROOMS.get(where, where.capitalize())}: {_told(found)}"


def _room(code: str) -> str:
    """The room of what is called; the book of series is the disposal room's."""
    return "disposal" if code.startswith("practice.book.") else code.partition(".")[0]


def _handed_back(value: ast.expr | None) -> str:
    code = "" if value is None else ast.unparse(value)
    if code.startswith("Outcome."):
        return Outcome[code.removeprefix("Outcome.")].label
    return ENDS.get(code, "end")


def _told(function: Any) -> str:
    """The first sentence of what a function says of itself, but for what it returns."""
    text = " ".join((function.__doc__ or "").split())
    return re.split(r"\.(?:\s|$)|; returns ", text)[0]


def _wrapped(text: str) -> str:
    return "<br/>".join(wrap(text.replace('"', "#quot;"), WIDTH))
