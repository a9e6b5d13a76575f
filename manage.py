#!/usr/bin/env python
"""Django's command line, with the embedded servers running underneath."""

import os
import sys

from django.core.management import execute_from_command_line

from ozg_hessen import embedded


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ozg_hessen.settings")
    embedded.ensure_running()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
