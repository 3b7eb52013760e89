"""Pictures: a run at a glance, on A4: its outcomes, its queues, and its teams' week.

Each picture is drawn from a table of numbers, which is kept beside it. Nothing is said by colour
alone. Draw and save inside `plots.drawing()`.
"""

from collections.abc import Iterable
from math import isfinite
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from sacsim.engine import store
from sacsim.engine.replicate import Results
from sacsim.engine.results import Kept
from sacsim.measure.hours import HOURS_OF_WEEK, hours_of_week
from sacsim.report.forecast import Figures, outcome_mix
from sacsim.report.plots import (
    DARK_BLUE,
    DARK_GREY,
    LIGHT_PURPLE,
    ORANGE,
    TURQUOISE,
    drawing,
    plain,
    saved,
)
from sacsim.report.tables import cohort
from sacsim.words import OUTCOME_GROUPS, team_in_words

A4 = (8.27, 11.69)
PALE = "#D9D9D9"
PANELS = 8
WIDTH = 128
"""Characters of a line of notes."""
NUMBERS = ["forecast", "forecast_low", "forecast_high", "published", "band_low", "band_high"]
EVERY, TICKS = (1, 2, 3, 6, 12, 24, 60, 120), 5
"""Months from one name of a month to the next, so that at most five are named."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def pictures(results: Results, kept: Iterable[Kept], full: bool) -> dict[str, bytes]:
    """Return pictures of a run with the tables they are drawn from, by file name.

    `kept` are its replications, read again; `full` says whether their journals are, which the
    picture of the week needs.
    """
    kept = list(kept)
    scenario = results.scenario
    name = plain(scenario.name)[:110]
    about = f"{name}\n{cohort(scenario, len(kept))}."
    recorded = scenario.warm_up_months, scenario.warm_up_months + 12 * scenario.years
    outcomes, queues = outcomes_table(results), queues_table(kept)
    tables = {"outcomes": outcomes, "queues": queues}
    with drawing():
        files = saved(outcomes_figure(outcomes, about), "outcomes")
        files |= saved(queues_figure(queues, about, recorded), "queues")
        if full:
            first = kept[0]
            window = scenario.window
            tables["week"] = hours_of_week(first.jobs, first.officers, first.clock, *window)
            files |= saved(week_figure(tables["week"], f"{name}\n{cohort(scenario, 1)}."), "week")
    return files | {f"{name}.csv": store.csv_bytes(table) for name, table in tables.items()}


def outcomes_table(results: Results) -> pd.DataFrame:
    """Return a row for each crime type and outcome that has a published figure, in per cent."""
    found = outcome_mix(results.scenario, Figures(results))
    rows = [
        (
            each.subject, each.what, each.forecast.value, each.forecast.low, each.forecast.high,
            each.published, each.low, each.high, each.verdict,
        )
        for each in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["crime_type", "outcome", *NUMBERS, "verdict"])


def queues_table(kept: Iterable[Kept]) -> pd.DataFrame:
    """Return the jobs waiting by team and month: mean over replications, the least and the most."""
    parts = []
    for one in kept:
        frame = one.queues
        length = frame["to_hours"] - frame["from_hours"]
        label = [one.clock.month_label(month) for month in frame["month"]]
        parts.append(
            frame[["team", "month"]].assign(label=label, queue=frame["queue_hours"] / length)
        )
    by_month = pd.concat(parts).groupby(["team", "month", "label"], sort=True)["queue"]
    found = by_month.agg(["mean", "min", "max"]).reset_index()
    return found.rename(columns={"mean": "queue_mean", "min": "queue_least", "max": "queue_most"})


def outcomes_figure(table: pd.DataFrame, about: str = "") -> Figure:
    """Draw each outcome's forecast with its interval beside the published band, by crime type."""
    groups = [group for group in OUTCOME_GROUPS if group in set(table["outcome"])]
    figure = _page("What became of the crimes, beside what is published", about)
    axes = np.atleast_1d(figure.subplots(len(groups), 1))
    figure.subplots_adjust(left=0.2, right=0.84, top=0.86, bottom=0.09, hspace=0.55)
    for panel, group in zip(axes, groups, strict=True):
        _outcome(panel, table[table["outcome"] == group], group.replace("_", " "))
    handles = [
        Patch(facecolor=PALE, edgecolor=DARK_GREY, hatch="//", linewidth=0.5,
              label="published band"),
        Line2D([], [], color=DARK_GREY, marker="|", markersize=12, markeredgewidth=2,
               linestyle="", label="published figure"),
        Line2D([], [], color=DARK_BLUE, marker="o", label="forecast and its 95 % interval"),
        Line2D([], [], color=ORANGE, marker="D", label="the same, out of the band"),
    ]  # fmt: skip
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.03, 0.92), ncols=4,
                  frameon=False, fontsize=8, handletextpad=0.5, columnspacing=1.4)  # fmt: skip
    _note(
        figure,
        "% of the crimes recorded. Intervals are the noise of the simulation, not ignorance about "
        "its numbers, which is larger. Each panel has its own scale. Open crimes count as "
        "unavailable. Published types are wider than serious acquisitive crime.",
    )
    return figure


def _outcome(axes: Axes, rows: pd.DataFrame, title: str) -> None:
    """One outcome: a line a crime type."""
    most = 0.0
    numbers = rows[NUMBERS].to_numpy(dtype=float).tolist()
    for place, (verdict, each) in enumerate(zip(rows["verdict"], numbers, strict=True)):
        forecast, low, high, published, band_low, band_high = each
        if isfinite(band_high - band_low):
            axes.barh(place, band_high - band_low, left=band_low, height=0.62, color=PALE,
                      hatch="//", edgecolor="white", linewidth=0)  # fmt: skip
        if isfinite(published):
            axes.plot([published] * 2, [place - 0.31, place + 0.31], color=DARK_GREY, linewidth=2)
        out = verdict in ("below", "above")
        colour, marker = (ORANGE, "D") if out else (DARK_BLUE, "o")
        if isfinite(high - low):
            axes.plot([max(low, 0.0), min(high, 100.0)], [place] * 2, color=colour, linewidth=1.8)
        axes.plot(forecast, place, color=colour, marker=marker, markersize=6, clip_on=False)
        axes.text(1.02, place, f"{forecast:.1f}  {verdict}", fontsize=8.5, va="center",
                  color=DARK_GREY, transform=axes.get_yaxis_transform())  # fmt: skip
        ends = (forecast, min(high, 100.0), band_high, published)
        most = max([most, *(end for end in ends if isfinite(end))])
    names = [str(each).replace("_", " ") for each in rows["crime_type"]]
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, 1.05 * most or 1.0)
    axes.xaxis.set_major_formatter(PercentFormatter(decimals=None))
    _plain_axes(axes, title[0].upper() + title[1:], "x")


def queues_figure(
    table: pd.DataFrame, about: str = "", recorded: tuple[int, int] | None = None
) -> Figure:
    """Draw the jobs waiting month by month, for the teams with the longest queues.

    `recorded` are the first month that is recorded, and the first that is not any more.
    """
    longest = table.groupby("team")["queue_mean"].mean().sort_values(ascending=False, kind="stable")
    teams = [str(team) for team in longest.index[:PANELS] if longest[team] > 0]
    figure = _page("How many jobs wait, month by month", about)
    for axes, team in zip(_panels(figure), teams, strict=False):
        rows = table[table["team"] == team]
        months = rows["month"].to_numpy()
        axes.fill_between(months, rows["queue_least"], rows["queue_most"], color=LIGHT_PURPLE,
                          alpha=0.4, linewidth=0)  # fmt: skip
        axes.plot(months, rows["queue_mean"], color=DARK_BLUE, linewidth=1.8, marker="o",
                  markersize=2.5)  # fmt: skip
        for edge in recorded or ():
            axes.axvline(edge - 0.5, color=DARK_GREY, linewidth=0.9, linestyle=":")
        axes.set_ylim(0, 1.08 * max(float(rows["queue_most"].max()), 1e-9))
        axes.set_xlim(months[0] - 0.5, months[-1] + 0.5)
        every = next((n for n in EVERY if n * TICKS >= len(months)), EVERY[-1])
        axes.set_xticks(months[::every], rows["label"].iloc[::every])
        axes.set_ylabel("jobs waiting", fontsize=8, color=DARK_GREY)
        _plain_axes(axes, _heading(team), "y")
    _note(
        figure,
        f"The {len(teams)} teams with the longest queues; every team is in queues.csv. Line: mean "
        "over the replications. Shade: from the least to the most of them. Between the dotted "
        "lines: the recorded months; warm-up before, follow-up after. Each panel has its own "
        "scale.",
    )
    return figure


def week_figure(table: pd.DataFrame, about: str = "") -> Figure:
    """Draw posts present and at work by hour of the week, for the teams that are busiest."""
    sums = table.groupby("team")[["at_work", "present"]].sum()
    use = (sums["at_work"] / sums["present"]).sort_values(ascending=False, kind="stable")
    teams = [str(team) for team in use.index[:PANELS] if use[team] > 0]
    figure = _page("Who is there, and at work, in an average week", about)
    for axes, team in zip(_panels(figure), teams, strict=False):
        rows = table[table["team"] == team]
        hours = np.arange(HOURS_OF_WEEK + 1)
        present, busy = (np.append(rows[name], rows[name].iloc[-1]) for name in
                         ("present", "at_work"))  # fmt: skip
        axes.fill_between(hours, busy, step="post", color=TURQUOISE, linewidth=0)
        axes.step(hours, present, where="post", color=DARK_BLUE, linewidth=1.4)
        axes.set_ylim(0, 1.08 * max(float(present.max()), 1e-9))
        axes.set_xlim(0, HOURS_OF_WEEK)
        axes.set_xticks(range(0, HOURS_OF_WEEK, 24), DAYS, ha="left")
        axes.set_ylabel("posts", fontsize=8, color=DARK_GREY)
        _plain_axes(axes, f"{_heading(team)}: {100 * use[team]:.0f} % at work", "y")
    _note(
        figure,
        f"Posts, the {len(teams)} busiest teams; every team is in week.csv. Line: present (on "
        "duty, or at work after the shift). Filled: at work. Replication 0, its recorded months, "
        "all work of the full journal; London time, days begin at midnight.",
    )
    return figure


def _page(title: str, about: str) -> Figure:
    figure = Figure(figsize=A4)
    figure.text(0.04, 0.965, title, fontsize=14, weight="bold", va="center")
    figure.text(0.04, 0.937, about, fontsize=8, color=DARK_GREY, va="center", linespacing=1.4)
    return figure


def _note(figure: Figure, text: str) -> None:
    figure.text(0.04, 0.03, fill(text, WIDTH), fontsize=8, color=DARK_GREY, va="center")


def _panels(figure: Figure) -> list[Axes]:
    """Two columns of panels, unseen until something is drawn in them."""
    found = list(figure.subplots(PANELS // 2, 2).flat)
    figure.subplots_adjust(left=0.09, right=0.97, top=0.89, bottom=0.09, hspace=0.45, wspace=0.24)
    for axes in found:
        axes.set_visible(False)
    return found


def _heading(team: str) -> str:
    name = team_in_words(team).removeprefix("the ")
    return name[0].upper() + name[1:]


def _plain_axes(axes: Axes, title: str, grid: str) -> None:
    axes.set_visible(True)
    axes.set_title(plain(title), loc="left", fontsize=10, weight="bold")
    axes.tick_params(labelsize=8, colors=DARK_GREY)
    axes.grid(axis="x" if grid == "x" else "y", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
