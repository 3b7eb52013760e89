"""Works: the sources that scenarios cite by key, and under which terms they may be used again.

A licence is told from the publisher's name alone: check it before a figure is copied out of here.
"""

import re
from typing import NamedTuple

from sacsim.documents import document

CITED = re.compile(r"\[([A-Z0-9][A-Z0-9-]*[A-Z][A-Z0-9-]*|\d{3}-[A-Z0-9]+)\]")
OFFICIAL = re.compile(r"https?://(?:[\w-]+\.)*(?:gov|parliament|police|justiceinspectorates)\.")
OPEN_GOVERNMENT = "Open Government Licence v3.0"
LICENCES = {
    "Home Office": OPEN_GOVERNMENT,
    "HMICFRS": OPEN_GOVERNMENT,
    "Crown Prosecution Service": OPEN_GOVERNMENT,
    "data.police.uk": OPEN_GOVERNMENT,
    "House of": "Open Parliament Licence v3.0",
}
"""By what the publisher's name contains."""
OTHER_LICENCE = "the publisher's own terms; the figure alone is cited"


class Work(NamedTuple):
    """A source as docs/sources.md lists it."""

    title: str
    publisher: str
    year: str
    read_in: str

    @property
    def licence(self) -> str:
        """Under which terms it may be used again, by its publisher."""
        return next((to for name, to in LICENCES.items() if name in self.publisher), OTHER_LICENCE)

    @property
    def at_first_hand(self) -> bool:
        """Whether it was read where its publisher put it."""
        return self.read_in == "the report" or bool(OFFICIAL.match(self.read_in))


def known_works() -> dict[str, Work]:
    """Return the sources of docs/sources.md by key."""
    rows = re.findall(r"^\| ([A-Z0-9-]+) \|(.*)\|$", document("sources.md"), re.M)
    found = {key: [cell.strip() for cell in rest.split("|")] for key, rest in rows}
    return {key: Work(*cells) for key, cells in found.items() if len(cells) == 4}
