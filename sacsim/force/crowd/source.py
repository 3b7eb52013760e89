"""The text that the compiled crowd is made of, as a number: what is on disk may be older."""

from pathlib import Path
from zlib import crc32

_TEXT = (
    *("layout", "heaps", "books", "caseload", "posts", "shifts", "cases", "visits", "loop"),
    *("../job", "../visits", "../../words", "../../compiling"),
    *("../../chance/candidates", "../../chance/draws"),
)

FINGERPRINT = crc32(
    b"\0".join((Path(__file__).parent / f"{name}.py").read_bytes() for name in _TEXT)
)
"""Changes with any of the files; compiled into the crowd, so that one of other text is noticed."""
