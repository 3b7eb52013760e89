"""Page: headings, sentences and tables that read well in a terminal, a pipe or an old encoding."""

from collections.abc import Iterable, Sequence

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sacsim.scenario.problems import printable

WIDEST, NARROWEST = 100, 12
RULED = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
"""A line of hyphens under the headings and nothing else."""


class Page:
    """Prints to a console, at most 100 columns wide, only what its encoding has characters for."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = min(console.width, WIDEST)

    def heading(self, text: str) -> None:
        """Print the title of a part."""
        self.console.print()
        self.console.print(self._text(text, "bold"), width=self.width)

    def say(self, *sentences: str) -> None:
        """Print a paragraph."""
        self.console.print(self._text(" ".join(filter(None, sentences))), width=self.width)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> None:
        """Print rows of text; the first `words` columns and those marked "<" are words.

        Words stand on the left and may go over several lines; numbers stand on the right.
        """
        table = Table(box=RULED, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
        for place, column in enumerate(columns):
            is_words = place < words or column.startswith("<")
            table.add_column(
                self._text(column.removeprefix("<"), "bold"),
                justify="left" if is_words else "right",
                no_wrap=not is_words,
                min_width=min(NARROWEST, len(column)) if is_words else None,
                overflow="fold",
            )
        for row in rows:
            table.add_row(*(self._text(cell) for cell in row))
        self.console.print(table, width=self.width)

    def _text(self, text: str, style: str = "") -> Text:
        lines = "\n".join(printable(line) for line in text.split("\n"))
        encoding = self.console.encoding
        return Text(lines.encode(encoding, "replace").decode(encoding), style)


def number(value: float) -> str:
    """Return a number of posts, jobs or hours as one says it: one decimal below ten."""
    if value == float("inf"):
        return "unlimited"
    if 0 < value < 0.05:
        return "<0.1"
    whole = value >= 9.95 or value == round(value)
    return f"{value:,.0f}" if whole else f"{value:.1f}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Return items as "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def spoken(name: str) -> str:
    """Return a key of a scenario as words."""
    return name.replace("_", " ")
