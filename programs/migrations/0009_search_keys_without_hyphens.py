"""Search keys are folded anew: hyphens and spaces have become one."""

from typing import Any

from django.db import migrations

from core.text import search_key

AT_A_TIME = 1000


def fold_anew(apps: Any, schema_editor: Any) -> None:
    municipality = apps.get_model("municipalities", "Municipality")
    for row in _of(municipality, "name", "official_name", "postal_code"):
        _fold(row, "search_name", row.name, row.official_name, row.postal_code)
    for name in ("OzgService", "LeikaService"):
        for row in _of(apps.get_model("services", name), "name"):
            _fold(row, "search_name", row.name)
    for row in _of(apps.get_model("programs", "Grant"), "file_reference", "title", "subject_area"):
        _fold(row, "search_text", row.file_reference, row.title, row.subject_area)


def _of(model: Any, *names: str) -> Any:
    key = "search_text" if model.__name__ == "Grant" else "search_name"
    return model._default_manager.only("pk", key, *names).iterator(chunk_size=AT_A_TIME)


def _fold(row: Any, name: str, *texts: str) -> None:
    key = search_key(" ".join(texts))
    if key != getattr(row, name):
        type(row)._default_manager.filter(pk=row.pk).update(**{name: key})


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0008_double_funding_answered"),
        ("municipalities", "0001_initial"),
        ("services", "0002_progress_rollup_key"),
    ]

    operations = [migrations.RunPython(fold_anew, migrations.RunPython.noop)]
