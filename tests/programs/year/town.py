"""The town in the year of acts: it hands in over the portal what its cases offer, as people do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from core.sending.versions import version_of
from programs.models import Grant, HandIn, LedgerEntry
from tests.forms import OpenForm, opened
from tests.programs.desk import signed_in
from tests.programs.sent import clerk, pdf

AMOUNTS = ("0,01", "1.000,00", "12.500,00", "40.000,00")


class Town:
    """The lead of all cases at its browser; `quicker` lets somebody act while a page is open."""

    def __init__(self, chance: Random, quicker: Callable[[Grant], None]) -> None:
        self.chance, self.quicker = chance, quicker
        self.person = clerk()
        self.client = signed_in(self.person)
        self.told: Counter[str] = Counter()

    def act(self) -> str:
        """One look at a case, and what may be handed in there; says which and what came of it."""
        grants = list(Grant.objects.order_by("-pk")[:12])
        if not grants:
            return ""
        grant = self.chance.choice(grants)
        self.client = signed_in(self.person)  # weeks may have passed
        self._case_page(grant)
        found = [door for door in self._doors(grant) if self._is_open(door)]
        if not found:
            return "portal-look"
        kind, address = self.chance.choice(found)
        is_done = self._hand_in(grant, address)
        return f"portal-{kind}{'' if is_done else '?'}"

    def _case_page(self, grant: Grant) -> None:
        """The page of the case: there as soon as it is told, and not before."""
        is_told = grant.decisions.filter(notified_on__isnull=False).exists()
        answer = self.client.get(f"/zuwendungen/{grant.pk}/")
        assert answer.status_code in ((200, 404) if is_told else (404,)), grant.state

    def _doors(self, grant: Grant) -> list[tuple[str, str]]:
        case = f"/zuwendungen/{grant.pk}"
        years = grant.interim_reports.values_list("for_year", flat=True)
        papers = grant.missing_papers.values_list("pk", flat=True)
        return [
            ("drawdown", f"{case}/mittelabruf/"),
            ("proof", f"{case}/verwendungsnachweis/"),
            *(("interim", f"{case}/zwischennachweis/{year}/") for year in years),
            *(("paper", f"/unterlagen/{key}/") for key in papers),
        ]

    def _is_open(self, door: tuple[str, str]) -> bool:
        status = self.client.get(door[1]).status_code
        assert status in (200, 404), door
        return status == 200

    def _hand_in(self, grant: Grant, address: str) -> bool:
        """Open, perhaps be too late, send, perhaps twice."""
        form = opened(self.client, address)
        seen = version_of(grant).digests
        if self.chance.random() < 0.3:
            self.quicker(grant)
        stands, before = version_of(grant).digests, written()
        fields = form.fields
        typed = self._typed(form)
        first = self.client.post(address, fields | typed)
        assert first.status_code in (200, 302, 404, 409), (address, first.status_code)
        if stands != seen:
            assert written() == before, f"{address}: handed in unseen"
            self.told["late"] += 1
            return False
        if first.status_code != 302:
            return False
        if self.chance.random() < 0.5:
            after = written()
            second = self.client.post(address, fields | self._again(typed))
            assert (second.status_code, second["Location"]) == (302, first["Location"])
            assert written() == after, f"{address}: handed in twice"
            self.told["twice"] += 1
        return True

    def _typed(self, form: OpenForm) -> dict[str, Any]:
        """Something for each field the forms of the portal have; others are not sent."""
        values: dict[str, Any] = {
            "amount_eur": self.chance.choice(AMOUNTS),
            "needed_for": "Software",
            "actual_eur": self.chance.choice(("100.000,00", "90.000,00", "12.500,00")),
            "other_funds_eur": "0,00",
            "note": "",
        }
        typed = {name: value for name, value in values.items() if name in form.fields}
        files = ["report", "statement"] if "actual_eur" in typed else []
        files += ["paper"] if "note" in typed else []
        return typed | {name: pdf(f"{name}.pdf") for name in files}

    def _again(self, typed: dict[str, Any]) -> dict[str, Any]:
        """The same once more: a browser reads its files anew."""
        return {
            name: pdf(f"{name}.pdf") if name in ("report", "statement", "paper") else value
            for name, value in typed.items()
        }


def written() -> tuple[int, int]:
    """How much was handed in and booked."""
    return HandIn.objects.count(), LedgerEntry.objects.count()
