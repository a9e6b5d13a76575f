"""The small state of `tests.services.world` for every test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.services.world import make_world


@pytest.fixture
def world(db: None) -> None:
    make_world()


@pytest.fixture
def untranslated() -> Iterator[None]:
    """Messages as they stand in the code, for tests of what they name."""
    with translation.override(None):
        yield
