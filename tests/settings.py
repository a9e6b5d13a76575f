"""The ordinary settings, read with OZG_ENV=test (see tests/__init__.py)."""

from ozg_hessen.settings import *  # noqa: F403 - a settings module has to carry every name itself
