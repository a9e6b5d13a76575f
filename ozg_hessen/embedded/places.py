"""Where the embedded servers keep data, sockets and locks; computing it touches nothing."""

from __future__ import annotations

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

ROOT_HOME = Path("/var/lib/ozg-hessen")
SERVER_USER_OF_ROOT = "nobody"
IDENTITY = "house_id"  # in the variable folder, so that it moves along with it
LONGEST_SOCKET_FOLDER = 80  # of 107 bytes the kernel allows for the path of a socket


def identity_of(var_dir: Path) -> str:
    """The key of the data that belong to `var_dir`; before the first start one made of its path."""
    try:
        return (var_dir / IDENTITY).read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return hashlib.sha256(str(var_dir).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Places:
    """The folders of one set of servers.

    `home` belongs to the caller and holds locks, logs and configuration; the other folders
    belong to the user the servers run as, who may write nowhere else.
    """

    home: Path
    sockets: Path
    var_dir: Path | None = None
    archive: Path | None = None  # of the log and the base backups; none is kept without it
    database: str = "ozg_hessen"
    role: str = "ozg_hessen"  # owns the tables
    application_role: str = "ozg_hessen_app"

    @classmethod
    def for_user(cls, var_dir: Path, environment: str, archive: str = "") -> Places:
        """Under `var_dir`; for root, whom PostgreSQL refuses, in a folder of its own.

        A folder named by root may lie where no other user may look, and the mode of a parent
        is never widened, so root's servers live under /var/lib. They are found by the key in
        `var_dir`, not by its path: a folder that is moved or renamed keeps its data.
        """
        uid = os.getuid()
        key = identity_of(var_dir)
        home = (ROOT_HOME / key if uid == 0 else var_dir) / f"servers-{environment}"
        sockets = home / "run"
        if len(str(sockets).encode()) > LONGEST_SOCKET_FOLDER:
            short = f"/tmp/ozg-hessen-{uid}-{key}-{environment}"  # noqa: S108 - 0700, owner checked
            sockets = Path(short)
        return cls(home, sockets, var_dir, Path(archive).resolve() if archive else None)

    @property
    def owner(self) -> pwd.struct_passwd:
        """The user the servers run as."""
        uid = os.getuid()
        return pwd.getpwnam(SERVER_USER_OF_ROOT) if uid == 0 else pwd.getpwuid(uid)

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        return self.home / "valkey"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / ".s.PGSQL.5432"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def valkey_url(self, database: int) -> str:
        return f"unix://{self.valkey_socket}?db={database}"
