"""Reports of the app; importing them declares them to `core.reporting`."""

__all__ = ["progress"]
