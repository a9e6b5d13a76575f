"""States of a report that is made in the background."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("stopped")


class Rhythm(models.TextChoices):
    WEEKLY = "weekly", _("every Monday, for the week before")
    MONTHLY = "monthly", _("on the first of a month, for the month before")
    QUARTERLY = "quarterly", _("on the first of a quarter, for the quarter before")


OPEN = (RunState.WAITING, RunState.RUNNING)
REPEATABLE = (RunState.FAILED, RunState.CANCELLED)
