"""Folders of the servers, and programs that run as their owner."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from ozg_hessen.embedded.errors import EmbeddedError
from ozg_hessen.embedded.places import IDENTITY, ROOT_HOME, Places, identity_of

Command = list[str | Path]
OWNER = "belongs_to"  # in the home of the servers: the variable folder they serve


def make_folders(places: Places) -> None:
    """Make what is missing; folders that exist keep their mode."""
    try:
        if os.getuid() == 0:
            for folder in (ROOT_HOME, places.home.parent, places.home):
                _make(folder, mode=0o711)
        else:
            places.home.parent.mkdir(parents=True, exist_ok=True)
            _make(places.home, mode=0o700)
        for folder in (places.postgres, places.valkey, places.sockets, *_archive(places)):
            _make_private(folder, places)
        if places.var_dir is not None:
            _note_identity(places.var_dir, places.home)
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename}: no permission to keep the embedded servers there. "
            "Set OZG_VAR_DIR to a folder of your own, or DATABASE_URL and REDIS_URL."
        ) from error


def _archive(places: Places) -> list[Path]:
    home = places.archive
    return [] if home is None else [home, home / "log", home / "bases"]


def _note_identity(var_dir: Path, home: Path) -> None:
    """Tie data and variable folder together, so that the data are found after a move.

    Raises EmbeddedError for a copy: two folders on one database would write into each other.
    """
    here, owner = var_dir / IDENTITY, home / OWNER
    before = Path(owner.read_text()) if owner.exists() else var_dir
    is_moved = before != var_dir
    if is_moved and (before / IDENTITY).exists() and identity_of(before) == identity_of(var_dir):
        raise EmbeddedError(
            f"{var_dir} is a copy of {before}, whose data are in {home}. "
            f"To begin anew here, remove {here}; to take the data along, move the folder "
            "instead of copying it, or use pg_dump."
        )
    if not here.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        here.write_text(identity_of(var_dir) + "\n")
    if is_moved or not owner.exists():
        owner.write_text(str(var_dir))


def _make(folder: Path, *, mode: int) -> None:
    if not folder.exists():
        folder.mkdir()
        folder.chmod(mode)  # whatever the umask


def _make_private(folder: Path, places: Places) -> None:
    """A folder that only the server's user may enter."""
    if not folder.is_symlink():
        _make(folder, mode=0o700)
    owner = places.owner
    if folder.lstat().st_uid == os.getuid() != owner.pw_uid:
        os.chown(folder, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    if folder.is_symlink() or folder.lstat().st_uid != owner.pw_uid:
        raise EmbeddedError(f"{folder} belongs to another user. Remove it or set OZG_VAR_DIR.")


def binaries(package: str, inside: str, places: Places) -> Path:
    """The folder `inside` a package of binaries, where the server's user can run it.

    A clone under /root is closed to that user: then the package is copied once into the home.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The package {package} is missing. Run `make setup`.")
    root = Path(spec.origin).parent
    if os.getuid() != 0 or _open_to_all(root):
        return root / inside
    copy = places.home / f"{package}-{root.stat().st_mtime_ns}"
    if not copy.exists():
        draft = copy.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        for part in (root, root.with_name(f"{package}.libs")):  # programs find the libraries beside
            if part.exists():
                shutil.copytree(part, draft / part.name)
        _open(draft)
        draft.rename(copy)
    return copy / package / inside


def _open(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _open_to_all(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def run_as_owner(command: Command, places: Places, log: Path, *, failure: str) -> None:
    """Run a program to its end as the server's user, its output in `log`.

    Raises EmbeddedError with `failure` and the last lines of the log.
    """
    root = os.getuid() == 0
    with log.open("ab") as output:
        begin = output.tell()
        result = subprocess.run(  # noqa: S603 - our own binaries with our own arguments
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=places.home,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            umask=0o077,
            user=places.owner.pw_uid if root else None,
            group=places.owner.pw_gid if root else None,
            extra_groups=[] if root else None,
        )
    if result.returncode != 0:
        said = log.read_bytes()[begin:].decode(errors="replace").strip().splitlines()
        raise EmbeddedError("\n".join([f"{failure} The whole log is {log}.", *said[-15:]]))
