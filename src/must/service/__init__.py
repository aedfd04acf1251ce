"""What every process needs from its surroundings: clock, settings, logs, health."""
