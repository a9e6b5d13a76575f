import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import programs.models.program
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("core", "0001_initial"),
        ("municipalities", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AllocationKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inhabitants", "Inhabitants"),
                            ("use", "Actual use"),
                            ("target_group", "Size of the target group"),
                            ("koenigstein", "Königstein key"),
                        ],
                        max_length=12,
                        verbose_name="key",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=6, max_digits=16, verbose_name="value"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="services.onlineprocess",
                    ),
                ),
            ],
            options={
                "verbose_name": "Allocation key",
                "verbose_name_plural": "Allocation keys",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "kind", "process", "municipality"),
                        name="allocation_key_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="key_value_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Authority",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "Authority",
                "verbose_name_plural": "Authorities",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="BaseRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="valid from")),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="base rate in percent"
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("is_confirmed", models.BooleanField(default=False, verbose_name="confirmed")),
            ],
            options={
                "verbose_name": "Base rate",
                "verbose_name_plural": "Base rates",
                "ordering": ["-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Program",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="other names",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "grant_kind",
                    models.CharField(
                        choices=[
                            ("grant", "Grant (Zuwendung)"),
                            ("allocation", "Allocation (Zuweisung)"),
                            ("in_kind", "Support in kind"),
                        ],
                        max_length=12,
                        verbose_name="kind of funding",
                    ),
                ),
                (
                    "funding_source",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="source of the funds"
                    ),
                ),
                (
                    "count_since",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="counted since"
                    ),
                ),
                (
                    "third_signature_from_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="third signature from (EUR)",
                    ),
                ),
                (
                    "checklist",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="check list",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "granting_authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.authority",
                        verbose_name="granting authority",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phases",
                        to="programs.program",
                        verbose_name="part of",
                    ),
                ),
                (
                    "policy_owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.authority",
                        verbose_name="policy owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "Funding program",
                "verbose_name_plural": "Funding programs",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="fiscal year")),
                (
                    "due_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="due year of the commitment authorisation",
                    ),
                ),
                ("einzelplan", models.CharField(max_length=10, verbose_name="Einzelplan")),
                ("kapitel", models.CharField(max_length=20, verbose_name="Kapitel")),
                ("foerderprodukt", models.CharField(max_length=40, verbose_name="Förderprodukt")),
                ("titel", models.CharField(blank=True, max_length=20, verbose_name="Titel")),
                (
                    "is_ceiling",
                    models.BooleanField(default=False, verbose_name="ceiling (“up to”)"),
                ),
                (
                    "funding_status",
                    models.CharField(
                        choices=[("committed", "Funding promised"), ("open", "No funding promise")],
                        default="committed",
                        max_length=10,
                        verbose_name="funding promise",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_lines",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Budget line",
                "verbose_name_plural": "Budget lines",
                "ordering": ["-fiscal_year", "einzelplan", "kapitel", "foerderprodukt", "due_year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "program",
                            "fiscal_year",
                            "due_year",
                            "kapitel",
                            "foerderprodukt",
                            "titel",
                        ),
                        name="budget_line_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_year__isnull", True),
                            ("due_year__gt", models.F("fiscal_year")),
                            _connector="OR",
                        ),
                        name="authorisation_is_due_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fiscal_year__range", (2000, 2100))),
                        name="fiscal_year_plausible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetBalance",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="balance",
                        serialize=False,
                        to="programs.budgetline",
                    ),
                ),
                (
                    "available_eur",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="available (EUR)"
                    ),
                ),
                (
                    "committed_eur",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="committed (EUR)"
                    ),
                ),
                (
                    "paid_eur",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="paid (EUR)"
                    ),
                ),
            ],
            options={
                "verbose_name": "Balance of a budget line",
                "verbose_name_plural": "Balances of the budget lines",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("committed_eur__lte", models.F("available_eur"))),
                        name="never_over_budget",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_eur__lte", models.F("committed_eur"))),
                        name="never_paid_over_committed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("available_eur__gte", 0),
                            ("committed_eur__gte", 0),
                            ("paid_eur__gte", 0),
                        ),
                        name="balance_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="fiscal year")),
                (
                    "due_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="due year of the commitment authorisation",
                    ),
                ),
                ("einzelplan", models.CharField(max_length=10, verbose_name="Einzelplan")),
                ("kapitel", models.CharField(max_length=20, verbose_name="Kapitel")),
                ("foerderprodukt", models.CharField(max_length=40, verbose_name="Förderprodukt")),
                ("titel", models.CharField(blank=True, max_length=20, verbose_name="Titel")),
                (
                    "is_ceiling",
                    models.BooleanField(default=False, verbose_name="ceiling (“up to”)"),
                ),
                (
                    "funding_status",
                    models.CharField(
                        choices=[("committed", "Funding promised"), ("open", "No funding promise")],
                        default="committed",
                        max_length=10,
                        verbose_name="funding promise",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
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
                        to="programs.budgetline",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetRollup",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="programs.program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Budget roll-up",
                "verbose_name_plural": "Budget roll-ups",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("generation", "level", "ags", "program", "fiscal_year"),
                        name="budget_rollup_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("deadline_on", models.DateField(verbose_name="deadline")),
                (
                    "announced_on",
                    models.DateField(blank=True, null=True, verbose_name="announced on"),
                ),
                ("places", models.PositiveSmallIntegerField(verbose_name="places")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Call",
                "verbose_name_plural": "Calls",
                "ordering": ["-deadline_on"],
            },
        ),
        migrations.CreateModel(
            name="CallCriterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="criterion")),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="programs.call",
                    ),
                ),
            ],
            options={
                "verbose_name": "Criterion",
                "verbose_name_plural": "Criteria",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CallEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("deadline_on", models.DateField(verbose_name="deadline")),
                (
                    "announced_on",
                    models.DateField(blank=True, null=True, verbose_name="announced on"),
                ),
                ("places", models.PositiveSmallIntegerField(verbose_name="places")),
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
                        to="programs.call",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Directive",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=100, verbose_name="version")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "financing_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("share", "Share financing"),
                                ("deficit", "Deficit financing"),
                                ("fixed", "Fixed-amount financing"),
                                ("full", "Full financing"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="financing types",
                    ),
                ),
                (
                    "per_partner_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="per partner (EUR)",
                    ),
                ),
                (
                    "cap_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="cap per grant (EUR)",
                    ),
                ),
                (
                    "min_grant_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="minimum grant (EUR)",
                    ),
                ),
                (
                    "max_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="highest funding rate (0 to 1)",
                    ),
                ),
                (
                    "min_partners",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="partners as a rule"
                    ),
                ),
                (
                    "exceptional_partners",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="partners with a reason"
                    ),
                ),
                (
                    "cooperation_years",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="years of cooperation"
                    ),
                ),
                (
                    "min_saving_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="saving expected (0 to 1)",
                    ),
                ),
                (
                    "requires_no_prior_start",
                    models.BooleanField(default=False, verbose_name="no start before decision"),
                ),
                (
                    "use_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months for use"
                    ),
                ),
                (
                    "interim_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months for the interim report"
                    ),
                ),
                (
                    "proof_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months for the proof of use"
                    ),
                ),
                (
                    "retained_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="last instalment held back (0 to 1)",
                    ),
                ),
                (
                    "small_difference_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="small difference (EUR)",
                    ),
                ),
                (
                    "notification_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days until post counts as delivered"
                    ),
                ),
                (
                    "finality_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months until finality"
                    ),
                ),
                (
                    "retention_years",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="years of retention"
                    ),
                ),
                (
                    "interest_points",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="interest points above base rate",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "general_knowledge",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="fields to be confirmed by the ministry",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="directives",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Directive",
                "verbose_name_plural": "Directives",
                "ordering": ["program", "-valid_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("program"), "="),
                            (
                                programs.models.program.DirectivePeriod(
                                    models.F("valid_from"), models.F("valid_to")
                                ),
                                "&&",
                            ),
                        ],
                        name="directive_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("max_rate__isnull", True),
                            models.Q(("max_rate__gt", 0), ("max_rate__lte", 1)),
                            _connector="OR",
                        ),
                        name="directive_rate_is_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectiveEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.CharField(max_length=100, verbose_name="version")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "financing_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("share", "Share financing"),
                                ("deficit", "Deficit financing"),
                                ("fixed", "Fixed-amount financing"),
                                ("full", "Full financing"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="financing types",
                    ),
                ),
                (
                    "per_partner_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="per partner (EUR)",
                    ),
                ),
                (
                    "cap_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="cap per grant (EUR)",
                    ),
                ),
                (
                    "min_grant_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="minimum grant (EUR)",
                    ),
                ),
                (
                    "max_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="highest funding rate (0 to 1)",
                    ),
                ),
                (
                    "min_partners",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="partners as a rule"
                    ),
                ),
                (
                    "exceptional_partners",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="partners with a reason"
                    ),
                ),
                (
                    "cooperation_years",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="years of cooperation"
                    ),
                ),
                (
                    "min_saving_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="saving expected (0 to 1)",
                    ),
                ),
                (
                    "requires_no_prior_start",
                    models.BooleanField(default=False, verbose_name="no start before decision"),
                ),
                (
                    "use_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months for use"
                    ),
                ),
                (
                    "interim_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months for the interim report"
                    ),
                ),
                (
                    "proof_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months for the proof of use"
                    ),
                ),
                (
                    "retained_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="last instalment held back (0 to 1)",
                    ),
                ),
                (
                    "small_difference_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="small difference (EUR)",
                    ),
                ),
                (
                    "notification_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days until post counts as delivered"
                    ),
                ),
                (
                    "finality_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="months until finality"
                    ),
                ),
                (
                    "retention_years",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="years of retention"
                    ),
                ),
                (
                    "interest_points",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="interest points above base rate",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "general_knowledge",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="fields to be confirmed by the ministry",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
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
                        to="programs.directive",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EfaCost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("a", "a) Technical infrastructure"),
                            ("b", "b) Further development and change management"),
                            ("c", "c) Platform fees"),
                            ("d", "d) Operation, maintenance and support"),
                            ("e", "e) Directly assignable costs"),
                        ],
                        max_length=1,
                        verbose_name="cost category",
                    ),
                ),
                (
                    "key_kind",
                    models.CharField(
                        choices=[
                            ("inhabitants", "Inhabitants"),
                            ("use", "Actual use"),
                            ("target_group", "Size of the target group"),
                            ("koenigstein", "Königstein key"),
                        ],
                        max_length=12,
                        verbose_name="allocation key",
                    ),
                ),
                (
                    "bearer",
                    models.CharField(
                        choices=[("state", "State of Hessen"), ("municipality", "Municipality")],
                        default="state",
                        max_length=12,
                        verbose_name="cost bearer",
                    ),
                ),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="approved at"),
                ),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.budgetline",
                        verbose_name="budget line",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="costs",
                        to="services.onlineprocess",
                        verbose_name="EfA service",
                    ),
                ),
            ],
            options={
                "verbose_name": "EfA operating cost",
                "verbose_name_plural": "EfA operating costs",
                "ordering": ["-line__fiscal_year", "process"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_eur__gt", 0)), name="efa_cost_positive"
                    ),
                    models.UniqueConstraint(
                        fields=("process", "line", "category"), name="efa_cost_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="efa_cost_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EfaCostEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("a", "a) Technical infrastructure"),
                            ("b", "b) Further development and change management"),
                            ("c", "c) Platform fees"),
                            ("d", "d) Operation, maintenance and support"),
                            ("e", "e) Directly assignable costs"),
                        ],
                        max_length=1,
                        verbose_name="cost category",
                    ),
                ),
                (
                    "key_kind",
                    models.CharField(
                        choices=[
                            ("inhabitants", "Inhabitants"),
                            ("use", "Actual use"),
                            ("target_group", "Size of the target group"),
                            ("koenigstein", "Königstein key"),
                        ],
                        max_length=12,
                        verbose_name="allocation key",
                    ),
                ),
                (
                    "bearer",
                    models.CharField(
                        choices=[("state", "State of Hessen"), ("municipality", "Municipality")],
                        default="state",
                        max_length=12,
                        verbose_name="cost bearer",
                    ),
                ),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="approved at"),
                ),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.budgetline",
                        verbose_name="budget line",
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
                        to="programs.efacost",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="services.onlineprocess",
                        verbose_name="EfA service",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Envelope",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=60, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
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
                ("period_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("period_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="envelopes",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Envelope",
                "verbose_name_plural": "Envelopes",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="EnvelopePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contained_in",
                        to="programs.envelope",
                        verbose_name="part",
                    ),
                ),
                (
                    "whole",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contains",
                        to="programs.envelope",
                        verbose_name="whole",
                    ),
                ),
            ],
            options={
                "verbose_name": "Part of an envelope",
                "verbose_name_plural": "Parts of envelopes",
                "constraints": [
                    models.UniqueConstraint(fields=("whole", "part"), name="envelope_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(("whole", models.F("part")), _negated=True),
                        name="envelope_not_in_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file_reference",
                    models.CharField(
                        help_text="As in the file, e.g. “IV 3 - 3 v 03.02”.",
                        max_length=60,
                        verbose_name="file reference",
                    ),
                ),
                (
                    "dms_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="reference in the e-file"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="project")),
                ("purpose", models.TextField(blank=True, verbose_name="purpose of the grant")),
                (
                    "subject_area",
                    models.CharField(blank=True, max_length=100, verbose_name="task area"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Application received"),
                            ("in_review", "In review"),
                            ("query", "Papers requested"),
                            ("recommended", "Ready for decision"),
                            ("approval_pending", "Awaiting approval (four eyes)"),
                            ("approved", "Approved (not yet notified)"),
                            ("notified", "Decision notified"),
                            ("final", "Final"),
                            ("in_payment", "In payment"),
                            ("completed", "Project completed"),
                            ("proof_due", "Proof of use outstanding"),
                            ("proof_submitted", "Proof of use received"),
                            ("proof_in_review", "Proof of use in review"),
                            ("closed", "Closed"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Application withdrawn"),
                            ("objected", "Under appeal"),
                            ("revoked", "Revoked (§ 49 HVwVfG)"),
                            ("annulled", "Annulled (§ 48 HVwVfG)"),
                            ("lapsed", "Lapsed"),
                            ("reclaim_open", "Reclaim open"),
                            ("reclaim_settled", "Reclaim settled"),
                            ("recorded", "Known from a publication"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("entered", "Entered here"),
                            ("published", "From a publication"),
                            ("demo", "Demo data"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                ("search_text", models.CharField(editable=False, max_length=700)),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="application received on"),
                ),
                (
                    "complete_on",
                    models.DateField(blank=True, null=True, verbose_name="papers complete on"),
                ),
                (
                    "applied_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="applied for (EUR)",
                    ),
                ),
                (
                    "checklist_done",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="check list",
                    ),
                ),
                (
                    "state_interest_reason",
                    models.TextField(blank=True, verbose_name="interest of the state"),
                ),
                (
                    "project_start_on",
                    models.DateField(blank=True, null=True, verbose_name="project start"),
                ),
                (
                    "early_start_approved_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="consent to an early start on"
                    ),
                ),
                (
                    "procurement_confirmed",
                    models.BooleanField(default=False, verbose_name="procurement law confirmed"),
                ),
                (
                    "state_aid_relevant",
                    models.BooleanField(default=False, verbose_name="relevant for state aid"),
                ),
                (
                    "state_aid_basis",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="basis of the state aid"
                    ),
                ),
                (
                    "financing_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("share", "Share financing"),
                            ("deficit", "Deficit financing"),
                            ("fixed", "Fixed-amount financing"),
                            ("full", "Full financing"),
                        ],
                        max_length=10,
                        verbose_name="financing type",
                    ),
                ),
                (
                    "funding_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="funding rate (0 to 1)",
                    ),
                ),
                (
                    "total_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="total expenditure (EUR)",
                    ),
                ),
                (
                    "eligible_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="eligible expenditure (EUR)",
                    ),
                ),
                (
                    "own_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="own funds (EUR)",
                    ),
                ),
                (
                    "third_party_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="third-party funds (EUR)",
                    ),
                ),
                (
                    "override_reason",
                    models.TextField(blank=True, verbose_name="reason for a different amount"),
                ),
                (
                    "exception_reason",
                    models.TextField(blank=True, verbose_name="reason for fewer partners"),
                ),
                (
                    "cooperation_form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("working_group", "Municipal working group"),
                            ("special_purpose", "Special-purpose association"),
                            ("public_agreement", "Agreement under public law"),
                            ("joint_institution", "Joint institution under public law"),
                            ("private_law", "Form of private law"),
                        ],
                        max_length=20,
                        verbose_name="form of cooperation",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("development", "Project development"),
                            ("implementation", "Implementation"),
                        ],
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                (
                    "contract_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="contract signed on"),
                ),
                (
                    "cooperation_start",
                    models.DateField(blank=True, null=True, verbose_name="cooperation from"),
                ),
                (
                    "cooperation_until",
                    models.DateField(
                        blank=True, null=True, verbose_name="cooperation at least until"
                    ),
                ),
                (
                    "baseline_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="yearly cost before (EUR)",
                    ),
                ),
                (
                    "planned_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="yearly cost after (EUR)",
                    ),
                ),
                (
                    "saving_reason",
                    models.TextField(blank=True, verbose_name="reason for a lower saving"),
                ),
                (
                    "period_start",
                    models.DateField(blank=True, null=True, verbose_name="approval period from"),
                ),
                (
                    "period_end",
                    models.DateField(blank=True, null=True, verbose_name="approval period until"),
                ),
                (
                    "purpose_fulfilled_on",
                    models.DateField(blank=True, null=True, verbose_name="purpose fulfilled on"),
                ),
                (
                    "binding_until",
                    models.DateField(blank=True, null=True, verbose_name="assets bound until"),
                ),
                (
                    "may_pass_on",
                    models.BooleanField(default=False, verbose_name="may be passed on"),
                ),
                ("publishable", models.BooleanField(default=True, verbose_name="may be published")),
                (
                    "embargo_until",
                    models.DateField(blank=True, null=True, verbose_name="embargo until"),
                ),
                (
                    "handed_over_on",
                    models.DateField(blank=True, null=True, verbose_name="handed over on"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "retention_until",
                    models.DateField(blank=True, null=True, verbose_name="retained until"),
                ),
                (
                    "archive_offered_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="offered to the archive on"
                    ),
                ),
                (
                    "reuse_artifact",
                    models.CharField(blank=True, max_length=200, verbose_name="re-usable result"),
                ),
                (
                    "published_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="published year"
                    ),
                ),
                (
                    "published_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="published amount (EUR)",
                    ),
                ),
                (
                    "published_qualifier",
                    models.CharField(
                        blank=True,
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
                ("source_url", models.CharField(blank=True, max_length=400, verbose_name="source")),
                ("source_note", models.TextField(blank=True, verbose_name="note on the source")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.authority",
                        verbose_name="granting authority",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "directive",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="programs.directive",
                        verbose_name="directive",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_grants",
                        to="municipalities.municipality",
                        verbose_name="lead municipality",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                (
                    "reused_by",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="re-used by",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True,
                        related_name="grants",
                        to="services.ozgservice",
                        verbose_name="services",
                    ),
                ),
                (
                    "withdrawn_successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="programs.grant",
                        verbose_name="replaced by",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Grant",
                "verbose_name_plural": "Grants",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["program", "state"], name="grant_program_state"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_text"], name="grant_search", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program", "file_reference"),
                        name="file_reference_once",
                        violation_error_message="This file reference exists in this program already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_start__isnull", True),
                            ("period_end__isnull", True),
                            ("period_end__gte", models.F("period_start")),
                            _connector="OR",
                        ),
                        name="approval_period_runs_forward",
                        violation_error_message="The approval period ends before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applied_eur__isnull", True), ("applied_eur__gt", 0), _connector="OR"
                        ),
                        name="applied_amount_positive",
                        violation_error_message="The amount applied for must be more than 0,00 €.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("funding_rate__isnull", True),
                            models.Q(("funding_rate__gt", 0), ("funding_rate__lte", 1)),
                            _connector="OR",
                        ),
                        name="funding_rate_is_share",
                        violation_error_message="The funding rate lies above 0 % and up to 100 %.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "recorded"),
                            models.Q(("published_eur__isnull", True), ("published_qualifier", "")),
                            _connector="OR",
                        ),
                        name="published_amount_only_when_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallApplication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "applicant_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="applicant as published"
                    ),
                ),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="received on"),
                ),
                (
                    "selected_on",
                    models.DateField(blank=True, null=True, verbose_name="selected on"),
                ),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="applications",
                        to="programs.call",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="applicant",
                    ),
                ),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="partners",
                    ),
                ),
                (
                    "successor",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="programs.callapplication",
                        verbose_name="successor",
                    ),
                ),
                (
                    "grant",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_application",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Application to a call",
                "verbose_name_plural": "Applications to calls",
                "ordering": ["call", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor__isnull", True),
                            ("withdrawn_on__isnull", False),
                            _connector="OR",
                        ),
                        name="successor_needs_withdrawal",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CallApplicationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "applicant_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="applicant as published"
                    ),
                ),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="received on"),
                ),
                (
                    "selected_on",
                    models.DateField(blank=True, null=True, verbose_name="selected on"),
                ),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "call",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.call",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="municipalities.municipality",
                        verbose_name="applicant",
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
                        to="programs.callapplication",
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
                        to="programs.callapplication",
                        verbose_name="successor",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CallScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.PositiveSmallIntegerField(verbose_name="points")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="programs.callapplication",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.callcriterion",
                        verbose_name="criterion",
                    ),
                ),
            ],
            options={
                "verbose_name": "Score",
                "verbose_name_plural": "Scores",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "criterion"), name="score_once"),
                    models.CheckConstraint(
                        condition=models.Q(("points__lte", 100)), name="score_up_to_100"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("initial", "Grant decision"),
                            ("amendment", "Amending decision"),
                            ("rejection", "Rejection"),
                            ("revocation", "Revocation"),
                            ("annulment", "Annulment"),
                            ("final", "Final decision after audit"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=14,
                        verbose_name="change of the grant (EUR)",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("legal_basis", models.TextField(blank=True, verbose_name="legal basis")),
                ("purpose", models.TextField(blank=True, verbose_name="purpose of the grant")),
                (
                    "financing_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("share", "Share financing"),
                            ("deficit", "Deficit financing"),
                            ("fixed", "Fixed-amount financing"),
                            ("full", "Full financing"),
                        ],
                        max_length=10,
                        verbose_name="financing type",
                    ),
                ),
                (
                    "funding_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="funding rate (0 to 1)",
                    ),
                ),
                (
                    "eligible_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="eligible expenditure (EUR)",
                    ),
                ),
                (
                    "own_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="own funds (EUR)",
                    ),
                ),
                (
                    "third_party_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="third-party funds (EUR)",
                    ),
                ),
                (
                    "period_start",
                    models.DateField(blank=True, null=True, verbose_name="approval period from"),
                ),
                (
                    "period_end",
                    models.DateField(blank=True, null=True, verbose_name="approval period until"),
                ),
                (
                    "conditions_version",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="collateral clauses, version"
                    ),
                ),
                (
                    "special_conditions",
                    models.TextField(blank=True, verbose_name="special collateral clauses"),
                ),
                (
                    "appeal_notice",
                    models.TextField(blank=True, verbose_name="instruction on appeal"),
                ),
                (
                    "publication_note",
                    models.TextField(blank=True, verbose_name="note on data and publication"),
                ),
                ("hearing_on", models.DateField(blank=True, null=True, verbose_name="hearing on")),
                (
                    "prepared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="prepared at"),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="approved at"),
                ),
                (
                    "needs_third_signature",
                    models.BooleanField(default=False, verbose_name="needs a third signature"),
                ),
                (
                    "countersigned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="countersigned at"),
                ),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="sent on")),
                (
                    "notification_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("post", "By post"),
                            ("electronic", "Electronically"),
                            ("handed_over", "Handed over"),
                        ],
                        max_length=12,
                        verbose_name="way of notification",
                    ),
                ),
                (
                    "delivered_on",
                    models.DateField(blank=True, null=True, verbose_name="counts as notified on"),
                ),
                (
                    "objected_on",
                    models.DateField(blank=True, null=True, verbose_name="appeal received on"),
                ),
                (
                    "appeal_waived_on",
                    models.DateField(blank=True, null=True, verbose_name="appeal waived on"),
                ),
                ("final_on", models.DateField(blank=True, null=True, verbose_name="final on")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "countersigned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="countersigned by",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Decision",
                "verbose_name_plural": "Decisions",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "initial")),
                        fields=("grant",),
                        name="one_initial_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_four_eyes",
                        violation_error_message="Whoever prepared a decision does not approve it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("countersigned_by__isnull", True),
                            models.Q(
                                models.Q(
                                    ("countersigned_by", models.F("prepared_by")), _negated=True
                                ),
                                models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(
                                        ("countersigned_by", models.F("approved_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="decision_six_eyes",
                        violation_error_message="The third signature is that of a third person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", True),
                            models.Q(("prepared_at__isnull", False), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="approved_decision_was_prepared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_at__isnull", True),
                            ("needs_third_signature", False),
                            ("countersigned_at__isnull", False),
                            _connector="OR",
                        ),
                        name="approved_decision_is_countersigned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notified_on__isnull", True),
                            ("approved_at__isnull", False),
                            _connector="OR",
                        ),
                        name="notified_decision_is_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "initial"), _negated=True),
                            ("amount_eur__gt", 0),
                            _connector="OR",
                        ),
                        name="initial_decision_grants_money",
                        violation_error_message="A grant decision grants more than 0,00 €.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("initial", "Grant decision"),
                            ("amendment", "Amending decision"),
                            ("rejection", "Rejection"),
                            ("revocation", "Revocation"),
                            ("annulment", "Annulment"),
                            ("final", "Final decision after audit"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=14,
                        verbose_name="change of the grant (EUR)",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("legal_basis", models.TextField(blank=True, verbose_name="legal basis")),
                ("purpose", models.TextField(blank=True, verbose_name="purpose of the grant")),
                (
                    "financing_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("share", "Share financing"),
                            ("deficit", "Deficit financing"),
                            ("fixed", "Fixed-amount financing"),
                            ("full", "Full financing"),
                        ],
                        max_length=10,
                        verbose_name="financing type",
                    ),
                ),
                (
                    "funding_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="funding rate (0 to 1)",
                    ),
                ),
                (
                    "eligible_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="eligible expenditure (EUR)",
                    ),
                ),
                (
                    "own_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="own funds (EUR)",
                    ),
                ),
                (
                    "third_party_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="third-party funds (EUR)",
                    ),
                ),
                (
                    "period_start",
                    models.DateField(blank=True, null=True, verbose_name="approval period from"),
                ),
                (
                    "period_end",
                    models.DateField(blank=True, null=True, verbose_name="approval period until"),
                ),
                (
                    "conditions_version",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="collateral clauses, version"
                    ),
                ),
                (
                    "special_conditions",
                    models.TextField(blank=True, verbose_name="special collateral clauses"),
                ),
                (
                    "appeal_notice",
                    models.TextField(blank=True, verbose_name="instruction on appeal"),
                ),
                (
                    "publication_note",
                    models.TextField(blank=True, verbose_name="note on data and publication"),
                ),
                ("hearing_on", models.DateField(blank=True, null=True, verbose_name="hearing on")),
                (
                    "prepared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="prepared at"),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="approved at"),
                ),
                (
                    "needs_third_signature",
                    models.BooleanField(default=False, verbose_name="needs a third signature"),
                ),
                (
                    "countersigned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="countersigned at"),
                ),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="sent on")),
                (
                    "notification_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("post", "By post"),
                            ("electronic", "Electronically"),
                            ("handed_over", "Handed over"),
                        ],
                        max_length=12,
                        verbose_name="way of notification",
                    ),
                ),
                (
                    "delivered_on",
                    models.DateField(blank=True, null=True, verbose_name="counts as notified on"),
                ),
                (
                    "objected_on",
                    models.DateField(blank=True, null=True, verbose_name="appeal received on"),
                ),
                (
                    "appeal_waived_on",
                    models.DateField(blank=True, null=True, verbose_name="appeal waived on"),
                ),
                ("final_on", models.DateField(blank=True, null=True, verbose_name="final on")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "countersigned_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="countersigned by",
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
                        to="programs.decision",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DecisionShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="share (EUR)"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="programs.decision",
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
            ],
            options={
                "verbose_name": "Share",
                "verbose_name_plural": "Shares",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "municipality"), name="decision_share_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="received on"),
                ),
                (
                    "dms_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="reference in the e-file"
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="programs.grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Document",
                "verbose_name_plural": "Documents",
                "ordering": ["received_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Drawdown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("requested_on", models.DateField(verbose_name="requested on")),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                (
                    "needed_for",
                    models.CharField(blank=True, max_length=300, verbose_name="needed for"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.budgetline",
                        verbose_name="budget line",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawdowns",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Drawdown",
                "verbose_name_plural": "Drawdowns",
                "ordering": ["requested_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_eur__gt", 0)),
                        name="drawdown_positive",
                        violation_error_message="A drawdown asks for more than 0,00 €.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DrawdownEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("requested_on", models.DateField(verbose_name="requested on")),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                (
                    "needed_for",
                    models.CharField(blank=True, max_length=300, verbose_name="needed for"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.budgetline",
                        verbose_name="budget line",
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
                        to="programs.drawdown",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GrantBalance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "committed_eur",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="committed (EUR)"
                    ),
                ),
                (
                    "drawn_eur",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="drawn (EUR)"
                    ),
                ),
                (
                    "paid_eur",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="paid (EUR)"
                    ),
                ),
                (
                    "claimed_eur",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="reclaimed (EUR)"
                    ),
                ),
                (
                    "repaid_eur",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=14, verbose_name="repaid (EUR)"
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="balances",
                        to="programs.grant",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grant_balances",
                        to="programs.budgetline",
                    ),
                ),
            ],
            options={
                "verbose_name": "Balance of a grant",
                "verbose_name_plural": "Balances of the grants",
                "constraints": [
                    models.UniqueConstraint(fields=("grant", "line"), name="grant_balance_once"),
                    models.CheckConstraint(
                        condition=models.Q(("drawn_eur__lte", models.F("committed_eur"))),
                        name="never_drawn_over_committed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paid_eur__lte", models.F("drawn_eur"))),
                        name="never_paid_over_drawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("repaid_eur__lte", models.F("paid_eur"))),
                        name="never_repaid_over_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claimed_eur__lte", models.F("paid_eur"))),
                        name="never_reclaimed_over_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("committed_eur__gte", 0), ("paid_eur__gte", 0), ("repaid_eur__gte", 0)
                        ),
                        name="grant_balance_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "file_reference",
                    models.CharField(
                        help_text="As in the file, e.g. “IV 3 - 3 v 03.02”.",
                        max_length=60,
                        verbose_name="file reference",
                    ),
                ),
                (
                    "dms_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="reference in the e-file"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="project")),
                ("purpose", models.TextField(blank=True, verbose_name="purpose of the grant")),
                (
                    "subject_area",
                    models.CharField(blank=True, max_length=100, verbose_name="task area"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Application received"),
                            ("in_review", "In review"),
                            ("query", "Papers requested"),
                            ("recommended", "Ready for decision"),
                            ("approval_pending", "Awaiting approval (four eyes)"),
                            ("approved", "Approved (not yet notified)"),
                            ("notified", "Decision notified"),
                            ("final", "Final"),
                            ("in_payment", "In payment"),
                            ("completed", "Project completed"),
                            ("proof_due", "Proof of use outstanding"),
                            ("proof_submitted", "Proof of use received"),
                            ("proof_in_review", "Proof of use in review"),
                            ("closed", "Closed"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Application withdrawn"),
                            ("objected", "Under appeal"),
                            ("revoked", "Revoked (§ 49 HVwVfG)"),
                            ("annulled", "Annulled (§ 48 HVwVfG)"),
                            ("lapsed", "Lapsed"),
                            ("reclaim_open", "Reclaim open"),
                            ("reclaim_settled", "Reclaim settled"),
                            ("recorded", "Known from a publication"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("entered", "Entered here"),
                            ("published", "From a publication"),
                            ("demo", "Demo data"),
                        ],
                        default="entered",
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="application received on"),
                ),
                (
                    "complete_on",
                    models.DateField(blank=True, null=True, verbose_name="papers complete on"),
                ),
                (
                    "applied_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="applied for (EUR)",
                    ),
                ),
                (
                    "checklist_done",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="check list",
                    ),
                ),
                (
                    "state_interest_reason",
                    models.TextField(blank=True, verbose_name="interest of the state"),
                ),
                (
                    "project_start_on",
                    models.DateField(blank=True, null=True, verbose_name="project start"),
                ),
                (
                    "early_start_approved_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="consent to an early start on"
                    ),
                ),
                (
                    "procurement_confirmed",
                    models.BooleanField(default=False, verbose_name="procurement law confirmed"),
                ),
                (
                    "state_aid_relevant",
                    models.BooleanField(default=False, verbose_name="relevant for state aid"),
                ),
                (
                    "state_aid_basis",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="basis of the state aid"
                    ),
                ),
                (
                    "financing_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("share", "Share financing"),
                            ("deficit", "Deficit financing"),
                            ("fixed", "Fixed-amount financing"),
                            ("full", "Full financing"),
                        ],
                        max_length=10,
                        verbose_name="financing type",
                    ),
                ),
                (
                    "funding_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=5,
                        null=True,
                        verbose_name="funding rate (0 to 1)",
                    ),
                ),
                (
                    "total_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="total expenditure (EUR)",
                    ),
                ),
                (
                    "eligible_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="eligible expenditure (EUR)",
                    ),
                ),
                (
                    "own_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="own funds (EUR)",
                    ),
                ),
                (
                    "third_party_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="third-party funds (EUR)",
                    ),
                ),
                (
                    "override_reason",
                    models.TextField(blank=True, verbose_name="reason for a different amount"),
                ),
                (
                    "exception_reason",
                    models.TextField(blank=True, verbose_name="reason for fewer partners"),
                ),
                (
                    "cooperation_form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("working_group", "Municipal working group"),
                            ("special_purpose", "Special-purpose association"),
                            ("public_agreement", "Agreement under public law"),
                            ("joint_institution", "Joint institution under public law"),
                            ("private_law", "Form of private law"),
                        ],
                        max_length=20,
                        verbose_name="form of cooperation",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("development", "Project development"),
                            ("implementation", "Implementation"),
                        ],
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                (
                    "contract_signed_on",
                    models.DateField(blank=True, null=True, verbose_name="contract signed on"),
                ),
                (
                    "cooperation_start",
                    models.DateField(blank=True, null=True, verbose_name="cooperation from"),
                ),
                (
                    "cooperation_until",
                    models.DateField(
                        blank=True, null=True, verbose_name="cooperation at least until"
                    ),
                ),
                (
                    "baseline_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="yearly cost before (EUR)",
                    ),
                ),
                (
                    "planned_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="yearly cost after (EUR)",
                    ),
                ),
                (
                    "saving_reason",
                    models.TextField(blank=True, verbose_name="reason for a lower saving"),
                ),
                (
                    "period_start",
                    models.DateField(blank=True, null=True, verbose_name="approval period from"),
                ),
                (
                    "period_end",
                    models.DateField(blank=True, null=True, verbose_name="approval period until"),
                ),
                (
                    "purpose_fulfilled_on",
                    models.DateField(blank=True, null=True, verbose_name="purpose fulfilled on"),
                ),
                (
                    "binding_until",
                    models.DateField(blank=True, null=True, verbose_name="assets bound until"),
                ),
                (
                    "may_pass_on",
                    models.BooleanField(default=False, verbose_name="may be passed on"),
                ),
                ("publishable", models.BooleanField(default=True, verbose_name="may be published")),
                (
                    "embargo_until",
                    models.DateField(blank=True, null=True, verbose_name="embargo until"),
                ),
                (
                    "handed_over_on",
                    models.DateField(blank=True, null=True, verbose_name="handed over on"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "retention_until",
                    models.DateField(blank=True, null=True, verbose_name="retained until"),
                ),
                (
                    "archive_offered_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="offered to the archive on"
                    ),
                ),
                (
                    "reuse_artifact",
                    models.CharField(blank=True, max_length=200, verbose_name="re-usable result"),
                ),
                (
                    "published_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="published year"
                    ),
                ),
                (
                    "published_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="published amount (EUR)",
                    ),
                ),
                (
                    "published_qualifier",
                    models.CharField(
                        blank=True,
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
                ("source_url", models.CharField(blank=True, max_length=400, verbose_name="source")),
                ("source_note", models.TextField(blank=True, verbose_name="note on the source")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.authority",
                        verbose_name="granting authority",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "directive",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.directive",
                        verbose_name="directive",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="municipalities.municipality",
                        verbose_name="lead municipality",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
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
                        to="programs.grant",
                    ),
                ),
                (
                    "withdrawn_successor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.grant",
                        verbose_name="replaced by",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HkrPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "booking_reference",
                    models.CharField(
                        max_length=60, unique=True, verbose_name="booking number (HKR)"
                    ),
                ),
                (
                    "file_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="file reference"),
                ),
                ("value_date", models.DateField(verbose_name="value date")),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                (
                    "explanation",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="explanation of a difference"
                    ),
                ),
                (
                    "imported_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.budgetline",
                        verbose_name="budget line",
                    ),
                ),
            ],
            options={
                "verbose_name": "HKR payment",
                "verbose_name_plural": "HKR payments",
                "ordering": ["value_date", "booking_reference"],
            },
        ),
        migrations.CreateModel(
            name="InKindSupport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="received on")),
                ("description", models.CharField(max_length=200, verbose_name="what")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="number")),
                (
                    "is_demo",
                    models.BooleanField(default=False, editable=False, verbose_name="demo"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_kind",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_kind",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Support in kind",
                "verbose_name_plural": "Support in kind",
                "ordering": ["-received_on"],
            },
        ),
        migrations.CreateModel(
            name="InterimReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("for_year", models.PositiveSmallIntegerField(verbose_name="for the year")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "submitted_on",
                    models.DateField(blank=True, null=True, verbose_name="received on"),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interim_reports",
                        to="programs.grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Interim report",
                "verbose_name_plural": "Interim reports",
                "ordering": ["due_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grant", "for_year"), name="interim_report_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MissingPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="paper")),
                ("requested_on", models.DateField(verbose_name="requested on")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "received_on",
                    models.DateField(blank=True, null=True, verbose_name="received on"),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="missing_papers",
                        to="programs.grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Missing paper",
                "verbose_name_plural": "Missing papers",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("requested_on"))),
                        name="paper_due_after_request",
                        violation_error_message="The deadline lies before the request.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "share_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="share (EUR)",
                    ),
                ),
                (
                    "resolution_on",
                    models.DateField(blank=True, null=True, verbose_name="council's resolution on"),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="programs.grant",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "Participation",
                "verbose_name_plural": "Participations",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grant", "municipality"),
                        name="participation_once",
                        violation_error_message="This municipality takes part already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_eur__isnull", True), ("share_eur__gte", 0), _connector="OR"
                        ),
                        name="share_not_negative",
                        violation_error_message="A share cannot be negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParticipationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "share_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="share (EUR)",
                    ),
                ),
                (
                    "resolution_on",
                    models.DateField(blank=True, null=True, verbose_name="council's resolution on"),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.grant",
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
                        to="programs.participation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="value date")),
                (
                    "use_until",
                    models.DateField(blank=True, null=True, verbose_name="to be used until"),
                ),
                (
                    "used_on",
                    models.DateField(blank=True, null=True, verbose_name="use reported on"),
                ),
                (
                    "booking_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="booking number (HKR)"
                    ),
                ),
                (
                    "is_final_instalment",
                    models.BooleanField(default=False, verbose_name="last instalment"),
                ),
                ("prepared_at", models.DateTimeField(verbose_name="found correct at")),
                (
                    "ordered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ordered at"),
                ),
                (
                    "drawdown",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="programs.drawdown",
                        verbose_name="drawdown",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ordered by",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="found correct by",
                    ),
                ),
            ],
            options={
                "verbose_name": "Payment",
                "verbose_name_plural": "Payments",
                "ordering": ["paid_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_eur__gt", 0)),
                        name="payment_positive",
                        violation_error_message="A payment pays more than 0,00 €.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ordered_by__isnull", True),
                            models.Q(("ordered_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="payment_four_eyes",
                        violation_error_message="Whoever found a payment correct does not order it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ordered_at__isnull", True),
                            ("paid_on__isnull", False),
                            _connector="OR",
                        ),
                        name="ordered_payment_has_value_date",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("booking_reference", ""), _negated=True),
                        fields=("booking_reference",),
                        name="booking_reference_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="value date")),
                (
                    "use_until",
                    models.DateField(blank=True, null=True, verbose_name="to be used until"),
                ),
                (
                    "used_on",
                    models.DateField(blank=True, null=True, verbose_name="use reported on"),
                ),
                (
                    "booking_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="booking number (HKR)"
                    ),
                ),
                (
                    "is_final_instalment",
                    models.BooleanField(default=False, verbose_name="last instalment"),
                ),
                ("prepared_at", models.DateTimeField(verbose_name="found correct at")),
                (
                    "ordered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ordered at"),
                ),
                (
                    "drawdown",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.drawdown",
                        verbose_name="drawdown",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ordered by",
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
                        to="programs.payment",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="found correct by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProgramEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="other names",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "grant_kind",
                    models.CharField(
                        choices=[
                            ("grant", "Grant (Zuwendung)"),
                            ("allocation", "Allocation (Zuweisung)"),
                            ("in_kind", "Support in kind"),
                        ],
                        max_length=12,
                        verbose_name="kind of funding",
                    ),
                ),
                (
                    "funding_source",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="source of the funds"
                    ),
                ),
                (
                    "count_since",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="counted since"
                    ),
                ),
                (
                    "third_signature_from_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="third signature from (EUR)",
                    ),
                ),
                (
                    "checklist",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="check list",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts on")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                (
                    "granting_authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.authority",
                        verbose_name="granting authority",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.program",
                        verbose_name="part of",
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
                        to="programs.program",
                    ),
                ),
                (
                    "policy_owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.authority",
                        verbose_name="policy owner",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProofOfUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("simple", "Simple proof of use"), ("full", "Full proof of use")],
                        default="simple",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "submitted_on",
                    models.DateField(blank=True, null=True, verbose_name="received on"),
                ),
                (
                    "narrative_report",
                    models.BooleanField(default=False, verbose_name="narrative report present"),
                ),
                (
                    "financial_statement",
                    models.BooleanField(default=False, verbose_name="financial statement present"),
                ),
                (
                    "actual_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="actual eligible expenditure (EUR)",
                    ),
                ),
                (
                    "other_funds_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="actual own and third-party funds (EUR)",
                    ),
                ),
                ("sampled", models.BooleanField(default=False, verbose_name="checked in depth")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("reduced", "Accepted with reduction"),
                            ("refused", "Not accepted"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("check_note", models.TextField(blank=True, verbose_name="audit note")),
                (
                    "recalculated_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="recalculated grant (EUR)",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proof",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Proof of use",
                "verbose_name_plural": "Proofs of use",
                "ordering": ["due_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_on__isnull", True),
                            models.Q(
                                ("submitted_on__isnull", False),
                                models.Q(("check_note", ""), _negated=True),
                                models.Q(("result", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="check_has_note_and_result",
                        violation_error_message="A check needs a receipt, a result and a note.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofOfUseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("simple", "Simple proof of use"), ("full", "Full proof of use")],
                        default="simple",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "submitted_on",
                    models.DateField(blank=True, null=True, verbose_name="received on"),
                ),
                (
                    "narrative_report",
                    models.BooleanField(default=False, verbose_name="narrative report present"),
                ),
                (
                    "financial_statement",
                    models.BooleanField(default=False, verbose_name="financial statement present"),
                ),
                (
                    "actual_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="actual eligible expenditure (EUR)",
                    ),
                ),
                (
                    "other_funds_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="actual own and third-party funds (EUR)",
                    ),
                ),
                ("sampled", models.BooleanField(default=False, verbose_name="checked in depth")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("reduced", "Accepted with reduction"),
                            ("refused", "Not accepted"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("check_note", models.TextField(blank=True, verbose_name="audit note")),
                (
                    "recalculated_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="recalculated grant (EUR)",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.grant",
                        verbose_name="grant",
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
                        to="programs.proofofuse",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PublishedFigure",
            fields=[
                (
                    "key",
                    models.SlugField(
                        max_length=80, primary_key=True, serialize=False, verbose_name="key"
                    ),
                ),
                (
                    "region",
                    models.CharField(default="Hessen", max_length=60, verbose_name="region"),
                ),
                ("measure", models.CharField(max_length=100, verbose_name="measure")),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value"
                    ),
                ),
                ("unit", models.CharField(max_length=100, verbose_name="unit")),
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
                ("period_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("period_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("as_of", models.CharField(blank=True, max_length=10, verbose_name="as of")),
                ("basis", models.CharField(max_length=200, verbose_name="basis")),
                ("counting_rule", models.CharField(max_length=200, verbose_name="counting rule")),
                ("source", models.CharField(max_length=400, verbose_name="source")),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_figures",
                        to="programs.program",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "Published figure",
                "verbose_name_plural": "Published figures",
                "ordering": ["key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                            models.Q(("counting_rule", ""), _negated=True),
                        ),
                        name="published_figure_is_explained",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", False), ("qualifier", "unknown"), _connector="OR"
                        ),
                        name="no_value_means_unknown",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reclaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("hearing_on", models.DateField(blank=True, null=True, verbose_name="hearing on")),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                ("interest_from", models.DateField(verbose_name="interest from")),
                (
                    "interest_to",
                    models.DateField(blank=True, null=True, verbose_name="interest until"),
                ),
                (
                    "interest_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="interest (EUR)",
                    ),
                ),
                (
                    "waived_interest_reason",
                    models.TextField(blank=True, verbose_name="reason for waiving interest"),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                (
                    "limitation_on",
                    models.DateField(blank=True, null=True, verbose_name="interest lapses on"),
                ),
                (
                    "prepared_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="prepared at",
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="approved at"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reclaims",
                        to="programs.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reclaims",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
            ],
            options={
                "verbose_name": "Reclaim",
                "verbose_name_plural": "Reclaims",
                "ordering": ["due_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_eur__gt", 0)), name="reclaim_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="reclaim_four_eyes",
                        violation_error_message="Whoever prepared a reclaim does not approve it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("appropriation", "Appropriation"),
                            ("supplementary", "Supplementary budget"),
                            ("carry_over", "Carry-over"),
                            ("block", "Block"),
                            ("release", "Release of a block"),
                            ("commitment", "Commitment"),
                            ("drawdown", "Drawdown"),
                            ("payment", "Payment"),
                            ("claim", "Reclaim"),
                            ("repayment", "Repayment"),
                            ("interest", "Interest"),
                            ("operating_cost", "Operating cost"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                ("document", models.CharField(max_length=200, verbose_name="document")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("booked_on", models.DateField(verbose_name="booked on")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="programs.decision",
                    ),
                ),
                (
                    "drawdown",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="programs.drawdown",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="programs.grant",
                        verbose_name="grant",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="programs.budgetline",
                        verbose_name="budget line",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="programs.ledgerentry",
                        verbose_name="reverses",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="programs.payment",
                    ),
                ),
                (
                    "reclaim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="programs.reclaim",
                    ),
                ),
            ],
            options={
                "verbose_name": "Ledger entry",
                "verbose_name_plural": "Ledger entries",
                "ordering": ["booked_on", "pk"],
                "indexes": [models.Index(fields=["line", "booked_on"], name="ledger_line_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_eur", 0), _negated=True),
                        name="entry_moves_money",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "appropriation",
                                    "supplementary",
                                    "carry_over",
                                    "block",
                                    "release",
                                    "commitment",
                                    "drawdown",
                                    "payment",
                                    "claim",
                                    "repayment",
                                    "interest",
                                    "operating_cost",
                                ],
                            )
                        ),
                        name="entry_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses__isnull", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reversal_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recorded_by__isnull", True),
                            ("approved_by__isnull", True),
                            models.Q(("recorded_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReclaimEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reason", models.TextField(verbose_name="reason")),
                ("hearing_on", models.DateField(blank=True, null=True, verbose_name="hearing on")),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                ("interest_from", models.DateField(verbose_name="interest from")),
                (
                    "interest_to",
                    models.DateField(blank=True, null=True, verbose_name="interest until"),
                ),
                (
                    "interest_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="interest (EUR)",
                    ),
                ),
                (
                    "waived_interest_reason",
                    models.TextField(blank=True, verbose_name="reason for waiving interest"),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                (
                    "limitation_on",
                    models.DateField(blank=True, null=True, verbose_name="interest lapses on"),
                ),
                (
                    "prepared_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="prepared at",
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="approved at"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
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
                        to="programs.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programs.grant",
                        verbose_name="grant",
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
                        to="programs.reclaim",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stage", models.PositiveSmallIntegerField(verbose_name="stage")),
                ("sent_on", models.DateField(verbose_name="sent on")),
                (
                    "proof",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="programs.proofofuse",
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
                "verbose_name": "Reminder",
                "verbose_name_plural": "Reminders",
                "ordering": ["sent_on"],
                "constraints": [
                    models.UniqueConstraint(fields=("proof", "stage"), name="reminder_stage_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StationLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "station",
                    models.CharField(
                        choices=[
                            ("district", "District"),
                            ("government_district", "Government district authority"),
                            ("ministry", "Ministry"),
                        ],
                        max_length=20,
                        verbose_name="station",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "forwarded_on",
                    models.DateField(blank=True, null=True, verbose_name="forwarded on"),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="opinion")),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stations",
                        to="programs.grant",
                    ),
                ),
            ],
            options={
                "verbose_name": "Station",
                "verbose_name_plural": "Stations",
                "ordering": ["received_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("forwarded_on__isnull", True),
                            ("forwarded_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="station_forwards_after_receipt",
                        violation_error_message="Forwarded before it was received.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tranche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount_eur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="amount (EUR)"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tranches",
                        to="programs.decision",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tranches",
                        to="programs.grant",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tranches",
                        to="programs.budgetline",
                        verbose_name="budget line",
                    ),
                ),
            ],
            options={
                "verbose_name": "Tranche",
                "verbose_name_plural": "Tranches",
                "ordering": ["line__fiscal_year", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "line"), name="tranche_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_eur", 0), _negated=True),
                        name="tranche_moves_money",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Envelope",
            name="parts",
            field=models.ManyToManyField(
                related_name="wholes", through="programs.EnvelopePart", to="programs.envelope"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="program",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_programevent" ("aliases", "checklist", "code", "count_since", "description", "ends_on", "funding_source", "grant_kind", "granting_authority_id", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_owner_id", "source", "starts_on", "third_signature_from_eur") VALUES (NEW."aliases", NEW."checklist", NEW."code", NEW."count_since", NEW."description", NEW."ends_on", NEW."funding_source", NEW."grant_kind", NEW."granting_authority_id", NEW."id", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."policy_owner_id", NEW."source", NEW."starts_on", NEW."third_signature_from_eur"); RETURN NULL;',
                    hash="ceb58a0f66d594d852726725f99d3c058e300e39",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5a554",
                    table="programs_program",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="program",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_programevent" ("aliases", "checklist", "code", "count_since", "description", "ends_on", "funding_source", "grant_kind", "granting_authority_id", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_owner_id", "source", "starts_on", "third_signature_from_eur") VALUES (NEW."aliases", NEW."checklist", NEW."code", NEW."count_since", NEW."description", NEW."ends_on", NEW."funding_source", NEW."grant_kind", NEW."granting_authority_id", NEW."id", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."policy_owner_id", NEW."source", NEW."starts_on", NEW."third_signature_from_eur"); RETURN NULL;',
                    hash="924ef29e16ff6bc707e1a7f500fc091210b7c796",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7f86c",
                    table="programs_program",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="opens_balance",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    INSERT INTO programs_budgetbalance (line_id, available_eur, committed_eur, paid_eur)\n    VALUES (NEW.id, 0, 0, 0);\n    RETURN NEW;\n",
                    hash="b03849c2b6220cc1e8db53e8f0df66b2b5b394da",
                    operation="INSERT",
                    pgid="pgtrigger_opens_balance_5cea2",
                    table="programs_budgetline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="line_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('budget', '', '{}'::jsonb);\n            RETURN NULL;\n        ",
                    hash="808da3ec0c456ab25674328e6bd3863ce21075c7",
                    level="STATEMENT",
                    operation='UPDATE OF "program_id", "fiscal_year", "due_year"',
                    pgid="pgtrigger_line_dirty_aac3e",
                    table="programs_budgetline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_budgetlineevent" ("due_year", "einzelplan", "fiscal_year", "foerderprodukt", "funding_status", "id", "is_ceiling", "is_demo", "kapitel", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "titel") VALUES (NEW."due_year", NEW."einzelplan", NEW."fiscal_year", NEW."foerderprodukt", NEW."funding_status", NEW."id", NEW."is_ceiling", NEW."is_demo", NEW."kapitel", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."titel"); RETURN NULL;',
                    hash="15d7766598af084d11548dda6dc7d07fe3a508fc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d0abe",
                    table="programs_budgetline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_budgetlineevent" ("due_year", "einzelplan", "fiscal_year", "foerderprodukt", "funding_status", "id", "is_ceiling", "is_demo", "kapitel", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "titel") VALUES (NEW."due_year", NEW."einzelplan", NEW."fiscal_year", NEW."foerderprodukt", NEW."funding_status", NEW."id", NEW."is_ceiling", NEW."is_demo", NEW."kapitel", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."titel"); RETURN NULL;',
                    hash="6e64d0a358d55bccdf61e527f9c011ef5e2ba021",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ee746",
                    table="programs_budgetline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="call",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_callevent" ("announced_on", "deadline_on", "id", "is_demo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "program_id", "source") VALUES (NEW."announced_on", NEW."deadline_on", NEW."id", NEW."is_demo", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."program_id", NEW."source"); RETURN NULL;',
                    hash="d2f282055e384812eaffb7b8300868392b26db2d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_24f06",
                    table="programs_call",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="call",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_callevent" ("announced_on", "deadline_on", "id", "is_demo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "program_id", "source") VALUES (NEW."announced_on", NEW."deadline_on", NEW."id", NEW."is_demo", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."program_id", NEW."source"); RETURN NULL;',
                    hash="c5989b515d3c3b12f63c4b3d12cf80fcf2dba31a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1a861",
                    table="programs_call",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="directive",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_directiveevent" ("cap_eur", "cooperation_years", "exceptional_partners", "finality_months", "financing_types", "general_knowledge", "id", "interest_points", "interim_months", "max_rate", "min_grant_eur", "min_partners", "min_saving_rate", "note", "notification_days", "per_partner_eur", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "proof_months", "requires_no_prior_start", "retained_rate", "retention_years", "small_difference_eur", "source", "use_months", "valid_from", "valid_to", "version") VALUES (NEW."cap_eur", NEW."cooperation_years", NEW."exceptional_partners", NEW."finality_months", NEW."financing_types", NEW."general_knowledge", NEW."id", NEW."interest_points", NEW."interim_months", NEW."max_rate", NEW."min_grant_eur", NEW."min_partners", NEW."min_saving_rate", NEW."note", NEW."notification_days", NEW."per_partner_eur", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."program_id", NEW."proof_months", NEW."requires_no_prior_start", NEW."retained_rate", NEW."retention_years", NEW."small_difference_eur", NEW."source", NEW."use_months", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="437a03477f78e84f8ec7164781b16bc609d766bf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5f07e",
                    table="programs_directive",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="directive",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_directiveevent" ("cap_eur", "cooperation_years", "exceptional_partners", "finality_months", "financing_types", "general_knowledge", "id", "interest_points", "interim_months", "max_rate", "min_grant_eur", "min_partners", "min_saving_rate", "note", "notification_days", "per_partner_eur", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "proof_months", "requires_no_prior_start", "retained_rate", "retention_years", "small_difference_eur", "source", "use_months", "valid_from", "valid_to", "version") VALUES (NEW."cap_eur", NEW."cooperation_years", NEW."exceptional_partners", NEW."finality_months", NEW."financing_types", NEW."general_knowledge", NEW."id", NEW."interest_points", NEW."interim_months", NEW."max_rate", NEW."min_grant_eur", NEW."min_partners", NEW."min_saving_rate", NEW."note", NEW."notification_days", NEW."per_partner_eur", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."program_id", NEW."proof_months", NEW."requires_no_prior_start", NEW."retained_rate", NEW."retention_years", NEW."small_difference_eur", NEW."source", NEW."use_months", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="49948407cdd80ea9ef9bf2729792e9570d76ebe9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ebfb1",
                    table="programs_directive",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="efacost",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_efacostevent" ("amount_eur", "approved_at", "approved_by_id", "bearer", "category", "id", "is_demo", "key_kind", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "process_id") VALUES (NEW."amount_eur", NEW."approved_at", NEW."approved_by_id", NEW."bearer", NEW."category", NEW."id", NEW."is_demo", NEW."key_kind", NEW."line_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_by_id", NEW."process_id"); RETURN NULL;',
                    hash="9ae1045659dcf62d58c96a2b049513e75d98f792",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_38dc9",
                    table="programs_efacost",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="efacost",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_efacostevent" ("amount_eur", "approved_at", "approved_by_id", "bearer", "category", "id", "is_demo", "key_kind", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "process_id") VALUES (NEW."amount_eur", NEW."approved_at", NEW."approved_by_id", NEW."bearer", NEW."category", NEW."id", NEW."is_demo", NEW."key_kind", NEW."line_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_by_id", NEW."process_id"); RETURN NULL;',
                    hash="8a76616ae436d284610bc7dc01556a35a6dff248",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_987ab",
                    table="programs_efacost",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_while_retained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF OLD.state <> 'draft' AND (\n                        OLD.retention_until IS NULL OR OLD.retention_until >= CURRENT_DATE\n                        OR OLD.archive_offered_on IS NULL\n                    ) THEN\n                        RAISE EXCEPTION 'grant % is inside its retention', OLD.file_reference\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN OLD;\n                ",
                    hash="35fa987e0d704528e443af31663e1b43ba1c03f4",
                    operation="DELETE",
                    pgid="pgtrigger_kept_while_retained_958d3",
                    table="programs_grant",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_grantevent" ("applied_eur", "archive_offered_on", "authority_id", "baseline_eur", "binding_until", "checklist_done", "closed_on", "complete_on", "contract_signed_on", "cooperation_form", "cooperation_start", "cooperation_until", "created_at", "created_by_id", "directive_id", "dms_reference", "early_start_approved_on", "eligible_eur", "embargo_until", "exception_reason", "file_reference", "financing_type", "funding_rate", "handed_over_on", "id", "lead_id", "may_pass_on", "officer_id", "origin", "override_reason", "own_eur", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_eur", "procurement_confirmed", "program_id", "project_start_on", "publishable", "published_eur", "published_qualifier", "published_year", "purpose", "purpose_fulfilled_on", "received_on", "retention_until", "reuse_artifact", "saving_reason", "source_note", "source_url", "stage", "state", "state_aid_basis", "state_aid_relevant", "state_interest_reason", "subject_area", "third_party_eur", "title", "total_eur", "withdrawn_successor_id") VALUES (NEW."applied_eur", NEW."archive_offered_on", NEW."authority_id", NEW."baseline_eur", NEW."binding_until", NEW."checklist_done", NEW."closed_on", NEW."complete_on", NEW."contract_signed_on", NEW."cooperation_form", NEW."cooperation_start", NEW."cooperation_until", NEW."created_at", NEW."created_by_id", NEW."directive_id", NEW."dms_reference", NEW."early_start_approved_on", NEW."eligible_eur", NEW."embargo_until", NEW."exception_reason", NEW."file_reference", NEW."financing_type", NEW."funding_rate", NEW."handed_over_on", NEW."id", NEW."lead_id", NEW."may_pass_on", NEW."officer_id", NEW."origin", NEW."override_reason", NEW."own_eur", NEW."period_end", NEW."period_start", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_eur", NEW."procurement_confirmed", NEW."program_id", NEW."project_start_on", NEW."publishable", NEW."published_eur", NEW."published_qualifier", NEW."published_year", NEW."purpose", NEW."purpose_fulfilled_on", NEW."received_on", NEW."retention_until", NEW."reuse_artifact", NEW."saving_reason", NEW."source_note", NEW."source_url", NEW."stage", NEW."state", NEW."state_aid_basis", NEW."state_aid_relevant", NEW."state_interest_reason", NEW."subject_area", NEW."third_party_eur", NEW."title", NEW."total_eur", NEW."withdrawn_successor_id"); RETURN NULL;',
                    hash="66a2af051d7671289d0cd80313b6f83b9f9c16f1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0f7b1",
                    table="programs_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."applied_eur" IS DISTINCT FROM (NEW."applied_eur") OR OLD."archive_offered_on" IS DISTINCT FROM (NEW."archive_offered_on") OR OLD."authority_id" IS DISTINCT FROM (NEW."authority_id") OR OLD."baseline_eur" IS DISTINCT FROM (NEW."baseline_eur") OR OLD."binding_until" IS DISTINCT FROM (NEW."binding_until") OR OLD."checklist_done" IS DISTINCT FROM (NEW."checklist_done") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."complete_on" IS DISTINCT FROM (NEW."complete_on") OR OLD."contract_signed_on" IS DISTINCT FROM (NEW."contract_signed_on") OR OLD."cooperation_form" IS DISTINCT FROM (NEW."cooperation_form") OR OLD."cooperation_start" IS DISTINCT FROM (NEW."cooperation_start") OR OLD."cooperation_until" IS DISTINCT FROM (NEW."cooperation_until") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."directive_id" IS DISTINCT FROM (NEW."directive_id") OR OLD."dms_reference" IS DISTINCT FROM (NEW."dms_reference") OR OLD."early_start_approved_on" IS DISTINCT FROM (NEW."early_start_approved_on") OR OLD."eligible_eur" IS DISTINCT FROM (NEW."eligible_eur") OR OLD."embargo_until" IS DISTINCT FROM (NEW."embargo_until") OR OLD."exception_reason" IS DISTINCT FROM (NEW."exception_reason") OR OLD."file_reference" IS DISTINCT FROM (NEW."file_reference") OR OLD."financing_type" IS DISTINCT FROM (NEW."financing_type") OR OLD."funding_rate" IS DISTINCT FROM (NEW."funding_rate") OR OLD."handed_over_on" IS DISTINCT FROM (NEW."handed_over_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lead_id" IS DISTINCT FROM (NEW."lead_id") OR OLD."may_pass_on" IS DISTINCT FROM (NEW."may_pass_on") OR OLD."officer_id" IS DISTINCT FROM (NEW."officer_id") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."override_reason" IS DISTINCT FROM (NEW."override_reason") OR OLD."own_eur" IS DISTINCT FROM (NEW."own_eur") OR OLD."period_end" IS DISTINCT FROM (NEW."period_end") OR OLD."period_start" IS DISTINCT FROM (NEW."period_start") OR OLD."planned_eur" IS DISTINCT FROM (NEW."planned_eur") OR OLD."procurement_confirmed" IS DISTINCT FROM (NEW."procurement_confirmed") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."project_start_on" IS DISTINCT FROM (NEW."project_start_on") OR OLD."publishable" IS DISTINCT FROM (NEW."publishable") OR OLD."published_eur" IS DISTINCT FROM (NEW."published_eur") OR OLD."published_qualifier" IS DISTINCT FROM (NEW."published_qualifier") OR OLD."published_year" IS DISTINCT FROM (NEW."published_year") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."purpose_fulfilled_on" IS DISTINCT FROM (NEW."purpose_fulfilled_on") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."retention_until" IS DISTINCT FROM (NEW."retention_until") OR OLD."reuse_artifact" IS DISTINCT FROM (NEW."reuse_artifact") OR OLD."saving_reason" IS DISTINCT FROM (NEW."saving_reason") OR OLD."source_note" IS DISTINCT FROM (NEW."source_note") OR OLD."source_url" IS DISTINCT FROM (NEW."source_url") OR OLD."stage" IS DISTINCT FROM (NEW."stage") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_aid_basis" IS DISTINCT FROM (NEW."state_aid_basis") OR OLD."state_aid_relevant" IS DISTINCT FROM (NEW."state_aid_relevant") OR OLD."state_interest_reason" IS DISTINCT FROM (NEW."state_interest_reason") OR OLD."subject_area" IS DISTINCT FROM (NEW."subject_area") OR OLD."third_party_eur" IS DISTINCT FROM (NEW."third_party_eur") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."total_eur" IS DISTINCT FROM (NEW."total_eur") OR OLD."withdrawn_successor_id" IS DISTINCT FROM (NEW."withdrawn_successor_id"))',
                    func='INSERT INTO "programs_grantevent" ("applied_eur", "archive_offered_on", "authority_id", "baseline_eur", "binding_until", "checklist_done", "closed_on", "complete_on", "contract_signed_on", "cooperation_form", "cooperation_start", "cooperation_until", "created_at", "created_by_id", "directive_id", "dms_reference", "early_start_approved_on", "eligible_eur", "embargo_until", "exception_reason", "file_reference", "financing_type", "funding_rate", "handed_over_on", "id", "lead_id", "may_pass_on", "officer_id", "origin", "override_reason", "own_eur", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_eur", "procurement_confirmed", "program_id", "project_start_on", "publishable", "published_eur", "published_qualifier", "published_year", "purpose", "purpose_fulfilled_on", "received_on", "retention_until", "reuse_artifact", "saving_reason", "source_note", "source_url", "stage", "state", "state_aid_basis", "state_aid_relevant", "state_interest_reason", "subject_area", "third_party_eur", "title", "total_eur", "withdrawn_successor_id") VALUES (NEW."applied_eur", NEW."archive_offered_on", NEW."authority_id", NEW."baseline_eur", NEW."binding_until", NEW."checklist_done", NEW."closed_on", NEW."complete_on", NEW."contract_signed_on", NEW."cooperation_form", NEW."cooperation_start", NEW."cooperation_until", NEW."created_at", NEW."created_by_id", NEW."directive_id", NEW."dms_reference", NEW."early_start_approved_on", NEW."eligible_eur", NEW."embargo_until", NEW."exception_reason", NEW."file_reference", NEW."financing_type", NEW."funding_rate", NEW."handed_over_on", NEW."id", NEW."lead_id", NEW."may_pass_on", NEW."officer_id", NEW."origin", NEW."override_reason", NEW."own_eur", NEW."period_end", NEW."period_start", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_eur", NEW."procurement_confirmed", NEW."program_id", NEW."project_start_on", NEW."publishable", NEW."published_eur", NEW."published_qualifier", NEW."published_year", NEW."purpose", NEW."purpose_fulfilled_on", NEW."received_on", NEW."retention_until", NEW."reuse_artifact", NEW."saving_reason", NEW."source_note", NEW."source_url", NEW."stage", NEW."state", NEW."state_aid_basis", NEW."state_aid_relevant", NEW."state_interest_reason", NEW."subject_area", NEW."third_party_eur", NEW."title", NEW."total_eur", NEW."withdrawn_successor_id"); RETURN NULL;',
                    hash="964dfd3c82481669726e54ebd2bfb5e8cd717d0a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8746f",
                    table="programs_grant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callapplication",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_callapplicationevent" ("applicant_name", "call_id", "grant_id", "id", "lead_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "selected_on", "successor_id", "withdrawn_on") VALUES (NEW."applicant_name", NEW."call_id", NEW."grant_id", NEW."id", NEW."lead_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."received_on", NEW."selected_on", NEW."successor_id", NEW."withdrawn_on"); RETURN NULL;',
                    hash="2e91eae026f43ba3eb3f0e62fa5be76f7f633149",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2b681",
                    table="programs_callapplication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callapplication",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_callapplicationevent" ("applicant_name", "call_id", "grant_id", "id", "lead_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "selected_on", "successor_id", "withdrawn_on") VALUES (NEW."applicant_name", NEW."call_id", NEW."grant_id", NEW."id", NEW."lead_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."received_on", NEW."selected_on", NEW."successor_id", NEW."withdrawn_on"); RETURN NULL;',
                    hash="3b12d902985be5ea2aeda45f756b0e382e664f7c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f5b79",
                    table="programs_callapplication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="sums_add_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.approved_at IS NOT NULL AND OLD.approved_at IS NULL AND NEW.amount_eur <> 0 THEN\n        IF (SELECT COALESCE(sum(amount_eur), 0) FROM programs_decisionshare\n                WHERE decision_id = NEW.id) <> NEW.amount_eur THEN\n            RAISE EXCEPTION 'shares of decision % do not add up to %', NEW.id, NEW.amount_eur\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_add_up';\n        END IF;\n        IF (SELECT COALESCE(sum(amount_eur), 0) FROM programs_tranche\n                WHERE decision_id = NEW.id) <> NEW.amount_eur THEN\n            RAISE EXCEPTION 'tranches of decision % do not add up to %', NEW.id, NEW.amount_eur\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'tranches_add_up';\n        END IF;\n    END IF;\n    RETURN NEW;\n",
                    hash="55c0798b3b22ec119f2f37d7289e45271b9b1cc0",
                    operation="UPDATE",
                    pgid="pgtrigger_sums_add_up_a0b18",
                    table="programs_decision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_after_approval",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF OLD.approved_at IS NOT NULL AND (\n        to_jsonb(OLD) - ARRAY['notified_on', 'notification_kind', 'delivered_on', 'final_on',\n            'appeal_waived_on', 'objected_on']\n        <> to_jsonb(NEW) - ARRAY['notified_on', 'notification_kind', 'delivered_on', 'final_on',\n            'appeal_waived_on', 'objected_on']\n    ) THEN\n        RAISE EXCEPTION 'decision % is approved and frozen', OLD.id\n            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_frozen';\n    END IF;\n    RETURN NEW;\n",
                    hash="3f1ac40e939ce054c73bde618063cbb7ab96250b",
                    operation="UPDATE",
                    pgid="pgtrigger_frozen_after_approval_bb839",
                    table="programs_decision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_once_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF OLD.approved_at IS NOT NULL THEN\n        RAISE EXCEPTION 'decision % is approved and cannot be deleted', OLD.id\n            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_frozen';\n    END IF;\n    RETURN OLD;\n",
                    hash="3e204ff58b9c743927a3963a7497229cc8cf2920",
                    operation="DELETE",
                    pgid="pgtrigger_kept_once_approved_2ad67",
                    table="programs_decision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_decisionevent" ("amount_eur", "appeal_notice", "appeal_waived_on", "approved_at", "approved_by_id", "conditions_version", "countersigned_at", "countersigned_by_id", "created_at", "decided_on", "delivered_on", "eligible_eur", "final_on", "financing_type", "funding_rate", "grant_id", "hearing_on", "id", "kind", "legal_basis", "needs_third_signature", "notification_kind", "notified_on", "number", "objected_on", "own_eur", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "publication_note", "purpose", "reason", "special_conditions", "third_party_eur") VALUES (NEW."amount_eur", NEW."appeal_notice", NEW."appeal_waived_on", NEW."approved_at", NEW."approved_by_id", NEW."conditions_version", NEW."countersigned_at", NEW."countersigned_by_id", NEW."created_at", NEW."decided_on", NEW."delivered_on", NEW."eligible_eur", NEW."final_on", NEW."financing_type", NEW."funding_rate", NEW."grant_id", NEW."hearing_on", NEW."id", NEW."kind", NEW."legal_basis", NEW."needs_third_signature", NEW."notification_kind", NEW."notified_on", NEW."number", NEW."objected_on", NEW."own_eur", NEW."period_end", NEW."period_start", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."publication_note", NEW."purpose", NEW."reason", NEW."special_conditions", NEW."third_party_eur"); RETURN NULL;',
                    hash="f68f3f6735180798e990904fc3503365d4c2e1a0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_025f7",
                    table="programs_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_decisionevent" ("amount_eur", "appeal_notice", "appeal_waived_on", "approved_at", "approved_by_id", "conditions_version", "countersigned_at", "countersigned_by_id", "created_at", "decided_on", "delivered_on", "eligible_eur", "final_on", "financing_type", "funding_rate", "grant_id", "hearing_on", "id", "kind", "legal_basis", "needs_third_signature", "notification_kind", "notified_on", "number", "objected_on", "own_eur", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "publication_note", "purpose", "reason", "special_conditions", "third_party_eur") VALUES (NEW."amount_eur", NEW."appeal_notice", NEW."appeal_waived_on", NEW."approved_at", NEW."approved_by_id", NEW."conditions_version", NEW."countersigned_at", NEW."countersigned_by_id", NEW."created_at", NEW."decided_on", NEW."delivered_on", NEW."eligible_eur", NEW."final_on", NEW."financing_type", NEW."funding_rate", NEW."grant_id", NEW."hearing_on", NEW."id", NEW."kind", NEW."legal_basis", NEW."needs_third_signature", NEW."notification_kind", NEW."notified_on", NEW."number", NEW."objected_on", NEW."own_eur", NEW."period_end", NEW."period_start", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."publication_note", NEW."purpose", NEW."reason", NEW."special_conditions", NEW."third_party_eur"); RETURN NULL;',
                    hash="63c5c5d57f6b3b1511e4c5b97b471ba78b07edcf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_49860",
                    table="programs_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionshare",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_with_decision",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM programs_decision WHERE approved_at IS NOT NULL\n                    AND id IN (OLD.decision_id, NEW.decision_id)) THEN\n                RAISE EXCEPTION 'share of an approved decision cannot change'\n                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_frozen';\n            END IF;\n            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\n        ",
                    hash="a09817c4cd9fbcd42ceeb5b44e81d95bfd85c018",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_with_decision_03770",
                    table="programs_decisionshare",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawdown",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_drawdownevent" ("amount_eur", "grant_id", "id", "line_id", "needed_for", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "requested_on") VALUES (NEW."amount_eur", NEW."grant_id", NEW."id", NEW."line_id", NEW."needed_for", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."requested_on"); RETURN NULL;',
                    hash="ed04f0a7d9aa244c79840061362f45f64cac2459",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9da49",
                    table="programs_drawdown",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawdown",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_drawdownevent" ("amount_eur", "grant_id", "id", "line_id", "needed_for", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "requested_on") VALUES (NEW."amount_eur", NEW."grant_id", NEW."id", NEW."line_id", NEW."needed_for", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."requested_on"); RETURN NULL;',
                    hash="6ebb00376b77c0cb481b17b28681ab0d27209e1b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_260cc",
                    table="programs_drawdown",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_participationevent" ("grant_id", "id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolution_on", "share_eur") VALUES (NEW."grant_id", NEW."id", NEW."municipality_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resolution_on", NEW."share_eur"); RETURN NULL;',
                    hash="90340b198231924a1e9a623bf270fb4b97dc9690",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9a819",
                    table="programs_participation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_participationevent" ("grant_id", "id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resolution_on", "share_eur") VALUES (NEW."grant_id", NEW."id", NEW."municipality_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resolution_on", NEW."share_eur"); RETURN NULL;',
                    hash="656f7f7b70778f9be11959ee3c8c962cbaa33f2e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ce143",
                    table="programs_participation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_paymentevent" ("amount_eur", "booking_reference", "drawdown_id", "id", "is_final_instalment", "ordered_at", "ordered_by_id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "use_until", "used_on") VALUES (NEW."amount_eur", NEW."booking_reference", NEW."drawdown_id", NEW."id", NEW."is_final_instalment", NEW."ordered_at", NEW."ordered_by_id", NEW."paid_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."use_until", NEW."used_on"); RETURN NULL;',
                    hash="29b43486081ee7292250049abad5ced7577aafee",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d999c",
                    table="programs_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_paymentevent" ("amount_eur", "booking_reference", "drawdown_id", "id", "is_final_instalment", "ordered_at", "ordered_by_id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "use_until", "used_on") VALUES (NEW."amount_eur", NEW."booking_reference", NEW."drawdown_id", NEW."id", NEW."is_final_instalment", NEW."ordered_at", NEW."ordered_by_id", NEW."paid_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."use_until", NEW."used_on"); RETURN NULL;',
                    hash="29ad40bfbcc4eb62359d4d397cff6d7016efc296",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_65aaa",
                    table="programs_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proofofuse",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_proofofuseevent" ("actual_eur", "check_note", "checked_by_id", "checked_on", "due_on", "financial_statement", "grant_id", "id", "kind", "narrative_report", "other_funds_eur", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recalculated_eur", "result", "sampled", "submitted_on") VALUES (NEW."actual_eur", NEW."check_note", NEW."checked_by_id", NEW."checked_on", NEW."due_on", NEW."financial_statement", NEW."grant_id", NEW."id", NEW."kind", NEW."narrative_report", NEW."other_funds_eur", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recalculated_eur", NEW."result", NEW."sampled", NEW."submitted_on"); RETURN NULL;',
                    hash="a8a74ba4bd0f32b611cfa2163c1de135ef16f2e2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f5862",
                    table="programs_proofofuse",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proofofuse",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_proofofuseevent" ("actual_eur", "check_note", "checked_by_id", "checked_on", "due_on", "financial_statement", "grant_id", "id", "kind", "narrative_report", "other_funds_eur", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recalculated_eur", "result", "sampled", "submitted_on") VALUES (NEW."actual_eur", NEW."check_note", NEW."checked_by_id", NEW."checked_on", NEW."due_on", NEW."financial_statement", NEW."grant_id", NEW."id", NEW."kind", NEW."narrative_report", NEW."other_funds_eur", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recalculated_eur", NEW."result", NEW."sampled", NEW."submitted_on"); RETURN NULL;',
                    hash="fb951ba760953780df974f5b1a7eb5b47f5f2526",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7c20b",
                    table="programs_proofofuse",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programs_reclaimevent" ("amount_eur", "approved_at", "approved_by_id", "decision_id", "due_on", "grant_id", "hearing_on", "id", "interest_eur", "interest_from", "interest_to", "limitation_on", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "reason", "waived_interest_reason") VALUES (NEW."amount_eur", NEW."approved_at", NEW."approved_by_id", NEW."decision_id", NEW."due_on", NEW."grant_id", NEW."hearing_on", NEW."id", NEW."interest_eur", NEW."interest_from", NEW."interest_to", NEW."limitation_on", NEW."paid_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."reason", NEW."waived_interest_reason"); RETURN NULL;',
                    hash="bb6fbab0bebaa1cb19366b981d5ebc39778b3d32",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_dfb0b",
                    table="programs_reclaim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programs_reclaimevent" ("amount_eur", "approved_at", "approved_by_id", "decision_id", "due_on", "grant_id", "hearing_on", "id", "interest_eur", "interest_from", "interest_to", "limitation_on", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "reason", "waived_interest_reason") VALUES (NEW."amount_eur", NEW."approved_at", NEW."approved_by_id", NEW."decision_id", NEW."due_on", NEW."grant_id", NEW."hearing_on", NEW."id", NEW."interest_eur", NEW."interest_from", NEW."interest_to", NEW."limitation_on", NEW."paid_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."reason", NEW."waived_interest_reason"); RETURN NULL;',
                    hash="dc117957b8db5a0996823e2e4fbce1e27416c764",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e6558",
                    table="programs_reclaim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="38b15aec1cf11eb1b82762ac033267d3de1e8018",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2240a",
                    table="programs_ledgerentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME\n                    USING ERRCODE = 'restrict_violation';\n            ",
                    hash="d028672842cbeb030f5eb42970d475525992f628",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_1340d",
                    table="programs_ledgerentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_balances",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM 1 FROM programs_budgetbalance\n        WHERE line_id IN (SELECT line_id FROM booked) ORDER BY line_id FOR UPDATE;\n    UPDATE programs_budgetbalance b SET\n        available_eur = b.available_eur + n.available,\n        committed_eur = b.committed_eur + n.committed,\n        paid_eur = b.paid_eur + n.paid\n    FROM (\n        SELECT line_id,\n            COALESCE(sum(amount_eur) FILTER (WHERE kind IN\n                ('appropriation', 'supplementary', 'carry_over', 'block', 'release')), 0)\n                AS available,\n            COALESCE(sum(amount_eur) FILTER (WHERE kind IN ('commitment', 'operating_cost')), 0)\n                AS committed,\n            COALESCE(sum(amount_eur) FILTER (WHERE kind IN ('payment', 'operating_cost')), 0)\n                AS paid\n        FROM booked GROUP BY line_id\n    ) n\n    WHERE b.line_id = n.line_id;\n\n    INSERT INTO programs_grantbalance\n        (grant_id, line_id, committed_eur, drawn_eur, paid_eur, claimed_eur, repaid_eur)\n    SELECT DISTINCT grant_id, line_id, 0, 0, 0, 0, 0 FROM booked\n    WHERE grant_id IS NOT NULL ORDER BY grant_id, line_id\n    ON CONFLICT (grant_id, line_id) DO NOTHING;\n    UPDATE programs_grantbalance b SET\n        committed_eur = b.committed_eur + n.committed,\n        drawn_eur = b.drawn_eur + n.drawn,\n        paid_eur = b.paid_eur + n.paid,\n        claimed_eur = b.claimed_eur + n.claimed,\n        repaid_eur = b.repaid_eur + n.repaid\n    FROM (\n        SELECT grant_id, line_id,\n            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'commitment'), 0) AS committed,\n            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'drawdown'), 0) AS drawn,\n            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'payment'), 0) AS paid,\n            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'claim'), 0) AS claimed,\n            COALESCE(sum(amount_eur) FILTER (WHERE kind = 'repayment'), 0) AS repaid\n        FROM booked WHERE grant_id IS NOT NULL GROUP BY grant_id, line_id\n    ) n\n    WHERE b.grant_id = n.grant_id AND b.line_id = n.line_id;\n    RETURN NULL;\n",
                    hash="3ca8a2ae1c75d368fbbb617f721f19ef3ee2acd6",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_keeps_balances_4a6bd",
                    referencing="REFERENCING NEW TABLE AS booked ",
                    table="programs_ledgerentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="ledger_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            INSERT INTO core_dirtykey (rollup, ags, key, since) \n    SELECT 'budget', COALESCE(t.municipality_id, '06'),\n        jsonb_build_object('program_id', l.program_id, 'fiscal_year', l.fiscal_year),\n        min(t.booked_on)\n    FROM touched t JOIN programs_budgetline l ON l.id = t.line_id\n    GROUP BY t.municipality_id, l.program_id, l.fiscal_year\n;\n            RETURN NULL;\n        ",
                    hash="fe449565381925cdaaa448412d39de4b6c3cb9b0",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_ledger_dirty_09914",
                    referencing="REFERENCING NEW TABLE AS touched ",
                    table="programs_ledgerentry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tranche",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_with_decision",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM programs_decision WHERE approved_at IS NOT NULL\n                    AND id IN (OLD.decision_id, NEW.decision_id)) THEN\n                RAISE EXCEPTION 'tranche of an approved decision cannot change'\n                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_frozen';\n            END IF;\n            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\n        ",
                    hash="e8b03ced5baaf797d7cce8ec1a5f86ff1434ead8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_with_decision_52143",
                    table="programs_tranche",
                    when="BEFORE",
                ),
            ),
        ),
    ]
