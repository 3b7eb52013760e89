"""Crimes: brings in the background month by month, and each crime that follows on another.

All crimes that may follow are drawn with the month of the first of their line, at the largest
branching, and wait until their own time says whether they happen. Crimes before the first month are
nobody's work: only what follows on those of its last twelve months is, if it happens in the run.
The first month is the run's own or, with a table of live crimes, the first recorded one: then the
crimes of the table go on from there, and what their suspects do is among what follows on the past.
"""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from sacsim.chance.draws import Draws
from sacsim.clock import Clock
from sacsim.demand import followers
from sacsim.demand.areas import areas_of
from sacsim.demand.arrivals import arrivals, month_almanac
from sacsim.demand.followers import MONTHS, ORIGINS, Followers
from sacsim.demand.repeats import CrimeVolume
from sacsim.engine.watch import Watch
from sacsim.errors import BadInput
from sacsim.force.agenda import ARRIVAL, Appointment
from sacsim.force.force import Force
from sacsim.pathway import offenders, prevention
from sacsim.pathway.crime import Crime, create
from sacsim.pathway.journey import Pathway, Practice
from sacsim.pathway.live import LiveCrime, taken_over
from sacsim.pathway.opportunities import Kind
from sacsim.pathway.resuming import fits
from sacsim.pathway.series import Series
from sacsim.scenario.scenario import Demand
from sacsim.words import CrimeType, Origin

MONTHS_BEFORE = 12
"""Followers come within a year."""
EPOCH = date(1970, 1, 1).toordinal()
REPORTED_LATE_DAYS = 31
"""Crimes older than that when the live crimes are taken over have been reported by then."""


class Crimes:
    """Every crime of a run, from when it happens to when it is reported."""

    def __init__(
        self,
        demand: Demand,
        pathway: Pathway,
        clock: Clock,
        draws: Draws,
        force: Force,
        watch: Watch,
        report: Callable[[Crime], None],
        horizon: float,
        live: Sequence[LiveCrime] | None = None,
        first: int = 0,
    ) -> None:
        self.demand = demand
        self.pathway = pathway
        self.clock = clock
        self.draws = draws
        self.luck = draws.stream("followers")
        self.force = force
        self.watch = watch
        self.report = report
        self.horizon = horizon
        self.live = live
        self.first = first if live is not None else 0
        self.since = clock.month_start(self.first)
        self._series: dict[tuple[str, int], Series] = {}

    def month(self, month: int) -> None:
        """Bring in the crimes of a month, before it begins."""
        if month < self.first:
            return
        if month == self.first:
            self._follow_on_the_past()
        most = self.demand.unproven.at_most if self.demand.unproven.elastic else 1.0
        for type in CrimeType:
            volume = self.demand.volume(type)
            first = self._background(type, volume, month, most)
            crimes = self._descended(type, volume, first)
            for crime, level in zip(crimes, first.level.tolist(), strict=False):
                if level:
                    crime.level = level
                    self._due(crime, self._may_happen, crime)
                else:
                    self._happens(crime)

    # -- what may happen ----------------------------------------------------------------------

    def _has_followers(self, volume: CrimeVolume, type: CrimeType) -> bool:
        return volume.branching > 0 or self._offends(type)

    def _offends(self, type: CrimeType) -> bool:
        """Whether suspects at liberty offend at all."""
        rates = self.pathway.offenders
        return rates.offences_a_month[type] + rates.offences_a_month_if_prolific[type] > 0

    def _background(
        self, type: CrimeType, volume: CrimeVolume, month: int, most: float = 1.0
    ) -> Followers:
        """The crimes of a month that follow on none.

        Where their number depends on what is charged, `most` times as many, with levels.
        """
        if not self._offends(type):
            volume = volume.model_copy(update={"by_suspects_at_liberty": 0.0})
        per_year = volume.per_year * volume.background * most
        found = arrivals(
            type,
            volume.model_copy(update={"per_year": per_year}),
            self.demand.profiles,
            self.clock,
            month,
            month_almanac(self.clock, month),
            self.draws,
            levels=most > 1,
        )
        first = followers.first(found.id, found.time)
        if self._has_followers(volume, type) and followers.without_followers(found.id):
            raise BadInput(
                f"demand of kind '{type}': more than {followers.MOST_A_DAY:g} a day cannot be "
                "followed by others: state no repeats and no offences of suspects at liberty"
            )
        return first if found.level is None else first._replace(level=found.level * most)

    def _descended(self, type: CrimeType, volume: CrimeVolume, first: Followers) -> list[Crime]:
        """Crimes of these rows, and all that may follow on them, which know each other."""
        rows = followers.repeats(type, first, volume, self.luck, since=self.since)
        rows = followers.only(rows, rows.time < self.horizon)
        crimes = self._created(type, volume, rows)
        self._give_further(type, volume, rows, crimes)
        return crimes

    def _give_further(
        self, type: CrimeType, volume: CrimeVolume, rows: Followers, crimes: list[Crime]
    ) -> None:
        """What their offenders may do at liberty, for crimes that may ever have a suspect."""
        if not self._offends(type):
            return
        rates = self.pathway.offenders
        linked = self.pathway.investigation.links > 0
        may = [
            n
            for n, crime in enumerate(crimes)
            if crime.occurred >= self.since and _may_be_solved(crime, linked)
        ]
        where = np.array(may, np.int64)
        prolific = self.force.draws.uniforms(rows.id[where], "prolific offender") < rates.prolific
        for n, so in zip(may, prolific.tolist(), strict=True):
            crimes[n].prolific = so
        chance = np.array([rates.rate(crimes[n]) for n in may])
        further = followers.in_months(type, rows, where, chance, self.luck, self.horizon)
        further = followers.repeats(type, further, volume, self.luck, len(crimes), since=self.since)
        self._created(type, volume, further, crimes)
        for n in set(further.parent[further.parent < len(crimes)].tolist()):
            crimes[n].further = sorted(crimes[n].further, key=_when)

    def _follow_on_the_past(self) -> None:
        """Crimes of the run that follow on those before it, under the practice of the time."""
        every = self.live is not None
        types = [
            each
            for each in CrimeType
            if every or self._has_followers(self.demand.volume(each), each)
        ]
        past = {type: followers.nobody() for type in types}
        for month in range(self.first - MONTHS_BEFORE, self.first):
            for type in types:
                first = self._background(type, self.demand.volume(type), month)
                past[type] = followers.together(past[type], first)
        for type, rows in past.items():
            self._follow_on(type, self.demand.volume(type), rows)

    def _follow_on(self, type: CrimeType, volume: CrimeVolume, first: Followers) -> None:
        """Crimes of the run that follow on these; after live crimes, those reported late too."""
        rows = followers.repeats(type, first, volume, self.luck, since=self.since)
        if self._offends(type) and volume.by_suspects_at_liberty:
            past = np.flatnonzero(rows.time < self.since)
            chance = np.full(len(past), volume.line.offences / MONTHS)
            further = followers.in_months(type, rows, past, chance, self.luck)
            further = followers.repeats(
                type, further, volume, self.luck, len(rows.id), since=self.since
            )
            rows = followers.together(rows, further)
        late = 24.0 * REPORTED_LATE_DAYS if self.live is not None else 0.0
        rows = followers.only(rows, followers.needed(rows, self.since - late))
        crimes = self._created(type, volume, rows)
        self._give_further(type, volume, rows, crimes)
        for crime, row in zip(crimes, rows.parent.tolist(), strict=True):
            if late and crime.occurred < self.since <= crime.reported:
                self._is_reported(crime)
            elif crime.occurred >= self.since and crimes[row].occurred < self.since:
                self._happens(crime)

    def taken_over(self, practice: Practice) -> list[tuple[Crime, LiveCrime]]:
        """The live crimes of the table, with all that it does not say drawn by their own luck."""
        rows = self.live or ()
        crimes = taken_over(
            rows,
            self.pathway,
            self.force.draws,
            lambda hours: self.clock.utc(hours).date().toordinal() - EPOCH,
            lambda crime, row, strict: fits(crime, row, strict, practice, self.force),
        )
        self._give_kin(crimes)
        return list(zip(crimes, rows, strict=True))

    def _created(
        self, type: CrimeType, volume: CrimeVolume, rows: Followers, known: Sequence[Crime] = ()
    ) -> list[Crime]:
        """Crimes of rows, each joined to the crime that it follows on, known or of a row before."""
        settings = self.pathway.crime
        stated, share = settings.repeat_victim[type], volume.repeat_share
        crimes = create(
            type,
            rows.id,
            rows.time,
            settings,
            self.pathway.opportunities,
            self.force.draws,
            area=self._areas(type, rows, known),
            areas=self.demand.areas,
            days=rows.day,
            repeat_victim=max(stated - share, 0.0) / (1.0 - share) if share else stated,
        )
        after = np.flatnonzero(rows.parent >= 0)
        luck = self.force.draws.uniforms(rows.id[after], "same offender")
        columns = [c[after].tolist() for c in (rows.parent, rows.slot, rows.level)]
        same = (luck < settings.same_offender).tolist()
        all = [*known, *crimes]
        for n, parent, slot, level, by_same in zip(after.tolist(), *columns, same, strict=True):
            crimes[n].level = level
            _join(crimes[n], all[parent], ORIGINS[slot], same_offender=by_same)
        self._give_kin(crimes)
        return crimes

    def _give_kin(self, crimes: Sequence[Crime]) -> None:
        """Join the crimes of each series."""
        for crime in crimes:
            if crime.series >= 0:
                crime.kin = self._series.setdefault((crime.type, crime.series), Series())

    def _areas(self, type: CrimeType, rows: Followers, known: Sequence[Crime]) -> list[str]:
        """The area of each row: that of the crime before for repeats and near repeats."""
        if not self.demand.areas:
            return []
        found = [crime.area for crime in known]
        own = areas_of(rows.id, type, self.demand.areas, self.force.draws)
        for name, parent, slot in zip(own, rows.parent.tolist(), rows.slot.tolist(), strict=True):
            same = parent >= 0 and ORIGINS[slot] in (Origin.REPEAT, Origin.NEAR_REPEAT)
            found.append(found[parent] if same else name)
        return found[len(known) :]

    # -- what does happen ---------------------------------------------------------------------

    def _happens(self, crime: Crime) -> None:
        """A crime happens: it is reported in its time, and others may follow on it."""
        self._is_reported(crime)
        for follower in crime.followers:
            self._due(follower, self._may_follow, (crime, follower))

    def _is_reported(self, crime: Crime) -> None:
        self.force.agenda.due(crime.reported, ARRIVAL, crime.id, self._reported, crime)

    def _due(self, crime: Crime, callback: Callable[[Appointment], None], what: object) -> None:
        self.force.agenda.due(crime.occurred, ARRIVAL, crime.id, callback, what)

    def _may_happen(self, due: Appointment) -> None:
        if due.what.level < self.watch.factor:
            self._happens(due.what)

    def _may_follow(self, due: Appointment) -> None:
        """A follower's time has come: it happens, or something that was done prevents it."""
        crime, follower = due.what
        because = prevention.prevented_by(
            crime, follower, self.pathway.prevention, self.watch.patrol
        )
        if because:
            told = f"{follower.type}: {because}"
            self.force.journal.note(
                due.time, crime.id, "prevented", task=follower.origin, detail=told
            )
            displaced = self.demand.unproven.displacement
            if not self.force.chance(follower, "displaced", displaced):
                return
            follower.origin, follower.repeat_victim = Origin.DISPLACED, False
        self._happens(follower)

    def _commit(self, crime: Crime, offence: Crime) -> None:
        """The suspect of a crime commits another."""
        self._happens(offence)

    def _reported(self, due: Appointment) -> None:
        crime: Crime = due.what
        self.report(crime)
        settings = self.pathway.offenders
        if crime.further:
            story = offenders.at_liberty(
                crime, settings, self.watch.cohort, self._commit, self.force
            )
            self.force.go_on_alone(story)
        if crime.origin == Origin.AT_LIBERTY and crime.chances(Kind.TAG):
            self.force.branch(crime, offenders.check_tag(crime, settings, self.force))


def _join(crime: Crime, before: Crime, origin: Origin, *, same_offender: bool) -> None:
    """Write down on what a crime follows, and what it has from there."""
    crime.origin, crime.parent = origin, before.id
    if origin == Origin.AT_LIBERTY:
        before.further = (*before.further, crime)
    else:
        before.followers = (*before.followers, crime)
    if origin == Origin.REPEAT:
        crime.repeat_victim, crime.vulnerable = True, before.vulnerable
    if same_offender or origin == Origin.AT_LIBERTY:
        crime.series = before.series


def _may_be_solved(crime: Crime, linked: bool) -> bool:
    """Whether the offender left anything that may identify them, a link to a series included."""
    for chance in crime.opportunities:
        if chance.identifies or (linked and chance.kind == Kind.INTELLIGENCE):
            return True
    return False


def _when(crime: Crime) -> float:
    return crime.occurred
