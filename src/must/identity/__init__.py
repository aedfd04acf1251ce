"""The identity zone: persons, consents and rights. Identity numbers live here; answers never do."""
