"""Print the demo accounts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.sign_in.demo import demo_logins


class Command(BaseCommand):
    help = "Print user names and passwords of the demo accounts; nothing where there are none."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for login in demo_logins():
            self.stdout.write(f"{login.username:<26}{login.password:<18}{login.label}")
