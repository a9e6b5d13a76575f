"""Tell the planner that a key has one level: it expected one row of the state, and got 557."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0007_last_state_of_a_process")]

    operations = [
        migrations.RunSQL(
            """
            CREATE STATISTICS progress_rollup_level (dependencies, mcv)
            ON level, ags FROM services_progressrollup
            """,
            "DROP STATISTICS progress_rollup_level",
        )
    ]
