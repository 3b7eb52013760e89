"""Files that went to the prosecutor, and exhibits that went to be examined, worked by hand."""

from math import isnan, nan

import pytest
from made_run import at, made_run, reported, values

from sacsim.measure.exhibits import exhibit_rows
from sacsim.measure.referrals import referral_rows
from sacsim.measure.rows import CLOSED, MATURITY, SNAPSHOT

T = at("2021-06-01")
END = at("2022-02-01")
FROM = "theft_from_vehicle"


def sent(crime, days, after, answer, to="cps_area"):
    """A file sent so many days after T, answered so many days later."""
    hours = T + 24.0 * days
    return {"crime": crime, "to": to, "sent_hours": hours, "back_hours": hours + 24.0 * after,
            "answer": answer}  # fmt: skip


REFERRALS = [
    sent(1, 0, 0, "rejected at triage"),
    sent(1, 10, 5, "action plan"),
    sent(1, 30, 28, "charge"),
    sent(2, 0, 40, "no charge"),
    sent(3, 0, 0, "rejected at triage"),
    sent(3, 9, nan, ""),  # the victim withdrew before an answer
    sent(4, 0, 0.1, "charge", to="cps_direct"),
    sent(5, 0, nan, ""),  # still owed
]


@pytest.fixture
def run():
    crimes = [reported(n, "2021-05-01") for n in (1, 2, 3, 4)] + [reported(5, "2021-05-01", FROM)]
    history = [(1, T + 2000, 1), (2, T + 2000, 15), (3, T + 300, 16), (4, T + 3, 1)]
    return made_run(crimes, history, referrals=REFERRALS)


def test_triage_action_plans_and_decisions(run):
    found = values(referral_rows(run))

    def count(name, group="all"):
        return found[name, group, MATURITY]

    assert count("referrals") == 4  # CPS Direct has no triage
    assert count("first_time_pass_share") == pytest.approx(100 / 3)  # 2 of 1, 2, 3; 5 is unanswered
    assert count("triage_rejection_share") == 40.0  # two of the Area's five answers
    assert count("action_plans_per_case") == 0.25
    # In time: the action plan, a charge on day 28, CPS Direct's; late: day 40; owed: crime 5.
    assert count("decisions_within_28_days") == 60.0
    assert count("decisions_within_28_days", FROM) == 0.0
    assert isnan(count("first_time_pass_share", "robbery"))


def test_what_has_not_yet_been_sent_is_not_yet_counted():
    """Sent a month before the snapshot and after it; the crime itself is closed in between."""
    late = [
        {"crime": 1, "sent_hours": END - 700, "back_hours": END + 1, "answer": "charge"},
        {"crime": 2, "sent_hours": END + 5, "back_hours": END + 29, "answer": "charge"},
        {"crime": 3, "sent_hours": END - 99, "back_hours": END + 2, "answer": "charge"},
    ]
    crimes = [reported(n, "2021-12-01") for n in (1, 2, 3)]
    found = values(referral_rows(made_run(crimes, [(1, END + 1, 1)], referrals=late)))
    assert [found["referrals", "all", basis] for basis in (SNAPSHOT, MATURITY, CLOSED)] == [2, 3, 0]
    assert found["decisions_within_28_days", "all", SNAPSHOT] == 0.0  # owed for 29 days by then
    assert found["decisions_within_28_days", "all", MATURITY] == pytest.approx(200 / 3)


def test_turnaround_from_being_sent_to_the_result():
    t = at("2021-03-01")

    def exhibit(crime, kind, days):
        return {"crime": crime, "kind": kind, "sent_hours": t, "back_hours": t + 24.0 * days}

    exhibits = [
        exhibit(1, "phone", 2.0),
        exhibit(1, "phone", 10.0),
        exhibit(2, "phone", nan),
        exhibit(2, "DNA", 12.0),
        exhibit(3, "phone", 99.0),  # of a crime before the window
        {"crime": 1, "kind": "phone"},  # never sent
    ]
    crimes = [reported(1, "2021-03-01"), reported(2, "2021-03-01"), reported(3, "2021-01-10")]
    found = values(exhibit_rows(made_run(crimes, opportunities=exhibits)))
    words = ("median", "mean", "p90", "results", "no_result")
    phones = [found[f"turnaround.phone.{word}", "all", MATURITY] for word in words]
    assert phones == [2.0, 6.0, 10.0, 2, 1]
    assert found["turnaround.dna.mean", "all", MATURITY] == 12.0
    assert isnan(found["turnaround.fingerprint.mean", "all", MATURITY])
    assert found["turnaround.fingerprint.results", "all", MATURITY] == 0
