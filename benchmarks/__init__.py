"""How fast sacsim is, beside other simulators and as forces grow: `python -m benchmarks`."""
