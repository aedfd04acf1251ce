"""What all rules share: identifiers, the Clock port, refusals, topic classes, languages."""
