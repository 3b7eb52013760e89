"""Files: a scenario is a TOML file that may extend one parent standing in the same folder.

A file is read only if it is an ordinary file of at most 1 MB; a parent only from inside the folder
of the file that names it, however the path is written or linked.
"""

import os
import re
import stat
import tomllib
from pathlib import Path, PureWindowsPath
from typing import Any

from sacsim.errors import BadInput
from sacsim.scenario.positions import KeyPath, LimitError, Position, Scan
from sacsim.scenario.problems import Problem, cut, did_you_mean, refusal, shown
from sacsim.scenario.tree import Tree, laid_over, planted

MOST_BYTES = 1_000_000
MOST_PARENTS = 10
EXTENDS = "extends"


def read_tree(path: str | os.PathLike[str]) -> Tree:
    """Return a scenario file merged over its parents.

    Raises BadInput where a file cannot be read as TOML, or its parent cannot be followed.
    """
    return _read(Path(path), Position(os.fspath(path)), ())


def parent_of(path: str | os.PathLike[str]) -> Path | None:
    """Return the scenario file that a sound one extends, or None."""
    file = Path(path)
    data, _ = parse(read_text(file, Position(os.fspath(path))), os.fspath(path))
    return file.parent / data[EXTENDS] if EXTENDS in data else None


def _read(file: Path, named_at: Position, children: tuple[Path, ...]) -> Tree:
    text = read_text(file, named_at)
    data, positions = parse(text, os.fspath(file))
    tree = planted({key: value for key, value in data.items() if key != EXTENDS}, positions)
    if EXTENDS not in data:
        return tree
    at, name = tree.position((EXTENDS,)), data[EXTENDS]
    children = (*children, file.resolve())
    if why := outside(file, name):
        raise _refused(at, (EXTENDS,), why)
    parent = file.parent / name
    if parent.resolve() in children:
        raise _refused(at, (EXTENDS,), f"{shown(name)} leads back to the same file")
    if len(children) > MOST_PARENTS:
        raise _refused(at, (EXTENDS,), f"more than {MOST_PARENTS} parents, one behind another")
    return laid_over(_read(parent, at, children), tree)


def outside(file: Path, name: Any) -> str | None:
    """Return why a name does not lead to a file in the folder of the file that has it, or None."""
    rule = "must be the name of a file in the same folder, or below it"
    if not isinstance(name, str):
        return f"is {shown(name)}; {rule}, in quotation marks"
    parts = name.split("/")
    if not name.isprintable() or "\\" in name or "" in parts or ".." in parts:
        return f"is {shown(name)}; {rule}, such as 'england_median.toml'"
    if PureWindowsPath(name).drive:
        return f"is {shown(name)}; {rule}"
    try:
        inside = (file.parent / name).resolve().is_relative_to(file.parent.resolve())
    except (OSError, RuntimeError):  # a name too long; links in a circle before Python 3.13
        return f"{shown(name)} cannot be followed; {rule}"
    return None if inside else f"{shown(name)} leads out of its folder; {rule}"


def read_text(file: Path, named_at: Position) -> str:
    """Return the text of a TOML file; `named_at` is where it was named.

    Raises BadInput for what is no ordinary file, too large, or not UTF-8.
    """
    key: KeyPath = (EXTENDS,) if named_at.line else ()
    who = f"{cut(str(file), 120)} " if key else ""
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _refused(named_at, key, f"{who}is a folder; name a scenario file inside it")
        if not stat.S_ISREG(mode):
            raise _refused(named_at, key, f"{who}is not an ordinary file")
        with file.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _refused(named_at, key, f"{who}does not exist{_similar(file)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _refused(named_at, key, f"{who}cannot be read: {reason}") from None
    if len(raw) > MOST_BYTES:
        raise _refused(named_at, key, f"{who}is too large; at most {MOST_BYTES // 1_000_000} MB")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"not UTF-8 text (byte {raw[error.start]:#04x}); save the file as UTF-8"
        raise _refused(Position(os.fspath(file), line), (), what) from None


def _similar(file: Path) -> str:
    try:
        return did_you_mean(file.name, [other.name for other in file.parent.iterdir()])
    except OSError:
        return f"; nor does the folder {file.parent}"


def parse(text: str, name: str) -> tuple[dict[str, Any], dict[KeyPath, Position]]:
    """Return the values of a TOML text and the position of each key, () being the text itself.

    Raises BadInput for what is not TOML, naming the line and if possible the key.
    """
    try:
        scan = Scan(text)
    except LimitError as error:
        raise _refused(Position(name, error.line), error.path, error.why) from None
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise refusal(_syntax(str(error), scan, text, name)) from None
    return data, {(): Position(name)} | {
        path: Position(name, line) for path, line in scan.lines.items()
    }


_PLAIN = {
    "Invalid value": "the value cannot be read; a text needs quotation marks, a list [ ], "
    "a table { }, and true and false small letters",
    "Invalid statement": "neither a key with a value, nor a [table], nor a # comment",
    "Expected newline or end of document after a statement": "what follows the value cannot "
    "be read; a text needs quotation marks, a date the form 2020-07-01, each key a line of its own",
    "Expected '=' after a key in a key/value pair": "there is no '=' after the key",
    "Invalid initial character for a key part": "a key is missing, or not closed by a bracket",
    "Unclosed array": "the list is not closed by ] or lacks a comma",
    "Unclosed inline table": "the table is not closed by } on the same line, or lacks a comma",
    "Expected ']": "the name of the table is not closed by a bracket",
    "Unterminated string": "the text is not closed by a quotation mark",
    'Expected "': "the text is not closed by a quotation mark",
    "Illegal character '\\n'": "the text is not closed by a quotation mark on the same line",
    "Illegal character": "a control character, which must be written as an escape such as \\u001b",
    "Invalid date or datetime": "there is no such date or time",
    "Unescaped '\\' in a string": "a \\ in a text must be doubled",
    "Cannot overwrite a value": "the key is given twice",
}


_MESSAGE = re.compile(r"(.*?)(?: \(at (?:line (\d+), column (\d+)|end of document)\))?", re.DOTALL)


def _syntax(message: str, scan: Scan, text: str, name: str) -> list[Problem]:
    """What the reader of TOML, or else the scan, found."""
    found = re.fullmatch(
        r"(.*?)(?: \(at (?:line (\d+), column (\d+)|end of document)\))?", message, re.S
    )
    assert found
    what = found[1]
    if scan.repeats and re.match("Cannot (overwrite|declare|mutate|redefine)|Duplicate", what):
        return [
            Problem(Position(name, line), path, f"given twice; it is already on line {first}")
            for path, line, first in scan.repeats
        ]
    offset = scan.offset(int(found[2]), int(found[3])) if found[2] else len(text)
    line, key = scan.around(min(offset, scan.lost))
    if key and offset == len(text):  # something never closed: its beginning says more
        line = scan.lines[key]
    plain = next((words for start, words in _PLAIN.items() if what.startswith(start)), what)
    if not key:
        written = text.split("\n")[line - 1].strip()
        plain = f"{shown(written)}: {plain}"
    return [Problem(Position(name, line), key, plain)]


def _refused(at: Position, path: KeyPath, wrong: str) -> BadInput:
    return refusal([Problem(at, path, wrong)])
