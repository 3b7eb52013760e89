"""Trace: one crime's life told line by line, or a list of crimes worth reading."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich.console import Console

from sacsim.engine.results import Fact, Kept
from sacsim.pathway.crime import CROWDED_OUT
from sacsim.pathway.investigation import LINES
from sacsim.pathway.scene import TOO_BUSY
from sacsim.report.life import Life, lasting
from sacsim.report.sentences import REPORTED, sentence
from sacsim.scenario.page import Page, listed
from sacsim.words import Origin, Outcome, officer_in_words

WAITED_TOO_LONG = {
    TOO_BUSY,
    CROWDED_OUT,
    "CSI too late: weather",
    "arrived too late",
    *(too_late for _, too_late in LINES.values()),
}
"""Causes of a loss that a shorter queue would have lifted."""
FILED = Outcome.NO_SUSPECT_IDENTIFIED


# -- which crimes to read ---------------------------------------------------------------------


def list_crimes(kept: Kept, console: Console) -> None:
    """Print some crimes worth reading, each with its number and why."""
    page = Page(console)
    page.heading(kept.name)
    page.say(
        f"Replication {kept.replication}: {len(kept.crimes):,} crimes. Some worth reading, with "
        "--crime NUMBER:"
    )
    rows = [(why, str(row["crime"]), _in_short(row, kept)) for why, row in worth_reading(kept)]
    page.table(("why", "<crime", "<what happened"), rows)


def worth_reading(kept: Kept) -> Iterator[tuple[str, pd.Series]]:
    """Yield (why, row of crimes.parquet) for crimes of different kinds, as far as there are any.

    The one charged took as long as most do; the one lost in a queue had a chance to name somebody
    if any such crime had; the others are the shortest or the longest of their kind.
    """
    crimes = kept.crimes
    days = _days(crimes, kept.horizon)
    charged = crimes[(crimes["outcome"] == Outcome.CHARGED) & (crimes["reopened"] == 0)]
    order = days[charged.index].sort_values(kind="stable").index
    found = {
        "charged": order[len(order) // 2 : len(order) // 2 + 1],
        "lost in a queue": _lost_in_a_queue(kept),
        "filed at once": days[crimes["outcome"] == FILED].nsmallest(1).index,
        "reopened": _reopened(crimes, days),
        "the longest": days.nlargest(1).index,
    }
    for why, which in found.items():
        for place in which:
            yield why, crimes.loc[place]


def _days(crimes: pd.DataFrame, horizon: float) -> pd.Series:
    """Days from the report to the outcome, or to the end of the run."""
    return (crimes["outcome_hours"].fillna(horizon) - crimes["reported_hours"]) / 24


def _lost_in_a_queue(kept: Kept) -> pd.Index:
    """The closed crime whose strongest chance ended while it waited; first to name somebody."""
    chances, crimes = kept.opportunities, kept.crimes
    closed = crimes.loc[crimes["outcome"] != Outcome.NOT_YET_ASSIGNED, "crime"]
    lost = chances[chances["because"].isin(WAITED_TOO_LONG) & chances["crime"].isin(closed)]
    best = lost.sort_values(["identifies", "strength"], ascending=False, kind="stable").head(1)
    return crimes.index[crimes["crime"].isin(best["crime"])]


def _reopened(crimes: pd.DataFrame, days: pd.Series) -> pd.Index:
    """The longest of the crimes reopened; of those charged in the end, if there are any."""
    again = crimes["reopened"] > 0
    charged = again & (crimes["outcome"] == Outcome.CHARGED)
    return days[charged if charged.any() else again].nlargest(1).index


def _in_short(row: pd.Series, kept: Kept) -> str:
    what, outcome = _kind(row["crime_type"]), Outcome(int(row["outcome"]))
    long = (row["outcome_hours"] if outcome else kept.horizon) - row["reported_hours"]
    return f"{what}, {outcome.label} after {lasting(long)}"


# -- one crime --------------------------------------------------------------------------------


def tell(life: Life, console: Console) -> None:
    """Print one crime's life: what it was, what happened when, and what came of it.

    Raises BadInput, before anything is printed, for a crime that is not there.
    """
    beginning, page = [*_beginning(life)], Page(console)
    page.heading(f"Crime {life.number}, replication {life.kept.replication} of {life.kept.name}")
    page.say(*beginning)
    page.heading("What happened")
    page.table(("when", "<what"), _lines(life), words=0)
    page.heading("What the offender left")
    _chances(page, life)
    page.heading("What came of it")
    page.say(*_end(life))


def _beginning(life: Life) -> Iterator[str]:
    crime: Any = life.crime
    attempted = "attempted " if crime["attempt"] else ""
    when = life.local(crime["reported_hours"])
    how = next((fact.task for fact in life.facts if "crime report" in fact.task), "")
    by = {"9": " by 999", "1": " by 101", "o": " online"}.get(how[:1], "")
    yield f"{_a(attempted + _kind(crime['crime_type']))}, reported{by} at {when:%H:%M on %A}"
    yield f"{when.day} {when:%B %Y}, {REPORTED.get(crime['reported_as'], '')}."
    victim = [
        "a repeat victim" if crime["repeat_victim"] else "no repeat victim",
        "vulnerable" if crime["vulnerable"] else "not vulnerable",
        "would support a prosecution" if crime["supports"] else "would not support a prosecution",
    ]
    yield f"The victim: {listed(victim)}."
    yield f"Its first report looked more promising than {crime['cue']:.0%} of such crimes do."
    if crime["origin"] != Origin.BACKGROUND:
        known = (life.kept.crimes["crime"] == crime["parent"]).any()
        before = f"crime {crime['parent']}" if known else "a crime before the run"
        yield f"It followed on {before} ({crime['origin']})."
    done = [
        _whether(crime["thrive"], "an adequate THRIVE assessment"),
        _whether(crime["preservation_advice"], "advice on preserving evidence"),
        _whether(crime["prevention_advice"], "crime-prevention advice"),
    ]
    yield f"At the report there was {listed(done)}."


def _lines(life: Life) -> Iterator[tuple[str, str]]:
    """(when, what) for every fact; the time where it changes, work taken up at once in one line."""
    day, minute = "", ""
    for (fact, after), quiet in zip(_with_next(life), life.quiet_before(), strict=True):
        if quiet:
            yield "", f"({lasting(quiet)} with nobody's work to do: a stated delay, no queue.)"
        at_once = after is not None and after.time == fact.time
        if (
            fact.event == "arrived"
            and at_once
            and after
            and after.event in ("started", "allocated")
        ):
            continue
        when = life.local(fact.time)
        today, now = f"{when:%a} {when.day} {when:%b %Y}", f"{when:%H:%M}"
        shown = f"{today} {now}" if today != day else now if now != minute else ""
        yield shown, sentence(fact, life)
        day, minute = today, now


def _with_next(life: Life) -> Iterator[tuple[Fact, Fact | None]]:
    """Each fact, and the next of its job."""
    following: dict[int, Fact] = {}
    pairs: list[tuple[Fact, Fact | None]] = []
    for fact in reversed(life.facts):
        pairs.append((fact, following.get(fact.job) if fact.job >= 0 else None))
        following[fact.job] = fact
    yield from reversed(pairs)


def _chances(page: Page, life: Life) -> None:
    rows = [
        (
            str(chance["kind"]),
            "names somebody" if chance["identifies"] else "corroborates",
            f"{chance['strength']:.2f}",
            _became(chance, life),
        )
        for _, chance in life.chances.iterrows()
    ]
    if not rows:
        page.say("Nothing.")
        return
    page.table(("chance", "<what it can do", "strength", "<what became of it"), rows)
    page.say("Strength: 1 is evidence enough for the police to think of a charge.")


def _became(chance: pd.Series, life: Life) -> str:
    if not math.isnan(chance["realised_hours"]):
        return f"used on {_date(life, chance['realised_hours'])}"
    if not math.isnan(chance["lost_hours"]):
        return f"lost on {_date(life, chance['lost_hours'])}: {chance['because']}"
    return "still open"


def _end(life: Life) -> Iterator[str]:
    crime: Any = life.crime
    outcome = Outcome(int(crime["outcome"]))
    until = crime["outcome_hours"] if outcome else life.kept.horizon
    long = lasting(until - crime["reported_hours"])
    if outcome:
        yield f"Outcome {int(outcome)}, {outcome.label}, {long} after the report."
    else:
        yield f"No outcome when the run ends, {long} after the report."
    if crime["reopened"]:
        first = lasting(crime["first_outcome_hours"] - crime["reported_hours"])
        yield f"It was first closed {first} after the report and opened again"
        yield f"{'once' if crime['reopened'] == 1 else str(crime['reopened']) + ' times'}."
    if crime["decision"]:
        yield f"The case was decided: {crime['decision']}."
    if outcome and crime["true_outcome"] != crime["outcome"]:
        right = Outcome(int(crime["true_outcome"]))
        yield f"It is miscoded: {int(right)}, {right.label}, would be right."
    if crime["owner_team"]:
        owner = officer_in_words(crime["owner_team"], int(crime["owner_officer"]))
        yield f"It was last with {owner}."
    guard = f", {crime['guard_hours']:.1f} of them guarding" if crime["guard_hours"] else ""
    yield f"It took {crime['staff_hours']:.1f} hours of staff{guard}."
    yield from _used(life)
    yield from _after(life)


def _used(life: Life) -> Iterator[str]:
    """Chances left and used, who was named by what, and what ended the last chance."""
    crime: Any = life.crime
    chances = life.chances
    used = chances[chances["realised_hours"].notna()]
    admission = " and an admission" if crime["admitted"] else ""
    if len(chances):
        yield f"Chances left: {len(chances)}, used: {len(used)},"
        yield f"evidence found: {used['strength'].sum():.2f}{admission}."
    if not math.isnan(crime["suspect_hours"]):
        yield f"The suspect was known by: {crime['suspect_by']}."
        return
    naming = chances[chances["identifies"]]
    if naming.empty:
        yield "Nothing that the offender left could have named anybody."
    elif (naming["because"] == "still open").any():
        yield "A chance to name somebody is still open."
    else:
        last = naming.iloc[int(naming["lost_hours"].to_numpy().argmax())]
        yield f"The last chance to name somebody, {last['kind']}, ended on"
        yield f"{_date(life, last['lost_hours'])}: {last['because']}."


def _after(life: Life) -> Iterator[str]:
    crimes = life.kept.crimes
    followers = crimes[crimes["parent"] == life.number]
    told = [f"{row['crime']} ({row['origin']})" for _, row in followers.iterrows()]
    if told:
        yield f"Crimes that followed on it: {listed(told)}."


def _date(life: Life, hours: float) -> str:
    when = life.local(hours)
    return f"{when.day} {when:%b %Y} {when:%H:%M}"


def _kind(crime_type: str) -> str:
    return str(crime_type).replace("_", " ")


def _a(noun: str) -> str:
    return f"An {noun}" if noun[:1] in "aeiou" else f"A {noun}"


def _whether(so: bool, what: str) -> str:
    return what if so else f"no {what.removeprefix('an ')}"
