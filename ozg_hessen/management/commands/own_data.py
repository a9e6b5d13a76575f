"""What the house knows about a person who can no longer sign in to ask."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.privacy.own_data import own_data


class Command(BaseCommand):
    help = "Write what is known about the account USERNAME as JSON (Art. 15 GDPR)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no account {options['username']}.")
        self.stdout.write(own_data(person).decode())
