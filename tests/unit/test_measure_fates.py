"""What became of crimes, one cause each, worked by hand."""

import numpy as np
import pytest
from made_run import at, made_run, reported, values

from sacsim.measure.causes import CAUSES
from sacsim.measure.fates import FATES, fate_rows, fates
from sacsim.measure.rows import CRIME_GROUPS, MATURITY

T = at("2021-03-01")
CLOSED_18 = {"true_outcome": 18}
SUSPECT = {"suspect_hours": T + 1}
UNPROVEN = {"true_outcome": 15, "decision": "too little evidence", **SUSPECT}


def crime(number=1, **facts):
    return reported(number, "2021-03-01", **facts)


def chance(because="", lost=np.nan, number=1, **more):
    when = T + lost if because else np.nan
    return {"crime": number, "because": because, "lost_hours": when, **more}


def fate(facts, *chances):
    found = fates(made_run([crime(**facts)], opportunities=chances))
    return FATES[found[0]]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"true_outcome": 1}, "charged"),
        ({"true_outcome": 3}, "disposed_of_otherwise"),
        ({"true_outcome": 4}, "disposed_of_otherwise"),
        ({"true_outcome": 8}, "disposed_of_otherwise"),
        ({"true_outcome": 22}, "disposed_of_otherwise"),
        ({"true_outcome": 0}, "still_open"),
        (CLOSED_18, "nothing_left"),
        ({"true_outcome": 14, "supports": False}, "nothing_left"),
    ],
)
def test_without_any_chance(facts, expected):
    assert fate(facts) == expected


def test_a_chance_that_only_corroborates_names_nobody():
    assert fate(CLOSED_18, chance("CSI not sent", 1, identifies=False)) == "nothing_left"


@pytest.mark.parametrize(
    ("cause", "word"), [(cause.name, word) for cause in CAUSES for word in cause.words]
)
def test_a_crime_without_a_suspect_is_lost_to_the_cause_of_its_only_chance(cause, word):
    assert fate(CLOSED_18, chance(word, 1)) == cause


def test_the_last_chance_counts_whatever_the_order_of_rows():
    early, late = chance("CSI not sent", 1), chance("CCTV overwritten", 200)
    assert fate(CLOSED_18, early, late) == "enquiry_came_too_late"
    assert fate(CLOSED_18, late, early) == "enquiry_came_too_late"


def test_of_two_lost_at_once_the_stronger_counts_then_the_first():
    weak, strong = (
        chance("screened out", 9, strength=0.2),
        chance("nobody sent", 9, strength=0.4),
    )
    assert fate(CLOSED_18, weak, strong) == "nobody_sent"
    assert fate(CLOSED_18, weak, strong | {"strength": 0.2}) == "screened_out"


def test_a_word_nobody_knows_is_not_lost_to_the_count():
    assert fate(CLOSED_18, chance("an own policy's word", 1)) == "other"


@pytest.mark.parametrize(
    ("reach", "expected"), [(True, "gone_before_a_crew_could_come"), (False, "crew_came_too_late")]
)
def test_too_late_even_at_once_is_not_for_want_of_people(reach, expected):
    assert fate(CLOSED_18 | {"out_of_reach": reach}, chance("arrived too late", 1)) == expected


def test_a_result_that_may_still_name_somebody_keeps_a_filed_crime_open():
    """So does a chance that was given up when the crime was filed, and regained since."""
    assert fate(CLOSED_18, chance("CSI not sent", 1), chance()) == "still_open"


def test_a_reopened_crime_counts_by_what_it_is_now():
    """Filed, reopened by a late mark, charged: the chances lost before do not matter."""
    mark = chance(realised_hours=T + 900)
    facts = {"true_outcome": 1, "reopened": 1, **SUSPECT}
    assert fate(facts, chance("screened out", 1), mark) == "charged"
    assert fate(facts | {"true_outcome": 0}, mark) == "still_open"


def test_a_victim_who_never_supports_comes_before_every_lost_chance():
    facts = {"true_outcome": 14, "supports": False}
    assert fate(facts, chance("CSI not sent", 1)) == "victim_never_supports"
    assert fate(facts | {"true_outcome": 16} | SUSPECT, chance()) == "victim_never_supports"


def test_a_suspect_who_is_never_found_whatever_the_victim_says_later():
    facts = {"outstanding": True, **SUSPECT}
    assert fate(facts | {"true_outcome": 0}, chance()) == "suspect_never_found"
    assert fate(facts | {"true_outcome": 16}, chance()) == "suspect_never_found"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"true_outcome": 16}, "victim_withdrew"),
        ({"true_outcome": 16, "updates_missed": 1}, "victim_not_updated"),
        ({"true_outcome": 17}, "time_limit"),
        ({"true_outcome": 9}, "prosecutor_public_interest"),
        ({"true_outcome": 20}, "suspects_circumstances"),
        ({"true_outcome": 21}, "suspects_circumstances"),
        ({"true_outcome": 15, "decision": "no further action"}, "prosecutor_asked_for_more"),
    ],
)
def test_with_a_suspect_the_decision_says_why(facts, expected):
    """Even if a chance that would have named somebody else was lost after that."""
    named = chance(realised_hours=T + 1)
    assert fate(facts | SUSPECT, named, chance("CSI not sent", 50)) == expected


def test_too_little_evidence_was_left():
    """0.4 found and 0.5 lost would never have been enough."""
    named = chance(realised_hours=T + 1, strength=0.4)
    short = chance("CSI not sent", 5, strength=0.5)
    assert fate(UNPROVEN | {"evidence": 0.4}, named, short) == "too_little_evidence"


def test_the_loss_that_tipped_it():
    """Of 1.3 left 0.5 is lost at 5, and that decides; 0.4 found and 0.4 lost at 9 make 0.8."""
    named = chance(realised_hours=T + 1, strength=0.4)
    tipped = chance("CSI not sent", 5, strength=0.5, identifies=False)
    after = chance("CCTV overwritten", 9, strength=0.4)
    assert fate(UNPROVEN | {"evidence": 0.4}, named, tipped, after) == "csi_not_sent"
    enough = after | {"strength": 0.6}  # 0.4 + 0.6 would have done until 9
    assert fate(UNPROVEN | {"evidence": 0.4}, named, tipped, enough) == "enquiry_came_too_late"
    assert fate(UNPROVEN | {"evidence": 0.4}, named, enough, tipped) == "enquiry_came_too_late"


def test_an_admission_counts_as_evidence():
    """0.4 and an admission of 0.5 are 0.1 short: the witness would have done."""
    named = chance(realised_hours=T + 1, strength=0.4)
    witness = chance("early lines not completed", 3, strength=0.1, identifies=False)
    assert fate(UNPROVEN | {"evidence": 0.4}, named, witness) == "too_little_evidence"
    assert fate(UNPROVEN | {"evidence": 0.9}, named, witness) == "early_lines_not_completed"


def test_each_crime_of_the_window_has_one_fate():
    crimes = [
        crime(1, **CLOSED_18),
        crime(2, true_outcome=1),
        crime(3, true_outcome=18),
        reported(4, "2021-01-05", true_outcome=1),  # before the window
        reported(5, "2021-03-02", "personal_robbery", true_outcome=0),
    ]
    run = made_run(
        crimes, opportunities=[chance("nobody sent", 2, 3), chance("screened out", 1, 4)]
    )
    assert [FATES[place] for place in fates(run)] == [
        "nothing_left",
        "charged",
        "nobody_sent",
        "still_open",
    ]
    found = values(fate_rows(run))
    assert found["ended.charged", "all", MATURITY] == 1
    assert found["lost_to.nobody_sent", "burglary", MATURITY] == 1
    for group, crimes in (("all", 4), ("burglary", 3), ("robbery", 1), ("theft_of_vehicle", 0)):
        assert sum(v for (_, g, _), v in found.items() if g == group) == crimes
    assert len(found) == len(FATES) * len(CRIME_GROUPS)


def test_no_crimes():
    assert len(fates(made_run())) == 0
    assert set(values(fate_rows(made_run())).values()) == {0.0}
