"""Decimals that are no amount in euros and cents."""

from __future__ import annotations

NO_AMOUNTS = ("1.005", "0.001", "NaN", "sNaN", "Infinity", "-Infinity", "-0", "-0.00")
TOO_LARGE = ("1000000000000.00", "-1000000000000", "1E+30")
