"""A scenario file is merged, sourced and located; whatever is wrong with it is one clear line."""

import datetime as dt
import os
import string
import tomllib
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from sacsim.chance.distributions import Distribution
from sacsim.errors import BadInput
from sacsim.scenario.files import parse
from sacsim.scenario.load import load_model, resolve
from sacsim.scenario.positions import KeyPath, Scan, key_path
from sacsim.scenario.sources import Source
from sacsim.settings import Count, FrozenSettings, NonNegative, PerCrimeType, Probability
from sacsim.words import CrimeType


class Team(FrozenSettings):
    officers: Count
    at_shift_end: Literal["finish", "hand_over", "park"] = "finish"
    hours: PerCrimeType[Distribution] = 1.0  # type: ignore[assignment]
    begins: dt.time = dt.time(7)


class Toy(FrozenSettings):
    name: str
    start: dt.date
    attends: PerCrimeType[Probability]
    teams: dict[str, Team]
    demand: dict[CrimeType, NonNegative] = Field(default_factory=dict)
    limit: float | Literal["none"] | Team = "none"
    relief: tuple[Team, ...] = ()


GOOD = """\
name = "toy"
start = 2020-07-01
attends = { default = 0.3, domestic_burglary = 0.9 }

[teams.csi]
officers = { value = 30, source = "t4", date = 2022-03-31, status = "derived", low = 20, high = 40 }
hours = { pert = { min = 1, mode = 2, max = 3 } }

[teams.response]
officers = 12
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.toml").write_text(GOOD)
    return tmp_path


def problems(path: str = "toy.toml", **overrides: Any) -> list[str]:
    with pytest.raises(BadInput) as caught:
        load_model(path, Toy, {key.replace("__", "."): value for key, value in overrides.items()})
    return caught.value.problems


def write(name: str, text: str | bytes) -> str:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def test_a_good_file(folder: Path) -> None:
    toy, sources, tree = load_model("toy.toml", Toy)
    assert toy.teams["csi"].officers == 30
    assert toy.attends[CrimeType.PERSONAL_ROBBERY] == 0.3
    assert sources == {
        "teams.csi.officers": Source(30, "t4", dt.date(2022, 3, 31), "derived", 20, 40)
    }
    assert str(tree.position(("teams", "csi", "hours"))) == "toy.toml:7"
    assert str(tree.position(("teams", "csi", "hours", "pert", "nowhere"))) == "toy.toml:7"
    assert str(tree.position(("elsewhere",))) == "toy.toml"


ONE_SLIP = {
    "missing key": ("officers = 12", "", "9: teams.response.officers: is missing"),
    "misspelt key": (
        "officers = 12",
        "oficers = 12",
        "10: teams.response.oficers: unknown key; allowed: at_shift_end, begins, hours, officers; "
        "did you mean 'officers'?",
    ),
    "misspelt table": (
        "[teams.csi]",
        "[teems.csi]",
        "5: teems: unknown key; allowed: attends, demand, limit, name, relief, start, teams; "
        "did you mean 'teams'?",
    ),
    "flag": ("= 12", "= true", "10: teams.response.officers: is true; must be a whole number"),
    "quoted number": (
        "= 12",
        '= "12"',
        "10: teams.response.officers: is the text '12'; must be a whole number",
    ),
    "negative": ("= 12", "= -3", "10: teams.response.officers: is -3; must be 0 or more"),
    "fraction": ("= 12", "= 1.5", "10: teams.response.officers: is 1.5; must be a whole number"),
    "not a number": (
        "= 12",
        "= nan",
        "10: teams.response.officers: is nan; must be a whole number",
    ),
    "infinite": (
        "default = 0.3",
        "default = inf",
        "3: attends.default: is inf; must be a finite number",
    ),
    "over one": ("0.9", "1.9", "3: attends.domestic_burglary: is 1.9; must be 1 or less"),
    "bare share": (
        "{ default = 0.3, domestic_burglary = 0.9 }",
        "2",
        "3: attends: is 2; must be 1 or less",
    ),
    "misspelt crime": (
        "domestic_burglary",
        "domestic_burglry",
        "3: attends.domestic_burglry: unknown key; allowed: default, domestic_burglary, "
        "personal_robbery, theft_from_person, theft_from_vehicle, theft_of_vehicle; "
        "did you mean 'domestic_burglary'?",
    ),
    "crimes without a value": (
        "default = 0.3, ",
        "",
        "3: attends: no value for personal_robbery, theft_from_person, theft_of_vehicle, "
        "theft_from_vehicle; give one each, or a default",
    ),
    "distribution": ("mode = 2", "mode = 9", "7: teams.csi.hours: pert needs min <= mode <= max"),
    "choice": (
        "= 12",
        "= 12\nat_shift_end = 'finsh'",
        "11: teams.response.at_shift_end: is the text 'finsh'; must be one of finish, hand_over, "
        "park; did you mean 'finish'?",
    ),
    "choice or number": (
        "[teams.csi]",
        "limit = 'nine'\n[teams.csi]",
        "5: limit: is the text 'nine'; must be a number or none; did you mean 'none'? or a table",
    ),
    "inside a choice": (
        "[teams.csi]",
        "limit = { officers = -1 }\n[teams.csi]",
        "5: limit.officers: is -1; must be 0 or more",
    ),
    "key of a table by name": (
        "[teams.csi]",
        "demand = { robbery = 3 }\n[teams.csi]",
        "5: demand.robbery: unknown key; allowed: domestic_burglary, personal_robbery, "
        "theft_from_person, theft_of_vehicle, theft_from_vehicle; did you mean 'personal_robbery'?",
    ),
    "item of a list": (
        "[teams.csi]",
        "relief = [\n  { officers = 1 },\n  { officers = -1 },\n]\n[teams.csi]",
        "7: relief[1].officers: is -1; must be 0 or more",
    ),
    "table in a list": (
        "[teams.csi]",
        "[[relief]]\nofficers = 1\n[[relief]]\n[teams.csi]",
        "7: relief[1].officers: is missing",
    ),
    "quoted date": (
        "2020-07-01",
        '"2020-07-01"',
        "2: start: is the text '2020-07-01'; must be a date such as 2020-07-01, without quotation",
    ),
    "status": (
        "derived",
        "dervied",
        "6: teams.csi.officers.status: is the text 'dervied'; allowed: published, derived, "
        "assumed; did you mean 'derived'?",
    ),
    "low": ("low = 20", "low = 35", "6: teams.csi.officers.low: is 35, above the value itself, 30"),
    "high": ("high = 40", "high = 3", "6: teams.csi.officers.low: is 20, above the high of 3"),
    "misspelt source": (
        "source =",
        "sorce =",
        "6: teams.csi.officers.sorce: unknown key; allowed: value, source, date, status, low, "
        "high; did you mean 'source'?",
    ),
    "bare word": ("= 12", "= twelve", "10: teams.response.officers: the value cannot be read"),
    "no equals sign": (
        "s = 12",
        "s 12",
        "10: the text 'officers 12': there is no '=' after the key",
    ),
    "left over": ("= 12", "= 12 13", "10: teams.response.officers: what follows the value"),
    "open text": ("= 12", "= '12", "10: teams.response.officers: the text is not closed"),
    "open list": ("= 12", "= [1,\n 2\n", "10: teams.response.officers: the list is not closed"),
    "open table": ("= 12", "= {a = 1\n", "10: teams.response.officers: the table is not closed"),
    "open header": ("[teams.csi]", "[teams.csi", "5: the text '[teams.csi': the name of the table"),
    "twice": (
        "= 12",
        "= 12\nofficers = 13",
        "11: teams.response.officers: given twice; it is already on line 10",
    ),
    "table twice": (
        "[teams.response]",
        "[teams.csi]",
        "9: teams.csi: given twice; it is already on line 5",
    ),
    "bad date": ("2020-07-01", "2020-02-30", "2: start: there is no such date or time"),
    "endless number": ("12", "9" * 5000, "10: teams.response.officers: a value of 5000 characters"),
    "deep": (
        "12",
        "[" * 50_000,
        "10: teams.response.officers: values are nested more than 32 deep",
    ),
    "deep key": ("officers = 12", "a." * 90_000 + "a = 1", "10: teams.response: keys are nested"),
    "control character": ('"toy"', '"\x1b[31m"', "1: name: a control character"),
}


@pytest.mark.parametrize("slip", ONE_SLIP)
def test_one_slip_is_one_line(folder: Path, slip: str) -> None:
    before, after, line = ONE_SLIP[slip]
    (found,) = problems(write("toy.toml", GOOD.replace(before, after, 1)))
    assert found.startswith(f"toy.toml:{line}")
    assert found.isprintable()
    assert len(found) < 500
    assert "nput should" not in found


def test_several_slips_come_together(folder: Path) -> None:
    text = GOOD.replace("= 12", "= -12").replace("name", "nome").replace("mode = 2", "mode = 9")
    text = text.replace("derived", "guess")
    lines = [problem.split(": ")[:2] for problem in problems(write("toy.toml", text))]
    assert lines == [
        ["toy.toml:1", "nome"],
        ["toy.toml:6", "teams.csi.officers.status"],
        ["toy.toml:7", "teams.csi.hours"],
        ["toy.toml:10", "teams.response.officers"],
    ]


def test_very_many_slips_are_cut_short(folder: Path) -> None:
    text = GOOD + "".join(f"x{n} = 1\n" for n in range(5000))
    found = problems(write("toy.toml", text))
    assert len(found) == 101
    assert found[-1].startswith("and more")


def test_hostile_texts_are_shown_harmless(folder: Path) -> None:
    text = GOOD.replace("= 12", r'= "\u001b[2J\u202e' + "x" * 4900 + '"')
    (found,) = problems(write("toy.toml", text + '\n"a\\nb" = 3\n')[:8])[:1]
    assert found.isprintable()
    assert r"\\x1b[2J\\u202exxx" in found
    assert len(found) < 300


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (GOOD.encode() + b"# caf\xe9\n", "toy.toml:11: not UTF-8 text (byte 0xe9)"),
        (GOOD.encode("utf-16"), "toy.toml:1: not UTF-8 text"),
        (b"\x00", "toy.toml:1: the text '\\x00': neither a key"),
        (b"#" * 1_000_001, "toy.toml: is too large; at most 1 MB"),
    ],
)
def test_files_that_are_not_text(folder: Path, raw: bytes, line: str) -> None:
    (found,) = problems(write("toy.toml", raw))
    assert found.startswith(line)


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_other_editors_files(folder: Path, newline: str) -> None:
    write("toy.toml", b"\xef\xbb\xbf" + GOOD.replace("\n", newline).encode())
    toy, _, tree = load_model("toy.toml", Toy)
    assert toy.name == "toy"
    assert tree.position(("teams", "response", "officers")).line == 10


def test_files_that_are_not_there(folder: Path) -> None:
    os.mkfifo("pipe")
    assert problems("tooy.toml") == ["tooy.toml: does not exist; did you mean 'toy.toml'?"]
    assert problems("no/toy.toml") == ["no/toy.toml: does not exist; nor does the folder no"]
    assert problems(".") == [".: is a folder; name a scenario file inside it"]
    assert problems("pipe") == ["pipe: is not an ordinary file"]
    assert problems("a\0b") == ["a\\x00b: cannot be read: embedded null byte"]


def test_a_child_states_only_differences(folder: Path) -> None:
    write("child.toml", 'extends = "toy.toml"\n[teams.csi]\nofficers = 31\nat_shift_end = "park"\n')
    toy, sources, tree = load_model("child.toml", Toy)
    assert toy.teams["csi"].officers == 31
    assert toy.teams["csi"].hours[CrimeType.PERSONAL_ROBBERY].mean == 2
    assert toy.teams["response"].officers == 12
    assert sources == {}
    assert str(tree.position(("teams", "csi", "officers"))) == "child.toml:3"
    assert str(tree.position(("teams", "csi", "hours"))) == "toy.toml:7"
    assert "extends" not in tree.data


def test_a_child_brings_its_own_source(folder: Path) -> None:
    write("child.toml", "extends = 'toy.toml'\nteams.csi.officers = { value = 9, source = 'call' }")
    _, sources, _ = load_model("child.toml", Toy)
    assert sources == {"teams.csi.officers": Source(9, "call")}


@pytest.mark.parametrize(
    ("difference", "attends"),
    [
        ("attends.personal_robbery = 0.5", [0.9, 0.5, 0.3, 0.3, 0.3]),
        ("attends = { personal_robbery = 0.5 }", [0.9, 0.5, 0.3, 0.3, 0.3]),
        ("attends.default = 0.1", [0.1] * 5),
        ("attends = 0.2", [0.2] * 5),
        ("attends = { " + ", ".join(f"{t} = 1" for t in CrimeType) + " }", [1] * 5),
    ],
)
def test_tables_by_crime_type_are_overlaid(
    folder: Path, difference: str, attends: list[float]
) -> None:
    write("child.toml", f'extends = "toy.toml"\n{difference}\n')
    assert list(load_model("child.toml", Toy)[0].attends.values()) == attends


def test_a_distribution_is_replaced_whole(folder: Path) -> None:
    write("child.toml", 'extends = "toy.toml"\n[teams.csi]\nhours.gamma = { mean = 5, sd = 1 }\n')
    assert load_model("child.toml", Toy)[0].teams["csi"].hours[CrimeType.PERSONAL_ROBBERY].mean == 5


def test_a_slip_in_the_parent_names_the_parent(folder: Path) -> None:
    write("toy.toml", GOOD.replace("= 12", "= -12"))
    write("child.toml", 'extends = "toy.toml"\nname = 3\n')
    assert [line.split(":")[:2] for line in problems("child.toml")] == [
        ["child.toml", "2"],
        ["toy.toml", "10"],
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ('"../toy.toml"', "must be the name of a file in the same folder"),
        ('"sub/../toy.toml"', "must be the name of a file in the same folder"),
        ('"/etc/hostname"', "must be the name of a file in the same folder"),
        ("'C:toy.toml'", "must be the name of a file in the same folder"),
        (r"'..\toy.toml'", "must be the name of a file in the same folder"),
        ('"a\\u0000b"', "must be the name of a file in the same folder"),
        ('""', "must be the name of a file in the same folder"),
        ('["toy.toml"]', "is a list of 1; must be the name"),
        ('"link.toml"', "leads out of its folder"),
        ('"linked/secret.toml"', "leads out of its folder"),
        ('"circle.toml"', "cannot be followed"),
        ('"child.toml"', "leads back to the same file"),
        ('"second.toml"', "leads back to the same file"),
        ('"ty.toml"', "ty.toml does not exist; did you mean 'toy.toml'?"),
        ('"."', "is a folder"),
        ('"pipe"', "is not an ordinary file"),
        (f'"{"x" * 4900}"', "cannot be"),
    ],
)
def test_parents_that_are_refused(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, name: str, why: str
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.toml"
    secret.write_text('name = "secret"')
    os.symlink(secret, "link.toml")
    os.symlink(secret.parent, "linked")
    os.symlink("circle.toml", "circle.toml")
    os.mkfifo("pipe")
    write("second.toml", 'extends = "child.toml"')
    (found,) = problems(write("child.toml", f"\nextends = {name}"))
    at, key, rest = found.split(": ", 2)
    assert (at, key) == ("second.toml:1" if "second" in name else "child.toml:2", "extends")
    assert why in rest


def test_parents_in_a_folder_below_and_ten_deep(folder: Path) -> None:
    Path("sub").mkdir()
    for n in range(9):
        write(f"sub/{n}.toml", f'extends = "{n + 1}.toml"')
    write("sub/9.toml", GOOD)
    write("child.toml", 'extends = "sub/0.toml"')
    assert load_model("child.toml", Toy)[0].name == "toy"
    write("sub/9.toml", 'extends = "10.toml"')
    write("sub/10.toml", GOOD)
    assert problems("child.toml") == [
        "sub/9.toml:1: extends: more than 10 parents, one behind another"
    ]


@pytest.mark.parametrize("value", [34, "34", "{ value = 34 }", {"value": 34}])
def test_an_option_overrides_number_and_source(folder: Path, value: Any) -> None:
    toy, sources, tree = load_model("toy.toml", Toy, {"teams.csi.officers": value})
    assert toy.teams["csi"].officers == 34
    assert sources == ({} if value in (34, "34") else {"teams.csi.officers": Source(34)})
    assert str(tree.position(("teams", "csi", "officers"))) == "--set"
    assert tree.position(("teams", "csi", "hours")).line == 7


def test_options_take_words_tables_and_new_keys(folder: Path) -> None:
    overrides = {
        "name": "a new name",
        "teams.csi.at_shift_end": "park",
        "demand.personal_robbery": "3",
        "teams.csi.hours.pert.max": "9",
        "attends": "{ default = 0.1 }",
    }
    toy = load_model("toy.toml", Toy, overrides)[0]
    assert (toy.name, toy.teams["csi"].at_shift_end) == ("a new name", "park")
    assert toy.demand == {CrimeType.PERSONAL_ROBBERY: 3}
    assert toy.teams["csi"].hours[CrimeType.PERSONAL_ROBBERY].mean == 3
    assert set(toy.attends.values()) == {0.1}


def test_options_are_refused_together(folder: Path) -> None:
    assert sorted(
        problems(
            teams__csi__officers="many",
            teams__csi__oficers=3,
            teams__response__officers__x=3,
            teams____csi=3,
            name=["x"],
        )
    ) == [
        "--set: 'teams..csi': not a key; write it as teams.csi.officers",
        "--set: name: is a list of 1; must be a text in quotation marks",
        "--set: teams.csi.officers: is the text 'many'; must be a whole number",
        "--set: teams.csi.oficers: unknown key; allowed: at_shift_end, begins, hours, officers; "
        "did you mean 'officers'?",
        "--set: teams.response.officers.x: cannot be set: teams.response.officers is 12, "
        "not a table",
    ]


def test_the_digest_is_of_meaning_not_of_layout(folder: Path) -> None:
    lines = GOOD.splitlines()
    write("same.toml", "# note\n" + "\n".join([lines[2], lines[1], lines[0], *lines[3:]]))
    plain = resolve("toy.toml")
    assert resolve("same.toml").digest() == plain.digest()
    assert resolve("toy.toml", {"teams.csi.officers": 31}).digest() != plain.digest()
    assert plain.data["teams"]["csi"]["officers"] == 30


def test_key_paths() -> None:
    assert key_path("teams.csi.officers") == ("teams", "csi", "officers")
    assert key_path("teams . 'a.b'.\"c\\u0064\"") == ("teams", "a.b", "cd")
    for wrong in ("", ".", "a.", "a = 1", "a\nb", "a b", "a[0]", "'a", "a." * 99 + "a"):
        assert key_path(wrong) is None


def test_a_table_is_on_the_line_of_its_header() -> None:
    scan = Scan("[a.b]\nc.d = 1\n[a]\n")
    assert scan.lines == {("a",): 3, ("a", "b"): 1, ("a", "b", "c"): 2, ("a", "b", "c", "d"): 2}


@pytest.mark.parametrize("quotes", ['"""', "'''"])
@pytest.mark.parametrize("inside", ["", "a\nb", "a{0}b", "{0}{0}a", "a{0}", "a{0}{0}", "\n{0}\n"])
def test_texts_of_several_lines_end_where_toml_says(quotes: str, inside: str) -> None:
    text = f"a = {quotes}{inside.format(quotes[0])}{quotes}\nb = 1\n"
    assert set(Scan(text).lines) == {(key,) for key in tomllib.loads(text)} == {("a",), ("b",)}


# Random files with every way of writing a key, and where each key must be found.

_names = st.text(string.ascii_lowercase, min_size=1, max_size=3)
_words = ["1", "-2.5", "true", "2020-07-01", "2020-07-01 22:00:00", "22:00:00", "'x'", '""']
_texts = [
    '"a # [b] = {c}"',
    '"""a\n[b]\nc = 1"""',
    "'''\n\"\n'''",
    '"\\" = \\\\"',
    '"""x\\\n  """""',
]
_scalars = st.sampled_from(_words + _texts)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=6,
)
_gaps = st.sampled_from(["", "\n", "# a = 1\n", "\n\n  "])


class Writer:
    """Writes TOML and notes the line of every key."""

    def __init__(self, draw: Any) -> None:
        self.text, self.lines, self._draw = "", {}, draw

    def say(self, text: str) -> None:
        self.text += text

    def note(self, path: KeyPath) -> None:
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def value(self, path: KeyPath, value: Any) -> None:
        if isinstance(value, str):
            self.say(value)
        elif isinstance(value, list):
            self.say("[")
            for n, item in enumerate(value):
                self.say(self._draw(_gaps))
                self.note((*path, n))
                self.value((*path, n), item)
                self.say(self._draw(_gaps) + ",")
            self.say(self._draw(_gaps) + "]")
        else:
            self.say("{")
            for n, (key, inner) in enumerate(value.items()):
                self.say(", " if n else " ")
                self.pair(path, (key,), inner)
            self.say("}")

    def pair(self, table: KeyPath, key: KeyPath, value: Any) -> None:
        for length in range(1, len(key) + 1):
            self.note(table + key[:length])
        quote = self._draw(st.sampled_from(["", '"', "'"]))
        self.say(".".join(f"{quote}{part}{quote}" for part in key) + " = ")
        self.value(table + key, value)

    def table(self, path: KeyPath, header: str) -> None:
        for length in range(1, len(path)):
            self.note(path[:length])
        self.lines[path] = self.text.count("\n") + 1
        self.say(header)
        for n, value in enumerate(self._draw(st.lists(_values, max_size=3))):
            self.say(self._draw(_gaps))
            dots = self._draw(st.lists(_names, max_size=2))
            self.pair(path, (f"k{n}", *dots), value)
            self.say("\n")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_key_is_found_on_its_line(data: Any) -> None:
    writer = Writer(data.draw)
    writer.table((), "")
    for n, kind in enumerate(data.draw(st.lists(st.sampled_from("tdl"), max_size=4))):
        if kind == "t":
            writer.table((f"t{n}",), f"[ t{n} ] # [x]\n")
        elif kind == "d":
            writer.table((f"t{n}", "in"), f'[t{n}."in"]\n')
            writer.table((f"t{n}", "on"), f"[t{n} . on]\n")
        else:
            for item in range(2):
                writer.note((f"t{n}",))
                writer.table((f"t{n}", item), f"[[t{n}]]\n")
                writer.table((f"t{n}", item, "of"), f"[t{n}.of]\n")
    writer.lines.pop(())
    parse(writer.text, "random")  # it is TOML
    scan = Scan(writer.text)
    assert not scan.repeats
    for path, line in writer.lines.items():
        while path not in scan.lines and isinstance(path[-1], int):  # on the line of its list
            path = path[:-1]
        assert (path, scan.lines[path]) == (path, line)
    assert scan.lines.keys() <= writer.lines.keys()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mangled_file_never_breaks_the_reader(data: Any) -> None:
    place = data.draw(st.integers(0, len(GOOD)))
    text = (
        GOOD[:place] + data.draw(st.text(max_size=3)) + GOOD[place + data.draw(st.integers(0, 9)) :]
    )
    found: list[str] = []
    try:
        parse(text, "mangled")
    except BadInput as error:
        found = error.problems
    assert all(line.startswith("mangled:") and line.isprintable() for line in found)
