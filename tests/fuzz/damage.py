"""Damage: what can be wrong with a scenario file, one seed a mutant.

A mutant says which key is at fault, if one is, and whether it must be refused: damage that nobody
could have meant must be, other damage may leave a sound file (a comment lost, a default taken).
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sacsim.scenario.positions import KeyPath, Scan

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(path.name for path in SCENARIOS.glob("*.toml"))
FREE = {
    ("teams",),
    ("demand", "profiles"),
    ("demand", "other"),
    ("demand", "areas"),
    ("workforce", "routes"),
    ("workforce", "joiners"),
    ("workforce", "transfers"),
    ("comparators", "measures"),
    ("calibration", "loads"),
    ("calibration", "free"),
}
"""Tables whose keys are names, and anybody's to choose."""
NEVER = (
    "nan",
    "-nan",
    "inf",
    "-inf",
    "1e400",
    "-1e9",
    "9" * 26,
    "9" * 400,
    "1e308",
    "{}",
    "[[[[]]]]",
    "2020-02-30",
    "1979-05-27T07:32:00Z",
    "[nan]",
    "{ value = nan }",
    "{ value = 1, source = 2 }",
    "{ exponential = { mean = -1 } }",
    "{ mixture = [] }",
    "{ a = { b = { c = 1 } } }",
    "27 %",
    "3,000",
    "3 hours",
    "half",
    "TRUE",
    "0x",
    "__import__('os')",
)
"""No key of a scenario has such a value."""
SELDOM = (
    "-1",
    "-0.001",
    "0",
    "1000000",
    "true",
    '""',
    '"x"',
    '"<script>alert(1)</script>"',
    '"=cmd|1"',
    '"\\u0000\\u001b[31m\\u202e"',
    "[]",
    "[1, 2]",
    "{ gamma = 3 }",
    "2020-07-01",
    "0001-01-01",
    "9999-12-31",
    "07:32:00",
    "0x10",
    "1_000",
    "'" + "y" * 3000 + "'",
)
"""A key here and there may have such a value."""
BARE = re.compile(r"""("[^"\n]*"|'[^'\n]*'|[\w-]+)\s*=\s*$""")
HEAD = re.compile(r"^\[([\w.]+)\]$", re.M)
NUMBER = re.compile(r"[+-]?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?")


class Place(NamedTuple):
    """One key of a file: its path, where it is written, and where its value is."""

    path: KeyPath
    key: tuple[int, int]
    value: tuple[int, int]


@dataclass
class Mutant:
    """A damaged scenario file."""

    name: str
    content: bytes
    what: str = ""
    keys: tuple[str, ...] = ()
    """The one key at fault, if there is just one, and the one that it is a part of."""
    must: bool = False
    """Whether it must be refused."""

    @property
    def text(self) -> str:
        """The file as it stands."""
        return self.content.decode()

    def put(self, span: tuple[int, int], new: str) -> None:
        """Replace a part of the text."""
        self.content = (self.text[: span[0]] + new + self.text[span[1] :]).encode()

    def blame(self, path: KeyPath, *, must: bool) -> None:
        """Say which key is at fault, and whether nobody could have meant it."""
        self.keys = tuple(str(part) for part in path if isinstance(part, str))[-2:]
        self.must = must


Luck = np.random.Generator


def mutant(seed: int) -> Mutant:
    """The mutant of a seed."""
    luck = np.random.default_rng([20220811, seed])
    name = SHIPPED[luck.integers(len(SHIPPED))]
    made = Mutant(name, (SCENARIOS / name).read_bytes())
    made.what = str(luck.choice(sorted(DAMAGE)))
    DAMAGE[made.what](made, luck)
    return made


def places(text: str) -> list[Place]:
    """Every key of a text with its value."""
    scan = Scan(text)
    found = []
    for begun, path in scan._begun:
        key = BARE.search(text, max(begun - 100, text.rfind("\n", 0, begun) + 1), begun)
        assert key
        begins = begun + len(text[begun : begun + 9]) - len(text[begun : begun + 9].lstrip(" "))
        found.append(Place(path, key.span(1), (begins, scan._ended[path])))
    return found


def one(m: Mutant, luck: Luck, where: Callable[[Place], bool] = lambda place: True) -> Place:
    """One of the keys of a mutant."""
    found = [place for place in places(m.text) if where(place)]
    return found[luck.integers(len(found))]


def free(path: KeyPath) -> bool:
    """Whether a key is a name that anybody may choose."""
    return path[:-1] in FREE


# -- keys -----------------------------------------------------------------------------------------


def misspelt_key(m: Mutant, luck: Luck) -> None:
    place = one(m, luck)
    old = m.text[slice(*place.key)]
    at = int(luck.integers(len(old)))
    new = [old[:at] + "q" + old[at:], old[:at] + old[at + 1 :] + "zz", old.upper() + "_"]
    key = new[luck.integers(3)]
    m.put(place.key, key)
    m.blame((*place.path[:-1], key), must=not free(place.path))


def another_key(m: Mutant, luck: Luck) -> None:
    heads = list(HEAD.finditer(m.text))
    head = heads[luck.integers(len(heads))] if heads else None
    path = tuple(head[1].split(".")) if head else ()
    end = head.end() if head else 0
    m.put((end, end), "\nzzyzx = 1\n")
    m.blame((*path, "zzyzx"), must=path not in FREE)


def repeated_key(m: Mutant, luck: Luck) -> None:
    place = one(m, luck)
    start, end = place.key[0], place.value[1]
    own_line = m.text[m.text.rfind("\n", 0, start) + 1 : start].strip() == ""
    m.put((end, end), ("\n" if own_line else ", ") + m.text[start:end])
    m.blame(place.path, must=True)


def lost_key(m: Mutant, luck: Luck) -> None:
    place = one(m, luck)
    m.put((place.key[0], place.value[1]), "")


def moved_key(m: Mutant, luck: Luck) -> None:
    place = one(m, luck, lambda place: len(place.path) < 4)
    said = m.text[place.key[0] : place.value[1]]
    m.put((place.key[0], place.value[1]), "")
    heads = list(HEAD.finditer(m.text))
    end = heads[luck.integers(len(heads))].end() if heads else 0
    m.put((end, end), f"\n{said}\n")


# -- values ---------------------------------------------------------------------------------------


def nonsense(m: Mutant, luck: Luck) -> None:
    place = one(m, luck)
    m.put(place.value, NEVER[luck.integers(len(NEVER))])
    m.blame(place.path, must=True)


def seldom_meant(m: Mutant, luck: Luck) -> None:
    place = one(m, luck)
    m.put(place.value, SELDOM[luck.integers(len(SELDOM))])
    m.blame(place.path, must=False)


def a_number(m: Mutant, luck: Luck) -> tuple[Place, tuple[int, int], str]:
    """One of the numbers that stand anywhere in a value, lists included."""
    while True:
        place = one(m, luck)
        value = m.text[slice(*place.value)]
        plain = re.sub(r"\"[^\"]*\"|\d{4}-\d\d-\d\d|\d\d:\d\d", lambda t: " " * len(t[0]), value)
        found = list(NUMBER.finditer(plain))
        if found and "{" not in plain:
            number = found[luck.integers(len(found))]
            start = place.value[0] + number.start()
            return place, (start, start + len(number[0])), number[0]


def huge_number(m: Mutant, luck: Luck) -> None:
    place, span, _ = a_number(m, luck)
    m.put(span, str(luck.choice(["1e308", "-1e300", "nan", "1e999", "9" * 30, "inf"])))
    m.blame(place.path, must=True)


def other_number(m: Mutant, luck: Luck) -> None:
    place, span, number = a_number(m, luck)
    value = float(number.replace("_", ""))
    new = [-value - 1, value * 100, value / 1000, value + 0.5, 0, 1e7]
    m.put(span, f"{new[luck.integers(len(new))]:.12g}")
    m.blame(place.path, must=False)


def other_unit(m: Mutant, luck: Luck) -> None:
    place, span, number = a_number(m, luck)
    unit = str(luck.choice(["%", " hours", " min", "h", "£", " per year", "k", ",000"]))
    m.put(span, number + unit)
    listed = m.text[place.value[0]] == "[" and unit == ",000"
    m.blame(place.path, must=not listed)


def quoted_number(m: Mutant, luck: Luck) -> None:
    place, span, number = a_number(m, luck)
    m.put(span, f'"{number}"')
    m.blame(place.path, must=True)


def number_in_a_list(m: Mutant, luck: Luck) -> None:
    place, span, number = a_number(m, luck)
    m.put(span, f"[{number}]")
    m.blame(place.path, must=True)


def longer_or_shorter_list(m: Mutant, luck: Luck) -> None:
    wanted = ("by_month", "by_hour", "by_weekday", "by_hour_of_week", "age_months")
    lists = [place for place in places(m.text) if place.path[-1] in wanted]
    if not lists:
        return nonsense(m, luck)
    place = lists[luck.integers(len(lists))]
    inside = m.text[place.value[0] + 1 : place.value[1] - 1].strip().rstrip(",")
    items = [item.strip() for item in inside.split(",")]
    items = items[:-1] if luck.random() < 0.5 else [*items, "1.0"]
    m.put(place.value, f"[{', '.join(items)}]")
    return m.blame(place.path, must=True)


def range_beyond_reason(m: Mutant, luck: Luck) -> None:
    edges = [place for place in places(m.text) if place.path[-1] in ("low", "high")]
    if not edges:
        return nonsense(m, luck)
    place = edges[luck.integers(len(edges))]
    wrong = {"low": "-1e9", "high": "-1e9"}[str(place.path[-1])]
    m.put(place.value, str(luck.choice([wrong, "nan", "inf", '"1"', "true", "1e300"])))
    return m.blame(place.path, must=True)


def very_long_text(m: Mutant, luck: Luck) -> None:
    texts = [place for place in places(m.text) if m.text[place.value[0]] == '"']
    place = texts[luck.integers(len(texts))]
    m.put(place.value, f'"{"long " * 40_000}"')
    m.blame(place.path, must=True)


# -- structure ------------------------------------------------------------------------------------


def lost_header(m: Mutant, luck: Luck) -> None:
    heads = list(HEAD.finditer(m.text))
    if heads:
        m.put(heads[luck.integers(len(heads))].span(), "")


def repeated_header(m: Mutant, luck: Luck) -> None:
    heads = list(HEAD.finditer(m.text))
    if not heads:
        return another_key(m, luck)
    name = heads[luck.integers(len(heads))][1]
    m.put((len(m.text),) * 2, f"\n[{name}]\n")
    return m.blame(tuple(name.split(".")), must=True)


def renamed_header(m: Mutant, luck: Luck) -> None:
    heads = list(HEAD.finditer(m.text))
    if not heads:
        return another_key(m, luck)
    head = heads[luck.integers(len(heads))]
    path = tuple(head[1].split("."))
    m.put(head.span(1), head[1] + "_x")
    return m.blame((*path[:-1], path[-1] + "_x"), must=not free(path))


def deep_nesting(m: Mutant, luck: Luck) -> None:
    depth = int(luck.choice([40, 300, 5000, 100_000]))
    forms = [
        f"zz = {'[' * depth}{']' * depth}",
        f"zz = {'{ a = ' * depth}1{' }' * depth}",
        f"zz = {'[' * depth}",
        f"{'zz.' * depth}a = 1",
        f"[{'zz.' * depth}a]",
    ]
    m.put((0, 0), forms[luck.integers(len(forms))] + "\n")
    m.must = True


def lines_elsewhere(m: Mutant, luck: Luck) -> None:
    lines = m.text.split("\n")
    first, second = (int(n) for n in luck.integers(len(lines), size=2))
    lines[first], lines[second] = lines[second], lines[first]
    m.content = "\n".join(lines).encode()


def lost_line(m: Mutant, luck: Luck) -> None:
    lines = m.text.split("\n")
    del lines[luck.integers(len(lines))]
    m.content = "\n".join(lines).encode()


def truncated(m: Mutant, luck: Luck) -> None:
    m.content = m.content[: luck.integers(len(m.content))]


def random_bytes(m: Mutant, luck: Luck) -> None:
    at = luck.integers(len(m.content))
    m.content = m.content[:at] + luck.bytes(int(luck.integers(1, 40))) + m.content[at:]


def flipped_bits(m: Mutant, luck: Luck) -> None:
    changed = bytearray(m.content)
    for at in luck.integers(len(changed), size=3):
        changed[at] ^= 1 << int(luck.integers(8))
    m.content = bytes(changed)


# -- the file -------------------------------------------------------------------------------------


def another_parent(m: Mutant, luck: Luck) -> None:
    names = ["../x.toml", "/etc/passwd", "mutant.toml", "nowhere.toml", "a\\u0000b", ".", ""]
    names += ["x/" * 3000, "C:\\\\x.toml", "\\\\\\\\server\\\\x.toml", "/dev/zero", "pipe", "loop"]
    names += ["out.toml", "first.toml", "file:///etc/passwd", "https://x.org/x.toml", "~/x.toml"]
    names += ["./../x.toml", "sub/../../x.toml", "$HOME/x.toml", "NUL:"]
    parent = f'extends = "{names[luck.integers(len(names))]}"'
    found = re.search(r"^extends.*$", m.text, re.M)
    m.put(found.span() if found else (0, 0), parent + "\n")
    m.blame(("extends",), must=True)


def other_encoding(m: Mutant, luck: Luck) -> None:
    text = m.text
    accented = text.replace("#", "# é", 1) if "#" in text else f"# é\n{text}"
    forms: list[tuple[bytes, bool]] = [
        (codecs.BOM_UTF8 + m.content, False),
        (text.encode("utf-16"), True),
        (text.encode("utf-16-be"), True),
        (text.encode("utf-32"), True),
        (codecs.BOM_UTF16_LE + m.content, True),
        (accented.encode("latin-1", "replace"), True),
        (accented.encode("utf-8"), False),
        (m.content + b"# \xed\xa0\x80\n", True),
        (m.content + b"\0", True),
        (text.replace("\n", "\r\n").encode(), False),
        (text.replace("\n", "\r").encode(), True),
        (codecs.BOM_UTF8 * 2 + m.content, True),
    ]
    m.content, m.must = forms[luck.integers(len(forms))]


def other_size(m: Mutant, luck: Luck) -> None:
    if luck.random() < 0.7:  # large files take a second each
        return other_encoding(m, luck)
    room = 950_000 - len(m.content)
    forms: list[tuple[bytes, bool]] = [
        (b"", True),
        (b"\n" * 1000, True),
        (b"# nothing\n", True),
        (m.content + b"# " + b"x" * 30_000_000, True),
        (m.content + b"\n#" * (room // 2), False),
        (m.content + b"\n" + b"".join(b"zz%d = 1\n" % n for n in range(room // 14)), True),
        (m.content + b"\nzz = [" + b"1, " * (room // 3) + b"]\n", True),
        (m.content + b'\nzz = "' + b"a" * room + b'"\n', True),
        (m.content + b"\n" + b"".join(b"[z%d]\n" % n for n in range(room // 12)), True),
        (b"\0" * 100_000, True),
    ]
    m.content, m.must = forms[luck.integers(len(forms))]
    return None


DAMAGE: dict[str, Any] = {
    each.__name__: each
    for each in (
        misspelt_key,
        another_key,
        repeated_key,
        lost_key,
        moved_key,
        nonsense,
        seldom_meant,
        huge_number,
        other_number,
        other_unit,
        quoted_number,
        number_in_a_list,
        longer_or_shorter_list,
        range_beyond_reason,
        very_long_text,
        lost_header,
        repeated_header,
        renamed_header,
        deep_nesting,
        lines_elsewhere,
        lost_line,
        truncated,
        random_bytes,
        flipped_bits,
        another_parent,
        other_encoding,
        other_size,
    )
}
