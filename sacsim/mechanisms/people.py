"""Mechanisms 6 and 21 to 23: who joins, who is new, who tutors, what workload does to people."""

from sacsim.mechanisms.mechanism import FALLS, RISES, SAME, Lever, Mechanism

STRETCHED = {"workforce.workload.above": 0.3}
"""So that every team is stretched."""

PEOPLE = (
    Mechanism(
        6,
        "Call handlers are too few, and hired with a delay",
        "A team's posts are filled or vacant; who leaves is replaced only after recruitment and "
        "training, unless somebody was sought ahead.",
        (
            Lever("teams.call_handlers.officers", (19, 27), "calls_101.abandonment", FALLS),
            Lever(
                "workforce.routes.staff.recruitment_weeks",
                (0.0, 52.0),
                "call_handlers.people_deployable",
                FALLS,
                given={"workforce.leaving.per_year": [0.3, 0.3, 0.3, 0.3, 0.3]},
                because="posts stand empty for longer",
            ),
            Lever(
                "teams.call_handlers.people.recruited_ahead_weeks",
                (0.0, 52.0),
                "call_handlers.people_deployable",
                RISES,
                given={"workforce.leaving.per_year": [0.3, 0.3, 0.3, 0.3, 0.3]},
            ),
        ),
    ),
    Mechanism(
        21,
        "The inexperienced take longer and find less",
        "What a stated hour of work takes, and how often a task finds what there is, follow from "
        "each officer's years of practice in what the task asks: scene, interview, arrest, file.",
        (
            Lever(
                "teams.response.people.service_years",
                (0.5, 10.0),
                "response.utilisation",
                FALLS,
            ),
            Lever(
                "teams.response.people.service_years",
                (0.5, 10.0),
                "share.lines_completed",
                RISES,
                given={
                    "workforce.experience.quality.scene": [0.3, 0.5, 0.8, 1.0],
                },
                because="quality at the scene",
            ),
            Lever(
                "workforce.experience.hours.file",
                ([1.0, 1.0, 1.0, 1.0], [3.0, 3.0, 3.0, 3.0]),
                "staff_hours_per_charge",
                RISES,
            ),
            Lever(
                "workforce.experience.quality.interview",
                ([0.1, 0.1, 0.1, 0.1], [1.0, 1.0, 1.0, 1.0]),
                "share.admitted",
                RISES,
                because="fewer suspects admit to whoever cannot interview",
            ),
        ),
    ),
    Mechanism(
        22,
        "Tutors lose time to those they tutor, students to learning",
        "A newcomer works beside a tutor and adds nothing; the tutor gives a share of their duty; "
        "afterwards days of learning are lost until the development period ends.",
        (
            Lever(
                "workforce.routes.recruit.tutor_gives",
                (0.0, 1.0),
                "response.on_duty_hours",
                FALLS,
            ),
            Lever(
                "workforce.routes.recruit.tutored_weeks",
                (0.0, 20.0),
                "response.people_deployable",
                FALLS,
            ),
            Lever(
                "workforce.routes.recruit.development_share",
                (0.0, 0.5),
                "response.people_effective",
                FALLS,
            ),
            Lever(
                "teams.response.people.tutors",
                (0.02, 0.5),
                "response.people_deployable",
                RISES,
                because="without a tutor newcomers wait",
            ),
        ),
    ),
    Mechanism(
        23,
        "High workload makes people ill, tired and leave",
        "Above a stated utilisation a team loses more shifts and more people two months later; "
        "overtime lengthens shifts and tires.",
        (
            Lever(
                "workforce.workload.sickness",
                (0.0, 0.5),
                "response.on_duty_hours",
                FALLS,
                given=STRETCHED,
            ),
            Lever(
                "workforce.workload.leaving",
                (0.0, 9.0),
                "response.people_left",
                RISES,
                given=STRETCHED,
            ),
            Lever(
                "workforce.workload.overtime_most",
                (0.0, 0.25),
                "pip2.on_duty_hours",
                RISES,
                given=STRETCHED,
            ),
            Lever(
                "workforce.workload.fatigue",
                (0.0, 1.0),
                "pip2.offered_load",
                RISES,
                given=STRETCHED,
            ),
            Lever(
                "workforce.workload.sickness",
                (0.0, 0.5),
                "response.on_duty_hours",
                SAME,
                given={"workforce.workload.above": 1.0},
                because="nobody is stretched below a utilisation of 1",
            ),
        ),
    ),
)
