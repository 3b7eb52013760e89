"""What an offender leaves: drawn with the crime, more of it where the cue is better."""

import dataclasses
import math
from collections import Counter
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from world import ENGLAND, World, england, left

from sacsim.chance.draws import Draws
from sacsim.pathway.crime import IN_PROGRESS, JUST_HAPPENED, LATER, create
from sacsim.pathway.opportunities import FIELDS, BetweenForces, Kind, left_behind, of_this_force
from sacsim.scenario.scenario import load
from sacsim.words import CrimeType

DRAWS = Draws(5, 0).stream("crime")
BURGLARY = CrimeType.DOMESTIC_BURGLARY
EVERY_LAW = {
    "pathway.crime.report_hours": {"exponential": {"mean": 9.0}},
    "pathway.opportunities.cctv.strength": {"gamma": {"mean": 0.4, "sd": 0.2}},
    "pathway.opportunities.dna.strength": {"empirical": {"values": [0.2, 0.9]}},
    "pathway.opportunities.phone.strength": {"uniform": {"min": 0.1, "max": 0.5}},
    "pathway.opportunities.witness.strength": {
        "mixture": [{"weight": 0.5, "of": 0.1}, {"weight": 0.5, "of": {"exponential": {"mean": 1}}}]
    },
    "pathway.opportunities.witness.lasts_days": 9.0,
}


def many(settings, number=2000, *, attempt=False, fresh=False):
    every = (np.full(number, value) for value in (attempt, fresh, 100.0))
    found, cues = left_behind(np.arange(number) << 12, BURGLARY, *every, settings, DRAWS)
    return list(zip(found, cues, strict=True))


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
    assert len(kinds) == len(FIELDS) - 1


def test_attempts_leave_fewer_marks_and_as_much_of_everything_else():
    settings = england().pathway.opportunities
    completed, attempted = (
        Counter(o.kind for chances, _ in many(settings, 20_000, attempt=attempt) for o in chances)
        for attempt in (False, True)
    )
    for kind in completed:
        factor = settings.attempts_leave if kind in (Kind.FINGERPRINT, Kind.DNA) else 1.0
        assert attempted[kind] == pytest.approx(factor * completed[kind], rel=0.15)


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
        (crime,) = create(type, np.array([1 << 12]), np.zeros(1), p.crime, p.opportunities, DRAWS)
        assert crime.summary_only == (type == CrimeType.THEFT_OF_VEHICLE)


def facts(crime):
    return repr([getattr(crime, field.name) for field in dataclasses.fields(crime)])


@lru_cache(maxsize=1)
def every_law():
    return load(ENGLAND).change(EVERY_LAW).pathway


@settings(max_examples=50)
@given(ids=st.lists(st.integers(0, 2**63 - 1), max_size=5), type=st.sampled_from(CrimeType))
def test_crimes_created_together_are_those_created_one_by_one(ids, type):
    p = every_law()
    ids, hours = np.array(ids, np.int64), np.arange(len(ids)) / 3

    def made(which):
        crimes = create(type, ids[which], hours[which], p.crime, p.opportunities, DRAWS)
        return [facts(crime) for crime in crimes]

    assert made(slice(None)) == [one for n in range(len(ids)) for one in made(slice(n, n + 1))]


def test_what_luck_decides_is_answered_question_by_question():
    """The bulk text against the same questions asked one at a time, of Python's own numbers."""
    p = load(ENGLAND).pathway
    ids, hours = np.arange(500) << 12, np.arange(500) / 7
    crimes = create(BURGLARY, ids, hours, p.crime, p.opportunities, DRAWS)
    seen = set()
    for crime, id, hour in zip(crimes, ids.tolist(), hours.tolist(), strict=True):

        def ask(question, id=id):
            return DRAWS.uniform(id, question)

        u, later = ask("reported as"), p.crime.report_hours[BURGLARY]
        in_progress, just = p.crime.in_progress[BURGLARY], p.crime.just_happened[BURGLARY]
        how = IN_PROGRESS if u < in_progress else JUST_HAPPENED if u < in_progress + just else LATER
        u = ask("report delay")
        delay = {IN_PROGRESS: 0.0, JUST_HAPPENED: u / 4, LATER: later.quantile(u)}[how]
        series = -1
        if ask("in a series") < p.crime.series[BURGLARY]:
            which = int(ask("which series") * p.crime.series_a_month[BURGLARY])
            series = (id >> 31 & 0xFFFF) // 30 * 1000 + which
        told = crime.id, crime.occurred, crime.reported_as, crime.reported, crime.series
        assert told == (id, hour, how, hour + delay, series)
        assert crime.attempt == (ask("attempt") < p.crime.attempt[BURGLARY])
        assert crime.supports == (ask("never supports") >= p.crime.never_supports[BURGLARY])
        for chance in crime.opportunities:
            stated = getattr(p.opportunities, FIELDS[chance.kind])
            strength = stated.strength.quantile(ask(f"{FIELDS[chance.kind]} strength"))
            names = ask(f"{FIELDS[chance.kind]} identifies") < stated.identifies
            assert (chance.strength, chance.identifies) == (strength, names)
            assert type(chance.strength) is float
            assert type(chance.identifies) is bool
        seen |= {how, series >= 0, *(chance.kind for chance in crime.opportunities)}
    assert len(seen) == 3 + 2 + len(FIELDS)


def test_an_opportunity_is_realised_or_lost_once():
    world = World()
    crime = world.crime(left(Kind.CCTV))
    (cctv,) = crime.opportunities
    crime.lose(cctv, "CCTV overwritten", world.force)
    crime.lose(cctv, "another reason", world.force)
    assert cctv.because == "CCTV overwritten"
    with pytest.raises(ValueError, match="already"):
        crime.realise(cctv, world.force)


def test_forces_differ_as_stated_and_their_types_go_together():
    """Of 4,000 forces: log factors of mean 0 and the stated sd, correlated as shared squared."""
    robbery = CrimeType.PERSONAL_ROBBERY
    stated = BetweenForces(log_sd={BURGLARY: 0.3, "default": 0.6}, shared=0.7)
    logs = np.array(
        [
            [math.log(of_this_force(type, stated, Draws(5, n))) for type in (BURGLARY, robbery)]
            for n in range(4000)
        ]
    )
    error = 4 / math.sqrt(4000)
    assert logs.mean(axis=0) == pytest.approx([0, 0], abs=0.6 * error)
    assert logs.std(axis=0) == pytest.approx([0.3, 0.6], rel=error / math.sqrt(2))
    assert np.corrcoef(logs.T)[0, 1] == pytest.approx(0.49, abs=(1 - 0.49**2) * error)


def test_a_luckier_force_has_the_same_crimes_with_more_left():
    """One factor for all: what was left stays, in the same order of crimes, and more is added."""
    same = england().pathway.opportunities
    apart = same.model_copy(
        update={"between_forces": BetweenForces(log_sd={"default": 0.5}, shared=1.0)}
    )
    factor = of_this_force(BURGLARY, apart.between_forces, DRAWS)
    assert factor != 1.0
    before, after = many(same), many(apart)
    fewer, more = (before, after) if factor > 1 else (after, before)
    for (few, few_cue), (many_, cue) in zip(fewer, more, strict=True):
        assert few_cue == cue
        assert {(o.kind, o.strength) for o in few} <= {(o.kind, o.strength) for o in many_}
    left_in = [sum(len(chances) for chances, _ in found) for found in (before, after)]
    assert left_in[1] / left_in[0] == pytest.approx(factor, rel=0.15)
