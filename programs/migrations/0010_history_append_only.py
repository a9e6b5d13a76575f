from __future__ import annotations

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0009_search_keys_without_hyphens"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="budgetlineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3011aa00afb74753b19ee50630a5821c17f301d2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a8b54",
                    table="programs_budgetlineevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callapplicationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9d2127ca55c808945780e9205b2dec34d47167f0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2efa0",
                    table="programs_callapplicationevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calldecisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e25210d4a0839655a235ea9ba7bfe09d42ee1cee",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e2f89",
                    table="programs_calldecisionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5318021116716d13f57422914c9acf2ced17a51e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ade07",
                    table="programs_callevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0928bfa6d9137235dae8015044b3e2a307ec81e4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f5b12",
                    table="programs_decisionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="directiveevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9b2829e26448303989876703a8152b9693337a10",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d51fd",
                    table="programs_directiveevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawdownevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1606c4477f393c8261b7d19fb4ecfe36e957ab45",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0c942",
                    table="programs_drawdownevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="efacostevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="657a73e944bf2e1be073cb30cec518e5aa5036db",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a97c8",
                    table="programs_efacostevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grantevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7075dc3e45fd744414a38faab5e124604497c218",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5177f",
                    table="programs_grantevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7c69f4d15cc977c78c5c5fe1a8b4f86aa95be0c0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b0ac6",
                    table="programs_participationevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="45076a403980e6a1a13b8832bb148d07735b950e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_15798",
                    table="programs_paymentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="programevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1b959981adc0355b7d255711197f23ff38ced4ca",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e6397",
                    table="programs_programevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proofofuseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cb85bd0c02f5f3d2d3572a549c792d605a3b2c74",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ec8f5",
                    table="programs_proofofuseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rateruleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2c0e271ddc3387e2e41696779a60442186214ced",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cb1c5",
                    table="programs_rateruleevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reclaimevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9c5ab0b26e1cb6d9152432b045d044c2894d9356",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_43e0d",
                    table="programs_reclaimevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reconciliationnoteevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4a83edfee419fbb123f6ce76025d7b46020da860",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d9675",
                    table="programs_reconciliationnoteevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
