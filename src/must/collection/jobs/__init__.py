"""The jobs of mailer, worker and reporter: each hands its subject's opaque id to an action. Registered where procrastinate looks."""

from __future__ import annotations

from must.collection.jobs import answers, invitations, publications, reports, resends, tick

__all__ = ["answers", "invitations", "publications", "reports", "resends", "tick"]
