from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("services", "0002_progress_rollup_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("code", models.CharField(max_length=20, serialize=False, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("is_current", models.BooleanField(default=False, verbose_name="used for quotas")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MaturityModelEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "version",
                    models.CharField(max_length=5, serialize=False, verbose_name="version"),
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SituationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.SlugField(
                        db_index=False, max_length=80, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ThemeFieldEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.SlugField(
                        db_index=False, max_length=40, serialize=False, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("lead", models.CharField(blank=True, max_length=100, verbose_name="federal lead")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="catalogue",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_catalogueevent" ("as_of", "code", "is_current", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."as_of", NEW."code", NEW."is_current", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."source"); RETURN NULL;',
                    hash="9cb275e1b4400089d5f741c5563c4544628cb8d6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_22ed8",
                    table="services_catalogue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="catalogue",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_catalogueevent" ("as_of", "code", "is_current", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (NEW."as_of", NEW."code", NEW."is_current", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."source"); RETURN NULL;',
                    hash="8fe28d6b77fad764281a71419541e2ef1080564d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_91ac1",
                    table="services_catalogue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="maturitymodel",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_maturitymodelevent" ("compliant_from", "criteria", "highest_level", "name", "online_from", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid_from", "valid_to", "version") VALUES (NEW."compliant_from", NEW."criteria", NEW."highest_level", NEW."name", NEW."online_from", _pgh_attach_context(), NOW(), \'insert\', NEW."version", NEW."source", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="ec5d2e75be51da114ade8fe031fdfd8a10f2a8f6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c2ffb",
                    table="services_maturitymodel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="maturitymodel",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_maturitymodelevent" ("compliant_from", "criteria", "highest_level", "name", "online_from", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid_from", "valid_to", "version") VALUES (NEW."compliant_from", NEW."criteria", NEW."highest_level", NEW."name", NEW."online_from", _pgh_attach_context(), NOW(), \'update\', NEW."version", NEW."source", NEW."valid_from", NEW."valid_to", NEW."version"); RETURN NULL;',
                    hash="394b1f7016a69f52931a3b61333ea3e010a98af9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b98e9",
                    table="services_maturitymodel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="situation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_situationevent" ("code", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_field_id") VALUES (NEW."code", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."theme_field_id"); RETURN NULL;',
                    hash="37f7c9b3ac02f1a2344ca2a94e5163c9a309d3d2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bfa6d",
                    table="services_situation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="situation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_situationevent" ("code", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_field_id") VALUES (NEW."code", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."theme_field_id"); RETURN NULL;',
                    hash="7ca10dc22950f99fe9ed4d96d870e87905c4fcb5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2a333",
                    table="services_situation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="themefield",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "services_themefieldevent" ("code", "lead", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."code", NEW."lead", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."position"); RETURN NULL;',
                    hash="30a9f145d7d9aaecd82adf7b76617bf60074100d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_80cee",
                    table="services_themefield",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="themefield",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "services_themefieldevent" ("code", "lead", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."code", NEW."lead", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."position"); RETURN NULL;',
                    hash="9e8d1718761f6454fd59019e50508867381a176c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e821a",
                    table="services_themefield",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="catalogueevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="catalogueevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="services.catalogue",
            ),
        ),
        migrations.AddField(
            model_name="maturitymodelevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="maturitymodelevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="services.maturitymodel",
            ),
        ),
        migrations.AddField(
            model_name="situationevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="situationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="services.situation",
            ),
        ),
        migrations.AddField(
            model_name="situationevent",
            name="theme_field",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="services.themefield",
                verbose_name="theme field",
            ),
        ),
        migrations.AddField(
            model_name="themefieldevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="themefieldevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="services.themefield",
            ),
        ),
    ]
