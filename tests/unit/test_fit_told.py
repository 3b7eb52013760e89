"""What a calibration prints: numbers, targets by subject, misses, what to ask for."""

import io
from pathlib import Path

from rich.console import Console

from sacsim.experiment.calibrate import Fit, Number, Residual
from sacsim.experiment.parameters import Parameters
from sacsim.experiment.targets import Target
from sacsim.report.fit import print_fit, summary
from sacsim.scenario.scenario import load

SMALL_TOWN = Path(__file__).parents[2] / "scenarios" / "small_town.toml"
CHARGED = Target("burglary", "charged", "m", "burglary", "", "%", 4.4, 2.9, 6.8, 0.02)
WAIT = Target("", "999 calls answered", "m", "all", "", "%", 71.0, 60.0, 92.0, 0.1)
FIT = Fit(
    Parameters("x", "y", ({"a": 1.0}, {"a": 2.0})),
    (
        Number("background load", "calls", "calls a year", 0.8, 1.2, 0.9, 0.85, 0.95, 0.3, "calls"),
        Number("free number", "traces", "CCTV [traces]", 0.5, 2.0, 1.1, 0.6, 1.9, 0.95, "what led"),
    ),
    (
        Residual(WAIT, 41.6, 47.0, 46.0, 48.0, -3.4, -4.0),
        Residual(CHARGED, 4.8, 5.5, 5.1, 5.9, 1.2, 0.5),
    ),
    (WAIT,),
    117,
)


def test_a_fit_is_told_in_a_page_of_110_columns():
    page = io.StringIO()
    print_fit(load(SMALL_TOWN), FIT, Console(file=page, width=110, highlight=False))
    lines = page.getvalue().splitlines()
    assert max(map(len, lines)) <= 110
    text = " ".join(page.getvalue().split())
    for told in (
        "117 runs; 2 sets of numbers that fit equally well",
        "calls a year 0.8 to 1.2 0.90 0.85 to 0.95 30 % settled by the data; frozen",
        "CCTV [traces] 0.5 to 2 1.10 0.60 to 1.90 95 % not identifiable",
        "999 calls answered 71.0 60.0 to 92.0 41.6 47.0 46.0 to 48.0 -3.4 sd below",
        "charged 4.4 2.9 to 6.8 4.8 5.5 5.1 to 5.9 +1.2 sd in band",
        "1 of 2 targets inside their band.",
        "Off by 0.50 standard deviations before the fit and 1.20 after",
        "the sets fit no better than the scenario as it stands",
        "1 are further off than 3 standard deviations",
        "comes near 1 targets, which the fit therefore set aside: 999 calls answered.",
        "Not identifiable: CCTV [traces]. Ask for: what led.",
    ):
        assert told in text, told


def test_the_file_says_of_itself_what_was_found():
    told = list(summary(load(SMALL_TOWN), FIT))
    assert told[-2] == "1 of 2 targets inside their band."
    assert told[-1].startswith("Off by 0.50 standard deviations before the fit and 1.20 after")
    assert "free number: CCTV [traces]: 1.10 (0.60 to 1.90), not identifiable" in told
