"""Every write of the zone, with its rule, in one transaction."""
