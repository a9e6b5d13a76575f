"""Each heading of a table or report has its term, or is a plain word that needs none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django.template.loader import render_to_string

from core.glossary import term_of, terms
from core.reporting import REGISTRY
from core.tables.page import PageTable
from reports.making import check_filter

pytestmark = pytest.mark.django_db
APPS = ("portal", "programs", "reports", "services")
# Words of everyday use: names, days, numbers and what stands in a column of its own words.
PLAIN = """
    a) Technische Infrastruktur; Abschnitt; Am Stichtag; Angemeldet seit; Antrag vom;
    Antwort fällig am; Anzahl; Art; Art der Förderung; Aufgabe; b) Fachliche
    Weiterentwicklung und Änderungsmanagement; Beantwortet am; Bearbeitung; Begründung;
    Beratene Kommunen; Beschlossen am; Beschlossen in; Beschluss; Beteiligt als; Beteiligte
    Kommunen; bis; Bis; c) Plattformkosten; d) Betrieb, Wartung und Support; davon
    gefördert; Davon mit Angabe der jährlichen Ausgaben; Dieser Stand seit; Differenz;
    Durch; e) Direkt zurechenbare Kosten; Eingegangen am; Einwohner zuständiger Kommunen;
    Entfernung; Erinnerungen; Erledigt am; Erläuterung; Frist; Fällig am; Gebiet; Gefördert
    seit; Genauigkeit; Gegenstand; Geplant; Grund der Priorität; In Arbeit; ISO-Woche; Jahr;
    Jahr der Kosten; Jahr des Bescheids; Kalenderwoche; Kontakt; Kosten der Kommunen; Kosten
    des Landes; Kosten je online gegangener Leistung; Letzte Erinnerung; Meldungen; Lfd.
    Nr.; Mittel über vier Wochen; Modul; Monat; Montag; Nach anderem Modell bewertet; Nach
    dem; Name; Nummer der Meldung; Nächste Frist; Nächster Schritt; Ort; Priorität; Prozess
    oder Vorgang; Quelle; Rolle; Seit; Seite; Stand hier; Stattgefunden; Status; Tage
    seitdem; Tage überfällig; Teilnehmende; Verbleibende Tage; Verschiedene Kommunen;
    Verschiedene Kommunen kumuliert; Verspätet; Vertrag; Veränderung zum Vorquartal
    (Leistungen online); Veränderung zum Vorquartal (Paare online); Von; Vorgänge; Vorhaben;
    Was; Was fällig ist; Wert; Ziel insgesamt; Ziel je Woche; Zu erledigen bis; Zuletzt am;
    Zweck der Zuwendung; Beginnt mit; Darf; Gerät; Gültig bis einschließlich; Netzadresse;
    Wofür der Schlüssel ist; Zuletzt benutzt
"""
PLAIN_KEYS = {re.sub(r"\s+", " ", word).strip().lower() for word in PLAIN.split(";")}


def _subclasses(of: type[Any]) -> Iterator[type[Any]]:
    for one in of.__subclasses__():
        yield one
        yield from _subclasses(one)


def headings() -> set[str]:
    """What stands above columns of the pages and of reports without a choice."""
    for app in APPS:
        for module in walk_packages(import_module(app).__path__, f"{app}."):
            if not re.search(r"\.(migrations|management)\b", module.name):
                import_module(module.name)
    found = set()
    for table in _subclasses(PageTable):
        if table.__module__.split(".")[0] in APPS:
            columns = table.base_columns.values()
            found |= {str(column.verbose_name) for column in columns if column.verbose_name}
    for report in REGISTRY.values():
        filters = check_filter(report, {}) if not _needs(report.form) else None
        if filters is not None:
            found |= {column.heading for column in report.columns(filters.cleaned_data)}
    return found


def _needs(form: type[Any]) -> bool:
    return any(field.required for field in form.base_fields.values())


def test_every_heading_has_its_term_or_is_a_plain_word() -> None:
    found = headings()
    assert len(found) > 200
    unexplained = {one for one in found if term_of(one) is None}
    assert sorted(one for one in unexplained if one.lower() not in PLAIN_KEYS) == []
    named = {one.lower() for one in found}
    assert {word for word in PLAIN_KEYS if word in named and term_of(word) is not None} == set()


@pytest.mark.parametrize(
    ("heading", "term"),
    [
        ("Davon gebunden", "gebunden"),
        ("Frei (verfügbar, nicht gebunden)", "frei"),
        ("Gebunden 2026", "gebunden"),
        ("Gebunden je Einwohner", "gebunden"),
        ("Kooperationen", "Kooperation"),
        ("Haushaltsstellen", "Haushaltsstelle"),
        ("Eigener Anteil, beantragt", "eigener Anteil"),
        ("OZG-konform in mindestens einer Kommune", "OZG-konform"),
        ("Abflussquote", "Abflussquote"),
        ("Bindungsquote", "Bindungsquote"),
        ("AGS", "AGS"),
        ("Gebundenheit", None),
        ("Gefundenes 20261", None),
        ("Anteil der Ausgaben", None),
    ],
)
def test_heading_finds_the_term_it_holds(heading: str, term: str | None) -> None:
    found = term_of(heading)
    assert (found.name if found else None) == term


@pytest.mark.parametrize(
    ("label", "anchor"), [("Verfügbar", "verfugbar"), ("Gebunden", "gebunden"), ("Wetter", None)]
)
def test_figure_leads_to_its_term(label: str, anchor: str | None) -> None:
    html = render_to_string("components/_figure.html", {"label": label, "value": "1 €"})
    found = re.findall(r'href="/hilfe/#([^"]*)"', html)
    assert found == ([anchor] if anchor else [])
    if anchor:
        assert anchor in {term.anchor for term in terms()}
