"""The common workload in Ciw, a Python library for open queueing networks."""

import math
from time import perf_counter

import ciw

from benchmarks.common import workload as w


def run(days: float, seed: int) -> w.Result:
    """Simulate so many days."""
    begin = perf_counter()
    ciw.seed(seed)
    simulation = ciw.Simulation(_network())
    simulation.simulate_until_max_time(days * w.HOURS_PER_DAY)
    seconds = perf_counter() - begin

    records = simulation.get_all_records()
    waits = [[] for _ in w.PRIORITIES]
    for record in records:
        if record.node == w.HANDLERS + 1:
            waits[w.PRIORITY[w.CLASSES.index(record.customer_class)]].append(record.waiting_time)
    in_service = sum(
        bool(individual.service_start_date)
        for node in simulation.transitive_nodes
        for individual in node.all_individuals
    )
    means = tuple(sum(each) / len(each) for each in waits)
    return w.Result(len(records) + in_service, means, seconds)


def _network() -> ciw.network.Network:
    stations, classes = range(len(w.STATIONS)), range(len(w.CLASSES))
    return ciw.create_network(
        arrival_distributions={
            w.CLASSES[c]: [
                ciw.dists.Exponential(w.PER_YEAR[c] / w.HOURS_PER_YEAR) if s == w.HANDLERS else None
                for s in stations
            ]
            for c in classes
        },
        service_distributions={w.CLASSES[c]: [_law(s, c) for s in stations] for c in classes},
        routing={
            w.CLASSES[c]: [
                [w.ROUTES[c].get(s, {}).get(target, 0.0) for target in stations] for s in stations
            ]
            for c in classes
        },
        number_of_servers=[math.inf if servers is None else servers for servers in w.SERVERS],
        priority_classes=dict(zip(w.CLASSES, w.PRIORITY, strict=True)),
    )


def _law(station: int, of_class: int) -> ciw.dists.Distribution:
    mean = w.MEAN_HOURS[station][of_class]
    if mean == 0.0:  # a class that never comes here
        return ciw.dists.Deterministic(0.0)
    if w.LAW[station] == w.EXPONENTIAL:
        return ciw.dists.Exponential(1.0 / mean)
    return ciw.dists.Lognormal(math.log(mean) + w.LOG_MEDIAN, w.LOG_SD)
