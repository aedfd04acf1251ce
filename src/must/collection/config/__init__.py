"""Puts the collection zone together: settings, addresses, wsgi."""
