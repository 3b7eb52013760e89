"""A small place whose year is quick, and how tests hold results folders against each other."""

from pathlib import Path

HAMLET = """\
format = 1
name = "Hamlet: the small town with few calls, so that a year is quick"
extends = "small_town.toml"
warm_up_months = 0
follow_up_months = 0
[demand.other]
emergency_calls = { per_year = 500 }
non_emergency_calls = { per_year = 500 }
online_reports = { per_year = 100 }
desk_crimes = { per_year = 100 }
other_supervision = { per_year = 300 }
other_serious_crime = { per_year = 10 }
high_harm_surge = { per_year = 10 }
patrol_and_problem_solving = { per_year = 200 }
other_outcome_audits = { per_year = 100 }
"""
COUNT = 2


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differing(one: Path, other: Path) -> list[str]:
    """Names of the files that two folders do not share, or not with the same bytes."""
    first, second = contents(one), contents(other)
    return sorted(n for n in first.keys() | second.keys() if first.get(n) != second.get(n))
