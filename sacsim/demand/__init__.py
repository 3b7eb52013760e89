"""How many crimes and other calls for service arrive, and when."""
