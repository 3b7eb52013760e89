"""How the code is laid out: rooms know only the rooms above them, and luck comes from one place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sacsim

PACKAGE = Path(sacsim.__file__).parent
ROOMS = [
    {"errors", "version", "words", "clock", "compiling", "documents"},
    {"settings"},
    {"chance"},
    {"journal"},
    {"force"},
    {"demand"},
    {"pathway"},
    {"scenario"},
    {"statistics", "stopping", "steady"},
    {"measure"},
    {"verify"},
    {"engine"},
    {"mechanisms"},
    {"experiment"},
    {"report"},
    {"cli", "__main__"},
]
"""From the top of the house down; settings and chance, which read no other's mind, are two."""

LONGEST = 400
PROMISED = {"mean", "quantile", "describe"}
"""What every law of chance has, explained once in chance/laws.py and the protocol Law."""

FILES = sorted(PACKAGE.rglob("*.py"))
NAMES = [path.relative_to(PACKAGE).as_posix() for path in FILES]

every_file = pytest.mark.parametrize("path", FILES, ids=NAMES)


def room_of(path: Path) -> str:
    """The room that a file belongs to: its folder, or its own name at the top."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def floor(room: str) -> int:
    """How far down the house a room is."""
    return next(level for level, rooms in enumerate(ROOMS) if room in rooms)


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that a file imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def for_types_only(tree: ast.Module) -> set[str]:
    """Modules that are imported for annotations alone, behind TYPE_CHECKING."""
    blocks = (node for node in ast.walk(tree) if isinstance(node, ast.If))
    return {
        name
        for block in blocks
        if "TYPE_CHECKING" in ast.unparse(block.test)
        for name in imported(ast.Module(block.body, []))
    }


def test_every_file_has_a_room() -> None:
    assert len(FILES) > 50
    rooms = {room_of(path) for path in FILES} - {"__init__"}
    assert rooms <= set().union(*ROOMS), "a new room needs a place in the order, and a decision"


@every_file
def test_a_file_imports_only_from_rooms_above(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name in set(imported(tree)) - for_types_only(tree):
        package, _, rest = name.partition(".")
        if package == "sacsim":
            room = rest.partition(".")[0]
            below = floor(room) > floor(room_of(path))
            assert not below, f"{path.relative_to(PACKAGE)} imports {name}, from a room below it"


@every_file
def test_chance_is_the_only_source_of_luck(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = {name.partition(".")[0] for name in imported(ast.parse(text))}
    assert not names & {"random", "secrets", "uuid"}
    for word in (r"np\.random", r"numpy\.random", r"default_rng", r"RandomState", r"urandom"):
        assert not re.search(word, text), word


@every_file
def test_nothing_in_a_run_knows_the_time_of_day(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = {name.partition(".")[0] for name in imported(ast.parse(text))}
    assert "time" not in names
    assert not re.search(r"\b(datetime|date)\.(now|today|utcnow)\(", text)


@every_file
def test_nothing_is_executed_or_unpickled(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {name.partition(".")[0] for name in imported(tree)}
    assert not names & {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "yaml"}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        assert ast.unparse(call.func) not in ("eval", "exec", "compile", "__import__", "os.system")
        assert not any(
            word.arg == "shell"
            or (word.arg == "allow_pickle" and ast.unparse(word.value) != "False")
            for word in call.keywords
        )


@every_file
def test_only_those_who_face_the_reader_print(path: Path) -> None:
    if room_of(path) in ("cli", "report", "__main__"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert not {"print", "input", "sys.stdout.write", "breakpoint"} & set(calls)


@every_file
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@every_file
def test_everything_public_is_explained(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module begins with what it is"
    unexplained = [
        node.name
        for owner in [tree, *(node for node in tree.body if is_public_class(node))]
        for node in owner.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not is_protocol(owner)
        and not (isinstance(owner, ast.ClassDef) and node.name in PROMISED)
    ]
    assert not unexplained


def is_public_class(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef) and not node.name.startswith("_")


def is_protocol(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)


@pytest.mark.parametrize("room", ["pathway", "demand", "force"])
def test_time_passes_through_the_agenda(room: str) -> None:
    """SimPy's own timeouts and resources would come in the order of insertion."""
    for path in (PACKAGE / room).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not {name for name in called if name.endswith(".timeout")}, path
        words = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not words & {"Resource", "PriorityResource", "PreemptiveResource", "Store"}, path


def test_stories_are_told_in_the_pathway() -> None:
    """A room of the pathway asks the force; of SimPy it knows an event by name, and no more."""
    for path in (PACKAGE / "pathway").rglob("*.py"):
        modules = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
        assert not {name for name in modules if name.startswith("simpy")} - {"simpy.Event"}, path


def test_types_are_shipped() -> None:
    assert (PACKAGE / "py.typed").is_file()
