"""What the database refuses is said in words, whoever called."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Lower

from core.database import refusals
from core.database.refusals import RefusedByDatabase, columns_of, in_words, refusal_of
from core.errors import RuleError
from programs.models import Grant, Participation
from programs.models.triggers.words import OUT_OF_ORDER
from programs.rules.dates import LABELS, Day, pairs
from tests.factories.municipalities import MunicipalityFactory
from tests.factories.programs import GrantFactory

OURS = {"accounts", "core", "municipalities", "programs", "reports", "services"}


def refused(write: Any) -> RefusedByDatabase:
    with pytest.raises(RefusedByDatabase) as caught, transaction.atomic():
        write()
    return caught.value


@pytest.mark.django_db
def test_broken_rule_of_the_database_is_a_refusal_in_words() -> None:
    """Doors that show refusals show it; code that expects the error of the database still does."""
    case: Grant = GrantFactory.create(own_eur=Decimal(0))
    row = Grant.objects.filter(pk=case.pk)
    rule = next(r for r in Grant._meta.constraints if r.name == "grant_amounts_not_negative")
    refusal = refused(lambda: row.update(own_eur=Decimal("-0.01")))
    assert isinstance(refusal, RuleError)
    assert isinstance(refusal, IntegrityError)
    assert refusal.code == rule.name
    assert refusal.message == rule.get_violation_error_message()
    assert "grant_amounts_not_negative" in str(refusal)  # the log is told the row
    row.update(own_eur=Decimal(0))  # the transaction goes on


@pytest.mark.django_db
def test_row_that_is_there_already_is_told_and_found() -> None:
    """Django's own get_or_create goes on working: it expects the error of the database."""
    case, body = GrantFactory.create(), MunicipalityFactory.create()
    marked: dict[str, Any] = {"grant": case, "municipality": body}
    first = Participation.objects.create(**marked, share_eur=Decimal(1))
    twice = refused(lambda: Participation.objects.create(**marked, share_eur=Decimal(1)))
    assert twice.message == "Diese Kommune ist schon beteiligt."
    found, is_new = Participation.objects.get_or_create(**marked)
    assert (found.pk, is_new) == (first.pk, False)


@pytest.mark.django_db
def test_fault_of_the_code_stays_one() -> None:
    """A column that must be filled is no rule that a person could keep."""
    case = GrantFactory.create()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Grant.objects.filter(pk=case.pk).update(program=None)
    assert not isinstance(caught.value, RuleError)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT 1000000000000::numeric(14, 2)", "sum_too_large"),
        ("SELECT daterange('2026-01-02', '2026-01-01')", "span_backwards"),
    ],
)
def test_what_no_column_can_hold_is_a_refusal_in_words(sql: str, code: str) -> None:
    with connection.cursor() as cursor:
        refusal = refused(lambda: cursor.execute(sql))
    assert refusal.code == code
    with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")  # a fault of the code


def test_error_without_a_database_behind_it_has_no_words() -> None:
    assert refusal_of(IntegrityError("made by hand")) is None


def test_rule_without_words_names_the_columns() -> None:
    together = CheckConstraint(condition=Q(share_eur__gt=0) | Q(grant=None), name="together")
    assert in_words(Participation, together) == (
        "Beteiligung: „Zuwendung“ und „Anteil (EUR)“ passen nicht zusammen. "
        "Es wurde nichts gespeichert."
    )
    once = UniqueConstraint(fields=["grant", "share_eur"], name="once")
    assert in_words(Participation, once) == (
        "Beteiligung: Es gibt schon einen Eintrag mit derselben Angabe für „Zuwendung“ und "
        "„Anteil (EUR)“. Es wurde nichts gespeichert."
    )
    assert columns_of(UniqueConstraint(Lower("title"), name="no_columns")) == []


@pytest.mark.django_db
def test_every_rule_of_our_triggers_has_its_words() -> None:
    """A trigger that names a rule is one that an action can meet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT substring(p.prosrc FROM 'CONSTRAINT = ''([a-z_]+)''') FROM pg_proc p "
            "JOIN pg_trigger t ON t.tgfoid = p.oid "
            "UNION SELECT (regexp_matches(p.prosrc, 'CONSTRAINT = ''([a-z_]+)''', 'g'))[1] "
            "FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid"
        )
        names = {name for (name,) in cursor.fetchall() if name}
    assert len(names) > 30
    assert names - set(refusals.WORDS) == set()


def test_every_rule_of_our_tables_can_be_said() -> None:
    """In words of its own or by its columns: no sentence holds a name of the database."""
    rules = [
        (model, rule)
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for rule in model._meta.constraints
    ]
    assert len(rules) > 150
    nameless = [
        rule.name for model, rule in rules if re.search(r"[a-z]_[a-z]", in_words(model, rule))
    ]
    assert nameless == []
    empty = [rule.name for model, rule in rules if " :" in in_words(model, rule)]
    assert empty == []


@pytest.mark.parametrize(("earlier", "later"), [p for p in pairs() if p[0].table != p[1].table])
def test_days_out_of_order_are_named_by_the_trigger(earlier: Day, later: Day) -> None:
    words: Any = refusals.WORDS["days_in_order"]
    assert words(f"{later.value} lies before {earlier.value}") == str(OUT_OF_ORDER).format(
        later=LABELS[later], earlier=LABELS[earlier]
    )


@pytest.mark.django_db
def test_each_connection_says_it_once() -> None:
    kept = [wrapper.__name__ for wrapper in connection.execute_wrappers]
    refusals.say_why(connection)
    assert [w.__name__ for w in connection.execute_wrappers] == kept
    assert kept.count("_in_words") == 1
