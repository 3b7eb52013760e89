"""The field's own words: crime types, grades, outcomes, teams and what tasks ask for."""

from enum import IntEnum, StrEnum


class CrimeType(StrEnum):
    """The five serious acquisitive crime types of HMICFRS's 2022 report."""

    DOMESTIC_BURGLARY = "domestic_burglary"
    PERSONAL_ROBBERY = "personal_robbery"
    THEFT_FROM_PERSON = "theft_from_person"
    THEFT_OF_VEHICLE = "theft_of_vehicle"
    THEFT_FROM_VEHICLE = "theft_from_vehicle"


class Origin(StrEnum):
    """What a crime followed on, if on anything."""

    BACKGROUND = "background"
    REPEAT = "repeat"
    NEAR_REPEAT = "near repeat"
    AT_LIBERTY = "suspect at liberty"
    DISPLACED = "displaced"


class Grade(StrEnum):
    """How soon somebody is sent to a call for service."""

    EMERGENCY = "emergency"
    PRIORITY = "priority"
    SCHEDULED = "scheduled"
    NO_DEPLOYMENT = "resolved without deployment"


class Skill(IntEnum):
    """What a task asks of an officer's experience."""

    GENERAL = 0
    SCENE = 1
    INTERVIEW = 2
    ARREST = 3
    FILE = 4


class Outcome(IntEnum):
    """Home Office outcome types; 0 stands for a crime not yet assigned one."""

    NOT_YET_ASSIGNED = 0
    CHARGED = 1
    CAUTION = 3
    TAKEN_INTO_CONSIDERATION = 4
    COMMUNITY_RESOLUTION = 8
    NOT_PUBLIC_INTEREST_CPS = 9
    VICTIM_DECLINES_NO_SUSPECT = 14
    EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS = 15
    EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES = 16
    TIME_LIMIT_EXPIRED = 17
    NO_SUSPECT_IDENTIFIED = 18
    OTHER_AGENCY = 20
    NOT_PUBLIC_INTEREST_POLICE = 21
    DIVERSION = 22

    @property
    def label(self) -> str:
        """The outcome in plain words."""
        return _LABELS[self]

    @property
    def group(self) -> str:
        """The coarser group in which data.police.uk publishes this outcome."""
        return _GROUPS[self]


_LABELS = {
    Outcome.NOT_YET_ASSIGNED: "not yet assigned an outcome",
    Outcome.CHARGED: "charged or summonsed",
    Outcome.CAUTION: "caution",
    Outcome.TAKEN_INTO_CONSIDERATION: "taken into consideration",
    Outcome.COMMUNITY_RESOLUTION: "community resolution",
    Outcome.NOT_PUBLIC_INTEREST_CPS: "prosecution not in the public interest (CPS)",
    Outcome.VICTIM_DECLINES_NO_SUSPECT: "victim declines, no suspect identified",
    Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS: "evidential difficulties, victim supports",
    Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES: "evidential difficulties, victim declines",
    Outcome.TIME_LIMIT_EXPIRED: "prosecution time limit expired",
    Outcome.NO_SUSPECT_IDENTIFIED: "investigation complete, no suspect identified",
    Outcome.OTHER_AGENCY: "action by another agency",
    Outcome.NOT_PUBLIC_INTEREST_POLICE: "not in the public interest (police)",
    Outcome.DIVERSION: "diversion, education or intervention",
}

CHARGED = "charged"
CHARGED_ELSEWHERE = "charged_in_another_case"
OUT_OF_COURT = "out_of_court"
NO_SUSPECT = "no_suspect"
UNABLE = "unable_to_prosecute"
NOT_PUBLIC_INTEREST = "not_public_interest"
OTHER = "other_agency"
UNAVAILABLE = "unavailable"

OUTCOME_GROUPS = (
    CHARGED,
    CHARGED_ELSEWHERE,
    OUT_OF_COURT,
    NO_SUSPECT,
    UNABLE,
    NOT_PUBLIC_INTEREST,
    OTHER,
    UNAVAILABLE,
)
"""The groups of data.police.uk, open crimes counted as `unavailable`."""

_GROUPS = {
    Outcome.NOT_YET_ASSIGNED: UNAVAILABLE,
    Outcome.CHARGED: CHARGED,
    Outcome.CAUTION: OUT_OF_COURT,
    Outcome.TAKEN_INTO_CONSIDERATION: CHARGED_ELSEWHERE,
    Outcome.COMMUNITY_RESOLUTION: OUT_OF_COURT,
    Outcome.NOT_PUBLIC_INTEREST_CPS: NOT_PUBLIC_INTEREST,
    Outcome.VICTIM_DECLINES_NO_SUSPECT: UNABLE,
    Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS: UNABLE,
    Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES: UNABLE,
    Outcome.TIME_LIMIT_EXPIRED: UNABLE,
    Outcome.NO_SUSPECT_IDENTIFIED: NO_SUSPECT,
    Outcome.OTHER_AGENCY: OTHER,
    Outcome.NOT_PUBLIC_INTEREST_POLICE: NOT_PUBLIC_INTEREST,
    Outcome.DIVERSION: NOT_PUBLIC_INTEREST,
}

WIDE_TYPES: dict[str, tuple[CrimeType, ...]] = {
    "burglary": (CrimeType.DOMESTIC_BURGLARY,),
    "robbery": (CrimeType.PERSONAL_ROBBERY,),
    "theft_from_the_person": (CrimeType.THEFT_FROM_PERSON,),
    "vehicle_crime": (CrimeType.THEFT_OF_VEHICLE, CrimeType.THEFT_FROM_VEHICLE),
}
"""The data.police.uk types, each wider than the serious acquisitive crime types it holds."""


class TeamName(StrEnum):
    """The teams that the pathway of a crime asks for; a scenario must have them all."""

    CALL_HANDLERS = "call_handlers"
    RESPONSE = "response"
    NEIGHBOURHOOD = "neighbourhood"
    DESK = "desk"
    PIP1 = "pip1"
    PIP2 = "pip2"
    SUPERVISORS = "supervisors"
    CSI = "csi"
    FINGERPRINT_BUREAU = "fingerprint_bureau"
    DNA_LABORATORY = "dna_laboratory"
    KIOSK = "kiosk"
    DIGITAL_UNIT = "digital_unit"
    FILE_BUILDERS = "file_builders"
    EVIDENCE_REVIEW = "evidence_review"
    CPS_DIRECT = "cps_direct"
    CPS_AREA = "cps_area"
    CRIME_MANAGEMENT = "crime_management"
    ANALYSTS = "analysts"
    OFFENDER_MANAGERS = "offender_managers"


_TEAMS = {
    TeamName.CALL_HANDLERS: ("the call handlers", "call handler"),
    TeamName.RESPONSE: ("response", "response officer"),
    TeamName.NEIGHBOURHOOD: ("the neighbourhood team", "neighbourhood officer"),
    TeamName.DESK: ("the desk", "desk investigator"),
    TeamName.PIP1: ("PIP 1", "PIP 1 investigator"),
    TeamName.PIP2: ("PIP 2", "PIP 2 detective"),
    TeamName.SUPERVISORS: ("the supervisors", "supervisor"),
    TeamName.CSI: ("the CSIs", "CSI"),
    TeamName.FINGERPRINT_BUREAU: ("the fingerprint bureau", "fingerprint examiner"),
    TeamName.DNA_LABORATORY: ("the DNA laboratory", "DNA examiner"),
    TeamName.KIOSK: ("the kiosks", "kiosk"),
    TeamName.DIGITAL_UNIT: ("the digital unit", "digital examiner"),
    TeamName.FILE_BUILDERS: ("the file builders", "file builder"),
    TeamName.EVIDENCE_REVIEW: ("the evidence review officers", "evidence review officer"),
    TeamName.CPS_DIRECT: ("CPS Direct", "CPS Direct prosecutor"),
    TeamName.CPS_AREA: ("the CPS Area", "CPS Area prosecutor"),
    TeamName.CRIME_MANAGEMENT: ("the crime management unit", "crime management officer"),
    TeamName.ANALYSTS: ("the analysts", "analyst"),
    TeamName.OFFENDER_MANAGERS: ("the offender managers", "offender manager"),
}
"""Each team, and who works in it."""


def team_in_words(team: str) -> str:
    """Name a team in a sentence; a team of a scenario's own by its key."""
    return _TEAMS[TeamName(team)][0] if team in list(TeamName) else f"the team {team}"


def officer_in_words(team: str, number: int) -> str:
    """Name a member of a team by number; the team itself for a number below 0."""
    if number < 0:
        return team_in_words(team)
    member = _TEAMS[TeamName(team)][1] if team in list(TeamName) else f"{team} officer"
    return f"{member} {number}"
