"""Officers in charge: each crime has one, who works on it in their own duty hours only.

A crime goes to the officer with the fewest live crimes (then to the one who has gone longest
without a new one, then to the lowest number). When every officer is at the limit, crimes wait
unallocated in the order (priority, arrival, id) and go to the first officer who closes one. Whoever
has gone is given none, and theirs go to others.
"""

from heapq import heappop, heappush

from sacsim.force.job import WAITING, Job


class Caseload:
    """The live crimes of a team's officers; `limit` is the most one is given (None: no limit)."""

    def __init__(self, officers: int, limit: int | None = None) -> None:
        self.limit = limit
        self.live = [0] * officers
        self.gone = [False] * officers
        self._last_given = [0] * officers
        self._given = 0
        self._by_load = [(0, 0, number) for number in range(officers)]
        self._unallocated: list[tuple[float, float, int, Job]] = []

    def wait(self, job: Job) -> None:
        """Let a crime's first job wait for an officer with room."""
        heappush(self._unallocated, (job.priority, job.arrived, job.id, job))

    def next(self) -> tuple[Job, int] | None:
        """The first crime that waits and the officer who now has it, if there are both."""
        while self._unallocated and self._unallocated[0][3].state != WAITING:
            heappop(self._unallocated)
        if not self._unallocated or (officer := self._least_loaded()) is None:
            return None
        if self.limit is not None and self.live[officer] >= self.limit:
            return None
        self.take(officer)
        return heappop(self._unallocated)[3], officer

    def take(self, officer: int) -> None:
        """Count one more live crime for an officer, whatever the limit."""
        self.live[officer] += 1
        self._given += 1
        self._last_given[officer] = self._given
        self._enter(officer)

    def close(self, officer: int) -> None:
        """Count one live crime less for an officer."""
        self.live[officer] -= 1
        self._enter(officer)

    def go(self, officer: int) -> None:
        """Give an officer no more crimes."""
        self.gone[officer] = True

    def come(self, officer: int) -> None:
        """An officer, or a newcomer at the same post, may be given crimes again."""
        self.gone[officer] = False
        self._enter(officer)

    def hand_over(self, officer: int) -> int | None:
        """Move a live crime of an officer who has gone; to whom, whatever the limit.

        None, and nothing moves, if the officer has not gone or nobody is present.
        """
        heir = self._least_loaded() if self.gone[officer] else None
        if heir is not None:
            self.close(officer)
            self.take(heir)
        return heir

    def unallocated(self) -> list[Job]:
        """The crimes that wait for an officer, in order."""
        return [entry[3] for entry in sorted(self._unallocated) if entry[3].state == WAITING]

    def _enter(self, officer: int) -> None:
        heappush(self._by_load, (self.live[officer], self._last_given[officer], officer))

    def _least_loaded(self) -> int | None:
        """The first of the officers who are present."""
        while self._by_load:
            live, given, officer = self._by_load[0]
            now = self.live[officer], self._last_given[officer]
            if (live, given) == now and not self.gone[officer]:
                return officer
            heappop(self._by_load)
        return None
