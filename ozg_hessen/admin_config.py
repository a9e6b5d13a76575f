from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    """Django's admin with our site: roles decide, allauth signs in."""

    default_site = "portal.administration.site.HouseAdminSite"
