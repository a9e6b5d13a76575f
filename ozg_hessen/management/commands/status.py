"""Say what stands in the database and whether all parts of the house answer."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from ozg_hessen.operations.status import status


class Command(BaseCommand):
    help = "Counts, roll-ups and servers; ends with 1 where something is wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        current = status(timezone.localdate(now))
        if options["json"]:
            self.stdout.write(json.dumps(asdict(current), cls=DjangoJSONEncoder))
        else:
            for name, value in asdict(current).items():
                self.stdout.write(f"{name:<20}{'-' if value is None else value}")
        if problems := current.problems(now):
            raise CommandError("\n".join(problems))
