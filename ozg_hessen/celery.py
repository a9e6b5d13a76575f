"""The Celery application; worker and beat bring the embedded servers up as they start."""

from __future__ import annotations

import os
import warnings
from typing import Any

from celery import Celery, signals
from celery.exceptions import SecurityWarning
from django.conf import settings

from ozg_hessen import broker, embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozg_hessen.settings")

broker.use()

app = Celery("ozg_hessen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def log_as_the_house_does(**_: Any) -> None:
    """LOGGING holds for worker and beat too; with a receiver here Celery brings no format."""


@signals.celeryd_init.connect
@signals.beat_init.connect
def hold_servers(**_: Any) -> None:
    embedded.ensure_running()


@signals.celeryd_init.connect
def accept_root_in_the_demo(**_: Any) -> None:
    """Whoever tries the demo in a container is root there; messages are JSON and run no code."""
    if settings.ENV == "demo":
        warnings.filterwarnings("ignore", category=SecurityWarning)
