"""The common workload as one loop of plain Python over the standard library's heap."""

import math
from collections import deque
from heapq import heappop, heappush
from random import Random
from time import perf_counter

from benchmarks.common import workload as w


def run(days: float, seed: int) -> w.Result:
    """Simulate so many days."""
    begin = perf_counter()
    random = Random(seed)
    uniform, normal, log, exp = random.random, random.gauss, math.log, math.exp
    end = days * w.HOURS_PER_DAY
    shares = [sum(w.PER_YEAR[:n]) / sum(w.PER_YEAR) for n in range(1, 4)]
    gap = w.HOURS_PER_YEAR / sum(w.PER_YEAR)
    idle = [math.inf if servers is None else servers for servers in w.SERVERS]
    queues = [tuple(deque() for _ in w.PRIORITIES) for _ in w.STATIONS]
    waited = [[0.0] * len(w.PRIORITIES) for _ in w.STATIONS]
    begun = [[0] * len(w.PRIORITIES) for _ in w.STATIONS]
    calendar = [(-gap * log(1.0 - uniform()), -1, 0)]

    def start(station: int, of_class: int) -> None:
        if w.LAW[station] == w.EXPONENTIAL:
            hours = -log(1.0 - uniform())
        else:
            hours = exp(w.LOG_SD * normal(0.0, 1.0) + w.LOG_MEDIAN)
        begun[station][w.PRIORITY[of_class]] += 1
        due = now + w.MEAN_HOURS[station][of_class] * hours
        heappush(calendar, (due, station, of_class))

    while True:
        now, station, of_class = heappop(calendar)
        if now >= end:
            break
        if station < 0:
            heappush(calendar, (now - gap * log(1.0 - uniform()), -1, 0))
            u = uniform()
            of_class = (u >= shares[0]) + (u >= shares[1]) + (u >= shares[2])
            station = w.HANDLERS
        else:
            for priority, queue in enumerate(queues[station]):
                if queue:
                    arrived, following = queue.popleft()
                    waited[station][priority] += now - arrived
                    start(station, following)
                    break
            else:
                idle[station] += 1
            u = uniform()
            for reached, target in w.STEPS[station][of_class]:
                if u < reached:
                    station = target
                    break
            else:
                continue
        if idle[station]:
            idle[station] -= 1
            start(station, of_class)
        else:
            queues[station][w.PRIORITY[of_class]].append((now, of_class))

    waits = [sums / number for sums, number in zip(waited[0], begun[0], strict=True)]
    return w.Result(sum(map(sum, begun)), tuple(waits), perf_counter() - begin)
