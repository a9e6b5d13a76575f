"""The house as gunicorn serves it, with one empty view more, behind the same middleware."""

from __future__ import annotations

import os

os.environ["OZG_ENV"] = "demo"  # as `make run` serves it, not as the tests do

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

os.environ["DJANGO_SETTINGS_MODULE"] = "ozg_hessen.settings"
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()


def empty(request: HttpRequest) -> HttpResponse:
    """As little as a view can do for a person who is signed in."""
    return HttpResponse(b"", content_type="text/plain") if request.user.pk else HttpResponse()


def empty_page(request: HttpRequest) -> HttpResponse:
    """The frame of every page, with nothing in it."""
    return render(request, "base.html", {"page_title": "Leer"})


urlpatterns = [
    path("leer/", empty),
    path("leer/seite/", empty_page),
    path("", include("ozg_hessen.urls")),
]
