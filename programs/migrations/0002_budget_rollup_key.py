from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# The table is made anew, empty: a roll-up is computed from the ledger, and this asks for it.
ASK_FOR_REBUILD = """
    INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('budget', '', '{}'::jsonb)
"""


class Migration(migrations.Migration):
    """The key of a roll-up row becomes its primary key and its only index."""

    dependencies = [
        ("core", "0001_initial"),
        ("programs", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="BudgetRollup"),
        migrations.CreateModel(
            name="BudgetRollup",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "generation",
                        "level",
                        "ags",
                        "program",
                        "fiscal_year",
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
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("appropriated_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("supplementary_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("carried_over_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("blocked_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("available_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("committed_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("drawn_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("paid_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("claimed_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("repaid_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("interest_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("operating_cost_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("authorised_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("authorised_bound_eur", models.DecimalField(decimal_places=2, max_digits=14)),
                ("grants", models.PositiveIntegerField()),
                ("participations", models.PositiveIntegerField()),
                (
                    "program",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="programs.program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Budget roll-up",
                "verbose_name_plural": "Budget roll-ups",
            },
        ),
        migrations.RunSQL(ASK_FOR_REBUILD, migrations.RunSQL.noop),
    ]
