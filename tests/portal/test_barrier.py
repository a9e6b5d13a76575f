"""“Barriere melden”: open to strangers, in one line where it is one, kept once, not endless."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts.choices import Role
from accounts.models import BarrierReport
from tests.factories.accounts import UserFactory
from tests.forms import opened
from tests.portal.cases import text_of
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
PAGE, STATEMENT = "/barrierefreiheit/melden/", "/barrierefreiheit/"
SAID = {"message": "Die Karte\nist stumm.", "page": "/karte/", "mail": "leserin@example.org"}


def test_stranger_reports_and_is_told_number_and_day() -> None:
    browser = Client()
    assert PAGE in browser.get(STATEMENT).content.decode()
    assert f"{PAGE}?seite=/hilfe/" in browser.get("/hilfe/").content.decode()
    form = opened(browser, f"{PAGE}?seite=/karte/")
    assert form.fields["page"] == ["/karte/"]
    answer = form.send(**SAID)
    assert answer["Location"] == STATEMENT
    report = BarrierReport.objects.get()
    assert (report.message, report.page, report.mail) == tuple(SAID.values())
    told = text_of(browser, STATEMENT)
    assert f"Ihre Meldung {report.pk} ist eingegangen." in told
    assert f"{report.due_on:%d.%m.%Y}" in told
    assert "Durchsetzungs- und Überwachungsstelle" in told
    assert mail.outbox == []


def test_form_sent_twice_is_one_report() -> None:
    for browser in (Client(), signed_in(UserFactory.create(roles=[Role.OFFICER]))):
        form = opened(browser, PAGE)
        before = BarrierReport.objects.count()
        assert [form.send(**SAID).status_code for _time in range(2)] == [302, 302]
        assert BarrierReport.objects.count() == before + 1


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"message": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"message": "Der Text\x07 piept."}, "unsichtbare Steuerzeichen"),
        ({"message": "x" * 3001}, "3000"),
        ({"page": "/karte/\nBcc: alle@example.org"}, "in einer Zeile schreiben"),
        ({"page": "x" * 301}, "300"),
        ({"mail": "leserin"}, "E-Mail-Adresse"),
        ({"mail": "leserin@example.org\nBcc: alle@example.org"}, "E-Mail-Adresse"),
    ],
)
def test_unfit_entries_are_refused_at_their_field(typed: dict[str, str], refusal: str) -> None:
    answer = opened(Client(), PAGE).send(**{**SAID, **typed})
    assert refusal in answer.content.decode()
    assert not BarrierReport.objects.exists()


def test_one_place_sends_five_an_hour_and_others_still_may() -> None:
    def sent(address: str) -> int:
        answer = Client().post(PAGE, SAID, REMOTE_ADDR=address)
        return int(answer.status_code)

    assert [sent("192.0.2.1") for _time in range(6)] == [302] * 5 + [429]
    assert sent("192.0.2.2") == 302
    assert BarrierReport.objects.count() == 6
