"""Sections that letters share: figures, shares, years and clauses of one decision, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.formats import format_eur
from programs.choices import DecisionKind, FinancingType, TextPlace
from programs.letters import grants
from programs.letters.amendment import change
from programs.letters.contents import LetterSection, LetterSheet
from programs.letters.final_decision import audit
from programs.letters.missing_papers import missing_papers_letter
from programs.letters.reclaim import reclaim_letter
from programs.letters.rejection import rejection_letter
from programs.letters.reminder import reminder_letter
from programs.letters.revocation import revocation_letter
from programs.letters.texts import BlockTexts
from programs.models import (
    Decision,
    Directive,
    Grant,
    InterimReport,
    MissingPaper,
    ProofOfUse,
    Reclaim,
    Reminder,
)
from tests.factories.life import TODAY, Staff
from tests.factories.municipalities import ALSFELD, GREBENAU, LAUTERBACH
from tests.factories.programs import BudgetLineFactory, GrantFactory, program
from tests.programs.reclaims import eur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untranslated")]
SHEET = LetterSheet(3, TODAY)


def decision(**fields: Any) -> Decision:
    """A decision in memory on a case of the cooperation program."""
    case = fields.pop("grant", None) or Grant(program=program("ikz"), lead_id=LAUTERBACH)
    return Decision(grant=case, **fields)


def facts(section: LetterSection) -> dict[str, str]:
    return dict(section.facts)


def all_facts(content: Any) -> dict[str, str]:
    return {label: value for section in content.sections for label, value in section.facts}


def test_a_decision_of_which_nothing_is_known_names_recipient_and_kind_alone() -> None:
    assert set(facts(grants.terms(decision()))) == {"Recipient", "Kind of funding"}


def test_each_figure_of_a_decision_is_told_in_its_notation() -> None:
    made = decision(
        purpose="Standesamt",
        legal_basis="§ 44 LHO",
        financing_type=FinancingType.SHARE,
        funding_rate=Decimal("0.8050"),
        eligible_eur=Decimal("1234.5"),
        own_eur=Decimal(0),
        third_party_eur=None,
        period_start=date(2026, 1, 1),
        period_end=date(2027, 12, 31),
    )
    made.grant.binding_until = date(2030, 6, 30)
    made.grant.directive = Directive(proof_months=6)
    told = facts(grants.terms(made))
    assert told == {
        "Recipient": str(made.grant.lead),
        "Purpose of the grant": "Standesamt",
        "Legal basis": "§ 44 LHO",
        "Kind of funding": told["Kind of funding"],
        "Financing type": str(FinancingType.SHARE.label),
        "Funding rate": "80,5\u00a0%",
        "Eligible expenditure": "1.234,50\u00a0€",
        "Own funds": "0,00\u00a0€",
        "Approval period": "01.01.2026 – 31.12.2027",
        "Assets bound until": "30.06.2030",
        "Proof of use": "within 6 months after the purpose is fulfilled or the period ends",
    }


@pytest.mark.parametrize(
    "known",
    [{"period_start": date(2026, 1, 1)}, {"period_end": date(2026, 1, 1)}],
)
def test_half_a_period_is_none(known: dict[str, date]) -> None:
    assert "Approval period" not in facts(grants.terms(decision(**known)))


def test_a_directive_without_months_for_the_proof_promises_none() -> None:
    made = decision()
    made.grant.directive = Directive(proof_months=None)
    assert "Proof of use" not in facts(grants.terms(made))


def test_clauses_are_the_annexed_the_general_and_the_special_ones_in_this_order() -> None:
    texts: BlockTexts = {TextPlace.TERMS: ["Allgemein."], TextPlace.PAYMENT: ["Auf Abruf."]}
    made = decision(conditions_version="ANBest-GK", special_conditions="Erstens.\n\nZweitens.")
    assert list(grants.clauses(made, texts).paragraphs) == [
        "The collateral clauses ANBest-GK are annexed and part of this decision.",
        "Allgemein.",
        "Erstens.",
        "Zweitens.",
    ]
    assert grants.annexes(made) == ["ANBest-GK"]
    assert list(grants.clauses(decision(), {}).paragraphs) == []
    assert list(grants.payment(texts).paragraphs) == ["Auf Abruf."]
    assert list(grants.publication(decision(publication_note="Name.")).paragraphs) == ["Name."]
    assert list(grants.reasons(" \nGrund").paragraphs) == ["Grund"]


def test_shares_and_years_of_a_decision_add_up_and_nothing_is_no_section(staff: Staff) -> None:
    shares = {LAUTERBACH: eur("60000.01"), ALSFELD: eur("29999.99"), GREBENAU: eur("10000")}
    lines = {
        BudgetLineFactory.create(): Decimal("30000.01"),
        BudgetLineFactory.create(due_year=2028): Decimal("20000.00"),
        BudgetLineFactory.create(due_year=2027): Decimal("40000.00"),
        BudgetLineFactory.create(): Decimal("9999.99"),
    }
    made = staff.proposed(shares=shares, tranches=lines, override_reason="Nach Plan")
    section = grants.shares(made, "Anteile")
    assert (section.heading, list(section.head)) == ("Anteile", ["Municipal body", "Amount"])
    *parts, total = section.rows
    assert [(text.rpartition("(")[2], eur) for text, eur in parts] == [
        (f"{LAUTERBACH})", format_eur(shares[LAUTERBACH])),
        (f"{ALSFELD})", format_eur(shares[ALSFELD])),
        (f"{GREBENAU})", format_eur(shares[GREBENAU])),
    ]
    assert total == ("Total", format_eur(Decimal(100000)))
    years = grants.years(made)
    assert list(years.rows) == [
        ("2026", format_eur(Decimal("40000.00"))),
        ("2027", format_eur(Decimal("40000.00"))),
        ("2028", format_eur(Decimal("20000.00"))),
        ("Total", format_eur(Decimal(100000))),
    ]
    bare = Decision.objects.create(
        grant=GrantFactory.create(), kind=DecisionKind.REJECTION, amount_eur=Decimal(0)
    )
    assert (grants.shares(bare, "x"), grants.years(bare)) == (LetterSection(), LetterSection())
    assert facts(change(bare)) == {
        "Granted so far": format_eur(Decimal(0)),
        "Change": format_eur(Decimal(0)),
        "Granted from now on": format_eur(Decimal(0)),
    }
    bare.applied_on = date(2026, 1, 2)
    assert facts(change(bare))["Applied for on"] == "02.01.2026"


def test_an_audit_is_told_once_the_proof_is_checked_and_only_what_it_found(staff: Staff) -> None:
    grant = staff.final()
    made = grant.decisions.get()
    assert audit(made) == LetterSection()
    proof = ProofOfUse.objects.create(grant=grant, due_on=TODAY)
    assert audit(Decision.objects.get(pk=made.pk)) == LetterSection()
    ProofOfUse.objects.filter(pk=proof.pk).update(
        submitted_on=TODAY,
        checked_on=TODAY,
        result="accepted",
        check_note="Belege gesehen.",
        actual_eur=Decimal(0),
    )
    told = facts(audit(Decision.objects.get(pk=made.pk)))
    assert set(told) == {
        "Received on",
        "Checked on",
        "Result",
        "Actual eligible expenditure",
        "Paid",
    }
    assert told["Actual eligible expenditure"] == told["Paid"] == format_eur(Decimal(0))


def test_a_rejection_tells_what_was_applied_for_where_it_is_known() -> None:
    case = Grant(program=program("ikz"), lead_id=LAUTERBACH, title="Standesamt")
    made = decision(grant=case, reason="Kein Landesinteresse.", appeal_notice="Klage.")
    assert all_facts(rejection_letter(made, SHEET)) == {}
    case.received_on, case.applied_eur = date(2026, 3, 2), Decimal(0)
    assert all_facts(rejection_letter(made, SHEET)) == {
        "Received on": "02.03.2026",
        "Applied for": "0,00\u00a0€",
    }
    said = [text for part in rejection_letter(made, SHEET).sections for text in part.paragraphs]
    assert {"Kein Landesinteresse.", "Klage."} <= set(said)


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (DecisionKind.REVOCATION, "Decision revoking a grant"),
        (DecisionKind.ANNULMENT, "Decision annulling a grant"),
        (DecisionKind.LAPSE, "Statement that the grant lapsed"),
    ],
)
def test_an_end_names_what_is_not_paid_and_the_days_it_knows(
    kind: DecisionKind, title: str
) -> None:
    case = GrantFactory.create()
    made = Decision.objects.create(grant=case, kind=kind, amount_eur=Decimal("-5.00"))
    content = revocation_letter(made, SHEET)
    assert (content.title, content.kind) == (title, kind.value)
    assert all_facts(content)["Not paid out any more"] == "5,00\u00a0€"
    assert not {"Hearing on", "Facts known since"} & set(all_facts(content))
    made.hearing_on, made.known_on = date(2026, 1, 2), date(2026, 1, 1)
    told = all_facts(revocation_letter(made, SHEET))
    assert (told["Hearing on"], told["Facts known since"]) == ("02.01.2026", "01.01.2026")


def test_a_reclaim_gives_both_reasons_and_no_instruction_of_no_directive() -> None:
    case = Grant(program=program("ikz"), lead_id=LAUTERBACH, title="Standesamt")
    made = Reclaim(
        grant=case,
        amount_eur=Decimal("12.30"),
        due_on=date(2026, 12, 1),
        interest_from=date(2026, 1, 1),
        reason="Zweck verfehlt",
        excess_reason="Vorteil gezogen",
    )
    content = reclaim_letter(made, SHEET)
    told = all_facts(content)
    assert told == {
        "Amount reclaimed": "12,30\u00a0€",
        "Due on": "01.12.2026",
        "Interest from": "01.01.2026",
    }
    headed = {section.heading: list(section.paragraphs) for section in content.sections}
    assert headed["Reasons"] == ["Zweck verfehlt", "Vorteil gezogen"]
    assert "Instruction on appeal" not in headed
    case.directive, made.hearing_on = Directive(appeal_notice="Klage."), date(2026, 2, 3)
    content = reclaim_letter(made, SHEET)
    assert all_facts(content)["Hearing on"] == "03.02.2026"
    assert content.sections[-1] == LetterSection("Instruction on appeal", ["Klage."])


def test_a_reminder_says_what_is_missing_since_when_and_the_how_manieth_it_is() -> None:
    case = Grant(program=program("ikz"), lead_id=LAUTERBACH, title="Standesamt")
    day = date(2026, 6, 30)
    owed: list[ProofOfUse | InterimReport] = [
        ProofOfUse(grant=case, due_on=day),
        InterimReport(grant=case, for_year=2025, due_on=day),
    ]
    told = [all_facts(reminder_letter(Reminder(stage=2), one, SHEET)) for one in owed]
    assert [one["Missing"] for one in told] == ["Proof of use", "Interim report for 2025"]
    assert {(one["Due on"], one["Reminder no."]) for one in told} == {("30.06.2026", "2")}


def test_missing_papers_are_awaited_each_until_its_day_and_the_letter_until_the_last() -> None:
    case = Grant(program=program("ikz"), lead_id=LAUTERBACH, title="Standesamt")
    papers = [
        MissingPaper(title="Plan", due_on=date(2026, 12, 24)),
        MissingPaper(title="Vertrag", due_on=date(2026, 12, 1)),
    ]
    content = missing_papers_letter(case, papers, SHEET)
    rows = [row for section in content.sections for row in section.rows]
    assert rows == [("Plan", "24.12.2026"), ("Vertrag", "01.12.2026")]
    said = " ".join(text for section in content.sections for text in section.paragraphs)
    assert "24.12.2026" in said
    assert "01.12.2026" not in said
