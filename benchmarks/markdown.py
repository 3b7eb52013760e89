"""Plain Markdown, so that what is printed can be pasted into a document."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table: the first column to the left, the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def figure(value: float) -> str:
    """A number to three significant figures, or to the unit if it is large."""
    return f"{value:,.0f}" if value >= 100 else f"{value:#.3g}".rstrip(".")
