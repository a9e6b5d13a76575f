"""The databases that the environment names."""

from __future__ import annotations

from pathlib import Path

import environ
import pytest

from ozg_hessen.embedded.places import Places
from ozg_hessen.operations.databases import application_role_of, databases_of

PLACES = Places(Path("/home"), Path("/home/run"))
OWNER, APPLICATION = "postgres://owner:a@db/house", "postgres://app:b@db/house"


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> environ.Env:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_REPLICA_URL", "DATABASE_POOLED"):
        monkeypatch.delenv(name, raising=False)
    return environ.Env()


@pytest.mark.parametrize(("as_owner", "user"), [(True, "ozg_hessen"), (False, "ozg_hessen_app")])
def test_without_an_address_it_is_the_embedded_server(
    env: environ.Env, as_owner: bool, user: str
) -> None:
    found = databases_of(env, PLACES, as_owner=as_owner)
    assert set(found) == {"default"}
    assert (found["default"]["HOST"], found["default"]["USER"]) == ("/home/run", user)
    assert application_role_of(env, PLACES) == "ozg_hessen_app"


@pytest.mark.parametrize(("as_owner", "user"), [(True, "owner"), (False, "app")])
def test_owner_and_application_have_their_addresses(
    env: environ.Env, monkeypatch: pytest.MonkeyPatch, as_owner: bool, user: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", APPLICATION)
    assert databases_of(env, PLACES, as_owner=as_owner)["default"]["USER"] == "app"
    assert application_role_of(env, PLACES) == ""
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)
    assert databases_of(env, PLACES, as_owner=as_owner)["default"]["USER"] == user
    assert application_role_of(env, PLACES) == "app"


def test_replica_is_given_up_soon_and_a_pool_keeps_no_cursor(
    env: environ.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgres://app:b@other/house?sslmode=require")
    monkeypatch.setenv("DATABASE_POOLED", "true")
    found = databases_of(env, PLACES, as_owner=False)
    assert found["replica"]["HOST"] == "other"
    assert found["replica"]["OPTIONS"] == {"sslmode": "require", "connect_timeout": 2}
    assert [found[name]["DISABLE_SERVER_SIDE_CURSORS"] for name in found] == [True, True]
