"""What people may get wrong, through the doors they use: told in words, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg2 import sql

from accounts.actions import grant_role_from_console
from accounts.choices import Role
from tests.factories.accounts import NOW
from tests.factories.life import Staff
from tests.factories.programs import BudgetLineFactory
from tests.programs import desk

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"
Said = dict[str, str]  # the message, and the place it is about
Attempt = Callable[[], Said]

FILE = """\
programm;aktenzeichen;vorhaben;kommunen;anteile;haushaltsjahr;betrag
IKZ;IV 3 - 1;Standesamt;06535011|06999999;25.000,00|25.000,00;2026;50.000,00
"""


def wrong_key(folder: Path) -> Attempt:
    desk.ikz_line()
    path = folder / "zuwendungen.csv"
    path.write_text(FILE)

    def attempt() -> Said:
        with pytest.raises(CommandError) as refusal:
            call_command("import_grants", str(path))
        return {str(refusal.value).splitlines()[0]: ""}

    return attempt


def entry(**typed: str) -> Attempt:
    """An officer's form of a case with something else typed."""
    line, client = desk.ikz_line(), desk.signed_in(desk.person(Role.OFFICER))
    return lambda: said(desk.entered(client, desk.typed(line, **typed)))


def shares_off_by_a_cent(folder: Path) -> Attempt:
    return entry(**{"participations-1-share_eur": "25.000,01"})


def day_that_does_not_exist(folder: Path) -> Attempt:
    return entry(received_on="31.02.2026")


def two_readings(folder: Path) -> Attempt:
    return entry(**{"participations-1-share_eur": "1.234"})


def over_the_free_budget(folder: Path) -> Attempt:
    staff, line = Staff.hire(), BudgetLineFactory.create(foerderprodukt="IKZ")
    first, second = (desk.case(line, name, by=staff.officer) for name in ("A 1", "A 2"))
    desk.approved(first, by=staff.approver)
    client = desk.signed_in(staff.approver)
    return lambda: said(desk.step(client, second, "approve"))


def own_decision(folder: Path) -> Attempt:
    both = desk.person(Role.OFFICER)
    grant_role_from_console(both, Role.APPROVER, reason="Vertretung", at=NOW)
    case, client = desk.case(desk.ikz_line(), "A 1", by=both), desk.signed_in(both)
    return lambda: said(desk.step(client, case, "approve"))


def drawn_over_the_decision(folder: Path) -> Attempt:
    staff, line = Staff.hire(), desk.ikz_line()
    case, client = staff.final(line), desk.signed_in(staff.officer)
    typed = {"line": line.pk, "amount_eur": "100.000,01", "on": "23.11.2026"}
    return lambda: said(desk.step(client, case, "draw", **typed))


def paid_over_the_decision(folder: Path) -> Attempt:
    staff = Staff.hire()
    case, client = staff.final(desk.ikz_line()), desk.signed_in(staff.officer)
    typed = {"drawdown": staff.drawn(case, "100000").pk, "amount_eur": "100.000,01"}
    return lambda: said(desk.step(client, case, "prepare_payment", **typed))


# The place that is named, "" for the whole form, and what is said there.
INPUTS: dict[Callable[[Path], Attempt], tuple[str, ...]] = {
    wrong_key: (
        "",
        "Zeile 2, Spalte „kommunen“, „06535011|06999999“: Keine Gemeinde und kein Kreis hat den",
        "Schlüssel 06999999. Bitte in der Liste der Kommunen nachsehen: 8 Ziffern bei Gemeinden,",
        "5 bei Kreisen.",
    ),
    shares_off_by_a_cent: (
        "Beteiligungen",
        "Die Anteile ergeben 100.000,01 €, die Tranchen 100.000,00 €: 0,01 € zu viel.",
        "Bitte einen Anteil oder eine Tranche berichtigen.",
    ),
    over_the_free_budget: (
        "",
        "2026 · 03 01/IKZ · Interkommunale Zusammenarbeit (IKZ): 100.000,00 € werden benötigt,",
        "50.000,00 € sind frei.",
        "Bitte den Betrag um 50.000,00 € verringern oder eine andere Haushaltsstelle wählen.",
    ),
    drawn_over_the_decision: (
        "Betrag (EUR)",
        "100.000,01 € werden benötigt, 100.000,00 € sind bewilligt und nicht abgerufen.",
        "Bitte den Betrag um 0,01 € verringern.",
    ),
    paid_over_the_decision: (
        "Betrag (EUR)",
        "100.000,01 € werden benötigt, 100.000,00 € sind abgerufen und nicht ausgezahlt.",
        "Bitte den Betrag um 0,01 € verringern.",
    ),
    own_decision: (
        "",
        "A 1 · Fall (Zuwendungsbescheid): Das haben Sie selbst vorbereitet.",
        "Bitten Sie eine andere Person mit der Rolle „Freigabe“ um die Unterschrift.",
    ),
    day_that_does_not_exist: (
        "Eingangsdatum",
        "„31.02.2026“ ist kein Kalendertag. Bitte so schreiben: 31.12.2026.",
    ),
    two_readings: (
        "Beteiligungen 2, Anteil (EUR)",
        "„1.234“ kann 1234 Euro oder 1,234 Euro bedeuten.",
        "Schreiben Sie 1234,00, wenn Sie das Erste meinen; das Zweite bitte auf Cent runden.",
    ),
}


def said(response: Any) -> Said:
    """What a page of the administration complains about, at the narrowest place it names."""
    assert response.status_code == 200
    main = response.context.get("adminform")
    found = list(_complaints(main.form if main else response.context["form"]))
    for inline in response.context.get("inline_admin_formsets") or ():
        formset = inline.formset
        name = str(inline.opts.verbose_name_plural)
        found += [(name, str(message)) for message in formset.non_form_errors()]
        for number, form in enumerate(formset.forms, start=1):
            found += [(f"{name} {number}, {place}", text) for place, text in _complaints(form)]
    return {text.replace(NBSP, " "): place for place, text in found}


def _complaints(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for name, messages in form.errors.items():
        label = str(form.fields[name].label) if name in form.fields else ""
        yield from ((label, str(message)) for message in messages)


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    tables = connection.introspection.table_names()
    count = sql.SQL("SELECT {}, count(*) FROM {}")
    parts = [count.format(sql.Literal(table), sql.Identifier(table)) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return dict(cursor.fetchall())


@pytest.mark.parametrize("bad", INPUTS, ids=lambda bad: bad.__name__)
def test_bad_input_is_refused_in_words_and_nothing_is_written(
    bad: Callable[[Path], Attempt], tmp_path: Path
) -> None:
    attempt = bad(tmp_path)
    before = rows()
    place, *sentences = INPUTS[bad]
    assert attempt() == {" ".join(sentences): place}
    assert rows() == before
