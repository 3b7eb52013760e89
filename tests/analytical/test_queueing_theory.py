"""One team against queueing theory: closed forms within the standard error, laws to 1e-9.

The cases and their formulas are those of `sacsim verify --theory`. So that a comparison means
something, the standard error may be at most 2 % of the exact value: in the ordinary run, with a
quarter of the jobs, twice that.
"""

from math import isclose

import numpy as np
import pytest

from sacsim.verify import theory
from sacsim.verify.laws import INSTANTS, laws
from sacsim.verify.one_team import BATCHES, Law, OneTeam, poisson, total_of
from sacsim.verify.theory import CASES, Line, compare

LARGEST_STANDARD_ERROR = 0.02
SHARE = 0.25


def agree(lines: list[Line], allowed: float) -> None:
    for line in lines:
        too_short = f"{line.measure}: too short to tell"
        assert line.standard_error <= allowed * line.exact, too_short
        assert line.agrees, line


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_closed_form(case: str) -> None:
    agree(compare(case, SHARE), LARGEST_STANDARD_ERROR / SHARE**0.5)


@pytest.mark.long
@pytest.mark.parametrize("case", CASES)
def test_closed_form_with_four_times_the_jobs(case: str) -> None:
    agree(compare(case), LARGEST_STANDARD_ERROR)


def test_every_measure_of_every_case_is_judged_together() -> None:
    """Student's t with 29 degrees of freedom at 1 % for 39 measures: 4.18, from tables of t."""
    assert theory.MEASURES == 39
    assert isclose(theory.critical(), 4.17, abs_tol=0.02)


def test_a_wrong_answer_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A team of five that has four posts, and a formula that is 5 % off."""
    real = OneTeam.__init__

    def one_short(self: OneTeam, work, posts, **how) -> None:
        real(self, work, posts - 1, **how)

    monkeypatch.setattr(OneTeam, "__init__", one_short)
    assert not any(line.agrees for line in compare("Erlang B, loss", SHARE))
    monkeypatch.undo()
    monkeypatch.setattr(theory, "birth_death", lambda *_: np.full(6, 0.19907 * 1.06))
    assert not any(line.agrees for line in compare("Erlang B, loss", SHARE))


def test_littles_law_and_the_utilisation_law_hold_as_integrals() -> None:
    """Everything at once, read off at six instants: the integrals are sums over jobs and duties."""
    found = laws()
    assert len(found) == 4 * len(INSTANTS)
    assert [law for law in found if not law.holds] == []
    late = [law.integral for law in found if law.law.endswith("overtime")]
    assert late[-1] > 100
    last = found[-4:]
    assert all(law.integral > 0 for law in last)
    assert not last[0]._replace(integral=last[0].integral * (1 + 1e-8)).holds


def test_waits_worked_out_by_hand() -> None:
    """One officer, two hours each: every three hours nobody waits; every hour the n-th waits n."""
    work = poisson(1, 30, [Law(1.0, _Two())])
    at = np.arange(total_of(30), dtype=float) * 3
    run = OneTeam(work._replace(at=at), 1)
    assert run.waits.tolist() == [0.0] * len(at)
    assert run.ends.tolist() == (at + 2).tolist()
    run = OneTeam(work._replace(at=at / 3), 1)
    assert run.waits.tolist() == (at / 3).tolist()
    assert len(run.busy) == BATCHES
    assert run.busy.tolist() == [1.0] * BATCHES


class _Two:
    def quantile(self, u):
        return np.full_like(u, 2.0)
