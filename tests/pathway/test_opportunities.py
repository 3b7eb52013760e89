"""What an offender leaves: drawn with the crime, more of it where the cue is better."""

import math

import numpy as np
import pytest
from world import ENGLAND, World, england, left

from sacsim.chance.draws import Draws
from sacsim.pathway.crime import create
from sacsim.pathway.opportunities import Kind, left_behind
from sacsim.scenario.scenario import load
from sacsim.words import CrimeType

DRAWS = Draws(5, 0).stream("crime")
BURGLARY = CrimeType.DOMESTIC_BURGLARY


def many(settings, number=2000, *, attempt=False, fresh=False):
    return [
        left_behind(n << 12, BURGLARY, attempt, fresh, 100.0, settings, DRAWS)
        for n in range(number)
    ]


def test_each_kind_is_left_as_often_as_stated():
    settings = england().pathway.opportunities
    found = many(settings, fresh=True)
    for kind, field in (
        (Kind.CCTV, "cctv"),
        (Kind.NEAR_SCENE, "near_scene"),
        (Kind.FINGERPRINT, "fingerprint"),
    ):
        stated = getattr(settings, field).left[BURGLARY]
        share = np.mean([any(o.kind == kind for o in chances) for chances, _ in found])
        assert share == pytest.approx(stated, abs=4 * math.sqrt(stated * (1 - stated) / 2000))


def test_cues_are_uniform_and_better_where_more_was_left():
    found = many(england().pathway.opportunities)
    cues = np.array([cue for _, cue in found])
    solvable = np.array([len(chances) > 0 for chances, _ in found])
    assert cues.mean() == pytest.approx(0.5, abs=4 * math.sqrt(1 / 12 / 2000))
    assert np.quantile(cues, [0.1, 0.9]) == pytest.approx([0.1, 0.9], abs=0.03)
    assert cues[solvable].mean() > cues[~solvable].mean() + 0.1


def test_nobody_is_caught_near_the_scene_of_an_old_crime():
    kinds = {o.kind for chances, _ in many(england().pathway.opportunities) for o in chances}
    assert Kind.NEAR_SCENE not in kinds
    assert len(kinds) == len(Kind) - 1


def test_attempts_leave_less():
    settings = england().pathway.opportunities
    completed = sum(len(chances) for chances, _ in many(settings))
    attempted = sum(len(chances) for chances, _ in many(settings, attempt=True))
    assert attempted == pytest.approx(settings.attempts_leave * completed, rel=0.15)


def test_when_a_trace_ends_by_itself():
    changes = {
        "pathway.opportunities.cctv_kept_days": 14.0,
        "pathway.opportunities.near_scene_minutes": 30.0,
        "pathway.opportunities.property_recovered.lasts_days": 10.0,
    }
    settings = england().change(changes).pathway.opportunities
    ends = {o.kind: o.expires for chances, _ in many(settings, fresh=True) for o in chances}
    assert ends[Kind.CCTV] == 100 + 14 * 24
    assert ends[Kind.NEAR_SCENE] == 100.5
    assert ends[Kind.PROPERTY] == 100 + 10 * 24
    assert ends[Kind.FINGERPRINT] == ends[Kind.PHONE] == ends[Kind.NAMED] == math.inf


def test_only_the_stated_types_have_summary_only_offences():
    p = (
        load(ENGLAND)
        .change({"pathway.crime.summary_only": {"theft_of_vehicle": 1.0, "default": 0.0}})
        .pathway
    )
    for type in CrimeType:
        crime = create(1 << 12, type, 0.0, p.crime, p.opportunities, DRAWS)
        assert crime.summary_only == (type == CrimeType.THEFT_OF_VEHICLE)


def test_an_opportunity_is_realised_or_lost_once():
    world = World()
    crime = world.crime(left(Kind.CCTV))
    (cctv,) = crime.opportunities
    crime.lose(cctv, "CCTV overwritten", world.force)
    crime.lose(cctv, "another reason", world.force)
    assert cctv.because == "CCTV overwritten"
    with pytest.raises(ValueError, match="already"):
        crime.realise(cctv, world.force)
