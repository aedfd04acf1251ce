"""The research zone: answers under pseudonym, registers and results. No name, address or identity number is ever here."""
