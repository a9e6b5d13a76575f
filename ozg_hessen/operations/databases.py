"""Where the tables are: one database to write to, and one that may be read where it is fresh."""

from __future__ import annotations

from typing import Any

from environ import Env

from core.database.replica import ALIAS
from ozg_hessen.embedded.places import Places

SECONDS_TO_CONNECT = 2  # to a replica: who waits for it longer is better served by the primary


def databases_of(env: Env, embedded: Places, *, as_owner: bool) -> dict[str, dict[str, Any]]:
    """The databases as Django wants them.

    Two roles: the owner of the tables migrates and loads reference data (manage.py says which
    commands), everything else works as a role that cannot take the guards off.
    """
    url = (as_owner and env.str("DATABASE_OWNER_URL", "")) or env.str("DATABASE_URL", "")
    found = {"default": env.db_url_config(url) if url else _of_embedded(embedded, as_owner)}
    if replica := env.str("DATABASE_REPLICA_URL", ""):
        found[ALIAS] = env.db_url_config(replica)
        found[ALIAS].setdefault("OPTIONS", {}).setdefault("connect_timeout", SECONDS_TO_CONNECT)
    for database in found.values():
        database |= {
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # A pool that hands a connection on after every transaction keeps no cursor between.
            "DISABLE_SERVER_SIDE_CURSORS": env.bool("DATABASE_POOLED", default=False),
        }
    return found


def application_role_of(env: Env, embedded: Places) -> str:
    """The role that is granted what the application needs; "" where one role does everything."""
    url = env.str("DATABASE_URL", "")
    if not url:
        return embedded.application_role
    has_owner = env.str("DATABASE_OWNER_URL", "")
    return env.db_url_config(url)["USER"] if has_owner else ""


def _of_embedded(embedded: Places, as_owner: bool) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": embedded.database,
        "USER": embedded.role if as_owner else embedded.application_role,
        "HOST": str(embedded.sockets),
    }
