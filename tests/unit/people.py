"""Workforces for tests: nobody leaves or is absent unless a test says so."""

from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.force.force import TeamSettings
from sacsim.force.people import Workforce
from sacsim.force.personnel import Personnel
from sacsim.force.staff import TeamPeople

SKILLS = ("general", "scene", "interview", "arrest", "file")
EXPERT = dict.fromkeys(SKILLS, 10.0)
NEW = dict.fromkeys(SKILLS, 0.0)


def route(**changes):
    """Four weeks' recruitment, eight of training, two beside a tutor at half time."""
    return {
        "recruitment_weeks": 4.0,
        "training_weeks": 8.0,
        "tutored_weeks": 2.0,
        "tutor_gives": 0.5,
        "development_months": 0.0,
        "development_share": 0.0,
        "service_years": 0.0,
        "practice": NEW,
        **changes,
    }


def workforce(**changes) -> Workforce:
    """The first year takes twice as long, at a quality of a half; the second is as good as any."""
    return Workforce.model_validate(
        {
            "experience": {
                "years": [0.0, 1.0],
                "hours": {skill: [2.0, 1.0] for skill in SKILLS},
                "quality": {skill: [0.5, 1.0] for skill in SKILLS},
            },
            "leaving": {"years": [1.0], "per_year": [0.0, 0.0]},
            "absence": {"per_year": 0.0, "days": 60.0, "reallocate_after_days": 14.0},
            "workload": {
                "above": 0.8,
                "sickness": 0.2,
                "leaving": 1.0,
                "overtime_most": 0.0,
                "fatigue": 0.1,
            },
            "routes": {"recruit": route(), "expert": route(practice=EXPERT, tutored_weeks=0.0)},
            **changes,
        }
    )


def people(**changes):
    """People of ten years' service, all of whom may tutor."""
    return {
        "service_years": 10.0,
        "replaced_by": "recruit",
        "moves_on_per_year": 0.0,
        "recruited_ahead_weeks": 0.0,
        "tutors": 1.0,
        **changes,
    }


def team(officers=5, **changes) -> TeamSettings:
    """A team round the clock."""
    own = {"people": people(), "shifts": "five_team_2224", **changes}
    return TeamSettings.model_validate({"officers": officers, **own})


def personnel(start, settings, teams, seed=1) -> Personnel:
    """The people of some teams."""
    asked = {
        name: TeamPeople(team.officers, team.strength, team, team.people)
        for name, team in teams.items()
    }
    return Personnel(settings, asked, Clock(start), Draws(seed, 0))
