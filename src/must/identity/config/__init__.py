"""Puts the identity zone together: settings, addresses, wsgi."""
