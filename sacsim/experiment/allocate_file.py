"""Allocate file: what `sacsim allocate` is asked, in a file that can be kept and run again.

The same words as the options of the command; an option given beside the file counts instead. Paths
are told from the file's own folder.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from sacsim.errors import BadInput
from sacsim.experiment.aims import aim_of
from sacsim.experiment.posts import check_places
from sacsim.scenario.files import read_tree
from sacsim.scenario.load import load_model
from sacsim.scenario.positions import Position
from sacsim.scenario.problems import in_words
from sacsim.scenario.scenario import load
from sacsim.settings import FrozenSettings, NonNegative, Positive

KIND = "allocate"
Number = Annotated[int, Field(ge=1, le=10_000)]


class RunsAsked(FrozenSettings):
    """Replications of each look, where they are not to follow from `replications`."""

    most: Number | None = None
    """Of a split, in the end."""
    fresh: Number | None = None
    """Of the finalists, which nothing was chosen on."""
    moved: Number | None = None
    """In each background."""


class Asked(FrozenSettings):
    """One question of where posts should go."""

    format: Annotated[int, Field(ge=1, le=1)] = 1
    """Version of the file format."""
    kind: Literal["allocate"] = "allocate"
    name: str = ""
    scenario: str
    officers: Number
    """Posts to be placed."""
    to: Annotated[tuple[str, ...], Field(min_length=1, max_length=30)]
    """Teams; `kiosk_users` are the trained users of the kiosks."""
    maximise: str = "charges"
    step: Number | None = None
    """Posts are shared out in multiples of it; otherwise a quarter of them."""
    zone: Positive | None = None
    """The smallest gain that matters, in the measure's unit; otherwise 1 % of today's value."""
    budget: Positive | None = None
    """Pounds a year for the posts at most."""
    tolerance: NonNegative = 0.10
    """High-harm work may wait longer by this share at most, and 999 answering fall by ten times
    as many percentage points."""
    guards: bool = True
    """Whether splits that make high-harm work or 999 worse are left out."""
    beside: tuple[str, ...] = ()
    """Scenario files with a change but no new posts."""
    replications: Number | None = None
    """Of the first look; otherwise 6, or two for each parameter set."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    runs: RunsAsked = RunsAsked()
    changes: dict[str, Any] = Field(default_factory=dict)
    """Dotted keys of the scenario to be set, as `--set` does."""


def is_asked(path: Path) -> bool:
    """Say whether a file is one of these, not a scenario. Raises BadInput if it is no TOML."""
    return "kind" in read_tree(path).data


def check_file(path: Path) -> str:
    """Check a file with its scenario and teams, and tell what it asks. Raises BadInput."""
    asked = read_asked(path, {})
    scenario = load(asked.scenario, asked.changes)
    aim_of(asked.maximise)
    check_places(scenario, asked.to, "to")
    return f"{asked.officers} posts to {', '.join(asked.to)}, in {scenario.name}"


def read_asked(path: Path, given: dict[str, Any]) -> Asked:
    """Read a file, with the options that were given in the place of what it says.

    Paths come back as they are found from where the command runs. Raises BadInput.
    """
    asked, _, _ = load_model(path, Asked, given)
    beside = given.get("beside") or [str(path.parent / name) for name in asked.beside]
    return asked.model_copy(
        update={"scenario": str(path.parent / asked.scenario), "beside": tuple(beside)}
    )


def asked_of(path: Path, given: dict[str, Any]) -> Asked:
    """Return what the options alone ask of a scenario. Raises BadInput for what is missing."""
    missing = [
        f"--{option}: is missing; {what}"
        for option, what in (
            ("officers", "say how many posts are to be placed"),
            ("to", "say where, as --to response,pip1,csi"),
        )
        if option not in given
    ]
    if missing:
        raise BadInput(*missing)
    data = {"scenario": str(path), **given}
    try:
        return Asked.model_validate(data)
    except ValidationError as error:
        found = in_words(error, Asked, data, lambda key: Position(f"--{key[0]}"))
        raise BadInput(*(f"{each.at}: {each.wrong}" for each in found)) from error
