"""The common workload as SimPy's own documentation would have it: a process an entity."""

import math
from collections.abc import Generator
from random import Random
from time import perf_counter

import simpy

from benchmarks.common import workload as w


class Network:
    """Seven stations, and what was waited at them."""

    def __init__(self, seed: int) -> None:
        self.env = simpy.Environment()
        self.random = Random(seed)
        self.servers = [simpy.PriorityResource(self.env, n or math.inf) for n in w.SERVERS]
        self.waited = [[0.0] * len(w.PRIORITIES) for _ in w.STATIONS]
        self.begun = [[0] * len(w.PRIORITIES) for _ in w.STATIONS]

    def arrivals(self, of_class: int) -> Generator:
        """Let jobs of one class arrive for ever."""
        rate = w.PER_YEAR[of_class] / w.HOURS_PER_YEAR
        while True:
            yield self.env.timeout(self.random.expovariate(rate))
            self.env.process(self.job(of_class))

    def job(self, of_class: int) -> Generator:
        """A job's way from the call handlers until it leaves."""
        station, priority = w.HANDLERS, w.PRIORITY[of_class]
        while station >= 0:
            arrived = self.env.now
            with self.servers[station].request(priority=priority) as request:
                yield request
                self.waited[station][priority] += self.env.now - arrived
                self.begun[station][priority] += 1
                yield self.env.timeout(self.hours(station, of_class))
            station = w.next_station(station, of_class, self.random.random())

    def hours(self, station: int, of_class: int) -> float:
        """Hours of a service."""
        mean = w.MEAN_HOURS[station][of_class]
        if w.LAW[station] == w.EXPONENTIAL:
            return self.random.expovariate(1.0 / mean)
        return mean * self.random.lognormvariate(w.LOG_MEDIAN, w.LOG_SD)


def run(days: float, seed: int) -> w.Result:
    """Simulate so many days."""
    begin = perf_counter()
    network = Network(seed)
    for of_class in range(len(w.CLASSES)):
        network.env.process(network.arrivals(of_class))
    network.env.run(until=days * w.HOURS_PER_DAY)
    waited, begun = network.waited[w.HANDLERS], network.begun[w.HANDLERS]
    waits = [sums / number for sums, number in zip(waited, begun, strict=True)]
    return w.Result(sum(map(sum, network.begun)), tuple(waits), perf_counter() - begin)
