from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from ozg_hessen.api import mounting, page

handler500 = "ozg_hessen.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.sign_in.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", page.page, name="api_root"),
    path("api/v1/openapi.json", page.description, name="api_description"),
    path("api/v1/", include((mounting.urlpatterns, "api"))),
    path("", include("portal.urls")),
    path("", include("portal.progress.urls")),
    path("", include("programs.urls")),
    path("", include("reports.urls")),
]
