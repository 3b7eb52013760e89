"""Causes: the reasons why crimes that left a chance were not charged, and what would lift each.

Every word that the pathway can write beside a lost chance belongs to one cause (NOT_NEEDED, for a
crime that came to a good end, to none). A tag says in whose hands a cause lies: a choice of the
force (policy), its number of people (capacity), how well they do it (skill), another body
(partner), or nobody's (inherent). Inherent causes are not lifted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sacsim.pathway.crime import CROWDED_OUT, NO_SUSPECT, SCREENED_OUT
from sacsim.pathway.scene import TOO_BUSY
from sacsim.words import Outcome, TeamName


class Tag(StrEnum):
    """In whose hands a cause lies."""

    POLICY = "policy"
    CAPACITY = "capacity"
    SKILL = "skill"
    PARTNER = "partner"
    INHERENT = "inherent"


@dataclass(frozen=True)
class Cause:
    """One cause: its name, what it is called, its tag, the recorded words, and how it is lifted.

    `lift` are changes of a scenario; `practised` is what an officer must be practised in for it;
    `people` are the teams that then get all the people it takes. A cause that has none of these is
    not lifted.
    """

    name: str
    label: str
    tag: Tag
    words: tuple[str, ...] = ()
    lift: Mapping[str, Any] = field(default_factory=dict)
    practised: str = ""
    people: tuple[TeamName, ...] = ()

    @property
    def lifted(self) -> bool:
        """Whether anything can be done about it."""
        return bool(self.lift or self.people)


ENQUIRY = (
    TeamName.DESK,
    TeamName.SUPERVISORS,
    TeamName.PIP1,
    TeamName.PIP2,
    TeamName.ANALYSTS,
)
"""Who stands between a report and the end of its enquiries."""
FORENSIC = (TeamName.CSI, TeamName.FINGERPRINT_BUREAU)
LINES = ("cctv", "witness", "vehicle_sighting", "property_recovered", "intelligence")
CLOSED = {outcome: f"crime closed: {outcome.label}" for outcome in Outcome}
"""What is written beside a chance that was open when its crime was closed so."""
WITHDREW, NO_SUPPORT = "victim withdrew", "victim does not support"
CIRCUMSTANCES = (Outcome.OTHER_AGENCY, Outcome.NOT_PUBLIC_INTEREST_POLICE)
LATE_RESULTS = tuple(
    f"result late: {why}"
    for why in (
        WITHDREW,
        NO_SUPPORT,
        CLOSED[Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS],
        CLOSED[Outcome.TIME_LIMIT_EXPIRED],
        CLOSED[Outcome.NOT_PUBLIC_INTEREST_CPS],
        *(CLOSED[outcome] for outcome in CIRCUMSTANCES),
    )
)

INHERENT = (
    Cause("nothing_left", "nothing left that could name anybody", Tag.INHERENT),
    Cause(
        "gone_before_the_report",
        "offender gone before the report",
        Tag.INHERENT,
        ("gone before the report",),
    ),
    Cause(
        "gone_before_a_crew_could_come",
        "offender gone before any crew could come",
        Tag.INHERENT,
    ),
    Cause(
        "marks_gone_before_the_report",
        "marks washed away before the report",
        Tag.INHERENT,
        ("weather before the report",),
    ),
    Cause("victim_never_supports", "victim does not support a case", Tag.INHERENT, (NO_SUPPORT,)),
    Cause("victim_withdrew", "victim withdrew, though updated", Tag.INHERENT, (WITHDREW,)),
    Cause("suspect_never_found", "suspect known but never found", Tag.INHERENT),
    Cause(
        "too_little_evidence",
        "suspect known, too little evidence left",
        Tag.INHERENT,
        (CLOSED[Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS],),
    ),
    Cause(
        "suspects_circumstances",
        "another agency, or not in the public interest",
        Tag.INHERENT,
        tuple(CLOSED[outcome] for outcome in CIRCUMSTANCES),
    ),
)
POLICY = (
    Cause(
        "csi_not_sent",
        "no CSI sent to the scene",
        Tag.POLICY,
        ("CSI not sent", "CSI not sent after triage"),
        {"policies.csi": "attend_all"},
        people=FORENSIC,
    ),
    Cause(
        "marks_not_submitted",
        "marks recovered but not submitted",
        Tag.POLICY,
        ("not submitted",),
        {"pathway.forensics.submits": 1.0},
        people=(TeamName.FINGERPRINT_BUREAU,),
    ),
    Cause(
        "nobody_sent",
        "no officer sent to the scene",
        Tag.POLICY,
        ("nobody sent",),
        {"policies.deployment": "by_cue", "pathway.deployment.attends": 1.0},
        people=(TeamName.RESPONSE,),
    ),
    Cause(
        "screened_out",
        "screened out by the desk",
        Tag.POLICY,
        (SCREENED_OUT,),
        {"policies.screening": "none"},
        people=ENQUIRY,
    ),
    Cause(
        "no_investigation_plan",
        "no investigation plan",
        Tag.POLICY,
        ("no investigation plan",),
        {"policies.investigation_plan": "always"},
        people=ENQUIRY,
    ),
    Cause(
        "line_not_pursued",
        "line of enquiry not pursued",
        Tag.POLICY,
        ("line not pursued",),
        {f"pathway.investigation.lines.{line}.generated": 1.0 for line in LINES},
        people=ENQUIRY,
    ),
    Cause(
        "filed_early",
        "filed while a chance was still there",
        Tag.POLICY,
        (NO_SUSPECT,),
        {"pathway.disposal.filing_days": 28.0, "pathway.disposal.screened_out_days": 28.0},
    ),
)
CAPACITY = (
    Cause(
        "crew_came_too_late",
        "crew came too late to catch the offender",
        Tag.CAPACITY,
        ("arrived too late",),
        people=(TeamName.CALL_HANDLERS, TeamName.RESPONSE),
    ),
    Cause(
        "csi_too_busy",
        "CSI too busy to come",
        Tag.CAPACITY,
        (TOO_BUSY,),
        people=(TeamName.CSI,),
    ),
    Cause(
        "csi_came_too_late",
        "CSI came too late: marks gone, advice or not",
        Tag.CAPACITY,
        ("CSI too late: weather", "disturbed despite advice", "disturbed, advice or not"),
        people=(TeamName.CSI,),
    ),
    Cause(
        "desk_too_busy",
        "screened out because the desk was too busy",
        Tag.CAPACITY,
        (CROWDED_OUT,),
        people=(TeamName.DESK,),
    ),
    Cause(
        "enquiry_came_too_late",
        "enquiry begun too late: CCTV or trace gone",
        Tag.CAPACITY,
        (
            "CCTV overwritten",
            "witness no longer found",
            "vehicle not traced",
            "property not traced",
            "link not made",
        ),
        people=ENQUIRY,
    ),
    Cause(
        "victim_not_updated",
        "victim withdrew after updates were missed",
        Tag.CAPACITY,
        lift={"pathway.victim.missed_update_ratio": 1.0},
    ),
    Cause(
        "time_limit",
        "time limit passed before a decision",
        Tag.CAPACITY,
        (CLOSED[Outcome.TIME_LIMIT_EXPIRED],),
        {"pathway.crime.summary_only": 0.0},
    ),
)
SKILL = (
    Cause(
        "no_advice",
        "marks disturbed: caller not advised",
        Tag.SKILL,
        ("disturbed, no advice given",),
        {"pathway.contact.preservation_advice": {"unhurried": 1.0, "hurried": 1.0}},
    ),
    Cause(
        "graded_too_low",
        "crew came too late: call graded too low",
        Tag.SKILL,
        ("arrived too late, graded too low",),
        {"pathway.deployment.misgraded": 0.0},
    ),
    Cause(
        "early_lines_not_completed",
        "first officers left lines uncompleted",
        Tag.SKILL,
        ("early lines not completed",),
        {
            "pathway.deployment.lines_completed": 1.0,
            "pathway.deployment.lines_completed_if_called_away": 1.0,
        },
        practised="scene",
    ),
    Cause(
        "line_missed",
        "line of enquiry missed for want of skill",
        Tag.SKILL,
        ("line missed for want of skill",),
        {
            f"pathway.investigation.skill.{team}": 1.0
            for team in ("pip2", "pip1", "response", "neighbourhood", "desk")
        },
        practised="general",
    ),
    Cause(
        "case_drifted",
        "case drifted without a good review",
        Tag.SKILL,
        ("case drifted",),
        {"pathway.investigation.drifts": 0.0},
    ),
)
PARTNER = (
    Cause(
        "prosecutor_asked_for_more",
        "prosecutor asked for more evidence",
        Tag.PARTNER,
        lift={"pathway.charging.prosecutor_bar": 1.0},
    ),
    Cause(
        "prosecutor_public_interest",
        "prosecutor: not in the public interest",
        Tag.PARTNER,
        (CLOSED[Outcome.NOT_PUBLIC_INTEREST_CPS],),
        {"pathway.charging.not_public_interest": 0.0},
    ),
    Cause(
        "result_too_late",
        "laboratory, bureau, digital or CPS delay",
        Tag.PARTNER,
        LATE_RESULTS,
        {
            "pathway.forensics.fingerprint_delay_days": 0.0,
            "pathway.forensics.dna_gate_days": 0.0,
            "pathway.forensics.dna_laboratory_days": 0.0,
            "pathway.digital.kiosk_delay_days": 0.0,
            "pathway.digital.unit_delay_days": 0.0,
            "pathway.digital.outsourced_days": 0.0,
            "pathway.charging.area_delay_days": 0.0,
        },
        people=(TeamName.CPS_DIRECT, TeamName.CPS_AREA),
    ),
)
UNKNOWN = Cause("other", "a cause this table does not know", Tag.INHERENT)
"""For what a policy of a researcher's own may write."""

CAUSES = (*INHERENT, *POLICY, *CAPACITY, *SKILL, *PARTNER, UNKNOWN)

OWN_PEOPLE = (
    TeamName.CALL_HANDLERS,
    TeamName.RESPONSE,
    *ENQUIRY,
    *FORENSIC,
    TeamName.KIOSK,
    TeamName.DIGITAL_UNIT,
    TeamName.FILE_BUILDERS,
    TeamName.EVIDENCE_REVIEW,
    TeamName.CRIME_MANAGEMENT,
)
"""Every team of the force that a crime may wait for on its way to a charge.

Not those whose people prevent crimes (neighbourhood teams, offender managers): with more of them
other crimes would happen, and a crime could not be compared with itself.
"""
