"""What a start with OZG_ENV=production refuses: values that are there and do not do."""

from __future__ import annotations

import zlib
from itertools import pairwise

from environ import Env

SHORTEST_KEY = 50
LEAST_PACKED = 46  # bytes that 50 random characters, be they hexadecimal, are packed into
MAIL_INTO_NOWHERE = ("consolemail", "memorymail", "dummymail", "filemail")


def unfit_for_production(env: Env) -> list[str]:
    """One line for each value that makes a production unsafe, with the remedy."""
    found = []
    key = env.str("SECRET_KEY", default="")
    if len(key) < SHORTEST_KEY or _is_pattern(key) or "insecure" in key:
        found.append(
            f"SECRET_KEY is weak: at least {SHORTEST_KEY} characters, by a random generator "
            "(python -c 'import secrets; print(secrets.token_urlsafe(50))')."
        )
    if any("*" in host for host in env.list("ALLOWED_HOSTS", default=[])):
        found.append("ALLOWED_HOSTS holds *: name the hosts, or forged links go out by mail.")
    if env.str("EMAIL_URL", default="").partition("://")[0] in MAIL_INTO_NOWHERE:
        found.append("EMAIL_URL sends no mail: links to set a password would stand in the log.")
    for name in ("DEBUG", "DEMO_LOGINS"):
        if env.bool(name, default=False):
            found.append(f"{name}=true is for a house on a laptop: remove it.")
    return found


def _is_pattern(key: str) -> bool:
    """Whether the key repeats itself or counts up: packed it is shorter than a random one.

    Words that somebody made up are not told from a random key.
    """
    signs = key.encode()
    steps = bytes((after - sign) % 256 for sign, after in pairwise(signs))
    return min(len(zlib.compress(row, 9)) for row in (signs, steps)) < LEAST_PACKED
