import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import services.models.catalogue
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("municipalities", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdviceModule",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("description", models.TextField(blank=True, verbose_name="description")),
            ],
            options={
                "verbose_name": "Advice module",
                "verbose_name_plural": "Advice modules",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="AdviceGiven",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_on", models.DateField(verbose_name="given on")),
                ("provider", models.CharField(blank=True, max_length=100, verbose_name="given by")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="result")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given",
                        to="services.advicemodule",
                        verbose_name="module",
                    ),
                ),
            ],
            options={
                "verbose_name": "Advice given",
                "verbose_name_plural": "Advice given",
                "ordering": ["-given_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "module"),
                        name="advice_once_per_module",
                        violation_error_message="This body has received this module already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AdviceGivenEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("given_on", models.DateField(verbose_name="given on")),
                ("provider", models.CharField(blank=True, max_length=100, verbose_name="given by")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="result")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
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
                        to="services.advicegiven",
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.advicemodule",
                        verbose_name="module",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Catalogue",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("is_current", models.BooleanField(default=False, verbose_name="used for quotas")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "Catalogue version",
                "verbose_name_plural": "Catalogue versions",
                "ordering": ["-as_of"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("is_current",),
                        name="one_current_catalogue",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MaturityModel",
            fields=[
                (
                    "version",
                    models.CharField(
                        max_length=5, primary_key=True, serialize=False, verbose_name="version"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("highest_level", models.PositiveSmallIntegerField(verbose_name="highest level")),
                (
                    "online_from",
                    models.PositiveSmallIntegerField(verbose_name="counts as online from level"),
                ),
                (
                    "compliant_from",
                    models.PositiveSmallIntegerField(verbose_name="OZG obligation met from level"),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "criteria",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        size=None,
                        verbose_name="criteria",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "Maturity model",
                "verbose_name_plural": "Maturity models",
                "ordering": ["version"],
            },
        ),
        migrations.CreateModel(
            name="MonthEnd",
            fields=[
                (
                    "day",
                    models.DateField(primary_key=True, serialize=False, verbose_name="month end"),
                ),
                ("is_stale", models.BooleanField(default=True)),
                (
                    "stale_theme_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Only these are stale; empty: all.",
                        size=None,
                    ),
                ),
                ("computed_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("differences", models.PositiveIntegerField(null=True)),
                ("difference_rows", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "Month end",
                "verbose_name_plural": "Month ends",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="RegionalConference",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=60, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("place", models.CharField(max_length=100, verbose_name="place")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                (
                    "held_before",
                    models.DateField(
                        blank=True,
                        help_text="Where the source gives no date: the day by which it had taken place.",
                        null=True,
                        verbose_name="held before",
                    ),
                ),
                (
                    "attendance",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="participants"),
                ),
                (
                    "qualifier",
                    models.CharField(
                        choices=[
                            ("exact", "exactly"),
                            ("more_than", "more than"),
                            ("up_to", "up to"),
                            ("around", "around"),
                            ("almost", "almost"),
                            ("as_far_as_possible", "as far as possible"),
                            ("unknown", "unknown"),
                        ],
                        max_length=20,
                        verbose_name="qualifier",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "government_district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conferences",
                        to="municipalities.governmentdistrict",
                        verbose_name="government district",
                    ),
                ),
            ],
            options={
                "verbose_name": "Regional conference",
                "verbose_name_plural": "Regional conferences",
                "ordering": [models.OrderBy(models.F("held_on"), nulls_first=True), "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attendance__isnull", False),
                            ("qualifier", "unknown"),
                            _connector="XOR",
                        ),
                        name="attendance_or_unknown",
                        violation_error_message="Without a number the qualifier is “unknown”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_on__isnull", False),
                            ("held_before__isnull", False),
                            _connector="OR",
                        ),
                        name="conference_has_a_date",
                        violation_error_message="Give the day, or the day by which it had taken place.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RolloutConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rollout_confirmations",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "Confirmation “nothing changed”",
                "verbose_name_plural": "Confirmations “nothing changed”",
                "ordering": ["-confirmed_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "confirmed_on"), name="confirmed_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SteeringDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("political", "Political steering level"),
                            ("strategic", "Strategic steering level"),
                            ("operational", "Operational steering level"),
                            ("implementation", "Operational implementation level"),
                        ],
                        max_length=20,
                        verbose_name="steering level",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="decision")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
            ],
            options={
                "verbose_name": "Steering decision",
                "verbose_name_plural": "Steering decisions",
                "ordering": ["-decided_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_on__isnull", True),
                            ("done_on__gte", models.F("decided_on")),
                            _connector="OR",
                        ),
                        name="decision_done_after_it_was_made",
                        violation_error_message="The decision was done before it was made.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SteeringDecisionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("political", "Political steering level"),
                            ("strategic", "Strategic steering level"),
                            ("operational", "Operational steering level"),
                            ("implementation", "Operational implementation level"),
                        ],
                        max_length=20,
                        verbose_name="steering level",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="decision")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be done by")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
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
                        to="services.steeringdecision",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ThemeField",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("lead", models.CharField(blank=True, max_length=100, verbose_name="federal lead")),
            ],
            options={
                "verbose_name": "Theme field",
                "verbose_name_plural": "Theme fields",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="ProgressMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="month end")),
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
                ("services", models.PositiveIntegerField()),
                ("federal_any", models.PositiveIntegerField()),
                ("level3_any", models.PositiveIntegerField()),
                ("area_wide", models.PositiveIntegerField()),
                ("provided", models.PositiveIntegerField()),
                ("competent", models.PositiveIntegerField()),
                ("reported", models.PositiveIntegerField()),
                ("live", models.PositiveIntegerField()),
                ("compliant", models.PositiveIntegerField()),
                ("inhabitants_competent", models.BigIntegerField()),
                ("inhabitants_live", models.BigIntegerField()),
                ("inhabitants_compliant", models.BigIntegerField()),
                (
                    "catalogue",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="services.catalogue",
                    ),
                ),
                (
                    "theme_field",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="services.themefield",
                    ),
                ),
            ],
            options={
                "verbose_name": "Progress at a month end",
                "verbose_name_plural": "Progress at month ends",
                "indexes": [models.Index(fields=["day"], name="progress_month_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ags", "level", "day", "catalogue", "theme_field"),
                        name="progress_month_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Situation",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=80, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "theme_field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="services.themefield",
                        verbose_name="theme field",
                    ),
                ),
            ],
            options={
                "verbose_name": "Life or business situation",
                "verbose_name_plural": "Life and business situations",
                "ordering": ["theme_field", "name"],
            },
        ),
        migrations.CreateModel(
            name="OzgService",
            fields=[
                (
                    "ozg_id",
                    models.CharField(
                        db_collation="C",
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                        verbose_name="OZG id",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("sort_name", models.CharField(editable=False, max_length=300)),
                ("search_name", models.CharField(editable=False, max_length=300)),
                (
                    "catalogues",
                    models.ManyToManyField(
                        to="services.catalogue", verbose_name="catalogue versions"
                    ),
                ),
                (
                    "situation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="services.situation",
                        verbose_name="situation",
                    ),
                ),
                (
                    "theme_field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="services.themefield",
                        verbose_name="theme field",
                    ),
                ),
            ],
            options={
                "verbose_name": "OZG service",
                "verbose_name_plural": "OZG services",
                "ordering": ["sort_name", "ozg_id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_name"], name="ozgservice_search", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueMembership",
            fields=[],
            options={
                "proxy": True,
            },
            bases=("services.ozgservice_catalogues",),
        ),
        migrations.CreateModel(
            name="Competence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("municipality", "Municipality"),
                            ("district", "District level"),
                            (
                                "district_and_special_status",
                                "District level and special-status towns",
                            ),
                            ("state", "State, federation or third party"),
                            ("unclear", "To be clarified"),
                        ],
                        max_length=30,
                        verbose_name="competent",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="valid until (exclusive)"),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="competences",
                        to="services.ozgservice",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "Competence",
                "verbose_name_plural": "Competences",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("service"), "="),
                            (
                                services.models.catalogue.DateRange(
                                    models.F("valid_from"), models.F("valid_to")
                                ),
                                "&&",
                            ),
                        ],
                        name="competence_one_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CompetenceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("municipality", "Municipality"),
                            ("district", "District level"),
                            (
                                "district_and_special_status",
                                "District level and special-status towns",
                            ),
                            ("state", "State, federation or third party"),
                            ("unclear", "To be clarified"),
                        ],
                        max_length=30,
                        verbose_name="competent",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="valid until (exclusive)"),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
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
                        to="services.competence",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.ozgservice",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LeikaService",
            fields=[
                (
                    "leika_key",
                    models.CharField(
                        db_collation="C",
                        max_length=14,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{14}$", "“%(value)s” is not a LeiKa key: 14 digits."
                            )
                        ],
                        verbose_name="LeiKa key",
                    ),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("search_name", models.CharField(editable=False, max_length=500)),
                (
                    "leika_type",
                    models.CharField(blank=True, max_length=20, verbose_name="LeiKa type"),
                ),
                (
                    "ozg_service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leika_services",
                        to="services.ozgservice",
                        verbose_name="OZG service",
                    ),
                ),
            ],
            options={
                "verbose_name": "LeiKa service",
                "verbose_name_plural": "LeiKa services",
                "ordering": ["leika_key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("leika_key__regex", "^[0-9]{14}$")),
                        name="leika_key_well_formed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OnlineProcess",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=60, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("civento", "civento (digitalisation factory)"),
                            ("efa", "EfA (one for all)"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("factory", models.CharField(blank=True, max_length=100, verbose_name="factory")),
                (
                    "lead_state",
                    models.CharField(blank=True, max_length=50, verbose_name="leading state"),
                ),
                (
                    "cost_model",
                    models.CharField(blank=True, max_length=100, verbose_name="cost model"),
                ),
                (
                    "contract_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreement", "Administrative agreement"),
                            ("fit_store", "FIT-Store"),
                            ("marketplace", "EfA marketplace"),
                        ],
                        max_length=20,
                        verbose_name="contract way",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True,
                        related_name="processes",
                        to="services.ozgservice",
                        verbose_name="services",
                    ),
                ),
            ],
            options={
                "verbose_name": "Online process",
                "verbose_name_plural": "Online processes",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="OnlineProcessEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.SlugField(
                        db_index=False, max_length=60, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("civento", "civento (digitalisation factory)"),
                            ("efa", "EfA (one for all)"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("factory", models.CharField(blank=True, max_length=100, verbose_name="factory")),
                (
                    "lead_state",
                    models.CharField(blank=True, max_length=50, verbose_name="leading state"),
                ),
                (
                    "cost_model",
                    models.CharField(blank=True, max_length=100, verbose_name="cost model"),
                ),
                (
                    "contract_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreement", "Administrative agreement"),
                            ("fit_store", "FIT-Store"),
                            ("marketplace", "EfA marketplace"),
                        ],
                        max_length=20,
                        verbose_name="contract way",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
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
                        to="services.onlineprocess",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OzgServiceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "ozg_id",
                    models.CharField(
                        db_collation="C", max_length=10, serialize=False, verbose_name="OZG id"
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("sort_name", models.CharField(editable=False, max_length=300)),
                ("search_name", models.CharField(editable=False, max_length=300)),
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
                        to="services.ozgservice",
                    ),
                ),
                (
                    "situation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.situation",
                        verbose_name="situation",
                    ),
                ),
                (
                    "theme_field",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.themefield",
                        verbose_name="theme field",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProcessEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("identified", "Identified"),
                            ("prioritised", "Prioritised"),
                            ("in_factory", "In digitalisation factory"),
                            ("specified", "Agreed with the experts"),
                            ("built", "Built"),
                            ("tested", "Tested and accepted"),
                            ("released", "Released for re-use"),
                            ("reworked", "In adaptation factory"),
                            ("blocked", "Blocked"),
                            ("retired", "Out of service"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="state_events",
                        to="services.onlineprocess",
                        verbose_name="process",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Process event",
                "verbose_name_plural": "Process events",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "blocked"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="blocked_needs_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessService",
            fields=[],
            options={
                "proxy": True,
            },
            bases=("services.onlineprocess_services",),
        ),
        migrations.CreateModel(
            name="ProgressRollup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="services.ozgservice",
                    ),
                ),
            ],
            options={
                "verbose_name": "Progress roll-up",
                "verbose_name_plural": "Progress roll-ups",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("generation", "level", "ags", "service"), name="progress_rollup_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RolloutEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("applicable", models.BooleanField(default=True, verbose_name="competent")),
                ("registered", models.BooleanField(default=False, verbose_name="registered")),
                ("configured", models.BooleanField(default=False, verbose_name="set up")),
                ("listed", models.BooleanField(default=False, verbose_name="listed")),
                (
                    "integrated",
                    models.BooleanField(default=False, verbose_name="back office integrated"),
                ),
                ("live", models.BooleanField(default=False, verbose_name="available online")),
                ("paused", models.BooleanField(default=False, verbose_name="paused")),
                (
                    "maturity_level",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="maturity level"
                    ),
                ),
                (
                    "maturity_criteria",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        null=True,
                        size=None,
                        verbose_name="criteria",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="valid until (exclusive)"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("self_report", "Report of the municipality"),
                            ("import", "Import"),
                            ("ministry", "Correction by the ministry"),
                            ("demo", "Demo data"),
                        ],
                        max_length=20,
                        verbose_name="source",
                    ),
                ),
                ("source_note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "maturity_model",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.maturitymodel",
                        verbose_name="maturity model",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.onlineprocess",
                        verbose_name="process",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="services.ozgservice",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "Roll-out event",
                "verbose_name_plural": "Roll-out events",
                "indexes": [
                    models.Index(
                        fields=["service", "municipality", "valid_from"], name="rollout_history"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("municipality", "service"),
                        name="rollout_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("live", False),
                            models.Q(("applicable", True), ("configured", True), ("listed", True)),
                            _connector="OR",
                        ),
                        name="live_needs_setup_and_listing",
                        violation_error_message="A service is online only when it is set up and listed in the portal.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applicable", True),
                            models.Q(
                                ("configured", False),
                                ("integrated", False),
                                ("listed", False),
                                ("live", False),
                                ("registered", False),
                            ),
                            _connector="OR",
                        ),
                        name="not_applicable_is_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("live", False), ("paused", False), _connector="OR"),
                        name="paused_is_not_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("maturity_level__isnull", True), ("maturity_model__isnull", True)
                            ),
                            models.Q(
                                ("maturity_level__isnull", False), ("maturity_model__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="maturity_names_its_model",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="rollout_valid_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("priority", models.PositiveSmallIntegerField(verbose_name="priority")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "planned_from",
                    models.DateField(blank=True, null=True, verbose_name="planned from"),
                ),
                (
                    "planned_to",
                    models.DateField(blank=True, null=True, verbose_name="planned until"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason for the priority"
                    ),
                ),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_items",
                        to="services.steeringdecision",
                        verbose_name="decided in",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_items",
                        to="services.onlineprocess",
                        verbose_name="process",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True,
                        related_name="work_items",
                        to="services.ozgservice",
                        verbose_name="services",
                    ),
                ),
            ],
            options={
                "verbose_name": "Entry of the work programme",
                "verbose_name_plural": "Work programme",
                "ordering": ["priority", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("priority__gte", 1)), name="priority_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_from__isnull", True),
                            ("planned_to__isnull", True),
                            ("planned_to__gte", models.F("planned_from")),
                            _connector="OR",
                        ),
                        name="work_runs_forward",
                        violation_error_message="The plan ends before it starts.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkItemEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("priority", models.PositiveSmallIntegerField(verbose_name="priority")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "planned_from",
                    models.DateField(blank=True, null=True, verbose_name="planned from"),
                ),
                (
                    "planned_to",
                    models.DateField(blank=True, null=True, verbose_name="planned until"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason for the priority"
                    ),
                ),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.steeringdecision",
                        verbose_name="decided in",
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
                        to="services.workitem",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.onlineprocess",
                        verbose_name="process",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="advicegiven",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_advicegivenevent" ("given_on", "id", "is_demo", "module_id", "municipality_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider") VALUES (NEW."given_on", NEW."id", NEW."is_demo", NEW."module_id", NEW."municipality_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provider"); RETURN NULL;',
                    hash="dcc05b3ed654afc27738a5b81468e4f71c4c6fad",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d7016",
                    table="services_advicegiven",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="advicegiven",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_advicegivenevent" ("given_on", "id", "is_demo", "module_id", "municipality_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider") VALUES (NEW."given_on", NEW."id", NEW."is_demo", NEW."module_id", NEW."municipality_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provider"); RETURN NULL;',
                    hash="c2e941b1e903de44652f8ea45de499bd437c7835",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_439e8",
                    table="services_advicegiven",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="maturitymodel",
            trigger=pgtrigger.compiler.Trigger(
                name="maturity_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="4331daf96db557ff20ff09429f399d5255b63275",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_maturity_dirty_530b2",
                    table="services_maturitymodel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="maturitymodel",
            trigger=pgtrigger.compiler.Trigger(
                name="maturity_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress_months', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="b6650d3d827f9f9f5ca864970ff7a6fe1c7409b8",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_maturity_months_dirty_b82f0",
                    table="services_maturitymodel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolloutconfirmation",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a9ab52c0c27cd4136f37aded183f067871eab4dd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_20cbd",
                    table="services_rolloutconfirmation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolloutconfirmation",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME\n                    USING ERRCODE = 'restrict_violation';\n            ",
                    hash="dea569290a896ac6030c6fe7619f0c138f73cf7f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_d10ae",
                    table="services_rolloutconfirmation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="steeringdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_steeringdecisionevent" ("decided_on", "done_on", "due_on", "id", "is_demo", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "subject", "text") VALUES (NEW."decided_on", NEW."done_on", NEW."due_on", NEW."id", NEW."is_demo", NEW."level", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."subject", NEW."text"); RETURN NULL;',
                    hash="005582ac704ea792c3d0c54960807b634c031287",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6dead",
                    table="services_steeringdecision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="steeringdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_steeringdecisionevent" ("decided_on", "done_on", "due_on", "id", "is_demo", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "subject", "text") VALUES (NEW."decided_on", NEW."done_on", NEW."due_on", NEW."id", NEW."is_demo", NEW."level", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."subject", NEW."text"); RETURN NULL;',
                    hash="10c6e680a1898cf0ba47fe5871fc230deb4207c3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ae84f",
                    table="services_steeringdecision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ozgservice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_ozgserviceevent" ("name", "ozg_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_name", "situation_id", "sort_name", "theme_field_id") VALUES (NEW."name", NEW."ozg_id", _pgh_attach_context(), NOW(), \'insert\', NEW."ozg_id", NEW."search_name", NEW."situation_id", NEW."sort_name", NEW."theme_field_id"); RETURN NULL;',
                    hash="2f4b2d204ba3d53cb275beb4e91cd02f5b851fd2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_63a02",
                    table="services_ozgservice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ozgservice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_ozgserviceevent" ("name", "ozg_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_name", "situation_id", "sort_name", "theme_field_id") VALUES (NEW."name", NEW."ozg_id", _pgh_attach_context(), NOW(), \'update\', NEW."ozg_id", NEW."search_name", NEW."situation_id", NEW."sort_name", NEW."theme_field_id"); RETURN NULL;',
                    hash="be0377601bda8b8482e6e7578bc781fdd1aa17d9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f8319",
                    table="services_ozgservice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ozgservice",
            trigger=pgtrigger.compiler.Trigger(
                name="service_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress_months', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="3d4ef83a2a5035fe8bc464d05f2774d757573e4b",
                    level="STATEMENT",
                    operation='UPDATE OF "theme_field_id" OR DELETE',
                    pgid="pgtrigger_service_months_dirty_c5760",
                    table="services_ozgservice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cataloguemembership",
            trigger=pgtrigger.compiler.Trigger(
                name="membership_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress_months', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="6b5bcae816442f823ce72dca54e147f28157000b",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_membership_months_dirty_0b85f",
                    table="services_ozgservice_catalogues",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="competence",
            trigger=pgtrigger.compiler.Trigger(
                name="competence_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="21ddf24c61a83f3e83b28287bd7922843a8133d1",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_competence_dirty_23841",
                    table="services_competence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="competence",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_competenceevent" ("basis", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id", "valid_from", "valid_to") VALUES (NEW."basis", NEW."id", NEW."level", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."service_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="f45c1e168c39324a1e6e69569fed4924d8cef89a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ce5be",
                    table="services_competence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="competence",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_competenceevent" ("basis", "id", "level", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id", "valid_from", "valid_to") VALUES (NEW."basis", NEW."id", NEW."level", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."service_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;',
                    hash="dabec5a9fb519c670de64df564f80759601113e7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c35c6",
                    table="services_competence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="competence",
            trigger=pgtrigger.compiler.Trigger(
                name="competence_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress_months', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="c1e9a935e6d607957420dcf47cce34dae1787eff",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_competence_months_dirty_02359",
                    table="services_competence",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlineprocess",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_onlineprocessevent" ("code", "contract_way", "cost_model", "factory", "is_demo", "kind", "lead_state", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."code", NEW."contract_way", NEW."cost_model", NEW."factory", NEW."is_demo", NEW."kind", NEW."lead_state", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."source"); RETURN NULL;',
                    hash="a5c331d482f144b9f9c4668beb455964a960e531",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b2ef0",
                    table="services_onlineprocess",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlineprocess",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_onlineprocessevent" ("code", "contract_way", "cost_model", "factory", "is_demo", "kind", "lead_state", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."code", NEW."contract_way", NEW."cost_model", NEW."factory", NEW."is_demo", NEW."kind", NEW."lead_state", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."source"); RETURN NULL;',
                    hash="dd4e3f47c1fcb80e1791c9d81773fad082228dd5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3c96d",
                    table="services_onlineprocess",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processevent",
            trigger=pgtrigger.compiler.Trigger(
                name="process_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key, since) \n                SELECT 'progress_months', '', '{\"until\": null}'::jsonb, min(t.on)\n                FROM touched t HAVING count(*) > 0\n                ;\n            RETURN NULL;\n        ",
                    hash="965caea09ca0f7f57a056f928fe417bcff905d3e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_process_months_dirty_29105",
                    referencing="REFERENCING NEW TABLE AS touched ",
                    table="services_processevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processservice",
            trigger=pgtrigger.compiler.Trigger(
                name="process_service_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress_months', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="cd3bf098d93a30e8f30eac02da534dc7bf4fee00",
                    level="STATEMENT",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_process_service_months_dirty_65bf9",
                    table="services_onlineprocess_services",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolloutevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="1c0cc7f431d29627607200d9b942c606b3382d6f",
                    operation="DELETE",
                    pgid="pgtrigger_append_only_04f9f",
                    table="services_rolloutevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolloutevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME\n                    USING ERRCODE = 'restrict_violation';\n            ",
                    hash="1bb4a297ae1c5e81ae6f6af1777918a8111065de",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_701e2",
                    table="services_rolloutevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolloutevent",
            trigger=pgtrigger.compiler.Trigger(
                name="rollout_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n    EXECUTE $check$\n        SELECT EXISTS (\n            SELECT FROM (\n                SELECT e.valid_to, lead(e.valid_from) OVER (\n                    PARTITION BY e.municipality_id, e.service_id ORDER BY e.valid_from\n                ) AS next_from\n                FROM services_rolloutevent e\n                JOIN (SELECT DISTINCT municipality_id, service_id FROM touched) t\n                    USING (municipality_id, service_id)\n                WHERE e.valid_to IS NULL OR e.valid_to > e.valid_from\n            ) chain\n            WHERE chain.valid_to IS DISTINCT FROM chain.next_from\n        )\n    $check$ INTO is_broken;\n    IF is_broken THEN\n        RAISE EXCEPTION 'roll-out events of a body and service leave a gap or overlap'\n            USING ERRCODE = 'exclusion_violation';\n    END IF;\n \n    EXECUTE $note$\n        INSERT INTO core_dirtykey (rollup, ags, key, since)\n        SELECT 'progress', municipality_id, jsonb_build_object('service_id', service_id),\n            min(valid_from)\n        FROM touched\n        WHERE (SELECT count(*) FROM touched) <= 1000\n        GROUP BY municipality_id, service_id\n        UNION ALL\n        SELECT 'progress', '', '{}'::jsonb, min(valid_from) FROM touched\n        HAVING count(*) > 1000\n    $note$;\n \n    EXECUTE $note$\n        INSERT INTO core_dirtykey (rollup, ags, key, since)\n        SELECT 'progress_months', '', jsonb_build_object(\n                'theme_field', s.theme_field_id,\n                'until', CASE WHEN bool_and(t.valid_to IS NOT NULL) THEN max(t.valid_to) END\n            ), min(t.valid_from)\n        FROM touched t JOIN services_ozgservice s ON s.ozg_id = t.service_id\n        GROUP BY s.theme_field_id\n    $note$;\n RETURN NULL;",
                    hash="6d88a7b82b5a109c54055b7e490094327c61c729",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_rollout_added_a6c79",
                    referencing="REFERENCING NEW TABLE AS touched ",
                    table="services_rolloutevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolloutevent",
            trigger=pgtrigger.compiler.Trigger(
                name="rollout_ended",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    EXECUTE $note$\n        INSERT INTO core_dirtykey (rollup, ags, key, since)\n        SELECT 'progress', municipality_id, jsonb_build_object('service_id', service_id),\n            min(valid_from)\n        FROM touched\n        WHERE (SELECT count(*) FROM touched) <= 1000\n        GROUP BY municipality_id, service_id\n        UNION ALL\n        SELECT 'progress', '', '{}'::jsonb, min(valid_from) FROM touched\n        HAVING count(*) > 1000\n    $note$;\n \n    EXECUTE $note$\n        INSERT INTO core_dirtykey (rollup, ags, key, since)\n        SELECT 'progress_months', '', jsonb_build_object(\n                'theme_field', s.theme_field_id,\n                'until', CASE WHEN bool_and(b.valid_to IS NOT NULL) THEN max(b.valid_to) END\n            ), min(t.valid_to)\n        FROM touched t JOIN before b USING (id) JOIN services_ozgservice s ON s.ozg_id = t.service_id\n        GROUP BY s.theme_field_id\n    $note$;\n RETURN NULL;",
                    hash="0cd289f107e5acb69eae561f9cf58afaa6ce6f72",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_rollout_ended_062fc",
                    referencing="REFERENCING OLD TABLE AS before  NEW TABLE AS touched ",
                    table="services_rolloutevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolloutevent",
            trigger=pgtrigger.compiler.Trigger(
                name="only_valid_to_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."applicable" IS DISTINCT FROM (NEW."applicable") OR OLD."configured" IS DISTINCT FROM (NEW."configured") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."integrated" IS DISTINCT FROM (NEW."integrated") OR OLD."listed" IS DISTINCT FROM (NEW."listed") OR OLD."live" IS DISTINCT FROM (NEW."live") OR OLD."maturity_criteria" IS DISTINCT FROM (NEW."maturity_criteria") OR OLD."maturity_level" IS DISTINCT FROM (NEW."maturity_level") OR OLD."maturity_model_id" IS DISTINCT FROM (NEW."maturity_model_id") OR OLD."municipality_id" IS DISTINCT FROM (NEW."municipality_id") OR OLD."paused" IS DISTINCT FROM (NEW."paused") OR OLD."process_id" IS DISTINCT FROM (NEW."process_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."registered" IS DISTINCT FROM (NEW."registered") OR OLD."service_id" IS DISTINCT FROM (NEW."service_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."source_note" IS DISTINCT FROM (NEW."source_note") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from"))',
                    func="\n            RAISE EXCEPTION 'the progress ledger is append-only'\n                USING ERRCODE = 'restrict_violation';\n        ",
                    hash="29c83b8f452707a0e28d99e092877c4f97710386",
                    operation="UPDATE",
                    pgid="pgtrigger_only_valid_to_changes_bb030",
                    table="services_rolloutevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolloutevent",
            trigger=pgtrigger.compiler.Trigger(
                name="spans_only_shrink",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (COALESCE(NEW.valid_to, 'infinity') > OLD.valid_to)",
                    func="\n            RAISE EXCEPTION 'the progress ledger is append-only'\n                USING ERRCODE = 'restrict_violation';\n        ",
                    hash="6eb0937fa5abcc5a768748b1754e4926d47b97ab",
                    operation="UPDATE",
                    pgid="pgtrigger_spans_only_shrink_21806",
                    table="services_rolloutevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workitem",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_workitemevent" ("decision_id", "id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_from", "planned_to", "priority", "process_id", "reason", "state", "title") VALUES (NEW."decision_id", NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_from", NEW."planned_to", NEW."priority", NEW."process_id", NEW."reason", NEW."state", NEW."title"); RETURN NULL;',
                    hash="b93e83243ddd262f8c120cf306062dfec634d3c6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_708a4",
                    table="services_workitem",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workitem",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_workitemevent" ("decision_id", "id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_from", "planned_to", "priority", "process_id", "reason", "state", "title") VALUES (NEW."decision_id", NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_from", NEW."planned_to", NEW."priority", NEW."process_id", NEW."reason", NEW."state", NEW."title"); RETURN NULL;',
                    hash="db3d99e02ae4564e56f19c93bb15c096ef94cede",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_15363",
                    table="services_workitem",
                    when="AFTER",
                ),
            ),
        ),
    ]
