"""A secret made once and kept beside the data, for machines where nobody has set one."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def kept_secret(path: Path) -> str:
    """The secret in `path`, made on first use; of several processes at once the first one wins.

    Raises ImproperlyConfigured with the remedy where the folder or the file is another user's.
    """
    try:
        if not path.exists():
            _make(path)
        return path.read_text()
    except PermissionError as error:
        raise ImproperlyConfigured(
            f"{path}: no permission, another user ran the house here first. "
            "Set OZG_VAR_DIR to a folder of your own, or hand that one over (chown)."
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:  # mode 0600
        draft.write(secrets.token_urlsafe(50))
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)
