"""How much the form of a case asks at first, and how wide its list is."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from programs.models import Grant
from tests.factories.life import Staff
from tests.programs.desk import signed_in

pytestmark = pytest.mark.django_db
MOST_FIELDS, MOST_COLUMNS = 12, 9  # columns that a window of 1280 px holds, the widest of them


def test_new_case_asks_little_until_more_is_asked_for(staff: Staff) -> None:
    page: Any = signed_in(staff.officer).get(reverse("admin:programs_grant_add"))
    asked = [
        field
        for fieldset in page.context["adminform"]
        if "collapse" not in fieldset.classes
        for line in fieldset
        for field in line
    ]
    assert 0 < len(asked) < MOST_FIELDS


def test_list_of_cases_names_who_works_on_them_within_its_width(staff: Staff) -> None:
    request = RequestFactory().get("/admin/")
    request.user = staff.officer
    desk: Any = admin.site._registry[Grant]
    columns = desk.get_list_display(request)
    assert columns[-1] == "officer"
    assert len(columns) <= MOST_COLUMNS
