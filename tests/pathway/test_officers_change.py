"""Officers in charge who go, and what becomes of their crimes: journals worked by hand."""

from world import World, lines

from sacsim.words import Skill

PIP1 = "pip1"


def investigated(world, crime, hours=8.0):
    """A crime's story: a first review of an hour, then a task by its officer in charge."""

    def story():
        crime.owner_team = PIP1
        yield from world.force.work(crime, PIP1, "first review", 1.0, 1, give=True)
        yield from world.force.work(
            crime, PIP1, "task", hours, 1, officer=crime.owner, skill=Skill.SCENE
        )
        yield from world.force.work(crime, PIP1, "more", 1.0, 1, officer=crime.owner)

    return world.play(crime, story)


def changes(world, crime):
    """The journal with officers in place of teams, less arrivals."""
    rows = world.force.journal.table().to_pylist()
    words = ("time_hours", "event", "task", "officer")
    told = [row for row in rows if row["case"] == crime.id and row["event"] != "arrived"]
    return "\n".join(" ".join(f"{row[word]}" for word in words if row[word] != "") for row in told)


def test_crimes_of_whoever_goes_are_handed_over_with_the_jobs_they_wait_for():
    """Officer 0 has crime 1, whose task is in hand at 4, and crime 3, whose task waits."""
    world = World(posts={PIP1: 2})
    first, second, third = (investigated(world, world.crime()) for _ in range(3))
    world.at(4.0, lambda: world.force.depart(PIP1, 0))
    world.run(30)
    assert changes(world, first) == lines("""
        0.0 allocated first review 0
        0.0 started first review 0
        1.0 completed first review 0
        2.0 started task 0
        4.0 officer changed 1
        4.0 reallocated task 1
        10.0 completed task 0
        18.0 started more 1
        19.0 completed more 1
    """)
    assert "more 1" in changes(world, second)
    assert changes(world, third) == lines("""
        0.0 allocated first review 0
        1.0 started first review 0
        2.0 completed first review 0
        4.0 officer changed 1
        4.0 reallocated task 1
        9.0 started task 1
        17.0 completed task 1
        19.0 started more 1
        20.0 completed more 1
    """)
    assert (first.owner, second.owner, third.owner) == (1, 1, 1)
    assert world.force.teams[PIP1].live == [0, 3]
    assert first.staff_hours == third.staff_hours == 10


def test_a_first_review_that_waits_goes_with_its_crime_and_one_in_hand_is_finished():
    """Officer 0 goes: crime 1 changes hands when its review is done, crime 3 at once."""
    world = World(posts={PIP1: 2})
    first, _, third = (investigated(world, world.crime()) for _ in range(3))
    world.at(0.5, lambda: world.force.depart(PIP1, 0))
    world.run(1.5)
    assert changes(world, first) == lines("""
        0.0 allocated first review 0
        0.0 started first review 0
        1.0 completed first review 0
        1.0 officer changed 1
    """)
    assert changes(world, third) == lines("""
        0.0 allocated first review 0
        0.5 reallocated first review 1
        1.0 started first review 1
    """)
    assert (first.owner, third.owner) == (1, None)
    assert world.force.teams[PIP1].live == [0, 3]


def test_with_nobody_present_crimes_stay_until_the_post_is_taken_up():
    world = World()
    crime = investigated(world, world.crime())
    world.at(4.0, lambda: world.force.depart(PIP1, 0))
    world.at(5.0, lambda: world.force.depart(PIP1, 0))
    world.at(12.0, lambda: world.force.take_up(PIP1, 0))
    world.run(40)
    assert crime.owner == 0
    assert "officer changed" not in changes(world, crime)
    assert world.force.teams[PIP1].live == [1]


def test_closed_crimes_stay_with_whoever_had_them_and_are_handed_over_when_reopened():
    world = World(posts={PIP1: 2})
    crime = investigated(world, world.crime())
    world.at(20.0, lambda: world.force.close_case(crime))
    world.at(21.0, lambda: world.force.depart(PIP1, 0))
    world.at(22.0, lambda: owners.append(crime.owner))
    world.at(23.0, lambda: world.force.reopen_case(crime))
    world.at(24.0, lambda: world.force.depart(PIP1, 1))
    world.at(25.0, lambda: world.force.take_up(PIP1, 0))
    owners = []
    world.run(30)
    assert owners == [0]
    assert changes(world, crime).splitlines()[-2:] == [
        "23.0 officer changed 1",
        "25.0 officer changed 0",
    ]
    assert world.force.teams[PIP1].live == [1, 0]


def test_what_a_task_asks_for_takes_its_officer_longer():
    world = World()
    world.force.teams[PIP1].set_paces([[1.0, 1.5, 1.0, 1.0, 1.0]])
    crime = investigated(world, world.crime(), hours=2.0)
    world.run(30)
    assert changes(world, crime).splitlines()[-3] == "4.0 completed task 0"
    assert crime.staff_hours == 1 + 3 + 1
