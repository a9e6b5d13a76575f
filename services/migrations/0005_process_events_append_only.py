from __future__ import annotations

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """The states of a process are never rewritten or removed, whatever the door."""

    dependencies = [
        ("services", "0004_process_kind_counts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="processevent",
            name="process",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="state_events",
                to="services.onlineprocess",
                verbose_name="process",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="db718cac9aa46850bca0a58059be8a52fdc7d7c6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bf460",
                    table="services_processevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="processevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME\n                    USING ERRCODE = 'restrict_violation';\n            ",
                    hash="fbd43a25ef257d2a5fd92ff4aaeed0c8046594e2",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_43dfd",
                    table="services_processevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
