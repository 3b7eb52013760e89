"""The compiled crowd: the queues of all teams as one event loop over plain arrays."""
