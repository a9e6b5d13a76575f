from __future__ import annotations

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0001_initial"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="membershipevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="85b0b41ff99350bd85037111e11d4b597525e669",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3086d",
                    table="municipalities_membershipevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="municipalityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="320e2f2adf8d13617285a09c9a51ec71ade6cd91",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d7e04",
                    table="municipalities_municipalityevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="populationfigureevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0e93583bca2cfeeb589f6d98e9db066da4f7efb7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_da042",
                    table="municipalities_populationfigureevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
