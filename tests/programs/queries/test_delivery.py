"""When a decision counts as delivered, by way and day of its sending, and what finality follows."""

from __future__ import annotations

from datetime import date

import pgtrigger
import pytest

from core.errors import RuleError
from programs.choices import DecisionKind, NotificationKind
from programs.models import Decision, DeliveryRule
from programs.queries.delivery import delivered_on
from programs.terms.finality import uninstructed_final_day
from tests.factories.life import Staff
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "sent", "delivered"),
    [
        ("post", date(2024, 12, 31), date(2025, 1, 3)),
        ("post", date(2025, 1, 1), date(2025, 1, 5)),
        ("electronic", date(2024, 12, 31), date(2025, 1, 3)),
        ("electronic", date(2025, 1, 1), date(2025, 1, 5)),
        ("handed_over", date(2024, 12, 31), date(2024, 12, 31)),
        ("handed_over", date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_fiction_follows_way_and_day_of_the_sending(kind: str, sent: date, delivered: date) -> None:
    assert delivered_on(sent, NotificationKind(kind)) == delivered


def test_new_rule_is_a_row() -> None:
    DeliveryRule.objects.create(
        kind="post", valid_from=date(2027, 1, 1), days=5, source="Gesetz", is_confirmed=True
    )
    assert delivered_on(date(2026, 12, 31), NotificationKind.POST) == date(2027, 1, 4)
    assert delivered_on(date(2027, 1, 1), NotificationKind.POST) == date(2027, 1, 6)


def test_without_a_rule_nothing_is_guessed() -> None:
    DeliveryRule.objects.filter(kind="post").delete()
    with pytest.raises(RuleError) as refusal:
        delivered_on(date(2026, 11, 23), NotificationKind.POST)
    assert refusal.value.code == "no_delivery_rule"


def test_rules_wait_for_the_ministry_to_confirm_them() -> None:
    assert not DeliveryRule.objects.filter(is_confirmed=True).exists()
    assert not DeliveryRule.objects.filter(source="").exists()


def test_decisions_of_the_cooperation_program_instruct_on_appeal() -> None:
    decision = Staff.hire().proposed()
    assert "Klage" in decision.appeal_notice
    assert uninstructed_final_day(decision, sent_on=date(2026, 11, 23)) is None


def test_step_says_that_finality_is_a_year_away() -> None:
    staff = Staff.hire()
    grant = staff.approved()
    page = f"/admin/programs/grant/{grant.pk}/schritt/notify/"
    officer = signed_in(staff.officer)
    assert "Rechtsbehelfsbelehrung" not in officer.get(page).content.decode()
    decision = grant.decisions.get(kind=DecisionKind.INITIAL)
    bare(decision)
    answer = officer.get(page).content.decode()
    assert "29.11.2027" in answer  # sent 23.11.2026, delivered 27.11.2026, a Saturday a year later
    assert uninstructed_final_day(decision, sent_on=date(2026, 11, 23)) == date(2027, 11, 29)


def test_bulk_page_says_it_beside_each_case_it_is_true_of() -> None:
    staff = Staff.hire()
    bare_one, other = staff.approved(), staff.approved()
    bare(bare_one.decisions.get())
    chosen = {"action": "notify", "_selected_action": [bare_one.pk, other.pk]}
    page = signed_in(staff.officer).post("/admin/programs/grant/", chosen)
    notes = {grant.pk: note for grant, note, _about in page.context["chosen"]}
    assert ("29.11.2027" in notes[bare_one.pk], notes[other.pk]) == (True, "")
    assert page.content.decode().count("29.11.2027") == 1


def bare(decision: Decision) -> None:
    """Take the instruction from an approved decision, as one that was prepared without."""
    with pgtrigger.ignore("programs.Decision:frozen_once_signed"):
        Decision.objects.filter(pk=decision.pk).update(appeal_notice="")
    decision.refresh_from_db()


def test_refused_finality_says_why() -> None:
    staff = Staff.hire()
    grant = staff.notified()
    decision = grant.decisions.get(kind=DecisionKind.INITIAL)
    bare(decision)
    answer = signed_in(staff.officer).post(
        f"/admin/programs/grant/{grant.pk}/schritt/finalise/", {"on": "23.11.2026"}
    )
    assert "keine Rechtsbehelfsbelehrung" in answer.content.decode()
