"""The demo accounts with their roles and municipalities."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from accounts.models import User
from accounts.sign_in.demo import DEMO_PASSWORD
from municipalities.models import Membership

EDITOR = (Role.MUNICIPALITY_VIEWER, Role.MUNICIPALITY_EDITOR)

# User name: first name, last name, roles, keys of the bodies they work for.
PEOPLE: dict[str, tuple[str, str, tuple[Role, ...], tuple[str, ...]]] = {
    "sachbearbeitung": ("Sabine", "Sachbearbeitung", (Role.OFFICER,), ()),
    "freigabe": ("Frank", "Freigabe", (Role.APPROVER,), ()),
    "freigabe2": ("Frieda", "Freigabe", (Role.APPROVER,), ()),
    "haushalt": ("Hanna", "Haushalt", (Role.BUDGET_OFFICER,), ()),
    "koordination": ("Karl", "Koordination", (Role.COORDINATOR,), ()),
    "kommune.lauterbach": ("Lena", "Lauterbach", EDITOR, ("06535011",)),
    "kommune.lauterbach.lesen": ("Ludwig", "Lauterbach", EDITOR[:1], ("06535011",)),
    "kommune.grebenau": ("Greta", "Grebenau", EDITOR, ("06535006",)),
    "kommune.hanau": ("Hasan", "Hanau", EDITOR, ("06415000",)),
    "kreis.giessen": ("Gisela", "Gießen", EDITOR, ("06531",)),
    "pruefung": ("Paula", "Prüfung", (Role.AUDITOR,), ()),
    "verwaltung": ("Viktor", "Verwaltung", (Role.SYSTEM_ADMINISTRATOR,), ()),
    "verwaltung2": ("Vera", "Verwaltung", (Role.SYSTEM_ADMINISTRATOR,), ()),
}
REASON = "Demodaten"


def load_people(at: datetime) -> dict[str, User]:
    """Make the demo accounts; returns them by user name."""
    password = make_password(DEMO_PASSWORD)
    people = {}
    for username, (first, last, roles, bodies) in PEOPLE.items():
        user, _created = User.objects.get_or_create(
            username=username,
            is_demo=True,  # a real person of that name is no demo account
            defaults={
                "first_name": first,
                "last_name": last,
                "email": f"{username}@example.org",
                "password": password,
                "is_staff": not bodies,
                "date_joined": at,
            },
        )
        for role in roles:
            grant_role_from_console(user, role, reason=REASON, at=at)
        for ags in bodies:
            Membership.objects.get_or_create(user=user, municipality_id=ags)
        people[username] = user
    return people
