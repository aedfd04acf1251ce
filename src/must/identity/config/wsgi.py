"""What granian serves: `must.identity.config.wsgi:application`."""

from __future__ import annotations

import os

from must.service.wsgi import zone_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "must.identity.config.settings")

application = zone_application()
