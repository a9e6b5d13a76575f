"""Shows the pattern pages: `python -m tests.browser PORT`."""

from __future__ import annotations

import os
import signal
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from tests.browser.server import pattern_server

with pattern_server(int(sys.argv[1])) as address:
    print(f"{address}/muster/uebersicht/")  # noqa: T201  # a command speaks
    signal.pause()
