"""Reports of the app; importing them declares them to `core.reporting`."""

from programs.reports import budget, cooperation, effect, parliament, recipient

__all__ = ["budget", "cooperation", "effect", "parliament", "recipient"]
