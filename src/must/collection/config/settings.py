"""Django settings of the collection zone: of all its processes and of the operator's commands.

What makes a process one of them is its environment: the database role in its address, and its own key ring. Everything that differs from
machine to machine comes from there too.
"""

from __future__ import annotations

import os
from pathlib import Path

from must.collection.adapters import bounces, report_files
from must.collection.config.static_files import add_headers
from must.service.clock import clock
from must.service.environment import zone_environment
from must.service.settings import *  # noqa: F403 (settings that every zone shares)
from must.ui.settings import *  # noqa: F403 (settings of the shared look)
from must.ui.settings import templates

clock()  # a process without a clock doesn't start

_here = zone_environment("collection", os.environ)
ORIGIN = _here.origin
KEYS = _here.keys
SECRET_KEY = _here.secret
DATABASES = _here.databases
ALLOWED_HOSTS = [_here.host]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_COOKIE_SECURE = _here.secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _here.secure else None
SMTP = os.environ.get("MUST_COLLECTION_SMTP", "")  # the mailer's alone, which doesn't send without it
BOUNCES = bounces.maildir(os.environ.get(bounces.VARIABLE, ""))  # the mailer's alone; without it nobody counts what comes back
REPORTS = report_files.directory(os.environ.get(report_files.VARIABLE, ""))  # the reporter's alone, which makes none without it

WHITENOISE_ADD_HEADERS_FUNCTION = add_headers
ROOT_URLCONF = "must.collection.config.urls"
TEMPLATES = templates(Path(__file__).parents[1] / "web/jinja2")
INSTALLED_APPS = ["procrastinate.contrib.django", "must.collection.config.apps.CollectionConfig"]
MIGRATION_MODULES = {"collection": "must.collection.models.migrations"}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "always"}  # what was tried leaves no row behind; why it failed stands in the log
