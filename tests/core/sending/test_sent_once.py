"""A form that arrives twice: its key, what makes it the same form, and when a key is forgotten."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from core.models import SentForm
from core.sending.sent_once import (
    KEPT_FOR,
    KEY,
    SentOnceMiddleware,
    _digest,
    claim,
    forget_sent_forms,
    key_of,
)
from tests.factories.accounts import NOW

FIRST, SECOND = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


def sent(
    path: str = "/a/", *, user: int = 1, method: str = "post", key: str = "", **typed: Any
) -> HttpRequest:
    marks = {KEY: key} if key else {}
    request = getattr(RequestFactory(), method)(path, typed | marks)
    request.user = SimpleNamespace(pk=user, is_authenticated=bool(user))
    request._messages = CookieStorage(request)
    request._dont_enforce_csrf_checks = True
    return request  # type: ignore[no-any-return]


@pytest.mark.parametrize("key", ["", "1", "x" * 36])
def test_form_without_a_key_or_with_none_has_no_key(key: str) -> None:
    assert key_of(sent(key=key)) is None
    assert key_of(sent(key=FIRST)) == uuid.UUID(int=1)


def test_same_form_has_the_same_digest_whatever_marks_it_carries() -> None:
    form = _digest(sent(name="a", kind=["1", "2"]))
    assert _digest(sent(kind=["1", "2"], name="a", key=FIRST, _seen="x")) == form
    assert _digest(sent(name="a", kind=["1", "2"], csrfmiddlewaretoken="y")) == form


def test_other_entries_pages_and_files_are_another_form() -> None:
    digests = [
        _digest(sent(name="a")),
        _digest(sent(name="b")),
        _digest(sent(name=["a", "a"])),
        _digest(sent(title="a")),
        _digest(sent("/b/", name="a")),
        _digest(sent(name="a", file=SimpleUploadedFile("a.csv", b"1"))),
        _digest(sent(name="a", file=SimpleUploadedFile("b.csv", b"1"))),
        _digest(sent(name="a", file=SimpleUploadedFile("a.csv", b"12"))),
    ]
    assert len(set(digests)) == len(digests)


@pytest.mark.django_db
def test_key_is_claimed_once_by_a_person_and_a_part() -> None:
    form = sent(key=FIRST)
    claims = [claim(form), claim(form), claim(form, "row 2"), claim(sent(user=2, key=FIRST))]
    assert [is_first for _kept, is_first in claims] == [True, False, True, True]
    assert claims[0][0].pk == claims[1][0].pk
    assert SentForm.objects.count() == 3
    without = [claim(sent())[1], claim(sent())[1]]
    assert without == [True, True]  # without a key each is a form of its own


class House:
    """Views behind the middleware, and what was written."""

    def __init__(self) -> None:
        self.middleware = SentOnceMiddleware(lambda _request: HttpResponse())
        self.written: list[str] = []

    def write(self, request: HttpRequest) -> HttpResponse:
        self.written.append(request.POST.get("name", ""))
        messages.success(request, mark_safe("<b>Gespeichert.</b>"))
        return redirect("/fertig/")

    def show(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponse("Fehler im Formular")

    def ask(self, request: HttpRequest, view: Any) -> HttpResponse | None:
        return self.middleware.process_view(request, view, (), {})


@pytest.mark.django_db
def test_form_that_arrives_twice_is_written_once_and_led_to_the_first_result() -> None:
    house = House()
    first = house.ask(sent(name="a", key=FIRST), house.write)
    again = sent(name="a", key=FIRST)
    second = house.ask(again, house.write)
    assert first is not None
    assert second is not None
    assert (first["Location"], second["Location"]) == ("/fertig/", "/fertig/")
    assert house.written == ["a"]
    said = [(str(message), message.level_tag) for message in messages.get_messages(again)]
    assert said[0][0].startswith("Dieses Formular ")
    assert said[0][1] == "info"
    assert said[1] == ("<b>Gespeichert.</b>", "success")


@pytest.mark.django_db
def test_other_entries_with_a_used_key_are_not_written_and_it_is_said() -> None:
    house = House()
    house.ask(sent(name="a", key=FIRST), house.write)
    other = sent(name="b", key=FIRST)
    house.ask(other, house.write)
    assert house.written == ["a"]
    assert next(message.level_tag for message in messages.get_messages(other)) == "warning"
    house.ask(sent(name="b", key=SECOND), house.write)
    assert house.written == ["a", "b"]


@pytest.mark.django_db
def test_form_that_was_shown_again_may_be_sent_again() -> None:
    house = House()
    shown = house.ask(sent(name="", key=FIRST), house.show)
    assert shown is not None
    assert SentForm.objects.count() == 0
    house.ask(sent(name="a", key=FIRST), house.write)
    assert house.written == ["a"]


def test_form_without_our_mark_is_refused_but_for_a_test_client() -> None:
    house, form = House(), sent(name="a")
    assert house.ask(form, house.write) is None
    form._dont_enforce_csrf_checks = False  # type: ignore[attr-defined]
    with pytest.raises(BadRequest):
        house.ask(form, house.write)


def test_only_forms_of_people_that_write_rows_of_ours_are_kept() -> None:
    house = House()
    assert house.ask(sent(method="get", key=FIRST), house.write) is None
    assert house.ask(sent(user=0, key=FIRST), house.write) is None

    def sign_out(_request: HttpRequest) -> HttpResponse:
        raise AssertionError

    for elsewhere in ("allauth.account.views", "ninja.operation"):
        sign_out.__module__ = elsewhere
        assert house.ask(sent(key=FIRST), sign_out) is None


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_week() -> None:
    for number, age in enumerate((KEPT_FOR, KEPT_FOR + timedelta(seconds=1))):
        form, _is_first = claim(sent(key=str(uuid.UUID(int=number))))
        SentForm.objects.filter(pk=form.pk).update(sent_at=NOW - age)
    assert forget_sent_forms(at=NOW) == 1
    assert str(SentForm.objects.get()) == f"/a/ {uuid.UUID(int=0)}"
