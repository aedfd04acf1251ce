"""Django settings of the identity zone. Everything that differs from machine to machine comes from the environment."""

from __future__ import annotations

import os

from must.service.clock import clock
from must.service.environment import zone_environment
from must.service.settings import *  # noqa: F403 (settings that every zone shares)
from must.ui.settings import *  # noqa: F403 (settings of the shared look)
from must.ui.settings import templates

clock()  # a process without a clock doesn't start

_here = zone_environment("identity", os.environ)
ORIGIN = _here.origin
KEYS = _here.keys
SECRET_KEY = _here.secret
DATABASES = _here.databases
ALLOWED_HOSTS = [_here.host]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_COOKIE_SECURE = _here.secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _here.secure else None

ROOT_URLCONF = "must.identity.config.urls"
TEMPLATES = templates()
INSTALLED_APPS: list[str] = []
