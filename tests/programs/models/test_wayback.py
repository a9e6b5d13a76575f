"""Proposals that came back, and corrections that two people make."""

from __future__ import annotations

from typing import Any

import pytest

from programs.choices import Act
from programs.models import Correction, ProposalReturn
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.programs import GrantFactory
from tests.held import AT, CENT, ONE, TWO, broken, changed, removed, told

pytestmark = pytest.mark.django_db


def correction(**fields: Any) -> Correction:
    values = {"grant_id": 1, "act": Act.CHECK, "reason": "Verrechnet", "prepared_by_id": ONE}
    return Correction(**{**values, **fields})


def test_proposal_comes_back_with_a_reason() -> None:
    assert broken(ProposalReturn(reason="Beleg fehlt")) == []
    assert broken(ProposalReturn(reason="")) == ["return_has_reason"]


def test_correction_says_why() -> None:
    assert broken(correction()) == []
    assert broken(correction(reason="")) == ["correction_has_reason"]


def test_correction_is_signed_by_another_with_the_moment() -> None:
    assert broken(correction(approved_by_id=TWO, approved_at=AT)) == []
    own = correction(approved_by_id=ONE, approved_at=AT)
    assert broken(own) == ["correction_four_eyes"]
    assert broken(correction(approved_by_id=TWO)) == ["correction_four_eyes"]  # without a moment


def test_case_has_one_correction_that_awaits_its_signature(staff: Staff) -> None:
    grant = GrantFactory.create()
    values = {"act": Act.CHECK, "reason": "Verrechnet", "prepared_at": NOW}
    stored = Correction.objects.create(grant=grant, **values, prepared_by=staff.officer)
    another = Correction(grant=grant, **values, prepared_by=staff.second)
    assert broken(another) == ["one_open_correction"]
    assert told(another) == [
        "Eine andere Berichtigung dieses Vorgangs wartet auf ihre Unterschrift."
    ]
    assert broken(Correction(grant=GrantFactory.create(), **values, prepared_by_id=ONE)) == []
    Correction.objects.filter(pk=stored.pk).update(approved_by=staff.approver, approved_at=NOW)
    assert broken(another) == []


def test_correction_notes_the_transaction_that_signs_it_and_is_frozen_then(staff: Staff) -> None:
    stored = Correction.objects.create(
        grant=GrantFactory.create(),
        act=Act.CHECK,
        reason="Verrechnet",
        prepared_by=staff.officer,
        prepared_at=NOW,
    )
    assert Correction.objects.get(pk=stored.pk).undone_in is None
    row = Correction.objects.filter(pk=stored.pk)
    assert changed(row, reason="Zahlendreher") == ""
    row.update(approved_by=staff.approver, approved_at=NOW)
    assert row.get().undone_in is not None
    assert changed(row, reason="Anders") == "correction_frozen"
    assert removed(row) == "correction_frozen"


def test_return_is_settled_and_otherwise_stays(staff: Staff) -> None:
    stored = ProposalReturn.objects.create(
        grant=GrantFactory.create(),
        act=Act.DECISION,
        subject="Bescheid",
        reason="Beleg fehlt",
        amount_eur=CENT,
        returned_by=staff.approver,
        returned_at=NOW,
    )
    row = ProposalReturn.objects.filter(pk=stored.pk)
    assert changed(row, settled_at=NOW) == ""
    for fixed in ({"reason": "Anders"}, {"facts": {"amount": ["Betrag", "1"]}}):
        assert changed(row, **fixed) == "return_frozen"
    assert str(stored) == "Bescheid"
    assert str(correction(subject="Prüfung vom 23.11.2026")) == "Prüfung vom 23.11.2026"
