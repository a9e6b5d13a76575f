"""Choices that several apps share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Qualifier(models.TextChoices):
    """How exact a figure from a publication is."""

    EXACT = "exact", _("exactly")
    MORE_THAN = "more_than", _("more than")
    UP_TO = "up_to", _("up to")
    AROUND = "around", _("around")
    ALMOST = "almost", _("almost")
    AS_FAR_AS_POSSIBLE = "as_far_as_possible", _("as far as possible")
    UNKNOWN = "unknown", _("unknown")
