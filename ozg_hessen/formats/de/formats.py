"""How Django itself writes German days: as everywhere here, 31.12.2026 (core.formats)."""

DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = "d.m.Y, H:i"
