"""Documents: where the pages that come with the program stand, installed or not."""

from pathlib import Path

_INSTALLED = Path(__file__).parent / "docs"
_BESIDE = Path(__file__).parents[1] / "docs"


def document(name: str) -> str:
    """Return the text of a page, such as sources.md."""
    return (folder() / name).read_text(encoding="utf-8")


def folder() -> Path:
    """Return the folder of the pages: in the package, or beside it in a copy of the project."""
    return _INSTALLED if _INSTALLED.is_dir() else _BESIDE
