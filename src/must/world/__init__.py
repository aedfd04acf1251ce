"""The local world of demo and tests: embedded PostgreSQL, mail catcher, synthetic enterprises. May import all; only `cli` imports it."""
