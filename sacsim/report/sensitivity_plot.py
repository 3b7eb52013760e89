"""Sensitivity drawn: bars of what moves the first measure, with luck beside them."""

from matplotlib.figure import Figure

from sacsim.experiment.sensitivity import GROUP, NUMBER, Sensitivity
from sacsim.report.plots import DARK_BLUE, DARK_GREY, DARK_PINK, drawing, plain, saved

SHOWN = 20


def pictures(found: Sensitivity) -> dict[str, bytes]:
    """Return the picture of the first measure's indices, as PNG and SVG by file name."""
    with drawing():
        return saved(page(found), "sensitivity")


def page(found: Sensitivity) -> Figure:
    """Draw the indices; call it and save what it returns inside `drawing()`."""
    one = found.experiment.measures[0]
    rows = [
        row
        for level in (GROUP, NUMBER)
        for row in found.largest(one, level).head(SHOWN).to_dict("records")
    ]
    figure = Figure(figsize=(9, 1.8 + 0.27 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for place, row in enumerate(rows):
        sure = bool(row["detectable"])
        low, high = row["index"] - max(row["low"], 0.0), row["high"] - row["index"]
        axes.barh(
            place, row["index"], xerr=[[max(low, 0.0)], [max(high, 0.0)]], height=0.7,
            color=DARK_BLUE if sure else "white", edgecolor=DARK_BLUE,
            hatch="" if sure else "//", error_kw={"ecolor": DARK_GREY, "capsize": 2},
        )  # fmt: skip
        if row["by_luck"] == row["by_luck"]:
            axes.plot([row["by_luck"]], [place], marker="|", markersize=11, color=DARK_PINK)
    sections = sum(row["level"] == GROUP for row in rows)
    both = 0 < sections < len(rows)
    where = "Sections above the dotted line, single numbers below. " if both else ""
    if both:
        axes.axhline(sections - 0.5, color=DARK_GREY, linestyle=":", linewidth=1)
    axes.set_yticks(range(len(rows)), [plain(str(row["name"])) for row in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    morris = found.experiment.sensitivity.method == "morris"
    unit = f"mean change from one end to the other ({one.unit})"
    axes.set_xlabel(unit if morris else "share of the variance it has a part in", fontsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.suptitle(
        f"{plain(found.experiment.name)}\nAssumed numbers that move {one.label}",
        x=0.01, ha="left", fontsize=12, weight="bold",
    )  # fmt: skip
    figure.supxlabel(
        f"{where}Filled: beyond luck; hatched: not. "
        "Upright stroke: what luck alone would show.\n"
        f"Whiskers: 95 %. {found.runs} runs, {found.replications} replications of shared luck.",
        x=0.01, ha="left", fontsize=8, color=DARK_GREY,
    )  # fmt: skip
    return figure
