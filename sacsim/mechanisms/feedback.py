"""Mechanisms 5, 35, 36 and 40 to 47: what policing does to the crimes that come next."""

from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever, Mechanism

BY_REPEATS = "crimes_by_origin.repeat"
BY_NEAR_REPEATS = "crimes_by_origin.near_repeat"
BY_SUSPECTS = "crimes_by_origin.suspect_at_liberty"
BURGLARIES_NEAR = "demand.domestic_burglary.near_repeats.share"
NO_REPEATS = {
    f"demand.{type}.{kind}.share": 0.0
    for type in ("domestic_burglary", "theft_of_vehicle", "theft_from_vehicle")
    for kind in ("repeats", "near_repeats")
}
NO_OFFENCES = {
    "pathway.offenders.offences_a_month": 0.0,
    "pathway.offenders.offences_a_month_if_prolific": 0.0,
}
MANY_NEAR = {BURGLARIES_NEAR: 0.3}
SERIES_SEEN = {
    "pathway.crime.series": 1.0,
    "pathway.opportunities.intelligence.left": 0.8,
    "pathway.investigation.lines.intelligence.generated": 1.0,
    "pathway.investigation.drifts": 0.0,
}
ALL_LINKED = {"pathway.investigation.links": 1.0}

FEEDBACK = (
    Mechanism(
        5,
        "Without prevention advice at the call, more repeats",
        "Victims who were advised are struck again less often, from the end of the call on. A "
        "repeat is a crime of its own, decided at its own time.",
        (
            Lever(
                "pathway.contact.prevention_advice.unhurried",
                (0.1, 0.9),
                "prevented.repeat.prevention advice",
                RISES,
                because="the training of handlers",
            ),
            Lever(
                "pathway.prevention.repeats_if_advised",
                (0.2, 1.0),
                BY_REPEATS,
                RISES,
                given={"pathway.contact.prevention_advice.unhurried": 0.9},
            ),
            Lever(
                "pathway.prevention.repeats_if_advised",
                (0.2, 1.0),
                BY_REPEATS,
                SAME,
                given=NO_REPEATS,
                because="nothing to prevent where no crime follows on another",
            ),
            Lever(
                "pathway.prevention.visits",
                (0.0, 1.0),
                "prevented.repeat.prevention visit",
                RISES,
                because="a recognised repeat victim (mechanism 4) is visited by the neighbourhood "
                "team",
            ),
        ),
    ),
    Mechanism(
        35,
        "Suspects at liberty go on offending",
        "From when they are named until a charge, except in custody, suspects may commit a further "
        "crime each month; on bail, under investigation, outstanding, or never charged.",
        (
            Lever(
                "pathway.offenders.offences_a_month_if_prolific",
                (0.0, 1.0),
                BY_SUSPECTS,
                RISES,
            ),
            Lever("pathway.offenders.offences_a_month", (0.0, 0.3), BY_SUSPECTS, RISES),
            Lever(
                "pathway.charging.area_delay_days",
                (1.0, 150.0),
                BY_SUSPECTS,
                RISES,
                given={
                    "pathway.offenders.offences_a_month": 0.5,
                    "pathway.charging.police_may_charge": 0.0,
                    "pathway.charging.rejected_at_triage": 0.0,
                },
                because="the longer until a charge, the longer at liberty",
            ),
            Lever(
                "pathway.offenders.offences_if_not_charged",
                (0.0, 1.0),
                BY_SUSPECTS,
                RISES,
                because="suspects who are never charged go on too",
            ),
            Lever(
                "pathway.offenders.offences_if_not_charged",
                (0.0, 1.0),
                BY_SUSPECTS,
                SAME,
                given=NO_OFFENCES,
            ),
        ),
    ),
    Mechanism(
        36,
        "Low consequences, no deterrence (off)",
        "Offending, and reporting, may depend on the share of crimes charged of late. Nobody has "
        "published a size: both elasticities and displacement are 0.",
        (
            Lever(
                "demand.unproven.deterrence",
                (0.0, 1.0),
                "crimes_recorded",
                FALLS,
                given={"demand.unproven.charged_share": 0.02, "demand.unproven.over_days": 60.0},
                because="more are charged than the share stated here",
            ),
            Lever(
                "demand.unproven.dissuaded_reporting",
                (0.0, 1.0),
                "crimes_recorded",
                FALLS,
                given={"demand.unproven.charged_share": 0.1, "demand.unproven.over_days": 60.0},
                because="fewer are charged than the share stated here",
            ),
            Lever("demand.unproven.at_most", (1.0, 2.0), "crimes_recorded", SAME),
            Lever("demand.unproven.displacement", (0.0, 1.0), "crimes_by_origin.displaced", RISES),
        ),
    ),
    Mechanism(
        40,
        "Offender managers have so many places",
        "A prolific suspect is taken on if the offender managers have a place, and offends less "
        "while managed.",
        (
            Lever(
                "pathway.offenders.managed_each",
                (0.0, 6.0),
                "prevented.suspect_at_liberty.managed offender",
                RISES,
            ),
            Lever(
                "pathway.offenders.offences_if_managed",
                (0.0, 1.0),
                BY_SUSPECTS,
                RISES,
                given={"pathway.offenders.managed_each": 10.0, "pathway.offenders.prolific": 0.5},
            ),
            Lever(
                "teams.offender_managers.officers",
                (0, 6),
                "prevented.suspect_at_liberty.managed offender",
                RISES,
                given={"pathway.offenders.managed_each": 4.0},
            ),
        ),
    ),
    Mechanism(
        41,
        "GPS tags place offenders at their crimes",
        "A tagged suspect's further crime carries the tag's position; it names them once an "
        "offender manager has looked.",
        (
            Lever(
                "pathway.offenders.tagged",
                (0.0, 1.0),
                "opportunity.GPS tag.realised",
                RISES,
            ),
            Lever(
                "pathway.offenders.offences_if_tagged",
                (0.3, 1.0),
                BY_SUSPECTS,
                RISES,
                given={"pathway.offenders.tagged": 1.0, "pathway.offenders.prolific": 0.5},
            ),
            Lever(
                "pathway.offenders.tag_places",
                (0.0, 1.0),
                BY_SUSPECTS,
                SAME,
                because="nobody is tagged",
            ),
        ),
    ),
    Mechanism(
        42,
        "Hotspot patrol",
        "Near repeats fall with the share of the patrol hours asked for that the neighbourhood "
        "team has worked in the last two weeks; scenes held, cocooning and visits take such hours. "
        "Off: no published size. The background does not depend on patrol.",
        (
            Lever(
                "pathway.prevention.near_repeats_if_patrolled",
                (0.3, 1.0),
                BY_NEAR_REPEATS,
                RISES,
                given=MANY_NEAR,
            ),
            Lever(
                "teams.neighbourhood.officers",
                (20, 101),
                "prevented.near_repeat.hotspot patrol",
                RISES,
                given={**MANY_NEAR, "pathway.prevention.near_repeats_if_patrolled": 0.3},
            ),
            Lever(
                "pathway.scene.guarded",
                (0.0, 1.0),
                "prevented.near_repeat.hotspot patrol",
                FALLS,
                given={
                    **MANY_NEAR,
                    "pathway.prevention.near_repeats_if_patrolled": 0.3,
                    "teams.neighbourhood.officers": 40,
                    "pathway.scene.attends": 1.0,
                },
                because="who guards a scene does not patrol (mechanism 14)",
            ),
        ),
    ),
    Mechanism(
        43,
        "Cocooning within 48 hours",
        "After a burglary the neighbourhood team may warn the neighbours, if it finds the time; "
        "from then on near repeats are fewer.",
        (
            Lever(
                "pathway.prevention.cocoons", (0.0, 1.0), BY_NEAR_REPEATS, FALLS, given=MANY_NEAR
            ),
            Lever(
                "pathway.prevention.near_repeats_if_cocooned",
                (0.2, 1.0),
                BY_NEAR_REPEATS,
                RISES,
                given={**MANY_NEAR, "pathway.prevention.cocoons": 1.0},
            ),
            Lever(
                "teams.neighbourhood.officers",
                (0, 101),
                "prevented.near_repeat.cocooning",
                RISES,
                given=MANY_NEAR,
                because="without people nobody is warned",
            ),
        ),
    ),
    Mechanism(
        44,
        "Repeat and near-repeat victimisation",
        "Crimes are followed by others against the same victims and their neighbours; the stated "
        "volume holds them, so that the shares redistribute it.",
        (
            Lever("demand.domestic_burglary.repeats.share", (0.0, 0.4), BY_REPEATS, RISES),
            Lever(BURGLARIES_NEAR, (0.0, 0.3), BY_NEAR_REPEATS, RISES),
            Lever(
                "demand.domestic_burglary.repeats.mean_days",
                (20.0, 200.0),
                BY_REPEATS,
                SAME,
                given=NO_REPEATS,
            ),
        ),
    ),
    Mechanism(
        45,
        "Series: one suspect may be the suspect of more",
        "Crimes of one offender share a series. A check that links a crime to another of its "
        "series with a suspect names the suspect; repeats by the same offender and offences at "
        "liberty are in the series of the crime before. Off: no published share of links.",
        (
            Lever(
                "pathway.investigation.links",
                (0.0, 1.0),
                "crimes_with_suspect",
                RISES,
                given=SERIES_SEEN,
            ),
        ),
    ),
    Mechanism(
        46,
        "Analysts make the links",
        "The check is the analysts' work; without them the line of enquiry stands still.",
        (
            Lever(
                "teams.analysts.officers",
                (0, 3),
                "opportunity.intelligence link to a series.realised",
                RISES,
                given={**SERIES_SEEN, **ALL_LINKED},
            ),
        ),
    ),
    Mechanism(
        47,
        "Tasking that is not joined up",
        "Where analysts, detectives and the owners of problem-solving plans are not tasked "
        "together, fewer checks lead to a link.",
        (
            Lever(
                "pathway.investigation.joined_up",
                (False, True),
                "crimes_with_suspect",
                RISES,
                given={
                    **SERIES_SEEN,
                    **ALL_LINKED,
                    "pathway.investigation.links_unless_joined_up": 0.0,
                },
            ),
            Lever(
                "pathway.investigation.joined_up",
                (False, True),
                "crimes_with_suspect",
                SAME,
                because="no check leads to a link",
            ),
        ),
    ),
)
