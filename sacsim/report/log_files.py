"""Log files: the three logs as CSV that Excel opens as they are, and a summary to read."""

import re
from pathlib import Path

import pandas as pd

from sacsim.engine.store import write
from sacsim.errors import BadInput
from sacsim.report.logs import AMBER, GREEN, RED, Logs
from sacsim.scenario.problems import as_text, printable
from sacsim.scenario.scenario import Scenario
from sacsim.version import VERSION

SUMMARY = "summary.md"
FILES = ("assumptions_log.csv", "data_log.csv", "decisions_log.csv", SUMMARY)
HOW_RATED = (
    "Quality follows a rule, after the Home Office's definitions: **green** is a published figure "
    "read where its publisher put it; **amber** is a figure read second-hand, one derived from "
    "published figures, or an assumption that a published figure supports; **red** is an "
    "assumption that cites none. Whoever owns an entry rates it again. **Impact** is not rated: "
    "`known_effect` says what a test found when it moved the number from end to end, which is a "
    "direction and no size."
)


def save(made: Logs, scenario: Scenario, folder: Path) -> None:
    """Write the logs into a folder; raises BadInput where one of them is there already."""
    if taken := [name for name in FILES if (folder / name).exists()]:
        raise BadInput(
            f"{folder}: already holds {taken[0]}, which may have been filled in; choose another -o"
        )
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: is not a folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in zip(FILES, (made.assumptions, made.data, made.decisions), strict=False):
        write(folder / name, csv_for_excel(table))
    write(folder / SUMMARY, summary(made, scenario).encode())


def csv_for_excel(table: pd.DataFrame) -> bytes:
    """Return a table as CSV with a byte-order mark; text that Excel would compute stays text."""
    text = str(table.map(as_text).to_csv(index=False, lineterminator="\n"))
    return text.encode("utf-8-sig")


def summary(made: Logs, scenario: Scenario) -> str:
    """Return what the logs hold, as Markdown."""
    assumed = made.assumptions
    moves = assumed["known_effect"].str.contains(r" (?:rises|falls)\b")
    moved = assumed[moves & (assumed["quality"] == RED)]
    lines = [
        f"# Logs of {_cell(scenario.name)}",
        "",
        f"sacsim {VERSION}, scenario {scenario.digest[:12]}. The files beside this one are the "
        "assumptions, data and decisions logs that the AQuA Book (Government Analysis Function) "
        "expects of analysis for decisions. Owner, review and remarks are for you to fill in.",
        "",
        "| log | entries | red | amber | green |",
        "|---|---|---|---|---|",
        _counted("assumptions", assumed),
        _counted("data", made.data),
        f"| decisions | {len(made.decisions)} | | | |",
        "",
        HOW_RATED,
        "",
        "## Assumptions to settle first",
        "",
        f"{len(moved)} assumptions are red and are known to move a measure:",
        "",
        "| key | value | range | moves |",
        "|---|---|---|---|",
        *(_assumption(moved.loc[n]) for n in moved.index),
        "",
        "## Policies and plans",
        "",
        "| decision | chosen | could be |",
        "|---|---|---|",
        *(
            f"| {_code(row['decision'])} | {_cell(row['chosen'])} | {_cell(row['could_be'])} |"
            for _, row in made.decisions.iterrows()
            if row["kind"] in ("policy", "run", "plan")
        ),
    ]
    return "\n".join(lines) + "\n"


def _counted(name: str, table: pd.DataFrame) -> str:
    counts = [int((table["quality"] == colour).sum()) for colour in (RED, AMBER, GREEN)]
    return f"| {name} | {len(table)} | {' | '.join(map(str, counts))} |"


def _assumption(row: pd.Series) -> str:
    span = f"{row['low']} to {row['high']}" if row["low"] or row["high"] else "none stated"
    told = (row["value"], span, row["known_effect"])
    return f"| {' | '.join([_code(row['key']), *map(_cell, told)])} |"


def _code(text: str) -> str:
    """A key, in a cell of a table."""
    return "`" + printable(text).replace("`", "'").replace("|", "\\|") + "`"


def _cell(text: str) -> str:
    """Text in a cell of a table, whatever its author wrote."""
    return re.sub(r"([\\|<>\[\]`*_])", r"\\\1", printable(text))
