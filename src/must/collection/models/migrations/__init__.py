"""The zone's migrations. Each has a test of the same name below tests/zones/collection/migrations, on data and not on an empty table."""
