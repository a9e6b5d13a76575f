from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# The table is made anew, empty: a roll-up is computed from the ledger, and this asks for it.
ASK_FOR_REBUILD = """
    INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress', '', '{}'::jsonb)
"""


class Migration(migrations.Migration):
    """The key of a roll-up row becomes its primary key and its only index."""

    dependencies = [
        ("core", "0001_initial"),
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="ProgressRollup"),
        migrations.CreateModel(
            name="ProgressRollup",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "generation",
                        "level",
                        "ags",
                        "service",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("state", "State"),
                            ("government_district", "Government district"),
                            ("district", "District (area)"),
                            ("body", "Municipality or district (body)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ags", models.CharField(db_collation="C", max_length=8)),
                ("competent", models.PositiveIntegerField()),
                ("reported", models.PositiveIntegerField()),
                ("registered", models.PositiveIntegerField()),
                ("configured", models.PositiveIntegerField()),
                ("listed", models.PositiveIntegerField()),
                ("integrated", models.PositiveIntegerField()),
                ("live", models.PositiveIntegerField()),
                ("level_online", models.PositiveIntegerField()),
                ("level_compliant", models.PositiveIntegerField()),
                ("inhabitants_competent", models.BigIntegerField()),
                ("inhabitants_live", models.BigIntegerField()),
                ("inhabitants_compliant", models.BigIntegerField()),
                ("last_report", models.DateField(null=True)),
                (
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="services.ozgservice",
                    ),
                ),
            ],
            options={
                "verbose_name": "Progress roll-up",
                "verbose_name_plural": "Progress roll-ups",
            },
        ),
        migrations.RunSQL(ASK_FOR_REBUILD, migrations.RunSQL.noop),
    ]
