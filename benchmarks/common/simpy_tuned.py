"""The common workload on SimPy's calendar: callbacks for processes, own queues for resources."""

import math
from collections import deque
from random import Random
from time import perf_counter

from simpy import Environment, Event, Timeout

from benchmarks.common import workload as w


def run(days: float, seed: int) -> w.Result:
    """Simulate so many days."""
    begin = perf_counter()
    random = Random(seed)
    uniform, normal, log, exp = random.random, random.gauss, math.log, math.exp
    env = Environment()
    shares = [sum(w.PER_YEAR[:n]) / sum(w.PER_YEAR) for n in range(1, 4)]
    gap = w.HOURS_PER_YEAR / sum(w.PER_YEAR)
    idle = [math.inf if servers is None else servers for servers in w.SERVERS]
    queues = [tuple(deque() for _ in w.PRIORITIES) for _ in w.STATIONS]
    waited = [[0.0] * len(w.PRIORITIES) for _ in w.STATIONS]
    begun = [[0] * len(w.PRIORITIES) for _ in w.STATIONS]

    def arrive(_: Event | None) -> None:
        next_arrival = Timeout(env, -gap * log(1.0 - uniform()))
        next_arrival.callbacks.append(arrive)
        u = uniform()
        join(w.HANDLERS, (u >= shares[0]) + (u >= shares[1]) + (u >= shares[2]))

    def join(station: int, of_class: int) -> None:
        if idle[station]:
            idle[station] -= 1
            start(station, of_class)
        else:
            queues[station][w.PRIORITY[of_class]].append((env.now, of_class))

    def start(station: int, of_class: int) -> None:
        if w.LAW[station] == w.EXPONENTIAL:
            hours = -log(1.0 - uniform())
        else:
            hours = exp(w.LOG_SD * normal(0.0, 1.0) + w.LOG_MEDIAN)
        begun[station][w.PRIORITY[of_class]] += 1
        end = Timeout(env, w.MEAN_HOURS[station][of_class] * hours, (station, of_class))
        end.callbacks.append(leave)

    def leave(end: Event) -> None:
        station, of_class = end.value
        for priority, queue in enumerate(queues[station]):
            if queue:
                arrived, following = queue.popleft()
                waited[station][priority] += env.now - arrived
                start(station, following)
                break
        else:
            idle[station] += 1
        u = uniform()
        for reached, target in w.STEPS[station][of_class]:
            if u < reached:
                join(target, of_class)
                break

    first_arrival = Timeout(env, -gap * log(1.0 - uniform()))
    first_arrival.callbacks.append(arrive)
    env.run(until=days * w.HOURS_PER_DAY)
    waits = [sums / number for sums, number in zip(waited[0], begun[0], strict=True)]
    return w.Result(sum(map(sum, begun)), tuple(waits), perf_counter() - begin)
