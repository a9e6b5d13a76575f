#!/usr/bin/env python
"""Django's command line, with the embedded servers running underneath."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from ozg_hessen import embedded

WITHOUT_SERVERS = {
    *("collectstatic", "compilemessages", "makemessages"),
    *("check_messages", "compile_messages"),
    "status",  # reports, and repairs nothing
    *("help", "version", "--help", "-h", "--version"),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozg_hessen.settings")
    if not WITHOUT_SERVERS.intersection(sys.argv[1:] or ["help"]):
        try:
            embedded.ensure_running()
        except (ImproperlyConfigured, embedded.EmbeddedError) as error:
            sys.exit(f"{error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
