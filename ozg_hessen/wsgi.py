"""The door for gunicorn."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from ozg_hessen import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozg_hessen.settings")
embedded.ensure_running()
application = get_wsgi_application()

from ozg_hessen.demo_guard import refuse_demo_in_production  # noqa: E402  # needs the apps

refuse_demo_in_production()
