"""A victim's right to review, worked by hand: asked for once, upheld or not."""

import pytest
from world import World, lines, recorded

from sacsim.pathway import disposal
from sacsim.words import Outcome

DAY = 24.0


ASKS = {"disposal.asks_for_review": 1.0}


def reviewed_for(world, outcome, **facts):
    """Close a crime at 10; whether the victim asks, and what comes of the review."""
    crime = recorded(world, world.crime(**facts), outcome)
    p, told = world.pathway.disposal, []

    def story():
        asked = disposal.may_be_reviewed(crime, p, world.force)
        again = disposal.may_be_reviewed(crime, p, world.force)
        told.append(asked and (yield from disposal.review(crime, p, world.force)))
        told.append(again)

    world.at(11, lambda: world.force.go_on_alone(story()))
    world.run(5000)
    return crime, told


def test_a_victims_review_opens_the_crime_again_once_at_most():
    """Asked for at 11, ten days later, two hours of a supervisor."""
    world = World(ASKS)
    crime, told = reviewed_for(world, Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_SUPPORTS)
    assert told == [True, False]
    assert world.facts(crime) == lines(
        """
        10 outcome (15)
        253 completed victim's right to review @supervisors
        253 reopened (0)
        """
    )
    assert (crime.reopened, crime.reviews_upheld, crime.open) == (1, 1, True)


@pytest.mark.parametrize(
    ("outcome", "changes"),
    [
        (Outcome.NO_SUSPECT_IDENTIFIED, {}),
        (Outcome.NO_SUSPECT_IDENTIFIED, ASKS | {"disposal.review_upheld": 0.0}),
        (Outcome.EVIDENTIAL_DIFFICULTIES_VICTIM_DECLINES, ASKS),  # the victim who withdrew
        (Outcome.CHARGED, ASKS),
    ],
)
def test_what_stays_closed(outcome, changes):
    crime, told = reviewed_for(World(changes), outcome)
    assert told == [False, False]
    assert crime.outcome == outcome
