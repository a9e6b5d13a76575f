"""What a token of the lying provider says, by what is wrong with it."""

from __future__ import annotations

import time
from typing import Any

CHANGES: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "issuer": {"iss": "https://evil.example"},
    "audience": {"aud": "another application"},
    "party": {"azp": "another application"},
    "expired": {"exp": int(time.time()) - 3600},
    "not yet": {"iat": int(time.time()) + 3600},
}
