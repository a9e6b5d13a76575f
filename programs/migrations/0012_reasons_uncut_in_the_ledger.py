"""A reason reaches the ledger as it was written: one length for form, case and booking."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0011_central_payments"),
    ]

    operations = [
        migrations.AlterField(
            model_name="efacost",
            name="reversal_reason",
            field=models.CharField(
                blank=True, max_length=2000, verbose_name="reason for the reversal"
            ),
        ),
        migrations.AlterField(
            model_name="efacostevent",
            name="reversal_reason",
            field=models.CharField(
                blank=True, max_length=2000, verbose_name="reason for the reversal"
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="reason",
            field=models.CharField(blank=True, max_length=2000, verbose_name="reason"),
        ),
    ]
