#!/usr/bin/env python
"""Django's command line, with the embedded servers running underneath."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError
from psycopg2 import Error

from ozg_hessen import embedded
from ozg_hessen.unready import remedy

WITHOUT_SERVERS = {
    *("collectstatic", "compilemessages", "makemessages"),
    *("check_messages", "compile_messages"),
    "status",  # reports, and repairs nothing
    "restore_to",  # of the stopped server
    *("help", "version", "--help", "-h", "--version"),
}
# Commands that make tables or give the first rights; all others work as the application does.
AS_OWNER = {
    *("migrate", "prepare", "run_house", "begin_anew", "flush", "createcachetable"),
    *("load_reference", "load_published", "load_demo", "create_administrator"),
    *("backup", "restore", "restore_to", "try_backup"),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozg_hessen.settings")
    if AS_OWNER.intersection(sys.argv[1:2]):
        os.environ["OZG_AS_OWNER"] = "true"
    if not WITHOUT_SERVERS.intersection(sys.argv[1:] or ["help"]):
        try:
            embedded.ensure_running()
        except (ImproperlyConfigured, embedded.EmbeddedError) as error:
            sys.exit(f"{error}")
    try:
        execute_from_command_line(sys.argv)
    except (DatabaseError, Error, OSError) as error:  # closing a cursor raises the bare one
        said = remedy(error)
        if said is None:
            raise
        sys.exit(said)


if __name__ == "__main__":
    main()
