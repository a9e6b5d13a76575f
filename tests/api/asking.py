"""A program that asks the API with a person's key."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.choices import KeyScope
from accounts.keys import make_key, mark_of, new_secret
from accounts.models import User

ROOT = "/api/v1/"


def key_of(user: User, scope: KeyScope = KeyScope.READ) -> str:
    """The secret of a new key in force for a month."""
    secret, now = new_secret(), timezone.now()
    until = timezone.localdate(now) + timedelta(days=30)
    make_key(user, mark_of(secret), name="Test", scope=scope, until=until, at=now)
    return secret


class Asker:
    """Asks with one key, as its person of the moment."""

    def __init__(self, user: User, scope: KeyScope = KeyScope.READ) -> None:
        self.secret = key_of(user, scope)
        self.client = Client(enforce_csrf_checks=True)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def ask(self, path: str, query: Any = None, **headers: str) -> Any:
        return self.client.get(ROOT + path, query, headers={**self.headers, **headers})

    def get(self, path: str, query: Any = None) -> Any:
        """The answer, which has to be one."""
        response = self.ask(path, query)
        assert response.status_code == 200, response.content
        return response.json()

    def items(self, path: str, query: Any = None) -> list[Any]:
        """All rows of a list, page after page."""
        found: list[Any] = []
        asked = {"limit": "3", **(query or {})}
        while True:
            page = self.get(path, asked)
            found += page["items"]
            if page["next"] is None:
                return found
            asked["cursor"] = page["next"]

    def post(self, path: str, body: Any, key: uuid.UUID | str | None = None) -> Any:
        return self.client.post(
            ROOT + path,
            body if isinstance(body, str) else json.dumps(body),
            content_type="application/json",
            headers={**self.headers, "Idempotency-Key": str(key or uuid.uuid4())},
        )


def problem(response: Any) -> tuple[int, str]:
    """Status and kind of a refusal, which says in German what to do."""
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["status"] == response.status_code
    assert said["detail"]
    return response.status_code, said["type"].removeprefix("urn:ozg-hessen:problem:")
