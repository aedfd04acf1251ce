"""The world outside the zone: mail server, key rings, database roles, the queue."""
