"""Reports of the app; importing them declares them to `core.reporting`."""

from services.reports import progress, quality

__all__ = ["progress", "quality"]
