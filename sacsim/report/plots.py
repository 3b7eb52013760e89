"""Plots: how pictures are made, the same bytes each time, on a machine without a screen.

Colours are the Government Analysis Function's, chosen to be told apart by people who see colours
differently; nothing is said by colour alone. Fonts ship with matplotlib.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.figure import Figure

DARK_BLUE, TURQUOISE, DARK_PINK = "#12436D", "#28A197", "#801650"
ORANGE, DARK_GREY, LIGHT_PURPLE = "#F46A25", "#3D3D3D", "#A285D1"
FIXED = {
    "font.family": "DejaVu Sans",
    "hatch.linewidth": 1.6,
    "svg.hashsalt": "sacsim",
    "text.parse_math": False,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Draw and save inside this: whatever the user's own settings of matplotlib are."""
    settings: dict[Any, Any] = dict(matplotlib.rcParamsDefault) | FIXED
    del settings["backend"]
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # of a name in another script
        yield


def saved(figure: Figure, name: str) -> dict[str, bytes]:
    """Return a picture as PNG and as SVG, by file name."""
    files = {}
    for suffix, metadata in (("png", {"Software": None}), ("svg", {"Date": None, "Creator": None})):
        stream = io.BytesIO()
        figure.savefig(stream, format=suffix, dpi=150, metadata=metadata)
        files[f"{name}.{suffix}"] = stream.getvalue()
    return files


def plain(text: str) -> str:
    """A name without characters that cannot be drawn."""
    return "".join(each if each.isprintable() else " " for each in text)
