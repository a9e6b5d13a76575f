"""An offer to the archive comes after the retention; days typed before it are taken back."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def take_back_early_offers(apps: Any, schema_editor: Any) -> None:
    """The history keeps what was typed."""
    early = Q(retention_until__isnull=True) | Q(archive_offered_on__lte=F("retention_until"))
    grants = apps.get_model("programs", "Grant").objects.filter(archive_offered_on__isnull=False)
    grants.filter(early).update(archive_offered_on=None)


class Migration(migrations.Migration):
    dependencies = [("programs", "0012_reasons_uncut_in_the_ledger")]

    operations = [
        migrations.RunPython(take_back_early_offers, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("archive_offered_on__isnull", True),
                    Q(
                        ("archive_offered_on__gt", F("retention_until")),
                        ("retention_until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="archive_offered_after_retention",
                violation_error_message="The archive is offered the file after its retention.",
            ),
        ),
    ]
