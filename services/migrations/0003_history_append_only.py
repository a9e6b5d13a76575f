from __future__ import annotations

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0002_progress_rollup_key"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="advicegivenevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a5ac0417af513e2b3f9cb17629bac558fdf9d4b6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b1858",
                    table="services_advicegivenevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="competenceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="74e2e4ef410ca5b9720b316756d809a1e415c6ae",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_78230",
                    table="services_competenceevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="onlineprocessevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b70eded2210ec07b55e64a8315a9999b2a404c6d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_31148",
                    table="services_onlineprocessevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ozgserviceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="dfd5646bc5b5e6e576361af8b86c927cb212dd16",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1e3e3",
                    table="services_ozgserviceevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="steeringdecisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d0237441dfe75616b362a739f4e3a65455d621a1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_25e5e",
                    table="services_steeringdecisionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workitemevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="95a0cde17673fc5405f11fc7726b356740d3afb5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f1195",
                    table="services_workitemevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
