"""Explain teams: who is on duty when, how posts become people, and what else they have to do."""

from collections.abc import Sequence

from sacsim.force.roster import CID, WEEKDAYS
from sacsim.scenario.chain import TeamRow
from sacsim.scenario.duty import DAYS, HOURS_OF_WEEK, MONTHS, hour_name, short_hour
from sacsim.scenario.page import Page, listed, number, spoken
from sacsim.scenario.scenario import Scenario
from sacsim.words import TeamName

PEOPLE: dict[str, tuple[str, str]] = {
    TeamName.CALL_HANDLERS: ("call handler", "call handlers"),
    TeamName.RESPONSE: ("response officer", "response officers"),
    TeamName.NEIGHBOURHOOD: ("neighbourhood officer", "neighbourhood officers"),
    TeamName.DESK: ("desk investigator", "desk investigators"),
    TeamName.PIP1: ("volume-crime investigator (PIP 1)", "volume-crime investigators (PIP 1)"),
    TeamName.PIP2: ("detective (PIP 2)", "detectives (PIP 2)"),
    TeamName.SUPERVISORS: ("supervising sergeant", "supervising sergeants"),
    TeamName.CSI: ("CSI", "CSIs"),
    TeamName.FINGERPRINT_BUREAU: ("fingerprint examiner", "fingerprint examiners"),
    TeamName.DNA_LABORATORY: ("DNA scientist", "DNA scientists"),
    TeamName.KIOSK: ("staffed kiosk", "staffed kiosks"),
    TeamName.DIGITAL_UNIT: ("digital examiner", "digital examiners"),
    TeamName.FILE_BUILDERS: ("file builder", "file builders"),
    TeamName.EVIDENCE_REVIEW: ("evidence review officer", "evidence review officers"),
    TeamName.CPS_DIRECT: ("CPS Direct prosecutor", "CPS Direct prosecutors"),
    TeamName.CPS_AREA: ("CPS Area prosecutor", "CPS Area prosecutors"),
    TeamName.CRIME_MANAGEMENT: ("crime management officer", "crime management officers"),
    TeamName.ANALYSTS: ("analyst", "analysts"),
    TeamName.OFFENDER_MANAGERS: ("offender manager", "offender managers"),
}
TO_THE_PUBLIC: dict[str, tuple[str, str]] = {
    TeamName.RESPONSE: ("can be sent", "can be sent"),
    TeamName.CALL_HANDLERS: ("answers", "answer"),
}


def on_duty_sentence(rows: Sequence[TeamRow], hour_of_week: int) -> str:
    """Return who can be sent and who is at work at an hour of the week, and which team is not."""
    public, inside, away = [], [], []
    for row in rows:
        one, many = PEOPLE.get(row.team, (f"post of {row.team}", f"posts of {row.team}"))
        posts = float(row.by_hour[hour_of_week])
        said = f"{number(posts)} {one if posts == 1 else many}"
        if not row.strength:
            continue
        if not posts:
            away.append(one)
        elif row.team in TO_THE_PUBLIC:
            does = TO_THE_PUBLIC[row.team]
            public.append(f"{said} {does[posts != 1]}")
        else:
            inside.append(said)
    verb = "is" if len(inside) == 1 and inside[0].startswith("1 ") else "are"
    when = f"At {hour_of_week % 24:02d}:00 on a {DAYS[hour_of_week // 24]} "
    parts = (
        listed(public),
        inside and f"{listed(inside)} {verb} at work",
        away and f"no {listed(away, 'or')} is on duty",
    )
    return when + "; ".join(part for part in parts if part) + "."


def who_is_on_duty(
    page: Page, scenario: Scenario, rows: list[TeamRow], hours: Sequence[int]
) -> None:
    """Print who is on duty at some hours of the week, in sentences and a table."""
    page.heading("Who is on duty")
    for hour in hours:
        page.say(on_duty_sentence(rows, hour))
    page.say()
    page.table(
        ("team", "<shifts", *(short_hour(hour) for hour in hours), "hours a week"),
        [
            (
                spoken(row.team),
                spoken(scenario.teams[row.team].shifts),
                *(number(float(row.by_hour[hour])) for hour in hours),
                str(HOURS_OF_WEEK - row.uncovered_hours),
            )
            for row in rows
        ],
    )
    page.say(
        "Mean posts that can take work: rostered, less leave, sickness and training, less other "
        "duties. Any one night has more or fewer. A kiosk counts while one of its trained users "
        "is free for it.",
        _bank_holidays(scenario, rows),
    )


def _bank_holidays(scenario: Scenario, rows: list[TeamRow]) -> str:
    """What bank holidays cost the teams that have them off."""
    hours: dict[str, float] = {}
    for row in rows:
        team = scenario.teams[row.team]
        posts = (row.strength or 0) * (1 - team.abstraction)
        if team.shifts in (CID, WEEKDAYS) and posts and team.kiosks is None:
            hours[team.shifts] = row.on_duty / posts * scenario.clock.month_start(MONTHS)
    if not hours:
        return ""
    cover = " (but for CID's weekend cover)" if CID in hours else ""
    gives = listed([f"{number(each)} on {spoken(shifts)}" for shifts, each in hours.items()])
    return (
        f"Bank holidays{cover} are days off on some shifts: of 2,086 contracted hours a post is "
        f"rostered for {gives} in the twelve months from the start, before leave."
    )


def teams_and_load(page: Page, rows: list[TeamRow]) -> None:
    """Print, team by team, posts, people and the load of other work."""
    page.heading("From posts to people, and the other work they have before any SAC")
    page.table(
        (
            "team",
            "estab-\nlishment",
            "strength",
            "on duty\n(mean)",
            "workable\n(mean)",
            "jobs\na year",
            "their\nhours",
            "load before SAC",
            "<",
        ),
        [
            (
                spoken(row.team),
                *_posts(row),
                number(round(row.jobs)),
                number(round(row.hours)),
                "" if row.load is None else f"{row.load:.2f}",
                row.reading,
            )
            for row in rows
        ],
    )
    page.say(
        "Establishment less vacancies is strength; strength on its shifts less leave, sickness, "
        "training, tutors and learners is on duty; less other duties, workable. "
        "Load: hours of other work over hours that workable posts have; serious acquisitive crime "
        "(SAC) comes on top. Below 0.7 is comfortable, below 0.85 busy, below 1 tight: waits grow "
        "long before a team is full. At 1 or more the backlog grows without end."
    )


def _posts(row: TeamRow) -> tuple[str, str, str, str]:
    if row.strength is None:
        return "unlimited", "", "", ""
    assert row.establishment is not None
    return (
        number(row.establishment),
        number(row.strength),
        number(row.on_duty),
        number(row.workable),
    )


def peaks(page: Page, rows: list[TeamRow]) -> None:
    """Print the hours of the week that are overloaded or not covered."""
    overloaded = [row for row in rows if row.overloaded_hours]
    if overloaded:
        page.heading("Hours of the week in which more other work comes in than can be done")
        page.table(
            ("team", "such hours", "<the worst", "load then"),
            [
                (
                    spoken(row.team),
                    f"{row.overloaded_hours} of {HOURS_OF_WEEK - row.uncovered_hours} covered",
                    hour_name(row.worst_hour),
                    f"{row.load_by_hour[row.worst_hour]:.2f}",
                )
                for row in overloaded
            ],
        )
        page.say("What comes in then and can wait is done in quieter hours.")
    waits = [
        f"{spoken(row.team)} ({row.uncovered_hours} hours)"
        for row in rows
        if row.uncovered_hours and row.hours and row.workable
    ]
    if waits:
        page.say(
            "Nobody is on duty, and work waits, in part of the 168 hours of a week: "
            f"{listed(waits)}."
        )
