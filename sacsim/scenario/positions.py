"""Positions: on which line of a scenario file each key stands, so that a problem can point at it.

The standard library's reader gives no lines, hence this second, forgiving pass over the same text:
at anything it cannot follow it stops, and leaves the complaint to the reader. It also bounds what
the reader is handed, since deep nesting and endless keys would exhaust it.
"""

import re
import tomllib
from bisect import bisect
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""Keys from the top of the file inwards; a list's items by number from 0."""

DEEPEST = 32
LONGEST_VALUE = 200  # characters of a number, date, bare word or key
LONGEST_TEXT = 5_000
_MOST = f"at most {LONGEST_VALUE} make sense"


class Position(NamedTuple):
    """Where something was written: a file's line, or an option of the command line."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class LimitError(Exception):
    """The text goes beyond what a scenario could need."""

    def __init__(self, line: int, path: KeyPath, why: str) -> None:
        super().__init__(why)
        self.line, self.path, self.why = line, path, why


class Repeat(NamedTuple):
    """A key given a value a second time."""

    path: KeyPath
    line: int
    first: int


def dotted(path: KeyPath) -> str:
    """Return a key path as one writes it in TOML, with the items of lists as [0], [1]."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            shown = part if _BARE_KEY.fullmatch(part) else repr(part)
            text += f".{shown}" if text else shown
    return text


_BARE_KEY = re.compile(r"[A-Za-z0-9_-]++")
_GAP = re.compile(r"[ \t]*+")
_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_STRING = re.compile(
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']++|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
_WORD = re.compile(r"[^,\"'\]}#\s]++(?: \d\d:[^,\]}#\s]*+)?")


class _LostError(Exception):
    """The text is not TOML from here on."""


class Scan:
    """The line of every key of a TOML text, and the keys given twice.

    `lines` has an item of a list only where it stands on another line than the list's beginning.
    Raises LimitError for keys and lists nested deeper than DEEPEST, words and keys over
    LONGEST_VALUE and texts over LONGEST_TEXT.
    """

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.repeats: list[Repeat] = []
        self._text = text
        self._at = 0
        self._starts = [match.end() for match in re.finditer("\n", text)]
        self._given: dict[KeyPath, int] = {}
        self._repeated: set[KeyPath] = set()
        self._begun: list[tuple[int, KeyPath]] = []
        self._ended: dict[KeyPath, int] = {}
        self._lengths: dict[KeyPath, int] = {}
        self.lost = len(text)
        try:
            self._document()
        except _LostError:
            self.lost = self._at

    def offset(self, line: int, column: int) -> int:
        """Return the place in the text of a line and column, both from 1."""
        return (self._starts[line - 2] if line > 1 else 0) + column - 1

    def around(self, offset: int) -> tuple[int, KeyPath]:
        """Return the line of a place in the text, and the key whose value is there; () for none."""
        line = bisect(self._starts, offset) + 1
        place = bisect(self._begun, offset, key=lambda key: key[0]) - 1
        latest = self._begun[place][1] if place >= 0 else ()
        for length in range(len(latest), 0, -1):
            path = latest[:length]
            if path in self._given and self._ended.get(path, len(self._text) + 1) > offset:
                return line, path
        return line, latest if self.lines.get(latest) == line else ()

    def _line(self) -> int:
        return bisect(self._starts, self._at) + 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        assert match
        self._at = match.end()

    def _take(self, text: str) -> bool:
        found = self._text.startswith(text, self._at)
        self._at += len(text) * found
        return found

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise _LostError

    def _document(self) -> None:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._take("[["):
                table = self._list_header()
            elif self._take("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> KeyPath:
        line, key = self._line(), self._key(())
        self._expect("]")
        table = self._inside_lists(key)
        self._give(table, 0, line)
        self._ended[table] = self._at - 1
        return table

    def _list_header(self) -> KeyPath:
        line, key = self._line(), self._key(())
        self._expect("]]")
        whole = (*self._inside_lists(key[:-1]), key[-1])
        self._under(whole, 0, line)
        self._lengths[whole] = self._lengths.get(whole, 0) + 1
        item = (*whole, self._lengths[whole] - 1)
        self.lines[item] = line
        return item

    def _inside_lists(self, key: KeyPath) -> KeyPath:
        """Put the number of the latest item after each key that is a list of tables."""
        path: KeyPath = ()
        for part in key:
            path = (*path, part)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return path

    def _pair(self, table: KeyPath) -> None:
        line, key = self._line(), self._key(table)
        self._expect("=")
        path = table + key
        self._give(path, len(table), line)
        self._begun.append((self._at, path))
        self._skip(_GAP)
        self._value(path)
        self._ended[path] = self._at

    def _give(self, path: KeyPath, known: int, line: int) -> None:
        self._under(path, known, line)
        if path in self._given:
            if path[:-1] not in self._repeated:
                self.repeats.append(Repeat(path, line, self._given[path]))
            self._repeated.add(path)
        else:
            self.lines[path] = self._given[path] = line

    def _under(self, path: KeyPath, known: int, line: int) -> None:
        for length in range(known + 1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _key(self, table: KeyPath) -> KeyPath:
        line = self._line()
        parts: list[str] = []
        while True:
            self._skip(_GAP)
            if match := _BARE_KEY.match(self._text, self._at):
                parts.append(match[0])
            elif match := _STRING.match(self._text, self._at):
                parts.append(_unquoted(match[0]))
            else:
                raise _LostError
            self._at = match.end()
            if len(parts[-1]) > LONGEST_VALUE:
                raise LimitError(line, table, f"a key of {len(parts[-1]):,} characters; {_MOST}")
            if len(table) + len(parts) > DEEPEST:
                raise LimitError(line, table, f"keys are nested more than {DEEPEST} deep")
            self._skip(_GAP)
            if not self._take("."):
                return tuple(parts)

    def _value(self, path: KeyPath) -> None:
        if len(path) > DEEPEST:
            raise LimitError(self._line(), path[:3], f"values are nested more than {DEEPEST} deep")
        if self._take("["):
            self._items(path)
        elif self._take("{"):
            self._skip(_BLANK)
            while not self._take("}"):
                self._pair(path)
                self._next("}")
        elif match := _STRING.match(self._text, self._at):
            if len(match[0]) > LONGEST_TEXT:
                why = f"a text of {len(match[0]):,} characters; at most {LONGEST_TEXT:,} make sense"
                raise LimitError(self._line(), path, why)
            self._at = match.end()
        elif match := _WORD.match(self._text, self._at):
            if len(match[0]) > LONGEST_VALUE:
                why = f"a value of {len(match[0])} characters; {_MOST}"
                raise LimitError(self._line(), path, why)
            self._at = match.end()
        else:
            raise _LostError

    def _items(self, path: KeyPath) -> None:
        index, line = 0, self._line()
        self._skip(_BLANK)
        while not self._take("]"):
            if self._line() != line:
                self.lines[(*path, index)] = self._line()
            self._value((*path, index))
            self._next("]")
            index += 1

    def _next(self, end: str) -> None:
        self._skip(_BLANK)
        if self._take(","):
            self._skip(_BLANK)
        elif not self._text.startswith(end, self._at):
            raise _LostError


def _unquoted(key: str) -> str:
    if "\\" not in key:
        return key[1:-1]
    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except ValueError:
        raise _LostError from None


def key_path(text: str) -> KeyPath | None:
    """Return the path a dotted key stands for, as `teams.csi.officers`; None if it is not one."""
    scan = Scan("")
    scan._text = text
    try:
        path = scan._key(())
    except (_LostError, LimitError):
        return None
    return path if scan._at == len(text) else None
