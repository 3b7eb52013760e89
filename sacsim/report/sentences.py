"""Sentences: what each event of the journal says in plain English, for somebody who knows policing.

Every word that a run may write under `event` has its own sentence here; a test collects the words
from the code.
"""

from collections.abc import Callable
from itertools import pairwise

from sacsim.engine.results import Fact
from sacsim.pathway.crime import IN_PROGRESS, JUST_HAPPENED, LATER
from sacsim.pathway.release import BAILED, UNDER_INVESTIGATION
from sacsim.report.life import TAKEN_UP, Life, lasting
from sacsim.words import CrimeType, Grade, Outcome, officer_in_words, team_in_words

Sentence = Callable[[Fact, Life], str]

REPORTED = {
    IN_PROGRESS: "while it is in progress",
    JUST_HAPPENED: "just after it happened",
    LATER: "some time after it happened",
}
SLOWER = 1.05
"""Paces below this are not worth a word."""


def sentence(fact: Fact, life: Life) -> str:
    """Say a fact in plain English; one that this version does not know, as it stands."""
    say = SENTENCES.get(fact.event)
    return _as_it_stands(fact) if say is None else say(fact, life)


def _as_it_stands(fact: Fact) -> str:
    return " ".join(filter(None, (fact.event, fact.task, fact.team, fact.detail))) + "."


# -- work on the crime ------------------------------------------------------------------------


def _arrived(fact: Fact, life: Life) -> str:
    officer = int(fact.said("officer") or -1)
    hours = "" if fact.said("hold") else f", {lasting(float(fact.said('hours') or 0))} of work"
    return f"Asked of {officer_in_words(fact.team, officer)}: {fact.task}{hours}."


def _started(fact: Fact, life: Life) -> str:
    why = life.why(fact) or "at once"
    return f"{_capital(fact.who)} begins: {fact.task}, {why}{_cut(fact)}{_slow(fact)}."


def _resumed(fact: Fact, life: Life) -> str:
    why = life.why(fact) or "at once"
    return f"{_capital(fact.who)} goes on with: {fact.task}, {why}{_slow(fact)}."


def _completed(fact: Fact, life: Life) -> str:
    rows = [*life.before(fact), fact]
    worked = sum(after.time - each.time for each, after in pairwise(rows) if each.event in TAKEN_UP)
    return f"Done: {fact.task}, {lasting(worked)} by {fact.who}."


def _allocated(fact: Fact, life: Life) -> str:
    waited = fact.time - life.before(fact)[0].time
    late = ""
    if waited >= 0.5 / 60:
        late = f" after {lasting(waited)} in which nobody there had room for another crime"
    return f"{_capital(fact.who)} becomes the officer in charge{late}."


def _reallocated(fact: Fact, life: Life) -> str:
    if fact.officer < 0:
        return f"Given back to {team_in_words(fact.team)}: {fact.task}."
    return f"Passed to {fact.who}, because somebody has gone: {fact.task}."


def _abandoned(fact: Fact, life: Life) -> str:
    what = "The caller hangs up" if "crime report" in fact.task else f"Given up: {fact.task}"
    return f"{what}, not begun {life.why(fact) or 'in time'}."


def _cancelled(fact: Fact, life: Life) -> str:
    in_hand = life.before(fact)[-1].event in TAKEN_UP
    how = "put down" if in_hand else "called off before it began"
    return f"No longer needed, {how}: {fact.task}."


def _cut(fact: Fact) -> str:
    share = float(fact.said("squeezed") or 1)
    return "" if share == 1 else f", cut to {share:.0%} of its length because others wait"


def _slow(fact: Fact) -> str:
    pace = float(fact.said("pace") or 1)
    return "" if pace < SLOWER else f"; being new to it, takes {pace - 1:.0%} longer"


# -- what comes of it -------------------------------------------------------------------------


def _attended(fact: Fact, life: Life) -> str:
    return f"The officers, who had arrived at {_clock(fact, 'arrived', life)}, leave the scene."


def _arrested(fact: Fact, life: Life) -> str:
    return f"The suspect is under arrest, since {_clock(fact, 'at', life)}."


def _graded(fact: Fact, life: Life) -> str:
    if fact.task == Grade.NO_DEPLOYMENT:
        return "Graded: resolved without deployment, nobody is sent."
    return f"Graded: {fact.task}."


def _screened_out(fact: Fact, life: Life) -> str:
    return f"Screened out{_because(fact)}: it will be filed unless a result names somebody."


def _first_review(fact: Fact, life: Life) -> str:
    return f"{_capital(fact.who)} has read the crime and has it from now on."


def _realised(fact: Fact, life: Life) -> str:
    own = life.chances[life.chances["kind"] == fact.task]
    worth = f", {own['strength'].iloc[0]:.2f} of what a charge needs" if len(own) == 1 else ""
    return f"Evidence: {fact.task}{worth}."


def _outcome(fact: Fact, life: Life) -> str:
    earlier = [each for each in life.facts if each.time <= fact.time and each is not fact]
    last = next((each for each in reversed(earlier) if each.event in ("outcome", "reopened")), None)
    again = "is changed to" if last is not None and last.event == "outcome" else "is"
    outcome = Outcome(int(fact.detail))
    return f"The outcome {again} {int(outcome)}: {outcome.label}."


def _submitted(fact: Fact, life: Life) -> str:
    how = f", {fact.detail}" if fact.detail else ""
    return f"The case is submitted for a charging decision{how}."


def _prevented(fact: Fact, life: Life) -> str:
    type, _, because = fact.detail.partition(": ")
    what = type.replace("_", " ") if type in list(CrimeType) else type
    return f"A further {what} ({fact.task}) is prevented: {because}."


def _bail_extended(fact: Fact, life: Life) -> str:
    return f"Bail is extended {fact.detail} after the release."


def _because(fact: Fact) -> str:
    return f" ({fact.detail})" if fact.detail else ""


def _clock(fact: Fact, name: str, life: Life) -> str:
    return f"{life.local(float(fact.said(name) or fact.time)):%H:%M}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(text: str) -> Sentence:
    """A sentence that never changes; {task}, {detail}, {who} and {team} are put in."""
    return lambda fact, life: _capital(
        text.format(task=fact.task, detail=fact.detail, who=fact.who, team=team_in_words(fact.team))
    )


SENTENCES: dict[str, Sentence] = {
    "arrived": _arrived,
    "started": _started,
    "resumed": _resumed,
    "completed": _completed,
    "allocated": _allocated,
    "reallocated": _reallocated,
    "abandoned": _abandoned,
    "cancelled": _cancelled,
    "pre-empted": _plain("{who} is called away to something more urgent; waits again: {task}."),
    "parked": _plain("The shift ends; {who} keeps for the next: {task}."),
    "handed over": _plain("The shift ends; {who} hands over: {task}."),
    "turned away": _plain("The queue of {team} is full; to be asked for again: {task}."),
    "reported": lambda fact, life: f"Reported {REPORTED.get(fact.detail, fact.detail)}.",
    "graded": _graded,
    "attended": _attended,
    "screened in": _plain("Screened in: it will be investigated."),
    "screened out": _screened_out,
    "overflows to PIP 1": _plain("Too much waits in PIP 2: the crime goes to PIP 1 instead."),
    "kept": _plain("{who}, who attended, keeps the crime."),
    "first review done": _first_review,
    "officer changed": _plain("{who} becomes the officer in charge, the last one having gone."),
    "realised": _realised,
    "suspect identified": _plain("A suspect is identified: {task}."),
    "lost": _plain("Chance lost: {task} ({detail})."),
    "regained": _plain("Chance open again: {task}."),
    "scene examined": _plain("The scene has been examined."),
    "drifts": _plain("The investigation drifts until a sufficient review, or a result."),
    "suspect outstanding": _plain("The suspect cannot be found and stays outstanding."),
    "arrested": _arrested,
    "not arrested": _plain("The attempt to arrest the suspect fails."),
    "interviewed": _plain("The suspect has been interviewed, and {detail} it."),
    "not interviewed in custody": _plain("The custody clock runs out before an interview."),
    BAILED: _plain("The suspect is released on bail."),
    UNDER_INVESTIGATION: lambda fact, life: (
        f"The suspect is released under investigation{_because(fact)}."
    ),
    "bail extended": _bail_extended,
    "submitted for charge": _submitted,
    "threshold test": _plain("CPS Direct decides on the threshold test: evidence is to come."),
    "rejected at triage": _plain("CPS triage rejects the file; it goes back for rework."),
    "action plan": _plain("The prosecutor asks for more: an action plan."),
    "feedback conflicts": _plain("The file review asks for other than the CPS would; rework."),
    "prosecution deferred": _plain("Prosecution is deferred: the suspect has a contract."),
    "contract broken": _plain("The suspect breaks the contract and is prosecuted after all."),
    "taken over": _plain("Live when the forecast begins, at the stage: {detail}."),
    "outcome": _outcome,
    "reopened": _plain("The crime is open again."),
    "neighbours warned": _plain("The neighbours have been warned (cocooning)."),
    "repeat victim visited": _plain("The repeat victim has had a prevention visit."),
    "prevented": _prevented,
    "managed": _plain("Offender managers take the suspect on."),
    "no offender manager has a place": _plain("No offender manager has room for the suspect."),
}
"""By the word in the journal's column `event`."""
