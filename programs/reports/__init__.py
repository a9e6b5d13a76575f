"""Reports of the app; importing them declares them to `core.reporting`."""

from programs.reports import budget, cooperation, deadlines, effect, parliament, recipient, reclaim

__all__ = ["budget", "cooperation", "deadlines", "effect", "parliament", "recipient", "reclaim"]
