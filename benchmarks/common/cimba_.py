"""The common workload in Cimba's Python face, a process a server or a process an entity.

Cimba's C engine runs the events; the processes below are compiled with Numba.
"""

from functools import cache

import cimba as cb
import numpy as np

from benchmarks.common import workload as w

GAP = w.HOURS_PER_YEAR / sum(w.PER_YEAR)
SHARES = np.cumsum(w.PER_YEAR)[:-1] / sum(w.PER_YEAR)
REACHED, TARGETS = (np.array(table) for table in w.padded_steps())
MEAN_HOURS = np.array(w.MEAN_HOURS)
LOG_MEDIAN = np.log(MEAN_HOURS, where=MEAN_HOURS > 0, out=np.zeros(MEAN_HOURS.shape)) + w.LOG_MEDIAN
LAW, PRIORITY = np.array(w.LAW), np.array(w.PRIORITY)
UNLIMITED = 1_000_000
TICKS, CLASS_BITS = 2.0**40, 2
"""A store holds whole numbers: an hour has so many ticks, and the class stands in the low bits."""


class Network(cb.Model):
    """Arrivals, and what every kind of server shares."""

    waited: cb.Array[float] = cb.Array(3)
    begun: cb.Array[int] = cb.Array(3)
    services: cb.Output[int]
    wait_0: cb.Output[float]
    wait_1: cb.Output[float]
    wait_2: cb.Output[float]

    @cb.process
    def arrivals(self):
        """Let jobs of all classes arrive for ever."""
        while True:
            cb.hold(cb.random.exponential(GAP))
            u = cb.random.uniform()
            self.join(0, int(u >= SHARES[0]) + int(u >= SHARES[1]) + int(u >= SHARES[2]))

    @cb.function
    def join(self, station: int, of_class: int) -> None:
        """Let a job come to a station."""

    @cb.function
    def begin(self, station: int, of_class: int, arrived: float) -> float:
        """Note a service that begins, and draw its hours."""
        self.services += 1
        if station == 0:
            self.waited[PRIORITY[of_class]] += cb.now() - arrived
            self.begun[PRIORITY[of_class]] += 1
        if LAW[station] == w.EXPONENTIAL:
            return cb.random.exponential(MEAN_HOURS[station, of_class])
        return cb.random.lognormal(LOG_MEDIAN[station, of_class], w.LOG_SD)

    @cb.function
    def next_station(self, station: int, of_class: int) -> int:
        """Where a job goes after a service; -1 if it leaves."""
        u = cb.random.uniform()
        for rank in range(3):
            if u < REACHED[station, of_class, rank]:
                return TARGETS[station, of_class, rank]
        return -1

    @cb.on_start
    def clear(self):
        """Nothing has happened yet."""
        self.services = 0

    @cb.on_end
    def report(self):
        """Mean waits at the call handlers."""
        self.wait_0 = self.waited[0] / self.begun[0]
        self.wait_1 = self.waited[1] / self.begun[1]
        self.wait_2 = self.waited[2] / self.begun[2]


class Servers(cb.Model):
    """A number of servers, interchangeable."""

    servers: cb.Resource

    def __init__(self, capacity: int) -> None:
        self.servers = cb.Resource(capacity=capacity)


class EntityNetwork(Network):
    """Every job is a process that asks for servers."""

    stations: list[Servers]

    def __init__(self) -> None:
        self.stations = [Servers(servers or UNLIMITED) for servers in w.SERVERS]

    @cb.function
    def join(self, station: int, of_class: int) -> None:
        """A job that arrives becomes a process."""
        cb.spawn(Job, network=self, of_class=of_class)


class Job(cb.Model):
    """A job, from the call handlers until it leaves."""

    network: cb.Ref[EntityNetwork]
    of_class: int

    @cb.process
    def visits(self):
        """Be served at one station after the other."""
        station, of_class = 0, self.of_class
        while station >= 0:
            arrived = cb.now()
            self.network.stations[station].servers.acquire(1, -PRIORITY[of_class])
            cb.hold(self.network.begin(station, of_class, arrived))
            self.network.stations[station].servers.release(1)
            station = self.network.next_station(station, of_class)
        cb.release(self)


class ServerNetwork(Network):
    """Every server is a process that takes jobs from its station's queue."""

    stations: list["Station"]

    def __init__(self) -> None:
        self.stations = [_station(servers or 1)(s) for s, servers in enumerate(w.SERVERS)]

    @cb.function
    def join(self, station: int, of_class: int) -> None:
        """A job is a number in a queue; in the laboratory it is served at once, by itself."""
        if station < 0:
            return
        if station == w.LABORATORY:
            cb.spawn(Examination, network=self, of_class=of_class)
        else:
            ticks = int(cb.now() * TICKS) << CLASS_BITS | of_class
            self.stations[station].queue.put(ticks, -PRIORITY[of_class])


class Station(cb.Model):
    """A queue; its servers come with the number of copies of a process."""

    network: cb.Ref[ServerNetwork]
    number: cb.Param[int]
    queue: cb.PriorityStore[int]

    def __init__(self, number: int) -> None:
        self.number = number

    def attached(self, owner: cb.Model, field: str) -> None:
        """Know the network."""
        self.network = owner


@cache
def _station(servers: int) -> type[Station]:
    class Served(Station):
        @cb.process(copies=servers)
        def serve(self):
            while True:
                job = self.queue.get()
                of_class = job & 3
                arrived = (job >> CLASS_BITS) / TICKS
                cb.hold(self.network.begin(self.number, of_class, arrived))
                station = self.network.next_station(self.number, of_class)
                self.network.join(station, of_class)

    return Served


class Examination(cb.Model):
    """A job in the laboratory, which has room for all."""

    network: cb.Ref[ServerNetwork]
    of_class: int

    @cb.process
    def serve(self):
        """Be examined and go on."""
        cb.hold(self.network.begin(w.LABORATORY, self.of_class, cb.now()))
        station = self.network.next_station(w.LABORATORY, self.of_class)
        self.network.join(station, self.of_class)
        cb.release(self)


NETWORKS = {"server": ServerNetwork, "entity": EntityNetwork}


def run(process: str, days: float, seed: int) -> w.Result:
    """Simulate so many days with a process a "server" or a process an "entity"."""
    model = NETWORKS[process]()
    window = cb.Window(duration=days * w.HOURS_PER_DAY)
    experiment = cb.Experiment(model, window=window, seeds=np.array([seed], np.uint64))
    results = experiment.run(workers=1, on_failure="raise")
    waits = tuple(float(getattr(results[model], f"wait_{n}").values[0, 0]) for n in range(3))
    services = int(results[model].services.values[0, 0])
    return w.Result(services, waits, results.meta["native_wall_time"])
