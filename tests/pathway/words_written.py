"""Every word that the pathway can write beside a lost chance, read from its code."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import sacsim.pathway
from sacsim.pathway.crime import Crime
from sacsim.pathway.opportunities import Kind
from sacsim.words import Outcome

FILES = sorted(Path(sacsim.pathway.__file__).parent.glob("*.py"))
ELSEWHERE = {"missed"}
"""Fields whose words are found where they are written."""


def closing_words(crime: Crime) -> set[str]:
    """What `Crime.closed_because` can say of a closed crime: everything it looks at is tried."""
    said = set()
    for outcome, supports, out, crowded, kind in product(
        list(Outcome)[1:], (True, False), (True, False), (True, False), Kind
    ):
        crime.true_outcome, crime.supports = outcome, supports
        crime.screened_out, crime.crowded_out = out, crowded
        said.add(crime.closed_because(kind))
    return said


@dataclass
class Module:
    """One file of the pathway, and the words that an expression in it may stand for."""

    path: Path
    closing: set[str]

    def __post_init__(self) -> None:
        self.values = vars(importlib.import_module(f"sacsim.pathway.{self.path.stem}"))
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        self.functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]

    def words(self) -> Iterator[str]:
        """Every word that this file gives a chance for its loss."""
        for function in self.functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".lose"):
                    yield from self.of(node.args[1], function)
                if isinstance(node, ast.Assign):
                    names = {getattr(target, "attr", "") for target in node.targets}
                    if names & ELSEWHERE:
                        yield from self.of(node.value, function)

    def of(self, node: ast.expr | None, within: ast.FunctionDef) -> set[str]:
        """The words that an expression in a function may stand for; an error if it is new."""
        match node:
            case ast.Constant(str(word)):
                return {word} - {""}
            case ast.IfExp():
                return self.of(node.body, within) | self.of(node.orelse, within)
            case ast.BoolOp():
                return set().union(*(self.of(each, within) for each in node.values))
            case ast.YieldFrom():
                return self.of(node.value, within)
            case ast.JoinedStr([ast.Constant(start), ast.FormattedValue(value)]):
                return {f"{start}{word}" for word in self.of(value, within)}
            case ast.Attribute(attr="missed"):
                return set()
            case ast.Call() if ast.unparse(node.func).endswith("closed_because"):
                return self.closing
            case ast.Call(ast.Name(name)):
                called = self.named(name)
                returns = [each for each in ast.walk(called) if isinstance(each, ast.Return)]
                return set().union(*(self.of(each.value, called) for each in returns))
            case ast.Name(name):
                return self.of_name(name, within)
        raise AssertionError(f"{self.path.name}: where does {ast.unparse(node)} come from?")

    def of_name(self, name: str, within: ast.FunctionDef) -> set[str]:
        """The words of a variable: assigned in the function, given to it, or of the module."""
        parameters = [each.arg for each in within.args.args]
        if name in parameters:
            place = parameters.index(name)
            return set().union(*(self.of(c.args[place], f) for f, c in self.calls(within.name)))
        found: set[str] = set()
        known = False
        for node in ast.walk(within):
            if not isinstance(node, ast.Assign | ast.NamedExpr):
                continue
            target = node.target if isinstance(node, ast.NamedExpr) else node.targets[0]
            if ast.unparse(target) == name:
                found, known = found | self.of(node.value, within), True
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Subscript):
                names = [ast.unparse(each) for each in target.elts]
                table = self.values[ast.unparse(node.value.value)]
                if name in names:
                    found, known = {row[names.index(name)] for row in table.values()}, True
        if not known:
            assert isinstance(self.values[name], str), f"{self.path.name}: what is {name}?"
            found = {self.values[name]}
        return found

    def named(self, name: str) -> ast.FunctionDef:
        """A function of this file."""
        return next(each for each in self.functions if each.name == name)

    def calls(self, name: str) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
        """Every call of a function in this file, and the function it is in."""
        for function in self.functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                    yield function, node


def words_written(crime: Crime) -> set[str]:
    """All words; `crime` is one to try outcomes on."""
    closing = closing_words(crime)
    return set().union(*(Module(path, closing).words() for path in FILES))
