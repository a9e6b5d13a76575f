import django.contrib.postgres.operations
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name="DataSet",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("is_demo", models.BooleanField(default=False)),
                (
                    "loaded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "verbose_name": "Data set",
                "verbose_name_plural": "Data sets",
            },
        ),
        migrations.CreateModel(
            name="DirtyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rollup", models.CharField(max_length=40)),
                ("ags", models.CharField(blank=True, db_collation="C", max_length=8)),
                ("key", models.JSONField(blank=True, default=dict)),
                ("since", models.DateField(blank=True, null=True)),
                (
                    "noted_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "verbose_name": "Touched group",
                "verbose_name_plural": "Touched groups",
                "indexes": [models.Index(fields=["rollup", "id"], name="dirtykey_rollup_idx")],
            },
        ),
        migrations.CreateModel(
            name="RollupState",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("generation", models.PositiveIntegerField(default=0)),
                ("as_of", models.DateField(null=True)),
                ("computed_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("differences", models.PositiveIntegerField(null=True)),
                ("difference_rows", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "State of a roll-up",
                "verbose_name_plural": "States of the roll-ups",
            },
        ),
    ]
