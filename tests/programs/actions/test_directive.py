"""A directive that decisions rest on stands still; a new version begins as its copy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions_changes import approve_change
from accounts.choices import Role
from accounts.models import PendingChange
from core.errors import RuleError
from programs.actions.decision.approval import approve_decision
from programs.actions.directive import propose_version
from programs.models import Directive, RateRule
from tests.factories.accounts import NOW, UserFactory
from tests.factories.life import Staff
from tests.programs.desk import signed_in
from tests.saying_no import says_no

pytestmark = pytest.mark.django_db


def used(staff: Staff) -> Directive:
    grant = staff.approved()
    assert grant.directive is not None
    return grant.directive


def test_directive_is_free_until_a_case_is_decided_under_it(staff: Staff) -> None:
    decision = staff.proposed()
    directive = decision.grant.directive
    assert directive is not None
    Directive.objects.filter(pk=directive.pk).update(finality_months=2)
    RateRule.objects.create(directive=directive, max_rate=Decimal("0.5"), source="Test")


def test_database_freezes_a_directive_in_use(staff: Staff) -> None:
    directive = used(staff)
    rows = Directive.objects.filter(pk=directive.pk)
    for changed in (
        {"finality_months": 2},
        {"per_partner_eur": 1},
        {"valid_from": date(2021, 1, 1)},
    ):
        with pytest.raises(IntegrityError, match="decided under"), transaction.atomic():
            rows.update(**changed)
    with pytest.raises(IntegrityError, match="decided under"), transaction.atomic():
        RateRule.objects.create(directive=directive, max_rate=Decimal("0.5"), source="Test")
    rows.update(valid_to=date(2027, 6, 30), note="Läuft aus")


def test_form_of_a_directive_in_use_is_closed_but_for_end_and_note(staff: Staff) -> None:
    directive = used(staff)
    budget = signed_in(staff.budget)
    form = (
        budget.get(reverse("admin:programs_directive_change", args=[directive.pk]))
        .context["adminform"]
        .form
    )
    assert set(form.fields) == {"valid_to", "note", "change_reason"}


def test_new_directive_starts_with_the_usual_demands(staff: Staff) -> None:
    page = signed_in(staff.budget).get(reverse("admin:programs_directive_add"))
    fields = page.context["adminform"].form.fields
    assert fields["required_contents"].initial == ["legal_basis", "purpose", "financing_type"]
    assert fields["required_entries"].initial == ["received_on"]
    assert fields["reminder_days"].initial == [0, 30, 60]


def propose(staff: Staff, old: Directive, day: date, version: str = "Neu") -> PendingChange:
    return propose_version(
        old, valid_from=day, version=version, reason="Neu gefasst", by=staff.budget, at=NOW
    )


def approved(staff: Staff, change: PendingChange) -> Directive:
    """The version that the approval of the change wrote."""
    approve_change(change, by=staff.approver, at=NOW)
    change.refresh_from_db()
    return Directive.objects.get(pk=change.object_key)


def test_new_version_copies_what_the_old_one_says(staff: Staff) -> None:
    decision = staff.proposed()
    old = decision.grant.directive
    assert old is not None
    RateRule.objects.create(directive=old, min_partners=3, max_rate=Decimal("0.5"), source="Erlass")
    approve_decision(decision, by=staff.approver, at=NOW)
    change = propose(staff, old, date(2027, 1, 1), "Rahmenvereinbarung 2027")
    new = approved(staff, change)
    assert list(new.rate_rules.values_list("min_partners", "max_rate", "source")) == [
        (3, Decimal("0.5"), "Erlass")
    ]
    assert new.follows == old
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from, new.valid_to) == (
        date(2026, 12, 31),
        date(2027, 1, 1),
        None,
    )
    same = ("per_partner_eur", "required_entries", "required_contents", "appeal_notice", "source")
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    Directive.objects.filter(pk=new.pk).update(per_partner_eur=Decimal("30000.00"))


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 2), "case_cut_off"), (date(2021, 12, 1), "rule"), (date(2020, 1, 1), "rule")],
)
def test_new_version_cuts_off_no_decided_case(staff: Staff, day: date, code: str) -> None:
    old = used(staff)  # its case came on 02.03.2026
    with pytest.raises(RuleError) as refusal:
        propose(staff, old, day)
    assert (refusal.value.field, refusal.value.code) == ("valid_from", code)
    assert approved(staff, propose(staff, old, date(2026, 3, 3))).valid_from == date(2026, 3, 3)


def test_only_the_latest_version_is_followed(staff: Staff) -> None:
    first = Directive.objects.filter(program__code="ikz").earliest("valid_from")
    with pytest.raises(RuleError) as refusal:
        propose(staff, first, date(2028, 1, 1))
    assert refusal.value.code == "not_latest"


def test_nothing_is_written_before_the_second_person_and_by_one_alone(staff: Staff) -> None:
    old = used(staff)
    before = list(Directive.objects.order_by("pk").values())
    change = propose(staff, old, date(2027, 1, 1))
    with pytest.raises(RuleError) as twice:
        propose(staff, old, date(2027, 2, 1), "Anders")
    assert twice.value.code == "change_waits"
    with pytest.raises(RuleError) as alone:
        approve_change(change, by=staff.budget, at=NOW)
    assert alone.value.code == "not_allowed"
    assert list(Directive.objects.order_by("pk").values()) == before


def test_approval_asks_the_rules_again(staff: Staff) -> None:
    """A case that came on that day was decided between the proposal and the approval."""
    decision = staff.proposed()  # its case came on 02.03.2026
    old = decision.grant.directive
    assert old is not None
    change = propose(staff, old, date(2026, 3, 2))
    approve_decision(decision, by=staff.approver, at=NOW)
    with pytest.raises(RuleError) as refusal:
        approve_change(change, by=staff.second, at=NOW)
    assert refusal.value.code == "case_cut_off"
    assert not Directive.objects.filter(version="Neu").exists()


def test_button_proposes_the_version_and_is_the_budget_officers(staff: Staff) -> None:
    directive = used(staff)
    page = reverse("admin:programs_directive_step", args=[directive.pk, "new_version"])
    typed = {
        "valid_from": "01.01.2027",
        "version": "Rahmenvereinbarung 2027",
        "reason": "Neu gefasst",
    }
    assert signed_in(UserFactory.create(roles=[Role.OFFICER])).post(page, typed).status_code == 403
    budget = signed_in(staff.budget)
    assert budget.post(page, {**typed, "reason": ""}).status_code == 200
    answer = budget.post(page, typed, follow=True)
    assert "zweite Person" in answer.content.decode()
    assert "new_version" not in [step.name for step in answer.context["steps"]]
    assert not Directive.objects.filter(version="Rahmenvereinbarung 2027").exists()
    change = PendingChange.objects.get()
    approve = reverse("admin:accounts_pendingchange_step", args=[change.pk, "approve"])
    assert signed_in(staff.approver).post(approve, {}).status_code == 302
    assert Directive.objects.filter(version="Rahmenvereinbarung 2027").count() == 1


@pytest.mark.usefixtures("untranslated")
def test_a_version_is_proposed_by_the_budget_officer_under_a_new_name(staff: Staff) -> None:
    old = used(staff)
    day = date(2027, 1, 1)
    named: dict[str, Any] = {"valid_from": day, "reason": "Neu gefasst", "at": NOW}
    says_no(
        lambda: propose_version(old, version="Neu", by=staff.officer, **named),
        None,
        "not_allowed",
        "Your role does not allow this.",
    )
    for version, said in (
        (" ", "Name the new version."),
        (f" {old.version} ", "This program has a version of this name."),
    ):
        says_no(
            lambda version=version: propose_version(  # type: ignore[misc]
                old, version=version, by=staff.budget, **named
            ),
            "version",
            "rule",
            said,
        )
    assert propose(staff, old, day).pk
