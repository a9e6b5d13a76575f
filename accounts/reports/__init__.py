"""Reports of the app; importing them declares them to `core.reporting`."""

from core.reporting import declare_all

declare_all(__name__, __path__)
