"""The jobs of mailer and worker: each hands its subject's opaque id to an action. Registered where procrastinate looks for them."""

from __future__ import annotations

from must.collection.jobs import answers, invitations, publications, resends, tick

__all__ = ["answers", "invitations", "publications", "resends", "tick"]
