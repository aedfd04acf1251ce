"""What granian serves: `must.research.config.wsgi:application`."""

from __future__ import annotations

import os

from must.service.wsgi import zone_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "must.research.config.settings")

application = zone_application()
