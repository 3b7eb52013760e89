"""The same queues in sacsim and other simulators."""
