"""Choices of the service catalogue and the roll-out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompetenceLevel(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    DISTRICT = "district", _("District level")
    DISTRICT_AND_SPECIAL = (
        "district_and_special_status",
        _("District level and special-status towns"),
    )
    STATE = "state", _("State, federation or third party")
    UNCLEAR = "unclear", _("To be clarified")


class EventSource(models.TextChoices):
    SELF_REPORT = "self_report", _("Report of the municipality")
    IMPORT = "import", _("Import")
    MINISTRY = "ministry", _("Correction by the ministry")
    SUCCESSION = "succession", _("Taken over from predecessors")
    DEMO = "demo", _("Demo data")


class ProcessKind(models.TextChoices):
    CIVENTO = "civento", _("civento (digitalisation factory)")
    EFA = "efa", _("EfA (one for all)")
    OTHER = "other", _("Other")


class ProcessState(models.TextChoices):
    IDENTIFIED = "identified", _("Identified")
    PRIORITISED = "prioritised", _("Prioritised")
    IN_FACTORY = "in_factory", _("In digitalisation factory")
    SPECIFIED = "specified", _("Agreed with the experts")
    BUILT = "built", _("Built")
    TESTED = "tested", _("Tested and accepted")
    RELEASED = "released", _("Released for re-use")
    REWORKED = "reworked", _("In adaptation factory")
    BLOCKED = "blocked", _("Blocked")
    RETIRED = "retired", _("Out of service")


class ContractWay(models.TextChoices):
    AGREEMENT = "agreement", _("Administrative agreement")
    FIT_STORE = "fit_store", _("FIT-Store")
    MARKETPLACE = "marketplace", _("EfA marketplace")


class RolloutState(models.TextChoices):
    NOT_REPORTED = "not_reported", _("No report")
    NOT_APPLICABLE = "not_applicable", _("Not competent")
    NOT_STARTED = "not_started", _("Not started")
    REGISTERED = "registered", _("Registered")
    CONFIGURED = "configured", _("Set up")
    LISTED = "listed", _("Listed in the administration portal")
    LIVE = "live", _("Available online")
    PAUSED = "paused", _("Paused")


class SteeringLevel(models.TextChoices):
    POLITICAL = "political", _("Political steering level")
    STRATEGIC = "strategic", _("Strategic steering level")
    OPERATIONAL = "operational", _("Operational steering level")
    IMPLEMENTATION = "implementation", _("Operational implementation level")


class WorkState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class CountingRule(models.TextChoices):
    """The name under every figure: without it "139 of 314" means nothing."""

    FEDERAL_ANY = "federal_any", _("online (at least one municipality)")
    LEVEL3_ANY = "level3_any", _("OZG-compliant in at least one municipality")
    AREA_WIDE = "area_wide", _("area-wide")
    SHARE = "share", _("availability rate")
    INHABITANTS_SHARE = "inhabitants_share", _("availability rate, weighted by inhabitants")
    PROVIDED = "provided", _("provided for re-use")
    SERVICE_OBJECTS = "service_objects", _("OZG service objects implemented (published only)")


class TaskKind(models.TextChoices):
    """Why something that could count as online does not."""

    NOT_LISTED = "not_listed", _("Set up, but not listed in the administration portal")
    NOT_CONFIGURED = "not_configured", _("Listed, but not set up")
    NOT_CONNECTED = "not_connected", _("Free to re-use, but not connected")
    NOT_RATED = "not_rated", _("Online, but without a maturity level")
    NOT_REUSED = "not_reused", _("Released, but used nowhere")
    UNCLEAR = "unclear", _("Competence to be clarified")
