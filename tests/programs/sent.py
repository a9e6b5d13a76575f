"""Papers as people send them, and the people of a municipality who hand them in."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.datastructures import MultiValueDict

from accounts.choices import Role
from accounts.models import User
from core.uploads.sent import SentFile
from tests.factories.accounts import UserFactory
from tests.factories.municipalities import LAUTERBACH
from tests.programs.desk import signed_in

PDF = b"%PDF-1.7 Nachweis"


def clerk(ags: str = LAUTERBACH) -> User:
    """Somebody who hands in for the body."""
    return UserFactory.create(roles=[Role.MUNICIPALITY_VIEWER, Role.MUNICIPALITY_EDITOR], of=[ags])


def browser_of(ags: str = LAUTERBACH) -> Client:
    return signed_in(clerk(ags))


def files(**sent: SimpleUploadedFile) -> MultiValueDict[str, Any]:
    """Files as a request has them."""
    return MultiValueDict({name: [file] for name, file in sent.items()})


def pdf(name: str = "bericht.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def paper(name: str = "bericht.pdf", content: bytes = PDF) -> SentFile:
    return SentFile(name, content)
