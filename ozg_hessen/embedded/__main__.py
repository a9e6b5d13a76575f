"""The keeper's own process."""

from __future__ import annotations

import sys
from pathlib import Path

from ozg_hessen.embedded.keeper import keep
from ozg_hessen.embedded.places import Places

keep(Places(home=Path(sys.argv[1]), sockets=Path(sys.argv[2])))
