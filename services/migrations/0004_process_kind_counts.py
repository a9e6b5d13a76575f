from __future__ import annotations

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# The stored month ends counted processes of other kinds as provided: they are computed anew.
ASK_FOR_MONTHS = """
    INSERT INTO core_dirtykey (rollup, ags, key) VALUES ('progress_months', '', '{}'::jsonb)
"""


class Migration(migrations.Migration):
    """Only civento and EfA are provided for re-use, so a changed kind moves all month ends."""

    dependencies = [
        ("services", "0003_history_of_the_catalogue"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="onlineprocess",
            trigger=pgtrigger.compiler.Trigger(
                name="process_kind_months_dirty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind"))',
                    func="\n                    INSERT INTO core_dirtykey (rollup, ags, key)\n                    VALUES ('progress_months', '', '{}'::jsonb);\n                    RETURN NULL;\n                ",
                    hash="48be5760f2f68b05537150294fd4086a6af14e18",
                    operation="UPDATE",
                    pgid="pgtrigger_process_kind_months_dirty_ce4bb",
                    table="services_onlineprocess",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(ASK_FOR_MONTHS, migrations.RunSQL.noop),
    ]
