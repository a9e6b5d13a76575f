"""The doors agree with each other: Procfile, docker-compose.yml, Makefile, .env.example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils.module_loading import import_string

from ozg_hessen.web_worker import BufferingWorker

PROJECT: Path = settings.BASE_DIR


def procfile() -> dict[str, str]:
    lines = (PROJECT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def compose() -> dict[str, dict[str, object]]:
    services: dict[str, dict[str, object]] = yaml.safe_load(
        (PROJECT / "docker-compose.yml").read_text()
    )["services"]
    return services


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_containers_run_the_commands_of_the_procfile(name: str) -> None:
    assert compose()[name]["command"] == procfile()[name]


def test_web_server_reads_whole_requests_before_a_thread_is_theirs() -> None:
    """gunicorn's own threads read from the socket: a few slow clients would hold all of them."""
    conf = (PROJECT / "gunicorn.conf.py").read_text()
    (path,) = re.findall(r'^worker_class = "([\w.]+)"$', conf, re.MULTILINE)
    assert import_string(path) is BufferingWorker


def test_every_process_has_a_container_with_a_health_check() -> None:
    assert set(compose()) == {*procfile(), "db", "replica", "valkey", "migrate"}
    assert {name for name, service in compose().items() if "healthcheck" not in service} == {
        "migrate"
    }


def test_health_of_beat_is_asked_where_beat_writes() -> None:
    """In the folder that the image names, at the one place where a container may write."""
    check = compose()["beat"]["healthcheck"]
    assert isinstance(check, dict)
    (asked,) = re.findall(r"find (\S+) -name \"([\w-]+)\*\"", check["test"][1])
    (folder,) = re.findall(r"OZG_VAR_DIR=(\S+)", (PROJECT / "Dockerfile").read_text())
    assert asked == (folder, Path(settings.CELERY_BEAT_SCHEDULE_FILENAME).name)
    assert compose()["beat"]["tmpfs"] == [str(Path(folder).parent)]


def test_containers_run_on_a_read_only_file_system_without_new_privileges() -> None:
    for service in compose().values():
        assert service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_containers_get_every_value_that_production_needs() -> None:
    for name in ("migrate", *procfile()):
        environment = compose()[name]["environment"]
        assert isinstance(environment, dict)
        assert environment["OZG_ENV"] == "production"
        assert set(settings.NEEDED_IN_PRODUCTION) <= set(environment)


def test_example_names_every_value_the_settings_read() -> None:
    modules = ("settings.py", "operations/databases.py")
    source = "".join((PROJECT / "ozg_hessen" / name).read_text() for name in modules)
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)) | set(settings.NEEDED_IN_PRODUCTION)
    example = set(
        re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE)
    )
    # only for people working on the code, and for manage.py itself
    assert read - example == {"DEBUG", "DEMO_LOGINS", "OZG_AS_OWNER"}
