"""The documents are true: examples run, commands exist, links resolve, tables are not stale."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from sacsim import __version__, load
from sacsim.__main__ import FAULT
from sacsim.cli import INTERRUPTED, app, main
from sacsim.engine.frames import CRIME_FIELDS
from sacsim.errors import BadInput, Contradiction, OutputError, WorkerLost
from sacsim.force import rules
from sacsim.journal import SCHEMA
from sacsim.pathway.journey import Pathway
from sacsim.pathway.policies import CHOICES
from sacsim.report.reference import (
    measures_markdown,
    mechanisms,
    process_map,
    scenario_markdown,
)
from sacsim.settings import FrozenSettings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "CITATION.cff", ROOT / ".ci/run"]
)
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
KEY = re.compile(r"\[([A-Z0-9][A-Z0-9-]*[A-Z][A-Z0-9-]*|\d{3}-[A-Z0-9]+)\]")
EVIDENCE = re.compile(r"evidence (\d+[a-z]?)((?: and \d+)?)")


def blocks(language: str, text: str = README) -> list[str]:
    """The code blocks of a document in one language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_example_runs(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    printed = capsys.readouterr().out
    if "compare(" in code:
        assert "Charged per 1,000" in " ".join(printed.split())
    else:
        assert "domestic_burglary" in printed
        assert "replication" in printed


def test_the_example_of_an_own_policy_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """PIP 2 is busier for it, beyond the noise of three replications, as the page says."""
    text = (ROOT / "docs" / "own-policy.md").read_text(encoding="utf-8")
    (code,) = blocks("python", text)
    monkeypatch.chdir(ROOT)
    exec(compile(code, "own-policy.md", "exec"), {"__name__": "own_policy"})
    load_of_pip2, suspects = capsys.readouterr().out.splitlines()
    assert "used=3" in load_of_pip2
    assert "used=3" in suspects
    assert float(re.search(r"low=([-.\w]+)", load_of_pip2)[1]) > 0


def test_the_example_of_enough_replications_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "enough.md").read_text(encoding="utf-8")
    (code,) = blocks("python", text)
    monkeypatch.chdir(ROOT)
    exec(compile(code, "enough.md", "exec"), {"__name__": "enough"})
    why, sizes = capsys.readouterr().out.splitlines()
    assert why.startswith("Stopped at the most allowed, 2 replications: pip2.utilisation (all) is")
    first, second = map(int, re.findall(r"\d+", sizes))
    assert min(first, second) > 1000


def test_policies_are_told() -> None:
    table = README.partition("| policy | names |")[2].partition("\n\n")[0]
    told = dict(re.findall(r"^\| `policies\.(\w+)` \| (.*) \|", table, re.M))
    assert {key: re.findall(r"`(\w+)`", names) for key, names in told.items()} == {
        key: [*choices] for key, choices in CHOICES.items()
    }


def test_the_scenario_examples_load(tmp_path: Path) -> None:
    for path in SCENARIOS:
        shutil.copy(path, tmp_path)
    one_more, uplift = blocks("toml")
    (tmp_path / "one_more_csi.toml").write_text(one_more, encoding="utf-8")
    (tmp_path / "uplift.toml").write_text(uplift, encoding="utf-8")
    shipped = load(tmp_path / "uplift_response.toml")
    assert load(tmp_path / "uplift.toml").digest == shipped.digest
    before, after = (load(tmp_path / f"{name}.toml") for name in ("small_town", "one_more_csi"))
    assert after.teams["csi"].officers == 4
    assert after.teams["csi"].officers == before.teams["csi"].officers + 1
    assert after.change({"teams.csi.officers": 3, "name": before.name}).digest == before.digest


def test_what_explain_says_of_the_uplift_is_what_the_readme_quotes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", str(ROOT / "scenarios" / "uplift_response.toml")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    quoted = README.partition("without simulating: *")[2].partition("*")[0]
    for part in " ".join(quoted.split()).split(" ... "):
        assert part in said


def commands() -> dict[str, Any]:
    group: Any = get_command(app)
    return dict(group.commands)


def options(command: Any) -> set[str]:
    return {name for each in command.params for name in each.opts if name.startswith("-")}


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_is_told(name: str) -> None:
    section = COMMANDS.partition(f"**`sacsim {name} ")[2].partition("**`sacsim ")[0]
    told = set(re.findall(r"`(--?[a-z]+)`", section))
    assert options(commands()[name]) - {"--help"} <= told


def test_every_option_told_exists() -> None:
    group = get_command(app)
    known = options(group) | {"--help"}.union(*map(options, commands().values()))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README + COMMANDS)) <= known
    assert set(re.findall(r"`sacsim ([a-z]+)", README)) == set(commands())


def test_exit_codes_are_told() -> None:
    failed = (BadInput, OutputError, WorkerLost, Contradiction)
    codes = {0, FAULT, INTERRUPTED, *(error.exit_code for error in failed)}
    table = README.partition("| exit code |")[2].partition("\n\n")[0]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.M)} == codes


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    for part in ('install -e ".[dev]"', "-m pytest -n 2"):
        assert part in README
        assert part.removeprefix("install ") in script


def test_columns_are_told() -> None:
    assert f"`{', '.join(SCHEMA.names)}`" in README
    assert {"csi_hours", "outcome", "grade"} <= CRIME_FIELDS.keys()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("measures.md", measures_markdown),
        ("scenario-reference.md", scenario_markdown),
        ("mechanisms.md", mechanisms),
        ("process-map.md", process_map),
    ],
)
def test_generated_documents_are_not_stale(name: str, made: Any) -> None:
    kept = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert kept == made(), "run: python -m sacsim.report.reference docs"


def headings(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


def links() -> Iterator[tuple[Path, str]]:
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" not in target:
                yield document, target


def test_links_resolve() -> None:
    broken = []
    for document, target in links():
        file, _, anchor = target.partition("#")
        path = document.parent / file if file else document
        if not path.exists() or (anchor and anchor not in headings(path.read_text("utf-8"))):
            broken.append(f"{document.name}: {target}")
    assert not broken


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_every_source_key_is_expanded(scenario: Path) -> None:
    sources = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    text = scenario.read_text(encoding="utf-8")
    expanded = set(re.findall(r"^\| ([A-Z0-9-]+) \|", sources, re.M))
    assert set(KEY.findall(text)) <= expanded
    assert set(KEY.findall(sources)) <= expanded
    cited = {f"evidence {n}" for found in EVIDENCE.findall(text) for n in _numbers(found)}
    assert cited <= set(re.findall(r"^\| (evidence \w+) \|", sources, re.M))


def _numbers(found: tuple[str, str]) -> list[str]:
    first, more = found
    return [first, *more.split(" and ")[1:]]


def test_decisions_are_numbered() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{n:04d}" for n in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences"))


def test_pathway_numbers_have_no_defaults() -> None:
    """Decision 0015; None is no number: what it stands for does not happen."""

    def defaults(model: type[FrozenSettings], path: str) -> Iterator[str]:
        for name, field in model.model_fields.items():
            if not field.is_required() and field.default is not None:
                yield f"{path}.{name}"
            if isinstance(field.annotation, type) and issubclass(field.annotation, FrozenSettings):
                yield from defaults(field.annotation, f"{path}.{name}")

    assert not list(defaults(Pathway, "pathway"))


def test_the_rules_of_a_team_are_all_told() -> None:
    in_code = re.findall(r"^(\d+)\. ", rules.__doc__ or "", re.M)
    queues = (ROOT / "docs" / "model" / "queues.md").read_text(encoding="utf-8")
    assert in_code == re.findall(r"^(\d+)\. ", queues, re.M)


def test_versions_agree() -> None:
    assert f"version: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_document_names_a_machine() -> None:
    machine = re.compile(r"(?<![\w.$}])/(?:work|home|tmp|root|Users|mnt)\b|[A-Z]:\\")
    for path in [*DOCUMENTS, *SCENARIOS]:
        assert not machine.search(path.read_text(encoding="utf-8")), path
