"""The roles of the people who work with the system, and how changes of rights go."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFICER = "officer", _("Grants officer")
    APPROVER = "approver", _("Approver")
    BUDGET_OFFICER = "budget_officer", _("Budget officer")
    COORDINATOR = "coordinator", _("Coordinator")
    GOVERNMENT_DISTRICT = "government_district", _("Government district authority")
    ASSOCIATION = "association", _("Municipal association")
    MUNICIPALITY_VIEWER = "municipality_viewer", _("Municipality (read)")
    MUNICIPALITY_EDITOR = "municipality_editor", _("Municipality (edit)")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")


# What these see can be limited to an area; every other role is state-wide or of one body.
ROLES_OF_AN_AREA = (Role.GOVERNMENT_DISTRICT, Role.ASSOCIATION)


class ChangeKind(models.TextChoices):
    ADD = "add", _("Add")
    CHANGE = "change", _("Change")
    DELETE = "delete", _("Remove")


class ChangeEnd(models.TextChoices):
    WITHDRAWN = "withdrawn", _("withdrawn")
    SENT_BACK = "sent_back", _("sent back")


class SecurityKind(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    FAILED = "failed", _("sign-in failed")
    LOCKED_OUT = "locked_out", _("too many wrong passwords")
    LINKED = "linked", _("tied to an account of the state")
    SIGNED_OUT = "signed_out", _("signed out")
    DOWNLOAD = "download", _("file taken")
    STEP = "step", _("step taken")
    KEY_MADE = "key_made", _("key of the API made")
    KEY_REVOKED = "key_revoked", _("key of the API revoked")
    KEY_USED = "key_used", _("API asked")


class KeyScope(models.TextChoices):
    READ = "read", _("read")
    REPORT = "report", _("read, and report roll-outs")
    CALENDAR = "calendar", _("show the deadlines in a calendar")
