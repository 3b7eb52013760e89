"""sacsim: how much of the evidence that offenders leave does a police force have time to use?"""

__version__ = "0.1.0"
