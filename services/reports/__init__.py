"""Reports of the app; importing them declares them to `core.reporting`."""

from services.reports import progress

__all__ = ["progress"]
