"""Areas are prefixes of the AGS: state 06, government district 064, district 06531, and bodies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

STATE_AGS = "06"


class Level(models.TextChoices):
    STATE = "state", _("State")
    GOVERNMENT_DISTRICT = "government_district", _("Government district")
    DISTRICT = "district", _("District (area)")
    BODY = "body", _("Municipality or district (body)")


PREFIX_LENGTH = {Level.STATE: 2, Level.GOVERNMENT_DISTRICT: 3, Level.DISTRICT: 5}


def area_of(ags: str, level: Level) -> str | None:
    """The key of the area of `level` that contains the body `ags`; None where `ags` is wider.

    A booking without a municipality carries the state's key and belongs to the state alone.
    """
    if level == Level.BODY:
        return ags if len(ags) >= PREFIX_LENGTH[Level.DISTRICT] else None
    length = PREFIX_LENGTH[level]
    return ags[:length] if len(ags) >= length else None
