"""Make one of the first two system administrators, without people behind the role."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import RoleAssignment, User

NEEDED = 2  # one asks for a role, the other approves it


class Command(BaseCommand):
    help = (
        "Make a system administrator. From the second one on, roles are asked for and approved "
        "in the administration. The password is asked for or taken from OZG_ADMIN_PASSWORD."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        held = RoleAssignment.objects.active().filter(
            role=Role.SYSTEM_ADMINISTRATOR, user__is_active=True, user__is_demo=False
        )
        if held.count() >= NEEDED:
            raise CommandError(
                "There are two system administrators. They assign further roles themselves."
            )
        user = User(username=options["username"], email=options["email"], is_staff=True)
        password = os.environ.get("OZG_ADMIN_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        user.save()
        grant_role_from_console(
            user, Role.SYSTEM_ADMINISTRATOR, reason="Console", at=timezone.now()
        )
        self.stdout.write(f"{user.username} is a system administrator.")
