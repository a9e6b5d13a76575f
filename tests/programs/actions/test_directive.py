"""A directive that decisions rest on stands still; a new version begins as its copy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.choices import Role
from core.errors import RuleError
from programs.actions.directive import begin_version
from programs.models import Directive, RateRule
from tests.factories.accounts import UserFactory
from tests.factories.life import Staff
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Staff:
    return Staff.hire()


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


def test_new_version_copies_what_the_old_one_says(staff: Staff) -> None:
    old = used(staff)
    new = begin_version(
        old, valid_from=date(2027, 1, 1), version="Rahmenvereinbarung 2027", by=staff.budget
    )
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
        begin_version(old, valid_from=day, version="Neu", by=staff.budget)
    assert (refusal.value.field, refusal.value.code) == ("valid_from", code)
    assert begin_version(old, valid_from=date(2026, 3, 3), version="Neu", by=staff.budget).pk


def test_only_the_latest_version_is_followed(staff: Staff) -> None:
    first = Directive.objects.filter(program__code="ikz").earliest("valid_from")
    with pytest.raises(RuleError) as refusal:
        begin_version(first, valid_from=date(2028, 1, 1), version="Neu", by=staff.budget)
    assert refusal.value.code == "not_latest"


def test_button_makes_the_version_and_is_the_budget_officers(staff: Staff) -> None:
    directive = used(staff)
    page = reverse("admin:programs_directive_step", args=[directive.pk, "new_version"])
    typed = {"valid_from": "01.01.2027", "version": "Rahmenvereinbarung 2027"}
    assert signed_in(UserFactory.create(roles=[Role.OFFICER])).post(page, typed).status_code == 403
    assert signed_in(staff.budget).post(page, typed).status_code == 302
    assert Directive.objects.filter(version="Rahmenvereinbarung 2027").count() == 1
