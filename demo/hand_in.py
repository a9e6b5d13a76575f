"""What demo municipalities handed in by themselves, and whom they ask."""

from __future__ import annotations

from accounts.models import User
from core.money import round_eur
from core.uploads.sent import SentFile
from demo.dates import LAST_DAY, office_hour
from programs.actions.municipal.hand_in import hand_in_drawdown
from programs.choices import Origin
from programs.models import Grant, Program
from programs.queries.municipal.hand_in import drawable, undrawn_eur
from programs.rules.steps.base import PAID_OUT

CONTACTS = {
    "ikz": ("Ansprechstelle IKZ (Demodaten)", "ikz@example.org", "0611 0000-101"),
    "ozg-modellkommunen": ("Ansprechstelle OZG (Demodaten)", "ozg@example.org", "0611 0000-102"),
    "starke-heimat-phase-2": (
        "Ansprechstelle Starke Heimat (Demodaten)",
        "starke-heimat@example.org",
        "0611 0000-103",
    ),
}
EDITORS = ("kommune.lauterbach", "kommune.grebenau", "kommune.hanau", "kreis.giessen")
PDF = b"%PDF-1.4\n% Demodaten: Rechnung\n%%EOF\n"


def load_contacts() -> None:
    """Name whom municipalities ask in the programs that take applications."""
    for code, (name, email, phone) in CONTACTS.items():
        Program.objects.filter(code=code).update(
            contact_name=name, contact_email=email, contact_phone=phone
        )


def load_hand_ins(people: dict[str, User]) -> None:
    """One request for money of each demo editor whose body leads a case with something left."""
    at = office_hour(LAST_DAY)
    for name in EDITORS:
        editor = people[name]
        own = editor.memberships.values("municipality")
        cases = Grant.objects.filter(
            lead__in=own, state__in=PAID_OUT, origin=Origin.DEMO
        ).visible_to(editor)
        for grant in cases.order_by("pk"):
            rows = drawable(grant, year=LAST_DAY.year)
            if rows:
                hand_in_drawdown(
                    grant,
                    line=rows[0].line,
                    amount_eur=round_eur(undrawn_eur(rows[0]) / 2),
                    needed_for="Rechnung Softwarehaus, fällig zum Monatsende (Demodaten)",
                    papers={"Rechnungen oder Kostenaufstellung": SentFile("rechnung.pdf", PDF)},
                    by=editor,
                    at=at,
                )
                break
