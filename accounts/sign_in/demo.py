"""The demo accounts: who they are, and whether they may be shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import DataSet

DEMO_DATA_SET = "demo"
DEMO_PASSWORD = "ozg-hessen-demo"  # noqa: S105  # shown on the sign-in page on purpose


@dataclass(frozen=True)
class DemoLogin:
    """A demo account as the sign-in page and the console show it."""

    username: str
    label: str | Promise
    password: str = DEMO_PASSWORD


LOGINS = (
    DemoLogin("sachbearbeitung", _("Grants officer: prepares grants")),
    DemoLogin("freigabe", _("Approver: approves what others prepared")),
    DemoLogin("freigabe2", _("Second approver")),
    DemoLogin("haushalt", _("Budget officer: budget lines and directives")),
    DemoLogin("koordination", _("Coordinator: progress and catalogue")),
    DemoLogin("kommune.lauterbach", _("Town of Lauterbach: own cases, reports progress")),
    DemoLogin("kommune.lauterbach.lesen", _("Town of Lauterbach: reads only")),
    DemoLogin("kommune.grebenau", _("Town of Grebenau: own cases, reports progress")),
    DemoLogin("kommune.hanau", _("City of Hanau: under its old and its new key")),
    DemoLogin("kreis.giessen", _("District of Gießen: own cases, reports progress")),
    DemoLogin("pruefung", _("Auditor: reads everything, changes nothing")),
    DemoLogin("verwaltung", _("System administrator: users and roles")),
    DemoLogin("verwaltung2", _("Second system administrator")),
)


def has_demo_data() -> bool:
    """Whether the database holds demo data."""
    return DataSet.objects.filter(name=DEMO_DATA_SET).exists()


def demo_logins() -> list[DemoLogin]:
    """The demo accounts to show; none where they are switched off or no demo data is loaded."""
    return list(LOGINS) if settings.DEMO_LOGINS and has_demo_data() else []
