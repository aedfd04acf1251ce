"""Puts the research zone together: settings, addresses, wsgi."""
