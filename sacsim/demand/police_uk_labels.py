"""The labels data.police.uk has used for types and outcomes of crime, and the group of each.

Assumptions. A court result follows a charge, so it counts as charged. "Under investigation",
"Status update unavailable" and a blank all mean that no outcome is known: the first turns into
the second as crimes age.
"""

from sacsim import words

TYPE_LABELS = {
    "Burglary": "burglary",
    "Robbery": "robbery",
    "Theft from the person": "theft_from_the_person",
    "Vehicle crime": "vehicle_crime",
}
"""The four published types that hold serious acquisitive crime, as in words.WIDE_TYPES."""

NO_OUTCOME = ("Under investigation", "Status update unavailable", "")
"""Last outcomes that say only that none is known."""

COURT = (
    "Awaiting court outcome",
    "Court result unavailable",
    "Court case unable to proceed",
    "Defendant found not guilty",
    "Defendant sent to Crown Court",
    "Offender deprived of property",
    "Offender fined",
    "Offender given absolute discharge",
    "Offender given community sentence",
    "Offender given conditional discharge",
    "Offender given suspended prison sentence",
    "Offender ordered to pay compensation",
    "Offender otherwise dealt with",
    "Offender sent to prison",
)
"""What courts do with a charge."""

OUTCOME_LABELS: dict[str, str] = {
    "Suspect charged": words.CHARGED,
    **dict.fromkeys(COURT, words.CHARGED),
    "Suspect charged as part of another case": words.CHARGED_ELSEWHERE,
    "Offender given a caution": words.OUT_OF_COURT,
    "Offender given a drugs possession warning": words.OUT_OF_COURT,
    "Offender given penalty notice": words.OUT_OF_COURT,
    "Local resolution": words.OUT_OF_COURT,
    "Investigation complete; no suspect identified": words.NO_SUSPECT,
    "Unable to prosecute suspect": words.UNABLE,
    "Formal action is not in the public interest": words.NOT_PUBLIC_INTEREST,
    "Further action is not in the public interest": words.NOT_PUBLIC_INTEREST,
    "Further investigation is not in the public interest": words.NOT_PUBLIC_INTEREST,
    "Action to be taken by another organisation": words.OTHER,
    **dict.fromkeys(NO_OUTCOME, words.UNAVAILABLE),
}
"""Every label known, with its group; one not listed is reported and put in no group."""

OTHER_TYPES = {
    "Anti-social behaviour",
    "Bicycle theft",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public disorder and weapons",
    "Public order",
    "Shoplifting",
    "Violence and sexual offences",
    "Violent crime",
}
"""The other published types, past and present."""
