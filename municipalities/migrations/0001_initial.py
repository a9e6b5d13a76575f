import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="GovernmentDistrict",
            fields=[
                (
                    "ags",
                    models.CharField(
                        db_collation="C", max_length=3, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
            ],
            options={
                "verbose_name": "Government district",
                "verbose_name_plural": "Government districts",
                "ordering": ["ags"],
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                (
                    "ags",
                    models.CharField(
                        db_collation="C", max_length=5, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("sort_name", models.CharField(editable=False, max_length=100)),
                (
                    "government_district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="municipalities.governmentdistrict",
                        verbose_name="government district",
                    ),
                ),
            ],
            options={
                "verbose_name": "District (area)",
                "verbose_name_plural": "Districts (areas)",
                "ordering": ["sort_name", "ags"],
            },
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "ags",
                    models.CharField(
                        db_collation="C",
                        help_text="Official municipality key: 8 digits, 5 for a district.",
                        max_length=8,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^06[4-6]\\d{2}(\\d{3})?$",
                                "“%(value)s” is not a Hessian AGS: 8 digits, or 5 for a district, starting with 064 to 066.",
                            )
                        ],
                        verbose_name="AGS",
                    ),
                ),
                (
                    "ars",
                    models.CharField(
                        blank=True, db_collation="C", max_length=12, verbose_name="ARS"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("official_name", models.CharField(max_length=150, verbose_name="official name")),
                ("sort_name", models.CharField(editable=False, max_length=150)),
                ("search_name", models.CharField(editable=False, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("municipality", "Municipality"),
                            ("town", "Town"),
                            ("independent_city", "Independent city"),
                            ("district", "District"),
                            ("association", "Municipal special-purpose association"),
                            ("unincorporated_area", "Unincorporated area"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "special_status",
                    models.BooleanField(default=False, verbose_name="special status"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="exists from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="exists until")),
                (
                    "area_km2",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="area in km²",
                    ),
                ),
                (
                    "postal_code",
                    models.CharField(blank=True, max_length=5, verbose_name="postal code"),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        verbose_name="longitude",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        verbose_name="latitude",
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="function mailbox"),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bodies",
                        to="municipalities.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="municipalities.municipality",
                        verbose_name="successor",
                    ),
                ),
            ],
            options={
                "verbose_name": "Municipal body",
                "verbose_name_plural": "Municipal bodies",
                "ordering": ["sort_name", "ags"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_name"],
                        name="municipality_search",
                        opclasses=["gin_trgm_ops"],
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ags__regex", "^06[4-6][0-9]{2}([0-9]{3})?$")),
                        name="ags_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="municipality_life_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor__isnull", True),
                            ("valid_to__isnull", False),
                            _connector="OR",
                        ),
                        name="successor_needs_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "Membership",
                "verbose_name_plural": "Memberships",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "municipality"), name="membership_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="municipalities.membership",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MunicipalityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "ags",
                    models.CharField(
                        db_collation="C",
                        help_text="Official municipality key: 8 digits, 5 for a district.",
                        max_length=8,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^06[4-6]\\d{2}(\\d{3})?$",
                                "“%(value)s” is not a Hessian AGS: 8 digits, or 5 for a district, starting with 064 to 066.",
                            )
                        ],
                        verbose_name="AGS",
                    ),
                ),
                (
                    "ars",
                    models.CharField(
                        blank=True, db_collation="C", max_length=12, verbose_name="ARS"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("official_name", models.CharField(max_length=150, verbose_name="official name")),
                ("sort_name", models.CharField(editable=False, max_length=150)),
                ("search_name", models.CharField(editable=False, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("municipality", "Municipality"),
                            ("town", "Town"),
                            ("independent_city", "Independent city"),
                            ("district", "District"),
                            ("association", "Municipal special-purpose association"),
                            ("unincorporated_area", "Unincorporated area"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "special_status",
                    models.BooleanField(default=False, verbose_name="special status"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="exists from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="exists until")),
                (
                    "area_km2",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="area in km²",
                    ),
                ),
                (
                    "postal_code",
                    models.CharField(blank=True, max_length=5, verbose_name="postal code"),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        verbose_name="longitude",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        verbose_name="latitude",
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="function mailbox"),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="municipalities.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="municipalities.municipality",
                        verbose_name="successor",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PopulationFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("population", models.PositiveIntegerField(verbose_name="inhabitants")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("zensus_2011", "Update based on the 2011 census"),
                            ("zensus_2022", "2022 census"),
                        ],
                        max_length=20,
                        verbose_name="basis",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("used_from", models.DateField(editable=False, null=True)),
                ("used_to", models.DateField(editable=False, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="population_figures",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "territory_from",
                    models.DateField(
                        blank=True,
                        help_text="Where the territory changed after the date: figures for the new one.",
                        null=True,
                        verbose_name="territory since",
                    ),
                ),
            ],
            options={
                "verbose_name": "Population figure",
                "verbose_name_plural": "Population figures",
                "ordering": ["municipality", "-as_of"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "as_of", "basis", "territory_from"),
                        name="population_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PopulationFigureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("as_of", models.DateField(verbose_name="as of")),
                ("population", models.PositiveIntegerField(verbose_name="inhabitants")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("zensus_2011", "Update based on the 2011 census"),
                            ("zensus_2022", "2022 census"),
                        ],
                        max_length=20,
                        verbose_name="basis",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="municipalities.populationfigure",
                    ),
                ),
                (
                    "territory_from",
                    models.DateField(
                        blank=True,
                        help_text="Where the territory changed after the date: figures for the new one.",
                        null=True,
                        verbose_name="territory since",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="municipality",
            trigger=pgtrigger.compiler.Trigger(
                name="body_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="6e9b276931f96fb7f8f68562ac0c3c246fef119f",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_body_dirty_8f05c",
                    table="municipalities_municipality",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="municipality",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "municipalities_municipalityevent" ("ags", "area_km2", "ars", "contact_email", "district_id", "kind", "latitude", "longitude", "name", "official_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "search_name", "sort_name", "special_status", "successor_id", "valid_from", "valid_to") VALUES (NEW."ags", NEW."area_km2", NEW."ars", NEW."contact_email", NEW."district_id", NEW."kind", NEW."latitude", NEW."longitude", NEW."name", NEW."official_name", _pgh_attach_context(), NOW(), \'insert\', NEW."ags", NEW."postal_code", NEW."search_name", NEW."sort_name", NEW."special_status", NEW."successor_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="1226680788c0bba9b6dce119effe4af95573e309",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fcc6e",
                    table="municipalities_municipality",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="municipality",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "municipalities_municipalityevent" ("ags", "area_km2", "ars", "contact_email", "district_id", "kind", "latitude", "longitude", "name", "official_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "search_name", "sort_name", "special_status", "successor_id", "valid_from", "valid_to") VALUES (NEW."ags", NEW."area_km2", NEW."ars", NEW."contact_email", NEW."district_id", NEW."kind", NEW."latitude", NEW."longitude", NEW."name", NEW."official_name", _pgh_attach_context(), NOW(), \'update\', NEW."ags", NEW."postal_code", NEW."search_name", NEW."sort_name", NEW."special_status", NEW."successor_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="d64d4246466042e191606e7f3ebc7b0e1c378fb6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_87f58",
                    table="municipalities_municipality",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="municipality",
            trigger=pgtrigger.compiler.Trigger(
                name="body_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress_months', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="c7655b13dabb82cfe4183bc11dd898778aa83e88",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_body_months_dirty_f38e3",
                    table="municipalities_municipality",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "municipalities_membershipevent" ("id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."id", NEW."municipality_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;',
                    hash="58491ce84b794f81232471805f776c7911e6118a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_18ba1",
                    table="municipalities_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "municipalities_membershipevent" ("id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."id", NEW."municipality_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;',
                    hash="25c5d246577f1fb533f0619775cdacceb6f8979b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d9095",
                    table="municipalities_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="populationfigure",
            trigger=pgtrigger.compiler.Trigger(
                name="population_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="a7db61c6322bdd9fdadbc8692ff4472efbadca8f",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_population_dirty_9eda0",
                    table="municipalities_populationfigure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="populationfigure",
            trigger=pgtrigger.compiler.Trigger(
                name="population_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress_months', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="d68aa13ef7a86f5f9b6cbea2d73484ba69e1bd26",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_population_months_dirty_4836c",
                    table="municipalities_populationfigure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="populationfigure",
            trigger=pgtrigger.compiler.Trigger(
                name="population_periods",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    UPDATE municipalities_populationfigure f\n    SET used_from = w.used_from, used_to = w.used_to\n    FROM (\n        SELECT id,\n            CASE WHEN row_number() OVER chain > 1 THEN begins END AS used_from,\n            lead(begins) OVER chain AS used_to\n        FROM (\n            SELECT *, GREATEST(as_of, territory_from) AS begins FROM municipalities_populationfigure\n        ) figures\n        WINDOW chain AS (PARTITION BY municipality_id ORDER BY begins, basis)\n    ) w\n    WHERE f.id = w.id\n        AND (f.used_from, f.used_to) IS DISTINCT FROM (w.used_from, w.used_to);\n    RETURN NULL;\n",
                    hash="26fafdf6bbad9925035c31ac3457a7d9f7e551b0",
                    level="STATEMENT",
                    operation='INSERT OR DELETE OR UPDATE OF "municipality_id", "as_of", "basis", "territory_from"',
                    pgid="pgtrigger_population_periods_ed59b",
                    table="municipalities_populationfigure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="populationfigure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "municipalities_populationfigureevent" ("as_of", "basis", "id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "source", "territory_from") VALUES (NEW."as_of", NEW."basis", NEW."id", NEW."municipality_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."population", NEW."source", NEW."territory_from"); RETURN NULL;',
                    hash="0b653a71fde96af8e6f0ef8b652902b97a1b419f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_512fc",
                    table="municipalities_populationfigure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="populationfigure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."municipality_id" IS DISTINCT FROM (NEW."municipality_id") OR OLD."population" IS DISTINCT FROM (NEW."population") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."territory_from" IS DISTINCT FROM (NEW."territory_from"))',
                    func='INSERT INTO "municipalities_populationfigureevent" ("as_of", "basis", "id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "source", "territory_from") VALUES (NEW."as_of", NEW."basis", NEW."id", NEW."municipality_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."population", NEW."source", NEW."territory_from"); RETURN NULL;',
                    hash="f76c3b5a7f41fc6e767833f72c13b70b129cf36b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d04e3",
                    table="municipalities_populationfigure",
                    when="AFTER",
                ),
            ),
        ),
    ]
