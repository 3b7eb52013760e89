"""The engine: a run is a pure function of a scenario and a replication."""
