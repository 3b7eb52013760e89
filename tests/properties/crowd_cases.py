"""Worlds made by hand, for what hardly ever happens in a random one."""

from crowd_worlds import (
    BLOCKS,
    END,
    GO,
    MONTHS,
    MOVE,
    REST,
    SUBMIT,
    Act,
    Ask,
    Crew,
    Tale,
    Visit,
    World,
    visits_of,
)

from sacsim.force.roster import Duty
from sacsim.force.rules import PARK, Rules
from sacsim.force.visits import MOST_TURNS, Kind

CASE = 1 << 12
NO_VISITS = [visits_of([])] * MONTHS


def one_team(posts: int, duties: list[Duty], *asked: tuple[float, Ask]) -> World:
    """A team and stories that each ask it for one job, with ids that fall as time goes on."""
    tales = [
        Tale((len(asked) - n) * CASE, at, [Act(SUBMIT, ask)]) for n, (at, ask) in enumerate(asked)
    ]
    return World([crew(posts, duties)], tales, [], NO_VISITS)


def crew(posts: int, duties: list[Duty], rules: Rules | None = None, number: int = 0) -> Crew:
    return Crew(posts, rules or Rules(), number, [duties, *([] for _ in BLOCKS[1:])])


def the_idle_look_again() -> World:
    """A pool job pre-empted by a named one is taken up when post 0 both leaves and joins, at 6."""
    return one_team(
        2,
        [(0, 0.0, 6.0), (0, 6.0, END), (1, 0.0, END)],
        (1.0, Ask(0, 4.0, 3.0)),
        (2.0, Ask(0, 8.0, 0.0, preempts=True, officer=0)),
    )


def two_holds_to_relieve() -> World:
    """Both holders leave at 4; post 2 is free at 6 and relieves the hold that came later."""
    return one_team(
        3,
        [(0, 0.0, 4.0), (1, 0.0, 4.0), (2, 0.0, END)],
        (1.0, Ask(0, 20.0, 1.0, hold=True)),
        (1.5, Ask(0, 20.0, 1.0, hold=True)),
        (2.0, Ask(0, 4.0, 1.0, interruptible=False)),
    )


def a_named_job_waits_for_overtime() -> World:
    """Post 0 has been off duty for an hour when a named job comes, and is not interrupted."""
    return one_team(
        1,
        [(0, 0.0, 2.0), (0, 8.0, END)],
        (1.0, Ask(0, 4.0, 3.0)),
        (3.0, Ask(0, 1.0, 0.0, preempts=True, officer=0)),
    )


def patience_ends_with_the_first_start() -> World:
    """A caller who gives up at 3 is served at 1, interrupted at 2 and served again at 5."""
    return one_team(
        1,
        [(0, 0.0, END)],
        (1.0, Ask(0, 4.0, 1.0, patience=2.0)),
        (2.0, Ask(0, 3.0, 0.0, preempts=True)),
    )


def as_many_turns_as_there_are() -> World:
    """Ten hours in turns of a minute: the last of them does the rest at one go."""
    kinds = [Kind("case", "team 0", 1.0, officer_in_charge=True, turn_hours=1 / 64)]
    assert MOST_TURNS / 64 < 10
    months = [visits_of([Visit(0.5, CASE, 0, 10.0)]), *NO_VISITS[1:]]
    return World([crew(1, [(0, 0.0, END)])], [], kinds, months)


def a_turn_numbered_like_an_attempt() -> World:
    """A case follows on a call's second attempt, and its second turn has the same number.

    The turn waits from 7, for an officer who comes at 15; the caller would have given up at 10:30.
    """
    kinds = [
        Kind("call", "team 0", 1.0),
        Kind("case", "team 1", 2.0, officer_in_charge=True, turn_hours=0.5),
    ]
    case = Visit(0.0, CASE | 1, 1, 2.0)
    month = [Visit(0.0, CASE, 0, 0.5, 5.0, [0.5] * 3, case), Visit(2.0, 2 * CASE, 0, 0.5)]
    room = crew(2, [(0, 6.0, END), (1, 6.0, END)])
    office = crew(1, [(0, 0.0, 6.75), (0, 15.0, END)], number=1)
    return World([room, office], [], kinds, [visits_of(month), *NO_VISITS[1:]])


def one_tale(posts: int, duties: list[Duty], *acts: Act) -> World:
    """A team that parks work, and a story that begins at 1."""
    park = crew(posts, duties, Rules(at_shift_end=PARK))
    return World([park], [Tale(CASE, 1.0, list(acts))], [], NO_VISITS)


def a_case_that_waits_goes_to_an_idle_post() -> World:
    """Officer 0 has two cases and goes at 4, when officer 1 has been idle for two hours."""
    given = [Act(SUBMIT, Ask(0, hours, 1.0, give=True)) for hours in (9.0, 1.0, 2.0)]
    return one_tale(2, [(0, 0.0, END), (1, 0.0, END)], *given, Act(REST, hours=3.0), Act(GO))


def a_case_is_pre_empted_where_nobody_is() -> World:
    """Officer 0 has gone when a named job stops their case, which goes on with officer 1."""
    return one_tale(
        2,
        [(0, 0.0, END), (1, 0.0, END)],
        *(Act(SUBMIT, Ask(0, 9.0, 2.0, give=True)), Act(REST, hours=1.0), Act(GO)),
        Act(SUBMIT, Ask(0, 3.0, 0.0, preempts=True, officer=0)),
    )


def a_job_named_for_another_while_in_hand() -> World:
    """Post 0 has it until its shift ends at 4; then it goes on with post 1."""
    asked = Act(SUBMIT, Ask(0, 8.0, 1.0, officer=0))
    return one_tale(2, [(0, 0.0, 4.0), (1, 0.0, END)], asked, Act(MOVE, which=1, officer=1))


BY_HAND = (
    the_idle_look_again,
    two_holds_to_relieve,
    a_named_job_waits_for_overtime,
    patience_ends_with_the_first_start,
    as_many_turns_as_there_are,
    a_turn_numbered_like_an_attempt,
    a_case_that_waits_goes_to_an_idle_post,
    a_case_is_pre_empted_where_nobody_is,
    a_job_named_for_another_while_in_hand,
)
